"""Lit la première feuille d'un classeur XLSX, au fil de l'eau, chaque nombre tel qu'il est stocké.

Écrit pour Parchemin parce que les bibliothèques passent les nombres par un flottant et calculent les dates ;
ici « 12.5 » reste « 12.5 ». Une cellule masquée, ou couverte par une fusion, est lue comme les autres.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

from parchemin.moteurs.tableurs.archive import Archive
from parchemin.moteurs.tableurs.classeur_xlsx import Classeur, LecteurTextes, decoder, nommer, ouvrir_classeur
from parchemin.moteurs.tableurs.feuille import Feuille
from parchemin.moteurs.tableurs.modele import Fusion, NatureCellule, Rangee, Remarques, nettoyer
from parchemin.moteurs.tableurs.valeurs import ecrire_date, ecrire_nombre

_CHIFFRES = "0123456789"
_ENTIER = re.compile(r"[0-9]{1,9}")
_COLONNE = re.compile(r"[A-Z]{1,3}")
_RECTANGLE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_ETENDUES = {"array", "dataTable"}
_LOGIQUES = {"1": "VRAI", "0": "FAUX", "true": "VRAI", "false": "FAUX"}
Valeur = tuple[str, NatureCellule | None]


def ouvrir_xlsx(archive: Archive, remarques: Remarques) -> Callable[[], Iterator[Rangee]]:
    """Rend de quoi parcourir la première feuille. Lève `TableauIllisible` si le classeur n'en a pas."""
    classeur = ouvrir_classeur(archive)
    remarques.feuille, remarques.autres_feuilles = classeur.nom, classeur.autres
    return partial(_rangees, archive, classeur, remarques)


def _rangees(archive: Archive, classeur: Classeur, remarques: Remarques) -> Iterator[Rangee]:
    lecteur = _LecteurFeuille(archive, classeur, remarques)
    for _ in lecteur.lire(classeur.feuille):
        yield from lecteur.feuille.vider()


def indice_colonne(lettres: str) -> int:
    """Rend l'indice d'une colonne : « A » donne 0, « AA » donne 26."""
    indice = 0
    for lettre in lettres:
        indice = indice * 26 + ord(lettre) - ord("A") + 1
    return indice - 1


class _LecteurFeuille(LecteurTextes):
    def __init__(self, archive: Archive, classeur: Classeur, remarques: Remarques) -> None:
        super().__init__(archive)
        self.classeur, self.remarques = classeur, remarques
        self.feuille = Feuille(self.fichier)
        self._colonnes: dict[str, int] = {}
        self._numero, self._colonne, self._elements = "", -1, 0
        self._vider_cellule({})
        self.debuts |= nommer(
            row=self._debut_rangee, c=self._debut_cellule, f=self._debut_formule, v=self.ecouter
        )  # fmt: skip
        self.fins |= nommer(
            row=self._fin_rangee,
            c=self._fin_cellule,
            f=self._fin_formule,
            v=self._fin_valeur,
            sheetData=self._fin_donnees,
        )

    def _fin_donnees(self) -> None:
        if self.remarques.fusions is None:
            self.terminer()
        else:
            self.debuts, self.fins = nommer(mergeCell=self._fusion), {}

    def _fusion(self, attributs: dict[str, str]) -> None:
        if rectangle := _RECTANGLE.fullmatch(attributs.get("ref", "")):
            gauche, haut, droite, bas = rectangle.groups()
            colonne, ligne = indice_colonne(gauche), int(haut)
            largeur, hauteur = indice_colonne(droite or gauche) - colonne + 1, int(bas or haut) - ligne + 1
            self.remarques.noter_fusion(Fusion(ligne, colonne, largeur, hauteur))

    def _debut_rangee(self, attributs: dict[str, str]) -> None:
        numero = attributs.get("r")
        if numero is None:
            self.feuille.ligne += 1
        elif _ENTIER.fullmatch(numero) and int(numero) > self.feuille.ligne:
            self.feuille.ligne = int(numero)
        else:
            raise self.fichier.abime()
        self.feuille.verifier_ligne()
        self._numero = str(self.feuille.ligne)
        self._colonne, self._elements = -1, 0

    def _fin_rangee(self) -> None:
        self.feuille.clore(self._elements)

    def _debut_cellule(self, attributs: dict[str, str]) -> None:
        if not self._numero:
            raise self.fichier.abime()
        reference = attributs.get("r")
        colonne = self._colonne + 1 if reference is None else self._situer(reference)
        if colonne <= self._colonne:
            raise self.fichier.abime()
        self._colonne = colonne
        self._elements += 1
        self._vider_cellule(attributs)

    def _situer(self, reference: str) -> int:
        lettres = reference.rstrip(_CHIFFRES)
        if reference[len(lettres) :] != self._numero:
            raise self.fichier.abime()
        colonne = self._colonnes.get(lettres)
        if colonne is None:
            if not _COLONNE.fullmatch(lettres):
                raise self.fichier.abime()
            colonne = self._colonnes[lettres] = indice_colonne(lettres)
            self.feuille.verifier_colonne(colonne)
        return colonne

    def _vider_cellule(self, attributs: dict[str, str]) -> None:
        self._type, self._style = attributs.get("t", "n"), attributs.get("s", "0")
        self._valeur, self._formule, self._calculee = "", "", False
        if self._retenus:
            self.retenu()

    def _fin_cellule(self) -> None:
        if self._calculee:
            self.feuille.poser(self._colonne, f"={self._formule}", NatureCellule.FORMULE)
        elif self._type == "inlineStr":
            self.feuille.poser(self._colonne, self.texte(), None)
        elif self._valeur:
            self.feuille.poser(self._colonne, *self._lire_valeur(self._valeur))

    def _lire_valeur(self, stockee: str) -> Valeur:
        match self._type:
            case "s":
                return self._lire_partage(stockee)
            case "n":
                return self._lire_nombre(nettoyer(stockee))
            case "str":
                return nettoyer(decoder(stockee)), None
            case "b":
                return _LOGIQUES.get(stockee, stockee), NatureCellule.BOOLEEN
            case "e":
                return stockee, NatureCellule.ERREUR
            case "d":
                return stockee, NatureCellule.DATE
            case _:
                return stockee, NatureCellule.ILLISIBLE

    def _lire_partage(self, stockee: str) -> Valeur:
        if _ENTIER.fullmatch(stockee) and int(stockee) < len(self.classeur.textes):
            return self.classeur.textes[int(stockee)], None
        return stockee, NatureCellule.ILLISIBLE

    def _lire_nombre(self, stocke: str) -> Valeur:
        if not stocke:
            return "", None
        nombre = ecrire_nombre(stocke)
        if nombre is None:
            return stocke, NatureCellule.ILLISIBLE
        if self._style in self.classeur.styles_de_date:
            return ecrire_date(nombre, depuis_1904=self.classeur.depuis_1904), NatureCellule.DATE
        return nombre, NatureCellule.NOMBRE

    def _debut_formule(self, attributs: dict[str, str]) -> None:
        self._calculee = True
        rectangle = _RECTANGLE.fullmatch(attributs.get("ref", ""))
        if rectangle and attributs.get("t") in _ETENDUES:
            gauche, haut, droite, bas = rectangle.groups()
            largeur = indice_colonne(droite or gauche) - indice_colonne(gauche) + 1
            self.feuille.etendre_formule(self._colonne, max(largeur, 1), int(bas or haut) - int(haut) + 1)
        self.ecouter()

    def _fin_formule(self) -> None:
        self._formule = self.entendu()

    def _fin_valeur(self) -> None:
        self._valeur = self.entendu()
