"""La session que montre une page, et celles que l'on peut choisir, lues en une fois."""

from django.http import Http404

from parchemin.socle.organisation import queries
from parchemin.socle.organisation.models import Phase, SessionExamen
from parchemin.socle.organisation.portee import Demande


def la_session_et_les_autres(requete: Demande) -> tuple[SessionExamen | None, list[tuple[str, str]]]:
    """Session de l'adresse, à défaut la plus récente qui ne soit pas close ; et le choix. 404 si elle n'est pas visible."""
    visibles = sorted(queries.sessions(requete.portee), key=lambda s: (-s.annee, s.diplome))
    choix = [(s.code, str(s)) for s in visibles]
    if code := requete.GET.get("session", ""):
        demandee = next((s for s in visibles if s.code == code), None)
        if demandee is None:
            raise Http404
        return demandee, choix
    ouvertes = [s for s in visibles if s.phase != Phase.CLOSE]
    return next(iter(ouvertes or visibles), None), choix


def la_session_obligatoire(requete: Demande) -> SessionExamen:
    """Session demandée ; 404 s'il n'y en a aucune."""
    session, _ = la_session_et_les_autres(requete)
    if session is None:
        raise Http404
    return session
