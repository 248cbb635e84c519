"""La commande `parchemin compte` : ouvrir le premier compte, secourir un compte, entrer dans la démonstration."""

import os
from typing import TYPE_CHECKING

import click

from parchemin.web.commande.base import ouvrir_la_base, renoncer

if TYPE_CHECKING:
    from parchemin.socle.comptes.models import Personne

EPILOGUE = """\b
Exemples :
  parchemin compte premier --nom Fictif --courriel fictif@exemple.invalid --site https://examens.exemple.invalid
  parchemin compte fermer-sessions fictif@exemple.invalid --motif "Ordinateur volé"
  parchemin compte oter-preuves fictif@exemple.invalid --motif "Téléphone perdu, identité vérifiée au service"
  parchemin compte fermer fictif@exemple.invalid --motif "Départ du service"
  parchemin compte code
"""
MOTIF = click.option(
    "--motif", required=True, metavar="TEXTE", help="Pourquoi ; le journal des actes le garde."
)


@click.group("compte", epilog=EPILOGUE, subcommand_metavar="COMMANDE [ARGUMENTS]…")
def commande() -> None:
    """Ouvre le premier compte d'un service neuf, secourt un compte, donne le code des comptes de démonstration."""


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


@commande.command("fermer-sessions")
@click.argument("identifiant")
@MOTIF
def fermer_sessions(identifiant: str, motif: str) -> None:
    """Ferme toutes les sessions ouvertes d'une personne, et l'en avertit par courriel."""
    personne = _personne(identifiant)
    from django.utils import timezone

    from parchemin.socle.comptes.services.secours import fermer_les_sessions
    from parchemin.socle.journal.auteurs import Auteur

    nombre = fermer_les_sessions(personne, par=Auteur("systeme", ""), motif=motif, le=timezone.now())
    click.echo(f"{personne} : {nombre} session{'s' if nombre > 1 else ''} fermée{'s' if nombre > 1 else ''}.")


@commande.command("oter-preuves")
@click.argument("identifiant")
@MOTIF
def oter_preuves(identifiant: str, motif: str) -> None:
    """Ôte mot de passe, téléphone et codes de secours, et ferme les sessions ; rôles et actes ne changent pas.

    À ne faire qu'une fois l'identité vérifiée comme à l'invitation. La personne refait tout par le lien de son courriel, ou
    avec un nouveau code sur papier.
    """
    personne = _personne(identifiant)
    from django.utils import timezone

    from parchemin.socle.comptes.services.secours import oter_les_preuves
    from parchemin.socle.journal.auteurs import Auteur

    oter_les_preuves(personne, par=Auteur("systeme", ""), motif=motif, le=timezone.now())
    click.echo(f"{personne} : mot de passe et second facteur ôtés, sessions fermées.")


@commande.command("fermer")
@click.argument("identifiant")
@MOTIF
def fermer(identifiant: str, motif: str) -> None:
    """Ferme un compte : ses rôles sont retirés, ses sessions fermées ; ce qu'il a fait reste au journal."""
    personne = _personne(identifiant)
    from django.utils import timezone

    from parchemin.socle.comptes.services.secours import fermer_le_compte
    from parchemin.socle.journal.auteurs import Auteur
    from parchemin.socle.organisation.refus import ActeRefuse

    try:
        fermer_le_compte(personne, par=Auteur("systeme", ""), motif=motif, le=timezone.now())
    except ActeRefuse as refus:
        renoncer(str(refus))
    click.echo(f"{personne} : compte fermé, rôles retirés.")


@commande.command("rouvrir")
@click.argument("identifiant")
@MOTIF
def rouvrir(identifiant: str, motif: str) -> None:
    """Rouvre un compte fermé, sans aucun rôle : ils se confient de nouveau à l'écran."""
    personne = _personne(identifiant)
    from django.utils import timezone

    from parchemin.socle.comptes.services.secours import rouvrir_le_compte
    from parchemin.socle.journal.auteurs import Auteur

    rouvrir_le_compte(personne, par=Auteur("systeme", ""), motif=motif, le=timezone.now())
    click.echo(f"{personne} : compte rouvert, sans rôle.")


def _personne(identifiant: str) -> "Personne":
    ouvrir_la_base()
    from parchemin.socle.comptes.models import Personne

    trouvee = Personne.objects.filter(identifiant=identifiant.strip().lower()).first()
    if trouvee is None:
        renoncer(
            f"Aucun compte n'a l'identifiant « {identifiant} » : adresse électronique, ou celui de la convocation."
        )
    return trouvee


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
