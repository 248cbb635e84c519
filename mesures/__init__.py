"""Mesure les vitesses annoncées : `python -m mesures [nom…]`. Aucun essai : des chiffres à lire."""
