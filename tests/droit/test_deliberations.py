"""Délibérations du cahier de cas : moyenne, délivrance, facultatives, formes, contrôle."""

from functools import cache
from typing import Any

import pytest

from parchemin.droit.delivrance import Dossier, Reglement
from parchemin.droit.diplome import diplome
from parchemin.droit.formes import Amenagement, Forme
from parchemin.droit.notes import Resultat, lire_resultat
from parchemin.droit.redaction import Trace
from tests.droit.lecture_des_cas import sujet, titre
from tests.droit.lisible import est_lisible

SUJETS = ("moyenne", "delivrance", "facultatives", "formes", "controle")
CAS = [cas for nom in SUJETS for cas in sujet(nom)]


@cache
def reglement(session: int) -> Reglement:
    edition = diplome("ccst", session=session)
    return Reglement(edition, edition.jour_de_reference)


def lire_suite(texte: str, longueur: int) -> tuple[Resultat | None, ...]:
    mots = texte.split() or ["-"] * longueur
    assert len(mots) == longueur
    return tuple(None if mot == "-" else lire_resultat(mot) for mot in mots)


def lire_dossier(cas: dict[str, Any]) -> Dossier:
    return Dossier(
        tuple(map(lire_resultat, cas["notes"].split())),
        lire_suite(cas.get("facultatives", ""), 3),
        lire_suite(cas.get("controle", ""), 3),
        Forme(cas.get("forme", "globale")),
        frozenset(map(Amenagement, cas.get("amenagements", ()))),
    )


@pytest.mark.parametrize("cas", CAS, ids=titre)
def test_cas(cas: dict[str, Any]) -> None:
    regles, dossier = reglement(cas.get("session", 2026)), lire_dossier(cas)
    anomalies = regles.anomalies(dossier)
    assert [a.champ for a in anomalies] == cas.get("refus", [])
    assert all(est_lisible(a.motif) for a in anomalies)
    if "attendu" not in cas:
        assert anomalies
        return
    trace: Trace = []
    proposition = regles.deliberer(dossier, trace)
    constat = proposition.calcul.lus | {
        "decision": proposition.decision.value,
        "motifs": " ".join(m.code for m in proposition.motifs),
        "unites": " ".join(proposition.unites_acquises),
    }
    assert {cle: constat[cle] for cle in cas["attendu"]} == cas["attendu"]
    # Expliquer ne change pas la décision, et chaque motif se lit.
    assert regles.deliberer(dossier) == proposition
    assert all(est_lisible(motif) for motif in (*trace, *proposition.motifs))
    assert [m.code for m in proposition.motifs] == [
        m.code for m in trace if m.code in {p.code for p in proposition.motifs}
    ]


def test_chaque_decision_et_chaque_motif_ont_un_cas() -> None:
    decisions = {cas["attendu"]["decision"] for cas in CAS if "decision" in cas.get("attendu", {})}
    assert decisions == {"ADMIS", "AJOURNE", "CONTROLE", "EN_COURS", "SUSPENDU", "A_EXAMINER"}
    motifs = {m for cas in CAS for m in cas.get("attendu", {}).get("motifs", "").split()}
    assert motifs == {
        "FRAUDE_EN_COURS", "NOTE_RESERVEE", "EPREUVE_ANNULEE", "ABSENCE_NON_JUSTIFIEE", "NON_VALIDE",
        "UNITES_RESTANTES", "ADM_VAE", "ADM_MOYENNE", "MOYENNE_INSUFFISANTE", "MOYENNE_PRO_INSUFFISANTE",
        "CAS_A_EXAMINER", "CTRL_ACCES", "CTRL_SANS_EPREUVE", "ADM_CONTROLE",
    }  # fmt: skip
