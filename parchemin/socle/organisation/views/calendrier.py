"""Le calendrier des opérations, dans l'heure de chaque territoire."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.socle.organisation import queries
from parchemin.socle.organisation.forms.calendrier import EcheanceAFixer
from parchemin.socle.organisation.heures import PARIS, HeureLocale
from parchemin.socle.organisation.models import Academie
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.services.calendrier import fixer_echeance
from parchemin.socle.organisation.views.demandes import (
    choix_de_sessions,
    envoi,
    pluriel,
    session_demandee,
    statut,
    tenter,
)


def calendrier(requete: Demande) -> HttpResponse:
    """Les échéances dans l'heure de l'académie choisie ; un envoi en fixe une."""
    session, academie = session_demandee(requete), _academie(requete)
    if session is None:
        return render(requete, "organisation/calendrier.html", {"session": None, "ariane": _ariane()})
    en_vigueur = queries.echeances(requete.portee, session)
    form = EcheanceAFixer(
        envoi(requete), academies=queries.academies_entieres(requete.portee), partout=requete.portee.partout,
        echeances=list(en_vigueur),
    )  # fmt: skip
    if requete.method == "POST":
        fait = tenter(
            requete, form,
            lambda: fixer_echeance(
                session, form.operation, lu=form.echeance_lue, motif=form.cleaned_data["motif"], par=requete.auteur,
                le=timezone.now(),
            ),
            "L'échéance est fixée.",
        )  # fmt: skip
        if fait:
            return redirect(f"{reverse('organisation-calendrier')}?session={session.code}")
    a_montrer = queries.echeances(requete.portee, session, academie) if academie else en_vigueur
    fuseau, maintenant = academie.fuseau if academie else PARIS, timezone.now()
    lignes = [queries.dire_l_echeance(e, academie) for e in a_montrer]
    contexte = {
        "session": session, "sessions": choix_de_sessions(requete), "academie": academie, "form": form,
        "academies": [("", "Toutes, heure de chacune"), *((a.pk, a.nom) for a in queries.academies(requete.portee))],
        "maintenant": HeureLocale(maintenant, fuseau), "instant": maintenant, "paris": PARIS,
        "lignes": lignes, "legende": f"{pluriel(len(lignes), 'échéance')} en vigueur, dans l'ordre du temps",
        "remplacees": [queries.dire_l_echeance(e, academie) for e in queries.echeances_remplacees(requete.portee, session)],
        "ariane": _ariane(),
    }  # fmt: skip
    return render(requete, "organisation/calendrier.html", contexte, status=statut(form))


def _academie(requete: Demande) -> Academie | None:
    """Académie demandée, à défaut la seule que la personne voit ; 404 si elle n'est pas visible."""
    visibles = queries.academies(requete.portee)
    code = requete.GET.get("academie")
    if code:
        trouvee = visibles.filter(pk=code).first()
        if trouvee is None:
            raise Http404
        return trouvee
    seules = list(visibles[:2]) if code is None else []
    return seules[0] if len(seules) == 1 else None


def _ariane() -> list[tuple[str, str]]:
    return [("Organisation", reverse("organisation"))]
