"""De quoi jouer un acte de l'organisation : un instant, des auteurs, une session, des établissements fictifs."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from parchemin.droit.regimes import Voie
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import Academie, Etablissement, SessionExamen
from parchemin.socle.organisation.services.etablissements import Preparation, ajouter_offre
from parchemin.socle.organisation.services.sessions import ouvrir_session
from parchemin.socle.organisation.uai import lettre_attendue

LE = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)
Rendu = TypeVar("Rendu")
NATIONAL = Auteur("personne:9001", "Odile Fictive", "national")
DE_LYON = Auteur("personne:9002", "Basile Inventé", "rattachement", "academie:10")


def deux_fois(acte: Callable[[], Rendu]) -> Rendu:
    """Ce que rend le second clic d'un double clic."""
    acte()
    return acte()


def uai(chiffres: str) -> str:
    """UAI de ces sept chiffres, avec sa lettre."""
    return chiffres + lettre_attendue(chiffres)


@pytest.fixture
def session(db: None) -> SessionExamen:
    return ouvrir_session("ccst", 2026, par=NATIONAL, le=LE)


@pytest.fixture
def lycee(db: None) -> Etablissement:
    """Un lycée public de l'académie de Lyon."""
    return Etablissement.objects.create(
        uai=uai("0690001"), nom="Lycée Fictif des Brumes", secteur="public", commune="Villefictive",
        academie=Academie.objects.get(pk="10"),
    )  # fmt: skip


@pytest.fixture
def cfa(db: None) -> Etablissement:
    """Un centre de formation privé de l'académie de Toulouse."""
    return Etablissement.objects.create(
        uai=uai("0310002"), nom="CFA imaginaire de l'Autan", secteur="prive_hors_contrat", commune="Saint-Irréel",
        academie=Academie.objects.get(pk="16"),
    )  # fmt: skip


@pytest.fixture
def offre_du_lycee(session: SessionExamen, lycee: Etablissement) -> None:
    ajouter_offre(lycee, Preparation(session, Voie.SCOLAIRE, 24), lu={}, par=NATIONAL, le=LE)
