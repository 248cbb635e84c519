"""Ce que donne la lecture d'une cellule, et les textes qu'on serre avant de les comparer."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from parchemin.moteurs.echanges.modele import Niveau

# Sans largeur, césure conditionnelle, marques d'ordre : les copier-coller les sèment, personne ne les voit.
_INVISIBLES = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_RETENUES = 1 << 12


class Lue(NamedTuple):
    """Une valeur lue : son texte normalisé, vide si rien ne peut en être gardé, et ce qui n'allait pas."""

    texte: str
    niveau: Niveau | None = None
    attendu: str = ""
    remede: str = ""


Lecteur = Callable[[str], Lue]
"""Lit une cellule qui n'est pas vide."""


def completee(texte: str, attendu: str, remede: str) -> Lue:
    """Rend une valeur gardée, mais dont il faut vérifier la lecture."""
    return Lue(texte, Niveau.AVERTISSEMENT, attendu, remede)


def laissee(attendu: str, remede: str) -> Lue:
    """Rend une valeur qui n'est pas gardée, sans empêcher le reste."""
    return Lue("", Niveau.AVERTISSEMENT, attendu, remede)


def refusee(attendu: str, remede: str) -> Lue:
    """Rend une valeur qui empêche d'appliquer le fichier."""
    return Lue("", Niveau.BLOQUANT, attendu, remede)


@lru_cache(maxsize=_RETENUES)
def serrer(texte: str) -> str:
    """Rend le texte en accents composés, blancs réunis en une espace, caractères invisibles ôtés."""
    if texte.isascii() and "  " not in texte and texte.isprintable():
        return texte.strip()
    return " ".join(unicodedata.normalize("NFC", texte).translate(_INVISIBLES).split())


@lru_cache(maxsize=_RETENUES)
def simplifier(texte: str) -> str:
    """Rend les lettres sans accents et les chiffres, en minuscules, les mots séparés d'une espace."""
    compose = texte.casefold().replace("œ", "oe").replace("æ", "ae").replace("°", " o ").replace("º", " o ")
    sans_accent = "".join(s for s in unicodedata.normalize("NFKD", compose) if not unicodedata.combining(s))
    return " ".join(re.findall(r"[a-z0-9]+", sans_accent))


def texte_libre(ecrit: str) -> Lue:
    """Lit un libellé : tout y est admis, sauf les caractères de commande."""
    serre = serrer(ecrit)
    if not serre.isprintable():
        return laissee("un libellé sans caractère de commande", "saisissez de nouveau la valeur")
    return Lue(serre)


def texte_court(maximum: int) -> Lecteur:
    """Rend le lecteur d'un libellé d'au plus `maximum` caractères."""

    @lru_cache(maxsize=_RETENUES)
    def lire(ecrit: str) -> Lue:
        lue = texte_libre(ecrit)
        if len(lue.texte) > maximum:
            return laissee(f"{maximum} caractères au plus", "abrégez la valeur")
        return lue

    return lire
