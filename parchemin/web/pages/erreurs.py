"""Les pages d'erreur : ce qui s'est passé, ce que l'on peut faire."""

from difflib import get_close_matches

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from parchemin.web.pages.contexte import NAVIGATION


def demande_illisible(requete: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(requete, "400.html", status=400)


def acces_refuse(requete: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(requete, "403.html", status=403)


def page_introuvable(requete: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, avec les pages dont l'adresse ressemble à celle qui est demandée."""
    contexte = {"message": "Aucune page n'est à cette adresse.", "proches": pages_proches(requete.path)}
    return render(requete, "404.html", contexte, status=404)


def pages_proches(chemin: str) -> list[tuple[str, str]]:
    """Pages principales (libellé, adresse) qui ressemblent le plus à ce chemin ; toutes si aucune ne ressemble."""
    connues = {reverse(nom): libelle for nom, libelle in NAVIGATION}
    debut = f"/{chemin.strip('/').partition('/')[0]}/"
    return [(connues[adresse], adresse) for adresse in get_close_matches(debut, connues, n=3) or connues]


def panne(requete: HttpRequest) -> HttpResponse:
    """500 : une page qui ne doit rien à ce qui vient de tomber."""
    return render(requete, "500.html", status=500)


def formulaire_perime(requete: HttpRequest, reason: str = "") -> HttpResponse:
    """403 d'un formulaire sans jeton valable : page ouverte depuis trop longtemps, ou témoins refusés."""
    return render(requete, "403_csrf.html", status=403)
