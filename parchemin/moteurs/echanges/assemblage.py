"""Range les cellules d'une grille dans les champs neutres, et dit de chacune ce qui ne va pas."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from parchemin.moteurs.echanges.coherence import accorder, autre_formation, raison_d_ecarter
from parchemin.moteurs.echanges.formats import Colonne, Faute, Format
from parchemin.moteurs.echanges.modele import Attentes, Autres, Champ, Diagnostic, LigneLue, Niveau
from parchemin.moteurs.echanges.valeurs.lue import Lue, laissee, refusee, simplifier
from parchemin.moteurs.tableurs import NatureCellule, Rangee, lettres_colonne

JOINTS: Mapping[Champ, str] = {
    Champ.PRENOMS: " ", Champ.ADRESSE: "\n", Champ.ENSEIGNEMENTS: ", ", Champ.FACULTATIVES: ",", Champ.UNITES: ",",
}  # fmt: skip
"""Ce qui joint plusieurs colonnes d'un même champ ; pour les autres champs, la première remplie l'emporte."""
IGNOREE = "_"
"""Une colonne dont le titre commence ainsi ne se lit pas : le fichier corrigé se renvoie tel quel."""
_DATES = frozenset({Champ.NE_LE, Champ.SORTIE_LE})
_REFUSEES: Mapping[NatureCellule, str] = {
    NatureCellule.FORMULE: "collez sa valeur à la place (collage spécial, valeurs seules)",
    NatureCellule.ERREUR: "corrigez la formule qui la donne, puis collez sa valeur",
    NatureCellule.ILLISIBLE: "saisissez de nouveau la valeur",
}


class Place(NamedTuple):
    """Une colonne du fichier qui remplit un champ."""

    indice: int
    titre: str
    colonne: Colonne
    champ: Champ


def placer(titres: Sequence[str], format_: Format) -> list[Place]:
    """Rend les colonnes du fichier qui remplissent un champ, dans l'ordre du format."""
    par_titre: dict[str, list[int]] = {}
    for indice, titre in enumerate(titres):
        if titre and not titre.startswith(IGNOREE):
            par_titre.setdefault(simplifier(titre), []).append(indice)
    return [
        Place(indice, titres[indice].strip(), colonne, colonne.champ)
        for colonne in format_.colonnes
        if colonne.champ is not None
        for titre in _par_preference(colonne, par_titre)
        for indice in par_titre[titre]
    ]


def _par_preference(colonne: Colonne, par_titre: Mapping[str, Sequence[int]]) -> list[str]:
    """Rend les titres de la colonne qui sont dans le fichier : le sien d'abord, puis ses alias dans l'ordre du fichier."""
    propre = simplifier(colonne.titre)
    return sorted(colonne.titres & par_titre.keys(), key=lambda titre: (titre != propre, par_titre[titre][0]))


