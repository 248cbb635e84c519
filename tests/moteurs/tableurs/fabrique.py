"""Fabrique les classeurs des essais à la main, jusqu'aux plus hostiles."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from parchemin.moteurs.tableurs import Rangee, lire_tableau

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIENS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAQUET = "http://schemas.openxmlformats.org/package/2006"
TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TYPE_ODS = "application/vnd.oasis.opendocument.spreadsheet"
ESPACES_ODS = (
    " ".join(
        f'xmlns:{nom}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for nom, long in {
            "office": "office",
            "table": "table",
            "text": "text",
            "style": "style",
            "number": "datastyle",
            "draw": "drawing",
        }.items()
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def archive(chemin: Path, membres: Mapping[str, str | bytes], methode: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(chemin, "w", methode) as ecrite:
        for nom, contenu in membres.items():
            ecrite.writestr(nom, contenu)
    return chemin


def parties_xlsx(
    rangees: str,
    *,
    textes: str = "",
    styles: str = "",
    classeur: str = "",
    espace: str = MAIN,
    prologue: str = "",
) -> dict[str, str | bytes]:
    """Parties d'un classeur d'une feuille : `rangees` est l'intérieur de sheetData."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PAQUET}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE_XLSX}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PAQUET}/relationships">'
        f'<Relationship Id="r1" Type="{LIENS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{espace}" xmlns:r="{LIENS}">{classeur}'
        '<sheets><sheet name="Notes" sheetId="1" r:id="f1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PAQUET}/relationships">'
        f'<Relationship Id="f1" Type="{LIENS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="f2" Type="{LIENS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="f3" Type="{LIENS}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{prologue}<worksheet xmlns="{espace}"><sheetData>{rangees}</sheetData>'
        "</worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{espace}">{textes}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{espace}">{styles}</styleSheet>',
    }


def xlsx(dossier: Path, rangees: str, *, textes: str = "", styles: str = "", classeur: str = "") -> Path:
    parties = parties_xlsx(rangees, textes=textes, styles=styles, classeur=classeur)
    return archive(dossier / "notes.xlsx", parties)


def contenu_ods(table: str, *, styles: str = "", prologue: str = "", avant: str = "", apres: str = "") -> str:
    """Contenu d'un classeur d'une feuille : `table` est l'intérieur de table:table."""
    return (
        f"{prologue}<office:document-content {ESPACES_ODS}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{avant}"
        f'<table:table table:name="Notes">{table}</table:table>{apres}'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def ods(
    dossier: Path, table: str, *, styles: str = "", communs: str = "", avant: str = "", apres: str = ""
) -> Path:
    membres: dict[str, str | bytes] = {
        "mimetype": TYPE_ODS,
        "content.xml": contenu_ods(table, styles=styles, avant=avant, apres=apres),
    }
    if communs:
        membres["styles.xml"] = f"<office:document-styles {ESPACES_ODS}>{communs}</office:document-styles>"
    return archive(dossier / "notes.ods", membres)


def texte_ods(texte: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{texte}</text:p></table:table-cell>'


def en_ligne(reference: str, texte: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{texte}</t></is></c>'


def csv(dossier: Path, contenu: str | bytes) -> Path:
    chemin = dossier / "notes.csv"
    chemin.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return chemin


def tout(chemin: Path) -> list[Rangee]:
    """Titres et rangées d'un tableau."""
    tableau = lire_tableau(chemin)
    return [tableau.entete, *tableau.rangees()]


def textes(chemin: Path) -> list[tuple[int, list[str]]]:
    """Numéro et cellules de chaque rangée, titres compris."""
    return [(rangee.ligne, list(rangee.cellules)) for rangee in tout(chemin)]
