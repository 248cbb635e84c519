"""Jouer des actes à plusieurs dans d'autres processus, sur une base vide qui n'est qu'à eux."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.sql import SQL, Identifier

from tests.architecture.arbre import RACINE

DELAI_S = 120
sur_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="les essais ne tournent pas sur PostgreSQL"
)


def jouer_sur_un_fichier(module: str, dossier: Path, *, delai: int = DELAI_S) -> None:
    """Joue ce module sur un fichier SQLite de ce dossier ; `delai` en secondes."""
    _jouer(module, str(dossier / "base.sqlite3"), delai)


def jouer_sur_postgresql(module: str, nom: str, *, delai: int = DELAI_S) -> None:
    """Joue ce module sur une base PostgreSQL à son nom, supprimée ensuite ; `delai` en secondes."""
    adresse, base = os.environ["PARCHEMIN_BASE"], f"{nom}_{os.getpid()}"
    with psycopg.connect(adresse, autocommit=True) as acces:
        acces.execute(SQL("create database {}").format(Identifier(base)))
        try:
            _jouer(module, f"{adresse.rpartition('/')[0]}/{base}", delai)
        finally:
            acces.execute(SQL("drop database {}").format(Identifier(base)))


def _jouer(module: str, base: str, delai: int) -> None:
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings", "PARCHEMIN_MODE": "demonstration", "PARCHEMIN_BASE": base,
    }  # fmt: skip
    issue = subprocess.run(
        [sys.executable, "-m", module], cwd=RACINE, env={**os.environ, **variables},
        capture_output=True, text=True, check=False, timeout=delai,
    )  # fmt: skip
    assert (issue.returncode, issue.stdout) == (0, "ok\n"), issue.stderr
