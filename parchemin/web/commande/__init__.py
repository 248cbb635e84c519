"""La ligne de commande `parchemin`, en français, pour un service d'examens ou quiconque veut vérifier.

Chaque commande est un module voisin qui expose `commande` ; il n'est lu que si on l'appelle, pour que
l'aide s'affiche aussitôt.
"""

import gettext
import importlib
import io
import os
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click

REFUSE = 2
COMMANDES: Mapping[str, str] = {
    "decider": "Décide une session entière d'après un tableau, avec les raisons.",
    "reglement": "Dit ce que passe un candidat, sous quelle forme, devant qui, et pourquoi.",
    "parametres": "Liste les valeurs légales, leur référence et ce qui reste à confirmer.",
    "documents": "Écrit relevés, attestations, procès-verbal et statistiques en PDF.",
    "demonstration": "Écrit une session fictive, la décide et l'explique.",
    "journal": "Vérifie, exporte, et dit la tête du journal des actes de ce service.",
    "travaux": "Fait avancer les travaux longs de ce service, et dit où ils en sont.",
    "servir": "Sert les pages à cette machine, devant la session fictive.",
    "compte": "Ouvre le premier compte d'un service ; donne le code des comptes de démonstration.",
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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Commande demandée et ses arguments ; une faute de frappe propose la commande voisine."""
        if args[0] not in COMMANDES and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=COMMANDES, ctx=ctx)
        return super().resolve_command(ctx, args)

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
    """Point d'entrée de `parchemin` : sort avec 0, ou 2 si la demande est refusée ; jamais de trace d'exécution."""
    parler_francais()
    _fiabiliser_les_sorties()
    try:
        try:
            groupe(prog_name="parchemin")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _quitter("")
    except OSError as erreur:
        from parchemin.moteurs.tableurs.systeme import (
            dire_erreur,
        )

        _quitter(f"{erreur.filename or 'Sortie'} : {dire_erreur(erreur)}.")
    except Exception:
        _quitter(_avouer())


def _fiabiliser_les_sorties() -> None:
    """Écrit toujours en UTF-8 : une console réglée autrement s'arrêterait au premier accent."""
    for nom in ("stdout", "stderr"):
        flux = getattr(sys, nom)
        if flux is None:
            # Une sortie fermée par l'appelant : ce qui s'y écrit se perd, sans faute.
            setattr(sys, nom, io.StringIO())
        elif hasattr(flux, "reconfigure"):
            flux.reconfigure(encoding="utf-8", errors="replace")


def _quitter(phrase: str) -> NoReturn:
    """Dit la phrase et sort avec 2, sans que Python tente encore d'écrire sur une sortie fermée ou pleine."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if phrase:
        click.echo(phrase, err=True)
    sys.exit(REFUSE)


def _avouer() -> str:
    """Range la trace d'un défaut dans un fichier et le dit : elle ne sert qu'à qui le corrigera."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="parchemin_", suffix=".txt", encoding="utf-8", delete=False
    ) as flux:
        flux.write(f"parchemin {' '.join(sys.argv[1:])}\n\n{traceback.format_exc()}")
    return (
        f"Parchemin s'est arrêté sur un défaut qui vient de lui, pas de vous. Le détail est dans {flux.name} : "
        "joignez ce fichier au signalement."
    )
