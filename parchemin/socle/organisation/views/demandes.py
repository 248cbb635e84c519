"""Ce que les pages de l'organisation ont en commun : la session demandée, un acte tenté, une liste paginée."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, QueryDict

from parchemin.socle.organisation import queries
from parchemin.socle.organisation.forms.lecture import PERIMEE, AvecLecture
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.mots import milliers
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.refus import ActeRefuse, Conflit

PAR_PAGE = 50
REFUSE = 422
Fait = TypeVar("Fait")
Fiche = TypeVar("Fiche", bound=Model)


def session_demandee(requete: Demande) -> SessionExamen | None:
    """Session de l'adresse ou du formulaire, à défaut la courante ; 404 si elle n'est pas visible."""
    code = requete.POST.get("session") or requete.GET.get("session", "")
    return la_session(requete, code) if code else queries.session_courante(requete.portee)


def la_session(requete: Demande, code: str) -> SessionExamen:
    """Session visible de ce code ; 404 sinon."""
    session = queries.session_de_code(requete.portee, code)
    if session is None:
        raise Http404
    return session


def session_obligatoire(requete: Demande) -> SessionExamen:
    """Session demandée ; 404 s'il n'y en a aucune."""
    session = session_demandee(requete)
    if session is None:
        raise Http404
    return session


def envoi(requete: Demande) -> QueryDict | None:
    """Ce que la personne envoie ; rien si elle ne fait que lire."""
    return requete.POST if requete.method == "POST" else None


def tenter(requete: Demande, formulaire: Form, acte: Callable[[], Fait], dit: str) -> Fait | None:
    """Ce que rend l'acte, annoncé par `dit` ; `None` si le formulaire ne convient pas ou si l'acte refuse.

    Le refus rejoint alors les erreurs du formulaire, qui garde toute la saisie.
    """
    if not formulaire.is_valid():
        _dire_ce_qui_est_cache(formulaire)
        return None
    try:
        fait = acte()
    except ActeRefuse as refus:
        for phrase in refus.phrases:
            formulaire.add_error(None, phrase)
        if isinstance(refus, Conflit) and isinstance(formulaire, AvecLecture):
            formulaire.relire()
        return None
    messages.success(requete, dit)
    return fait


def _dire_ce_qui_est_cache(formulaire: Form) -> None:
    """Une erreur sur un champ que l'on ne voit pas se dit en tête : la page a été abîmée, ou date d'une autre version."""
    for champ in formulaire.hidden_fields():
        if formulaire.errors.pop(champ.name, None):
            formulaire.add_error(None, PERIMEE)


def statut(*formulaires: Form | None) -> int:
    """200, ou 422 si l'un des formulaires a été refusé."""
    return REFUSE if any(f is not None and f.is_bound for f in formulaires) else 200


def paginer(requete: Demande, lignes: QuerySet[Fiche]) -> tuple[Page[Fiche], str]:
    """Page demandée (la première si elle n'existe pas), et le début d'adresse qui garde les filtres."""
    filtres = requete.GET.copy()
    filtres.pop("page", None)
    page = Paginator(lignes, PAR_PAGE).get_page(requete.GET.get("page"))
    return page, f"{filtres.urlencode()}&" if filtres else ""


def choix_de_sessions(requete: Demande) -> list[tuple[str, str]]:
    """Sessions visibles, pour une liste déroulante."""
    return [(session.code, str(session)) for session in queries.sessions(requete.portee)]


def pluriel(nombre: int, mot: str, *, pluriels: str = "") -> str:
    """« 1 établissement », « 12 établissements »."""
    return f"{milliers(nombre)} {mot if nombre < 2 else pluriels or f'{mot}s'}"


Contexte = dict[str, Any]
