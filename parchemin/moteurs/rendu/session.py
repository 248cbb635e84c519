"""D'un tableau de candidats à des candidats décidés et identifiés, prêts pour leurs documents.

L'identité vient des colonnes que `decider` ignore : `_nom` et `_prenom` (obligatoires), `_naissance`, `_uai`,
`_etablissement`, `_academie` (facultatives).
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from parchemin.droit.delivrance import Proposition, Reglement
from parchemin.droit.redaction import Trace
from parchemin.moteurs.decision.candidats import Candidat, LecteurDeCandidats
from parchemin.moteurs.decision.colonnes import lire_titres
from parchemin.moteurs.decision.fautes import Faute, Signaler, SuiviDesFautes, TableauRefuse
from parchemin.moteurs.rendu.noms import NomRefuse, preparer_nom
from parchemin.moteurs.tableurs import Rangee, Tableau, lire_tableau

OBLIGATOIRES = ("_nom", "_prenom")
FACULTATIVES = ("_naissance", "_uai", "_etablissement", "_academie")


@dataclass(frozen=True, slots=True)
class Identite:
    """Ce qui nomme un candidat et son établissement, prêt à imprimer ; vide si inconnu."""

    nom: str
    prenom: str
    naissance: str = ""
    uai: str = ""
    etablissement: str = ""
    academie: str = ""

    @property
    def rang(self) -> tuple[str, str, str, str]:
        """Ordre de mise sous enveloppe : académie, établissement, nom, prénom, comme au dictionnaire."""
        return (
            plier(self.academie), plier(self.etablissement), plier(self.nom), plier(self.prenom),
        )  # fmt: skip


def plier(texte: str) -> str:
    """Texte sans accents ni casse : « Écureuil » se range avant « Wapiti »."""
    lettres = unicodedata.normalize("NFKD", texte.casefold())
    return "".join(lettre for lettre in lettres if not unicodedata.combining(lettre))


@dataclass(frozen=True, slots=True)
class CandidatDecide:
    """Un candidat identifié, sa proposition de décision et les règles appliquées, dans l'ordre."""

    identite: Identite
    candidat: Candidat
    proposition: Proposition
    trace: tuple[object, ...]


def lire_session(entree: Path, reglement: Reglement, signaler: Signaler) -> list[CandidatDecide]:
    """Tous les candidats du tableau, décidés, dans l'ordre de mise sous enveloppe.

    Chaque faute passe par `signaler`, puis `TableauRefuse` est levée. Lève aussi `TableauIllisible`.
    """
    tableau = lire_tableau(entree)
    suivi = SuiviDesFautes(signaler)
    lecteur = LecteurDeCandidats(reglement, lire_titres(tableau.entete, entree, reglement.diplome, suivi))
    places = {titre: place for place, titre in enumerate(tableau.entete.cellules)}
    for titre in OBLIGATOIRES:
        if titre not in places:
            suivi.du_fichier(entree, f"colonne {titre} absente ; un document a besoin du nom et du prénom")
    decides = list(_decider(tableau, lecteur, places, suivi, reglement))
    if not lecteur.rangees:
        suivi.du_fichier(entree, "aucun candidat sous la ligne de titres")
    if suivi.nombre:
        raise TableauRefuse(suivi.nombre)
    return sorted(decides, key=lambda d: (*d.identite.rang, d.candidat.numero))


def _decider(
    tableau: Tableau, lecteur: LecteurDeCandidats, places: Mapping[str, int], suivi: SuiviDesFautes,
    reglement: Reglement,
) -> Iterator[CandidatDecide]:  # fmt: skip
    for rangee in tableau.rangees():
        fautes: list[Faute] = []
        candidat = lecteur.lire(rangee, fautes)
        identite = _identite(rangee, places, fautes) if candidat or fautes else None
        if fautes:
            suivi.de_la_ligne(rangee.ligne, fautes)
        elif candidat is not None and identite is not None:
            trace: Trace = []
            proposition = reglement.deliberer(candidat.dossier, trace)
            yield CandidatDecide(identite, candidat, proposition, tuple(trace))


def _identite(rangee: Rangee, places: Mapping[str, int], fautes: list[Faute]) -> Identite | None:
    lues = {}
    for titre in (*OBLIGATOIRES, *FACULTATIVES):
        place = places.get(titre)
        if place is None:
            continue
        texte = rangee.cellules[place] if place < len(rangee.cellules) else ""
        if not texte and titre in OBLIGATOIRES:
            fautes.append(Faute(place, titre, "case vide ; un document a besoin du nom et du prénom"))
            continue
        try:
            lues[titre[1:]] = preparer_nom(texte)
        except NomRefuse as refus:
            fautes.append(Faute(place, titre, str(refus)))
    return Identite(**lues) if {"nom", "prenom"} <= lues.keys() else None


Avancement = Callable[[int, int], None]
"""Reçoit le nombre de documents faits et leur total."""
