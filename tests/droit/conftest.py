"""Aucun essai ne juge une règle lue avant lui : un outil de mutation fait oublier ce que le droit garde en mémoire.

Cet outil (`MUTANT_UNDER_TEST`) rejoue les essais dans un processus où les textes sont déjà lus ; et pendant qu'il
relève quel essai exerce quelle règle, une lecture gardée d'un essai à l'autre fausserait son relevé.
"""

import os
import sys


def oublier() -> None:
    """Vide toutes les mémoires (`functools.cache`) du droit et de ses essais."""
    for nom, module in list(sys.modules.items()):
        if nom.startswith(("parchemin.droit", "tests.droit")):
            for objet in list(vars(module).values()):
                if vider := getattr(objet, "cache_clear", None):
                    vider()


def pytest_sessionstart() -> None:
    if os.environ.get("MUTANT_UNDER_TEST"):
        oublier()


def pytest_runtest_setup() -> None:
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        oublier()
