"""Nombres exacts, dates et colonnes des tableurs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.moteurs.tableurs import NatureCellule, citer, decrire, lettres_colonne
from parchemin.moteurs.tableurs.classeur_xlsx import decoder, est_format_de_date
from parchemin.moteurs.tableurs.valeurs import ecrire_date, ecrire_nombre
from parchemin.moteurs.tableurs.xlsx import indice_colonne


@pytest.mark.parametrize(
    ("stocke", "ecrit"),
    [
        ("12.5", "12.5"),
        ("1.25E1", "12.5"),
        ("12.50", "12.5"),
        ("1E3", "1000"),
        ("20.0", "20"),
        ("100", "100"),
        (".5", "0.5"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("+7", "7"),
        ("007", "7"),
        ("12.499999999999999", "12.499999999999999"),
        ("1.2E-3", "0.0012"),
    ],
)
def test_un_nombre_est_lu_tel_qu_il_est_stocke(stocke: str, ecrit: str) -> None:
    assert ecrire_nombre(stocke) == ecrit


@pytest.mark.parametrize(
    "stocke", ["", "NaN", "Infinity", "1_000", "\uff11\uff12", "12,5", "1E9999", "0x1F", "1e", ".", "9" * 401]
)
def test_ce_qui_n_est_pas_un_nombre_est_illisible(stocke: str) -> None:
    assert ecrire_nombre(stocke) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_aucun_chiffre_ne_se_perd(nombre: Decimal) -> None:
    for stocke in (str(nombre), f"{nombre:E}"):
        ecrit = ecrire_nombre(stocke)
        assert ecrit is not None
        assert Decimal(ecrit) == nombre
        assert "E" not in ecrit


@pytest.mark.parametrize(
    ("nombre", "ecrit"),
    [
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("60", "1900-02-29"),
        ("61", "1900-03-01"),
        ("46154", "2026-05-12"),
        ("46154.5", "2026-05-12T12:00:00"),
        ("0.75", "18:00:00"),
        ("46153.999999999", "2026-05-12"),
        ("2958465", "9999-12-31"),
        ("2958466", "2958466"),
        ("-1", "-1"),
    ],
)
def test_une_date_se_lit(nombre: str, ecrit: str) -> None:
    assert ecrire_date(nombre) == ecrit


def test_le_calendrier_de_1904() -> None:
    assert ecrire_date("44692", depuis_1904=True) == "2026-05-12"


@pytest.mark.parametrize(
    "code",
    [
        "dd/mm/yyyy",
        "d mmm",
        "h:mm AM/PM",
        "[h]:mm",
        "[mm]",
        "[ss].00",
        "[$-40C]d mmmm yyyy;@",
        "0;0;dd",
        "YYYY",
    ],
)
def test_un_format_de_date(code: str) -> None:
    assert est_format_de_date(code)


@pytest.mark.parametrize(
    "code",
    [
        *("General", "Standard", "0.00", "0.00E+00", "@", "#,##0", '0.0" sur dix"', '0" \\h', "0\\d", "0_d"),
        *("*d0", "[Red]0;[Blue]0", "[$€-40C]0", "[Magenta]0"),
    ],
)
def test_un_format_de_nombre(code: str) -> None:
    assert not est_format_de_date(code)


@given(st.integers(0, 20_000))
def test_les_lettres_d_une_colonne_et_son_indice_se_repondent(indice: int) -> None:
    assert indice_colonne(lettres_colonne(indice)) == indice


def test_lettres_de_colonne() -> None:
    assert [lettres_colonne(i) for i in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_les_caracteres_echappes_d_excel() -> None:
    assert decoder("a_x000D__x005F_x0041_") == "a\r_x0041_"
    assert decoder("_x0000_ _xD800_ _xFFFF_ _x41_") == "_x0000_ _xD800_ _xFFFF_ _x41_"


def test_une_citation_tient_sur_une_ligne_et_ne_commande_pas_le_terminal() -> None:
    assert citer("12,3") == "« 12,3 »"
    assert citer("a\n\x1b[31mb\u202e") == "« a  [31mb  »"
    assert citer("x" * 61) == f"« {'x' * 60}… »"


@pytest.mark.parametrize("nature", NatureCellule)
def test_chaque_nature_se_dit(nature: NatureCellule) -> None:
    assert decrire("=A1", nature).startswith(f"« =A1 » est {nature} : ")
