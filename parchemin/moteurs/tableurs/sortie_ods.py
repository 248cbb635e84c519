"""Écrit un classeur ODS : textes, vraies dates, ligne de titres figée et filtrée.

odfpy écrit le classeur et ses styles ; les rangées sont écrites ici, car un objet par cellule prendrait dix fois
plus de temps.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape

from odf import config, number, style, table  # type: ignore[import-untyped]  # odfpy n'a pas de types
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]  # idem

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

_FIN = b"</table:table>"
_PARTIES = ("content.xml", "styles.xml", "settings.xml", "meta.xml", "META-INF/manifest.xml")
_RACINE = re.compile(rb"<(office:document-|manifest:manifest)[^>]*>")
_ESPACE = re.compile(rb' xmlns:(\w+)="[^"]*"')
# Ceux des rangées, qui ne sont pas encore là.
_TOUJOURS = (b"office", b"table", b"text")
# XML réunit les blancs : la tabulation et les espaces de suite ont leur balise.
_BLANCS = re.compile(r"\t|^ | {2,}", re.MULTILINE)
_MILLIMETRES_PAR_CARACTERE = 2


def ecrire_ods(
    flux: IO[bytes], titres: Sequence[str], lignes: Iterable[Sequence[Valeur]], *, feuille: str = "Liste",
    types: Types | None = None,
) -> None:  # fmt: skip
    """Écrit le tableau dans une seule feuille. Lève `ExportImpossible`, avant d'avoir rien mis dans le flux."""
    ecrits = preparer_titres(titres)
    largeurs, rangees = mesurer(ecrits, preparer_lignes(ecrits, lignes, types))
    ecrites = [_rangee("".join(_cellule_texte(titre, "titre") for titre in ecrits))]
    ecrites += [_rangee("".join(map(_cellule, rangee))) for rangee in rangees]
    nom = nommer_feuille(feuille)
    classeur = _classeur(nom, largeurs, f"A1:{lettres_colonne(len(ecrits) - 1)}{len(ecrites)}")
    archive = io.BytesIO()
    classeur.save(archive)
    with zipfile.ZipFile(archive) as lue:
        parties = {partie: _sans_trace(lue.read(partie)) for partie in _PARTIES}
    avant, fin, apres = parties["content.xml"].partition(_FIN)
    parties["content.xml"] = b"".join((avant, "".join(ecrites).encode(), fin, apres))
    refermer(flux, archive, parties)


def _sans_trace(partie: bytes) -> bytes:
    """Partie dont la racine ne déclare que les espaces de noms qui servent, toujours dans le même ordre.

    odfpy y déclare aussi ceux de tous les classeurs qu'il a déjà ouverts : les octets dépendraient du passé.
    """
    racine = _RACINE.search(partie)
    if racine is None:
        raise AssertionError("une partie du classeur n'a pas de racine")
    sans, reste = _ESPACE.sub(b"", racine[0]), partie[racine.end() :]
    gardes = {racine[1].partition(b":")[0], *(_TOUJOURS if b"document-content" in racine[0] else ())}
    espaces = sorted(
        espace[0]
        for espace in _ESPACE.finditer(racine[0])
        # Le nom entier : « t: » se lit aussi dans « text: ».
        if espace[1] in gardes or re.search(rb"[\s</]" + re.escape(espace[1]) + rb":", reste)
    )
    return partie[: racine.start()] + sans[:-1] + b"".join(espaces) + b">" + reste


def _rangee(cellules: str) -> str:
    return f"<table:table-row>{cellules}</table:table-row>"


def _cellule(cellule: Cellule) -> str:
    if isinstance(cellule, str):
        return _cellule_texte(cellule, "texte")
    if isinstance(cellule, Decimal):
        dit = ecrire_nombre_exact(cellule)
        return (
            f'<table:table-cell table:style-name="nombre" office:value-type="float" office:value="{dit}">'
            f"<text:p>{dit.replace('.', ',')}</text:p></table:table-cell>"
        )
    return (
        f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{cellule}">'
        f"<text:p>{cellule:%d/%m/%Y}</text:p></table:table-cell>"
    )


