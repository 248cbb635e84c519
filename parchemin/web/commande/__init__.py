"""La ligne de commande `parchemin`, en français, pour un service d'examens ou quiconque veut vérifier.

Chaque commande est un module voisin qui expose `commande` ; il n'est lu que si on l'appelle, pour que
l'aide s'affiche aussitôt.
"""

import gettext
import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

COMMANDES: Mapping[str, str] = {
    "decider": "Décide une session entière d'après un tableau, avec les raisons.",
    "reglement": "Dit ce que passe un candidat, sous quelle forme, devant qui, et pourquoi.",
    "parametres": "Liste les valeurs légales, leur référence et ce qui reste à confirmer.",
    "demonstration": "Écrit une session fictive, la décide et l'explique.",
    "completion": "Écrit le script qui complète les commandes dans le terminal.",
}


class CommandesParchemin(click.Group):
    """Les commandes, lues à la demande."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Noms des commandes, dans l'ordre du travail."""
        return list(COMMANDES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Commande demandée, lue maintenant ; `None` si elle n'existe pas."""
        if cmd_name not in COMMANDES:
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name}")
        lue: click.Command = module.commande
        return lue

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Écrit la liste des commandes sans en lire aucune."""
        with formatter.section("Commandes"):
            formatter.write_dl(list(COMMANDES.items()))


@click.command(
    "parchemin",
    cls=CommandesParchemin,
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)
@click.version_option(package_name="parchemin", prog_name="parchemin", help="Affiche la version et s'arrête.")
def groupe() -> None:
    """Parchemin : un examen du BTS, de l'inscription au diplôme.

    Le droit de l'examen, appliqué à une session entière, chaque décision avec ses raisons.
    « parchemin COMMANDE --help » dit tout d'une commande.
    """


def parler_francais() -> None:
    """Fait dire en français ce que la bibliothèque de commandes dirait en anglais."""
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "langue"))


def principal() -> None:
    """Point d'entrée de `parchemin` : sort avec 0, ou 2 si la demande est refusée."""
    parler_francais()
    # Une console réglée autrement écrirait des points d'interrogation, ou s'arrêterait, au premier accent.
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):
            flux.reconfigure(encoding="utf-8", errors="replace")
    groupe(prog_name="parchemin")
