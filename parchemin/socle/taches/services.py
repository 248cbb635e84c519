"""Lancer un travail, le mettre en pause, l'arrêter, le relancer ; reprendre ce qu'un ouvrier mort a laissé.

Rien ici ne s'inscrit au journal : ce sont les actes faits par les paquets qui s'y inscrivent.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.taches.execution import mettre_en_file, retenter
from parchemin.socle.taches.genres import TravailRefuse, genre_de
from parchemin.socle.taches.models import COURENT, OUVERTS, EtatTravail, Ouvrier, Travail

SILENCE_S: Final = 30
"""Secondes sans paquet au bout desquelles un travail en cours passe pour abandonné par son ouvrier."""
CONSERVATION: Final = timedelta(days=90)
"""Durée pendant laquelle un travail fini se lit encore."""
CONSERVATION_DES_TACHES: Final = timedelta(days=1)


def lancer(
    genre: str, objet: str, *, par: Auteur, le: datetime, libelle: str = "", total: int | None = None
) -> Travail:
    """Le travail mis en file dans la transaction en cours, ou celui qui court déjà pour cet objet.

    Un acte qui échoue ensuite n'a donc rien lancé, et un double clic ne lance qu'un travail. `objet` est un code de
    quatre-vingts signes au plus, « lot:12 ». Lève `GenreInconnu`.
    """
    defini = genre_de(genre)
    with transaction.atomic():
        if ouvert := _ouvert(genre, objet):
            return ouvert
        travail = Travail(
            genre=genre, objet=objet, libelle=(libelle or defini.libelle)[:200], total=total, cree_le=le,
            demandeur=par.code, nom_demandeur=par.nom[:200], role=par.role, perimetre=par.perimetre,
            # En pause le temps d'avoir un numéro à mettre en file : une base n'admet pas qu'il attende sans tâche.
            etat=EtatTravail.EN_PAUSE,
        )  # fmt: skip
        try:
            with transaction.atomic():
                travail.save()
        except IntegrityError:
            # Quelqu'un l'a lancé au même instant : sa transaction vient de finir.
            if ouvert := _ouvert(genre, objet):
                return ouvert
            raise
        return _remettre(travail)


def mettre_en_pause(travail: Travail) -> Travail:
    """Le travail en pause ; le paquet en cours se termine d'abord. Lève `TravailRefuse` s'il a pris fin."""
    with transaction.atomic():
        travail = _verrouiller(travail)
        if travail.etat in COURENT:
            travail.etat, travail.tache, travail.message = EtatTravail.EN_PAUSE, None, ""
            travail.save(update_fields=["etat", "tache", "message"])
        elif travail.etat != EtatTravail.EN_PAUSE:
            raise TravailRefuse(_a_pris_fin(travail, "il n'y a plus rien à mettre en pause"))
    return travail


def reprendre(travail: Travail) -> Travail:
    """Le travail en pause remis en file, où il en était. Lève `TravailRefuse` s'il a pris fin."""
    with transaction.atomic():
        travail = _verrouiller(travail)
        if travail.etat == EtatTravail.EN_PAUSE:
            return _remettre(travail)
        if travail.etat not in COURENT:
            raise TravailRefuse(_a_pris_fin(travail, "il n'y a rien à reprendre"))
    return travail


def arreter(travail: Travail, *, le: datetime) -> Travail:
    """Le travail arrêté ; ce qui est fait le reste. Lève `TravailRefuse` s'il avait déjà pris fin autrement."""
    with transaction.atomic():
        travail = _verrouiller(travail)
        if travail.etat in OUVERTS:
            travail.etat, travail.tache, travail.fini_le, travail.message = EtatTravail.ARRETE, None, le, ""
            travail.save(update_fields=["etat", "tache", "fini_le", "message"])
        elif travail.etat != EtatTravail.ARRETE:
            raise TravailRefuse(_a_pris_fin(travail, "il n'y a plus rien à arrêter"))
    return travail


