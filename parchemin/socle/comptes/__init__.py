"""Les personnes, les rôles qu'elles tiennent pour un périmètre et une période, et la table des accès.

Chacun y entre, y règle sa sécurité et voit qui voit quoi de lui ; CNIL, délibération 2022-100 sur les mots de passe.
"""
