"""Lit un fichier de candidats, de ses octets à ses lignes neutres."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from parchemin.moteurs.echanges.assemblage import IGNOREE, Assembleur
from parchemin.moteurs.echanges.formations import attentes_connues
from parchemin.moteurs.echanges.formats import Format
from parchemin.moteurs.echanges.grille import Grille
from parchemin.moteurs.echanges.modele import (
    DIAGNOSTICS_MAXIMUM,
    LIMITES_D_ECHANGE,
    Attentes,
    Diagnostic,
    FichierLu,
    LigneLue,
    Niveau,
    Origine,
)
from parchemin.moteurs.echanges.ouverture import ouvrir
from parchemin.moteurs.echanges.protection import deproteger
from parchemin.moteurs.echanges.reconnaissance import Entete, reperer
from parchemin.moteurs.echanges.remarques import doublons, remarquer
from parchemin.moteurs.echanges.valeurs import identifiants
from parchemin.moteurs.echanges.valeurs.lue import simplifier
from parchemin.moteurs.echanges.xml_bee import VERSION
from parchemin.moteurs.tableurs import Limites, Rangee

_UAI = re.compile(r"\b\d{7}[A-Za-z]\b", re.ASCII)
_ANNEE = re.compile(r"20\d\d", re.ASCII)


def reconnaitre(octets: bytes, nom: str, *, limites: Limites = LIMITES_D_ECHANGE) -> Format:
    """Rend le format du fichier, reconnu à son contenu. Lève `EchangeIllisible` s'il n'en a aucun de connu."""
    return reperer(ouvrir(octets, nom, limites)).format


def lire(
    octets: bytes,
    nom: str,
    *,
    le: date | None = None,
    attentes: Attentes | None = None,
    limites: Limites = LIMITES_D_ECHANGE,
) -> FichierLu:
    """Lit le fichier en entier.

    `le` : jour de la lecture ; un élève sorti plus tard est encore présent (sans lui, toute date de sortie écarte).
    `attentes` : formations attendues, celles de nos données si rien n'est dit.
    Lève `EchangeIllisible`, et rien d'autre, si le fichier ne se lit pas.
    """
    grille = ouvrir(octets, nom, limites)
    entete = reperer(grille)
    return _Lecture(grille, entete).lire(attentes or attentes_connues(), le)


class _Lecture:
    def __init__(self, grille: Grille, entete: Entete) -> None:
        self.grille, self.format = grille, entete.format
        preparee = self._preparer(grille.rangees[entete.rang], 0)
        lues = [rang for rang, titre in enumerate(preparee.cellules) if not titre.startswith(IGNOREE)]
        # Les colonnes ajoutées par un fichier corrigé ne comptent plus : il se relit comme l'original.
        self._lues = None if len(lues) == len(preparee.cellules) else lues
        self.entete = self._garder(preparee)
        self.largeur = len(preparee.cellules)
        gardees = map(self._garder, grille.rangees[: entete.rang])
        self.preambule = [rangee for rangee in gardees if any(rangee.cellules)]
        self.suite = grille.rangees[entete.rang + 1 :]

    def lire(self, attentes: Attentes, le: date | None) -> FichierLu:
        uai, annee, diagnostics = self._lire_preambule()
        version, session = (
            self.format.nom_de_fichier(self.grille.nom) if self.format.nom_de_fichier else ("", "")
        )
        assembleur = Assembleur(self.entete.cellules, self.format, attentes, le)
        assembleur.feuille = self.grille.feuille
        diagnostics += remarquer(self.grille, self.entete, assembleur.places, self.format)
        lignes: list[LigneLue] = []
        ecartees: list[LigneLue] = []
        rangees = list(self._rangees())
        for rangee in rangees:
            if not self._est_un_commentaire(rangee):
                ligne, ecartee = assembleur.assembler(rangee, uai)
                (ecartees if ecartee else lignes).append(ligne)
        diagnostics += doublons(lignes)
        if not lignes and not ecartees:
            diagnostics.append(
                self._sur_le_fichier("au moins un candidat", "vérifiez que c'est le bon fichier")
            )
        if sum(len(ligne.diagnostics) for ligne in lignes) > DIAGNOSTICS_MAXIMUM:
            lignes = _abreger(lignes)
            attendu = f"moins de {DIAGNOSTICS_MAXIMUM} fautes"
            diagnostics.append(
                self._sur_le_fichier(attendu, "corrigez d'abord celles-ci, les suivantes sont tues")
            )
        return FichierLu(
            self.grille.nom,
            self.format.code,
            version or self._version_du_preambule() or self._version(),
            lignes,
            ecartees,
            diagnostics,
            self._origine(rangees),
            self.grille.feuille,
            uai,
            annee or session,
        )

    def _est_un_commentaire(self, rangee: Rangee) -> bool:
        marque = self.format.commentaire
        return bool(marque) and rangee.cellules[0].startswith(marque)

    def _version_du_preambule(self) -> str:
        return next(
            (r.cellules[1] for r in self.preambule if r.cellules[0] == VERSION and len(r.cellules) > 1), ""
        )

    def _version(self) -> str:
        return self.format.version(frozenset(map(simplifier, self.entete.cellules)))

    def _rangees(self) -> Iterator[Rangee]:
        for rangee in self.suite:
            propre = self._garder(self._preparer(rangee, self.largeur))
            if any(propre.cellules):
                yield propre

    def _preparer(self, rangee: Rangee, largeur: int) -> Rangee:
        cellules = rangee.cellules
        if self.format.preparer is not None:
            cellules = self.format.preparer(cellules, largeur or len(cellules))
        if self.grille.separateur:
            cellules = deproteger(cellules)
        return rangee if cellules is rangee.cellules else rangee._replace(cellules=cellules)

    def _garder(self, rangee: Rangee) -> Rangee:
        if self._lues is None:
            return rangee
        cellules = rangee.cellules
        largeur = len(cellules)
        suite = list(cellules[self._lues[-1] + 1 :]) if self._lues else []
        gardees = [cellules[rang] if rang < largeur else "" for rang in self._lues]
        natures = {
            place: rangee.natures[rang] for place, rang in enumerate(self._lues) if rang in rangee.natures
        }
        return Rangee(rangee.ligne, [*gardees, *suite], natures)

    def _lire_preambule(self) -> tuple[str, str, list[Diagnostic]]:
        uai, annee = "", ""
        diagnostics: list[Diagnostic] = []
        for rangee in self.preambule:
            for cellule in filter(None, rangee.cellules):
                if not annee and _ANNEE.fullmatch(cellule):
                    annee = cellule
                if not uai and (trouve := _UAI.search(cellule)):
                    lue = identifiants.uai(trouve[0])
                    uai = lue.texte
                    if lue.niveau:
                        diagnostics.append(self._avertir(rangee.ligne, trouve[0], lue.attendu))
        return uai, annee, diagnostics

    def _avertir(self, ligne: int, valeur: str, attendu: str) -> Diagnostic:
        remede = "l'établissement du préambule n'est pas retenu : indiquez-le"
        return Diagnostic(Niveau.AVERTISSEMENT, ligne, "", valeur, attendu, remede, self.grille.feuille)

    def _sur_le_fichier(self, attendu: str, remede: str) -> Diagnostic:
        return Diagnostic(Niveau.BLOQUANT, 0, "", "", attendu, remede, self.grille.feuille)

    def _origine(self, rangees: Iterable[Rangee]) -> Origine:
        return Origine(
            [(rangee.ligne, rangee.cellules) for rangee in self.preambule],
            self.entete.ligne,
            self.entete.cellules,
            [(rangee.ligne, rangee.cellules) for rangee in rangees],
            self.grille.encodage,
            self.grille.separateur,
        )


def _abreger(lignes: Sequence[LigneLue]) -> list[LigneLue]:
    """Rend les mêmes lignes, sans les diagnostics au-delà du maximum : le fichier entier est bloqué de toute façon."""
    gardees, compte = [], 0
    for ligne in lignes:
        compte += len(ligne.diagnostics)
        gardees.append(ligne if compte <= DIAGNOSTICS_MAXIMUM else replace(ligne, diagnostics=()))
    return gardees