class Assembleur:
    """Fait une ligne lue d'une rangée, pour un fichier donné."""

    def __init__(self, titres: Sequence[str], format_: Format, attentes: Attentes, le: date | None) -> None:
        self.titres, self.format, self.attentes, self.le = titres, format_, attentes, le
        self.places = placer(titres, format_)
        self.feuille = ""
        self._titre_du_champ = {place.champ: place.titre for place in reversed(self.places)}
        motif = simplifier(format_.motif_de_sortie)
        self._motif = next(
            (rang for rang, titre in enumerate(titres) if motif and simplifier(titre) == motif), -1
        )
        obligatoires = (place.champ for place in self.places if place.colonne.obligatoire)
        self._obligatoires = tuple(dict.fromkeys(obligatoires))

    def assembler(self, rangee: Rangee, uai: str) -> tuple[LigneLue, bool]:
        """Rend la ligne lue, et vrai si elle est à laisser de côté ; `uai` vaut pour qui n'en a pas."""
        valeurs, diagnostics = self._lire(rangee)
        for faute in accorder(valeurs, self.format):
            diagnostics.append(self._dire(rangee, faute))
        if uai:
            valeurs.setdefault(Champ.UAI, uai)
        motif = rangee.cellules[self._motif] if 0 <= self._motif < len(rangee.cellules) else ""
        sorti = raison_d_ecarter(valeurs, motif, self.le)
        autre = autre_formation(valeurs, self.attentes)
        ecartee = sorti or (autre if self.attentes.autres is Autres.ECARTER else None)
        if ecartee:
            return self._ligne(rangee, valeurs, [self._dire(rangee, ecartee)]), True
        diagnostics += [self._dire(rangee, autre)] if autre else []
        diagnostics += self._vides(rangee, valeurs, diagnostics)
        diagnostics += self._de_trop(rangee)
        return self._ligne(rangee, valeurs, diagnostics), False

    def _lire(self, rangee: Rangee) -> tuple[dict[str, str], list[Diagnostic]]:
        valeurs: dict[str, str] = {}
        diagnostics: list[Diagnostic] = []
        cellules, largeur, vides = rangee.cellules, len(rangee.cellules), self.format.vides
        for place in self.places:
            ecrit = cellules[place.indice] if place.indice < largeur else ""
            if not ecrit or ecrit in vides:
                continue
            nature = rangee.natures.get(place.indice) if rangee.natures else None
            lue = (nature and _refus_de_nature(place.champ, nature)) or place.colonne.lire(ecrit)
            if lue.niveau:
                diagnostics.append(self._diagnostic(rangee.ligne, place.titre, ecrit, lue))
            if lue.texte:
                self._ranger(valeurs, place, lue.texte, diagnostics, rangee.ligne)
        return valeurs, diagnostics

    def _ranger(
        self, valeurs: dict[str, str], place: Place, texte: str, diagnostics: list[Diagnostic], ligne: int
    ) -> None:
        deja = valeurs.get(place.champ)
        if deja is None:
            valeurs[place.champ] = texte
        elif place.champ in JOINTS:
            valeurs[place.champ] = f"{deja}{JOINTS[place.champ]}{texte}"
        elif deja != texte and self._titre_du_champ[place.champ] == place.titre:
            attendu = f"la même valeur que dans l'autre colonne de ce titre ({deja})"
            diagnostics.append(
                self._diagnostic(ligne, place.titre, texte, laissee(attendu, "la première est retenue"))
            )

    def _vides(
        self, rangee: Rangee, valeurs: Mapping[str, str], diagnostics: Sequence[Diagnostic]
    ) -> Iterator[Diagnostic]:
        """Champs obligatoires que rien ne remplit ; ceux dont la valeur est déjà refusée n'y reviennent pas."""
        dits = {diagnostic.colonne for diagnostic in diagnostics}
        for champ in self._obligatoires:
            titre = self._titre_du_champ[champ]
            if champ not in valeurs and titre not in dits:
                yield self._diagnostic(
                    rangee.ligne, titre, "", refusee("une valeur", "remplissez la cellule")
                )

    def _de_trop(self, rangee: Rangee) -> Iterator[Diagnostic]:
        for indice in range(len(self.titres), len(rangee.cellules)):
            if rangee.cellules[indice]:
                lue = refusee(
                    "rien après le dernier titre",
                    "entourez de guillemets la cellule qui contient le séparateur",
                )
                yield self._diagnostic(rangee.ligne, lettres_colonne(indice), rangee.cellules[indice], lue)
                return

    def _ligne(self, rangee: Rangee, valeurs: dict[str, str], diagnostics: list[Diagnostic]) -> LigneLue:
        return LigneLue(rangee.ligne, valeurs, tuple(diagnostics), self.feuille)

    def _dire(self, rangee: Rangee, faute: Faute) -> Diagnostic:
        titre = self._titre_du_champ.get(faute.champ) or self.format.motif_de_sortie or faute.champ.value
        return self._diagnostic(rangee.ligne, titre, faute.valeur, faute.lue)

    def _diagnostic(self, ligne: int, colonne: str, valeur: str, lue: Lue) -> Diagnostic:
        niveau = lue.niveau or Niveau.AVERTISSEMENT
        return Diagnostic(niveau, ligne, colonne, valeur, lue.attendu, lue.remede, self.feuille)


def _refus_de_nature(champ: Champ, nature: NatureCellule) -> Lue | None:
    """Rend le refus d'une cellule de tableur qui n'est ni du texte, ni un nombre, ni une date à sa place."""
    if remede := _REFUSEES.get(nature):
        return refusee(f"un texte et non {nature}", remede)
    if nature is NatureCellule.DATE and champ not in _DATES:
        return refusee(
            "un texte et non une date",
            "le tableur l'a changé en date : ressaisissez-le, la cellule au format Texte",
        )
    return None
