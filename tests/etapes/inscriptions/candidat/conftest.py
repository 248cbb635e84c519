"""Ce que les essais de l'espace du candidat se partagent : un monde aux registres ouverts, des pièces rangées à part."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.etapes.inscriptions.candidat import espace as e


@pytest.fixture(autouse=True)
def _pieces_a_part(settings: Settings, tmp_path: Path) -> None:
    settings.PIECES = tmp_path


@pytest.fixture
def horloge(db: None) -> e.Horloge:
    return e.batir()
