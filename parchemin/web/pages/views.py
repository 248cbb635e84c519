"""Les pages : chacune passe la demande à sa lecture et montre un gabarit."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from parchemin.web.pages import calendrier, catalogue, decisions, reglements, rgaa, textes
from parchemin.web.pages.contexte import est_une_demonstration

PAR_PAGE = 50
DUREE_DU_CONTACT = timedelta(days=180)
Vue = Callable[..., HttpResponse]


def lisible(vue: Vue) -> Vue:
    """Lecture seule ; une adresse inconnue donne une page 404 qui propose les plus proches."""

    @wraps(vue)
    def enveloppee(requete: HttpRequest, **arguments: str) -> HttpResponse:
        try:
            return vue(requete, **arguments)
        except reglements.PageInconnue as inconnue:
            contexte = {"message": str(inconnue), "proches": inconnue.proches}
            return render(requete, "404.html", contexte, status=404)

    return require_safe(enveloppee)


def de_demonstration(vue: Vue) -> Vue:
    """Page qui n'existe pas en service : ce qu'elle montre est fictif, ou ne sert qu'à qui construit les pages."""

    @wraps(vue)
    def enveloppee(requete: HttpRequest, **arguments: str) -> HttpResponse:
        if not est_une_demonstration():
            raise Http404
        return vue(requete, **arguments)

    return enveloppee


def nombre_lisible(nombre: int) -> str:
    """Nombre écrit avec ses milliers séparés : « 5 000 »."""
    return f"{nombre:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _demande(requete: HttpRequest, nom: str) -> str:
    return requete.GET.get(nom, "").strip()


@lisible
def accueil(requete: HttpRequest) -> HttpResponse:
    """Ce que fait Parchemin, et par où commencer."""
    contexte = {
        "regimes": reglements.REGIMES, "epreuves": reglements.formes_par_regime(reglements.edition("")),
        "lien_qdp": reverse("que_dois_je_passer"),
    }  # fmt: skip
    return render(requete, "pages/accueil.html", contexte)


@lisible
def reglement(requete: HttpRequest) -> HttpResponse:
    """Le règlement d'un régime, et ce qui change d'une session à l'autre."""
    lu = reglements.edition(_demande(requete, "session"))
    regime = reglements.regime_demande(_demande(requete, "regime"))
    compare = _demande(requete, "compare")
    contexte: dict[str, object] = {
        "diplome": lu, "regime": regime, "regimes": reglements.REGIMES, "compare": compare,
        "sessions": [(s, str(s)) for s in reglements.sessions()],
        "comparables": [("", "Aucune"), *((s, str(s)) for s in reglements.sessions() if s != lu.session)],
        "rubriques": reglements.rubriques(lu, regime),
    }  # fmt: skip
    if compare:
        contexte["differences"] = reglements.differences(lu, reglements.edition(compare), regime)
    return render(requete, "pages/reglement.html", contexte)


@lisible
def que_dois_je_passer(requete: HttpRequest) -> HttpResponse:
    """Trois questions, et les épreuves du visiteur ; les réponses sont dans l'adresse."""
    lu = reglements.edition(_demande(requete, "session"))
    voie = _demande(requete, "voie")
    etablissement, habilitation = (
        _demande(requete, "etablissement"),
        _demande(requete, "habilitation") or "non",
    )
    contexte: dict[str, object] = {
        "diplome": lu, "voie": voie, "etablissement": etablissement, "habilitation": habilitation,
        "voies": reglements.VOIES, "etablissements": reglements.ETABLISSEMENTS,
        "habilitations": reglements.HABILITATIONS,
    }  # fmt: skip
    if voie:
        contexte["reponse"] = reglements.repondre(lu, voie, etablissement, habilitation)
    return render(requete, "pages/que_dois_je_passer.html", contexte)


@lisible
def referentiel(requete: HttpRequest) -> HttpResponse:
    """Les portes d'entrée du référentiel, ou les résultats d'une recherche."""
    demande = _demande(requete, "q")
    contexte: dict[str, object] = {"demande": demande}
    if demande:
        contexte["trouvailles"] = textes.rechercher(demande)
    else:
        contexte["entrees"] = textes.portes()
    return render(requete, "pages/referentiel.html", contexte)


@lisible
def element(requete: HttpRequest, code: str) -> HttpResponse:
    """Un élément du référentiel, à son adresse."""
    return render(requete, "pages/element.html", {"fiche": textes.fiche(code)})


