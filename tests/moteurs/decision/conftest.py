"""Réglages des essais de la décision."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def disque_sans_attente() -> Iterator[None]:
    """Des milliers de sorties sont écrites : attendre chaque fois le disque n'éprouverait que lui."""
    with pytest.MonkeyPatch.context() as rustine:
        rustine.setattr(os, "fsync", lambda descripteur: None)
        yield
