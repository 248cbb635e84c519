"""Téléphones et adresses électroniques : une faute s'y signale sans rien empêcher."""

import re
from functools import lru_cache

from parchemin.moteurs.echanges.valeurs.lue import Lue, completee, laissee, serrer

_SEPARATEURS = re.compile(r"[\s./()\-–_]")
_FRANCAIS = re.compile(r"0[1-9]\d{8}", re.ASCII)
_SANS_ZERO = re.compile(r"[1-9]\d{8}", re.ASCII)
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_INDICATIF_FRANCAIS = re.compile(r"(?:\+|00)330?(?=[1-9]\d{8}$)", re.ASCII)
_COURRIEL = re.compile(r"[A-Za-z0-9.!#$%&*+/=?^_`{|}~'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")
_COURRIEL_MAXIMUM = 254


@lru_cache(maxsize=1 << 12)
def telephone(ecrit: str) -> Lue:
    """Lit un numéro : dix chiffres en France, « + » et l'indicatif ailleurs ; le zéro mangé est remis et signalé."""
    lu = _SEPARATEURS.sub("", serrer(ecrit))
    lu = _INDICATIF_FRANCAIS.sub("0", lu)
    if lu.startswith("00"):
        lu = f"+{lu[2:]}"
    if _FRANCAIS.fullmatch(lu) or _INTERNATIONAL.fullmatch(lu):
        return Lue(lu)
    if _SANS_ZERO.fullmatch(lu):
        return completee(f"0{lu}", "un téléphone de dix chiffres", f"0{lu} est retenu : zéro de tête remis")
    return laissee("un téléphone de dix chiffres, ou + et l'indicatif du pays", "n'écrivez qu'un numéro")


@lru_cache(maxsize=1 << 12)
def courriel(ecrit: str) -> Lue:
    """Lit une seule adresse électronique ; son domaine passe en minuscules."""
    lu = serrer(ecrit).removeprefix("mailto:")
    if len(lu) > _COURRIEL_MAXIMUM or not _COURRIEL.fullmatch(lu):
        return laissee(
            "une adresse électronique, nom@domaine", "n'écrivez qu'une adresse, sans espace ni accent"
        )
    compte, _, domaine = lu.rpartition("@")
    return Lue(f"{compte}@{domaine.lower()}")
