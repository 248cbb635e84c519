"""Des personnes fictives devant les pages du bureau des inscriptions, chacune avec son rôle."""

import pytest
from django.test import Client

from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.models import Academie, Etablissement
from tests.etapes.inscriptions import monde as m
from tests.socle.organisation.navigateurs import Ouvrir, ouvrir_pour


@pytest.fixture
def monde(db: None) -> m.Monde:
    return m.batir()


@pytest.fixture
def ouvrir(monde: m.Monde) -> Ouvrir:
    """Ouvre le site pour une personne de ce rôle, entièrement identifiée."""
    return ouvrir_pour


@pytest.fixture
def lyon(ouvrir: Ouvrir) -> Client:
    """Le service des examens de Lyon, académie pilote, pour ses propres candidats."""
    return ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk=m.PILOTE))


@pytest.fixture
def grenoble(ouvrir: Ouvrir) -> Client:
    """Le service des examens de Grenoble, rattachée à Lyon."""
    return ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk=m.RATTACHEE))


@pytest.fixture
def pilote(ouvrir: Ouvrir, monde: m.Monde) -> Client:
    """L'académie pilote, pour tout son regroupement."""
    return ouvrir(Role.PILOTE_ORGANISATION, monde.regroupement)


@pytest.fixture
def national(ouvrir: Ouvrir) -> Client:
    return ouvrir(Role.NATIONAL)


@pytest.fixture
def proviseur(ouvrir: Ouvrir) -> Client:
    return ouvrir(Role.DIRECTION, Etablissement.objects.get(pk=m.LYCEE))
