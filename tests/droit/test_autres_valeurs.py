"""Le code suit la valeur légale : une autre valeur donne une autre décision, une valeur inconnue est refusée."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from parchemin.droit.delivrance import VALEURS_APPLIQUEES, Reglement, ValeurNonPriseEnCharge
from parchemin.droit.diplome import diplome
from parchemin.droit.facultatives import anomalies_choix
from parchemin.droit.notes import lire_resultat
from parchemin.droit.parametres import HorsValidite
from tests.droit.autre_droit import imposer
from tests.droit.deliberations import constater, lire_dossier

EDITION = diplome("ccst", session=2026)
LE = EDITION.jour_de_reference
AU_CONTROLE = "8 8 8 8 10 10 10 10"
PRO_MANQUE_DE_PEU = "8 8 8 8 10 9,5 10,5 10"
CONSERVEE = ["note_de_la_session", "note_conservee"]


@pytest.mark.parametrize(
    ("nom", "valeur", "dossier", "attendu"),
    [
        ("controle.note", "substitution", {"notes": AU_CONTROLE, "controle": "7,5 - -"}, {"points": "230,5"}),
        ("controle.note", "substitution", {"notes": AU_CONTROLE, "controle": "AB - -"}, {"points": "232"}),
        (
            "controle.unites_choisissables", CONSERVEE, {"notes": "B:10 8 8 8 10 10 10 10", "controle": "14 - -"},
            {"decision": "ADMIS", "points": "250"},
        ),
        (
            "controle.unites_choisissables", CONSERVEE, {"notes": "B:10 8 8 DI 10 10 10 10", "controle": "- - 12"},
            {"refus": ["CEJM"]},
        ),
        (
            "controle.mpro_facultatif", True, {"notes": PRO_MANQUE_DE_PEU, "facultatives": "10 - -"},
            {"decision": "AJOURNE", "motifs": "MOYENNE_PRO_INSUFFISANTE"},
        ),
        (
            "controle.mpro_facultatif", True, {"notes": PRO_MANQUE_DE_PEU, "facultatives": "10,5 - -"},
            {"decision": "CONTROLE"},
        ),
        (
            "controle.mpro_facultatif", True, {"notes": PRO_MANQUE_DE_PEU, "facultatives": "11 - -"},
            {"decision": "CONTROLE"},
        ),
        (
            "fac.apres_controle", False,
            {"notes": AU_CONTROLE, "facultatives": "12 - -", "controle": "13,5 - -"},
            {"decision": "AJOURNE", "bonus": "0"},
        ),
        ("controle.nombre", 1, {"notes": AU_CONTROLE, "controle": "12 - 12"}, {"refus": ["CEJM"]}),
        ("controle.nombre", 3, {"notes": AU_CONTROLE, "controle": "12 12 12"}, {"decision": "ADMIS"}),
        ("fac.max", 1, {"notes": AU_CONTROLE, "facultatives": "12 - 12"}, {"refus": ["EF3"]}),
        (
            "fac.regle", {"seuil": 12, "coefficient": 1}, {"notes": AU_CONTROLE, "facultatives": "14 - 12"},
            {"bonus": "2"},
        ),
        (
            "forme.progressive.garde_lt10", False, {"notes": "B:9,5 12 12 12 12 12 12 12", "forme": "progressive"},
            {"refus": ["E1"]},
        ),
        ("admission.moyenne_minimale", 9, {"notes": AU_CONTROLE}, {"decision": "ADMIS"}),
        ("unite.note_minimale", 8, {"notes": AU_CONTROLE}, {"unites": "U1 U2 U3 U4 U5 U6 U7 U8"}),
        (
            "controle.seuils", {"moyenne": 9, "professionnelle": 10}, {"notes": "7 7 7 7 10 10 10 10"},
            {"decision": "AJOURNE", "motifs": "MOYENNE_INSUFFISANTE"},
        ),
        (
            "controle.seuils", {"moyenne": 8, "professionnelle": 11}, {"notes": AU_CONTROLE},
            {"decision": "AJOURNE", "motifs": "MOYENNE_PRO_INSUFFISANTE"},
        ),
    ],
)  # fmt: skip
def test_une_autre_valeur_change_la_decision(
    monkeypatch: pytest.MonkeyPatch, nom: str, valeur: Any, dossier: dict[str, Any], attendu: dict[str, Any]
) -> None:
    """Une alternative connue du registre, ou un seuil déplacé, suffit : aucune ligne de code à changer."""
    droit_commun = constater(Reglement(EDITION, LE), lire_dossier(dossier))
    imposer(monkeypatch, nom, tuple(valeur) if isinstance(valeur, list) else valeur)
    constat = constater(Reglement(EDITION, LE), lire_dossier(dossier))
    assert {cle: constat.get(cle) for cle in attendu} == attendu
    if (nom, dossier.get("controle"), dossier.get("facultatives")) not in INCHANGES:
        assert constat != droit_commun


# Les points qui bornent l'essai : de ce côté du seuil, l'autre valeur ne change encore rien.
INCHANGES = [
    ("controle.note", "AB - -", None),
    ("controle.unites_choisissables", "- - 12", None),
    ("controle.mpro_facultatif", None, "10 - -"),
]


@pytest.mark.parametrize("nom", VALEURS_APPLIQUEES)
def test_une_valeur_que_le_code_ignore_est_refusee(monkeypatch: pytest.MonkeyPatch, nom: str) -> None:
    imposer(monkeypatch, nom, "selon le jury")
    with pytest.raises(NotImplementedError, match=f"« {nom} » vaut 'selon le jury'"):
        Reglement(EDITION, LE)


def test_le_refus_dit_les_valeurs_appliquees(monkeypatch: pytest.MonkeyPatch) -> None:
    imposer(monkeypatch, "controle.note", "selon le jury")
    with pytest.raises(ValeurNonPriseEnCharge, match=r"valeurs appliquées : 'meilleure', 'substitution'\.$"):
        Reglement(EDITION, LE)


def test_une_facultative_avec_coefficient_n_est_pas_prevue(monkeypatch: pytest.MonkeyPatch) -> None:
    imposer(monkeypatch, "fac.regle", {"seuil": 10, "coefficient": 2})
    with pytest.raises(NotImplementedError, match=r"^Une facultative avec coefficient"):
        Reglement(EDITION, LE)


@pytest.mark.parametrize("le", [date(2022, 6, 4), date(2027, 1, 1)])
def test_hors_de_leur_periode_les_regles_refusent(le: date) -> None:
    """Le régime de délivrance vaut du 5 juin 2022 au 31 décembre 2026."""
    with pytest.raises(HorsValidite):
        Reglement(EDITION, le)


@pytest.mark.parametrize("le", [date(2022, 6, 5), date(2026, 12, 31)])
def test_aux_bornes_de_leur_periode_les_regles_s_appliquent(le: date) -> None:
    assert Reglement(EDITION, le).seuil_admission == 20


def test_une_exclusion_de_trois_facultatives_les_nomme_toutes() -> None:
    """Le règlement n'en exclut que deux ; un autre pourrait en exclure davantage."""
    exclusion = replace(EDITION.exclusions[0], epreuves=("EF1", "EF2", "EF3"))
    presentees = (lire_resultat("12"), lire_resultat("12"), lire_resultat("12"))
    anomalie = anomalies_choix(replace(EDITION, exclusions=(exclusion,)), presentees)[0]
    assert (anomalie.champ, anomalie.avec) == ("EF3", ("EF1", "EF2"))
    assert anomalie.phrase.startswith("EF1, EF2 et EF3 ne peuvent pas être présentées ensemble")
