"""Les dates : jour d'abord ou ISO, jamais d'année à deux chiffres, jamais de jour qui n'existe pas."""

import re
from datetime import date, timedelta
from functools import lru_cache

from parchemin.moteurs.echanges.valeurs.lue import Lue, completee, refusee, serrer

_JOUR_D_ABORD = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4})(?: 0?0[:h]00(?:[:]00)?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?", re.ASCII)
_DEUX_CHIFFRES = re.compile(r"\d{1,2}([/.\- ])\d{1,2}\1\d{2}", re.ASCII)
_COMPACTE = re.compile(r"(\d{1,2})(\d{2})(\d{4})", re.ASCII)
_SERIE = re.compile(r"(\d{4,5})(?:[.,]0+)?", re.ASCII)
# Sous ce rang (4 mars 1910), un nombre est plus sûrement une année qu'un numéro de jour.
_PREMIERE_SERIE, _DERNIERE_SERIE = 3_716, 73_050
_ORIGINE = date(1899, 12, 30)
ANNEES = range(1900, 2101)
_ATTENDU = "une date jj/mm/aaaa"


@lru_cache(maxsize=1 << 12)
def jour(ecrit: str) -> Lue:
    """Lit jj/mm/aaaa, AAAA-MM-JJ, ou le numéro de jour d'un tableur (avec avertissement) ; rend AAAA-MM-JJ."""
    lu = serrer(ecrit)
    if trouve := _JOUR_D_ABORD.fullmatch(lu):
        return _dater(int(trouve[4]), int(trouve[3]), int(trouve[1]))
    if trouve := _ISO.fullmatch(lu):
        return _dater(int(trouve[1]), int(trouve[3]), int(trouve[4]))
    if _DEUX_CHIFFRES.fullmatch(lu):
        return refusee(f"{_ATTENDU}, l'année en quatre chiffres", "écrivez le siècle : il ne se devine pas")
    if trouve := _SERIE.fullmatch(lu):
        return _numero_de_jour(int(trouve[1]))
    return refusee(_ATTENDU, "écrivez la date en chiffres, le jour d'abord")


@lru_cache(maxsize=1 << 12)
def jour_compact(ecrit: str) -> Lue:
    """Lit aussi jjmmaaaa, comme l'écrit SIFA ; le zéro de tête mangé est remis et signalé."""
    trouve = _COMPACTE.fullmatch(serrer(ecrit))
    if not trouve:
        return jour(ecrit)
    lue = _dater(int(trouve[3]), int(trouve[2]), int(trouve[1]))
    if lue.texte and len(trouve[1]) == 1:
        return completee(lue.texte, "une date jjmmaaaa", f"{lue.texte} est retenu : zéro de tête remis")
    return lue


def _dater(annee: int, mois: int, quantieme: int) -> Lue:
    if annee not in ANNEES:
        return refusee(f"une année entre {ANNEES.start} et {ANNEES.stop - 1}", "vérifiez l'année")
    try:
        return Lue(date(annee, mois, quantieme).isoformat())
    except ValueError:
        return refusee("un jour qui existe", "vérifiez le jour et le mois, le jour d'abord")


def _numero_de_jour(rang: int) -> Lue:
    if not _PREMIERE_SERIE <= rang <= _DERNIERE_SERIE:
        return refusee(_ATTENDU, "écrivez la date en chiffres, le jour d'abord")
    retenue = (_ORIGINE + timedelta(days=rang)).isoformat()
    return completee(
        retenue, _ATTENDU, f"{retenue} est retenu : c'est le numéro de jour d'un tableur, vérifiez-le"
    )
