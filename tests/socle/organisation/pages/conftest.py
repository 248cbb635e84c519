"""Des personnes fictives devant les pages de l'organisation, chacune avec son rôle."""

import pytest
from django.test import Client

from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.models import Academie
from tests.socle.organisation.navigateurs import Ouvrir, ouvrir_pour


@pytest.fixture
def ouvrir(db: None) -> Ouvrir:
    """Ouvre le site pour une personne de ce rôle, entièrement identifiée."""
    return ouvrir_pour


@pytest.fixture
def national(ouvrir: Ouvrir) -> Client:
    return ouvrir(Role.NATIONAL)


@pytest.fixture
def lyon(ouvrir: Ouvrir) -> Client:
    """Le service des examens de l'académie de Lyon."""
    return ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk="10"))
