"""Écrit un classeur XLSX d'une feuille où tout est du texte : ni formule évaluée, ni zéro mangé, ni INE arrondi."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from parchemin.moteurs.tableurs import lettres_colonne

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LIENS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PAQUET = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Une date fixe : le même contenu donne les mêmes octets.
_DATE = (1980, 1, 1, 0, 0, 0)
_INTERDITS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ECHAPPEMENT = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOM_MAXIMUM = 31
_TEXTE = "49"
"""Format de nombre « Texte » : une valeur ressaisie dans la cellule garde ses zéros."""
_FIXES = {
    "[Content_Types].xml": f'<Types xmlns="{_PAQUET}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PAQUET}/relationships">'
    f'<Relationship Id="r1" Type="{_LIENS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PAQUET}/relationships">'
    f'<Relationship Id="r1" Type="{_LIENS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_LIENS}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    f'<xf numFmtId="{_TEXTE}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def ecrire_classeur(rangees: Iterable[Sequence[str]], feuille: str) -> bytes:
    """Rend les octets du classeur ; une cellule vide n'y est pas écrite, un caractère de commande devient « � »."""
    flux = io.BytesIO()
    propre = re.sub(r"[\[\]:*?/\\]", " ", feuille)[:_NOM_MAXIMUM].strip("' ")
    nom = escape(_propre(propre or "Candidats"), {'"': "&quot;"})
    onglet = f'<sheets><sheet name="{nom}" sheetId="1" r:id="r1"/></sheets>'
    classeur = f'<workbook xmlns="{_MAIN}" xmlns:r="{_LIENS}">{onglet}</workbook>'
    # Au fil de l'eau, et peu comprimé : une feuille entière pèserait en mémoire, et trop serrée aurait l'air d'une bombe.
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for partie, contenu in (_FIXES | {"xl/workbook.xml": classeur}).items():
            _ecrire(archive, partie, [contenu])
        _ecrire(archive, "xl/worksheets/sheet1.xml", _feuille(rangees))
    return flux.getvalue()


def _ecrire(archive: zipfile.ZipFile, partie: str, morceaux: Iterable[str]) -> None:
    membre = zipfile.ZipInfo(partie, _DATE)
    membre.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(membre, "w") as flux:
        flux.write(_ENTETE.encode())
        for morceau in morceaux:
            flux.write(morceau.encode())


def _feuille(rangees: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f'<worksheet xmlns="{_MAIN}"><sheetData>'
    for ligne, rangee in enumerate(rangees, 1):
        cellules = "".join(_cellule(colonne, ligne, texte) for colonne, texte in enumerate(rangee) if texte)
        yield f'<row r="{ligne}">{cellules}</row>'
    yield "</sheetData></worksheet>"


def _cellule(colonne: int, ligne: int, texte: str) -> str:
    contenu = escape(_propre(texte)).replace("\r", "&#13;")
    return (
        f'<c r="{lettres_colonne(colonne)}{ligne}" s="1" t="inlineStr"><is>'
        f'<t xml:space="preserve">{contenu}</t></is></c>'
    )


def _propre(texte: str) -> str:
    """Texte que le XML admet, où « _x000D_ » ne sera pas pris pour un caractère échappé."""
    return _ECHAPPEMENT.sub("_x005F_", _INTERDITS.sub("\ufffd", texte))
