"""Lecture des ODS : ceux d'une bibliothèque, puis ceux faits à la main pour chaque point de la norme."""

from pathlib import Path

import pytest
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]  # odfpy n'a pas de types
from odf.table import CoveredTableCell, Table, TableCell, TableRow  # type: ignore[import-untyped]  # idem
from odf.text import P  # type: ignore[import-untyped]  # idem

from parchemin.moteurs.tableurs import FormatTableau, NatureCellule, TableauIllisible, lire_tableau
from tests.moteurs.tableurs.fabrique import archive, contenu_ods, ods, texte_ods, textes, tout

TITRE = f"<table:table-row>{texte_ods('a')}{texte_ods('b')}</table:table-row>"
VIDE = (
    "<table:table-row table:number-rows-repeated='{}'>"
    "<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
)
NATURES = NatureCellule


def cellule(dossier: Path, xml: str, **options: str) -> tuple[str, NatureCellule | None]:
    """Texte et nature de la cellule B2."""
    rangee = tout(
        ods(dossier, f"{TITRE}<table:table-row>{texte_ods('x')}{xml}</table:table-row>", **options)
    )[1]
    return (rangee.cellules[1] if len(rangee.cellules) > 1 else ""), rangee.natures.get(1)


def test_un_classeur_ordinaire(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    feuille = Table(name="Notes")
    for valeurs in ([" numero\u00a0", "note"], ["007", "fusion"]):
        rangee = TableRow()
        for valeur in valeurs:
            cellule_ = TableCell(valuetype="string")
            cellule_.addElement(P(text=valeur))
            rangee.addElement(cellule_)
        feuille.addElement(rangee)
    rangee = TableRow()
    rangee.addElement(TableCell(valuetype="float", value="12.5", numbercolumnsspanned=2, numberrowsspanned=1))
    rangee.addElement(CoveredTableCell())
    feuille.addElement(rangee)
    document.spreadsheet.addElement(feuille)
    document.spreadsheet.addElement(Table(name="Autre"))
    chemin = tmp_path / "notes.xlsx"
    document.save(chemin)
    assert lire_tableau(chemin).format is FormatTableau.ODS
    assert [tuple(rangee) for rangee in tout(chemin)] == [
        (1, ["numero", "note"], {}),
        (2, ["007", "fusion"], {}),
        (3, ["12.5"], {0: NATURES.NOMBRE}),
    ]


def typee(genre: str, attributs: str = "", texte: str = "affiché") -> str:
    ouvrante = f'<table:table-cell office:value-type="{genre}" {attributs}>'
    return f"{ouvrante}<text:p>{texte}</text:p></table:table-cell>"


def pose(objet: str) -> str:
    """Cellule dont le texte est « vu », avec un objet posé dessus."""
    return texte_ods(f"vu</text:p>{objet}<text:p>")


RUBY = "<text:ruby><text:ruby-base>a</text:ruby-base><text:ruby-text>b</text:ruby-text></text:ruby>c"
NOTE = "<office:annotation><text:p>tu<text:s/>!</text:p></office:annotation>"
CADRE = "<draw:frame><draw:text-box><text:p>tu</text:p></draw:text-box></draw:frame>"
IMBRIQUEE = f"<table:table><table:table-row>{texte_ods('tu')}</table:table-row></table:table>"
COUVERTE = "<table:covered-table-cell><text:p>couverte</text:p></table:covered-table-cell>"
BLANCS_ODF = "\n  a \n b<text:s text:c='3'/>c<text:tab/>d<text:line-break/>e "
BALISES = "<text:span>g<text:span>r</text:span>as</text:span> <text:a>lien</text:a>"


@pytest.mark.parametrize(
    ("xml", "attendu"),
    [
        (typee("float", "office:value='12.5'", "12,50"), ("12.5", NATURES.NOMBRE)),
        (typee("float", "office:value='1.25E1'"), ("12.5", NATURES.NOMBRE)),
        (typee("percentage", "office:value='0.125'", "12,5 %"), ("0.125", NATURES.NOMBRE)),
        (typee("currency", "office:value='12.5' office:currency='EUR'", "12,50 €"), ("12.5", NATURES.NOMBRE)),
        (typee("float", "office:value='NaN'"), ("NaN", NATURES.ILLISIBLE)),
        (typee("float"), ("affiché", NATURES.ILLISIBLE)),
        (typee("date", "office:date-value='2026-02-31'"), ("2026-02-31", NATURES.DATE)),
        (typee("time", "office:time-value='PT08H30M00S'", "08:30"), ("08:30", NATURES.DATE)),
        (typee("boolean", "office:boolean-value='true'"), ("VRAI", NATURES.BOOLEEN)),
        (typee("float", "office:value='3' table:formula='of:=[.A1]+1'"), ("=[.A1]+1", NATURES.FORMULE)),
        (typee("string", "table:formula='of:=&quot;&quot;'", ""), ('=""', NATURES.FORMULE)),
        (typee("string", "calcext:value-type='error'", "#N/D"), ("#N/D", NATURES.ERREUR)),
        (typee("string", "office:string-value='caché'", ""), ("caché", None)),
        (typee("string", "office:string-value='caché'", "vu"), ("vu", None)),
        (typee("void"), ("", None)),
        (typee("autre"), ("affiché", NATURES.ILLISIBLE)),
        ("<table:table-cell><text:p>sans type</text:p></table:table-cell>", ("sans type", None)),
        (COUVERTE, ("couverte", None)),
        ("<table:table-cell/>", ("", None)),
        (texte_ods(BLANCS_ODF), ("a b   c\td\ne", None)),
        (texte_ods("a<text:s/><text:s/>b"), ("a  b", None)),
        (texte_ods(BALISES), ("gras lien", None)),
        (texte_ods("un</text:p><text:p>deux"), ("un\ndeux", None)),
        (texte_ods(RUBY), ("ac", None)),
        (pose(NOTE), ("vu", None)),
        (pose(CADRE), ("vu", None)),
        (pose(IMBRIQUEE), ("vu", None)),
    ],
)
def test_chaque_sorte_de_cellule(tmp_path: Path, xml: str, attendu: tuple[str, NatureCellule | None]) -> None:
    assert cellule(tmp_path, xml) == attendu


STYLES = (
    "<number:date-style style:name='D'/><number:time-style style:name='H'/>"
    "<number:number-style style:name='N1'/>"
    "<number:number-style style:name='commun'/>"
    "<style:style style:family='table-cell' style:name='date' style:data-style-name='D'/>"
    "<style:style style:family='table-cell' style:name='heure' style:data-style-name='H'/>"
    "<style:style style:family='table-cell' style:name='nombre' style:data-style-name='N1'/>"
    "<style:style style:family='table-cell' style:name='fils' style:parent-style-name='date'/>"
    "<style:style style:family='table-cell' style:name='neveu' style:parent-style-name='lointain'/>"
    "<style:style style:family='table-cell' style:name='cache' style:data-style-name='commun'/>"
    "<style:style style:family='table-cell' style:name='boucle' style:parent-style-name='boucle'/>"
    "<style:style style:family='paragraph' style:name='para' style:data-style-name='D'/>"
)
COMMUNS = (
    "<number:date-style style:name='commun'/>"
    "<style:style style:family='table-cell' style:name='lointain' style:data-style-name='commun'/>"
)


@pytest.mark.parametrize(
    ("style", "date_"),
    [
        *((style, True) for style in ("date", "heure", "fils", "neveu")),
        *((style, False) for style in ("nombre", "cache", "boucle", "para", "inconnu")),
    ],
)
def test_le_style_dit_si_un_nombre_est_une_date(tmp_path: Path, style: str, date_: bool) -> None:
    xml = f"<table:table-cell table:style-name='{style}' office:value-type='float' office:value='46154'/>"
    attendu = ("2026-05-12", NATURES.DATE) if date_ else ("46154", NATURES.NOMBRE)
    assert cellule(tmp_path, xml, styles=STYLES, communs=COMMUNS) == attendu


def test_le_style_vient_de_la_rangee_puis_de_la_colonne(tmp_path: Path) -> None:
    nombre = "<table:table-cell office:value-type='float' office:value='12'/>"
    table = (
        "<table:table-column table:number-columns-repeated='2' table:default-cell-style-name='nombre'/>"
        "<table:table-column table:default-cell-style-name='date'/>"
        f"<table:table-row>{nombre}{nombre}{nombre}{nombre}</table:table-row>"
        f"<table:table-row table:default-cell-style-name='date'>{nombre}</table:table-row>"
    )
    natures = [dict(rangee.natures) for rangee in tout(ods(tmp_path, table, styles=STYLES))]
    nombre_, date_ = NATURES.NOMBRE, NATURES.DATE
    assert natures == [{0: nombre_, 1: nombre_, 2: date_, 3: nombre_}, {0: date_}]


def test_rangees_et_cellules_repetees(tmp_path: Path) -> None:
    table = (
        f"<table:table-header-rows>{TITRE}</table:table-header-rows>{VIDE.format(3)}"
        "<table:table-row-group><table:table-row table:number-rows-repeated='2'>"
        "<table:table-cell table:number-columns-repeated='2'/>"
        "<table:table-cell table:number-columns-repeated='2' office:value-type='float' office:value='5'/>"
        "<table:table-cell table:number-columns-repeated='16380'/></table:table-row></table:table-row-group>"
        f"<table:table-row>{texte_ods('fin')}</table:table-row>{VIDE.format(1_048_568)}"
    )
    chemin = ods(tmp_path, table)
    attendu = ["", "", "5", "5"]
    assert textes(chemin) == [(1, ["a", "b"]), (5, attendu), (6, attendu), (7, ["fin"])]
    assert dict(tout(chemin)[2].natures) == {2: NATURES.NOMBRE, 3: NATURES.NOMBRE}


def test_une_formule_matricielle_couvre_tout_son_rectangle(tmp_path: Path) -> None:
    valeur = "<table:table-cell office:value-type='float' office:value='1'/>"
    tete = valeur.replace("/>", " table:formula='of:={1}' table:number-matrix-rows-spanned='2'/>")
    table = TITRE + "".join(
        f"<table:table-row>{xml}</table:table-row>" for xml in (tete + valeur, valeur, valeur)
    )
    natures = [dict(rangee.natures) for rangee in tout(ods(tmp_path, table))[1:]]
    assert natures == [{0: NATURES.FORMULE, 1: NATURES.NOMBRE}, {0: NATURES.FORMULE}, {0: NATURES.NOMBRE}]


def test_seule_la_premiere_feuille_est_lue(tmp_path: Path) -> None:
    autre = f"<table:table><table:table-row>{texte_ods('autre')}</table:table-row></table:table>"
    chemin = ods(
        tmp_path, TITRE, avant=f"<table:tracked-changes>{autre}</table:tracked-changes>", apres=autre
    )
    assert textes(chemin) == [(1, ["a", "b"])]


@pytest.mark.parametrize(
    "table",
    [
        "<table:table-row table:number-rows-repeated='0'/>",
        "<table:table-row table:number-rows-repeated='-1'/>",
        "<table:table-row table:number-rows-repeated='9999999999'/>",
        "<table:table-row><table:table-cell table:number-columns-repeated='x'/></table:table-row>",
        "<table:table-row>" + texte_ods("<text:s text:c='z'/>") + "</table:table-row>",
        "<table:table-row>",
    ],
)
def test_une_feuille_incoherente_est_refusee(tmp_path: Path, table: str) -> None:
    with pytest.raises(TableauIllisible, match="abîmé"):
        tout(ods(tmp_path, TITRE + table))


def test_sans_feuille_ou_sans_contenu(tmp_path: Path) -> None:
    contenu = contenu_ods("").replace("table:table", "table:autre")
    with pytest.raises(TableauIllisible, match="pas de feuille de calcul"):
        tout(archive(tmp_path / "a.ods", {"content.xml": contenu}))
    with pytest.raises(TableauIllisible, match="archive zip"):
        tout(archive(tmp_path / "b.ods", {"autre.xml": contenu}))
    with pytest.raises(TableauIllisible, match="vide"):
        tout(ods(tmp_path, VIDE.format(10)))
