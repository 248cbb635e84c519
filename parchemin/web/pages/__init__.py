"""Les pages publiques : règlement, référentiel, calendrier, décisions de démonstration, valeurs légales.

Elles lisent les textes et les données de démonstration, sans rien écrire. Pour tout visiteur.
"""
