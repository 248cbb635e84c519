"""Temps majoré : un tiers, davantage si l'avis motive une situation exceptionnelle, et rien hors des sessions connues."""

from fractions import Fraction
from typing import Any

import pytest

from parchemin.droit.majorations import examiner_majoration, plafond_de_majoration
from parchemin.droit.parametres import HorsValidite
from tests.droit.autre_droit import imposer
from tests.droit.lecture_des_cas import sujet, titre


@pytest.mark.parametrize("cas", sujet("majorations"), ids=titre)
def test_cas(cas: dict[str, Any]) -> None:
    refus = examiner_majoration(
        Fraction(cas["part"]), exceptionnelle=cas["exceptionnelle"], session=cas["session"]
    )
    assert (refus.motif.code if refus else "") == cas["attendu"]


def test_le_plafond_est_une_fraction_exacte() -> None:
    assert plafond_de_majoration(session=2026) == Fraction(1, 3)


def test_un_refus_dit_la_part_le_plafond_le_remede_et_l_article() -> None:
    refus = examiner_majoration(Fraction(1, 2), exceptionnelle=False, session=2026)
    assert refus is not None
    assert (refus.champ, refus.avec) == ("part", ("exceptionnelle",))
    assert refus.phrase == (
        "1/2 du temps dépasse 1/3 : il y faut une situation exceptionnelle, motivée dans l'avis"
    )
    assert refus.motif.reference.libelle.startswith("Code de l'éducation, art. D613-27")


@pytest.mark.parametrize("session", [2022, 2027])
@pytest.mark.parametrize("part", [Fraction(0), Fraction(1, 3), Fraction(1, 2)])
def test_hors_des_sessions_connues_rien_n_est_decide(session: int, part: Fraction) -> None:
    with pytest.raises(
        HorsValidite, match=rf"majoration_maximum.* n'a pas de valeur pour la session {session}"
    ):
        examiner_majoration(part, exceptionnelle=True, session=session)
    with pytest.raises(HorsValidite):
        plafond_de_majoration(session=session)


def test_si_le_plafond_changeait_la_decision_suivrait(monkeypatch: pytest.MonkeyPatch) -> None:
    imposer(monkeypatch, "amenagement.majoration_maximum", "1/2")
    assert examiner_majoration(Fraction(1, 2), exceptionnelle=False, session=2026) is None
    refus = examiner_majoration(Fraction(2, 3), exceptionnelle=False, session=2026)
    assert refus is not None
    assert "2/3 du temps dépasse 1/2" in refus.phrase
