"""Faire avancer un travail : une tâche de la file est une tranche, faite de paquets confirmés l'un après l'autre.

L'ouvrier tient lieu de commande : ce module lit l'horloge. Une tâche ne vaut que si le travail porte encore son
numéro : ce qui a été mis en pause, arrêté ou confié à une autre tâche entre-temps ne reçoit plus rien d'elle.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.taches.genres import Avancee, Genre, Paquet, TravailRefuse, genre_de
from parchemin.socle.taches.models import COURENT, EtatTravail, Travail

JOURNAL: Final = logging.getLogger("parchemin.taches")
TRANCHE_S: Final = 1
"""Secondes au bout desquelles un travail cède la place : les autres avancent aussi, et l'ouvrier peut s'arrêter."""
RESPIRATION_S: Final = 0.1
"""Secondes laissées aux autres après un paquet, sur SQLite : qui attend son tour y réessaie dix fois par seconde."""
ATTENTES_S: Final = (10, 60)
"""Secondes d'attente après la première panne passagère, puis la deuxième ; à la suivante, le travail échoue."""
PASSAGERES: Final = (OperationalError, InterfaceError)
DEFAUT: Final = (
    "Un défaut du service a arrêté ce travail. Ce qui était fait le reste ; prévenez qui administre le service, "
    "puis relancez."
)


@dataclass(frozen=True, slots=True)
class Tranche:
    """Ce qu'une tâche a le droit de faire : avancer ce travail, tant qu'il porte son numéro, jusqu'à cette échéance."""

    travail: int
    tache: UUID
    echeance: float
    """Sur l'horloge monotone, en secondes."""


@task(takes_context=True)
def faire_avancer(context: TaskContext, numero: int) -> None:
    """Tâche de la file : fait des paquets du travail pendant une tranche, puis remet la suite en file.

    Ne lève rien tant que la base répond : un refus, une panne ou un défaut se lisent sur le travail.
    """
    tranche = Tranche(numero, UUID(context.task_result.id), monotonic() + TRANCHE_S)
    genre: Genre | None = None
    try:
        genre = _commencer(tranche)
        continuer = genre is not None
        while genre and continuer:
            continuer = _faire_un_paquet(genre, tranche)
            _laisser_ecrire()
    except Exception as erreur:  # tout défaut d'une étape doit se lire sur le travail, pas se perdre
        _apres_une_erreur(erreur, genre, tranche)


def mettre_en_file(travail: Travail, *, apres: datetime | None = None) -> None:
    """Confie le travail à une nouvelle tâche, dans la transaction en cours ; il reste à enregistrer.

    `apres` : pas avant cet instant. La tâche d'avant, s'il y en avait une, ne vaut plus.
    """
    tache = faire_avancer.using(run_after=apres) if apres else faire_avancer
    travail.tache = UUID(tache.enqueue(travail.pk).id)


def echouer(travail: Travail, *phrases: str, le: datetime) -> None:
    """Marque l'échec et sa raison ; le travail, déjà verrouillé, est enregistré."""
    travail.etat, travail.tache, travail.fini_le = EtatTravail.ECHOUE, None, le
    travail.message = "\n".join(phrases)
    travail.save(update_fields=["etat", "tache", "fini_le", "message", "tentatives"])


def retenter(travail: Travail, raison: str, *, le: datetime, apres: bool) -> None:
    """Remet en file après une panne, en attendant un peu si `apres` ; à la troisième, le travail échoue.

    `raison` dit ce qui s'est passé ; le travail, déjà verrouillé, est enregistré. Un paquet réussi remet le compte à
    zéro : seules des pannes au même endroit font échouer.
    """
    travail.tentatives += 1
    if travail.tentatives > len(ATTENTES_S):
        echouer(
            travail, f"{raison} {travail.tentatives} fois de suite au même endroit.",
            "Ce qui était fait le reste. Relancez ; si cela recommence, prévenez qui administre le service.", le=le,
        )  # fmt: skip
        return
    attente = ATTENTES_S[travail.tentatives - 1] if apres else 0
    mettre_en_file(travail, apres=le + timedelta(seconds=attente) if attente else None)
    travail.etat = EtatTravail.EN_ATTENTE
    quand = f"dans {attente} secondes" if attente else "aussitôt"
    travail.message = (
        f"{raison} ; nouvel essai {quand}, le {travail.tentatives + 1}e sur {len(ATTENTES_S) + 1}."
    )
    travail.save(update_fields=["etat", "tache", "message", "tentatives"])


