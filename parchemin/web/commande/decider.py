"""La commande `parchemin decider` : d'un tableau de session au tableau des décisions."""

import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click

from parchemin.droit.diplome import codes_des_diplomes
from parchemin.moteurs.decision import Bilan, decider, reglement_de_session
from parchemin.web.commande.refus import dire, refus_clairs
from parchemin.web.commande.saisies import SESSION_PAR_DEFAUT, Annee, Jour

TABLEAU_LONG = 5_000
EFFACER = "\r\x1b[K"
EPILOGUE = """\b
Exemples :
  parchemin decider session.csv --sortie decisions.csv
  parchemin decider session.ods --sortie decisions.csv --explications raisons.jsonl
"""


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
    with refus_clairs(), ExitStack() as pile:
        ecran = _Ecran(pile)
        bilan = decider(
            entree, sortie, reglement_de_session(session, le, diplome), signaler=ecran.signaler,
            explications=explications, avancement=ecran.avancer if sys.stderr.isatty() else None,
        )  # fmt: skip
    dire(resumer(bilan, sortie))


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
        dire(f"{EFFACER}{faute}" if self._est_visible else faute)

    def avancer(self, fait: int, total: int) -> None:
        """Avance la barre jusqu'à `fait` rangées sur `total`."""
        if total < TABLEAU_LONG:
            return
        if not self._est_visible:
            self._barre.length, self._est_visible = total, True
            self._pile.enter_context(self._barre)
        self._barre.update(fait - self._barre.pos)
