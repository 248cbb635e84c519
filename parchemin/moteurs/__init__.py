"""Ce que calculent les machines : tableaux lus et écrits, session décidée en masse.

Chaque moteur tourne seul, sur des fichiers, sans Django ; il applique `droit` et ne dit pas le droit.
Pour le service d'examen, et pour qui veut refaire un calcul à part.
"""
