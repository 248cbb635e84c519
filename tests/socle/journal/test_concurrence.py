"""Plusieurs écrivains à la fois laissent une chaîne droite : ni trou, ni fourche, ni acte perdu."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from parchemin.socle.journal.models import Acte
from parchemin.socle.journal.verification import verifier
from tests.socle.journal.ecrivains import ACTES_PAR_ECRIVAIN, ECRIVAINS, ecrire_a_plusieurs
from tests.socle.journal.fabrique import RACINE


def test_sur_un_fichier_sqlite(tmp_path: Path) -> None:
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings", "PARCHEMIN_MODE": "demonstration",
        "PARCHEMIN_BASE": str(tmp_path / "base.sqlite3"),
    }  # fmt: skip
    issue = subprocess.run(
        [sys.executable, "-m", "tests.socle.journal.ecrivains"], cwd=RACINE, env={**os.environ, **variables},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (issue.returncode, issue.stdout) == (0, f"{ECRIVAINS * ACTES_PAR_ECRIVAIN}\n"), issue.stderr


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="la base SQLite des essais est en mémoire, à une connexion"
)
@pytest.mark.django_db(transaction=True)
def test_sur_postgresql() -> None:
    ecrire_a_plusieurs()
    bilan = verifier()
    assert (bilan.anomalies, bilan.nombre) == ((), ECRIVAINS * ACTES_PAR_ECRIVAIN)
    assert Acte.objects.values("auteur").distinct().count() == ECRIVAINS
