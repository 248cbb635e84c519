"""La commande `parchemin decider` : d'un tableau de session au tableau des décisions."""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from parchemin.droit.diplome import codes_des_diplomes
from parchemin.droit.parametres import HorsValidite
from parchemin.moteurs.decision import (
    Bilan,
    DiplomeAChoisir,
    TableauRefuse,
    decider,
    reglement_de_session,
)
from parchemin.moteurs.tableurs import EcritureImpossible, TableauIllisible
from parchemin.moteurs.tableurs.systeme import dire_erreur

REFUSE, INTERROMPU = 2, 130
TABLEAU_LONG = 5_000
EFFACER = "\r\x1b[K"
SESSION_PAR_DEFAUT = 2026
EPILOGUE = """\b
Exemples :
  parchemin decider session.csv --sortie decisions.csv
  parchemin decider session.ods --sortie decisions.csv --explications raisons.jsonl
"""


class Jour(click.ParamType[date]):
    """Un jour écrit AAAA-MM-JJ."""

    name = "AAAA-MM-JJ"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Jour écrit ainsi ; refuse toute autre écriture, même si elle se devine."""
        if isinstance(value, date):
            return value
        ecrit = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
        try:
            return date.fromisoformat(value if ecrit else "")
        except ValueError:
            return self.fail(f"« {value} » n'est pas un jour du calendrier écrit AAAA-MM-JJ.", param, ctx)


class Annee(click.ParamType[int]):
    """Une année d'examen."""

    name = "AAAA"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Année en quatre chiffres."""
        if isinstance(value, int) or re.fullmatch(r"[0-9]{4}", value):
            return int(value)
        return self.fail(f"« {value} » n'est pas une année d'examen en quatre chiffres.", param, ctx)


CHEMIN = click.Path(path_type=Path)


@click.command("decider", epilog=EPILOGUE)
@click.argument("entree", type=CHEMIN)
@click.option(
    "--sortie", type=CHEMIN, metavar="FICHIER", required=True, help="Tableau des décisions à écrire (CSV)."
)
@click.option(
    "--session", type=Annee(), default=SESSION_PAR_DEFAUT, show_default=True, help="Année d'examen."
)
@click.option(
    "--le",
    type=Jour(),
    help="Jour où se lisent les valeurs légales ; par défaut le 1er juillet de la session.",
)
@click.option(
    "--explications",
    type=CHEMIN,
    metavar="FICHIER",
    help="Raisons de chaque décision à écrire (un objet JSON par ligne).",
)
@click.option("--diplome", type=click.Choice(codes_des_diplomes()), help="Diplôme, s'il y en a plusieurs.")
def commande(
    entree: Path, sortie: Path, session: int, le: date | None, explications: Path | None, diplome: str | None
) -> None:
    """Décide une session entière d'après un tableau, avec les raisons.

    ENTREE est un tableau CSV, XLSX ou ODS : une ligne de titres, puis un candidat par ligne. Si une seule
    case est fautive, toutes les fautes sont dites, rien n'est écrit, et le code de sortie est 2.
    """
    with _refus_clairs(), ExitStack() as pile:
        ecran = _Ecran(pile)
        bilan = decider(
            entree, sortie, reglement_de_session(session, le, diplome), signaler=ecran.signaler,
            explications=explications, avancement=ecran.avancer if sys.stderr.isatty() else None,
        )  # fmt: skip
    _dire(resumer(bilan, sortie))


def resumer(bilan: Bilan, sortie: Path) -> str:
    """Une ligne : candidats décidés, nombre de chaque décision, fichier écrit."""
    s = "s" if bilan.candidats > 1 else ""
    parts = ", ".join(f"{decision.value} {nombre}" for decision, nombre in bilan.decisions.items())
    return f"{bilan.candidats} candidat{s} décidé{s} : {parts}. Écrit dans {click.format_filename(sortie)}."


class _Ecran:
    """Les fautes et, sur un terminal, une barre d'avancement quand le tableau est long."""

    def __init__(self, pile: ExitStack) -> None:
        self._pile, self._est_visible = pile, False
        self._barre = click.progressbar(length=1, label="Décision", file=sys.stderr)

    def signaler(self, faute: str) -> None:
        """Écrit une faute, à la place de la barre s'il y en a une."""
        _dire(f"{EFFACER}{faute}" if self._est_visible else faute)

    def avancer(self, fait: int, total: int) -> None:
        """Avance la barre jusqu'à `fait` rangées sur `total`."""
        if total < TABLEAU_LONG:
            return
        if not self._est_visible:
            self._barre.length, self._est_visible = total, True
            self._pile.enter_context(self._barre)
        self._barre.update(fait - self._barre.pos)


@contextmanager
def _refus_clairs() -> Iterator[None]:
    """Dit en français pourquoi la commande renonce, et sort avec le code convenu."""
    try:
        yield
    except TableauRefuse as refus:
        # Un programme qui lit la sortie d'erreur y trouve une ligne par case fautive, et rien d'autre.
        if sys.stderr.isatty():
            _dire(str(refus))
        raise click.exceptions.Exit(REFUSE) from refus
    except (TableauIllisible, EcritureImpossible, HorsValidite, DiplomeAChoisir) as refus:
        _renoncer(str(refus))
    except OSError as erreur:
        _renoncer(f"{erreur.filename or 'Le système'} : {dire_erreur(erreur)}. Rien n'a été écrit.")
    except MemoryError:
        _renoncer("La mémoire de la machine ne suffit pas pour ce tableau. Rien n'a été écrit.")
    except KeyboardInterrupt:
        _renoncer("Interrompu : rien n'a été écrit.", INTERROMPU)


def _renoncer(phrase: str, code: int = REFUSE) -> NoReturn:
    _dire(phrase)
    raise click.exceptions.Exit(code)


def _dire(ligne: str) -> None:
    # Un tube fermé par son lecteur ne doit ni arrêter la commande, ni changer son code de sortie.
    with suppress(OSError):
        click.echo(ligne, err=True)
