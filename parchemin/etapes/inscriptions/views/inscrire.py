"""L'inscription individuelle par étapes : enregistrée à chacune, on revient en arrière, on reprend plus tard."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions import espace_pages as pages
from parchemin.etapes.inscriptions import etapes as presentation
from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.forms import etapes as formulaires
from parchemin.etapes.inscriptions.forms.parcours import Demande as Declaration
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription
from parchemin.etapes.inscriptions.plume import ACADEMIQUES
from parchemin.etapes.inscriptions.queries.candidat import Sienne, saisies_en_cours
from parchemin.etapes.inscriptions.queries.candidatures import une
from parchemin.etapes.inscriptions.services.confirmer import deposer
from parchemin.etapes.inscriptions.services.inscrire import Demande as AInscrire
from parchemin.etapes.inscriptions.services.inscrire import inscrire as creer
from parchemin.etapes.inscriptions.services.modifier import completer
from parchemin.etapes.inscriptions.services.parcours import noter_l_etape
from parchemin.etapes.inscriptions.views.pieces_du_candidat import formulaire, retirer_une
from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.forms.lecture import textes
from parchemin.socle.organisation.models import Academie
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import envoi, session_obligatoire, statut, tenter

# Ce que chaque étape ajoute ou retire, en plus de ses champs.
AJOUTS: Mapping[str, tuple[str, ...]] = {
    "voie": ("experience", "anterieure"), "titres": ("note", "dispense"), "situation": ("amenagement",),
}  # fmt: skip
GABARITS: Mapping[str, str] = {
    "voie": "inscriptions/_inscrire_voie.html", "titres": "inscriptions/_inscrire_titres.html",
    "situation": "inscriptions/_inscrire_situation.html", "relire": "inscriptions/_inscrire_relire.html",
}  # fmt: skip


def inscrire(requete: Demande) -> HttpResponse:
    """Ouvre une candidature : qui, dans quelle académie, par quelle voie ; le reste vient étape par étape."""
    session = session_obligatoire(requete)
    form = formulaires.NouvelleCandidature(envoi(requete), academies=_academies(requete))
    if requete.method == "POST":
        faite = tenter(
            requete, form,
            lambda: creer(
                session, AInscrire(form.academie, form.valeurs | _chez_lui(requete), etat=EtatInscription.BROUILLON),
                par=requete.auteur, le=timezone.now(),
            ),
            "La saisie est ouverte ; elle est gardée à chaque étape.",
        )  # fmt: skip
        if faite:
            noter_l_etape(faite, 1)
            return redirect("inscriptions-inscrire-etape", numero=faite.pk, etape="coordonnees")
    contexte = {"form": form, "session": session, "en_cours": saisies_en_cours(requete.portee)}
    return render(requete, "inscriptions/inscrire.html", contexte, status=statut(form))


def etape(requete: Demande, numero: int, etape: str) -> HttpResponse:
    """Une étape : ses champs, ce que le droit en dit ; l'envoyer enregistre et passe à la suivante."""
    if etape not in presentation.CODES:
        raise Http404
    sienne = _lue(requete, numero)
    if sienne.inscription.etat != EtatInscription.BROUILLON:
        return redirect(_apres(requete, sienne.inscription))
    form = _formulaire(requete, sienne, etape, envoi=requete.method == "POST")
    if requete.method == "POST" and _enregistrer(requete, sienne, etape, form):
        if etape == presentation.CODES[-1]:
            return redirect(_apres(requete, sienne.inscription))
        noter_l_etape(sienne.inscription, presentation.CODES.index(etape) + 1)
        return redirect("inscriptions-inscrire-etape", numero=numero, etape=_ensuite(requete, numero, etape))
    if requete.method != "POST" and etape == presentation.CODES[-1]:
        noter_l_etape(sienne.inscription, len(presentation.CODES))
        sienne.inscription.refresh_from_db(fields=["etape"])
    return _montrer(requete, sienne, etape, form)


def _ensuite(requete: Demande, numero: int, etape: str) -> str:
    """Étape d'après ; on reste à la voie tant que le droit y attend une période ou une préparation."""
    if etape == "voie" and presentation.points_de(etape, _lue(requete, numero).examen):
        return etape
    return presentation.suivante(etape)


def ajouter(requete: Demande, numero: int, quoi: str) -> HttpResponse:
    """Ajoute une période, une session passée, une note, une dispense ou une demande d'aménagement."""
    sienne, etape = _lue(requete, numero), _etape_de(quoi)
    declaration = formulaire(sienne, quoi, requete)
    fait = tenter(
        requete, declaration,
        lambda: declaration.agir(sienne.inscription, par=requete.auteur, le=timezone.now()), declaration.DIT,
    )  # fmt: skip
    if fait or sienne.inscription.etat != EtatInscription.BROUILLON:
        return redirect("inscriptions-inscrire-etape", numero=numero, etape=etape)
    form = _formulaire(requete, sienne, etape, envoi=False)
    return _montrer(requete, sienne, etape, form, {quoi: declaration})


def retirer(requete: Demande, numero: int, quoi: str, ligne: int) -> HttpResponse:
    """Retire ce qui avait été ajouté ; cela reste lisible dans l'histoire."""
    etape = _etape_de(quoi)
    retirer_une(requete, _lue(requete, numero).inscription, quoi, ligne)
    return redirect("inscriptions-inscrire-etape", numero=numero, etape=etape)


