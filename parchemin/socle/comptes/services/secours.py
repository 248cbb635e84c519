"""Secourir un compte : fermer ses sessions, ou lui ôter des preuves d'identité perdues ou volées pour qu'il les refasse."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from parchemin.socle.comptes.courriels import envoyer
from parchemin.socle.comptes.models import Personne
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner


@transaction.atomic
def fermer_les_sessions(personne: Personne, *, par: Auteur, motif: str, le: datetime) -> int:
    """Ferme toutes les sessions de la personne, et l'en avertit ; rend leur nombre."""
    nombre = _supprimer_les_sessions(personne, le=le)
    fait = Fait(personne.code, str(personne), apres={"sessions": nombre}, motif=motif)
    consigner("comptes.fermer_sessions", fait, par=par, le=le)
    envoyer("securite", personne.courriel, fait="toutes vos sessions ont été fermées")
    return nombre


@transaction.atomic
def oter_les_preuves(personne: Personne, *, par: Auteur, motif: str, le: datetime) -> None:
    """Ôte mot de passe, téléphone, codes de secours et liens en cours, ferme les sessions, et avertit la personne.

    Elle repasse par où elle est entrée la première fois : le lien de son courriel, ou un nouveau code sur papier.
    """
    personne.set_unusable_password()
    personne.save(update_fields=["password"])
    TOTPDevice.objects.filter(user=personne).delete()
    StaticDevice.objects.filter(user=personne).delete()
    personne.jetons.filter(utilise_le=None).update(utilise_le=le)
    _supprimer_les_sessions(personne, le=le)
    consigner("comptes.oter_preuves", Fait(personne.code, str(personne), motif=motif), par=par, le=le)
    envoyer(
        "securite",
        personne.courriel,
        fait="mot de passe et second facteur ont été ôtés : refaites-les par « Mot de passe oublié »",
    )


def _supprimer_les_sessions(personne: Personne, *, le: datetime) -> int:
    siennes = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=le).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(personne.pk)
    ]
    Session.objects.filter(pk__in=siennes).delete()
    return len(siennes)
