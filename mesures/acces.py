"""Mesure les pages réservées, contrôle des accès compris, devant la session fictive ; puis la matrice des accès."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from mesures.pages import centile
from mesures.releve import RACINE, Mesure, Releves, dossier_temporaire
from parchemin.web.commande.servir import preparer

PAGES = (
    "/mon-espace/", "/compte/", "/compte/qui-voit-quoi/", "/droits/", "/droits/inviter/?role=direction", "/organisation/",
    "/organisation/etablissements/", "/organisation/regroupements/", "/organisation/calendrier/", "/journal/",
)  # fmt: skip
PAGES_DES_INSCRIPTIONS = (
    "/inscriptions/", "/inscriptions/candidats/", "/inscriptions/candidats/?mot=fictif",
    "/inscriptions/candidats/?cas=pieces", "/inscriptions/non-lus/",
)  # fmt: skip
BORNE_MS = 50.0
BORNE_DES_INSCRIPTIONS_MS = 200.0
BORNE_DE_LA_MATRICE_S = 60.0


def mesurer() -> Releves:
    """95e centile de chaque page réservée, pour l'administration nationale ; durée de la matrice, sur deux processus."""
    with dossier_temporaire() as dossier:
        os.environ.update(
            {
                "PARCHEMIN_MODE": "demonstration", "PARCHEMIN_DEBUG": "non", "DJANGO_SETTINGS_MODULE": "config.settings",
                "PARCHEMIN_BASE": str(dossier / "acces.sqlite3"),
            }
        )  # fmt: skip
        yield from _pages(dossier)
    yield from _matrice()


def _pages(dossier: Path) -> Iterator[Mesure]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from parchemin.socle.comptes.controle import FACTEUR_DU_FOURNISSEUR
    from parchemin.socle.comptes.models import Personne
    from parchemin.web.demonstration.comptes import DOMAINE, peupler
    from parchemin.web.demonstration.modele import lire_chiffres
    from parchemin.web.demonstration.session import fichiers_de

    call_command("migrate", verbosity=0)
    chiffres = lire_chiffres("ccst")
    preparer(dossier)
    debut = time.perf_counter()
    peupler(chiffres, "ccst", fichiers_de(dossier, chiffres.session).tableau, le=timezone.now())
    yield Mesure(
        "écrire la session en base, 5 000 candidats et dix-huit comptes, par leurs actes",
        time.perf_counter() - debut, "s",
    )  # fmt: skip

    def entrer(role: str) -> Client:
        client = Client(headers={"host": "localhost"})
        client.force_login(
            Personne.objects.get(identifiant=f"{role}@{DOMAINE}"),
            backend="parchemin.socle.comptes.identification.CompteLocal",
        )
        session = client.session
        session[FACTEUR_DU_FOURNISSEUR] = True
        session.save()
        return client

    client = entrer("national")
    for adresse in PAGES:
        yield Mesure(f"page {adresse}, 95e centile", centile(partial(client.get, adresse)), "ms", BORNE_MS)
    for role in ("national", "pilote_organisation", "direction"):
        client = entrer(role)
        une = re.search(r"/inscriptions/candidats/\d+/", client.get("/inscriptions/candidats/").text)
        for adresse in (*PAGES_DES_INSCRIPTIONS, *([une[0]] if une else [])):
            yield Mesure(
                f"{role}, page {adresse}, 95e centile", centile(partial(client.get, adresse)), "ms",
                BORNE_DES_INSCRIPTIONS_MS,
            )  # fmt: skip


def _matrice() -> Iterator[Mesure]:
    debut = time.perf_counter()
    sortie = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "tests/socle/comptes/test_matrice.py"],
        cwd=RACINE, env={**os.environ, "PARCHEMIN_MODE": "essai", "PARCHEMIN_BASE": ":memory:"}, check=True,
        capture_output=True, text=True,
    ).stdout  # fmt: skip
    duree = time.perf_counter() - debut
    trouve = re.search(r"(\d+) cases jouées", sortie)
    yield Mesure("cases de la matrice des accès", float(trouve[1]) if trouve else 0.0, "cases")
    yield Mesure("les jouer toutes, deux processus", duree, "s", BORNE_DE_LA_MATRICE_S)
