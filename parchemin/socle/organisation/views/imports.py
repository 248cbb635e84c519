"""Reprendre un fichier : le lire à blanc, lire ses diagnostics, l'appliquer ou y renoncer."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.socle.organisation import queries
from parchemin.socle.organisation.forms.imports import FichierAReprendre
from parchemin.socle.organisation.imports.catalogue import GENRES
from parchemin.socle.organisation.imports.compte_rendu import compte_rendu, rendre
from parchemin.socle.organisation.imports.corrige import rendre_avec_diagnostics
from parchemin.socle.organisation.imports.lots import abandonner, appliquer, lire_a_blanc, relire
from parchemin.socle.organisation.models import LotImporte
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import PAR_PAGE, envoi, paginer, statut, tenter


def imports(requete: Demande) -> HttpResponse:
    """Les fichiers repris ; un envoi en lit un à blanc."""
    portee, fichiers = requete.portee, requete.FILES or None
    form = FichierAReprendre(envoi(requete), fichiers, portee=portee, sessions=queries.sessions(portee))
    if requete.method == "POST":
        lot = tenter(
            requete, form,
            lambda: lire_a_blanc(form.recu, form.lecture, par=requete.auteur, le=timezone.now()),
            "Le fichier est lu à blanc : rien n'est encore écrit.",
        )  # fmt: skip
        if lot:
            return redirect("organisation-import", numero=lot.pk)
    page, suite = paginer(requete, queries.lots(requete.portee, requete.auteur).defer("lignes"))
    contexte = {
        "form": form, "page": page, "requete": suite, "genres": GENRES.values(),
        "ariane": [("Organisation", reverse("organisation"))],
    }  # fmt: skip
    return render(requete, "organisation/imports.html", contexte, status=statut(form))


def un_import(requete: Demande, numero: int) -> HttpResponse:
    """Ce que le fichier changerait et ce qui ne va pas ; un envoi l'applique, le relit ou l'abandonne."""
    lot, form = _le(requete, numero), Form(envoi(requete))
    if requete.method == "POST":
        acte, dit = _acte(requete)
        if tenter(requete, form, lambda: acte(requete, lot), dit):
            return redirect("organisation-import", numero=numero)
        lot = _le(requete, numero)
    rendu = compte_rendu(lot)
    page = Paginator(rendu.lignes, PAR_PAGE).get_page(requete.GET.get("page"))
    contexte = {
        "lot": lot, "form": form, "rendu": rendu, "genre": GENRES.get(lot.genre),
        "page": page, "lignes": [rendre(*ligne) for ligne in page], "requete": "",
        "diagnostics": rendu.diagnostics[:PAR_PAGE], "autres": max(0, len(rendu.diagnostics) - PAR_PAGE),
        "ariane": [("Organisation", reverse("organisation")), ("Fichiers", reverse("organisation-imports"))],
    }  # fmt: skip
    return render(requete, "organisation/import.html", contexte, status=statut(form))


def corrige(requete: Demande, numero: int) -> HttpResponse:
    """Le fichier rendu avec un diagnostic en regard de chaque ligne."""
    lot = _le(requete, numero)
    # La marque d'ordre fait lire les accents aux tableurs.
    reponse = HttpResponse(f"\ufeff{rendre_avec_diagnostics(lot)}", content_type="text/csv; charset=utf-8")
    reponse.headers["Content-Disposition"] = f'attachment; filename="fichier-{lot.pk}-diagnostics.csv"'
    return reponse


def _le(requete: Demande, numero: int) -> LotImporte:
    return get_object_or_404(queries.lots(requete.portee, requete.auteur), pk=numero)


def _acte(requete: Demande) -> tuple[Callable[[Demande, LotImporte], LotImporte], str]:
    """Acte demandé, et ce qu'on en dira ; 404 s'il n'existe pas."""
    demande = ACTES.get(requete.POST.get("acte", ""))
    if demande is None:
        raise Http404
    return demande


def _appliquer(requete: Demande, lot: LotImporte) -> LotImporte:
    return appliquer(lot, portee=requete.portee, par=requete.auteur, le=timezone.now())


def _relire(requete: Demande, lot: LotImporte) -> LotImporte:
    return relire(lot, portee=requete.portee, le=timezone.now())


def _abandonner(_requete: Demande, lot: LotImporte) -> LotImporte:
    return abandonner(lot)


ACTES = {
    "appliquer": (_appliquer, "Le fichier est appliqué."),
    "relire": (_relire, "Le fichier est comparé à la base d'aujourd'hui."),
    "abandonner": (_abandonner, "Le fichier est abandonné : rien n'a été écrit."),
}
