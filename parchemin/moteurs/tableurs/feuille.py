"""Assemble les rangées d'une feuille de tableur, sans dépasser les limites."""

from collections.abc import Iterator

from parchemin.moteurs.tableurs.modele import Fichier, NatureCellule, Rangee

# Une tranche de XML peut appeler mille fois le même long texte partagé : on borne ce qu'elle déplie.
_TAMPONS = 4


def lettres_colonne(colonne: int) -> str:
    """Rend les lettres d'une colonne : 0 donne « A », 26 donne « AA »."""
    lettres = ""
    reste = colonne + 1
    while reste:
        reste, rang = divmod(reste - 1, 26)
        lettres = chr(ord("A") + rang) + lettres
    return lettres


class Feuille:
    """Les rangées d'une feuille, cellule après cellule ; `ligne` est le numéro de la rangée en cours."""

    def __init__(self, fichier: Fichier) -> None:
        self.fichier = fichier
        self.ligne = 0
        self._cellules: list[str] = []
        self._natures: dict[int, NatureCellule] = {}
        self._rangees: list[tuple[Rangee, int]] = []
        self._depense = self._caracteres = 0
        self._formules: dict[int, int] = {}

    def poser(self, colonne: int, texte: str, nature: NatureCellule | None, fois: int = 1) -> None:
        """Pose `fois` fois la même cellule à partir de la colonne ; un texte vide ne compte pas."""
        if self._formules and self._formules.get(colonne, 0) >= self.ligne:
            nature = NatureCellule.FORMULE
        if not texte and nature is None:
            return
        self.verifier_colonne(colonne + fois - 1)
        self._caracteres += len(texte)
        if self._caracteres > _TAMPONS * self.fichier.limites.caracteres:
            raise self.fichier.refus(f"ligne {self.ligne} : textes démesurés", "allégez les cellules")
        self._cellules.extend([""] * (colonne - len(self._cellules)))
        self._cellules.extend([texte] * fois)
        if nature is not None:
            self._natures.update(dict.fromkeys(range(colonne, colonne + fois), nature))

    def etendre_formule(self, colonne: int, largeur: int, hauteur: int) -> None:
        """Note qu'une formule matricielle remplit un rectangle qui commence à la cellule en cours."""
        self.verifier_colonne(colonne + largeur - 1)
        self.depenser(largeur)
        fin = self.ligne + hauteur - 1
        for indice in range(colonne, colonne + largeur):
            self._formules[indice] = max(fin, self._formules.get(indice, 0))

    def clore(self, elements: int, fois: int = 1) -> None:
        """Ferme la rangée en cours, qui a coûté `elements` balises de cellules et se répète `fois` fois."""
        if not self._cellules:
            self.depenser(max(elements, 1))
            return
        self.verifier_ligne(self.ligne + fois - 1)
        self.depenser(max(elements, len(self._cellules) * fois))
        self._rangees.append((Rangee(self.ligne, self._cellules, self._natures), fois))
        self._cellules, self._natures = [], {}

    def vider(self) -> Iterator[Rangee]:
        """Rend les rangées fermées depuis la dernière fois."""
        pretes, self._rangees, self._caracteres = self._rangees, [], 0
        for rangee, fois in pretes:
            yield rangee
            for rang in range(1, fois):
                yield rangee._replace(ligne=rangee.ligne + rang)

    def depenser(self, cellules: int) -> None:
        """Compte des cellules. Lève `TableauIllisible` s'il y en a trop."""
        self._depense += cellules
        if self._depense > self.fichier.limites.cellules:
            raise self.fichier.refus(
                f"plus de {self.fichier.limites.cellules} cellules remplies", "découpez le tableau"
            )

    def verifier_ligne(self, ligne: int = 0) -> None:
        """Lève `TableauIllisible` si la ligne, ou la rangée en cours, sort d'une feuille de tableur."""
        if (ligne or self.ligne) > self.fichier.limites.lignes:
            raise self.fichier.refus(f"plus de {self.fichier.limites.lignes} lignes", "découpez le tableau")

    def verifier_colonne(self, colonne: int) -> None:
        """Lève `TableauIllisible` si la colonne sort d'une feuille de tableur."""
        if colonne >= self.fichier.limites.colonnes:
            lieu = f"ligne {self.ligne} : " if self.ligne else ""
            raise self.fichier.refus(
                f"{lieu}plus de {self.fichier.limites.colonnes} colonnes", "supprimez les colonnes inutiles"
            )
