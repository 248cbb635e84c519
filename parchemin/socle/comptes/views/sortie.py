"""La dernière page d'une session ouverte par le fournisseur d'identité."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers


def page_de_sortie(requete: HttpRequest, adresse: str) -> HttpResponse:
    """Page qui mène aussitôt à l'adresse de sortie du fournisseur ; à rendre une fois notre session fermée.

    Une page, et non une redirection : `form-action 'self'` interdit au navigateur de suivre vers un autre site la réponse
    d'un formulaire, et le fournisseur redirige à son tour vers le service de l'agent, que nous ne connaissons pas.
    """
    contexte = {"adresse": adresse, "fournisseur": settings.OIDC_NOM}
    reponse = render(requete, "comptes/fournisseur_sortie.html", contexte)
    reponse.headers["Refresh"] = f"0; url={adresse}"
    add_never_cache_headers(reponse)
    return reponse
