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
INSECABLE = "\N{NO-BREAK SPACE}"


def largeur() -> int:
    """Largeur utile du terminal ; 80 colonnes dans un tube."""
    return min(shutil.get_terminal_size((80, 24)).columns, LARGEUR_MAXIMALE)


def titre(texte: str) -> None:
    """Écrit un titre souligné, replié s'il le faut."""
    lignes = textwrap.wrap(texte, largeur())
    click.echo("\n" + "\n".join([*lignes, "─" * max(map(len, lignes))]))


def ligne(etiquette: str, texte: str, *, retrait: int = 2, colonne: int = 14) -> None:
    """Écrit « étiquette  texte », le texte replié sous lui-même ; un signe double ne commence pas une ligne.

    Une étiquette trop longue pour sa colonne s'écrit en phrase : « étiquette : texte ». Chaque ligne du texte
    se replie pour elle-même.
    """
    suite = " " * (retrait + colonne)
    if len(etiquette) >= colonne:
        etiquette, texte, suite = "", f"{etiquette} : {texte}", " " * (retrait + 4)
        debut = " " * retrait
    else:
        debut = " " * retrait + etiquette.ljust(colonne)
    for rang, morceau in enumerate(texte.split("\n")):
        lie = re.sub(r" (?=[;:?!»])|(?<=«) |(?<=\d) (?=[a-zé%×=])", INSECABLE, morceau)
        click.echo(
            textwrap.fill(lie, largeur(), initial_indent=suite if rang else debut, subsequent_indent=suite)
            or debut.rstrip()
        )


def en_json(contenu: Mapping[str, object] | Sequence[Mapping[str, object]]) -> None:
    """Écrit des données en JSON lisible."""
    click.echo(json.dumps(contenu, ensure_ascii=False, indent=2, default=str))


def en_csv(rangees: Iterable[Mapping[str, object]]) -> None:
    """Écrit les rangées en CSV (`;`, titres d'abord)."""
    toutes = list(rangees)
    if not toutes:
        return
    ecrivain = csv.DictWriter(sys.stdout, list(toutes[0]), delimiter=";", lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows(toutes)
