"""L'organisation d'un coup d'œil, et les académies."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from parchemin.socle.organisation import queries
from parchemin.socle.organisation.heures import HeureLocale
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.tableau_de_bord import tableau_de_bord
from parchemin.socle.organisation.views.demandes import choix_de_sessions, pluriel, session_demandee


def organisation(requete: Demande) -> HttpResponse:
    """Où en est la session, en nombres qui ouvrent chacun leur liste."""
    session = session_demandee(requete)
    contexte = {
        "session": session, "sessions": choix_de_sessions(requete),
        "bord": tableau_de_bord(requete.portee, session, le=timezone.now()) if session else None,
    }  # fmt: skip
    return render(requete, "organisation/organisation.html", contexte)


def academies(requete: Demande) -> HttpResponse:
    """Les académies visibles, avec leur heure."""
    maintenant = timezone.now()
    lignes = [(a, HeureLocale(maintenant, a.fuseau)) for a in queries.academies(requete.portee)]
    contexte = {
        "lignes": lignes,
        "legende": pluriel(len(lignes), "académie ou territoire", pluriels="académies et territoires"),
        "ariane": _ariane(),
    }
    return render(requete, "organisation/academies.html", contexte)


def academie(requete: Demande, code: str) -> HttpResponse:
    """Une académie : sa nature, son heure, ses départements, ses regroupements, ce qui s'y trouve."""
    trouvee = get_object_or_404(queries.academies(requete.portee), pk=code)
    contexte = {
        "academie": trouvee, "heure": HeureLocale(timezone.now(), trouvee.fuseau), "titre": str(trouvee),
        "departements": trouvee.departements.all(),
        "rattachements": queries.rattachements(requete.portee, trouvee),
        "etablissements": queries.etablissements(requete.portee).filter(academie=trouvee).count(),
        "centres": queries.centres(requete.portee).filter(academie=trouvee, ferme_le=None).count(),
        "ariane": [*_ariane(), ("Académies", reverse("organisation-academies"))],
    }  # fmt: skip
    return render(requete, "organisation/academie.html", contexte)


def _ariane() -> list[tuple[str, str]]:
    return [("Organisation", reverse("organisation"))]
