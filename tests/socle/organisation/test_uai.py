"""L'UAI et sa lettre : une faute de frappe ne passe jamais."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from parchemin.socle.organisation.uai import (
    LETTRES,
    faute_d_uai,
    lettre_attendue,
    normaliser_uai,
    valider_uai,
)

CHIFFRES = st.text("0123456789", min_size=7, max_size=7)


@given(CHIFFRES)
def test_un_uai_a_la_lettre_du_reste_par_23(chiffres: str) -> None:
    assert lettre_attendue(chiffres) == LETTRES[int(chiffres) % 23]
    assert faute_d_uai(chiffres + lettre_attendue(chiffres)) == ""


@given(CHIFFRES, st.integers(0, 6), st.integers(1, 9))
def test_un_chiffre_faux_se_voit_toujours(chiffres: str, place: int, ecart: int) -> None:
    faux = chiffres[:place] + str((int(chiffres[place]) + ecart) % 10) + chiffres[place + 1 :]
    assert "ne convient pas" in faute_d_uai(faux + lettre_attendue(chiffres))


@given(CHIFFRES, st.integers(0, 5))
def test_deux_chiffres_intervertis_se_voient_toujours(chiffres: str, place: int) -> None:
    intervertis = chiffres[:place] + chiffres[place + 1] + chiffres[place] + chiffres[place + 2 :]
    if intervertis != chiffres:
        assert "ne convient pas" in faute_d_uai(intervertis + lettre_attendue(chiffres))


@given(CHIFFRES)
def test_un_zero_de_tete_mange_par_un_tableur_est_remis(chiffres: str) -> None:
    uai = "00" + chiffres[2:] + lettre_attendue("00" + chiffres[2:])
    assert normaliser_uai(uai.lstrip("0").rjust(6, "0").lower()) == uai


@pytest.mark.parametrize(
    "uai", ["", "0750001", "07500011", "0750001I", "0750001O", "0750001Q", "\uff17500001A"]
)
def test_ce_qui_n_a_pas_la_forme_d_un_uai_est_refuse(uai: str) -> None:
    with pytest.raises(ValidationError):
        valider_uai(uai)
