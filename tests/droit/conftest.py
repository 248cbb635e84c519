"""Aucun essai ne juge une règle lue avant lui : les lectures gardées en mémoire sont oubliées au départ."""

import sys

import pytest


def pytest_sessionstart(session: pytest.Session) -> None:
    """Un outil de mutation rejoue les essais dans un processus où le droit d'origine est déjà lu et gardé."""
    for nom, module in list(sys.modules.items()):
        if nom.startswith(("parchemin.droit", "tests.droit")):
            for objet in vars(module).copy().values():
                if oublier := getattr(objet, "cache_clear", None):
                    oublier()
