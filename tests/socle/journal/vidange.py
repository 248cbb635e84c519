"""Vider la base après un essai qui confirme ses transactions, malgré le journal qui le refuse."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

from parchemin.socle.journal import declencheurs


@pytest.fixture(scope="session", autouse=True)
def journal_vidangeable() -> Iterator[None]:
    """Retire les déclencheurs avant que Django vide les tables, et les repose après."""
    vider = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined] # absent des annotations de Django

    def vider_sans_declencheurs(essai: TransactionTestCase) -> None:
        declencheurs.retirer(connection)
        vider(essai)
        declencheurs.poser(connection)

    with pytest.MonkeyPatch.context() as remplacement:
        remplacement.setattr(TransactionTestCase, "_fixture_teardown", vider_sans_declencheurs)
        yield
