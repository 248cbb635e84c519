"""Renoncer clairement : ce que toute commande qui lit un tableau dit quand elle ne peut pas aller au bout."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

import click

from parchemin.droit.parametres import HorsValidite
from parchemin.moteurs.decision import DiplomeAChoisir, TableauRefuse
from parchemin.moteurs.tableurs import EcritureImpossible, TableauIllisible
from parchemin.moteurs.tableurs.systeme import dire_erreur

REFUSE, INTERROMPU = 2, 130


@contextmanager
def refus_clairs(reste: str = "rien n'a été écrit") -> Iterator[None]:
    """Dit en français pourquoi la commande renonce, ce qui reste écrit, et sort avec le code convenu."""
    phrase = f"{reste[:1].upper()}{reste[1:]}."
    try:
        yield
    except TableauRefuse as refus:
        # Un programme qui lit la sortie d'erreur y trouve une ligne par case fautive, et rien d'autre.
        if sys.stderr.isatty():
            dire(str(refus))
        raise click.exceptions.Exit(REFUSE) from refus
    except (TableauIllisible, EcritureImpossible, HorsValidite, DiplomeAChoisir) as refus:
        renoncer(str(refus))
    except OSError as erreur:
        renoncer(f"{erreur.filename or 'Le système'} : {dire_erreur(erreur)}. {phrase}")
    except MemoryError:
        renoncer("La mémoire de la machine ne suffit pas pour ce tableau. " + phrase)
    except KeyboardInterrupt:
        renoncer(f"Interrompu : {reste}.", INTERROMPU)


def renoncer(phrase: str, code: int = REFUSE) -> NoReturn:
    """Dit pourquoi, et sort avec ce code."""
    dire(phrase)
    raise click.exceptions.Exit(code)


def dire(ligne: str) -> None:
    """Écrit une ligne sur la sortie d'erreur."""
    # Un tube fermé par son lecteur ne doit ni arrêter la commande, ni changer son code de sortie.
    with suppress(OSError):
        click.echo(ligne, err=True)
