"""Combien de temps se garde chaque document, depuis quel événement, et qui peut le voir.

Circulaire nationale d'organisation, § 4.1 et § 4.2 ; code du patrimoine, art. L212-2,
L212-3 et L213-2 ; code des relations entre le public et l'administration, art. L311-6
et L311-7. Rien ne se détruit sans l'accord de l'administration des archives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from parchemin.droit.durees import MOIS_PAR_AN, ajouter_mois
from parchemin.droit.parametres import Valeur, registre
from parchemin.droit.references import Motif


class Evenement(StrEnum):
    """Ce qui fait courir un délai de conservation ou de communication."""

    DELIBERATION = "deliberation"
    RESULTATS_DEFINITIFS = "resultats_definitifs"
    JURY_SESSION_SUIVANTE = "jury_session_suivante"
    DECISION_DEFINITIVE = "decision_definitive"

    @property
    def libelle(self) -> str:
        """L'événement, dans une phrase."""
        return {
            "deliberation": "la délibération du jury",
            "resultats_definitifs": "les résultats définitifs",
            "jury_session_suivante": "le jury de délibération de la session suivante",
            "decision_definitive": "la décision définitive",
        }[self.value]


class EtatDeConservation(StrEnum):
    """Ce qu'il faut faire du document aujourd'hui."""

    EVENEMENT_ATTENDU = "evenement_attendu"
    A_CONSERVER = "a_conserver"
    SUSPENDU = "suspendu"
    ACCORD_ATTENDU = "accord_attendu"
    ELIMINABLE = "eliminable"
    A_VERSER = "a_verser"


class Demandeur(StrEnum):
    """Qui demande à voir le document."""

    INTERESSE = "interesse"
    TIERS = "tiers"


@dataclass(frozen=True, slots=True)
class DocumentConserve:
    """Un document ou un dossier d'examen.

    `genre` : l'un des genres de `conservation.genres` ; `evenements` : dates connues ;
    `date_du_dernier` : date du document, ou du plus récent du dossier ;
    `accord_des_archives` : visa d'élimination obtenu.
    """

    genre: str
    evenements: Mapping[Evenement, date] = field(default_factory=dict, hash=False)
    date_du_dernier: date | None = None
    recours_pendant: bool = False
    accord_des_archives: bool = False
    naissance: date | None = None
    deces: date | None = None


@dataclass(frozen=True, slots=True)
class Conservation:
    """Sort du document aujourd'hui ; `echeance` est le dernier jour où il se garde, s'il est connu."""

    etat: EtatDeConservation
    echeance: date | None
    detenteur: str
    motifs: tuple[Motif, ...]


@dataclass(frozen=True, slots=True)
class Communicabilite:
    """Le document se communique-t-il à ce demandeur, et quand il devient libre pour tous."""

    est_communicable: bool
    libre_le: date | None
    motifs: tuple[Motif, ...]


@dataclass(frozen=True, slots=True)
class DelaisDeDemande:
    """Suite d'une demande sans réponse : refus implicite, puis dernier jour pour saisir la commission."""

    refus_implicite_le: date
    saisine_jusqu_au: date
    motifs: tuple[Motif, ...]


class GenreInconnu(ValueError):
    """Le genre de document n'est pas dans `conservation.genres`."""


def genres(*, le: date) -> dict[str, str]:
    """Genres de documents connus, avec leur libellé."""
    return {
        ligne["genre"]: ligne["libelle"] for ligne in registre().valeur("conservation.genres", le=le).valeur
    }


def conserver(document: DocumentConserve, *, le: date) -> Conservation:
    """Sort du document le jour `le`, motifs à l'appui ; lève `GenreInconnu` ou `HorsValidite`."""
    ligne = _ligne(document, le)
    duree, evenement, mois = _delai(ligne, le)
    depart = document.evenements.get(evenement)
    echeance = ajouter_mois(depart, mois) if depart else None
    etat, motif = _etat(document, ligne, duree, evenement, echeance, le)
    return Conservation(etat, echeance, ligne["detenteur"], (motif,))


def _ligne(document: DocumentConserve, le: date) -> Mapping[str, Any]:
    table = registre().valeur("conservation.genres", le=le)
    for ligne in table.valeur:
        if ligne["genre"] == document.genre:
            return dict(ligne)
    raise GenreInconnu(
        f"Genre de document « {document.genre} » inconnu (connus : {', '.join(genres(le=le))})."
    )


def _delai(ligne: Mapping[str, Any], le: date) -> tuple[Valeur, Evenement, int]:
    """Valeur qui fixe le délai, événement de départ et nombre de mois (zéro : jusqu'à l'événement)."""
    duree = registre().valeur(ligne["duree"], le=le)
    if isinstance(duree.valeur, str):
        return duree, Evenement(duree.valeur), 0
    return duree, Evenement(ligne["evenement"]), duree.valeur


