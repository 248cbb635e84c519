"""Ce qui doit rester vrai de toute session, éprouvé sur des milliers de candidats tirés au hasard."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.moteurs.decision import oracle
from tests.moteurs.decision.lignes_au_hasard import lignes, lignes_au_controle
from tests.moteurs.decision.recalcul import recalculer
from tests.moteurs.decision.tables import (
    CONTROLE,
    EPREUVES,
    FACULTATIVES,
    TITRES,
    Ligne,
    decider_lignes,
    decider_texte,
    en_csv,
    numeroter,
)

RANGS = {"AJOURNE": 0, "CONTROLE": 1, "A_EXAMINER": 1, "ADMIS": 2}
sessions = st.lists(st.one_of(lignes(), lignes_au_controle()), min_size=1, max_size=25)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sessions")


def attendues(tirees: list[Ligne]) -> tuple[list[Ligne], list[dict[str, str] | None]]:
    numerotees = numeroter(tirees)
    return numerotees, [oracle.decider(ligne) for ligne in numerotees]


@given(sessions)
@settings(max_examples=120)
def test_une_relecture_du_contrat_en_fractions_trouve_les_memes_decisions(
    dossier: Path, tirees: list[Ligne]
) -> None:
    numerotees, toutes = attendues(tirees)
    fautives = [rang for rang, attendue in enumerate(toutes, start=2) if attendue is None]
    issue = decider_lignes(dossier, *numerotees)
    assert sorted({int(f.split(",")[0].split()[1]) for f in issue.fautes}) == fautives
    saines = [ligne for ligne, attendue in zip(numerotees, toutes, strict=True) if attendue is not None]
    if saines:
        assert decider_lignes(dossier, *saines).lignes == [a for a in toutes if a is not None]


@given(sessions)
@settings(max_examples=60)
def test_l_explication_suffit_a_refaire_la_decision(dossier: Path, tirees: list[Ligne]) -> None:
    numerotees, toutes = attendues(tirees)
    saines = [ligne for ligne, attendue in zip(numerotees, toutes, strict=True) if attendue is not None]
    assume(saines)
    issue = decider_lignes(dossier, *saines)
    assert len(issue.explications) == len(issue.lignes) == len(saines)
    for ligne, explication in zip(issue.lignes, issue.explications, strict=True):
        assert recalculer(explication) == ligne


@given(st.lists(lignes(fautes=False), min_size=1, max_size=10), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_l_ordre_des_lignes_et_des_colonnes_ne_change_rien(
    dossier: Path, tirees: list[Ligne], hasard: Random
) -> None:
    numerotees, toutes = attendues(tirees)
    saines = [ligne for ligne, attendue in zip(numerotees, toutes, strict=True) if attendue is not None]
    assume(saines)
    droites = decider_lignes(dossier, *saines)
    titres = hasard.sample(TITRES, len(TITRES))
    melangees = hasard.sample(saines, len(saines))
    croisees = decider_texte(dossier, en_csv(melangees, titres))
    assert [ligne["numero"] for ligne in croisees.lignes] == [ligne["numero"] for ligne in melangees]
    assert sorted(croisees.lignes, key=lambda x: x["numero"]) == droites.lignes


def rehausser(case: str, demi_points: int) -> str:
    prefixe = "B:" if case.startswith("B:") else ""
    note = oracle.valeur(case.removeprefix("B:"))
    assert note is not None
    plus_haute = min(note + demi_points / 2, 20)
    return prefixe + f"{float(plus_haute):g}".replace(".", ",")


@given(lignes(controle=False, fautes=False), st.sampled_from(EPREUVES + FACULTATIVES), st.integers(1, 8))
@settings(max_examples=150)
def test_relever_une_note_n_aggrave_jamais_la_decision(
    dossier: Path, tiree: Ligne, code: str, hausse: int
) -> None:
    assume(oracle.valeur(tiree[code].removeprefix("B:")) is not None)
    relevee = {**tiree, code: rehausser(tiree[code], hausse)}
    paire = numeroter([tiree, relevee])
    assume(oracle.decider(paire[0]) is not None)
    avant, apres = decider_lignes(dossier, *paire).lignes
    if avant["decision"] in RANGS:
        assert RANGS[apres["decision"]] >= RANGS[avant["decision"]]
    else:
        assert apres["decision"] == avant["decision"]


@given(lignes_au_controle(), st.sampled_from(EPREUVES[:4] + CONTROLE), st.integers(1, 8))
@settings(max_examples=120)
def test_relever_une_note_n_aggrave_jamais_la_seconde_deliberation(
    dossier: Path, tiree: Ligne, code: str, hausse: int
) -> None:
    assume(oracle.valeur(tiree[code].removeprefix("B:")) is not None)
    paire = numeroter([tiree, {**tiree, code: rehausser(tiree[code], hausse)}])
    # Une note relevée peut admettre dès la première délibération : les oraux n'ont alors plus lieu d'être.
    assume(all(oracle.decider(ligne) for ligne in paire))
    avant, apres = decider_lignes(dossier, *paire).lignes
    assert RANGS[apres["decision"]] >= RANGS[avant["decision"]]
