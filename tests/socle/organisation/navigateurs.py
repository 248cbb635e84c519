"""Faire entrer sur le site une personne fictive, du rôle voulu."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.test import Client

from parchemin.socle.comptes.controle import CHOIX, FACTEUR_DU_FOURNISSEUR
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.organisation.models import Academie, Centre, Etablissement, Regroupement

Ouvrir = Callable[..., Client]
Lieu = Academie | Centre | Etablissement | Regroupement


def ouvrir_pour(role: Role, sur: Lieu | None = None) -> Client:
    """Navigateur d'une personne de ce rôle, entièrement identifiée ; sans lieu, l'échelon national."""
    nature = Nature(str(sur._meta.model_name)) if sur else Nature.NATIONAL
    perimetre = f"{nature}:{sur.pk}" if sur else ""
    personne = Personne.objects.create(
        identifiant=f"{role}-{perimetre}@exemple.invalid".lower(),
        nom="Fictif",
        creee_le=datetime.now(UTC),
    )
    debut = datetime.now(UTC) - timedelta(days=1)
    tenue = Habilitation.objects.create(
        personne=personne, role=role, nature=nature, perimetre=perimetre, accordee_par="personne:0",
        debut=debut, fin=debut + timedelta(days=30), **({nature.value: sur} if sur else {}),
    )  # fmt: skip
    navigateur = Client()
    navigateur.force_login(personne, backend="parchemin.socle.comptes.identification.CompteLocal")
    ouverte = navigateur.session
    ouverte[CHOIX], ouverte[FACTEUR_DU_FOURNISSEUR] = tenue.pk, True
    ouverte.save()
    return navigateur
