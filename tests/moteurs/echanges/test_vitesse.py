"""Cinq mille candidats se lisent en moins de deux secondes, dans chaque format et dans un classeur."""

import time

import pytest

from mesures.candidats import fichier
from parchemin.moteurs.echanges import FORMATS, Support, fichier_corrige, lire

CANDIDATS, SECONDES = 5_000, 2.0


@pytest.mark.parametrize("code", FORMATS)
def test_cinq_mille_lignes(code: str) -> None:
    csv = fichier(code, CANDIDATS)
    classeur = fichier_corrige(lire(csv, "x"), Support.CLASSEUR).octets
    for octets in (csv, classeur):
        debut = time.process_time()
        lu = lire(octets, "x")
        assert time.process_time() - debut < SECONDES
        assert len(lu.lignes) == CANDIDATS
