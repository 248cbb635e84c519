"""L'établissement : ce qui reste à faire avant quelle date, relancer d'un clic, donner leur accès aux candidats."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.queries import etablissement as lecture
from parchemin.etapes.inscriptions.reste_a_faire import relance, reste_a_faire
from parchemin.etapes.inscriptions.services import comptes, notifier
from parchemin.socle.comptes.controle import DemandeIdentifiee
from parchemin.socle.comptes.models import Jeton
from parchemin.socle.comptes.services.entrees import DUREES
from parchemin.socle.comptes.views.connexion import adresse_du_site
from parchemin.socle.comptes.views.droits import nommant
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.models import Etablissement, SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.views.demandes import pluriel, session_demandee, session_obligatoire


@dataclass(frozen=True, slots=True)
class Cadre:
    """Ce que la page montre : la session, l'établissement, une division ou toutes."""

    session: SessionExamen
    etablissement: Etablissement
    division: str

    @property
    def adresse(self) -> str:
        """Adresse de la page, avec ses filtres."""
        filtres = {
            "session": self.session.code,
            "etablissement": self.etablissement.pk,
            "division": self.division,
        }
        return f"{reverse('inscriptions-reste-a-faire')}?{urlencode(filtres)}"

    def inscriptions(self, requete: Demande) -> list[Inscription]:
        """Candidatures visibles que la page couvre."""
        siennes = lecture.candidatures(requete.portee, self.session, self.etablissement, self.division)
        return list(siennes)


def reste(requete: Demande) -> HttpResponse:
    """Par division, puis par candidat, ce qui reste et sa date ; un service choisit d'abord l'établissement."""
    session = session_demandee(requete)
    if session is None:
        return render(requete, "inscriptions/reste_a_faire.html", {"session": None})
    uai = _uai(requete)
    if not uai:
        contexte = {"session": session, "comptes": lecture.comptes(requete.portee, session)}
        return render(requete, "inscriptions/reste_a_faire_etablissements.html", contexte)
    cadre = _cadre(requete, session, uai)
    connaissances = Connaissances(session)
    releves = lecture.releves(cadre.inscriptions(requete), connaissances)
    divisions = lecture.divisions(requete.portee, session, cadre.etablissement)
    contexte = {
        "session": session, "cadre": cadre, "reste": reste_a_faire(releves, connaissances.calendrier, le=timezone.now()),
        "divisions": [("", "Toutes"), *((d, d) for d in divisions if d)], "etablissement": cadre.etablissement,
        "ariane": [] if requete.portee.etablissements else [("Établissements", reverse("inscriptions-reste-a-faire"))],
    }  # fmt: skip
    return render(requete, "inscriptions/reste_a_faire.html", contexte)


def relancer(requete: Demande) -> HttpResponse:
    """Relance d'un clic ceux qui n'ont pas ouvert leurs documents, une fois par jour au plus."""
    cadre = _cadre(requete, session_obligatoire(requete), _uai(requete))
    le = timezone.now()
    voulue = relance(lecture.releves(cadre.inscriptions(requete), Connaissances(cadre.session)), le=le)
    try:
        faites = notifier.relancer(
            voulue.notifications, par=requete.auteur, le=le, site=adresse_du_site(requete)
        )
    except ActeRefuse as refus:
        messages.error(requete, str(refus))
        return redirect(cadre.adresse)
    if not faites:
        messages.success(requete, "Personne à relancer : c'est déjà fait aujourd'hui, ou tout est lu.")
    else:
        messages.success(requete, f"{pluriel(faites, 'candidat relancé', pluriels='candidats relancés')}.")
    if faites and voulue.sans_adresse:
        noms = ", ".join(str(i.candidat) for i in voulue.sans_adresse)
        messages.error(requete, f"Sans adresse électronique, à prévenir sur papier : {noms}.")
    return redirect(cadre.adresse)


def acces(requete: Demande) -> HttpResponse:
    """Ouvre l'accès des candidats qui n'en ont pas et ont une adresse : chacun reçoit son invitation."""
    cadre = _cadre(requete, session_obligatoire(requete), _uai(requete))
    sans_acces = [i for i in cadre.inscriptions(requete) if i.candidat.compte is None and i.candidat.courriel]
    bilan = _donner(requete, sans_acces, comptes.Voie.COURRIEL)
    dit = pluriel(len(bilan.donnes), "invitation envoyée", pluriels="invitations envoyées")
    messages.success(requete, f"{dit}.")
    for inscription, raison in bilan.refus:
        messages.error(requete, f"{inscription.candidat} : {raison}")
    return redirect(cadre.adresse)


def papillons(requete: Demande) -> HttpResponse:
    """Un papier par candidat qui n'est pas encore entré, avec son code ; il n'est montré qu'une fois."""
    cadre = _cadre(requete, session_obligatoire(requete), _uai(requete))
    voulus = [i for i in cadre.inscriptions(requete) if not _est_entre(i)]
    bilan = _donner(requete, voulus, comptes.Voie.PAPIER)
    contexte = {
        "cadre": cadre, "bilan": bilan, "site": adresse_du_site(requete),
        "jours": DUREES[Jeton.Genre.PAPIER].days, "legende": pluriel(len(bilan.donnes), "papillon"),
        "ariane": [("Ce qui reste à faire", cadre.adresse)],
    }  # fmt: skip
    return render(requete, "inscriptions/reste_a_faire_papillons.html", contexte)


def _est_entre(inscription: Inscription) -> bool:
    compte = inscription.candidat.compte
    return compte is not None and compte.activee_le is not None


def _donner(requete: Demande, inscriptions: list[Inscription], voie: comptes.Voie) -> comptes.Bilan:
    par = nommant(cast(DemandeIdentifiee, requete))
    return comptes.donner_les_acces(
        inscriptions, voie, par=par, le=timezone.now(), site=adresse_du_site(requete)
    )


def _uai(requete: Demande) -> str:
    """UAI demandé ; celui de la personne si elle n'en tient qu'un."""
    demande = (requete.POST.get("etablissement") or requete.GET.get("etablissement", "")).strip().upper()
    siens = sorted(requete.portee.etablissements)
    return demande or (siens[0] if len(siens) == 1 else "")


def _cadre(requete: Demande, session: SessionExamen, uai: str) -> Cadre:
    """Cadre demandé ; 404 pour l'établissement d'un autre périmètre."""
    ici = get_object_or_404(queries.etablissements(requete.portee), pk=uai)
    division = (requete.POST.get("division") or requete.GET.get("division", "")).strip()
    return Cadre(session, ici, division)
