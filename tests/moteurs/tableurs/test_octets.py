"""Un tableau déjà en mémoire se lit comme un fichier ; ce qu'on en remarque n'est relevé que si on le demande."""

from pathlib import Path

import pytest

from parchemin.moteurs.tableurs import (
    Dialecte,
    Fusion,
    Limites,
    Remarques,
    TableauIllisible,
    lire_octets,
    lire_tableau,
    ouvrir_csv,
)
from tests.moteurs.tableurs.fabrique import archive, csv, en_ligne, ods, parties_xlsx, texte_ods

TITRES = f'<row r="1">{en_ligne("A1", "a")}{en_ligne("B1", "b")}</row>'


def test_des_octets_se_lisent_comme_le_fichier(tmp_path: Path) -> None:
    chemin = csv(tmp_path, "a;b\n1;2\n")
    lu, attendu = lire_octets(chemin.read_bytes(), "notes.csv"), lire_tableau(chemin)
    assert (lu.format, list(lu.parcours())) == (attendu.format, list(attendu.parcours()))


def test_un_refus_porte_le_nom_donne() -> None:
    with pytest.raises(TableauIllisible, match=r"^notes\.csv : le fichier est vide"):
        lire_octets(b"", "notes.csv")
    with pytest.raises(TableauIllisible, match="dépasse 0 Mo"):
        lire_octets(b"abc", "x", limites=Limites(octets=2))


@pytest.mark.parametrize(
    ("dialecte", "texte", "attendues"),
    [
        (Dialecte("\t"), '"a\tb"\tc;d\n', ["a\tb", "c;d"]),
        (Dialecte(guillemets=False), "'a;\"b\n", ["'a", '"b']),
    ],
)
def test_un_autre_dialecte(dialecte: Dialecte, texte: str, attendues: list[str]) -> None:
    lu = lire_octets(texte.encode(), "x", ouvrir_texte=lambda fichier: ouvrir_csv(fichier, dialecte))
    assert list(lu.entete.cellules) == attendues


def test_le_guillemet_de_la_tabulation_se_verifie_aussi() -> None:
    lu = lire_octets(b"a\tb\n1\t2\n", "x", ouvrir_texte=lambda fichier: ouvrir_csv(fichier, Dialecte("\t")))
    assert len(list(lu.rangees())) == 1
    with pytest.raises(TableauIllisible, match="guillemet"):
        lire_octets(b'a\tb"c\n', "x", ouvrir_texte=lambda fichier: ouvrir_csv(fichier, Dialecte("\t")))


def test_les_fusions_et_les_feuilles_d_un_xlsx(tmp_path: Path) -> None:
    parties = parties_xlsx(TITRES)
    feuille = str(parties["xl/worksheets/sheet1.xml"]).replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B3"/><mergeCell ref="?"/></mergeCells>'
    )
    octets = archive(tmp_path / "x.xlsx", parties | {"xl/worksheets/sheet1.xml": feuille}).read_bytes()
    remarques = Remarques(fusions={})
    lu = lire_octets(octets, "x", remarques=remarques)
    for _ in range(2):
        assert len(list(lu.parcours())) == 1
    assert (remarques.feuille, remarques.autres_feuilles) == ("Notes", ())
    assert list(remarques.fusions or ()) == [Fusion(1, 0, 2, 3)]


def test_les_fusions_ne_se_cherchent_que_si_on_le_demande(tmp_path: Path) -> None:
    # Une tranche de lecture plus loin : le reste de la partie n'est alors plus analysé.
    feuille = str(parties_xlsx(TITRES)["xl/worksheets/sheet1.xml"]).replace(
        "</sheetData>", f"</sheetData><!--{'x' * 70_000}--><abîmé>"
    )
    octets = archive(
        tmp_path / "x.xlsx", parties_xlsx(TITRES) | {"xl/worksheets/sheet1.xml": feuille}
    ).read_bytes()
    assert len(list(lire_octets(octets, "x").parcours())) == 1
    with pytest.raises(TableauIllisible, match="abîmé"):
        list(lire_octets(octets, "x", remarques=Remarques(fusions={})).parcours())


def test_les_fusions_d_un_ods(tmp_path: Path) -> None:
    cellule = texte_ods("a").replace(
        "<table:table-cell",
        "<table:table-cell table:number-columns-spanned='3' table:number-rows-spanned='2'",
    )
    octets = ods(tmp_path, f"<table:table-row>{texte_ods('t')}{cellule}</table:table-row>").read_bytes()
    remarques = Remarques(fusions={})
    list(lire_octets(octets, "x", remarques=remarques).parcours())
    assert (remarques.feuille, list(remarques.fusions or ())) == ("Notes", [Fusion(1, 1, 3, 2)])


@pytest.mark.parametrize("cellule", ['<c r="A1"><v>1</v></c>', "<c><v>1</v></c>"])
def test_une_cellule_hors_de_toute_rangee_est_refusee(tmp_path: Path, cellule: str) -> None:
    octets = archive(tmp_path / "x.xlsx", parties_xlsx(cellule)).read_bytes()
    with pytest.raises(TableauIllisible, match="abîmé"):
        lire_octets(octets, "x")
