"""Le stage : tous les cas de l'annexe V b, et les propriétés de leur décompte."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.droit.diplome import diplome
from parchemin.droit.durees import Intervalle, ajouter_mois, mois_couverts
from parchemin.droit.parametres import HorsValidite
from parchemin.droit.regimes import Voie
from parchemin.droit.stages import (
    CauseReduction,
    PieceStage,
    Reduction,
    SituationDeStage,
    SituationFpc,
    StageIndetermine,
    ecrire_semaines,
    exigence_de_stage,
)
from parchemin.droit.stages_realises import Emploi, StageRealise, controler_stage
from tests.droit.lecture_des_cas import sujet, titre
from tests.droit.lisible import est_lisible

CAS = sujet("stages")
DIPLOME = diplome("ccst", session=2026)


def lire_situation(s: dict[str, Any]) -> SituationDeStage:
    reduction = s.get("reduction")
    return SituationDeStage(
        voie=Voie(s["voie"]),
        statut_distance=Voie(s["statut_distance"]) if "statut_distance" in s else None,
        situation_fpc=SituationFpc(s["situation_fpc"]) if "situation_fpc" in s else None,
        activites_coherentes=s.get("activites_coherentes", True),
        unites_dispensees=frozenset(s.get("unites_dispensees", ())),
        reduction=Reduction(CauseReduction(reduction["cause"]), Fraction(reduction["semaines"]))
        if reduction
        else None,
        redoublant=s.get("redoublant", False),
        stage_anterieur_satisfait=s.get("stage_anterieur_satisfait", False),
    )


def lire_realise(r: dict[str, Any]) -> StageRealise:
    return StageRealise(
        periodes=tuple(Intervalle(*p) for p in r.get("periodes", ())),
        fin_premiere_annee=r.get("fin_premiere_annee"),
        vacances_ete=Intervalle(*r["vacances_ete"]) if "vacances_ete" in r else None,
        emplois=tuple(
            Emploi(Intervalle(*e["periode"]), e["temps_plein"], e.get("activites_coherentes", True))
            for e in r.get("emplois", ())
        ),
        debut_examen=r.get("debut_examen"),
        prorogation=Intervalle(*r["prorogation"]) if "prorogation" in r else None,
        pieces=frozenset(PieceStage(p) for p in r.get("pieces", ())),
    )


def constater(cas: dict[str, Any]) -> dict[str, Any]:
    """Tout ce que le droit dit du cas, dans les mots du cahier."""
    reglement = diplome("ccst", session=cas["session"])
    situation = lire_situation(cas["situation"])
    exigence = exigence_de_stage(situation, reglement)
    constat: dict[str, Any] = {
        "est_du": exigence.est_du,
        "minimum": str(exigence.minimum),
        "maximum": str(exigence.maximum),
        "consecutives": str(exigence.consecutives),
        "pieces": [sorted(p.value for p in choix) for choix in exigence.pieces],
        "codes": [m.code for m in exigence.motifs],
    }
    if "realise" in cas:
        controle = controler_stage(situation, lire_realise(cas["realise"]), reglement)
        assert all(est_lisible(m) for m in controle.motifs)
        constat |= {
            "satisfait": controle.satisfait,
            "semaines": str(controle.semaines),
            "consecutives_faites": str(controle.consecutives),
            "manquements": [m.code for m in controle.manquements],
            "avertissements": [m.code for m in controle.avertissements],
        }
    return constat


@pytest.mark.parametrize("cas", CAS, ids=titre)
def test_cas(cas: dict[str, Any]) -> None:
    attendu = cas["attendu"]
    if champ := attendu.get("indetermine"):
        with pytest.raises(StageIndetermine) as refus:
            constater(cas)
        assert refus.value.anomalie.champ == champ
        return
    constat = constater(cas)
    assert {cle: constat[cle] for cle in attendu} == attendu


def test_phrases() -> None:
    """Une phrase par situation, lisible par le candidat."""
    periodes = (Intervalle(date(2026, 1, 5), date(2026, 3, 12)),)
    controle = controler_stage(SituationDeStage(Voie.SCOLAIRE), StageRealise(periodes), DIPLOME)
    phrases = [m.phrase for m in controle.manquements]
    assert "Stage de 9,8 semaines ; il en faut 14 au moins." in phrases
    assert "Pièce manquante : convention de stage signée." in phrases
    assert ecrire_semaines(Fraction(16, 3)) == "16/3"


@pytest.mark.parametrize("session", [2022, 2027])
def test_hors_validite(session: int) -> None:
    with pytest.raises(HorsValidite):
        diplome("ccst", session=session)
    with pytest.raises(HorsValidite):
        DIPLOME.valeur("stage.duree", session=session)


JOURS = st.dates(date(2024, 9, 1), date(2026, 6, 30))
PERIODES = st.builds(lambda d, n: Intervalle(d, d + timedelta(n)), JOURS, st.integers(0, 60))
LISTES = st.lists(PERIODES, max_size=6)
UNITES = st.frozensets(st.sampled_from(["U1", "U5", "U7", "U8"]))
SCOLAIRE = SituationDeStage(Voie.SCOLAIRE)


def semaines(periodes: list[Intervalle]) -> Fraction:
    return controler_stage(SCOLAIRE, StageRealise(tuple(periodes)), DIPLOME).semaines


@given(LISTES, PERIODES)
def test_ajouter_une_periode_ne_raccourcit_jamais(periodes: list[Intervalle], de_plus: Intervalle) -> None:
    assert semaines([*periodes, de_plus]) >= semaines(periodes)


@given(LISTES, st.randoms())
def test_l_ordre_et_la_coupe_des_periodes_sont_sans_effet(periodes: list[Intervalle], hasard: Any) -> None:
    coupees = []
    for p in periodes:
        n = hasard.randrange(p.jours)
        coupees += [Intervalle(p.debut, p.debut + timedelta(n)), Intervalle(p.debut + timedelta(n), p.fin)]
    hasard.shuffle(coupees)
    assert semaines(coupees) == semaines(periodes)


@given(LISTES)
def test_jamais_plus_de_semaines_que_le_calendrier_n_en_a(periodes: list[Intervalle]) -> None:
    if not periodes:
        assert semaines(periodes) == 0
        return
    etendue = Intervalle(min(p.debut for p in periodes), max(p.fin for p in periodes)).jours
    assert 0 < semaines(periodes) * 7 <= etendue + 2


@given(UNITES, UNITES)
def test_dispenser_davantage_n_allonge_jamais(moins: frozenset[str], plus: frozenset[str]) -> None:
    def minimum(unites: frozenset[str]) -> Fraction:
        return exigence_de_stage(SituationDeStage(Voie.SCOLAIRE, unites_dispensees=unites), DIPLOME).minimum

    assert minimum(moins | plus) <= minimum(moins)


@given(st.fractions(min_value=0, max_value=30), UNITES)
def test_reduire_respecte_le_plancher_et_la_moitie_est_exacte(
    decision: Fraction, unites: frozenset[str]
) -> None:
    reduction = Reduction(CauseReduction.POSITIONNEMENT, decision)
    entier = exigence_de_stage(SituationDeStage(Voie.SCOLAIRE, reduction=reduction), DIPLOME).minimum
    assert 10 <= entier <= 14
    avec = exigence_de_stage(
        SituationDeStage(Voie.SCOLAIRE, reduction=reduction, unites_dispensees=unites), DIPLOME
    ).minimum
    assert avec in (0, entier, entier / 2)


@given(JOURS, st.integers(0, 900))
def test_mois_couverts_croit_avec_la_duree(debut: date, jours: int) -> None:
    fin = debut + timedelta(jours)
    assert mois_couverts(Intervalle(debut, fin)) < mois_couverts(Intervalle(debut, fin + timedelta(1)))


@given(JOURS, st.integers(1, 30))
def test_mois_couverts_de_quantieme_a_quantieme(debut: date, mois: int) -> None:
    assert mois_couverts(Intervalle(debut, ajouter_mois(debut, mois) - timedelta(1))) == mois


def test_intervalle_a_l_envers() -> None:
    with pytest.raises(ValueError, match="finit avant de commencer"):
        Intervalle(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_ajouter_mois(jour: date, mois: int, attendu: date) -> None:
    assert ajouter_mois(jour, mois) == attendu
