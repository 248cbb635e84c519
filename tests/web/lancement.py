"""Lancer la ligne de commande comme on la lance : dans le processus pour aller vite, à part pour le reste."""

import gettext
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from parchemin.web import commande

LANGUE = Path(commande.__file__).parent / "langue"
REFUSE = 2


def lancer(*arguments: object, colonnes: int = 80) -> Result:
    """Résultat d'une commande, en français, sans nouveau processus."""
    gettext.bindtextdomain("messages", str(LANGUE))
    variables = {"LANGUAGE": "fr", "COLUMNS": str(colonnes)}
    return CliRunner(env=variables).invoke(
        commande.groupe, [str(a) for a in arguments], prog_name="parchemin"
    )


def refuser(*arguments: object) -> str:
    """Message d'un refus : code 2, rien sur la sortie standard, pas d'exception échappée."""
    issue = lancer(*arguments)
    assert issue.exit_code == REFUSE, issue.output
    assert issue.stdout == ""
    assert isinstance(issue.exception, SystemExit)
    return issue.stderr


def executer(
    *arguments: object, dossier: Path | None = None, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Processus `python -m parchemin`, terminé."""
    return subprocess.run(
        [sys.executable, "-m", "parchemin", *(str(a) for a in arguments)],
        capture_output=True, text=True, encoding="utf-8", cwd=dossier, check=False, timeout=60,
        env={**os.environ, **(variables or {})},
    )  # fmt: skip
