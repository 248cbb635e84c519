"""De vrais ouvriers, tués ou mis à plusieurs ; à lancer seul, sur un fichier SQLite ou un PostgreSQL vide.

usage : python -m tests.socle.taches.atelier [ouvrier], avec PARCHEMIN_BASE pour base ; écrit « ok ».
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

LIGNES = 100
PAQUET_MS = "120"
AU_MILIEU_S = 0.16
"""Secondes après un paquet confirmé où le suivant, ou celui d'après, est à moitié écrit."""
PATIENCE_S = 30


@contextmanager
def ouvrier_a_part(*options: str) -> Iterator["subprocess.Popen[str]"]:
    """Un processus ouvrier dont chaque paquet dure assez pour être interrompu au milieu."""
    variables = {**os.environ, "ESSAI_PAQUET_MS": PAQUET_MS}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.socle.taches.atelier", "ouvrier", *options], env=variables, text=True,
        stderr=subprocess.PIPE,
    ) as processus:  # fmt: skip
        try:
            yield processus
        finally:
            processus.kill()


def attendre(condition: Callable[[], bool]) -> None:
    """Attend que la condition soit vraie ; échoue au bout de trente secondes."""
    echeance = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < echeance, "rien n'est venu"
        time.sleep(0.01)


def jouer() -> None:
    """Tue, arrête, met en pause et met à plusieurs : chaque ligne est faite une fois, dans l'ordre."""
    from django.utils import timezone

    from parchemin.socle.journal.models import Acte
    from parchemin.socle.taches import queries, services
    from parchemin.socle.taches.models import Travail
    from tests.socle.taches.chantier import GENRE
    from tests.socle.taches.conftest import PAR

    def lancer(objet: str) -> Travail:
        return services.lancer(GENRE, objet, par=PAR, le=timezone.now(), total=LIGNES)

    def relu(travail: Travail) -> Travail:
        return Travail.objects.get(pk=travail.pk)

    def lignes_faites(depuis: int) -> list[str]:
        return list(Acte.objects.filter(numero__gt=depuis).order_by("numero").values_list("objet", flat=True))

    toutes = [f"ligne:{rang}" for rang in range(LIGNES)]

    # Tué net au milieu d'un paquet : ce paquet se défait, les autres restent.
    tue = lancer("lot:tue")
    with ouvrier_a_part() as processus:
        attendre(lambda: relu(tue).fait >= 20)
        time.sleep(AU_MILIEU_S)
        processus.send_signal(signal.SIGKILL)
        processus.wait()
    tue = relu(tue)
    assert (tue.etat, tue.fait < LIGNES) == ("en_cours", True), tue.etat
    assert lignes_faites(0) == toutes[: tue.fait]
    assert queries.ouvrier_vu_le() is not None
    assert services.reprendre_les_interrompus(le=timezone.now()) == 0
    assert services.reprendre_les_interrompus(le=timezone.now() + timedelta(seconds=31)) == 1

    # Deux ouvriers pour ce seul travail : chaque ligne n'est faite qu'une fois.
    with ouvrier_a_part("une_fois") as un, ouvrier_a_part("une_fois") as deux:
        attendre(lambda: relu(tue).etat == "fini")
        assert (un.wait(PATIENCE_S), deux.wait(PATIENCE_S)) == (0, 0)
    assert lignes_faites(0) == toutes
    assert (relu(tue).fait, relu(tue).tentatives) == (LIGNES, 0)

    # Mis en pause sous un ouvrier : plus rien ne bouge une fois la pause rendue.
    retenu = lancer("lot:retenu")
    with ouvrier_a_part() as processus:
        attendre(lambda: relu(retenu).fait >= 10)
        services.mettre_en_pause(retenu)
        fige = relu(retenu).fait
        assert fige < LIGNES
        time.sleep(0.3)
        assert relu(retenu).fait == fige
        services.reprendre(retenu)
        attendre(lambda: relu(retenu).fait > fige)
        # Un arrêt propre laisse le travail en file, et l'ouvrier prend congé.
        processus.send_signal(signal.SIGTERM)
        assert processus.wait(PATIENCE_S) == 0
    # Seul celui qui a été tué n'a pas pris congé.
    assert services.reprendre_les_interrompus(le=timezone.now() + timedelta(seconds=31)) == 0
    with ouvrier_a_part("une_fois") as processus:
        assert processus.wait(PATIENCE_S) == 0
    assert lignes_faites(LIGNES) == toutes
    assert (relu(retenu).etat, relu(retenu).tentatives) == ("fini", 0)


def jouer_a_plusieurs() -> None:
    """Quatre personnes lancent le même travail au même instant : il n'y en a qu'un."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection
    from django.utils import timezone

    from parchemin.socle.taches import services
    from tests.socle.taches.chantier import GENRE
    from tests.socle.taches.conftest import PAR

    depart = Barrier(4)

    def lancer(_rang: int) -> int:
        depart.wait()
        try:
            return services.lancer(GENRE, "lot:partage", par=PAR, le=timezone.now(), total=0).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as fils:
        assert len(set(fils.map(lancer, range(4)))) == 1


def principal(*arguments: str) -> None:
    """Prépare la base et joue, ou fait l'ouvrier."""
    import django

    django.setup()
    from django.core.management import call_command

    import tests.socle.taches.chantier  # noqa: F401 : inscrit le genre
    from parchemin.socle.taches.ouvrier import ouvrier

    if arguments:
        ouvrier(une_fois="une_fois" in arguments)
        return
    for application in ("journal", "taches", "django_tasks_database"):
        call_command("migrate", application, verbosity=0)
    jouer_a_plusieurs()
    ouvrier(une_fois=True)
    jouer()
    print("ok")  # noqa: T201 : lu par l'essai qui lance ce module


if __name__ == "__main__":
    principal(*sys.argv[1:])
