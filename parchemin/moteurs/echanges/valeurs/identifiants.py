"""Les identifiants : numéro national (INE), numéro de candidat, établissement (UAI)."""

import re
from functools import lru_cache

from parchemin.moteurs.echanges.valeurs.lue import Lue, completee, refusee, serrer

# Les trois dessins d'un INE : répertoire national, base élèves d'académie, apprentissage.
INE_RNIE = re.compile(r"\d{9}[A-Z]{2}", re.ASCII)
INE_BEA = re.compile(r"\d{10}[A-Z]", re.ASCII)
INE_APPRENTISSAGE = re.compile(r"\d{4}A\d{5}[A-Z]", re.ASCII)
LETTRES_D_UAI = "ABCDEFGHJKLMNPRSTUVWXYZ"
_UAI = re.compile(r"\d{7}[A-Z]", re.ASCII)
_UAI_SANS_ZEROS = re.compile(r"\d{5,6}[A-Z]", re.ASCII)
_ABIME = re.compile(r"[+-]?\d+(?:[.,]\d+)?E[+-]?\d+|\d+[.,]\d+", re.ASCII)
# Sous huit chiffres, c'est plus sûrement une autre donnée dans la mauvaise colonne qu'un INE abîmé.
_CHIFFRES_D_UN_NOMBRE = 8
_CHIFFRES = re.compile(r"\d+", re.ASCII)
_NUMERO = re.compile(r"\d{11}", re.ASCII)
_BLANCS = re.compile(r"[\s'’]")
_DESSINS = "onze caractères (9 chiffres et 2 lettres, 10 chiffres et 1 lettre, ou 4 chiffres, A, 5 chiffres et 1 lettre)"
_REMEDE_ABIME = (
    "un tableur l'a changé en nombre et ses chiffres sont perdus : reprenez-le dans la base d'origine, "
    "la colonne au format Texte"
)


@lru_cache(maxsize=1 << 12)
def ine(ecrit: str) -> Lue:
    """Lit un INE d'un des trois dessins. Un INE devenu nombre est refusé : ses derniers caractères sont perdus."""
    lu = _BLANCS.sub("", serrer(ecrit)).upper()
    if INE_RNIE.fullmatch(lu) or INE_BEA.fullmatch(lu) or INE_APPRENTISSAGE.fullmatch(lu):
        return Lue(lu)
    if _ABIME.fullmatch(lu) or (_CHIFFRES.fullmatch(lu) and len(lu) >= _CHIFFRES_D_UN_NOMBRE):
        return refusee(f"un INE de {_DESSINS}", _REMEDE_ABIME)
    return refusee(f"un INE de {_DESSINS}", "vérifiez chaque caractère, ou videz la cellule s'il est inconnu")


@lru_cache(maxsize=1 << 12)
def numero(ecrit: str) -> Lue:
    """Lit un numéro de candidat de onze chiffres ; le zéro de tête qu'un tableur a mangé est remis et signalé."""
    lu = _BLANCS.sub("", serrer(ecrit))
    if _NUMERO.fullmatch(lu):
        return Lue(lu)
    if _CHIFFRES.fullmatch(lu) and len(lu) in {9, 10}:
        return completee(
            lu.zfill(11), "onze chiffres", f"{lu.zfill(11)} est retenu : zéro de tête remis, vérifiez-le"
        )
    if _ABIME.fullmatch(lu.upper()):
        return refusee("un numéro de candidat de onze chiffres", _REMEDE_ABIME)
    return refusee("un numéro de candidat de onze chiffres", "reprenez-le sur la liste d'origine")


def lettre_d_uai(chiffres: str) -> str:
    """Rend la lettre de contrôle de sept chiffres : celle dont le rang est leur reste par 23."""
    return LETTRES_D_UAI[int(chiffres) % len(LETTRES_D_UAI)]


@lru_cache(maxsize=1 << 12)
def uai(ecrit: str) -> Lue:
    """Lit un UAI et contrôle sa lettre ; des zéros de tête mangés sont remis et signalés."""
    lu = _BLANCS.sub("", serrer(ecrit)).upper()
    complet = lu.zfill(8) if _UAI_SANS_ZEROS.fullmatch(lu) else lu
    if not _UAI.fullmatch(complet):
        return refusee("un UAI : sept chiffres puis une lettre", "vérifiez-le dans l'annuaire de l'éducation")
    attendue = lettre_d_uai(complet[:7])
    if complet[7] != attendue:
        return refusee(
            f"un UAI dont la lettre convient à ses chiffres ({attendue} et non {complet[7]})",
            "vérifiez chaque chiffre : un seul faux change la lettre",
        )
    if complet != lu:
        return completee(
            complet, "sept chiffres puis une lettre", f"{complet} est retenu : zéro de tête remis"
        )
    return Lue(complet)
