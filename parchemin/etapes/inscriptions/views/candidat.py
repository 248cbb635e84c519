"""L'espace du candidat : sa candidature et rien d'autre ; il la lit, la complète, la confirme, y renonce."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions import espace as presentation
from parchemin.etapes.inscriptions import espace_pages as pages
from parchemin.etapes.inscriptions.etapes import les_choix
from parchemin.etapes.inscriptions.forms.candidat import Confirmation, Publication, Renonciation
from parchemin.etapes.inscriptions.forms.etapes import ChoixDEpreuves, Coordonnees, FormulaireDeChamps
from parchemin.etapes.inscriptions.models import Candidat, EtatInscription, Inscription
from parchemin.etapes.inscriptions.plume import refus_d_ecrire
from parchemin.etapes.inscriptions.queries.candidat import Sienne, la_sienne
from parchemin.etapes.inscriptions.services.confirmer import confirmer as confirmer_la_candidature
from parchemin.etapes.inscriptions.services.consentir import choisir_la_publication
from parchemin.etapes.inscriptions.services.modifier import annuler, completer, est_figee
from parchemin.etapes.inscriptions.services.notifier import accuser as accuser_reception
from parchemin.etapes.inscriptions.services.notifier import ouvrir
from parchemin.socle.organisation.forms.lecture import textes
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import Contexte, envoi, statut, tenter

FIGEE = "Les registres sont clos ou la candidature est confirmée : écrivez au service des examens de votre académie."


def lue(requete: Demande) -> Sienne:
    """Candidature de qui demande, et tout ce qui la complète ; 404 pour tout autre."""
    inscription = la_sienne(requete.portee)
    if inscription is None:
        raise Http404
    return Sienne(inscription)


def ariane() -> list[tuple[str, str]]:
    """Retour à l'accueil de l'espace."""
    return [("Ma candidature", reverse("ma-candidature"))]


def commun(sienne: Sienne) -> Contexte:
    """Ce que toutes les pages de l'espace savent."""
    i = sienne.inscription
    return {
        "inscription": i, "candidat": i.candidat, "sienne": sienne, "ariane": ariane(),
        "forme_de_l_etat": presentation.FORMES_DES_ETATS[EtatInscription(i.etat)],
    }  # fmt: skip


def rendre(requete: Demande, gabarit: str, contexte: Contexte, status: int = 200) -> HttpResponse:
    """Page de l'espace : chaque jour s'y lit à l'horloge de l'académie du candidat."""
    with timezone.override(contexte["inscription"].academie.fuseau):
        return render(requete, gabarit, contexte, status=status)


def accueil(requete: Demande) -> HttpResponse:
    """Ce qui est à faire, en attente, décidé, avec les dates ; ce qui a été remis ; ses documents."""
    sienne = lue(requete)
    contexte = commun(sienne) | {
        "espace": presentation.espace(sienne, le=timezone.now()),
        "papiers": pages.papiers_offerts(sienne),
        "lues": [n for n in sienne.notifications if n.ouverte_le],
    }
    return rendre(requete, "inscriptions/ma_candidature.html", contexte)


def message(requete: Demande, numero: int) -> HttpResponse:
    """Un document remis ; l'ouvrir s'inscrit, et ce qu'il dit ne se lit qu'ouvert."""
    sienne = lue(requete)
    notification = get_object_or_404(sienne.inscription.notifications, pk=numero)
    if requete.method == "POST":
        ouvrir(notification, par=requete.auteur, le=timezone.now())
        return redirect("ma-candidature-message", numero=numero)
    contexte = commun(sienne) | {
        "notification": notification, "a_accuser": presentation.est_a_accuser(notification),
        "mesures": [presentation.dire_la_mesure(m) for m in sienne.dossier.mesures],
    }  # fmt: skip
    return rendre(requete, "inscriptions/ma_candidature_message.html", contexte)


def accuser(requete: Demande, numero: int) -> HttpResponse:
    """Accuse réception d'une décision."""
    sienne = lue(requete)
    notification = get_object_or_404(sienne.inscription.notifications, pk=numero)
    accuser_reception(notification, par=requete.auteur, le=timezone.now())
    return redirect("ma-candidature-message", numero=numero)


def epreuves(requete: Demande) -> HttpResponse:
    """Ses épreuves, leur forme, et l'effet exact de chaque option et de chaque absence."""
    sienne = lue(requete)
    return rendre(
        requete,
        "inscriptions/ma_candidature_epreuves.html",
        commun(sienne) | {"epreuves": pages.epreuves_dites(sienne)},
    )


