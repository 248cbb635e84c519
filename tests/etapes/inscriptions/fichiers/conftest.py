"""Des personnes fictives devant les pages des fichiers, chacune avec son rôle ; les registres sont ouverts."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.models import Academie, Echeance, Etablissement
from tests.etapes.inscriptions import monde as m
from tests.socle.organisation.navigateurs import Ouvrir, ouvrir_pour

FERMETURE = datetime(2099, 11, 21, 17, tzinfo=UTC)


@pytest.fixture
def monde(db: None) -> m.Monde:
    """Le petit monde, dont les registres sont ouverts aujourd'hui : les pages lisent l'horloge."""
    bati = m.batir()
    ouvrir_les_registres()
    return bati


def ouvrir_les_registres() -> None:
    """Recule la clôture : rien n'est tardif aujourd'hui."""
    Echeance.objects.filter(code=Operation.CLOTURE.value).update(le=FERMETURE)


@pytest.fixture
def ouvrir(monde: m.Monde) -> Ouvrir:
    """Ouvre le site pour une personne de ce rôle, entièrement identifiée."""
    return ouvrir_pour


@pytest.fixture
def lyon(ouvrir: Ouvrir) -> Client:
    """Le service des examens de l'académie de Lyon."""
    return ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk=m.PILOTE))


@pytest.fixture
def toulouse(ouvrir: Ouvrir) -> Client:
    """Le service des examens d'une autre académie."""
    return ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk=m.AUTONOME))


@pytest.fixture
def proviseur(ouvrir: Ouvrir) -> Client:
    """La direction du lycée."""
    return ouvrir(Role.DIRECTION, Etablissement.objects.get(pk=m.LYCEE))


@pytest.fixture
def national(ouvrir: Ouvrir) -> Client:
    """L'administration nationale, qui lit."""
    return ouvrir(Role.NATIONAL)
