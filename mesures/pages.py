"""Mesure les pages servies à l'application (sans réseau) et la recherche dans le référentiel."""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from mesures.releve import Mesure, Releves

FOIS = 40
PAGES = (
    "/", "/reglement/", "/reglement/?session=2026&regime=C&compare=2024", "/que-dois-je-passer/?voie=distance",
    "/referentiel/", "/referentiel/?q=negociation", "/referentiel/B1/", "/calendrier/", "/parametres/?statut=",
    "/composants/", "/accessibilite/",
)  # fmt: skip
RECHERCHES = ("client", "négociation risque", "stage en milieu professionnel", "c1.3")


def mesurer() -> Releves:
    """95e centile de chaque page, après un premier affichage, et de la recherche."""
    os.environ.setdefault("PARCHEMIN_MODE", "essai")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    yield from _pages()
    yield from _recherche()


def _pages() -> Iterator[Mesure]:
    import django
    from django.test import Client

    django.setup()
    visiteur = Client(headers={"host": "localhost"})
    for adresse in PAGES:
        yield Mesure(f"page {adresse}, 95e centile", centile(partial(visiteur.get, adresse)), "ms", 100.0)


def _recherche() -> Iterator[Mesure]:
    from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES
    from parchemin.droit.referentiel.lecture import lire_referentiel

    lu = lire_referentiel(Path(DOSSIER_DES_DIPLOMES) / "ccst")
    for demande in RECHERCHES:
        duree = centile(partial(lu.rechercher, demande))
        yield Mesure(f"recherche « {demande} », 95e centile", duree, "ms", 50.0)


def centile(travail: Callable[[], object]) -> float:
    """95e centile de la durée, en millisecondes, après un premier passage qui ne compte pas."""
    travail()
    durees = []
    for _ in range(FOIS):
        debut = time.perf_counter()
        travail()
        durees.append(1_000 * (time.perf_counter() - debut))
    return sorted(durees)[int(0.95 * FOIS)]
