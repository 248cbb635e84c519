"""La commande `parchemin documents` : relevés, attestations, procès-verbal et statistiques en PDF."""

import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click

from parchemin.moteurs.decision import reglement_de_session
from parchemin.moteurs.rendu.contenus import Edition, a_examiner, delivrables
from parchemin.moteurs.rendu.session import Avancement, lire_session
from parchemin.moteurs.rendu.tirage import Genre, Partage, tirer
from parchemin.web.commande.refus import dire, refus_clairs, renoncer
from parchemin.web.commande.saisies import SESSION_PAR_DEFAUT, Annee, Jour

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
    with refus_clairs("les fichiers déjà écrits sont entiers"), ExitStack() as pile:
        reglement = reglement_de_session(session)
        decides = lire_session(entree, reglement, dire)
        # Une attestation suit toujours la délibération : elle ne se dit jamais proposition.
        edition = Edition(reglement, definitif or genre == Genre.ATTESTATIONS, deliberation)
        if definitif and (restants := a_examiner(decides)):
            renoncer(
                f"--definitif : le jury n'a pas encore examiné {', '.join(restants)}. "
                "Les ôter du tableau jusqu'à sa décision, ou tirer sans --definitif."
            )
        fichiers = tirer(Genre(genre), decides, edition, sortie, Partage(par), _barre(pile))
    dire(f"{len(fichiers)} fichier{'s' if len(fichiers) > 1 else ''} dans {sortie}.")
    suspendus = len(decides) - len(delivrables(decides, edition))
    if genre == Genre.RELEVES and suspendus:
        pluriel = "s" if suspendus > 1 else ""
        dire(
            f"{suspendus} candidat{pluriel} sans relevé : décision suspendue (fraude non jugée, ou note réservée)."
        )


def _barre(pile: ExitStack) -> Avancement | None:
    if not sys.stderr.isatty():
        return None
    barre = pile.enter_context(click.progressbar(length=1, label="Documents", file=sys.stderr))

    def avancer(fait: int, total: int) -> None:
        barre.length = total
        barre.update(fait - barre.pos)

    return avancer
