"""Ouvre ce qu'on reçoit : un texte, un classeur, un XML, ou une archive qui n'en contient qu'un."""

import codecs
from pathlib import Path

from parchemin.moteurs.echanges.grille import Grille, ouvrir_grille, traduire
from parchemin.moteurs.echanges.modele import EchangeIllisible
from parchemin.moteurs.echanges.xml_bee import lire_bee
from parchemin.moteurs.tableurs import Fichier, Limites, TableauIllisible
from parchemin.moteurs.tableurs.archive import ERREURS_ZIP, Archive

_ZIP = b"PK\x03\x04"
_DEBUT = 200
_PARTIES_DE_CLASSEUR = ("[Content_Types].xml", "mimetype", "content.xml")
_XML = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"": "latin-1",
}


def ouvrir(octets: bytes, nom: str, limites: Limites) -> Grille:
    """Rend toutes les cellules du fichier. Lève `EchangeIllisible`."""
    if len(octets) > limites.octets:
        raise EchangeIllisible(
            nom, f"le fichier dépasse {limites.octets // 10**6} Mo", "n'y laissez que les candidats"
        )
    if octets.startswith(_ZIP):
        octets = _sortir_de_l_archive(octets, nom, limites)
    if _est_xml(octets):
        return lire_bee(octets, nom, limites)
    return ouvrir_grille(octets, nom, limites)


def _est_xml(octets: bytes) -> bool:
    bom = next(bom for bom in _XML if octets.startswith(bom))
    debut = octets[len(bom) : len(bom) + _DEBUT].decode(_XML[bom], "replace").lstrip()
    return debut.startswith(("<?xml", "<BEE_", "<!DOCTYPE BEE_"))


def _sortir_de_l_archive(octets: bytes, nom: str, limites: Limites) -> bytes:
    """Rend le seul membre d'une archive, comme SIECLE en donne ; un classeur, qui en est une aussi, reste tel quel."""
    try:
        archive = Archive(Fichier(Path(nom), octets, limites))
        if any(partie in archive for partie in _PARTIES_DE_CLASSEUR):
            return octets
        membres = [membre for membre in archive.noms() if not membre.endswith("/")]
        if len(membres) != 1:
            raise EchangeIllisible(
                nom, f"l'archive contient {len(membres)} fichiers", "décompressez-la et donnez le bon fichier"
            )
        with archive.ouvrir(membres[0]) as flux:
            return flux.read(limites.octets + 1)
    except TableauIllisible as illisible:
        raise traduire(illisible, nom, "") from illisible
    except ERREURS_ZIP as erreur:
        raise EchangeIllisible(nom, "l'archive est abîmée", "renvoyez-la") from erreur
