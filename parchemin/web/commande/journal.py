"""La commande `parchemin journal` : vérifier le journal de ce service, l'exporter, en dire la tête."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parchemin.web.commande.base import ouvrir_la_base, renoncer

if TYPE_CHECKING:
    from parchemin.socle.journal.controle import Bilan
    from parchemin.socle.journal.tetes import Tete

ALTERE = 1
PAS = 50_000
LIMITES = (
    "Ce que ce contrôle ne peut pas voir : sans tête gardée ailleurs, un journal réécrit en entier ou coupé à la fin ; "
    "avec des têtes, ce qui suit la dernière."
)
EPILOGUE = """\b
Exemples :
  parchemin journal tete
  parchemin journal verifier --tete "acte 1234 : abeille acier agneau aigle 0123456789abcdef"
  parchemin journal exporter journal.jsonl
  parchemin journal effacer --avant 2036-01-01 --motif "Terme de la session 2026"
"""


@click.group("journal", epilog=EPILOGUE, subcommand_metavar="COMMANDE [ARGUMENTS]…")
def commande() -> None:
    """Vérifie, exporte, et dit la tête du journal des actes de ce service.

    La base est celle que nomme l'environnement, comme pour le service lui-même.
    """


@commande.command("verifier")
@click.option(
    "--tete", "tetes", multiple=True, metavar="TETE",
    help="Tête gardée hors du système, « acte 1234 : mot mot mot mot 0123456789abcdef » ; autant qu'on en a.",
)  # fmt: skip
@click.option("--progression", is_flag=True, help="Montre l'avancement, même hors d'un terminal.")
def verifier(tetes: tuple[str, ...], progression: bool) -> None:
    """Relit tous les actes et recalcule chaque empreinte.

    Sort avec 0 si rien n'est altéré, 1 si quelque chose l'est, 2 si la demande est refusée.
    """
    gardees = _lire_les_tetes(tetes)
    ouvrir_la_base()
    from parchemin.socle.journal.controle import Controle
    from parchemin.socle.journal.verification import nombre_d_actes, parcourir, protections_absentes

    controle, total = Controle(gardees), nombre_d_actes()
    for lus in parcourir(controle):
        if (progression or sys.stderr.isatty()) and (lus % PAS == 0 or lus == total):
            click.echo(f"{lus} actes relus sur {total}", err=True)
    bilan = controle.conclure()
    _raconter(bilan, protections_absentes())
    if not bilan.est_intact:
        raise click.exceptions.Exit(ALTERE)


@commande.command("exporter")
@click.argument("fichier", type=click.Path(path_type=Path, dir_okay=False), metavar="FICHIER")
def exporter(fichier: Path) -> None:
    """Écrit tout le journal dans FICHIER, un acte par ligne, pour le vérifier ailleurs.

    L'export est lui-même un acte du journal. Le fichier contient des noms : le garder comme tel.
    """
    ouvrir_la_base()
    from django.utils import timezone

    from parchemin.moteurs.tableurs import EcritureImpossible, ecriture_groupee
    from parchemin.socle.journal.auteurs import Auteur
    from parchemin.socle.journal.export import lignes_json
    from parchemin.socle.journal.services import tracer_un_export

    try:
        with ecriture_groupee(fichier) as (flux,):
            par = Auteur("systeme", "commande parchemin")
            tracer_un_export("jsonl", {}, par=par, le=timezone.now())
            flux.writelines(lignes_json())
    except EcritureImpossible as refus:
        renoncer(str(refus))
    click.echo(f"Écrit : {fichier}. À vérifier sans nous : python3 verifier_journal.py {fichier}")


@commande.command("tete")
def tete() -> None:
    """Écrit la tête du journal, à garder hors du système ; puis la même, entière."""
    ouvrir_la_base()
    from parchemin.socle.journal.verification import derniere_tete

    derniere = derniere_tete()
    if derniere is None:
        renoncer("Le journal est vide : il n'a pas encore de tête.")
    click.echo(f"{derniere}\n{derniere.entiere}")


@commande.command("effacer")
@click.option(
    "--avant",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="AAAA-MM-JJ",
    help="Efface les noms, valeurs et motifs des actes inscrits avant ce jour (UTC).",
)
@click.option(
    "--motif", required=True, metavar="TEXTE", help="Pourquoi ; il se garde toujours : ne nommer personne."
)
@click.option(
    "--appliquer",
    is_flag=True,
    help="Efface pour de bon ; sans elle, dit seulement combien d'actes le seraient.",
)
def effacer(avant: datetime, motif: str, appliquer: bool) -> None:
    """Efface du journal les données personnelles arrivées à leur terme ; la chaîne reste vérifiable.

    L'effacement est lui-même un acte, qui dit quels actes et pourquoi. Il ne se défait pas.
    """
    ouvrir_la_base()
    from django.utils import timezone

    from parchemin.socle.journal.auteurs import Auteur
    from parchemin.socle.journal.queries import charges_avant
    from parchemin.socle.journal.services import effacer_charges

    numeros = charges_avant(avant.replace(tzinfo=UTC))
    if not numeros:
        click.echo("Rien à effacer : aucune donnée personnelle n'est aussi ancienne.")
        return
    etendue = f"{len(numeros)} acte{'s' if len(numeros) > 1 else ''}, du n° {numeros[0]} au n° {numeros[-1]}"
    if not appliquer:
        click.echo(f"À effacer : {etendue}. Rien n'est encore effacé ; relancer avec --appliquer.")
        return
    ordre = effacer_charges(numeros, par=Auteur("systeme", ""), le=timezone.now(), motif=motif)
    click.echo(f"Effacé : {etendue}, sur l'ordre de l'acte {ordre.numero}.")


def _lire_les_tetes(textes: tuple[str, ...]) -> "list[Tete]":
    from parchemin.socle.journal.tetes import Tete, TeteIllisible

    try:
        return [Tete.lire(texte) for texte in textes]
    except TeteIllisible as raison:
        renoncer(str(raison))


def _raconter(bilan: "Bilan", protections: list[str]) -> None:
    click.echo(f"Actes relus : {bilan.nombre}")
    if bilan.tete:
        click.echo(f"Tête : {bilan.tete}")
    click.echo(f"Anomalies : {bilan.nombre_d_anomalies or 'aucune'}")
    for constat in bilan.anomalies:
        click.echo(f"- {constat}")
    if bilan.anomalies_tues:
        click.echo(f"- … et {bilan.anomalies_tues} autres.")
    for phrase in [*protections, *map(str, bilan.remarques)]:
        click.echo(f"Remarque : {phrase}")
    if not bilan.est_intact:
        click.echo("Journal ALTÉRÉ.")
    elif bilan.dernier_prouve:
        click.echo(f"Journal intact, prouvé jusqu'à l'acte {bilan.dernier_prouve}.")
    else:
        click.echo("Journal cohérent ; aucune tête gardée n'a été donnée.")
    click.echo(LIMITES)
