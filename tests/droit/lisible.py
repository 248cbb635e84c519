"""Ce qu'un usager doit pouvoir lire d'un motif : une phrase finie, et d'où elle vient."""

from parchemin.droit.references import Motif


def est_lisible(motif: Motif) -> bool:
    """Vrai si la phrase est complète (aucune valeur oubliée) et la référence nommée."""
    phrase = motif.phrase
    return bool(phrase and motif.reference.libelle) and "{" not in phrase and "None" not in phrase
