"""La commande `parchemin compte` : ouvrir le premier compte d'un service, et entrer dans la démonstration."""

import os

import click

from parchemin.web.commande.base import ouvrir_la_base

EPILOGUE = """\b
Exemples :
  parchemin compte premier --nom Fictif --courriel fictif@exemple.invalid --site https://examens.exemple.invalid
  parchemin compte code
"""


@click.group("compte", epilog=EPILOGUE, subcommand_metavar="COMMANDE [ARGUMENTS]…")
def commande() -> None:
    """Ouvre le premier compte d'un service neuf ; donne le code du moment des comptes de démonstration."""


@commande.command("premier")
@click.option("--nom", required=True, metavar="NOM", help="Nom de la personne.")
@click.option("--prenom", default="", metavar="PRENOM", help="Prénom.")
@click.option("--courriel", required=True, metavar="ADRESSE", help="Adresse électronique : son identifiant.")
@click.option("--site", required=True, metavar="ADRESSE", help="Début des adresses du service, https://…")
def premier(nom: str, prenom: str, courriel: str, site: str) -> None:
    """Crée le compte de la première personne de l'administration nationale et écrit son lien d'entrée.

    Les suivants se nomment à l'écran. Sort avec 2, sans rien écrire, s'il existe déjà un tel compte.
    """
    ouvrir_la_base()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.urls import reverse
    from django.utils import timezone

    from parchemin.socle.comptes.services.nominations import Identite, nommer_le_premier
    from parchemin.socle.organisation.refus import ActeRefuse

    try:
        validate_email(courriel)
        habilitation, secret = nommer_le_premier(Identite(nom, prenom, courriel), le=timezone.now())
    except ValidationError:
        raise click.UsageError(
            f"« {courriel} » n'est pas une adresse électronique. Exemple : prenom.nom@exemple.fr."
        ) from None
    except ActeRefuse as refus:
        raise click.UsageError(str(refus)) from None
    click.echo(f"Compte créé : {habilitation.personne}, administration nationale.")
    click.echo(
        f"Lien d'entrée, une fois, sept jours : {site.rstrip('/')}{reverse('connexion-lien', args=[secret])}"
    )


@commande.command("code")
def code() -> None:
    """Écrit le code à six chiffres du moment, le même pour tous les comptes de démonstration."""
    os.environ.setdefault("PARCHEMIN_MODE", "demonstration")
    ouvrir_la_base()
    from django.conf import settings
    from django.utils import timezone

    from parchemin.web.demonstration.comptes import code_du_moment

    if settings.EN_SERVICE:
        raise click.UsageError("Un service n'a pas de comptes de démonstration.")
    click.echo(code_du_moment(le=timezone.now()))
