"""Deux académies, deux onglets, au même instant : un seul acte passe, personne n'écrase personne, rien ne se bloque."""

import os
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.sql import SQL, Identifier

from tests.socle.organisation.test_concurrence import jouer_sur

MODULE = "tests.etapes.inscriptions.concurrents"


def test_sur_un_fichier_sqlite(tmp_path: Path) -> None:
    jouer_sur(str(tmp_path / "base.sqlite3"), MODULE)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="les essais ne tournent pas sur PostgreSQL")
def test_sur_postgresql() -> None:
    adresse, nom = os.environ["PARCHEMIN_BASE"], f"candidatures_{os.getpid()}"
    with psycopg.connect(adresse, autocommit=True) as acces:
        acces.execute(SQL("create database {}").format(Identifier(nom)))
        try:
            jouer_sur(f"{adresse.rpartition('/')[0]}/{nom}", MODULE)
        finally:
            acces.execute(SQL("drop database {}").format(Identifier(nom)))
