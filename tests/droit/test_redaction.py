"""Ce que lit l'usager : chaque règle appliquée et chaque refus, mot pour mot, avec sa référence."""

from typing import Any

import pytest

from parchemin.droit.redaction import Trace
from parchemin.droit.references import Anomalie, Motif
from tests.droit.deliberations import lire_dossier, reglement
from tests.droit.lecture_des_cas import sujet, titre

CAS = sujet("redaction")


def ecrire_etape(motif: Motif) -> str:
    return f"{motif.code} | {motif.phrase} | {motif.reference}"


def ecrire_faute(anomalie: Anomalie) -> str:
    avec = f" avec {', '.join(anomalie.avec)}" if anomalie.avec else ""
    return f"{anomalie.champ}{avec} | {ecrire_etape(anomalie.motif)}"


@pytest.mark.parametrize("cas", [c for c in CAS if "etapes" in c], ids=titre)
def test_explication(cas: dict[str, Any]) -> None:
    trace: Trace = []
    reglement(2026).deliberer(lire_dossier(cas), trace)
    assert [ecrire_etape(m) for m in trace[-len(cas["etapes"]) :]] == cas["etapes"]


@pytest.mark.parametrize("cas", [c for c in CAS if "fautes" in c], ids=titre)
def test_refus(cas: dict[str, Any]) -> None:
    anomalies = reglement(2026).anomalies(lire_dossier(cas))
    assert [ecrire_faute(a) for a in anomalies] == cas["fautes"]


def test_une_etape_garde_le_resultat_tel_qu_il_est_ecrit() -> None:
    """Les écrans et les documents relisent cette valeur : elle porte l'état, pas seulement la note."""
    trace: Trace = []
    dossier = lire_dossier({"notes": "B:12,5 AB R:9 DI 10 10 10 10", "facultatives": "AB 11 -"})
    reglement(2026).deliberer(dossier, trace)
    ecrits = {m.valeurs["epreuve"]: m.valeurs["resultat"] for m in trace if "epreuve" in m.valeurs}
    assert ecrits == {
        "E1": "B:12,5", "E2": "AB", "E3": "R:9", "E4": "DI", "E5": "10", "E6": "10", "E7": "10", "E8": "10",
        "EF1": "AB", "EF2": "11",
    }  # fmt: skip
