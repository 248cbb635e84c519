"""La session de démonstration : des candidats fictifs, dans de vraies proportions, avec chaque cas rare du droit.

Ses chiffres et ses cas sont des données, un dossier par diplôme. Pour qui veut voir Parchemin à l'œuvre.
"""
