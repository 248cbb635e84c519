"""Écrire au terminal : paragraphes repliés à la largeur de l'écran, tableaux en JSON ou en CSV."""

import csv
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence

import click

LARGEUR_MAXIMALE = 110


def largeur() -> int:
    """Largeur utile du terminal ; 80 colonnes dans un tube."""
    return min(shutil.get_terminal_size((80, 24)).columns, LARGEUR_MAXIMALE)


def titre(texte: str) -> None:
    """Écrit un titre souligné."""
    click.echo(f"\n{texte}\n{'─' * min(len(texte), largeur())}")


def ligne(etiquette: str, texte: str, *, retrait: int = 2, colonne: int = 14) -> None:
    """Écrit « étiquette  texte », le texte replié sous lui-même ; un signe double ne commence pas une ligne."""
    texte = re.sub(r" (?=[;:?!»])|(?<=«) ", "\N{NO-BREAK SPACE}", texte)
    debut = " " * retrait + etiquette.ljust(colonne)
    suite = " " * (retrait + colonne)
    click.echo(textwrap.fill(texte, largeur(), initial_indent=debut, subsequent_indent=suite))


def en_json(rangees: Sequence[Mapping[str, object]]) -> None:
    """Écrit les rangées en JSON lisible."""
    click.echo(json.dumps(rangees, ensure_ascii=False, indent=2, default=str))


def en_csv(rangees: Iterable[Mapping[str, object]]) -> None:
    """Écrit les rangées en CSV (`;`, titres d'abord)."""
    toutes = list(rangees)
    if not toutes:
        return
    ecrivain = csv.DictWriter(sys.stdout, list(toutes[0]), delimiter=";", lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows(toutes)
