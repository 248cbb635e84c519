"""Lecture des XLSX : ceux d'une bibliothèque, puis ceux faits à la main pour chaque point de la norme."""

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import numbers

from parchemin.moteurs.tableurs import FormatTableau, NatureCellule, TableauIllisible, lire_tableau
from tests.moteurs.tableurs.fabrique import archive, en_ligne, parties_xlsx, textes, tout, xlsx

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
TITRE = f'<row r="1">{en_ligne("A1", "a")}{en_ligne("B1", "b")}</row>'
NATURES = NatureCellule


def cellule(dossier: Path, xml: str, **options: str) -> tuple[str, NatureCellule | None]:
    """Texte et nature de la cellule B2."""
    chemin = xlsx(dossier, f'{TITRE}<row r="2">{en_ligne("A2", "x")}{xml}</row>', **options)
    rangee = tout(chemin)[1]
    return (rangee.cellules[1] if len(rangee.cellules) > 1 else ""), rangee.natures.get(1)


def test_un_classeur_ordinaire(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille["B3"], feuille["C3"], feuille["D3"] = " numero\u00a0", "note", "_libre"
    feuille["B5"], feuille["C5"], feuille["D5"] = "007", 12.5, "=B5&C5"
    feuille["B6"], feuille["C6"], feuille["D6"] = 8, True, date(2026, 5, 12)
    feuille["C9"], feuille["D9"] = "#N/A", time(8, 30)
    chemin = tmp_path / "notes.csv"
    classeur.save(chemin)
    assert lire_tableau(chemin).format is FormatTableau.XLSX
    assert [tuple(rangee) for rangee in tout(chemin)] == [
        (3, ["", "numero", "note", "_libre"], {}),
        (5, ["", "007", "12.5", "=B5&C5"], {2: NATURES.NOMBRE, 3: NATURES.FORMULE}),
        (6, ["", "8", "VRAI", "2026-05-12"], {1: NATURES.NOMBRE, 2: NATURES.BOOLEEN, 3: NATURES.DATE}),
        (9, ["", "", "#N/A", "08:30:00"], {2: NATURES.ERREUR, 3: NATURES.DATE}),
    ]


def test_les_cellules_fusionnees_et_les_styles_sans_valeur(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["a", "b", "c"])
    feuille.append(["fusion", None, "z"])
    feuille.merge_cells("A2:B2")
    feuille["B4"].number_format = numbers.FORMAT_DATE_DDMMYY
    feuille.append([None, None, "fin"])
    chemin = tmp_path / "f.xlsx"
    classeur.save(chemin)
    assert textes(chemin) == [(1, ["a", "b", "c"]), (2, ["fusion", "", "z"]), (5, ["", "", "fin"])]


def test_la_premiere_feuille_est_la_premiere_de_l_ordre_affiche_meme_masquee(tmp_path: Path) -> None:
    classeur = openpyxl.Workbook()
    seconde = classeur.active
    assert seconde is not None
    seconde["A1"] = "seconde"
    premiere = classeur.create_sheet("cachée", 0)
    premiere["A1"] = "première"
    premiere.sheet_state = "hidden"
    chemin = tmp_path / "f.xlsx"
    classeur.save(chemin)
    assert textes(chemin) == [(1, ["première"])]


@pytest.mark.parametrize(
    ("xml", "attendu"),
    [
        ('<c r="B2"><v>12.5</v></c>', ("12.5", NATURES.NOMBRE)),
        ('<c r="B2" t="n"><v> 1.25E1 </v></c>', ("12.5", NATURES.NOMBRE)),
        ('<c r="B2"><v>12.499999999999999</v></c>', ("12.499999999999999", NATURES.NOMBRE)),
        ('<c r="B2" t="s"><v>1</v></c>', ("gras et maigre", None)),
        ('<c r="B2" t="s"><v>0</v></c>', ("東京", None)),
        ('<c r="B2" t="s"><v>2</v></c>', ("", None)),
        ('<c r="B2" t="s"><v>3</v></c>', ("3", NATURES.ILLISIBLE)),
        ('<c r="B2" t="s"><v>-1</v></c>', ("-1", NATURES.ILLISIBLE)),
        ('<c r="B2" t="str"><v>tel quel</v></c>', ("tel quel", None)),
        ('<c r="B2" t="inlineStr"><is><r><t>un</t></r><r><t> deux</t></r></is></c>', ("un deux", None)),
        ('<c r="B2" t="inlineStr"><is><t>a</t><rPh><t>b</t></rPh><phoneticPr/></is></c>', ("a", None)),
        ('<c r="B2" t="inlineStr"><is><t>a_x000D_b &amp; c</t></is></c>', ("a\rb & c", None)),
        ('<c r="B2"><is><t>perdu</t></is></c>', ("", None)),
        ('<c r="B2" t="str"><f>A1&amp;B1</f><v>ab</v></c>', ("=A1&B1", NATURES.FORMULE)),
        ('<c r="B2" t="str"><f>A9</f><v></v></c>', ("=A9", NATURES.FORMULE)),
        ('<c r="B2"><f t="shared" si="0"/><v>3</v></c>', ("=", NATURES.FORMULE)),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ("=1/0", NATURES.FORMULE)),
        ('<c r="B2" t="e"><v>#REF!</v></c>', ("#REF!", NATURES.ERREUR)),
        ('<c r="B2" t="b"><v>0</v></c>', ("FAUX", NATURES.BOOLEEN)),
        ('<c r="B2" t="d"><v>2026-05-12</v></c>', ("2026-05-12", NATURES.DATE)),
        ('<c r="B2"><v>abc</v></c>', ("abc", NATURES.ILLISIBLE)),
        ('<c r="B2" t="zz"><v>1</v></c>', ("1", NATURES.ILLISIBLE)),
        ('<c r="B2"/>', ("", None)),
        ('<c r="B2" t="b"/>', ("", None)),
        ('<c r="B2"><v> </v></c>', ("", None)),
    ],
)
def test_chaque_sorte_de_cellule(tmp_path: Path, xml: str, attendu: tuple[str, NatureCellule | None]) -> None:
    partages = (
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>"
        "<si><r><rPr><b/></rPr><t>gras</t></r><r><t xml:space='preserve'> et maigre</t></r></si><si/>"
    )
    assert cellule(tmp_path, xml, textes=partages) == attendu


