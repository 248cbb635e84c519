"""Ce qui entoure une feuille XLSX : son emplacement, les textes partagés, les styles de date."""

import posixpath
import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from parchemin.moteurs.tableurs.archive import Archive
from parchemin.moteurs.tableurs.flux_xml import LecteurXml, balises
from parchemin.moteurs.tableurs.modele import nettoyer

# Les deux rédactions de la norme : celle d'Excel et la stricte.
_ESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_ECHAPPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMATS_DE_DATE = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
# Guillemets, caractère échappé, réservé ou répété, crochets ; mais [h], [mm], [ss] sont des durées.
_HORS_CODE = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]?', re.IGNORECASE | re.DOTALL)
_LETTRE_DE_DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
_GENERAL = re.compile(r"general|standard", re.IGNORECASE)
Appel = TypeVar("Appel", bound=Callable[..., None])


def nommer(**appels: Appel) -> dict[str, Appel]:
    """Rend les appels rangés par nom complet de balise, dans les deux espaces de noms de la norme."""
    return {f"{espace} {nom}": appel for espace in _ESPACES for nom, appel in appels.items()}


def decoder(texte: str) -> str:
    """Rend le texte où « _x000D_ » et ses semblables redeviennent des caractères, sauf les interdits."""
    return _ECHAPPE.sub(_caractere, texte) if "_x" in texte else texte


def _caractere(echappe: re.Match[str]) -> str:
    code = int(echappe[1], 16)
    admis = code in {0x9, 0xA, 0xD} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return chr(code) if admis else echappe[0]


def est_format_de_date(code: str) -> bool:
    """Dit si un format de nombre montre une date, une heure ou une durée."""
    return bool(_LETTRE_DE_DATE.search(_GENERAL.sub("", _HORS_CODE.sub("", code))))


class LecteurTextes(LecteurXml):
    """Retient le texte des balises « t », mises en forme comprises, sans les lectures phonétiques."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self._phonetique = False
        self.debuts = nommer(t=self._debut_texte, rPh=self._debut_phonetique)
        self.fins = nommer(t=self._fin_texte, rPh=self._fin_phonetique)

    def texte(self) -> str:
        """Rend le texte retenu, sans blancs autour, et en commence un autre."""
        return nettoyer(decoder(self.retenu()))

    def _debut_texte(self, _attributs: dict[str, str]) -> None:
        if not self._phonetique:
            self.ecouter()

    def _fin_texte(self) -> None:
        if not self._phonetique:
            self.retenir(self.entendu())

    def _debut_phonetique(self, _attributs: dict[str, str]) -> None:
        self._phonetique = True

    def _fin_phonetique(self) -> None:
        self._phonetique = False


class TextesPartages(LecteurTextes):
    """Les textes partagés d'un classeur, dans un seul tampon : des millions de `str` ne tiendraient pas."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self._tampon, self._limites = bytearray(), array("I")
        self.fins |= nommer(si=self._fin_element)

    def __len__(self) -> int:
        return len(self._limites)

    def __getitem__(self, rang: int) -> str:
        debut = self._limites[rang - 1] if rang else 0
        return self._tampon[debut : self._limites[rang]].decode()

    def _fin_element(self) -> None:
        self._tampon += self.texte().encode()
        self._limites.append(len(self._tampon))
        if len(self._limites) > self.fichier.limites.cellules:
            raise self.fichier.refus("le classeur contient trop de textes", "enregistrez-le en CSV")


@dataclass(frozen=True, slots=True)
class Classeur:
    """Ce qu'il faut savoir d'un classeur XLSX pour lire sa première feuille."""

    feuille: str
    """Nom, dans l'archive, de la première feuille de calcul, visible ou non."""
    textes: TextesPartages
    styles_de_date: frozenset[str]
    """Rangs des styles de cellule dont le format montre une date."""
    depuis_1904: bool
    nom: str
    """Nom que l'utilisateur voit sur l'onglet de cette feuille."""
    autres: tuple[str, ...]
    """Noms des autres feuilles de calcul."""


@dataclass(frozen=True, slots=True)
class _Lien:
    genre: str
    cible: str


def ouvrir_classeur(archive: Archive) -> Classeur:
    """Rend ce qui entoure la première feuille. Lève `TableauIllisible` s'il n'y en a pas."""
    principaux = [lien.cible for lien in _liens(archive, "").values() if lien.genre == "officeDocument"]
    partie = principaux[0] if principaux else "xl/workbook.xml"
    liens = _liens(archive, partie)
    feuilles, depuis_1904 = [], False
    for nom, attributs in balises(archive, partie):
        if nom == "sheet":
            feuilles.append((liens.get(attributs.get("id", "")), attributs.get("name", "")))
        elif nom == "workbookPr":
            depuis_1904 = attributs.get("date1904") in {"1", "true"}
    trouvees = [(lien.cible, nom) for lien, nom in feuilles if lien and lien.genre == "worksheet"]
    if not trouvees:
        raise archive.fichier.refus("le classeur n'a pas de feuille de calcul", "mettez-y le tableau")
    par_genre = {lien.genre: lien.cible for lien in liens.values()}
    textes = TextesPartages(archive)
    if "sharedStrings" in par_genre:
        for _ in textes.lire(par_genre["sharedStrings"]):
            pass
    styles = _styles_de_date(archive, par_genre["styles"]) if "styles" in par_genre else frozenset()
    (cible, nom), autres = trouvees[0], tuple(nom for _, nom in trouvees[1:])
    return Classeur(cible, textes, styles, depuis_1904, nom, autres)


def _liens(archive: Archive, partie: str) -> dict[str, _Lien]:
    """Liens d'une partie vers les autres, par identifiant ; le genre est la fin de l'adresse qui le nomme."""
    dossier, nom = posixpath.split(partie)
    relations = posixpath.join(dossier, "_rels", f"{nom}.rels")
    return {
        attributs.get("Id", ""): _Lien(
            attributs.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", dossier, attributs.get("Target", ""))).lstrip("/"),
        )
        for balise, attributs in balises(archive, relations)
        if balise == "Relationship" and attributs.get("TargetMode") != "External"
    }


def _styles_de_date(archive: Archive, partie: str) -> frozenset[str]:
    codes: dict[str, str] = {}
    formats: list[str] = []
    section = ""
    for nom, attributs in balises(archive, partie):
        if nom in {"cellStyleXfs", "cellXfs", "cellStyles", "dxfs"}:
            section = nom
        elif nom == "numFmt" and section != "dxfs":
            codes[attributs.get("numFmtId", "")] = attributs.get("formatCode", "")
        elif nom == "xf" and section == "cellXfs":
            formats.append(attributs.get("numFmtId", "0"))
    dates = {code for code, ecrit in codes.items() if est_format_de_date(ecrit)}
    dates |= {str(numero) for numero in _FORMATS_DE_DATE} - codes.keys()
    return frozenset(str(rang) for rang, code in enumerate(formats) if code in dates)