def _etat(
    document: DocumentConserve, ligne: Mapping[str, Any], duree: Valeur, evenement: Evenement,
    echeance: date | None, le: date,
) -> tuple[EtatDeConservation, Motif]:  # fmt: skip
    valeurs = {"genre": ligne["libelle"], "evenement": evenement.libelle, "mois": duree.valeur}
    if echeance is None:
        gabarit = "{genre} : à garder, {evenement} n'ayant pas encore eu lieu."
        return EtatDeConservation.EVENEMENT_ATTENDU, Motif(
            "CONSERVATION_ATTEND", gabarit, duree.reference, valeurs
        )
    valeurs |= {"echeance": f"{echeance:%d/%m/%Y}"}
    if le <= echeance:
        gabarit = "{genre} : à garder jusqu'au {echeance} compris, "
        gabarit += (
            "jour fixé par {evenement}."
            if isinstance(duree.valeur, str)
            else "{mois} mois après {evenement}."
        )
        return EtatDeConservation.A_CONSERVER, Motif("CONSERVATION_COURT", gabarit, duree.reference, valeurs)
    if document.recours_pendant:
        regle = registre().valeur("conservation.recours", le=le)
        gabarit = (
            "{genre} : délai échu le {echeance}, mais un recours est pendant ; à garder jusqu'à son terme."
        )
        return EtatDeConservation.SUSPENDU, Motif("CONSERVATION_RECOURS", gabarit, regle.reference, valeurs)
    accord = registre().valeur("conservation.accord", le=le)
    if ligne["sort"] == "versement":
        gabarit = "{genre} : délai échu le {echeance} ; à verser aux archives, jamais à détruire."
        return EtatDeConservation.A_VERSER, Motif(
            "CONSERVATION_VERSEMENT", gabarit, accord.reference, valeurs
        )
    if not document.accord_des_archives:
        gabarit = (
            "{genre} : délai échu le {echeance} ; éliminer demande l'accord de l'administration des archives."
        )
        return EtatDeConservation.ACCORD_ATTENDU, Motif(
            "CONSERVATION_ACCORD", gabarit, accord.reference, valeurs
        )
    gabarit = "{genre} : délai échu le {echeance}, accord des archives obtenu ; élimination possible."
    return EtatDeConservation.ELIMINABLE, Motif("CONSERVATION_ELIMINABLE", gabarit, accord.reference, valeurs)


def communiquer(document: DocumentConserve, demandeur: Demandeur, *, le: date) -> Communicabilite:
    """Dit si le document se communique au demandeur le jour `le` ; lève `GenreInconnu` ou `HorsValidite`."""
    ligne = _ligne(document, le)
    libre_le, archives = _libre_le(document, ligne, le)
    valeurs = {"genre": ligne["libelle"]}
    if libre_le and le >= libre_le:
        gabarit = "{genre} : librement communicable, le délai des archives publiques étant écoulé."
        return Communicabilite(
            True, libre_le, (Motif("COMMUNICATION_LIBRE", gabarit, archives.reference, valeurs),)
        )
    publies = document.evenements.get(Evenement.RESULTATS_DEFINITIFS)
    if publies is None or le < publies:
        regle = registre().valeur("communication.avant_resultats", le=le)
        gabarit = "{genre} : rien ne se communique avant la publication des résultats."
        return Communicabilite(
            False, libre_le, (Motif("COMMUNICATION_AVANT", gabarit, regle.reference, valeurs),)
        )
    regle = registre().valeur("communication.appreciation", le=le)
    if demandeur is Demandeur.INTERESSE:
        gabarit = "{genre} : communicable à l'intéressé."
        return Communicabilite(
            True, libre_le, (Motif("COMMUNICATION_INTERESSE", gabarit, regle.reference, valeurs),)
        )
    gabarit = "{genre} : concerne une personne nommée ; communicable à elle seule, ou après occultation."
    return Communicabilite(
        False, libre_le, (Motif("COMMUNICATION_TIERS", gabarit, regle.reference, valeurs),)
    )


def _libre_le(document: DocumentConserve, ligne: Mapping[str, Any], le: date) -> tuple[date | None, Valeur]:
    """Jour où le document devient communicable à tous, et la valeur qui le fixe."""
    if ligne["protege"] != "sante":
        regle = registre().valeur("communicabilite.vie_privee_ans", le=le)
        return _dans(document.date_du_dernier, regle), regle
    apres_deces = registre().valeur("communicabilite.medical_deces_ans", le=le)
    apres_naissance = registre().valeur("communicabilite.medical_naissance_ans", le=le)
    if document.deces:
        return _dans(document.deces, apres_deces), apres_deces
    return _dans(document.naissance, apres_naissance), apres_naissance


def _dans(depart: date | None, annees: Valeur) -> date | None:
    return ajouter_mois(depart, annees.valeur * MOIS_PAR_AN) if depart else None


def suivre_demande(demande_le: date) -> DelaisDeDemande:
    """Délais d'une demande de communication restée sans réponse, de quantième à quantième."""
    silence = registre().valeur("communication.silence_mois", le=demande_le)
    saisine = registre().valeur("communication.saisine_mois", le=demande_le)
    refus = ajouter_mois(demande_le, silence.valeur)
    jusqu_au = ajouter_mois(refus, saisine.valeur)
    valeurs = {"refus": f"{refus:%d/%m/%Y}", "saisine": f"{jusqu_au:%d/%m/%Y}"}
    sans_reponse = "Sans réponse, la demande est refusée le {refus}."
    commission = "La commission d'accès aux documents peut être saisie jusqu'au {saisine}."
    motifs = (
        Motif("DEMANDE_SILENCE", sans_reponse, silence.reference, valeurs),
        Motif("DEMANDE_SAISINE", commission, saisine.reference, valeurs),
    )  # fmt: skip
    return DelaisDeDemande(refus, jusqu_au, motifs)
