"""Aucun code brut ne se montre à qui lit une valeur légale."""

import re

from parchemin.droit.valeurs import toutes_les_valeurs
from parchemin.web.commande.mots import MOTS, ecrire_valeur


def codes(valeur: object) -> list[str]:
    if isinstance(valeur, tuple):
        return [c for v in valeur for c in codes(v)]
    return [valeur] if isinstance(valeur, str) and re.fullmatch(r"[a-z]+(_[a-z]+)+", valeur) else []


def test_chaque_code_seul_ou_en_liste_a_ses_mots() -> None:
    trouves = {c for v in toutes_les_valeurs() for c in codes(v.valeur)}
    assert trouves
    assert sorted(trouves - set(MOTS)) == []


def test_une_machine_garde_les_codes() -> None:
    assert ecrire_valeur("diplome_refuse", en_clair=False) == "diplome_refuse"
    assert ecrire_valeur(("sans_effet", True)) == "sans effet ; oui"
    assert ecrire_valeur({"moyenne": 8, "rien": None}) == "moyenne 8"
