"""Lecture des CSV : encodages, guillemets, blancs, numéros de ligne."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.moteurs.tableurs import FormatTableau, Limites, TableauIllisible, lire_tableau
from parchemin.moteurs.tableurs.modele import BLANCS
from tests.moteurs.tableurs.fabrique import csv, textes, tout


@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
def test_les_trois_fins_de_ligne(tmp_path: Path, fin: str) -> None:
    chemin = csv(tmp_path, fin.join(["numero;regime", "007;A", "", "008;B", ""]))
    assert textes(chemin) == [(1, ["numero", "regime"]), (2, ["007", "A"]), (4, ["008", "B"])]


@pytest.mark.parametrize(
    "octets",
    ["é;ï\nœ;€\n".encode(), b"\xef\xbb\xbf" + "é;ï\nœ;€\n".encode(), "é;ï\nœ;€\n".encode("cp1252")],
    ids=["utf-8", "utf-8 avec BOM", "cp1252"],
)
def test_les_encodages_admis(tmp_path: Path, octets: bytes) -> None:
    assert textes(csv(tmp_path, octets)) == [(1, ["é", "ï"]), (2, ["œ", "€"])]


def test_le_format_est_reconnu_malgre_l_extension(tmp_path: Path) -> None:
    chemin = csv(tmp_path, "a;b\n1;2\n").rename(tmp_path / "notes.xlsx")
    assert lire_tableau(chemin).format is FormatTableau.CSV


def test_la_ligne_est_celle_ou_la_rangee_commence(tmp_path: Path) -> None:
    chemin = csv(tmp_path, '\n;;\na;"titre\r\nsur\ntrois"\n1;"x\ny"\n2;z')
    assert textes(chemin) == [(3, ["a", "titre\r\nsur\ntrois"]), (6, ["1", "x\ny"]), (8, ["2", "z"])]


def test_les_guillemets_de_la_rfc_4180(tmp_path: Path) -> None:
    chemin = csv(tmp_path, 'a;b;c\n"x;y";"dit ""oui""";""\n"";"""";z\n')
    assert textes(chemin)[1:] == [(2, ["x;y", 'dit "oui"', ""]), (3, ["", '"', "z"])]


def test_tous_les_blancs_du_bord_sont_otes_et_eux_seuls(tmp_path: Path) -> None:
    chemin = csv(tmp_path, f'\u00a0numero\ufeff;b\n" 7 7\u200b";\x1c\n"{BLANCS}";"{BLANCS}x{BLANCS}"\n')
    assert [cellules for _, cellules in textes(chemin)] == [["numero", "b"], ["7 7", "\x1c"], ["", "x"]]


def test_la_liste_des_blancs_est_celle_d_unicode() -> None:
    # str.isspace ajoute quatre séparateurs de fichier à White_Space, et ignore U+200B et U+FEFF.
    attendus = {chr(code) for code in range(0x11_0000) if chr(code).isspace()} - set("\x1c\x1d\x1e\x1f")
    assert set(BLANCS) == attendus | {"\u200b", "\ufeff"}


def test_les_rangees_se_relisent(tmp_path: Path) -> None:
    tableau = lire_tableau(csv(tmp_path, "a;b\n1;2\n3;4\n"))
    assert list(tableau.rangees()) == list(tableau.rangees()) != []
    assert all(rangee.natures == {} for rangee in tableau.rangees())


def test_les_cellules_de_trop_sont_rendues(tmp_path: Path) -> None:
    assert textes(csv(tmp_path, "a;b\n1\n1;2;;3\n"))[1:] == [(2, ["1"]), (3, ["1", "2", "", "3"])]


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        ('a;b\n1;2\n"3;4\n5;6\n', "ligne 3 : un guillemet ouvert n'est jamais refermé"),
        ('a;b\n1;2\n"3"x;4\n', "ligne 3 : du texte suit un guillemet fermant"),
        ('a;b\n1;2"2\n', "ligne 2 : un guillemet se trouve au milieu d'une cellule"),
        ('a;b\n1; "2"\n', "ligne 2 : un guillemet se trouve au milieu d'une cellule"),
        ('a;b\n"\n";2"2"\n', "ligne 2 : un guillemet se trouve au milieu d'une cellule"),
        (f'a;b\n1;"{"x" * 200_000}\n', "ligne 2 : une cellule est démesurée"),
        ("a;b\n" + "1;" * 600_000, "ligne 2 : la rangée dépasse 1000000 caractères"),
        ('a;b\n"' + '";"'.join("x\n" for _ in range(300_000)) + '"', "la rangée dépasse 1000000 caractères"),
        (";" * 20_000 + "x", "plus de 16384 colonnes"),
        ("a;b\n1\0;2\n", "caractère nul ligne 2"),
        ("a;b\n1;2\n".encode("utf-16"), "en UTF-16"),
        ("a;b\n1;2\n".encode("utf-16-le"), "caractère nul ligne 1"),
        (b"a;b\r\n1;\x81\r\n", "ni en UTF-8 ni en CP1252 (octet 0x81 ligne 2)"),
        (b"\xef\xbb\xbfa;b\n1;\xe9\n", "se dit en UTF-8"),
        ("a,b\n1,2\n", "ne sont pas séparées par des points-virgules"),
        ("a\tb\n1\t2\n", "ne sont pas séparées par des points-virgules"),
        (";;\n \n", "le tableau est vide"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_refuse(tmp_path: Path, contenu: str | bytes, phrase: str) -> None:
    chemin = csv(tmp_path, contenu)
    with pytest.raises(TableauIllisible) as refus:
        tout(chemin)
    assert phrase in str(refus.value)
    assert str(refus.value).startswith(f"{chemin} : ")


def test_la_taille_limite_est_admise_et_pas_un_octet_de_plus(tmp_path: Path) -> None:
    chemin = csv(tmp_path, "a;b\n1;2\n")
    assert lire_tableau(chemin, limites=Limites(octets=8)).entete.cellules == ["a", "b"]
    with pytest.raises(TableauIllisible, match="dépasse 0 Mo"):
        lire_tableau(chemin, limites=Limites(octets=7))


CELLULE = st.text(st.sampled_from('ab;"\n\r é€\u00a0'), max_size=6)


@given(st.lists(st.lists(CELLULE, min_size=1, max_size=4), min_size=1, max_size=6))
def test_tout_csv_bien_ecrit_se_relit(
    tmp_path_factory: pytest.TempPathFactory, rangees: list[list[str]]
) -> None:
    ecrites = [["titre", "autre"], *rangees]
    contenu = "".join(
        ";".join('"' + cellule.replace('"', '""') + '"' for cellule in rangee) + "\r\n" for rangee in ecrites
    )
    chemin = csv(tmp_path_factory.mktemp("csv"), contenu)
    propres = [[cellule.strip(BLANCS) for cellule in rangee] for rangee in ecrites]
    assert [cellules for _, cellules in textes(chemin)] == [rangee for rangee in propres if any(rangee)]


@given(st.binary(max_size=200))
def test_aucune_suite_d_octets_ne_fait_tomber_la_lecture(
    tmp_path_factory: pytest.TempPathFactory, octets: bytes
) -> None:
    chemin = csv(tmp_path_factory.mktemp("octets"), octets)
    refuse, rangees = False, []
    try:
        rangees = tout(chemin)
    except TableauIllisible:
        refuse = True
    assert refuse or all(any(rangee.cellules) for rangee in rangees)
    assert refuse or rangees