def _commencer(tranche: Tranche) -> Genre | None:
    """Genre du travail, désormais en cours ; rien si cette tâche ne vaut plus."""
    with transaction.atomic():
        travail, le = _verrouiller(tranche), timezone.now()
        if travail is None:
            return None
        travail.etat, travail.battu_le = EtatTravail.EN_COURS, le
        travail.commence_le = travail.commence_le or le
        travail.save(update_fields=["etat", "battu_le", "commence_le"])
        return genre_de(travail.genre)


def _faire_un_paquet(genre: Genre, tranche: Tranche) -> bool:
    """Fait un paquet et enregistre l'avancée avec lui ; dit si la tranche continue."""
    with transaction.atomic():
        travail = _verrouiller(tranche)
        if travail is None:
            return False
        paquet = genre.pas(_avancee(travail, le=timezone.now()))
        continuer = paquet.reste and monotonic() < tranche.echeance
        _noter(travail, paquet, le=timezone.now())
        if paquet.reste and not continuer:
            mettre_en_file(travail)
        travail.save(
            update_fields=["etat", "fait", "total", "message", "battu_le", "fini_le", "tentatives", "tache"]
        )
        return continuer


def _laisser_ecrire() -> None:
    """SQLite n'a qu'un écrivain, et pas de file : sans répit, les pages n'écriraient plus tant qu'un travail court."""
    if connection.vendor == "sqlite":
        sleep(RESPIRATION_S)


def _verrouiller(tranche: Tranche) -> Travail | None:
    """Le travail, sa ligne tenue jusqu'à la fin de la transaction, s'il est encore confié à cette tâche."""
    return (
        Travail.objects.select_for_update(no_key=True)
        .filter(pk=tranche.travail, tache=tranche.tache, etat__in=COURENT)
        .first()
    )


def _avancee(travail: Travail, *, le: datetime) -> Avancee:
    auteur = Auteur(travail.demandeur, travail.nom_demandeur, travail.role, travail.perimetre)
    return Avancee(travail.pk, travail.objet, auteur, travail.fait, travail.total, le)


def _noter(travail: Travail, paquet: Paquet, *, le: datetime) -> None:
    travail.fait += paquet.faits
    total = paquet.total if paquet.total is not None else travail.total
    # Un total annoncé n'est qu'une prévision : ce qui est fait l'emporte.
    travail.total = None if total is None else max(total, travail.fait)
    travail.message, travail.battu_le, travail.tentatives = paquet.message, le, 0
    if not paquet.reste:
        travail.etat, travail.tache, travail.fini_le = EtatTravail.FINI, None, le


def _apres_une_erreur(erreur: Exception, genre: Genre | None, tranche: Tranche) -> None:
    """Écrit sur le travail ce que l'erreur veut dire : un refus du métier, une panne à retenter, un défaut."""
    # Une liaison coupée par la panne se rouvre.
    close_old_connections()
    with transaction.atomic():
        travail, le = _verrouiller(tranche), timezone.now()
        if travail is None:
            return
        if isinstance(erreur, (TravailRefuse, *(genre.refus if genre else ()))):
            echouer(travail, *getattr(erreur, "phrases", (str(erreur),)), le=le)
        elif isinstance(erreur, (*PASSAGERES, *(genre.passageres if genre else ()))):
            JOURNAL.warning("panne passagère d'un travail", exc_info=erreur)
            retenter(travail, "Une panne passagère a interrompu ce travail", le=le, apres=True)
        else:
            JOURNAL.error("défaut d'un travail", exc_info=erreur)
            echouer(travail, DEFAUT, le=le)
