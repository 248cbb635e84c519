"""Le journal des actes : qui a fait quoi, quand, à quel titre, enchaîné acte après acte ; rien ne s'y corrige.

Pour qui doit rendre compte d'un examen, et pour qui doit le vérifier sans nous croire (docs/decisions/0011).
"""
