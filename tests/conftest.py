"""Réglages communs à tous les essais."""

import pytest
from hypothesis import HealthCheck, settings

from tests.socle.journal.vidange import journal_vidangeable

__all__ = ["journal_vidangeable"]

# Deux processus se partagent la machine : un délai par exemple accuserait la charge, pas le code.
settings.register_profile("parchemin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("parchemin")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Dit combien de cases de la matrice des accès ont été jouées, tous processus réunis."""
    jouees = sum(
        int(valeur)
        for rapport in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
        for nom, valeur in rapport.user_properties
        if nom == "cases" and rapport.when == "call"
    )
    if jouees:
        terminalreporter.write_line(f"Matrice des accès : {jouees} cases jouées.")
