"""Un vrai ouvrier tué net au milieu d'un fichier, puis repris : la base finit comme d'une traite.

usage : python -m tests.etapes.inscriptions.fichiers.atelier [ouvrier], avec PARCHEMIN_BASE pour base vide ; écrit « ok ».
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

LIGNES, PAQUET = 60, 10
PAQUET_MS = "150"
AU_MILIEU_S = 0.2
PATIENCE_S = 60


@contextmanager
def ouvrier_a_part() -> Iterator["subprocess.Popen[bytes]"]:
    """Un processus ouvrier dont chaque paquet dure assez pour être interrompu au milieu."""
    variables = {**os.environ, "ESSAI_PAQUET_MS": PAQUET_MS}
    commande = [sys.executable, "-m", "tests.etapes.inscriptions.fichiers.atelier", "ouvrier"]
    with subprocess.Popen(commande, env=variables) as processus:
        try:
            yield processus
        finally:
            processus.kill()


def ralentir() -> None:
    """Fait durer chaque paquet, une fois tout écrit et avant de le confirmer : c'est là qu'on tue."""
    from parchemin.etapes.inscriptions.imports import application, memoire, retour

    attente = int(os.environ.get("ESSAI_PAQUET_MS", "0")) / 1000
    enregistrer = memoire.enregistrer_les_lignes

    def tarder(lignes: Any) -> None:
        enregistrer(lignes)
        time.sleep(attente)

    reglages = {"PAQUET": PAQUET, "TOUT_DE_SUITE": 0, "enregistrer_les_lignes": tarder}
    for module in (application, retour):
        for nom, valeur in reglages.items():
            setattr(module, nom, valeur)


def preparer() -> None:
    """Bâtit le monde, registres ouverts."""
    from tests.etapes.inscriptions import monde as m
    from tests.etapes.inscriptions.fichiers.conftest import ouvrir_les_registres

    m.batir()
    ouvrir_les_registres()


def le_monde() -> Any:
    """Le monde déjà bâti dans cette base."""
    from parchemin.socle.organisation.models import Regroupement, SessionExamen
    from tests.etapes.inscriptions import monde as m

    session = SessionExamen.objects.get()
    return m.Monde(session, *Regroupement.objects.filter(session=session).order_by("pk"))


def jouer() -> None:
    """Applique un fichier d'une traite et un autre en deux fois, tués l'un comme l'autre ; puis défait le second."""
    from django.utils import timezone

    from parchemin.etapes.inscriptions.imports.application import appliquer
    from parchemin.etapes.inscriptions.imports.retour import defaire
    from parchemin.etapes.inscriptions.models import FichierRecu, Inscription, LigneRecue
    from parchemin.socle.journal.models import Acte
    from parchemin.socle.taches import services
    from parchemin.socle.taches.ouvrier import ouvrier
    from tests.etapes.inscriptions import monde as m
    from tests.etapes.inscriptions.fichiers import depot as d

    monde, le = le_monde(), timezone.now()
    deja = m.inscrit(monde, "Deja", ine="999999999AB")
    avant = Inscription.objects.count()

    def recu(prefixe: str) -> FichierRecu:
        neufs = (d.ligne(f"{prefixe} {rang:03}") for rang in range(LIGNES - 1))
        return d.lire(monde, d.modele(*neufs, d.ligne("Deja", ine="999999999AB", division=prefixe)), le=le)

    def faites(fichier: FichierRecu, etat: str = "faite") -> int:
        return LigneRecue.objects.filter(fichier=fichier, etat=etat).count()

    def tuer(fichier: FichierRecu, etat: str) -> None:
        with ouvrier_a_part() as processus:
            echeance = time.monotonic() + PATIENCE_S
            while faites(fichier, etat) < PAQUET:
                assert time.monotonic() < echeance, "rien n'est venu"
                time.sleep(0.01)
            time.sleep(AU_MILIEU_S)
            processus.send_signal(signal.SIGKILL)
            processus.wait()
        assert 0 < faites(fichier, etat) < LIGNES, faites(fichier, etat)
        assert services.reprendre_les_interrompus(le=timezone.now() + timedelta(seconds=31)) == 1
        ouvrier(une_fois=True)
        assert faites(fichier, etat) == LIGNES

    traite, tue = recu("Traite"), recu("Tue")
    appliquer(traite, par=m.LYON, le=le)
    ouvrier(une_fois=True)
    # Lu avant que l'autre fichier change la même candidature : il est relu, comme la page le propose.
    tue = recu("Tue")
    appliquer(tue, par=m.LYON, le=le)
    tuer(tue, "faite")
    comptes = [
        sorted(x.pop("voie") for x in f.lignes.exclude(genre="changement").values_list("apres", flat=True))
        for f in (traite, tue)
    ]  # fmt: skip
    assert comptes[0] == comptes[1]
    assert Inscription.objects.count() == avant + 2 * LIGNES - 2
    assert Acte.objects.filter(acte="inscriptions.inscrire").count() == Inscription.objects.count()
    numeros = Inscription.objects.order_by("numero").values_list("numero", flat=True)
    assert [int(n) % 10**6 for n in numeros] == list(range(1, len(numeros) + 1))
    deja.refresh_from_db()
    assert deja.division == "Tue"
    tue.refresh_from_db()
    defaire(tue, par=m.LYON, le=timezone.now())
    tuer(tue, "defaite")
    tue.refresh_from_db()
    deja.refresh_from_db()
    assert (tue.etat, deja.division) == ("defait", "Traite")
    assert Inscription.objects.filter(etat="annulee").count() == LIGNES - 1
    assert Acte.objects.filter(acte="inscriptions.annuler").count() == LIGNES - 1


