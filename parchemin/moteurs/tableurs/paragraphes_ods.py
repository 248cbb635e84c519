"""Le texte d'une cellule ODS : ses paragraphes, sans commentaires, notes ni objets posés dessus."""

import re
from functools import partial

from parchemin.moteurs.tableurs.archive import Archive
from parchemin.moteurs.tableurs.flux_xml import LecteurXml
from parchemin.moteurs.tableurs.modele import nettoyer

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXTE, _OFFICE = f"{ODF}text:1.0", f"{ODF}office:1.0"
_TUS = (f"{_OFFICE} annotation", f"{_TEXTE} note", f"{_TEXTE} ruby-text")
_BLANCS_XML = re.compile(r"[ \t\r\n]+")
_NOMBRE = re.compile(r"[0-9]{1,9}")
_HORS_CELLULE = -1


class LecteurParagraphes(LecteurXml):
    """Retient les paragraphes qui sont les enfants directs de la cellule en cours."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self._profondeur = self._paragraphes = self._tus = 0
        self._profondeur_cellule = _HORS_CELLULE
        self._ouvert = False
        self.debuts = {
            f"{_TEXTE} p": self._debut_paragraphe,
            f"{_TEXTE} s": self._espaces,
            f"{_TEXTE} tab": partial(self._blanc, "\t"),
            f"{_TEXTE} line-break": partial(self._blanc, "\n"),
            **dict.fromkeys(_TUS, self._debut_tu),
        }
        self.fins = {f"{_TEXTE} p": self._fin_paragraphe, **dict.fromkeys(_TUS, self._fin_tu)}

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        """Reçoit chaque balise ouvrante, et compte la profondeur."""
        self._profondeur += 1
        super().debut(nom, attributs)

    def fin(self, nom: str) -> None:
        """Reçoit chaque balise fermante, et compte la profondeur."""
        super().fin(nom)
        self._profondeur -= 1

    def commencer_cellule(self) -> None:
        """Dit que la balise en cours est une cellule."""
        self._profondeur_cellule, self._paragraphes = self._profondeur, 0

    def finir_cellule(self) -> str:
        """Rend le texte de la cellule, un paragraphe par ligne, sans blancs autour."""
        self._profondeur_cellule = _HORS_CELLULE
        return nettoyer(self.retenu())

    @property
    def _entend(self) -> bool:
        return self._ouvert and not self._tus

    def _debut_paragraphe(self, _attributs: dict[str, str]) -> None:
        if self._profondeur != self._profondeur_cellule + 1:
            return
        if self._paragraphes:
            self.retenir("\n")
        self._paragraphes += 1
        self._ouvert = True
        self.ecouter()

    def _fin_paragraphe(self) -> None:
        if self._ouvert and self._profondeur == self._profondeur_cellule + 1:
            self._couper()
            self._ouvert = False

    def _couper(self) -> None:
        """Garde ce qui vient d'être entendu, où plusieurs blancs de suite n'en font qu'un."""
        self.retenir(_BLANCS_XML.sub(" ", self.entendu()))

    def _espaces(self, attributs: dict[str, str]) -> None:
        nombre = attributs.get(f"{_TEXTE} c", "1")
        if not _NOMBRE.fullmatch(nombre):
            raise self.fichier.abime()
        self._blanc(" " * min(int(nombre), self.fichier.limites.caracteres + 1), attributs)

    def _blanc(self, blanc: str, _attributs: dict[str, str]) -> None:
        if self._entend:
            self._couper()
            self.retenir(blanc)
            self.ecouter()

    def _debut_tu(self, _attributs: dict[str, str]) -> None:
        if self._entend:
            self._couper()
        self._tus += 1

    def _fin_tu(self) -> None:
        self._tus -= 1
        if self._entend:
            self.ecouter()
