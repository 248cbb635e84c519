"""L'ouvrier : le processus qui exécute la file, dit qu'il est là, et reprend ce qu'un autre a laissé.

On peut en lancer plusieurs, sur plusieurs machines. Le tuer net ne perd rien : le paquet en cours se défait, et le
travail repart du dernier paquet confirmé.
"""

import logging
import os
import platform
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from types import FrameType
from typing import Final

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from parchemin.socle.taches.services import (
    oublier_les_anciens,
    prendre_conge,
    reprendre_les_interrompus,
    signaler,
)

JOURNAL: Final = logging.getLogger("parchemin.taches")
PAUSE_S: Final = 1
"""Secondes entre deux regards sur une file vide."""
RONDE: Final = timedelta(seconds=5)
"""Temps entre deux rondes : dire qu'on est là, reprendre les interrompus."""
MENAGE: Final = timedelta(days=1)
PANNE_S: Final = 5
"""Secondes d'attente quand la base ne répond pas."""
SIGNAUX: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class Arret:
    """Passe à « demandé » au premier signal : la tranche en cours se termine, rien n'est interrompu."""

    parent: int = 0
    """Processus sans lequel l'ouvrier n'a plus lieu d'être ; 0 : aucun."""
    demande: bool = False

    @property
    def est_venu(self) -> bool:
        """Dit s'il est temps de s'arrêter : un signal est venu, ou le processus parent n'est plus."""
        orphelin = bool(self.parent) and os.name == "posix" and os.getppid() != self.parent
        return self.demande or orphelin

    def recevoir(self, numero: int, _cadre: FrameType | None) -> None:
        """Note la demande ; le même signal, répété, arrêtera net."""
        self.demande = True
        signal.signal(numero, signal.SIG_DFL)


class UneTache(Worker):
    """L'ouvrier de la file, pour une seule tâche : il rend la main, qu'il en ait trouvé une ou non."""

    def __init__(self, nom: str) -> None:
        super().__init__(
            queue_names=[DEFAULT_TASK_QUEUE_NAME], excluded_queue_names=[], backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            interval=PAUSE_S, startup_delay=False, batch=True, max_tasks=1, worker_id=nom,
        )  # fmt: skip
        self.trouvee = False

    def run_task(self, db_task_result: "DBTaskResult[..., object]") -> None:
        """Exécute la tâche et retient qu'il y en avait une."""
        self.trouvee = True
        super().run_task(db_task_result)


@dataclass(slots=True)
class _Rondes:
    """Ce que l'ouvrier fait entre deux tâches, pas plus souvent qu'il ne faut."""

    nom: str
    prochaine: datetime | None = None
    menage: datetime | None = None

    def passer(self, *, le: datetime) -> None:
        """Fait la ronde si son heure est venue."""
        if self.prochaine and le < self.prochaine:
            return
        signaler(self.nom, le=le)
        if repris := reprendre_les_interrompus(le=le):
            JOURNAL.warning("travaux interrompus repris : %d", repris)
        if not self.menage or le >= self.menage:
            oublier_les_anciens(le=le)
            self.menage = le + MENAGE
        self.prochaine = le + RONDE


def ouvrier(*, une_fois: bool = False, parent: int = 0) -> int:
    """Exécute la file jusqu'à SIGINT ou SIGTERM, et rend le nombre de tâches faites (une tâche : une tranche).

    `une_fois` : s'arrête dès que la file n'a plus rien à prendre. `parent` : s'arrête aussi quand ce processus n'est
    plus celui qui l'a lancé. À appeler du fil principal. Une base qui ne répond pas est attendue, sauf avec `une_fois`,
    qui laisse alors passer l'`OperationalError`.
    """
    nom = f"{platform.node()[:40]}-{os.getpid()}-{get_random_string(6)}"
    rondes, faites = _Rondes(nom), 0
    with _a_l_ecoute(Arret(parent)) as arret:
        while not arret.est_venu:
            try:
                rondes.passer(le=timezone.now())
                une_tache = UneTache(nom)
                une_tache.run()
                trouvee, attente = une_tache.trouvee, PAUSE_S
            except (OperationalError, InterfaceError) as erreur:
                if une_fois:
                    raise
                JOURNAL.warning("la base ne répond pas", exc_info=erreur)
                connections.close_all()
                trouvee, attente = False, PANNE_S
            faites += trouvee
            if not trouvee and une_fois:
                break
            if not trouvee:
                _patienter(attente, arret)
        with suppress(OperationalError, InterfaceError):
            prendre_conge(nom)
    return faites


def _patienter(secondes: int, arret: Arret) -> None:
    """Attend, en regardant chaque seconde s'il faut s'arrêter."""
    for _ in range(secondes):
        if arret.est_venu:
            return
        sleep(1)


@contextmanager
def _a_l_ecoute(arret: Arret) -> Iterator[Arret]:
    """Reçoit les signaux d'arrêt le temps du bloc, puis les rend à qui les avait."""
    anciens = {numero: signal.signal(numero, arret.recevoir) for numero in SIGNAUX}
    try:
        yield arret
    finally:
        for numero, ancien in anciens.items():
            signal.signal(numero, ancien)
