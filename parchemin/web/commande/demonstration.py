"""La commande `parchemin demonstration` : une session fictive, décidée, comptée, et trois décisions racontées."""

import re
import shlex
import sys
import textwrap
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from parchemin.droit.delivrance import Decision, Reglement
from parchemin.droit.regimes import Regime, Voie
from parchemin.moteurs.decision import DiplomeAChoisir, reglement_de_session
from parchemin.moteurs.tableurs import EcritureImpossible
from parchemin.moteurs.tableurs.systeme import dire_erreur
from parchemin.web.commande import mise_en_page
from parchemin.web.commande.saisies import diplome_demande
from parchemin.web.commande.servir import servir
from parchemin.web.demonstration.candidats import TropPeuDeCandidats
from parchemin.web.demonstration.modele import Chiffres, LigneOffre, SansDemonstration, lire_chiffres
from parchemin.web.demonstration.offre import OffreIllisible, lire_offre
from parchemin.web.demonstration.session import Bilan, DossierOccupe, jouer

CANDIDATS_MAXIMUM = 20_000
GRAINE_MAXIMUM = 999_999_999
SANS_VOIE = "régime donné seul"
EPILOGUE = """\b
Exemples :
  parchemin demonstration
  parchemin demonstration --offre offre.csv --candidats 10000 --dossier essai
"""


