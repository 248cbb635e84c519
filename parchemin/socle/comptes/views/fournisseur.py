"""Entrer par le fournisseur d'identité des agents."""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from parchemin.socle.comptes.entrees_refusees import EntreeRefusee
from parchemin.socle.comptes.oidc import MOTEUR, identite_au_retour, retenir
from parchemin.socle.comptes.services.rattachement import rattacher
from parchemin.socle.comptes.views.connexion import faire_entrer

JOURNAL = logging.getLogger("parchemin.fournisseur")
SUITE = "oidc_login_next"  # clé de la session où la bibliothèque range la page à retrouver


@never_cache
def partir(requete: HttpRequest) -> HttpResponse:
    """Mène au fournisseur d'identité, avec état, nonce et PKCE ; 404 si aucun n'est réglé."""
    if not settings.OIDC_NOM:
        raise Http404
    reponse: HttpResponse = OIDCAuthenticationRequestView.as_view()(requete)
    return reponse


@never_cache
def revenir(requete: HttpRequest) -> HttpResponse:
    """Retour du fournisseur d'identité : ouvre la session, ou dit quoi faire ; 404 si aucun n'est réglé."""
    if not settings.OIDC_NOM:
        raise Http404
    try:
        identite = identite_au_retour(requete)
        personne = rattacher(identite, fournisseur=settings.OIDC_NOM, le=timezone.now())
    except EntreeRefusee as refusee:
        JOURNAL.warning("entrée par le fournisseur d'identité refusée : %s", refusee.refus.code)
        contexte = {"refus": refusee.refus, "fournisseur": settings.OIDC_NOM}
        return render(requete, "comptes/fournisseur_refus.html", contexte, status=refusee.refus.statut)
    suite = requete.session.pop(SUITE, None)
    faire_entrer(requete, personne, "fournisseur d'identité", MOTEUR)
    retenir(requete, identite)
    return redirect(suite or settings.LOGIN_REDIRECT_URL)
