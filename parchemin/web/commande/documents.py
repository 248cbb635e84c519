"""La commande `parchemin documents` : relevés, attestations, procès-verbal et statistiques en PDF."""

import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click

from parchemin.droit.parametres import HorsValidite
from parchemin.moteurs.decision import DiplomeAChoisir, TableauRefuse, reglement_de_session
from parchemin.moteurs.rendu.contenus import Edition
from parchemin.moteurs.rendu.session import Avancement, lire_session
from parchemin.moteurs.rendu.tirage import Genre, Partage, tirer
from parchemin.moteurs.tableurs import TableauIllisible
from parchemin.moteurs.tableurs.systeme import dire_erreur
from parchemin.web.commande.decider import SESSION_PAR_DEFAUT, Annee, Jour

REFUSE, INTERROMPU = 2, 130
EPILOGUE = """\b
Le tableau est celui de « decider », avec les colonnes _nom et _prenom,
et si possible _naissance, _uai, _etablissement et _academie.

\b
Exemples :
  parchemin documents releves session.csv --sortie releves --par etablissement
  parchemin documents statistiques session.csv --sortie statistiques
"""


@click.command("documents", epilog=EPILOGUE)
@click.argument("genre", type=click.Choice([g.value for g in Genre]))
@click.argument("entree", type=click.Path(path_type=Path), metavar="ENTREE")
@click.option(
    "--sortie", type=click.Path(path_type=Path), required=True, metavar="DOSSIER", help="Dossier des PDF."
)
@click.option(
    "--par", type=click.Choice([p.value for p in Partage]), default=Partage.ETABLISSEMENT.value, show_default=True,
    help="Un fichier par candidat, par établissement, ou un seul.",
)  # fmt: skip
@click.option(
    "--session", type=Annee(), default=SESSION_PAR_DEFAUT, show_default=True, help="Année d'examen."
)
@click.option("--deliberation", type=Jour(), help="Jour de la délibération ; nécessaire aux attestations.")
@click.option(
    "--definitif", is_flag=True, help="Après délibération : le document ne se dit plus proposition."
)
def commande(  # noqa: PLR0913, PLR0917 — une option, un paramètre
    genre: str, entree: Path, sortie: Path, par: str, session: int, deliberation: date | None, definitif: bool
) -> None:
    """Écrit les documents d'une session en PDF accessible et durable, dans l'ordre de mise sous enveloppe.

    GENRE : releves, attestations, proces-verbal ou statistiques. Une case fautive du tableau est dite comme
    par « decider » : rien n'est écrit et le code de sortie est 2. Les mêmes données donnent les mêmes octets.
    """
    if definitif and deliberation is None:
        raise click.UsageError("--definitif demande --deliberation : un document définitif la date.")
    if genre == Genre.ATTESTATIONS and deliberation is None:
        raise click.UsageError(
            "Une attestation demande --deliberation : ses unités valent cinq ans depuis ce jour."
        )
    try:
        reglement = reglement_de_session(session)
        decides = lire_session(entree, reglement, lambda faute: click.echo(faute, err=True))
        # Une attestation suit toujours la délibération : elle ne se dit jamais proposition.
        edition = Edition(reglement, definitif or genre == Genre.ATTESTATIONS, deliberation)
        with ExitStack() as pile:
            avancer = _barre(pile)
            fichiers = tirer(Genre(genre), decides, edition, sortie, Partage(par), avancer)
    except TableauRefuse:
        raise click.exceptions.Exit(REFUSE) from None
    except (TableauIllisible, HorsValidite, DiplomeAChoisir) as refus:
        click.echo(str(refus), err=True)
        raise click.exceptions.Exit(REFUSE) from None
    except OSError as erreur:
        click.echo(f"{erreur.filename or sortie} : {dire_erreur(erreur)}.", err=True)
        raise click.exceptions.Exit(REFUSE) from None
    except KeyboardInterrupt:
        click.echo("Interrompu : les fichiers déjà écrits sont entiers, relancer refait les mêmes.", err=True)
        raise click.exceptions.Exit(INTERROMPU) from None
    pluriel = "s" if len(fichiers) > 1 else ""
    click.echo(f"{len(fichiers)} fichier{pluriel} dans {sortie}.", err=True)


def _barre(pile: ExitStack) -> Avancement | None:
    if not sys.stderr.isatty():
        return None
    barre = pile.enter_context(click.progressbar(length=1, label="Documents", file=sys.stderr))

    def avancer(fait: int, total: int) -> None:
        barre.length = total
        barre.update(fait - barre.pos)

    return avancer
