"""Deux personnes, deux onglets, au même instant : un seul acte passe, personne n'écrase personne, rien ne se bloque."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.sql import SQL, Identifier

from tests.architecture.arbre import RACINE


def jouer_sur(base: str, module: str = "tests.socle.organisation.concurrents") -> None:
    """Joue les actes à plusieurs dans un autre processus, sur une base vide qui n'est qu'à lui."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings", "PARCHEMIN_MODE": "demonstration", "PARCHEMIN_BASE": base,
    }  # fmt: skip
    issue = subprocess.run(
        [sys.executable, "-m", module], cwd=RACINE, env={**os.environ, **variables},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (issue.returncode, issue.stdout) == (0, "ok\n"), issue.stderr


def test_sur_un_fichier_sqlite(tmp_path: Path) -> None:
    jouer_sur(str(tmp_path / "base.sqlite3"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="les essais ne tournent pas sur PostgreSQL")
def test_sur_postgresql() -> None:
    adresse, nom = os.environ["PARCHEMIN_BASE"], f"concurrence_{os.getpid()}"
    with psycopg.connect(adresse, autocommit=True) as acces:
        acces.execute(SQL("create database {}").format(Identifier(nom)))
        try:
            jouer_sur(f"{adresse.rpartition('/')[0]}/{nom}")
        finally:
            acces.execute(SQL("drop database {}").format(Identifier(nom)))