def modifier(requete: Demande, quoi: str) -> HttpResponse:
    """Complète ses coordonnées ou ses choix tant que c'est permis ; un écrasement se dit, champ par champ."""
    sienne = lue(requete)
    form = _formulaire(requete, sienne, quoi)
    if requete.method == "POST":
        fait = tenter(
            requete, form,
            lambda: completer(
                sienne.inscription, form.valeurs, lu=textes(form.cleaned_data["lu"]), par=requete.auteur,
                le=timezone.now(),
            ),
            "C'est enregistré.",
        )  # fmt: skip
        if fait:
            return redirect("ma-candidature")
    contexte = commun(sienne) | {
        "form": form, "titre": "Mes coordonnées" if quoi == "coordonnees" else "Mes choix",
        "refus": _refus(requete, sienne), "est_choix": quoi == "choix",
    }  # fmt: skip
    return rendre(requete, "inscriptions/ma_candidature_modifier.html", contexte, status=statut(form))


def _formulaire(requete: Demande, sienne: Sienne, quoi: str) -> FormulaireDeChamps:
    if quoi == "coordonnees":
        return Coordonnees(envoi(requete), inscription=sienne.inscription, soi=True)
    if quoi != "choix":
        raise Http404
    choix = les_choix(sienne.dossier, sienne.connaissances.regles)
    return ChoixDEpreuves(envoi(requete), inscription=sienne.inscription, choix=choix)


def _refus(requete: Demande, sienne: Sienne) -> str:
    """Pourquoi le candidat ne peut plus rien changer ; vide s'il le peut."""
    refus = refus_d_ecrire(sienne.inscription, requete.auteur, sienne.connaissances.regroupements)
    if refus or not est_figee(sienne.inscription, sienne.connaissances, le=timezone.now()):
        return refus
    return FIGEE


def publication(requete: Demande) -> HttpResponse:
    """Accepte ou refuse la publication de son résultat, quand il veut."""
    sienne = lue(requete)
    initiale = {"publication": sienne.inscription.candidat.publication}
    form = Publication(envoi(requete), initial=initiale)
    if requete.method == "POST":
        fait = tenter(
            requete, form,
            lambda: choisir_la_publication(
                sienne.inscription, Candidat.Consentement(form.cleaned_data["publication"]), par=requete.auteur,
                le=timezone.now(),
            ),
            "Votre choix est enregistré.",
        )  # fmt: skip
        if fait:
            return redirect("ma-candidature")
    contexte = commun(sienne) | {"form": form}
    return rendre(requete, "inscriptions/ma_candidature_publication.html", contexte, status=statut(form))


def renoncer(requete: Demande) -> HttpResponse:
    """Renonce à se présenter : la candidature est annulée et reste lisible."""
    sienne = lue(requete)
    form = Renonciation(envoi(requete))
    if requete.method == "POST":
        fait = tenter(
            requete, form,
            lambda: annuler(
                sienne.inscription, motif=form.cleaned_data["motif"], par=requete.auteur, le=timezone.now()
            ),
            "Vous avez renoncé à vous présenter à cette session.",
        )  # fmt: skip
        if fait:
            return redirect("ma-candidature")
    refus = refus_d_ecrire(sienne.inscription, requete.auteur, sienne.connaissances.regroupements)
    contexte = commun(sienne) | {"form": form, "refus": refus}
    return rendre(requete, "inscriptions/ma_candidature_renoncer.html", contexte, status=statut(form))


def confirmer(requete: Demande) -> HttpResponse:
    """Tout ce qui est signé, la version du document, ce qu'il faut avoir lu, et un bouton."""
    sienne = lue(requete)
    form = Confirmation(envoi(requete), version=sienne.inscription.version)
    if requete.method == "POST":
        fait = tenter(
            requete, form,
            lambda: confirmer_la_candidature(
                sienne.inscription, Inscription.Confirmation.EN_LIGNE, version=form.version,
                par=requete.auteur, le=timezone.now(),
            ),
            "Votre inscription est confirmée.",
        )  # fmt: skip
        if fait:
            return redirect("ma-candidature")
    contexte = commun(sienne) | {
        "form": form, "groupes": pages.ce_qui_est_signe(sienne), "epreuves": pages.epreuves_dites(sienne),
        "est_a_confirmer": sienne.inscription.etat == EtatInscription.DEPOSEE,
    }  # fmt: skip
    return rendre(requete, "inscriptions/ma_candidature_confirmer.html", contexte, status=statut(form))
