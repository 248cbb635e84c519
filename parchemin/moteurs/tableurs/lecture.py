"""Ouvre un tableau reçu : CSV, XLSX ou ODS, reconnu à son contenu et non à son extension."""

from collections.abc import Callable, Iterator
from pathlib import Path

from parchemin.moteurs.tableurs.archive import Archive
from parchemin.moteurs.tableurs.flux_xml import balises
from parchemin.moteurs.tableurs.lecture_csv import ouvrir_csv
from parchemin.moteurs.tableurs.modele import (
    LIMITES,
    Fichier,
    FormatTableau,
    Limites,
    Rangee,
    Remarques,
    Tableau,
    TableauIllisible,
)
from parchemin.moteurs.tableurs.ods import ouvrir_ods
from parchemin.moteurs.tableurs.systeme import dire_erreur
from parchemin.moteurs.tableurs.xlsx import ouvrir_xlsx

_BOM = b"\xef\xbb\xbf"
_BLANCS = b" \t\r\n"
_TYPES, _MIMETYPE = "[Content_Types].xml", "mimetype"
_REMEDE = "enregistrez le tableau au format CSV, XLSX ou ODS"
_SIGNATURES = {
    b"PK\x05\x06": "c'est une archive vide",
    b"%PDF": "c'est un PDF",
    b"{\\rtf": "c'est un document RTF",
    b"\x1f\x8b": "c'est une archive gzip",
    b"7z\xbc\xaf": "c'est une archive 7z",
    b"Rar!": "c'est une archive RAR",
    b"\x89PNG": "c'est une image",
    b"\xff\xd8\xff": "c'est une image",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BALISES = (b"<!doctype", b"<html", b"<head", b"<body", b"<meta", b"<table", b"<style", b"<?xml", b"<!--")
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
# Du plus précis au plus large : le premier qui figure dans un type de contenu l'emporte.
_TYPES_XLSX = {
    "spreadsheetml.sheet.main+xml": "",
    "ms-excel.sheet.macroEnabled": "c'est un classeur à macros (.xlsm)",
    "ms-excel.sheet.binary": "c'est un classeur binaire (.xlsb)",
    "spreadsheetml.template": "c'est un modèle de classeur (.xltx)",
    "ms-excel.template": "c'est un modèle de classeur à macros (.xltm)",
    "wordprocessingml": "c'est un document Word",
    "presentationml": "c'est une présentation",
}
Parcours = Callable[[], Iterator[Rangee]]


def lire_tableau(chemin: Path, *, limites: Limites = LIMITES) -> Tableau:
    """Ouvre le tableau et rend ses titres ; ses rangées se lisent ensuite au fil de l'eau.

    Lève `TableauIllisible` si le fichier ne se lit pas, n'est d'aucun des trois formats, dépasse une limite
    ou n'a aucune ligne remplie.
    """
    fichier = _charger(chemin, limites)
    tableau = _ouvrir(fichier, ouvrir_csv, Remarques())
    if tableau.format is FormatTableau.CSV:
        _verifier_separateur(fichier, tableau.entete)
    return tableau


def lire_octets(
    octets: bytes,
    nom: str,
    *,
    limites: Limites = LIMITES,
    ouvrir_texte: Callable[[Fichier], Parcours] = ouvrir_csv,
    remarques: Remarques | None = None,
) -> Tableau:
    """Ouvre un tableau déjà en mémoire, comme `lire_tableau` ; `nom` ne sert qu'aux messages.

    `ouvrir_texte` ouvre ce qui n'est pas un classeur, pour qui admet d'autres CSV ; `remarques` se remplit à mesure
    que les rangées sont parcourues. Lève `TableauIllisible` comme `lire_tableau`.
    """
    fichier = Fichier(Path(nom), octets, limites)
    _verifier_taille(fichier)
    return _ouvrir(fichier, ouvrir_texte, remarques if remarques is not None else Remarques())


def _ouvrir(fichier: Fichier, ouvrir_texte: Callable[[Fichier], Parcours], remarques: Remarques) -> Tableau:
    format_, parcours = _reconnaitre(fichier, ouvrir_texte, remarques)
    entete = next(parcours(), None)
    if entete is None:
        raise fichier.refus("le tableau est vide", "vérifiez que c'est le bon fichier")
    return Tableau(fichier.chemin, format_, entete, parcours)


def _charger(chemin: Path, limites: Limites) -> Fichier:
    try:
        with chemin.open("rb") as flux:
            donnees = flux.read(limites.octets + 1)
    except OSError as erreur:
        raise TableauIllisible(
            chemin, dire_erreur(erreur), "vérifiez le nom et les droits du fichier"
        ) from erreur
    except ValueError as erreur:
        raise TableauIllisible(chemin, "ce nom de fichier est impossible", "vérifiez-le") from erreur
    fichier = Fichier(chemin, donnees, limites)
    _verifier_taille(fichier)
    return fichier


def _verifier_taille(fichier: Fichier) -> None:
    maximum = fichier.limites.octets
    if len(fichier.donnees) > maximum:
        raise fichier.refus(
            f"le fichier dépasse {maximum // 10**6} Mo", "n'y laissez que le tableau, ou découpez-le"
        )
    if not fichier.donnees.removeprefix(_BOM).strip(_BLANCS):
        raise fichier.refus("le fichier est vide", "vérifiez que c'est le bon fichier")


def _reconnaitre(
    fichier: Fichier, ouvrir_texte: Callable[[Fichier], Parcours], remarques: Remarques
) -> tuple[FormatTableau, Parcours]:
    donnees = fichier.donnees
    if donnees.startswith(b"PK\x03\x04"):
        return _reconnaitre_archive(fichier, remarques)
    if donnees.startswith(_OLE):
        raise _refus_ole(fichier)
    for signature, constat in _SIGNATURES.items():
        if donnees.startswith(signature):
            raise fichier.refus(constat, _REMEDE)
    if donnees[:1024].removeprefix(_BOM).lstrip(_BLANCS).lower().startswith(_BALISES):
        raise fichier.refus("c'est une page HTML ou un fichier XML, quelle que soit son extension", _REMEDE)
    return FormatTableau.CSV, ouvrir_texte(fichier)


def _reconnaitre_archive(fichier: Fichier, remarques: Remarques) -> tuple[FormatTableau, Parcours]:
    archive = Archive(fichier)
    if _TYPES in archive:
        _verifier_types(archive)
        return FormatTableau.XLSX, ouvrir_xlsx(archive, remarques)
    if _MIMETYPE in archive:
        with archive.ouvrir(_MIMETYPE) as flux:
            genre = flux.read(200).decode("ascii", "replace").strip()
        if genre != _SPREADSHEET:
            raise fichier.refus("c'est un document qui n'est pas un classeur OpenDocument", _REMEDE)
    if "content.xml" in archive:
        return FormatTableau.ODS, ouvrir_ods(archive, remarques)
    raise fichier.refus("c'est une archive zip, pas un classeur", "décompressez-la et donnez le tableau")


def _verifier_types(archive: Archive) -> None:
    types = {attributs.get("ContentType", "") for _, attributs in balises(archive, _TYPES)}
    for fragment, constat in _TYPES_XLSX.items():
        if any(fragment in genre for genre in types):
            if constat:
                raise archive.fichier.refus(constat, "enregistrez-le en « Classeur Excel (.xlsx) »")
            return
    raise archive.fichier.refus("c'est une archive qui n'est pas un classeur Excel", _REMEDE)


def _refus_ole(fichier: Fichier) -> TableauIllisible:
    if "EncryptedPackage".encode("utf-16-le") in fichier.donnees:
        return fichier.protege()
    return fichier.refus("c'est un ancien fichier Office (.xls, .doc…)", _REMEDE)


def _verifier_separateur(fichier: Fichier, entete: Rangee) -> None:
    if len(entete.cellules) == 1 and any(separateur in entete.cellules[0] for separateur in ",\t"):
        raise fichier.refus(
            f"ligne {entete.ligne} : les colonnes ne sont pas séparées par des points-virgules",
            "enregistrez le CSV avec le point-virgule pour séparateur",
        )
