"""L'UAI d'un établissement : sept chiffres, puis une lettre qui les contrôle."""

import re

from django.core.exceptions import ValidationError

# La lettre est celle dont le rang est le reste de la division des sept chiffres par 23 ; ni I, ni O, ni Q.
LETTRES = "ABCDEFGHJKLMNPRSTUVWXYZ"
FORME = re.compile(r"\d{7}[A-Z]", re.ASCII)


def lettre_attendue(chiffres: str) -> str:
    """Lettre de contrôle de sept chiffres."""
    return LETTRES[int(chiffres) % len(LETTRES)]


def normaliser_uai(saisi: str) -> str:
    """UAI écrit sans espace ni minuscule ; un zéro de tête mangé par un tableur est remis."""
    serre = re.sub(r"\s", "", saisi).upper()
    return serre.zfill(8) if re.fullmatch(r"\d{5,7}[A-Z]", serre, re.ASCII) else serre


def faute_d_uai(uai: str) -> str:
    """Ce qui ne va pas dans un UAI, et comment y remédier ; vide si rien."""
    if not FORME.fullmatch(uai):
        exemple = f"0750001{lettre_attendue('0750001')}"
        return f"« {uai} » n'est pas un UAI : sept chiffres puis une lettre, par exemple {exemple}."
    attendue = lettre_attendue(uai[:7])
    if uai[7] != attendue:
        return (
            f"La lettre de « {uai} » ne convient pas à ses chiffres : {attendue} attendu, {uai[7]} lu. "
            "Vérifiez chaque chiffre ; un seul faux change la lettre."
        )
    return ""


def valider_uai(uai: str) -> None:
    """Refuse un UAI mal formé ou dont la lettre ne convient pas (`ValidationError`)."""
    if faute := faute_d_uai(uai):
        raise ValidationError(faute)
