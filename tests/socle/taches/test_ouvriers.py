"""De vrais processus : tués, arrêtés, à plusieurs, sur les deux bases ; le travail finit comme d'une traite."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection
from psycopg.sql import SQL, Identifier

from parchemin.socle.taches import ouvrier as module
from parchemin.socle.taches.ouvrier import Arret, ouvrier
from tests.architecture.arbre import RACINE


def jouer_sur(base: str) -> None:
    """Joue l'atelier dans un autre processus, sur une base vide qui n'est qu'à lui."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings", "PARCHEMIN_MODE": "demonstration", "PARCHEMIN_BASE": base,
    }  # fmt: skip
    issue = subprocess.run(
        [sys.executable, "-m", "tests.socle.taches.atelier"], cwd=RACINE, env={**os.environ, **variables},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (issue.returncode, issue.stdout) == (0, "ok\n"), issue.stderr


def test_sur_un_fichier_sqlite(tmp_path: Path) -> None:
    jouer_sur(str(tmp_path / "base.sqlite3"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="les essais ne tournent pas sur PostgreSQL")
def test_sur_postgresql() -> None:
    adresse, nom = os.environ["PARCHEMIN_BASE"], f"travaux_{os.getpid()}"
    with psycopg.connect(adresse, autocommit=True) as acces:
        acces.execute(SQL("create database {}").format(Identifier(nom)))
        try:
            jouer_sur(f"{adresse.rpartition('/')[0]}/{nom}")
        finally:
            acces.execute(SQL("drop database {}").format(Identifier(nom)))


@pytest.mark.django_db
def test_un_ouvrier_sans_son_parent_s_arrete() -> None:
    assert Arret(parent=os.getppid()).est_venu is False
    assert Arret(parent=os.getpid()).est_venu is True
    assert ouvrier(parent=os.getpid()) == 0


@pytest.mark.django_db
def test_une_base_muette_est_attendue_puis_le_travail_continue(monkeypatch: pytest.MonkeyPatch) -> None:
    attentes: list[int] = []

    def tombee(*_: object, **__: object) -> None:
        raise OperationalError("plus de base")

    def patienter(secondes: int, arret: Arret) -> None:
        attentes.append(secondes)
        arret.demande = True

    monkeypatch.setattr(module, "signaler", tombee)
    monkeypatch.setattr(module, "_patienter", patienter)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    assert ouvrier() == 0
    assert attentes == [module.PANNE_S]
    with pytest.raises(OperationalError, match="plus de base"):
        ouvrier(une_fois=True)