STYLES = (
    "<numFmts><numFmt numFmtId='164' formatCode='d\\-mmm'/><numFmt numFmtId='165' formatCode='0.0\" mn\"'/>"
    "<numFmt numFmtId='14' formatCode='0'/></numFmts>"
    "<cellStyleXfs><xf numFmtId='15'/></cellStyleXfs>"
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='22'/><xf numFmtId='164'><alignment/></xf><xf numFmtId='165'/>"
    "<xf numFmtId='14'/><xf/><xf numFmtId='47'/><xf numFmtId='58'/><xf numFmtId='9'/></cellXfs>"
    "<cellStyles><cellStyle xfId='0'/></cellStyles>"
    "<dxfs><dxf><numFmt numFmtId='0' formatCode='yyyy'/></dxf></dxfs>"
)


@pytest.mark.parametrize(
    ("style", "date_"),
    [
        *((style, True) for style in ("1", "2", "6", "7")),
        *((style, False) for style in ("0", "3", "4", "5", "8", "99")),
    ],
)
def test_le_style_dit_si_un_nombre_est_une_date(tmp_path: Path, style: str, date_: bool) -> None:
    _, nature = cellule(tmp_path, f'<c r="B2" s="{style}"><v>12</v></c>', styles=STYLES)
    assert nature is (NATURES.DATE if date_ else NATURES.NOMBRE)


def test_un_texte_au_style_de_date_reste_un_texte(tmp_path: Path) -> None:
    xml = '<c r="B2" s="1" t="inlineStr"><is><t>AB</t></is></c>'
    assert cellule(tmp_path, xml, styles=STYLES) == ("AB", None)


def test_le_calendrier_de_1904(tmp_path: Path) -> None:
    lue = cellule(
        tmp_path, '<c r="B2" s="1"><v>44692</v></c>', styles=STYLES, classeur='<workbookPr date1904="1"/>'
    )
    assert lue == ("2026-05-12", NATURES.DATE)


def test_une_formule_matricielle_couvre_tout_son_rectangle(tmp_path: Path) -> None:
    lignes = (
        '<row r="2"><c r="A2"><f t="array" ref="A2:B3">C2:D3</f><v>1</v></c><c r="B2"><v>2</v></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><v>4</v></c><c r="C3"><v>5</v></c></row>'
        '<row r="4"><c r="A4"><v>6</v></c></row>'
    )
    natures = [dict(rangee.natures) for rangee in tout(xlsx(tmp_path, TITRE + lignes))[1:]]
    formule, nombre = NATURES.FORMULE, NATURES.NOMBRE
    assert natures == [{0: formule, 1: formule}, {0: formule, 1: formule, 2: nombre}, {0: nombre}]


def test_rangees_et_cellules_sans_numero(tmp_path: Path) -> None:
    lignes = (
        "<row><c t='inlineStr'><is><t>a</t></is></c><c t='inlineStr'><is><t>b</t></is></c></row><row/>"
        "<row r='4'><c/><c><v>1</v></c></row><row><c r='AA5'><v>2</v></c><c><v>3</v></c></row>"
    )
    assert textes(xlsx(tmp_path, lignes)) == [(1, ["a", "b"]), (4, ["", "1"]), (5, [*[""] * 26, "2", "3"])]


