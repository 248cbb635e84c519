"""Le parcours qui fonde une candidature : périodes d'expérience, sessions passées."""

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from parchemin.etapes.inscriptions.fiche_actes import possibles
from parchemin.etapes.inscriptions.forms.actes import SansSaisie
from parchemin.etapes.inscriptions.forms.titres import PeriodeDeclaree, SessionDeclaree
from parchemin.etapes.inscriptions.queries.fiche import Lecture
from parchemin.etapes.inscriptions.services.parcours import (
    declarer_anterieure,
    declarer_experience,
    retirer_anterieure,
    retirer_experience,
)
from parchemin.etapes.inscriptions.views.fiche import ariane, faire, lecture
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import statut

ROUTE = "inscriptions-candidat-parcours"


def parcours(requete: Demande, numero: int) -> HttpResponse:
    """Les périodes d'expérience et les sessions passées que le candidat déclare."""
    return _montrer(requete, lecture(requete, numero))


def experience(requete: Demande, numero: int) -> HttpResponse:
    """Déclare une période d'activité professionnelle."""
    lu, form = lecture(requete, numero), PeriodeDeclaree(requete.POST, auto_id="periode_%s")

    def acte() -> object:
        return declarer_experience(lu.inscription, form.periode, par=requete.auteur, le=timezone.now())

    if faire(requete, lu, form, acte, "La période est déclarée."):
        return redirect(ROUTE, numero)
    return _montrer(requete, lu, periode=form)


def anterieure(requete: Demande, numero: int) -> HttpResponse:
    """Déclare une inscription à une session passée."""
    lu, form = lecture(requete, numero), SessionDeclaree(requete.POST, auto_id="passee_%s")

    def acte() -> object:
        return declarer_anterieure(lu.inscription, form.passee, par=requete.auteur, le=timezone.now())

    if faire(requete, lu, form, acte, "La session passée est déclarée."):
        return redirect(ROUTE, numero)
    return _montrer(requete, lu, passee=form)


def retirer(requete: Demande, numero: int, genre: str, ligne: int) -> HttpResponse:
    """Retire une période ou une session passée ; elle reste lisible dans l'histoire."""
    lu, form = lecture(requete, numero), SansSaisie(requete.POST)
    periode = lu.inscription.experiences.filter(pk=ligne).first() if genre == "experience" else None
    passee = lu.inscription.anterieures.filter(pk=ligne).first() if genre == "anterieure" else None
    if periode is None and passee is None:
        raise Http404

    def acte() -> object:
        le = timezone.now()
        if periode:
            return retirer_experience(periode, par=requete.auteur, le=le)
        return retirer_anterieure(passee, par=requete.auteur, le=le) if passee else None

    if faire(requete, lu, form, acte, "C'est retiré."):
        return redirect(ROUTE, numero)
    return _montrer(requete, lu, retrait=form)


def _montrer(
    requete: Demande, lu: Lecture, *, periode: Form | None = None, passee: Form | None = None,
    retrait: Form | None = None,
) -> HttpResponse:  # fmt: skip
    contexte = {
        "experience_exigee": lu.connaissances.regles.experience_exigee,
        "inscription": lu.inscription, "ariane": ariane(lu.inscription), "retrait": retrait,
        "experiences": lu.dossier.experiences, "anterieures": lu.dossier.anterieures,
        "periode": periode or PeriodeDeclaree(auto_id="periode_%s"),
        "passee": passee or SessionDeclaree(auto_id="passee_%s"), "actes": possibles(lu, requete.auteur),
    }  # fmt: skip
    return render(
        requete, "inscriptions/candidat_parcours.html", contexte, status=statut(periode, passee, retrait)
    )