class Entier(click.ParamType[int]):
    """Un nombre entier, borné."""

    name = "N"

    def __init__(self, minimum: int, maximum: int) -> None:
        self.minimum, self.maximum = minimum, maximum

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Entier entre les bornes ; refuse toute autre écriture."""
        lu = re.fullmatch(r"[0-9]{1,12}", str(value))
        if lu and self.minimum <= int(lu[0]) <= self.maximum:
            return int(lu[0])
        return self.fail(f"« {value} » n'est pas un entier de {self.minimum} à {self.maximum}.", param, ctx)


@click.command("demonstration", epilog=EPILOGUE)
@click.option(
    "--dossier", type=click.Path(path_type=Path), metavar="DOSSIER", default=Path("demonstration"), show_default=True,
    help="Où écrire le tableau, les décisions et les explications.",
)  # fmt: skip
@click.option(
    "--offre", type=click.Path(path_type=Path), metavar="FICHIER",
    help="Offre réelle de places (CSV : session, uai, statut, capacite, departement).",
)  # fmt: skip
@click.option(
    "--candidats", type=Entier(1, CANDIDATS_MAXIMUM),
    help="Nombre de candidats ; par défaut celui d'une session nationale.",
)  # fmt: skip
@click.option(
    "--graine", type=Entier(0, GRAINE_MAXIMUM), default=1, show_default=True,
    help="La même graine refait les mêmes candidats.",
)  # fmt: skip
@click.option("--diplome", "code", metavar="CODE", help="Diplôme, s'il y en a plusieurs.")
@click.option(
    "--servir/--sans-servir", "doit_servir", help="Sert ensuite les pages à cette machine ; Ctrl+C arrête."
)
def commande(
    dossier: Path, offre: Path | None, candidats: int | None, graine: int, code: str | None, doit_servir: bool
) -> None:  # fmt: skip
    """Écrit une session nationale fictive, la décide, en compte les décisions et en explique trois.

    Aucun candidat n'existe. Les proportions sont réelles : académies, établissements, voies, outre-mer. Chaque
    cas rare du droit y figure, nommé dans la colonne « _cas ». Relancer refait les mêmes fichiers.
    """
    try:
        chiffres = lire_chiffres(diplome_demande(code, None).code)
        places = lire_offre(offre, chiffres.session, chiffres.academies) if offre else chiffres.offre
        reglement = reglement_de_session(chiffres.session, code=code)
        bilan = _jouer(dossier, chiffres, places, reglement, candidats or chiffres.candidats, graine)
    except (
        OffreIllisible, TropPeuDeCandidats, DossierOccupe, SansDemonstration, EcritureImpossible, DiplomeAChoisir,
    ) as refus:  # fmt: skip
        click.echo(str(refus), err=True)
        raise click.exceptions.Exit(2) from None
    except OSError as erreur:
        click.echo(f"{erreur.filename or dossier} : {dire_erreur(erreur)}.", err=True)
        raise click.exceptions.Exit(2) from None
    _ecrire_bilan(bilan, reglement)
    for titre, explication in bilan.racontes:
        _raconter(titre, explication)
    _dire_la_suite(bilan)
    if doit_servir:
        servir(dossier)


def _jouer(
    dossier: Path,
    chiffres: Chiffres,
    offre: tuple[LigneOffre, ...],
    reglement: Reglement,
    nombre: int,
    graine: int,
) -> Bilan:
    if sys.stderr.isatty():
        click.echo(f"{_nombre(nombre)} candidats fictifs à inventer et à décider…", err=True)
    return jouer(dossier, chiffres, offre, reglement, nombre=nombre, graine=graine)


def _ecrire_bilan(bilan: Bilan, reglement: Reglement) -> None:
    diplome = reglement.diplome
    total = bilan.decisions.total()
    presentation = (
        f"{diplome.sigle}, session {diplome.session} : {_nombre(total)} candidats fictifs, {bilan.academies} académies, "
        f"{bilan.etablissements} établissements, {bilan.cas} cas rares, outre-mer "
        f"{_pourcent(bilan.outre_mer.total(), total)}."
    )
    click.echo(textwrap.fill(presentation, mise_en_page.largeur()))
    mise_en_page.titre("Décisions proposées au jury")
    for decision in Decision:
        nombre = bilan.decisions[decision]
        click.echo(f"  {decision:<12}{_nombre(nombre):>7}{_pourcent(nombre, total):>9}  {decision.libelle}")
    _ecrire_comptes("Par voie", {v.libelle: bilan.par_voie[v] for v in Voie} | _sans_voie(bilan))
    _ecrire_comptes("Par régime", {f"{r} : {r.libelle}": bilan.par_regime[r] for r in Regime})


def _sans_voie(bilan: Bilan) -> dict[str, Counter[Decision]]:
    return {SANS_VOIE: bilan.par_voie[""]} if "" in bilan.par_voie else {}


def _ecrire_comptes(titre: str, comptes: Mapping[str, Counter[Decision]]) -> None:
    mise_en_page.titre(titre)
    etiquette = max(map(len, comptes)) + 2
    click.echo("  " + " " * etiquette + "".join(f"{t:>10}" for t in ("candidats", "part", "admis")))
    total = sum(c.total() for c in comptes.values())
    for nom, compte in comptes.items():
        nombres = (
            _nombre(compte.total()),
            _pourcent(compte.total(), total),
            _pourcent(compte[Decision.ADMIS], compte.total()),
        )
        click.echo("  " + nom.ljust(etiquette) + "".join(f"{n:>10}" for n in nombres))


def _raconter(titre: str, explication: Mapping[str, Any]) -> None:
    """Une décision, règle après règle, chacune avec son article."""
    decision = Decision(explication["decision"])
    mise_en_page.titre(f"{explication['numero']}, {explication['_identite']} : {decision.libelle}")
    _replier(f"Cas : {titre}.")
    etapes = [*explication["regime"]["motifs"], *explication["etapes"]]
    for rang, etape in enumerate(etapes, start=1):
        _replier(f"{rang:>2}. {etape['phrase']} [{etape['reference']}]", suite="    ")


def _replier(texte: str, suite: str = "") -> None:
    click.echo(
        textwrap.fill(texte, mise_en_page.largeur(), initial_indent="  ", subsequent_indent=f"  {suite}")
    )


def _dire_la_suite(bilan: Bilan) -> None:
    fichiers = bilan.fichiers
    tableau, decisions, explications = map(
        click.format_filename, (fichiers.tableau, fichiers.decisions, fichiers.explications)
    )
    mise_en_page.titre("Écrit")
    mise_en_page.ligne("tableau", tableau)
    mise_en_page.ligne("décisions", decisions)
    mise_en_page.ligne("explications", explications)
    mise_en_page.titre("Et maintenant")
    click.echo("  Ouvrir le tableau dans un tableur, y changer une note, puis le décider de nouveau :")
    click.echo(f"    parchemin decider {shlex.quote(tableau)} --sortie autres_decisions.csv")
    click.echo("  Voir ce que passe un candidat, et ce qui reste à confirmer dans le droit :")
    click.echo("    parchemin reglement --regime A")
    click.echo("    parchemin parametres --a-confirmer")


def _nombre(n: int) -> str:
    """Entier à la française, milliers séparés."""
    return f"{n:,}".replace(",", " ")


def _pourcent(part: int, total: int) -> str:
    """Part en pour cent, arrondie au dixième le plus proche ; vide si le total est nul."""
    if not total:
        return ""
    entier, dixieme = divmod((2000 * part + total) // (2 * total), 10)
    return f"{entier},{dixieme} %"
