"""Envoyer un formulaire comme un navigateur, et lire ce que la page répond."""

import json
from collections.abc import Mapping

from django.test import Client
from django.urls import reverse

from parchemin.socle.organisation import etats
from parchemin.socle.organisation.models import Etablissement
from tests.web.pages.lecture import Page, lue

Saisie = Mapping[str, object]


def envoyer(navigateur: Client, nom: str, saisie: Saisie, *arguments: object) -> Page:
    """Page qui suit l'envoi, redirections suivies."""
    return lue(navigateur.post(reverse(f"organisation-{nom}", args=arguments), saisie, follow=True))


def refus(navigateur: Client, nom: str, saisie: Saisie, *arguments: object) -> str:
    """Texte de la page qui refuse l'envoi."""
    reponse = navigateur.post(reverse(f"organisation-{nom}", args=arguments), saisie)
    assert reponse.status_code == 422
    return lue(reponse).texte.replace("\u00a0", " ").replace("’", "'")


def saisie_de(etablissement: Etablissement, **changements: str) -> Saisie:
    """Ce qu'envoie le formulaire d'une fiche, tel qu'il a été lu maintenant."""
    lu = etats.etat(Etablissement.objects.get(pk=etablissement.pk), etats.ETABLISSEMENT)
    return {**lu, "lu": json.dumps(lu), "motif": "", **changements}
