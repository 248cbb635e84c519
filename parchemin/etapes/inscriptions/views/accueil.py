"""Le tableau de bord de la session : ce qui attend, où l'on en est, ce qui s'est passé."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from parchemin.etapes.inscriptions.queries.registre import PARTS
from parchemin.etapes.inscriptions.queries.tableau_de_bord import tableau_de_bord
from parchemin.etapes.inscriptions.views.session import la_session_et_les_autres
from parchemin.socle.organisation.heures import PARIS, HeureLocale
from parchemin.socle.organisation.portee import Demande


def inscriptions(requete: Demande) -> HttpResponse:
    """Ce qui attend la personne aujourd'hui, puis le registre ; chaque nombre ouvre sa liste."""
    session, sessions = la_session_et_les_autres(requete)
    contexte: dict[str, object] = {"session": session, "sessions": sessions}
    if session:
        le = timezone.now()
        entier = requete.GET.get("registre") == "entier"
        bord = tableau_de_bord(requete.portee, session, requete.auteur, le=le, entier=entier)
        lieu = bord.regard.lieu
        contexte |= {
            "bord": bord, "parts": PARTS, "entier": entier,
            "maintenant": HeureLocale(le, lieu.fuseau if lieu else PARIS), "lieu": lieu,
        }  # fmt: skip
    return render(requete, "inscriptions/accueil.html", contexte)
