"""Les gestes des essais : lancer, relire, prendre une tâche, laisser passer le temps."""

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parchemin.socle.journal.models import Acte
from parchemin.socle.taches import execution, services
from parchemin.socle.taches.models import Travail
from parchemin.socle.taches.ouvrier import UneTache
from tests.socle.taches.chantier import ACTE, GENRE
from tests.socle.taches.conftest import LE, PAR


def lance(objet: str = "lot:12", total: int = 35) -> Travail:
    return services.lancer(GENRE, objet, par=PAR, le=LE, total=total)


def relu(travail: Travail) -> Travail:
    return Travail.objects.get(pk=travail.pk)


def objets_consignes() -> list[str]:
    return list(Acte.objects.filter(acte=ACTE).order_by("numero").values_list("objet", flat=True))


def tranches_d_un_paquet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chaque tâche ne fait plus qu'un paquet."""
    monkeypatch.setattr(execution, "TRANCHE_S", 0)


def prendre(travail: Travail) -> "DBTaskResult[..., object]":
    """La tâche du travail, prise par un ouvrier qui n'en fera rien."""
    tache = DBTaskResult.objects.get(pk=str(relu(travail).tache))
    tache.claim("ouvrier-mort")
    return tache


def une_tranche() -> None:
    """Un ouvrier prend une tâche, la fait et s'en va."""
    UneTache("essai").run()


def attendre() -> None:
    """Les tâches différées le sont jusqu'à maintenant."""
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())