@pytest.mark.parametrize(
    "lignes",
    [
        "<row r='2'/><row r='2'/>",
        "<row r='2'/><row r='1'/>",
        "<row r='0'/>",
        "<row r='x'/>",
        "<row r='1'><c r='B1'/><c r='A1'/></row>",
        "<row r='1'><c r='A2'/></row>",
        "<row r='1'><c r='a1'/></row>",
        "<row r='1'><c r='AAAA1'/></row>",
        "<row r='1'><c r='1'/></row>",
        "<row r='1'>",
    ],
)
def test_une_feuille_incoherente_est_refusee(tmp_path: Path, lignes: str) -> None:
    with pytest.raises(TableauIllisible, match="abîmé"):
        tout(xlsx(tmp_path, lignes))


def test_les_limites_d_une_feuille(tmp_path: Path) -> None:
    derniere = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert tout(xlsx(tmp_path, TITRE + derniere))[1].ligne == 1_048_576
    with pytest.raises(TableauIllisible, match="plus de 1048576 lignes"):
        tout(xlsx(tmp_path, f'{TITRE}<row r="1048577"><c><v>1</v></c></row>'))
    with pytest.raises(TableauIllisible, match="plus de 16384 colonnes"):
        tout(xlsx(tmp_path, f'{TITRE}<row r="2"><c r="XFE2"><v>1</v></c></row>'))


def test_un_prefixe_d_espace_de_noms_et_la_redaction_stricte(tmp_path: Path) -> None:
    parties = parties_xlsx("", espace=STRICT)
    parties["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{STRICT}" xmlns:y="urn:autre"><x:sheetData><x:row r="1"><y:c t="str"/>'
        '<x:c r="A1" t="str"><x:v>titre</x:v><y:v>autre</y:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert textes(archive(tmp_path / "x.xlsx", parties)) == [(1, ["titre"])]


def test_les_elements_qui_suivent_la_feuille_ne_sont_pas_lus(tmp_path: Path) -> None:
    parties = parties_xlsx(TITRE)
    feuille = str(parties["xl/worksheets/sheet1.xml"])
    parties["xl/worksheets/sheet1.xml"] = feuille.replace("</worksheet>", f"{TITRE}</worksheet>")
    assert textes(archive(tmp_path / "x.xlsx", parties)) == [(1, ["a", "b"])]


def test_les_parties_facultatives_peuvent_manquer(tmp_path: Path) -> None:
    parties = parties_xlsx(TITRE)
    liens = str(parties["xl/_rels/workbook.xml.rels"])
    parties["xl/_rels/workbook.xml.rels"] = liens.replace("/sharedStrings", "/x").replace("/styles", "/x")
    del parties["xl/sharedStrings.xml"], parties["xl/styles.xml"]
    assert textes(archive(tmp_path / "x.xlsx", parties)) == [(1, ["a", "b"])]


def sans(parties: Mapping[str, str | bytes], nom: str) -> dict[str, str | bytes]:
    return {cle: valeur for cle, valeur in parties.items() if cle != nom}


@pytest.mark.parametrize(
    "manquante",
    [
        "_rels/.rels",
        *("xl/workbook.xml", "xl/_rels/workbook.xml.rels"),
        *("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"),
    ],
)
def test_une_partie_annoncee_qui_manque_est_un_classeur_abime(tmp_path: Path, manquante: str) -> None:
    with pytest.raises(TableauIllisible, match="abîmé"):
        tout(archive(tmp_path / "x.xlsx", sans(parties_xlsx(TITRE), manquante)))


def test_une_feuille_de_graphique_n_est_pas_un_tableau(tmp_path: Path) -> None:
    parties = parties_xlsx(TITRE)
    liens = str(parties["xl/_rels/workbook.xml.rels"])
    parties["xl/_rels/workbook.xml.rels"] = liens.replace("/worksheet", "/chartsheet", 1)
    with pytest.raises(TableauIllisible, match="pas de feuille de calcul"):
        tout(archive(tmp_path / "x.xlsx", parties))


def test_les_rangees_se_relisent(tmp_path: Path) -> None:
    tableau = lire_tableau(xlsx(tmp_path, f'{TITRE}<row r="2"><c r="A2"><v>1</v></c></row>'))
    assert list(tableau.rangees()) == list(tableau.rangees()) != []


def test_beaucoup_de_textes_partages(tmp_path: Path) -> None:
    partages = "".join(f"<si><t>texte partagé numéro {rang:05}</t></si>" for rang in range(60_000))
    ligne = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>59999</v></c></row>'
    lues = textes(xlsx(tmp_path, TITRE + ligne, textes=partages))
    assert lues[1:] == [(2, ["texte partagé numéro 00000", "texte partagé numéro 59999"])]


def test_une_feuille_plus_longue_qu_une_tranche(tmp_path: Path) -> None:
    lignes = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 6001))
    lues = textes(xlsx(tmp_path, TITRE + lignes))
    assert lues[1:] == [(n, [str(n)]) for n in range(2, 6001)]
