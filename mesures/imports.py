"""Mesure les fichiers de candidats : 5 000 lignes lues à blanc, appliquées par un ouvrier, changées, défaites.

Sur SQLite, réglé comme en service ; et sur PostgreSQL si PARCHEMIN_BASE en donne l'adresse.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from mesures.releve import RACINE, Mesure, Releves, dossier_temporaire

LIGNES = 5_000
LECTURE_S, APPLICATION_S = 5.0, 15.0
LE = datetime(2025, 11, 3, 9, tzinfo=UTC)
UAI, ACADEMIE = "0750001U", "01"
BORNES = {"lire": LECTURE_S, "appliquer": APPLICATION_S}


def mesurer() -> Releves:
    """Secondes par étape, base par base."""
    with dossier_temporaire() as dossier:
        yield from _sur("SQLite", str(dossier / "base.sqlite3"))
    adresse = os.environ.get("PARCHEMIN_BASE", "")
    if not adresse.startswith("postgresql:"):
        yield "PostgreSQL : pas mesuré, PARCHEMIN_BASE n'en donne pas l'adresse."
        return
    import psycopg
    from psycopg.sql import SQL, Identifier

    nom = f"mesure_{os.getpid()}"
    with psycopg.connect(adresse, autocommit=True) as acces:
        acces.execute(SQL("create database {}").format(Identifier(nom)))
        try:
            yield from _sur("PostgreSQL", f"{adresse.rpartition('/')[0]}/{nom}")
        finally:
            acces.execute(SQL("drop database {}").format(Identifier(nom)))


def _sur(base: str, adresse: str) -> Iterator[Mesure]:
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings", "PARCHEMIN_MODE": "demonstration", "PARCHEMIN_BASE": adresse,
        "PARCHEMIN_DEBUG": "non",
    }  # fmt: skip
    sortie = subprocess.run(
        [sys.executable, "-m", "mesures.imports"], cwd=RACINE, env=os.environ | variables, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    for nom, secondes in json.loads(sortie.stdout).items():
        borne = BORNES.get(nom.partition(" ")[0])
        yield Mesure(f"{base}, {LIGNES} lignes : {nom}", secondes, "s", borne)


def jouer() -> dict[str, float]:
    """Secondes de chaque étape, sur la base que dit l'environnement, vide au départ."""
    from django.core.management import call_command

    from parchemin.etapes.inscriptions.imports.application import appliquer
    from parchemin.etapes.inscriptions.imports.retour import defaire
    from parchemin.etapes.inscriptions.models import LigneRecue

    call_command("migrate", verbosity=0)
    session, par, portee = _monde()
    durees: dict[str, float] = {}

    def chronometrer(nom: str, acte: Callable[[], Any]) -> Any:
        debut = time.perf_counter()
        rendu = acte()
        durees[nom] = time.perf_counter() - debut
        return rendu

    def lire(octets: bytes) -> Any:
        from parchemin.etapes.inscriptions.imports.reception import lire_a_blanc
        from parchemin.socle.organisation.imports.lots import Recu

        return lire_a_blanc(Recu("candidats.csv", octets), session, portee=portee, par=par, le=LE)

    def verifier(fichier: Any, etat: str) -> None:
        faites = LigneRecue.objects.filter(fichier=fichier, etat=etat).count()
        # Les noms fictifs se répètent : quelques homonymes attendent qu'un humain tranche.
        if faites < LIGNES * 99 // 100:
            raise RuntimeError(f"{faites} lignes « {etat} » sur {LIGNES}")

    neufs = chronometrer("lire à blanc, tout est nouveau", lambda: lire(_fichier()))
    chronometrer("appliquer les ajouts", lambda: _par_l_ouvrier(appliquer, neufs, par))
    verifier(neufs, "faite")
    chronometrer("lire à blanc, rien ne change", lambda: lire(_fichier()))
    changes = chronometrer("lire à blanc, tout change", lambda: lire(_fichier("TSX", "allemand")))
    chronometrer("appliquer les changements", lambda: _par_l_ouvrier(appliquer, changes, par))
    verifier(changes, "faite")
    chronometrer("défaire les changements", lambda: _par_l_ouvrier(defaire, changes, par))
    verifier(changes, "defaite")
    chronometrer("défaire les ajouts", lambda: _par_l_ouvrier(defaire, neufs, par))
    verifier(neufs, "defaite")
    return durees


def _par_l_ouvrier(acte: Any, fichier: Any, par: Any) -> None:
    from parchemin.socle.taches.ouvrier import ouvrier

    acte(fichier, par=par, le=LE)
    ouvrier(une_fois=True)


def _monde() -> tuple[Any, Any, Any]:
    """Une session ouverte, un établissement, et l'académie qui importe."""
    from parchemin.etapes.inscriptions.calendrier import Operation
    from parchemin.socle.comptes.roles import Role
    from parchemin.socle.journal.auteurs import Auteur
    from parchemin.socle.organisation.models import (
        Academie,
        Echeance,
        Etablissement,
        Phase,
        Rattachement,
        Regroupement,
        SessionExamen,
    )
    from parchemin.socle.organisation.portee import Portee

    session = SessionExamen.objects.create(
        diplome="ccst", annee=2026, phase=Phase.INSCRIPTIONS, ouverte_le=LE
    )
    academie = Academie.objects.get(pk=ACADEMIE)
    regroupement = Regroupement.objects.create(session=session, code=ACADEMIE, pilote=academie)
    Rattachement.objects.create(regroupement=regroupement, session=session, academie=academie, depuis=LE)
    Etablissement.objects.create(uai=UAI, nom="Lycée fictif", academie=academie, secteur="public")
    for operation, le in (
        (Operation.OUVERTURE, datetime(2025, 10, 13, 6, tzinfo=UTC)),
        (Operation.CLOTURE, datetime(2099, 11, 21, 17, tzinfo=UTC)),
    ):
        Echeance.objects.create(session=session, code=operation.value, libelle=operation.libelle, le=le)
    par = Auteur("personne:5", "Personne fictive", Role.RATTACHEMENT.value, f"academie:{ACADEMIE}")
    return session, par, Portee(academies=frozenset({ACADEMIE}))


def _fichier(division: str = "", langue: str = "") -> bytes:
    """Le même grand fichier ; avec une division et une langue, il ne diffère que d'elles."""
    from mesures.candidats import fichier

    octets = fichier("modele", LIGNES)
    if division:
        for rang in range(4):
            octets = octets.replace(f";TS{rang};".encode(), f";{division};".encode())
        octets = octets.replace(b";anglais;", f";{langue};".encode())
    return octets


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(jouer()))
