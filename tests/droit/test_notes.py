"""Ce qu'est une note : par demi-points, de 0 à 20, lue, écrite ou calculée."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.droit.moyenne import ecrire_quotient, tronquer
from parchemin.droit.notes import (
    Arrondi,
    Etat,
    NoteInvalide,
    ecrire_note,
    lire_note,
    lire_resultat,
    note_calculee,
)
from tests.droit.lecture_des_cas import sujet, titre

CAS = sujet("notes")
DEMI_POINTS = st.integers(0, 40)
NOTES_EXACTES = st.fractions(0, 20)


def lire_part(texte: str) -> tuple[Fraction, Fraction]:
    note, poids = texte.split(" × ")
    return Fraction(lire_note(note), 2), Fraction(poids)


@pytest.mark.parametrize("cas", CAS, ids=titre)
def test_cas(cas: dict[str, Any]) -> None:
    if "parts" in cas:
        parts = [lire_part(p) for p in cas["parts"]]
        assert note_calculee(parts, Arrondi(cas["arrondi"])) == cas["demi_points"]
    elif cas.get("refus"):
        with pytest.raises(NoteInvalide, match="n'est pas une note"):
            lire_note(cas["ecrit"])
    else:
        assert lire_note(cas["ecrit"]) == cas["demi_points"]


@given(DEMI_POINTS)
def test_une_note_ecrite_se_relit(demi_points: int) -> None:
    assert lire_note(ecrire_note(demi_points)) == demi_points


@pytest.mark.parametrize("etat", [e for e in Etat if e is not Etat.NOTE])
def test_chaque_etat_s_ecrit_et_se_relit(etat: Etat) -> None:
    texte = f"{etat.value}:7,5" if etat in (Etat.BENEFICE, Etat.RESERVE) else etat.value
    resultat = lire_resultat(texte)
    assert resultat.etat is etat
    assert resultat.texte == texte
    assert etat.libelle


@pytest.mark.parametrize("texte", ["B", "B:", "R:AB", "AB:3", "ab", "X", "b:12", "B:20,5", "B: 12"])
def test_un_code_inconnu_est_refuse(texte: str) -> None:
    with pytest.raises(NoteInvalide):
        lire_resultat(texte)


@given(st.lists(st.tuples(NOTES_EXACTES, st.fractions(Fraction(1, 100), 10)), min_size=1, max_size=5))
def test_une_note_calculee_reste_entre_ses_parts(parts: list[tuple[Fraction, Fraction]]) -> None:
    exacte = 2 * sum(n * p for n, p in parts) / sum(p for _, p in parts)
    superieure = note_calculee(parts, Arrondi.DEMI_POINT_SUPERIEUR)
    proche = note_calculee(parts, Arrondi.DEMI_POINT_PROCHE)
    assert 0 <= superieure - exacte < 1
    assert abs(proche - exacte) <= Fraction(1, 2)
    assert proche - exacte != Fraction(-1, 2)  # à égale distance, le candidat reçoit le plus haut


@pytest.mark.parametrize("parts", [[], [(Fraction(10), Fraction(0))]])
def test_sans_poids_aucune_note(parts: list[tuple[Fraction, Fraction]]) -> None:
    with pytest.raises(ValueError, match=r"^Une note calculée demande au moins une part de poids positif"):
        note_calculee(parts, Arrondi.DEMI_POINT_SUPERIEUR)


@given(st.integers(0, 10**6), st.sampled_from([1, 2, 4, 5, 8, 10, 20, 25, 40]))
def test_un_quotient_exact_se_relit(numerateur: int, denominateur: int) -> None:
    assert Fraction(ecrire_quotient(numerateur, denominateur).replace(",", ".")) == Fraction(
        numerateur, denominateur
    )


def test_un_quotient_sans_fin_est_refuse() -> None:
    with pytest.raises(ValueError, match="1/3"):
        ecrire_quotient(1, 3)


@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_une_moyenne_affichee_est_tronquee(numerateur: int, denominateur: int) -> None:
    lue = Fraction(tronquer(numerateur, denominateur).replace(",", "."))
    assert 0 <= Fraction(numerateur, denominateur) - lue < Fraction(1, 100)


def test_rien_ne_s_affiche_sans_diviseur() -> None:
    assert tronquer(12, 0) == ""
