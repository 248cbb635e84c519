"""Noms, prénoms, civilité : ce que l'état civil écrit en lettres latines, et rien d'autre.

La règle des lettres est celle de l'impression (`moteurs/rendu/noms.py`) : un nom admis ici s'imprime en entier.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from parchemin.moteurs.echanges.valeurs.lue import Lue, completee, refusee, serrer, simplifier

LONGUEUR_MAXIMALE = 200
# Droite, culbutées, lettres modificatives, prime, pleine chasse, accents isolés pris pour des apostrophes.
_APOSTROPHES = "\u2018\u2019\u02bc\u02bb\u02b9\uff07\u00b4\u0060\u2032"
_TIRETS = "\u2010\u2011\u2012\u2013\u2212"
_UNIFIES = str.maketrans(_APOSTROPHES + _TIRETS, "'" * len(_APOSTROPHES) + "-" * len(_TIRETS))
_SIGNES = frozenset("' -.,·()/°")
_CHIFFRES = frozenset("0123456789")
_DERNIERE_SIMPLE, _PREMIERE_ETENDUE, _DERNIERE_ETENDUE = "\u024f", "\u1e00", "\u1eff"
_ECRITURES: Mapping[str, str] = {
    "ARABIC": "arabe", "HEBREW": "hébraïque", "CJK": "chinoise", "HIRAGANA": "japonaise", "KATAKANA": "japonaise",
    "HANGUL": "coréenne", "CYRILLIC": "cyrillique", "GREEK": "grecque", "THAI": "thaïe", "DEVANAGARI": "devanagari",
    "ARMENIAN": "arménienne", "GEORGIAN": "géorgienne", "TAMIL": "tamoule", "BENGALI": "bengali", "KHMER": "khmère",
    "ETHIOPIC": "éthiopienne", "TIFINAGH": "tifinagh",
}  # fmt: skip
_REMEDE_LATIN = "écrivez-le en lettres latines, comme sur la pièce d'identité"
_CIVILITES: Mapping[str, str] = {
    ecrite: civilite
    for civilite, ecrites in {
        "M": ("m", "mr", "monsieur", "h", "homme", "masculin", "masc", "1"),
        "MME": ("mme", "madame", "mlle", "mademoiselle", "f", "femme", "feminin", "fem", "2"),
    }.items()
    for ecrite in ecrites
}


@lru_cache(maxsize=1 << 12)
def nom(ecrit: str) -> Lue:
    """Lit un nom ou des prénoms ; « -Dupont » reste « -Dupont », aucune translittération."""
    propre = serrer(ecrit).translate(_UNIFIES)
    if fautif := next((signe for signe in propre if not _est_admis(signe)), None):
        return refusee(*_dire_refus(fautif))
    if len(propre) > LONGUEUR_MAXIMALE:
        return refusee(f"un nom de {LONGUEUR_MAXIMALE} caractères au plus", "vérifiez la cellule")
    if not any(map(str.isalpha, propre)):
        return refusee("un nom", "saisissez le nom, ou videz la cellule")
    if _CHIFFRES & set(propre):
        return completee(propre, "un nom sans chiffre", "vérifiez-le à l'état civil")
    return Lue(propre)


def _est_admis(signe: str) -> bool:
    if signe.isascii() or signe in _SIGNES:
        return signe.isalpha() or signe in _SIGNES or signe in _CHIFFRES
    if not (signe <= _DERNIERE_SIMPLE or _PREMIERE_ETENDUE <= signe <= _DERNIERE_ETENDUE):
        return False
    return signe.isalpha() and unicodedata.name(signe, "").startswith("LATIN ")


def _dire_refus(signe: str) -> tuple[str, str]:
    point = f"U+{ord(signe):04X}"
    famille = unicodedata.name(signe, "").split(" ")[0].split("-")[0]
    if signe.isalpha():
        ecriture = f"écriture {_ECRITURES[famille]}" if famille in _ECRITURES else "hors de l'alphabet latin"
        return f"un nom en lettres latines (« {signe} », {point}, est d'{ecriture})".replace(
            "est d'hors", "est hors"
        ), _REMEDE_LATIN
    if unicodedata.combining(signe):
        return f"un nom en lettres latines (l'accent isolé {point} ne s'imprime pas)", _REMEDE_LATIN
    visible = f"« {signe} », " if signe.isprintable() else ""
    return f"un nom fait de lettres ({visible}{point} n'en est pas une)", "ôtez ce caractère"


@lru_cache(maxsize=1 << 10)
def civilite(ecrit: str) -> Lue:
    """Lit « M » ou « MME » d'après une civilité ou un code sexe (1, 2)."""
    lue = _CIVILITES.get(simplifier(ecrit))
    return Lue(lue) if lue else refusee("M ou MME", "écrivez M ou MME")
