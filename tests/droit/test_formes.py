"""Garder une note sous le seuil : ce que permettent la forme, les aménagements, et la valeur légale elle-même."""

import pytest

from parchemin.droit.delivrance import Reglement
from parchemin.droit.diplome import diplome
from tests.droit.autre_droit import imposer
from tests.droit.deliberations import lire_dossier

EDITION = diplome("ccst", session=2026)
NOTES = "B:9,5 12 12 12 12 12 12 12"


def refus(forme: str, *amenagements: str) -> list[str]:
    dossier = lire_dossier({"notes": NOTES, "forme": forme, "amenagements": amenagements})
    return [a.phrase for a in Reglement(EDITION, EDITION.jour_de_reference).anomalies(dossier)]


def test_la_forme_progressive_garde_une_note_sous_le_seuil() -> None:
    assert refus("progressive") == []
    assert refus("globale", "conservation") == []
    assert refus("globale", "etalement") == [
        "« B:9,5 » : une note inférieure à 10 ne se conserve "
        "qu'en forme progressive ou avec l'aménagement « conservation »"
    ]


def test_si_le_texte_changeait_seul_l_amenagement_la_garderait(monkeypatch: pytest.MonkeyPatch) -> None:
    imposer(monkeypatch, "forme.progressive.garde_lt10", False)
    assert refus("progressive", "conservation") == []
    assert refus("progressive") == [
        "« B:9,5 » : une note inférieure à 10 ne se conserve qu'avec l'aménagement « conservation »"
    ]