def relancer(travail: Travail) -> Travail:
    """Le travail échoué ou arrêté remis en file, où il en était.

    Lève `TravailRefuse` s'il est fini, ou si un autre travail court pour le même objet.
    """
    with transaction.atomic():
        travail = _verrouiller(travail)
        if travail.etat in OUVERTS:
            return travail
        if travail.etat == EtatTravail.FINI:
            raise TravailRefuse(_a_pris_fin(travail, "il n'y a rien à relancer"))
        if _ouvert(travail.genre, travail.objet):
            raise TravailRefuse(
                "Un autre travail court déjà pour le même objet : suivez celui-là, ou arrêtez-le d'abord."
            )
        travail.fini_le, travail.tentatives = None, 0
        return _remettre(travail)


def reprendre_les_interrompus(*, le: datetime, silence_s: int = SILENCE_S) -> int:
    """Remet en file les travaux que leur ouvrier a laissés (arrêt brutal, panne de courant), et dit combien.

    Est interrompu un travail qui court, muet depuis plus de `silence_s` secondes, et dont la tâche n'est ni à prendre
    ni prise à l'instant. Un ouvrier qui tient la ligne fait un paquet : il n'est pas dérangé. À la troisième
    interruption sans un paquet de fait, le travail échoue : c'est lui qui abat ses ouvriers.
    """
    limite = le - timedelta(seconds=silence_s)
    vivante = DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.READY) | Q(started_at__gte=limite), pk=OuterRef("tache")
    )
    muets = Travail.objects.annotate(vu=Coalesce("battu_le", "cree_le")).filter(
        ~Exists(vivante), etat__in=COURENT, vu__lt=limite
    )
    # La plupart du temps il n'y en a pas : on ne prend alors aucun verrou.
    if not muets.exists():
        return 0
    with transaction.atomic():
        repris = list(muets.select_for_update(no_key=True, skip_locked=True, of=("self",)))
        laissees = DBTaskResult.objects.filter(pk__in=[travail.tache for travail in repris if travail.tache])
        laissees.filter(status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.FAILED, finished_at=le
        )
        for travail in repris:
            retenter(travail, "Le programme qui faisait ce travail s'est arrêté", le=le, apres=False)
    return len(repris)


def signaler(ouvrier: str, *, le: datetime) -> None:
    """Dit que cet ouvrier est là."""
    Ouvrier.objects.update_or_create(
        nom=ouvrier, defaults={"vu_le": le}, create_defaults={"venu_le": le, "vu_le": le}
    )


def prendre_conge(ouvrier: str) -> None:
    """Dit que cet ouvrier s'en va."""
    Ouvrier.objects.filter(nom=ouvrier).delete()


def oublier_les_anciens(*, le: datetime) -> None:
    """Efface les travaux finis depuis longtemps, les tâches faites et les ouvriers disparus."""
    Travail.objects.exclude(etat__in=OUVERTS).filter(fini_le__lt=le - CONSERVATION).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=le - CONSERVATION_DES_TACHES).delete()
    Ouvrier.objects.filter(vu_le__lt=le - CONSERVATION_DES_TACHES).delete()


def _ouvert(genre: str, objet: str) -> Travail | None:
    return Travail.objects.filter(genre=genre, objet=objet, etat__in=OUVERTS).first()


def _verrouiller(travail: Travail) -> Travail:
    """Le travail, relu et tenu : attend la fin du paquet en cours."""
    return Travail.objects.select_for_update(no_key=True).get(pk=travail.pk)


def _remettre(travail: Travail) -> Travail:
    mettre_en_file(travail)
    travail.etat, travail.message = EtatTravail.EN_ATTENTE, ""
    travail.save(update_fields=["etat", "tache", "message", "fini_le", "tentatives"])
    return travail


def _a_pris_fin(travail: Travail, suite: str) -> str:
    return f"« {travail.libelle} » : ce travail est {travail.get_etat_display().lower()}, {suite}."
