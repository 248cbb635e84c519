"""Les courriels des comptes : brefs, sans donnée d'examen, envoyés une fois l'acte confirmé en base."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

SUJETS: Mapping[str, str] = {
    "invitation": "Parchemin : votre accès",
    "nomination": "Parchemin : un rôle vous est confié",
    "retrait": "Parchemin : un rôle vous est retiré",
    "mot_de_passe": "Parchemin : choisir un nouveau mot de passe",
    "securite": "Parchemin : votre sécurité a changé",
}


def envoyer(genre: str, destinataire: str, **valeurs: object) -> None:
    """Envoie le courriel de ce genre quand la transaction en cours est confirmée ; rien si l'adresse manque."""
    if not destinataire:
        return
    corps = render_to_string(
        f"comptes/courriels/{genre}.txt", {"contact": settings.EDITEUR["contact"], **valeurs}
    )
    message = EmailMessage(SUJETS[genre], corps.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [destinataire])
    # Après la confirmation : un acte annulé n'annonce rien. Un serveur muet ne défait pas un acte inscrit.
    transaction.on_commit(message.send, robust=True)
