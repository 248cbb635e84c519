"""Un auteur et un instant fictifs, et une base que l'on peut vider."""

from datetime import UTC, datetime

import pytest

from parchemin.socle.journal.auteurs import Auteur


@pytest.fixture
def auteur() -> Auteur:
    return Auteur("personne:12", "Ada Fictive", "gestionnaire", "academie:10")


@pytest.fixture
def le() -> datetime:
    return datetime(2026, 6, 2, 9, 2, 0, 123456, UTC)