def _cellule_texte(texte: str, nom_de_style: str) -> str:
    if not texte:
        return "<table:table-cell/>"
    corps = _BLANCS.sub(_baliser, escape(texte)).replace("\n", "</text:p><text:p>")
    return (
        f'<table:table-cell table:style-name="{nom_de_style}" office:value-type="string">'
        f"<text:p>{corps}</text:p></table:table-cell>"
    )


def _baliser(blancs: re.Match[str]) -> str:
    return "<text:tab/>" if blancs[0] == "\t" else f'<text:s text:c="{len(blancs[0])}"/>'


def _classeur(feuille: str, largeurs: Sequence[int], etendue: str) -> Any:
    """Classeur sans rangée : styles, largeurs, filtre, titres figés."""
    classeur = OpenDocumentSpreadsheet()
    _ajouter_styles(classeur)
    _ajouter_largeurs(classeur, largeurs)
    tableau = table.Table(name=feuille)
    for largeur in largeurs:
        tableau.addElement(table.TableColumn(stylename=f"colonne{largeur}", defaultcellstylename="texte"))
    classeur.spreadsheet.addElement(tableau)
    filtres = table.DatabaseRanges()
    cible = f"$'{feuille.replace(chr(39), chr(39) * 2)}'.{etendue.replace(':', ':.')}"
    filtres.addElement(
        table.DatabaseRange(name="liste", targetrangeaddress=cible, displayfilterbuttons="true")
    )
    classeur.spreadsheet.addElement(filtres)
    _figer_les_titres(classeur, feuille)
    return classeur


def _ajouter_styles(classeur: Any) -> None:
    texte = number.TextStyle(name="format-texte")
    texte.addElement(number.TextContent())
    jour = number.DateStyle(name="format-date")
    for partie in (
        number.Day(style="long"), number.Text(text="/"), number.Month(style="long"), number.Text(text="/"),
        number.Year(style="long"),
    ):  # fmt: skip
        jour.addElement(partie)
    for format_ in (texte, jour):
        classeur.automaticstyles.addElement(format_)
    for nom, format_ in (("texte", "format-texte"), ("titre", "format-texte"), ("date", "format-date")):
        cellule = style.Style(name=nom, family="table-cell", datastylename=format_)
        if nom == "titre":
            cellule.addElement(style.TextProperties(fontweight="bold"))
        classeur.automaticstyles.addElement(cellule)
    # Sans style à lui, un nombre prendrait celui de sa colonne, qui est de texte.
    classeur.automaticstyles.addElement(style.Style(name="nombre", family="table-cell"))


def _ajouter_largeurs(classeur: Any, largeurs: Sequence[int]) -> None:
    for largeur in sorted(set(largeurs)):
        colonne = style.Style(name=f"colonne{largeur}", family="table-column")
        colonne.addElement(
            style.TableColumnProperties(columnwidth=f"{largeur * _MILLIMETRES_PAR_CARACTERE}mm")
        )
        classeur.automaticstyles.addElement(colonne)


def _figer_les_titres(classeur: Any, feuille: str) -> None:
    reglages = config.ConfigItemMapEntry(name=feuille)
    for nom, genre, valeur in (
        ("VerticalSplitMode", "short", "2"),
        ("VerticalSplitPosition", "int", "1"),
        ("ActiveSplitRange", "short", "2"),
        ("PositionBottom", "int", "1"),
    ):
        reglages.addElement(_reglage(nom, genre, valeur))
    feuilles = config.ConfigItemMapNamed(name="Tables")
    feuilles.addElement(reglages)
    vue = config.ConfigItemMapEntry()
    vue.addElement(_reglage("ViewId", "string", "view1"))
    vue.addElement(feuilles)
    vue.addElement(_reglage("ActiveTable", "string", feuille))
    vues = config.ConfigItemMapIndexed(name="Views")
    vues.addElement(vue)
    ensemble = config.ConfigItemSet(name="ooo:view-settings")
    ensemble.addElement(vues)
    classeur.settings.addElement(ensemble)


def _reglage(nom: str, genre: str, valeur: str) -> Any:
    reglage = config.ConfigItem(name=nom, type=genre)
    reglage.addText(valeur)
    return reglage
