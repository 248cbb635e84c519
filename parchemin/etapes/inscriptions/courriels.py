"""Les courriels des inscriptions : ce qui attend, sans aucune donnée d'examen, envoyés une fois l'acte confirmé en base."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from parchemin.etapes.inscriptions.models import Notification


def envoyer_relance(notification: Notification, site: str) -> None:
    """Rappelle au candidat ce qu'il n'a pas ouvert ; rien sans adresse électronique. `site` : début des adresses."""
    candidat = notification.inscription.candidat
    if not candidat.courriel:
        return
    corps = render_to_string(
        "inscriptions/courriels/relance.txt",
        {
            "notification": notification,
            "candidat": candidat,
            "site": site,
            "contact": settings.EDITEUR["contact"],
        },
    )
    sujet = "Parchemin : un document vous attend"
    message = EmailMessage(sujet, corps.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [candidat.courriel])
    # Après la confirmation : un acte annulé n'annonce rien. Un serveur muet ne défait pas un acte inscrit.
    transaction.on_commit(message.send, robust=True)
