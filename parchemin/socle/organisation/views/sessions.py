"""Les sessions : les ouvrir, les lire, les faire avancer."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.socle.organisation import queries
from parchemin.socle.organisation.forms.sessions import ChangementDePhase, Ouverture
from parchemin.socle.organisation.histoire import histoire
from parchemin.socle.organisation.models import Phase, SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.services.sessions import TRANSITIONS, changer_phase, ouvrir_session
from parchemin.socle.organisation.views.demandes import envoi, la_session, statut, tenter


def sessions(requete: Demande) -> HttpResponse:
    """Les sessions visibles ; un envoi en ouvre une."""
    form = Ouverture(envoi(requete))
    if requete.method == "POST":
        ouverte = tenter(
            requete, form,
            lambda: ouvrir_session(**form.cleaned_data, par=requete.auteur, le=timezone.now()), "La session est ouverte.",
        )  # fmt: skip
        if ouverte:
            return redirect("organisation-session", code=ouverte.code)
    contexte = {"sessions": queries.sessions(requete.portee), "form": form, "ariane": _ariane()}
    return render(requete, "organisation/sessions.html", contexte, status=statut(form))


def session(requete: Demande, code: str) -> HttpResponse:
    """Une session : sa phase, celles où elle peut aller, ce qui lui est arrivé."""
    return _montrer(requete, la_session(requete, code), None)


def phase(requete: Demande, code: str) -> HttpResponse:
    """Fait avancer la session, ou la fait revenir avec un motif."""
    ici, form = la_session(requete, code), ChangementDePhase(requete.POST)
    d = form.cleaned_data if form.is_valid() else {}
    changee = tenter(
        requete,
        form,
        lambda: changer_phase(ici, **d, par=requete.auteur, le=timezone.now()),
        "La phase est changée.",
    )
    return (
        redirect("organisation-session", code=code)
        if changee
        else _montrer(requete, la_session(requete, code), form)
    )


def _montrer(requete: Demande, ici: SessionExamen, refuse: ChangementDePhase | None) -> HttpResponse:
    suivante, precedente = TRANSITIONS[Phase(ici.phase)]
    retour = ChangementDePhase(initial={"vers": precedente, "lue": ici.phase}, auto_id="retour_%s")
    contexte = {
        "session": ici, "phases": _phases(Phase(ici.phase)), "suivante": suivante, "precedente": precedente,
        "retour": retour, "refuse": refuse, "histoire": histoire(f"session:{ici.code}"), "titre": str(ici),
        "ariane": [*_ariane(), ("Sessions", reverse("organisation-sessions"))],
    }  # fmt: skip
    return render(requete, "organisation/session.html", contexte, status=statut(refuse))


def _phases(en_cours: Phase) -> list[tuple[str, str, str]]:
    """Libellé de chaque phase, la forme et le mot de son état."""
    rang = list(Phase).index(en_cours)
    etats = [("fait", "passée"), ("cours", "en cours"), ("avenir", "à venir")]
    return [(p.label, *etats[(n >= rang) + (n > rang)]) for n, p in enumerate(Phase)]


def _ariane() -> list[tuple[str, str]]:
    return [("Organisation", reverse("organisation"))]
