"""Le petit monde fictif, pour tous les essais des comptes."""

import pytest

from tests.socle.comptes.monde import Monde, batir


@pytest.fixture
def monde(db: None) -> Monde:
    return batir()