def jouer_a_plusieurs() -> None:
    """Deux personnes appliquent le même fichier, et deux fichiers qui nomment le même candidat, au même instant."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection
    from django.utils import timezone

    from parchemin.etapes.inscriptions.imports.application import appliquer
    from parchemin.etapes.inscriptions.models import FichierRecu, Inscription
    from parchemin.socle.journal.auteurs import Auteur
    from parchemin.socle.journal.models import Acte
    from tests.etapes.inscriptions import monde as m
    from tests.etapes.inscriptions.fichiers import depot as d

    monde, le = le_monde(), timezone.now()

    def ensemble(*fichiers: tuple[FichierRecu, Auteur]) -> None:
        depart = Barrier(len(fichiers))

        def un(fichier: FichierRecu, par: Auteur) -> None:
            depart.wait()
            try:
                appliquer(fichier, par=par, le=le)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(fichiers)) as fils:
            for futur in [fils.submit(un, *fichier) for fichier in fichiers]:
                futur.result()

    octets = d.modele(d.ligne("Ensemble", ine="888888888AB"))
    lyon = d.lire(monde, octets, le=le)
    lycee = d.lire(monde, octets, par=m.PROVISEUR, portee=d.DU_LYCEE, le=le)
    ensemble((lyon, m.LYON), (lycee, m.PROVISEUR))
    assert sorted(d.etats(lyon) + d.etats(lycee)) == ["faite", "refusee"]
    assert Inscription.objects.filter(candidat__nom="Ensemble").count() == 1

    avant = Acte.objects.filter(acte="inscriptions.appliquer_fichier").count()
    seul = d.lire(monde, d.modele(d.ligne("Seul")), le=le)
    ensemble((seul, m.LYON), (seul, m.PROVISEUR))
    assert d.etats(seul) == ["faite"]
    assert Acte.objects.filter(acte="inscriptions.appliquer_fichier").count() == avant + 1


def principal(*arguments: str) -> None:
    """Prépare la base et joue, ou fait l'ouvrier."""
    import django

    django.setup()
    from django.core.management import call_command

    from parchemin.socle.taches.ouvrier import ouvrier

    if arguments:
        ralentir()
        ouvrier()
        return
    call_command("migrate", verbosity=0)
    preparer()
    jouer_a_plusieurs()
    ralentir()
    jouer()
    print("ok")  # noqa: T201 : lu par l'essai qui lance ce module


if __name__ == "__main__":
    principal(*sys.argv[1:])
