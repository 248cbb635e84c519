"""Écrit un classeur XLSX : textes au format « @ », vraies dates, ligne de titres figée et filtrée.

openpyxl écrit le classeur et ses styles ; les rangées sont écrites ici : « =1+1 » et « #N/A » y sont des textes, quoi
qu'en devinerait la bibliothèque, et dix mille rangées ne se font pas attendre.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from parchemin.moteurs.tableurs.feuille import lettres_colonne
from parchemin.moteurs.tableurs.sortie import (
    Cellule,
    Types,
    Valeur,
    ecrire_nombre_exact,
    mesurer,
    nommer_feuille,
    preparer_lignes,
    preparer_titres,
)
from parchemin.moteurs.tableurs.sortie_archive import refermer

FORMATS = {"titre": "@", "texte": "@", "date": "dd/mm/yyyy"}
_FEUILLE = "xl/worksheets/sheet1.xml"
_SANS_RANGEE = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
# Excel lirait « _x0041_ » comme « A » : le premier tiret bas s'écrit lui-même ainsi.
_ECHAPPEMENT = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Le jour zéro des tableurs, vu d'après le 29 février 1900 qu'ils comptent à tort.
_JOUR_ZERO = date(1899, 12, 30)
_PROPRIETES = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Parchemin</dc:creator></cp:coreProperties>'
)


def ecrire_xlsx(
    flux: IO[bytes], titres: Sequence[str], lignes: Iterable[Sequence[Valeur]], *, feuille: str = "Liste",
    types: Types | None = None,
) -> None:  # fmt: skip
    """Écrit le tableau dans une seule feuille. Lève `ExportImpossible`, avant d'avoir rien mis dans le flux."""
    ecrits = preparer_titres(titres)
    largeurs, rangees = mesurer(ecrits, preparer_lignes(ecrits, lignes, types))
    classeur = Workbook(write_only=True)
    page = classeur.create_sheet(nommer_feuille(feuille))
    colonnes = [lettres_colonne(rang) for rang in range(len(ecrits))]
    styles = {}
    for nom, format_ in FORMATS.items():
        modele = WriteOnlyCell(page)
        modele.number_format = format_
        if nom == "titre":
            modele.font = Font(name="Calibri", size=11, bold=True)
        styles[nom] = modele.style_id
    ecrites = [_rangee(1, colonnes, [_texte(titre, styles["titre"]) for titre in ecrits])]
    for numero, rangee in enumerate(rangees, start=2):
        ecrites.append(_rangee(numero, colonnes, [_cellule(cellule, styles) for cellule in rangee]))
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{colonnes[-1]}{len(ecrites)}"
    for colonne, largeur in zip(colonnes, largeurs, strict=True):
        page.column_dimensions[colonne].width = largeur
        page.column_dimensions[colonne].number_format = FORMATS["texte"]
    archive = io.BytesIO()
    classeur.save(archive)
    refermer(flux, archive, {"docProps/core.xml": _PROPRIETES, _FEUILLE: _remplir(archive, ecrites)})


def _remplir(archive: io.BytesIO, rangees: Sequence[str]) -> bytes:
    with zipfile.ZipFile(archive) as lue:
        feuille = lue.read(_FEUILLE)
    vide = _SANS_RANGEE.search(feuille)
    if vide is None:
        raise AssertionError("la feuille préparée a déjà des rangées")
    corps = f"<sheetData>{''.join(rangees)}</sheetData>".encode()
    return feuille[: vide.start()] + corps + feuille[vide.end() :]


def _rangee(numero: int, colonnes: Sequence[str], cellules: Sequence[str]) -> str:
    places = (
        f'<c r="{colonne}{numero}"{cellule}' for colonne, cellule in zip(colonnes, cellules, strict=True)
    )
    return f'<row r="{numero}">{"".join(places)}</row>'


def _cellule(cellule: Cellule, styles: Mapping[str, int]) -> str:
    """Suite d'une balise de cellule, après sa place."""
    if isinstance(cellule, str):
        return _texte(cellule, styles["texte"])
    if isinstance(cellule, Decimal):
        return f"><v>{ecrire_nombre_exact(cellule)}</v></c>"
    return f' s="{styles["date"]}"><v>{(cellule - _JOUR_ZERO).days}</v></c>'


def _texte(texte: str, style: int) -> str:
    if not texte:
        return f' s="{style}"/>'
    corps = _ECHAPPEMENT.sub("_x005F_", escape(texte))
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{corps}</t></is></c>'
