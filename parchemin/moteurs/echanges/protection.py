"""Les formules qu'un tableur évaluerait en ouvrant un CSV : protégées d'une apostrophe, sans toucher à « -Dupont ».

Un tableur prend pour une formule une cellule de CSV qui commence par =, @, + ou -. Les deux derniers commencent aussi
des noms et des téléphones. Après eux, une suite de lettres, d'espaces, de points, d'apostrophes et de traits d'union
n'appelle rien : ni référence (il faut un chiffre), ni fonction (il faut une parenthèse), ni programme (il faut « | »
ou « ! »). Elle reste telle quelle ; le reste reçoit une apostrophe, que la lecture ôte. Le classeur, où une cellule
est du texte ou n'en est pas, n'a besoin de rien.
"""

import re
from collections.abc import Sequence

# Les signes de pleine chasse sont évalués comme les autres par les tableurs d'Asie.
_TOUJOURS = ("=", "@", "\t", "\r", "\n", "\uff1d", "\uff20", "\uff0b", "\uff0d")
_PARFOIS = ("+", "-")
_INOFFENSIF = re.compile(r"[+\-](?:[^\W\d_]|[ '’.\-])*")
_TEXTE_FORCE = re.compile(r'="([^"]*)"')


def est_une_formule(cellule: str) -> bool:
    """Dit si un tableur évaluerait cette cellule d'un CSV en autre chose qu'un nom inconnu."""
    if cellule.startswith(_TOUJOURS):
        return True
    return cellule.startswith(_PARFOIS) and not _INOFFENSIF.fullmatch(cellule)


def proteger(cellule: str) -> str:
    """Rend la cellule telle qu'un tableur la montrera sans l'évaluer ; `deproteger` la rend comme elle était."""
    return f"'{cellule}" if est_une_formule(cellule.lstrip("'")) else cellule


def deproteger(cellules: Sequence[str]) -> Sequence[str]:
    """Rend les cellules sans l'apostrophe de `proteger`, ni l'habit « ="…" » que des exports donnent à un texte."""
    if not any(cellule.startswith(("'", '="')) for cellule in cellules):
        return cellules
    return [_deproteger(cellule) for cellule in cellules]


def _deproteger(cellule: str) -> str:
    if cellule.startswith("'") and est_une_formule(cellule.lstrip("'")):
        return cellule[1:]
    habillee = _TEXTE_FORCE.fullmatch(cellule)
    return habillee[1] if habillee else cellule
