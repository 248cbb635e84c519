"""Reprendre un fichier de l'organisation (offre, annuaire, académies, regroupements) : à blanc d'abord, puis pour de bon.

Un fichier fautif n'écrit rien ; chaque faute dit sa ligne, sa colonne, ce qui est attendu et comment la corriger.
"""
