"""Les commandes parlent français dès leur première lecture, comme au lancement de `parchemin`."""

from parchemin.web.commande import parler_francais

# Avant tout essai : une aide lue en anglais par l'un resterait en mémoire pour les autres.
parler_francais()
