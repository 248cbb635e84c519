"""Les lieux : pays, départements et communes de l'INSEE, codes postaux ; les zéros de tête qu'un tableur mange."""

import re
from functools import lru_cache

from parchemin.moteurs.echanges.valeurs.lue import Lue, completee, laissee, serrer, simplifier, texte_libre
from parchemin.moteurs.echanges.valeurs.pays import PAR_NOM

FRANCE = frozenset({"", "100", "99100"})
"""Codes de la France ; un pays absent en est."""
_PAYS = re.compile(r"(?:99)?[1-5]\d\d", re.ASCII)
_DEPARTEMENT = re.compile(r"0\d\d|02[AB]|9[78]\d", re.ASCII)
_COMMUNE = re.compile(r"\d{5}|2[AB]\d{3}", re.ASCII)
_CODE_POSTAL = re.compile(r"\d{5}", re.ASCII)
_CORSE = {"2A": "02A", "2B": "02B"}
_ETRANGER = {"99", "099", "990"}
_ZERO = "zéro de tête remis, vérifiez-le"


@lru_cache(maxsize=1 << 12)
def pays(ecrit: str) -> Lue:
    """Lit un code INSEE de pays (trois chiffres, ou cinq qui commencent par 99), ou le nom d'un pays."""
    lu = serrer(ecrit).removesuffix(".0")
    if _PAYS.fullmatch(lu):
        return Lue(lu)
    if code := PAR_NOM.get(simplifier(lu)):
        return Lue(code)
    return laissee("le code INSEE d'un pays (100 : France)", "écrivez le code à trois chiffres")


@lru_cache(maxsize=1 << 12)
def pays_ou_nom(ecrit: str) -> Lue:
    """Lit un pays comme `pays`, mais garde un nom inconnu tel quel, avec un avertissement."""
    lue, libelle = pays(ecrit), texte_libre(ecrit)
    if lue.texte or not libelle.texte:
        return lue
    return completee(libelle.texte, lue.attendu, lue.remede)


@lru_cache(maxsize=1 << 12)
def departement(ecrit: str) -> Lue:
    """Lit un département de naissance : trois caractères, 033, 02A, 974 ; rien pour l'étranger (99)."""
    lu = serrer(ecrit).upper()
    if lu in _ETRANGER:
        return Lue("")
    if lu in _CORSE:
        return Lue(_CORSE[lu])
    if re.fullmatch(r"[1-9]\d|0[1-9]", lu, re.ASCII):
        return Lue(f"0{lu}")
    if re.fullmatch(r"[1-9]", lu, re.ASCII):
        return completee(f"00{lu}", "un département sur trois caractères", f"00{lu} est retenu : {_ZERO}")
    if _DEPARTEMENT.fullmatch(lu) and lu != "000":
        return Lue(lu)
    return laissee("un département sur trois caractères (033, 02A, 974)", "vérifiez-le")


@lru_cache(maxsize=1 << 12)
def commune(ecrit: str) -> Lue:
    """Lit le code INSEE d'une commune, cinq caractères ; le zéro de tête mangé est remis et signalé."""
    lu = serrer(ecrit).upper()
    if _COMMUNE.fullmatch(lu):
        return Lue(lu)
    if re.fullmatch(r"\d{4}", lu, re.ASCII):
        return completee(f"0{lu}", "un code INSEE de cinq caractères", f"0{lu} est retenu : {_ZERO}")
    return laissee(
        "le code INSEE d'une commune, cinq caractères", "vérifiez-le ; ce n'est pas le code postal"
    )


def est_code_de_commune(ecrit: str) -> bool:
    """Dit si le texte a le dessin d'un code INSEE de commune, zéro de tête mangé compris."""
    lu = serrer(ecrit).upper()
    return bool(_COMMUNE.fullmatch(lu) or re.fullmatch(r"\d{4}", lu, re.ASCII))


@lru_cache(maxsize=1 << 12)
def code_postal(ecrit: str, pays_de_residence: str) -> Lue:
    """Lit un code postal ; hors de France il est gardé tel quel, en France il a cinq chiffres."""
    lu = serrer(ecrit).removesuffix(".0")
    if pays_de_residence not in FRANCE:
        return Lue(lu)
    chiffres = lu.replace(" ", "")
    if _CODE_POSTAL.fullmatch(chiffres):
        return Lue(chiffres)
    if re.fullmatch(r"\d{4}", chiffres, re.ASCII):
        return completee(
            f"0{chiffres}", "un code postal de cinq chiffres", f"0{chiffres} est retenu : {_ZERO}"
        )
    return laissee(
        "un code postal de cinq chiffres", "corrigez-le, ou indiquez le pays si l'adresse est à l'étranger"
    )
