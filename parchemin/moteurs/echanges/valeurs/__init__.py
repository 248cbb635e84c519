"""Lit les valeurs qu'un fichier de candidats écrit de mille façons : une seule forme en sort, ou un diagnostic.

Aucune valeur n'est devinée : ce qui ne se lit que d'une manière est complété avec un avertissement, le reste est refusé
avec la raison. Code de l'éducation, art. R341-1 et suivants, pour le numéro national ; normes de l'INSEE pour les lieux.
Pour les formats d'échange.
"""
