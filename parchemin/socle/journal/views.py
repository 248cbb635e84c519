"""Les pages du journal, pour qui a le droit de le lire."""

from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from parchemin.socle.journal import export
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.faits import raconter
from parchemin.socle.journal.forms import FiltresForm, TetesForm
from parchemin.socle.journal.queries import Regard, actes_visibles, avec_leur_charge
from parchemin.socle.journal.services import tracer_un_export
from parchemin.socle.journal.suivi import page_de_verification
from parchemin.socle.journal.verification import derniere_tete

PAR_PAGE = 50
GENRES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


def regard_de(requete: HttpRequest) -> Regard:
    """Jusqu'où voit la personne, d'après la portée que le contrôle des accès a posée ; refuse s'il n'est pas passé."""
    portee = getattr(requete, "portee", None)
    if portee is None:
        raise PermissionDenied
    return Regard(portee.perimetres, portee.code_session)


def auteur_de(requete: HttpRequest) -> Auteur:
    """Auteur des actes de la personne, posé par le contrôle des accès ; refuse s'il n'est pas passé."""
    auteur = getattr(requete, "auteur", None)
    if not isinstance(auteur, Auteur):
        raise PermissionDenied
    return auteur


@require_safe
def journal(requete: HttpRequest) -> HttpResponse:
    """Les actes que la personne voit, du plus récent au plus ancien ; les filtres sont dans l'adresse."""
    regard, formulaire = regard_de(requete), FiltresForm(requete.GET)
    numeros = actes_visibles(regard, formulaire.filtres).values_list("numero", flat=True)
    page = Paginator(numeros, PAR_PAGE).get_page(requete.GET.get("page"))
    filtres = requete.GET.copy()
    filtres.pop("page", None)
    suite, adresse = f"{filtres.urlencode()}&" if filtres else "", reverse("journal-export")
    nombre = page.paginator.count
    contexte = {
        "legende": f"{nombre} acte{'s' if nombre > 1 else ''}, du plus récent au plus ancien",
        "formulaire": formulaire, "page": page, "actes": [raconter(lu) for lu in avec_leur_charge(page)],
        "requete": suite, "regard": regard, "tete": derniere_tete(),
        "adresse_csv": f"{adresse}?{suite}format=csv", "adresse_jsonl": f"{adresse}?format=jsonl",
    }  # fmt: skip
    return render(requete, "journal/journal.html", contexte)


@require_safe
def acte(requete: HttpRequest, numero: int) -> HttpResponse:
    """Un acte : qui, quand, sur quoi, ce qui valait avant et après, pourquoi."""
    trouve = (
        actes_visibles(regard_de(requete))
        .select_related("charge", "effacement")
        .filter(numero=numero)
        .first()
    )
    if trouve is None:
        raise Http404
    contexte = {
        "acte": raconter(trouve),
        "titre": f"Acte {numero} du journal",
        "ariane": [("Journal", reverse("journal"))],
    }
    return render(requete, "journal/acte.html", contexte)


@require_safe
def exporter(requete: HttpRequest) -> HttpResponseBase:
    """Le journal entier en JSON, ou les actes visibles et filtrés en CSV ; l'export est lui-même consigné."""
    regard, filtres, genre = (
        regard_de(requete),
        FiltresForm(requete.GET).filtres,
        requete.GET.get("format", "jsonl"),
    )
    if genre not in GENRES:
        raise Http404
    if genre == "jsonl" and not regard.est_entier:
        raise PermissionDenied
    if requete.method == "HEAD":
        return HttpResponse(content_type=GENRES[genre])
    trace = tracer_un_export(genre, asdict(filtres), par=auteur_de(requete), le=timezone.now())
    textes = export.lignes_json() if genre == "jsonl" else export.pages_csv(regard, filtres)
    nom = f'attachment; filename="journal_acte_{trace.numero}.{genre}"'
    return StreamingHttpResponse(
        export.par_blocs(textes), content_type=GENRES[genre], headers={"Content-Disposition": nom}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verifier(requete: HttpRequest) -> HttpResponseBase:
    """Vérifie tout le journal, comparé aux têtes données."""
    formulaire = TetesForm(requete.POST if requete.method == "POST" else None)
    if requete.method == "POST" and formulaire.is_valid():
        return page_de_verification(requete, formulaire.comparees)
    contexte = {
        "formulaire": formulaire,
        "tete": derniere_tete(),
        "ariane": [("Journal", reverse("journal"))],
    }
    return render(requete, "journal/verifier.html", contexte)


@require_safe
def verificateur(requete: HttpRequest) -> HttpResponse:
    """Le vérificateur autonome, à remettre à qui doit vérifier sans nous."""
    nom = {"Content-Disposition": 'attachment; filename="verifier_journal.py"'}
    return HttpResponse(export.verificateur(), content_type="text/plain; charset=utf-8", headers=nom)
