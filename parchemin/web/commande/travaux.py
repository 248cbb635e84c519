"""La commande `parchemin travaux` : exécuter la file des travaux longs, et dire où ils en sont."""

import click

from parchemin.web.commande.base import ouvrir_la_base

EPILOGUE = """\b
Exemples :
  parchemin travaux faire
  parchemin travaux faire --une-fois
  parchemin travaux liste
"""


@click.group("travaux", epilog=EPILOGUE, subcommand_metavar="COMMANDE [ARGUMENTS]…")
def commande() -> None:
    """Exécute la file des travaux longs de ce service, et dit où ils en sont.

    La base est celle que nomme l'environnement, comme pour le service lui-même.
    """


@commande.command("faire")
@click.option("--une-fois", is_flag=True, help="S'arrête dès que la file n'a plus rien à prendre.")
@click.option("--parent", type=click.IntRange(min=1), hidden=True, help="Processus sans lequel s'arrêter.")
def faire(une_fois: bool, parent: int | None) -> None:
    """Fait avancer les travaux jusqu'à Ctrl+C ; à garder en marche à côté du service.

    On peut en lancer plusieurs. Arrêté, même net, il ne perd rien : les travaux repartent d'où ils en étaient.
    """
    ouvrir_la_base()
    from parchemin.socle.taches.ouvrier import ouvrier

    if not une_fois and parent is None:
        click.echo("Les travaux avancent ; Ctrl+C arrête.", err=True)
    faites = ouvrier(une_fois=une_fois, parent=parent or 0)
    if une_fois:
        click.echo(f"Tranches de travail faites : {faites}")


@commande.command("liste")
def liste() -> None:
    """Écrit les travaux qui n'ont pas pris fin, et si quelqu'un les fait avancer."""
    ouvrir_la_base()
    from django.utils import timezone

    from parchemin.socle.taches import queries
    from parchemin.socle.taches.faits import ABSENCE, suivre

    le, vu_le = timezone.now(), queries.ouvrier_vu_le()
    travaux = [suivre(travail, ouvrier_vu_le=vu_le, le=le) for travail in queries.travaux_ouverts()]
    for suivi in travaux:
        click.echo(f"{suivi.numero:>6}  {suivi.etat:<10}  {suivi.phrase}, {suivi.libelle}")
        for phrase in suivi.messages:
            click.echo(f"{'':>6}  {phrase}")
    if not travaux:
        click.echo("Aucun travail en attente ni en cours.")
    if vu_le is None or le - vu_le > ABSENCE:
        click.echo("Personne ne fait avancer les travaux : lancer « parchemin travaux faire ».", err=True)
