"""Les pages d'erreur : ce qui s'est passé, ce que l'on peut faire."""

from difflib import get_close_matches

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from parchemin.web.pages.contexte import navigation


def demande_illisible(requete: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, ou 413 si la demande était trop grosse pour être lue."""
    trop_gros = isinstance(exception, RequestDataTooBig)
    contexte = {"maximum_mo": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 10**6 if trop_gros else 0}
    return render(requete, "400.html", contexte, status=413 if trop_gros else 400)


def acces_refuse(requete: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(requete, "403.html", status=403)


def page_introuvable(requete: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, avec les pages dont l'adresse ressemble à celle qui est demandée."""
    contexte = {"message": "Aucune page n'est à cette adresse.", "proches": pages_proches(requete.path)}
    return render(requete, "404.html", contexte, status=404)


def pages_proches(chemin: str) -> list[tuple[str, str]]:
    """Pages principales (libellé, adresse) qui ressemblent le plus à ce chemin ; toutes si aucune ne ressemble."""
    connues = {reverse(nom): libelle for nom, libelle in navigation()}
    debut = f"/{chemin.strip('/').partition('/')[0]}/"
    return [(connues[adresse], adresse) for adresse in get_close_matches(debut, connues, n=3) or connues]


def panne(requete: HttpRequest) -> HttpResponse:
    """500 : une page qui ne doit rien à ce qui vient de tomber, ni base, ni session, ni fichiers collectés."""
    return HttpResponseServerError(render_to_string("500.html", {"feuille": feuille_de_style()}))


def feuille_de_style() -> str:
    """Adresse de la feuille de style ; vide si les fichiers du service n'ont pas été rassemblés."""
    try:
        return static("parchemin.css")
    except ValueError:
        return ""


def formulaire_perime(requete: HttpRequest, reason: str = "") -> HttpResponse:
    """403 d'un formulaire sans jeton valable : page ouverte depuis trop longtemps, ou témoins refusés."""
    return render(requete, "403_csrf.html", status=403)