def _lue(requete: Demande, numero: int) -> Sienne:
    inscription = une(requete.portee, numero)
    if inscription is None:
        raise Http404
    return Sienne(inscription)


def _etape_de(quoi: str) -> str:
    trouvee = next((code for code, ajouts in AJOUTS.items() if quoi in ajouts), None)
    if trouvee is None:
        raise Http404
    return trouvee


def _formulaire(requete: Demande, sienne: Sienne, etape: str, *, envoi: bool) -> Form:
    donnees, soi = requete.POST if envoi else None, requete.auteur.role == Role.CANDIDAT
    i = sienne.inscription
    match etape:
        case "identite":
            return formulaires.Identite(donnees, inscription=i, soi=soi)
        case "coordonnees":
            return formulaires.Coordonnees(donnees, inscription=i, soi=soi)
        case "voie":
            fixe = bool(requete.portee.etablissements)
            offerts = [] if fixe else presentation.etablissements_proposes(i)
            return formulaires.VoieEtEtablissement(donnees, inscription=i, etablissements=offerts, fixe=fixe)
        case "choix":
            choix = presentation.les_choix(sienne.dossier, sienne.connaissances.regles)
            return formulaires.ChoixDEpreuves(donnees, inscription=i, choix=choix)
        case "situation":
            return formulaires.Situation(donnees, inscription=i)
        case "relire":
            return formulaires.Depot(donnees, est_tardif=_est_tardif(requete, sienne))
        case _:
            return formulaires.Suite(donnees)


def _est_tardif(requete: Demande, sienne: Sienne) -> bool:
    """Vrai pour un service d'examens, une fois les registres clos : il dépose alors en disant pourquoi."""
    calendrier, academie = sienne.connaissances.calendrier, sienne.inscription.academie
    clos = calendrier.est_passee(Operation.CLOTURE, academie, le=timezone.now())
    return clos and requete.auteur.role in ACADEMIQUES


def _enregistrer(requete: Demande, sienne: Sienne, etape: str, form: Form) -> object:
    le = timezone.now()
    if etape == presentation.CODES[-1]:
        return tenter(
            requete, form,
            lambda: deposer(
                sienne.inscription, motif=form.cleaned_data.get("motif", ""), par=requete.auteur, le=le
            ),
            "La candidature est déposée.",
        )  # fmt: skip
    if not isinstance(form, formulaires.FormulaireDeChamps):
        return form.is_valid()
    return tenter(
        requete, form,
        lambda: completer(
            sienne.inscription, form.valeurs, lu=textes(form.cleaned_data["lu"]), par=requete.auteur, le=le
        ),
        "C'est enregistré.",
    )  # fmt: skip


def _montrer(
    requete: Demande,
    sienne: Sienne,
    etape: str,
    form: Form,
    refusees: Mapping[str, Declaration] | None = None,
) -> HttpResponse:
    i, rang = sienne.inscription, presentation.CODES.index(etape)
    declarations = {quoi: formulaire(sienne, quoi) for quoi in AJOUTS.get(etape, ())} | dict(refusees or {})
    vues = i.etape > rang or etape == presentation.CODES[-1]
    contexte: dict[str, Any] = {
        "inscription": i, "sienne": sienne, "form": form, "etape": etape, "declarations": declarations,
        "etapes": presentation.les_etapes(i, sienne.examen, etape), "titre": presentation.ETAPES[rang].titre,
        "points": presentation.points_de(etape, sienne.examen) if vues else (), "gabarit": GABARITS.get(etape, ""),
        "precedente": presentation.CODES[rang - 1] if rang else "",
    }  # fmt: skip
    contexte |= _propre_a(requete, etape, sienne)
    return render(
        requete, "inscriptions/inscrire_etape.html", contexte, status=statut(form, *(refusees or {}).values())
    )


def _propre_a(requete: Demande, etape: str, sienne: Sienne) -> dict[str, Any]:
    match etape:
        case "voie":
            mois = presentation.mois_d_experience(sienne.dossier, sienne.connaissances.regles)
            return {"mois": mois, "regime": sienne.examen.regime}
        case "titres":
            return {"titres": pages.titres(sienne)}
        case "relire":
            return {
                "groupes": pages.ce_qui_est_signe(sienne), "epreuves": pages.epreuves_dites(sienne),
                "regime": sienne.examen.regime,
                "depot_ouvert": presentation.depot_ouvert(sienne.examen, tardif=_est_tardif(requete, sienne)),
            }  # fmt: skip
        case _:
            return {}


def _apres(requete: Demande, inscription: Inscription) -> str:
    """Où va la personne une fois la saisie close : son espace pour le candidat, la fiche pour un service."""
    if requete.auteur.role == Role.CANDIDAT:
        return reverse("ma-candidature")
    return reverse("inscriptions-candidat", args=[inscription.pk])


def _academies(requete: Demande) -> list[Academie]:
    """Académies où la personne inscrit : les siennes, ou celle de son établissement."""
    entieres = list(queries.academies_entieres(requete.portee))
    if entieres:
        return entieres
    return [e.academie for e in queries.etablissements(requete.portee)[:1]]


def _chez_lui(requete: Demande) -> dict[str, str]:
    """Un établissement inscrit chez lui : il n'a pas à se choisir."""
    siens = sorted(requete.portee.etablissements)
    return {"etablissement": siens[0]} if siens else {}
