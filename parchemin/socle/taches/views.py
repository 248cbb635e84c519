"""Les pages des travaux longs : les suivre, les mettre en pause, les reprendre, les arrêter, les relancer."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from parchemin.socle.journal.views import auteur_de, regard_de
from parchemin.socle.taches import queries, services
from parchemin.socle.taches.faits import suivre
from parchemin.socle.taches.genres import TravailRefuse
from parchemin.socle.taches.models import Travail

PAR_PAGE = 50


@require_safe
def travaux(requete: HttpRequest) -> HttpResponse:
    """Les travaux de la personne, ou tous si son rôle couvre tout, du plus récent au plus ancien."""
    visibles, le = _visibles(requete), timezone.now()
    page, vu_le = Paginator(visibles, PAR_PAGE).get_page(requete.GET.get("page")), queries.ouvrier_vu_le()
    contexte = {"page": page, "suivis": [suivre(travail, ouvrier_vu_le=vu_le, le=le) for travail in page]}
    return render(requete, "taches/travaux.html", contexte)


@require_safe
def avancement(requete: HttpRequest, numero: int) -> HttpResponse:
    """Où en est un travail : sa page, ou le seul fragment si c'est la page qui se rafraîchit.

    Dès qu'il ne court plus, le rafraîchissement demande de recharger la page entière : ses boutons et ce qui
    l'entoure ont changé.
    """
    suivi = queries.suivi(_le(requete, numero), le=timezone.now())
    if "HX-Request" in requete.headers:
        reponse = render(requete, "taches/_avancement.html", {"suivi": suivi})
        if not suivi.court:
            reponse.headers["HX-Refresh"] = "true"
    else:
        contexte = {"suivi": suivi, "ariane": [("Travaux", reverse("travaux"))]}
        reponse = render(requete, "taches/travail.html", contexte)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


@require_POST
def pause(requete: HttpRequest, numero: int) -> HttpResponse:
    """Met le travail en pause."""
    return _agir(
        requete, numero, services.mettre_en_pause, "Le travail est en pause : ce qui est fait le reste."
    )


@require_POST
def reprise(requete: HttpRequest, numero: int) -> HttpResponse:
    """Reprend le travail où il en était."""
    return _agir(requete, numero, services.reprendre, "Le travail reprend où il en était.")


@require_POST
def arret(requete: HttpRequest, numero: int) -> HttpResponse:
    """Arrête le travail."""
    return _agir(
        requete, numero, lambda travail: services.arreter(travail, le=timezone.now()),
        "Le travail est arrêté : ce qui est fait le reste, le reste n'est pas fait.",
    )  # fmt: skip


@require_POST
def relance(requete: HttpRequest, numero: int) -> HttpResponse:
    """Relance un travail échoué ou arrêté, où il en était."""
    return _agir(requete, numero, services.relancer, "Le travail repart d'où il en était.")


def _agir(requete: HttpRequest, numero: int, acte: Callable[[Travail], Travail], dit: str) -> HttpResponse:
    """Fait l'acte, dit ce qu'il en est, et revient à la page d'où l'on vient."""
    try:
        acte(_le(requete, numero))
    except TravailRefuse as refus:
        for phrase in refus.phrases:
            messages.error(requete, phrase)
    else:
        messages.success(requete, dit)
    retour = requete.POST.get("retour", "")
    if retour and url_has_allowed_host_and_scheme(retour, {requete.get_host()}, requete.is_secure()):
        return redirect(retour)
    return redirect("travail", numero=numero)


def _visibles(requete: HttpRequest) -> QuerySet[Travail]:
    return queries.travaux(auteur_de(requete), regard_de(requete))


def _le(requete: HttpRequest, numero: int) -> Travail:
    return get_object_or_404(_visibles(requete), pk=numero)
