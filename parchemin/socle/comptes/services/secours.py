"""Secourir un compte : fermer ses sessions, ou lui ôter des preuves d'identité perdues ou volées pour qu'il les refasse."""

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from parchemin.socle.comptes.courriels import envoyer
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.queries import en_vigueur
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse


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
    # Chez le fournisseur, la clé d'un agent change quand il change de service : elle se reprend à la prochaine entrée.
    personne.identite_externe = None
    personne.save(update_fields=["password", "identite_externe"])
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


@transaction.atomic
def fermer_le_compte(personne: Personne, *, par: Auteur, motif: str, le: datetime) -> None:
    """Ferme le compte, ses rôles et ses sessions ; refaire ne change rien. `ActeRefuse` pour le dernier compte national."""
    personne = Personne.objects.select_for_update().get(pk=personne.pk)
    if personne.fermee_le is not None:
        return
    tenus = list(personne.habilitations.select_for_update().filter(retiree_le=None).order_by("pk"))
    if any(h.role == Role.NATIONAL for h in tenus):
        autres = en_vigueur(le=le).filter(role=Role.NATIONAL, deleguee_de=None).exclude(personne=personne)
        if not autres.exists():
            raise ActeRefuse(
                "C'est le dernier compte de l'administration nationale : nommez-en un autre d'abord."
            )
    personne.fermee_le = le
    personne.save(update_fields=["fermee_le"])
    delegues = Habilitation.objects.filter(deleguee_de__in=tenus, retiree_le=None)
    retires = [*tenus, *delegues.select_for_update().order_by("pk")]
    Habilitation.objects.filter(pk__in=[h.pk for h in retires]).update(retiree_le=le)
    personne.jetons.filter(utilise_le=None).update(utilise_le=le)
    _supprimer_les_sessions(personne, le=le)
    fait = Fait(personne.code, str(personne), apres={"roles_retires": [h.pk for h in retires]}, motif=motif)
    consigner("comptes.fermer", fait, par=par, le=le)
    envoyer("securite", personne.courriel, fait="votre compte a été fermé")


@transaction.atomic
def rouvrir_le_compte(personne: Personne, *, par: Auteur, motif: str, le: datetime) -> None:
    """Rouvre un compte fermé, sans rôle : ils se confient de nouveau. Refaire ne change rien."""
    personne = Personne.objects.select_for_update().get(pk=personne.pk)
    if personne.fermee_le is None:
        return
    personne.fermee_le = None
    personne.save(update_fields=["fermee_le"])
    consigner("comptes.rouvrir", Fait(personne.code, str(personne), motif=motif), par=par, le=le)
    envoyer("securite", personne.courriel, fait="votre compte a été rouvert")


def _supprimer_les_sessions(personne: Personne, *, le: datetime) -> int:
    siennes = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=le).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(personne.pk)
    ]
    Session.objects.filter(pk__in=siennes).delete()
    return len(siennes)
