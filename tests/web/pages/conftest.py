"""Les pages devant une petite session fictive, sans base de données : elles n'en lisent aucune."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.session_fictive import ecrire_session


@pytest.fixture(scope="session")
def session_fictive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ecrire_session(tmp_path_factory.mktemp("session_fictive"))


@pytest.fixture
def visiteur(session_fictive: Path, settings: Settings) -> Client:
    """Un visiteur que rien n'identifie ; une panne lui montre la page de panne, comme en service."""
    settings.DEMONSTRATION = session_fictive
    return Client(raise_request_exception=False)
