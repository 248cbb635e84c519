"""Délibérations du cahier de cas : moyenne, délivrance, facultatives, formes, contrôle."""

from typing import Any

import pytest

from parchemin.droit.notes import Etat
from parchemin.droit.redaction import Trace
from tests.droit.deliberations import constater, lire_dossier, reglement
from tests.droit.lecture_des_cas import sujet, titre
from tests.droit.lisible import est_lisible

SUJETS = ("moyenne", "delivrance", "facultatives", "formes", "controle")
CAS = [cas for nom in SUJETS for cas in sujet(nom)]
REFUSES = [cas for cas in CAS if "refus" in cas]
DECIDES = [cas for cas in CAS if "attendu" in cas]


def test_chaque_cas_decide_ou_refuse() -> None:
    assert len(REFUSES) + len(DECIDES) == len(CAS)


@pytest.mark.parametrize("cas", REFUSES, ids=titre)
def test_cas_refuse(cas: dict[str, Any]) -> None:
    anomalies = reglement(cas.get("session", 2026)).anomalies(lire_dossier(cas))
    assert [a.champ for a in anomalies] == cas["refus"]
    assert all(est_lisible(a.motif) for a in anomalies)


@pytest.mark.parametrize("cas", DECIDES, ids=titre)
def test_cas_decide(cas: dict[str, Any]) -> None:
    regles, dossier = reglement(cas.get("session", 2026)), lire_dossier(cas)
    trace: Trace = []
    constat = constater(regles, dossier, trace)
    assert {cle: constat.get(cle) for cle in cas["attendu"]} == cas["attendu"]
    assert all(est_lisible(motif) for motif in (*trace, *regles.deliberer(dossier).motifs))


def test_chaque_decision_et_chaque_motif_ont_un_cas() -> None:
    decisions = {cas["attendu"]["decision"] for cas in DECIDES if "decision" in cas["attendu"]}
    assert decisions == {"ADMIS", "AJOURNE", "CONTROLE", "EN_COURS", "SUSPENDU", "A_EXAMINER"}
    motifs = {m for cas in DECIDES for m in cas["attendu"].get("motifs", "").split()}
    assert motifs == {
        "FRAUDE_EN_COURS", "NOTE_RESERVEE", "EPREUVE_ANNULEE", "ABSENCE_NON_JUSTIFIEE", "NON_VALIDE",
        "UNITES_RESTANTES", "ADM_VAE", "ADM_MOYENNE", "MOYENNE_INSUFFISANTE", "MOYENNE_PRO_INSUFFISANTE",
        "CAS_A_EXAMINER", "CTRL_ACCES", "CTRL_SANS_EPREUVE", "ADM_CONTROLE",
    }  # fmt: skip


# Une lettre par épreuve, dans l'ordre du règlement : admis, ajourné, en cours, suspendu, refusé.
DECISIONS = {"A": "ADMIS", "J": "AJOURNE", "E": "EN_COURS", "S": "SUSPENDU", "-": None}
ETATS = {
    Etat.NOTE: ("14", "AAAAAAAA"),
    Etat.ABSENT: ("AB", "JJJJJJJJ"),
    Etat.FORCE_MAJEURE: ("FM", "AAAAAAAA"),
    Etat.NON_VALIDE: ("NV", "----J-JJ"),
    Etat.DISPENSE: ("DI", "AAAA----"),
    Etat.VAE: ("VA", "AAAAAAAA"),
    Etat.BENEFICE: ("B:14", "AAAAAAAA"),
    Etat.NON_PRESENTE: ("NP", "EEEEEEEE"),
    Etat.RESERVE: ("R:14", "SSSSSSSS"),
    Etat.ANNULE: ("AN", "JJJJJJJJ"),
    Etat.FRAUDE: ("FR", "SSSSSSSS"),
}


@pytest.mark.parametrize("session", [2023, 2024, 2025, 2026])
@pytest.mark.parametrize("etat", Etat)
def test_chaque_etat_a_chaque_epreuve(etat: Etat, session: int) -> None:
    """Quatorze partout ailleurs, en forme progressive : la décision ne dépend que de cette case."""
    regles = reglement(session)
    ecrit, attendues = ETATS[etat]
    for rang, epreuve in enumerate(regles.diplome.obligatoires):
        notes = ["14"] * 8
        notes[rang] = ecrit
        constat = constater(regles, lire_dossier({"notes": " ".join(notes), "forme": "progressive"}))
        assert constat.get("decision") == DECISIONS[attendues[rang]], epreuve.code
        assert constat.get("refus", [epreuve.code]) == [epreuve.code]
        compte = etat in (Etat.NOTE, Etat.FORCE_MAJEURE, Etat.BENEFICE, Etat.RESERVE)
        if "coefficients" in constat:
            assert (constat["coefficients"] == "25") is compte
        acquise = etat in (Etat.NOTE, Etat.VAE, Etat.BENEFICE)
        assert (epreuve.unite in constat.get("unites", "").split()) is acquise