@lisible
def parametres(requete: HttpRequest) -> HttpResponse:
    """Le registre des valeurs légales ; les filtres sont dans l'adresse."""
    statut, mot = requete.GET.get("statut", "a_confirmer"), _demande(requete, "q")
    choisies = reglements.valeurs(statut, mot)
    page, filtres = _paginer(requete, choisies)
    contexte = {
        "statut": statut, "q": mot, "statuts": reglements.STATUTS, "page": page, "requete": filtres,
        "titre": f"{nombre_lisible(len(choisies))} valeur{'s' if len(choisies) > 1 else ''}",
    }  # fmt: skip
    return render(requete, "pages/parametres.html", contexte)


@lisible
def page_calendrier(requete: HttpRequest) -> HttpResponse:
    """Les dates de la session."""
    lu = reglements.edition(_demande(requete, "session"))
    contexte = {"diplome": lu, "jours": calendrier.jours(lu.session)}
    return render(requete, "pages/calendrier.html", contexte)


def _paginer(requete: HttpRequest, lignes: Sequence[Any]) -> tuple[Page[Any], str]:
    """Page demandée (la première si elle n'existe pas), et le début d'adresse qui garde les filtres."""
    filtres = requete.GET.copy()
    filtres.pop("page", None)
    page = Paginator(lignes, PAR_PAGE).get_page(requete.GET.get("page"))
    return page, f"{filtres.urlencode()}&" if filtres else ""


def _session() -> decisions.Session:
    return decisions.session(Path(settings.DEMONSTRATION))


@lisible
@de_demonstration
def page_decisions(requete: HttpRequest) -> HttpResponse:
    """Les décisions de la session de démonstration."""
    decision, mot = _demande(requete, "decision"), _demande(requete, "q")
    try:
        choisis = decisions.choisir(_session(), decision, mot)
    except decisions.SessionAbsente as absente:
        return render(requete, "pages/sans_demonstration.html", {"message": str(absente)}, status=404)
    page, filtres = _paginer(requete, choisis)
    contexte = {
        "decision": decision, "q": mot, "decisions": decisions.DECISIONS, "page": page,
        "legende": f"{nombre_lisible(len(choisis))} candidat{'s' if len(choisis) > 1 else ''}, page {page.number}",
        "requete": filtres,
    }  # fmt: skip
    return render(requete, "pages/decisions.html", contexte)


@lisible
@de_demonstration
def decision(requete: HttpRequest, numero: str) -> HttpResponse:
    """Une décision, expliquée ligne par ligne."""
    try:
        lu = decisions.recit(_session(), numero)
    except decisions.SessionAbsente as absente:
        return render(requete, "pages/sans_demonstration.html", {"message": str(absente)}, status=404)
    return render(
        requete, "pages/decision.html", {"recit": lu, "ariane": [("Décisions", reverse("decisions"))]}
    )


@lisible
@de_demonstration
def composants(requete: HttpRequest) -> HttpResponse:
    """Le catalogue des composants, vivant : il montre ceux dont les pages sont faites."""
    return render(requete, "pages/composants.html", catalogue.exemples())


@lisible
def accessibilite(requete: HttpRequest) -> HttpResponse:
    """La déclaration d'accessibilité, tirée de la grille tenue dans le dépôt."""
    return render(requete, "pages/accessibilite.html", rgaa.bilan())


@lisible
def mentions_legales(requete: HttpRequest) -> HttpResponse:
    """Qui édite et héberge ce site."""
    return render(requete, "pages/mentions_legales.html", {"editeur": settings.EDITEUR})


@lisible
def donnees_personnelles(requete: HttpRequest) -> HttpResponse:
    """Ce que le site garde des personnes."""
    return render(requete, "pages/donnees_personnelles.html", {"editeur": settings.EDITEUR})


@lisible
def hors_ligne(requete: HttpRequest) -> HttpResponse:
    """Ce que voit qui a perdu sa connexion."""
    return render(requete, "pages/hors_ligne.html")


@require_safe
def service_hors_ligne(requete: HttpRequest) -> HttpResponse:
    """Le script qui garde la page hors connexion ; servi à la racine, car il ne vaut que sous son adresse."""
    return render(requete, "sw.js", content_type="text/javascript; charset=utf-8")


@require_safe
def securite(requete: HttpRequest) -> HttpResponse:
    """Où signaler une faille (RFC 9116) ; l'échéance recule tant que le service tourne, donc que l'adresse est tenue."""
    contact = settings.EDITEUR["contact"]
    contexte = {
        "contact": f"mailto:{contact}" if "@" in contact and ":" not in contact else contact,
        "est_complete": contact != settings.A_COMPLETER,
        "echeance": timezone.now() + DUREE_DU_CONTACT,
    }
    return render(requete, "security.txt", contexte, content_type="text/plain; charset=utf-8")


@require_safe
def sante(requete: HttpRequest) -> HttpResponse:
    """Dit que le service répond, sans rien révéler d'autre."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
