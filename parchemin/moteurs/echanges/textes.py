"""Les textes reçus : encodage, séparateur et guillemets devinés à leur contenu, caractère nul refusé à sa place."""

import codecs
import re
from collections.abc import Callable, Iterator

from parchemin.moteurs.echanges.modele import EchangeIllisible
from parchemin.moteurs.tableurs import Dialecte, Fichier, Rangee, lettres_colonne, ouvrir_csv

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# € Œ œ Ÿ en ISO-8859-15 ; ¤ ¼ ½ ¾ en CP1252, qu'aucun fichier de candidats n'écrit.
_PROPRES_A_LATIN9 = re.compile(rb"[\xa4\xbc\xbd\xbe]")
_PROPRES_A_CP1252 = re.compile(rb"[\x80-\x9f]")
_INCONNUS_DE_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LIGNES_D_APERCU, _CARACTERES_D_APERCU = 30, 60_000
_SEPARATEURS = ";\t,"
_ASSEZ = 2
"""Séparateurs qu'une même ligne doit avoir pour qu'on le retienne sans comparer."""
_LISTE_DE_CYCLADES = re.compile(r"N° ?Candidat.*N° ?Inscription|N° ?Inscription.*N° ?Candidat", re.IGNORECASE)
_FORMULE_DE_TEXTE = re.compile(r'(?m)(?:(?<=[;\t,])|^)="([^"\r\n;\t,]*)"(?=[;\t,\r\n]|\Z)')
_REMEDE = "enregistrez-le en « CSV UTF-8 », délimité par des points-virgules"


def decoder(donnees: bytes, nom: str) -> tuple[str, str]:
    """Rend le texte et le nom de son encodage. Lève `EchangeIllisible` s'il n'est dans aucun de ceux qu'on admet."""
    for bom, encodage in _UTF16.items():
        if donnees.startswith(bom):
            return _decoder_en(donnees[len(bom) :], encodage, nom), encodage
    _refuser_le_nul(donnees, nom)
    if donnees.startswith(codecs.BOM_UTF8):
        return _decoder_en(donnees[len(codecs.BOM_UTF8) :], "utf-8", nom), "utf-8-sig"
    try:
        return donnees.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encodage = _huit_bits(donnees, nom)
        return donnees.decode(encodage), encodage


def _decoder_en(donnees: bytes, encodage: str, nom: str) -> str:
    try:
        texte = donnees.decode(encodage)
    except UnicodeDecodeError as erreur:
        ligne = donnees[: erreur.start].decode(encodage, "replace").count("\n") + 1
        raise EchangeIllisible(
            nom, f"le texte se dit en {encodage} et ne l'est pas", _REMEDE, ligne=ligne
        ) from erreur
    if "\0" in texte:
        _refuser_le_nul(texte.encode("utf-8", "replace"), nom)
    return texte


def _huit_bits(donnees: bytes, nom: str) -> str:
    if inconnu := _INCONNUS_DE_CP1252.search(donnees):
        raise EchangeIllisible(
            nom,
            f"l'octet 0x{inconnu[0].hex().upper()} n'est d'aucun encodage admis (UTF-8, CP1252, ISO-8859-15)",
            _REMEDE,
            ligne=donnees.count(b"\n", 0, inconnu.start()) + 1,
        )
    if _PROPRES_A_LATIN9.search(donnees) and not _PROPRES_A_CP1252.search(donnees):
        return "iso-8859-15"
    return "cp1252"


def _refuser_le_nul(donnees: bytes, nom: str) -> None:
    place = donnees.find(b"\0")
    if place < 0:
        return
    debut = max(donnees.rfind(b"\n", 0, place), donnees.rfind(b"\r", 0, place)) + 1
    colonne = max(donnees.count(separateur.encode(), debut, place) for separateur in _SEPARATEURS)
    raise EchangeIllisible(
        nom, "un caractère nul s'y trouve : ce n'est ni un texte ni un classeur", _REMEDE,
        ligne=donnees.count(b"\n", 0, place) + 1, colonne=lettres_colonne(colonne),
    )  # fmt: skip


def deviner_dialecte(texte: str) -> Dialecte:
    """Rend le séparateur (; tabulation ou ,) et dit si « " » y entoure des cellules : pas dans une liste de Cyclades."""
    apercu = texte[:_CARACTERES_D_APERCU].splitlines()[:_LIGNES_D_APERCU]
    comptes = {signe: max((ligne.count(signe) for ligne in apercu), default=0) for signe in _SEPARATEURS}
    retenus = [signe for signe, compte in comptes.items() if compte >= _ASSEZ]
    separateur = retenus[0] if retenus else max(comptes, key=lambda signe: comptes[signe])
    return Dialecte(separateur, guillemets=not any(map(_LISTE_DE_CYCLADES.search, apercu)))


class LecteurDeTexte:
    """Ouvre un texte pour `lire_octets`, et retient l'encodage et le séparateur qu'il a devinés."""

    def __init__(self, nom: str) -> None:
        self.nom, self.encodage, self.separateur = nom, "", ""

    def __call__(self, fichier: Fichier) -> Callable[[], Iterator[Rangee]]:
        """Rend de quoi parcourir les rangées. Lève `EchangeIllisible`."""
        texte, self.encodage = decoder(fichier.donnees, self.nom)
        dialecte = deviner_dialecte(texte)
        self.separateur = dialecte.separateur
        if '="' in texte:
            # « ="0123" » : des exports protègent ainsi un texte des tableurs, hors de toute règle du CSV.
            texte = _FORMULE_DE_TEXTE.sub(r"\1", texte)
        donnees = texte.encode("utf-8", "surrogatepass")
        return ouvrir_csv(Fichier(fichier.chemin, donnees, fichier.limites), dialecte)
