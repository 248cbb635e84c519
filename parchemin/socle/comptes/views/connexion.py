"""Entrer et sortir : mot de passe, lien, code sur papier, second facteur, session prolongée."""

import logging
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as poser_le_facteur

from parchemin.socle.comptes.controle import (
    OUVERTE_A,
    DemandeIdentifiee,
    est_inactive,
    facteur_exige,
    facteur_verifie,
    noter_la_preuve,
    preuve_recente,
)
from parchemin.socle.comptes.forms import CodeDuSecondFacteur, CodePapier, Connexion, NouveauMotDePasse, Oubli
from parchemin.socle.comptes.jetons import condenser
from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.oidc import adresse_de_sortie
from parchemin.socle.comptes.queries import habilitations_de, jeton_utilisable
from parchemin.socle.comptes.services import entrees
from parchemin.socle.comptes.services import second_facteur as facteurs
from parchemin.socle.comptes.views.sortie import page_de_sortie
from parchemin.socle.organisation.refus import ActeRefuse

JOURNAL = logging.getLogger("parchemin.entrees")
LOCAL = "parchemin.socle.comptes.identification.CompteLocal"
LIEN = "lien_d_entree"
ECHEC = (
    "Identifiant ou mot de passe inconnu. Vérifiez la touche Majuscules, ou demandez un nouveau mot de passe."
)
TROP = "Trop d'essais depuis cet appareil pour ce compte : attendez un quart d'heure, ou demandez un nouveau mot de passe."
FACTEUR_FAUX = (
    "Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant ; si cela dure, l'heure de votre téléphone est "
    "peut-être fausse : réglez-la sur « automatique », ou prenez un code de secours."
)


def suite_demandee(requete: HttpRequest) -> str:
    """Page où aller ensuite : celle qui est demandée si elle est du site, sinon l'espace de la personne."""
    voulue = requete.POST.get("suite") or requete.GET.get("suite", "")
    sure = url_has_allowed_host_and_scheme(voulue, {requete.get_host()}, requete.is_secure())
    return voulue if voulue and sure else resolve_url(settings.LOGIN_REDIRECT_URL)


def adresse_du_site(requete: HttpRequest) -> str:
    """Début des adresses du service, pour les courriels."""
    return f"{requete.scheme}://{requete.get_host()}"


def faire_entrer(requete: HttpRequest, personne: Personne, moyen: str, moteur: str = LOCAL) -> None:
    """Ouvre la session sous un nouvel identifiant, et l'inscrit au journal."""
    le = timezone.now()
    login(requete, personne, backend=moteur)
    requete.session[OUVERTE_A] = int(le.timestamp())
    noter_la_preuve(requete, le=le)
    entrees.tracer_connexion(personne, le=le, moyen=moyen)


def journaliser_un_refus(requete: HttpRequest, moyen: str) -> None:
    """Une ligne du journal technique pour une identification manquée ; ni nom, ni ce qui a été saisi."""
    JOURNAL.warning("identification refusée : %s", moyen, extra={"request": requete})


@never_cache
@sensitive_post_parameters("password")
def connexion(requete: HttpRequest) -> HttpResponse:
    """Identifiant et mot de passe ; puis le second facteur si un rôle l'exige."""
    if "expiree" in requete.GET and est_inactive(requete, le=timezone.now()):
        # La page a compté l'inactivité ; le serveur, plus tolérant d'une minute, ne garde pas la session pour autant.
        logout(requete)
    form = Connexion(requete.POST or None)
    if requete.method == "POST" and form.is_valid():
        personne = authenticate(requete, **form.cleaned_data)
        if personne is not None:
            faire_entrer(requete, personne, "mot de passe")
            return HttpResponseRedirect(suite_demandee(requete))
        journaliser_un_refus(requete, "mot de passe")
        form.add_error(None, TROP if getattr(requete, "axes_locked_out", False) else ECHEC)
    contexte = {
        "form": form, "suite": suite_demandee(requete), "expiree": "expiree" in requete.GET,
        "fournisseur": settings.OIDC_NOM, "adresse_fournisseur": adresse_du_fournisseur(suite_demandee(requete)),
    }  # fmt: skip
    return render(requete, "comptes/connexion.html", contexte, status=_statut(form))


def adresse_du_fournisseur(suite: str) -> str:
    """Adresse qui mène au fournisseur d'identité, puis à la page voulue."""
    return f"{reverse('connexion-fournisseur')}?{urlencode({'suite': suite})}"


def _statut(form: Form) -> int:
    # 422 : la page se relit avec ses erreurs, et rien n'a changé.
    return 422 if form.is_bound and form.errors else 200


def deconnexion(requete: HttpRequest) -> HttpResponse:
    """Ferme la session (envoi) ; la page la propose (lecture)."""
    if requete.method == "POST":
        sortie = adresse_de_sortie(requete)
        logout(requete)
        reponse = page_de_sortie(requete, sortie) if sortie else redirect("accueil")
        # Le navigateur oublie les brouillons de tous ses onglets ; les pages lues, elles, ne se gardent pas (no-store).
        reponse.headers["Clear-Site-Data"] = '"storage"'
        return reponse
    return render(requete, "comptes/deconnexion.html")


def prolonger(requete: HttpRequest) -> HttpResponse:
    """Prolonge la session : la demande suffit, chaque réponse repousse le terme."""
    return HttpResponse(status=204)


@never_cache
def oubli(requete: HttpRequest) -> HttpResponse:
    """Demande d'un nouveau mot de passe ; la réponse est la même que le compte existe ou non."""
    form = Oubli(requete.POST or None)
    envoye = requete.method == "POST" and form.is_valid()
    if envoye:
        entrees.demander_un_mot_de_passe(
            form.cleaned_data["identifiant"], le=timezone.now(), site=adresse_du_site(requete)
        )
    return render(requete, "comptes/oubli.html", {"form": form, "envoye": envoye}, status=_statut(form))


@never_cache
@sensitive_post_parameters("mot_de_passe")
def lien(requete: HttpRequest, secret: str) -> HttpResponse:
    """Arrivée par un lien de courriel : le secret quitte l'adresse, puis la personne choisit son mot de passe."""
    if secret != "choisir":  # noqa: S105 : le mot qui remplace le secret dans l'adresse
        requete.session[LIEN] = condenser(secret)
        return redirect("connexion-lien", secret="choisir")  # noqa: S106 : idem
    garde = str(requete.session.get(LIEN, ""))
    jeton = jeton_utilisable(garde, entrees.PAR_LIEN, le=timezone.now())
    if jeton is None:
        journaliser_un_refus(requete, "lien")
        return render(requete, "comptes/lien_mort.html", {"phrase": entrees.LIEN_MORT}, status=410)
    form = NouveauMotDePasse(requete.POST or None, personne=jeton.personne)
    if requete.method == "POST" and form.is_valid():
        try:
            personne = entrees.ouvrir_par_lien(garde, form.cleaned_data["mot_de_passe"], le=timezone.now())
        except (ActeRefuse, ValidationError) as refus:
            return render(requete, "comptes/lien_mort.html", {"phrase": str(refus)}, status=410)
        requete.session.pop(LIEN, None)
        faire_entrer(requete, personne, "lien")
        return redirect(settings.LOGIN_REDIRECT_URL)
    contexte = {"form": form, "nouvelle": jeton.personne}
    return render(requete, "comptes/choisir_mot_de_passe.html", contexte, status=_statut(form))


@never_cache
@sensitive_post_parameters("code", "mot_de_passe")
def papier(requete: HttpRequest) -> HttpResponse:
    """Première entrée avec le code d'un courrier."""
    form = CodePapier(requete.POST or None)
    if requete.method == "POST" and form.is_valid():
        try:
            personne = entrees.ouvrir_par_code(**form.cleaned_data, le=timezone.now())
        except ActeRefuse as refus:
            journaliser_un_refus(requete, "code sur papier")
            form.add_error("code", str(refus))
        except ValidationError as faible:
            journaliser_un_refus(requete, "code sur papier")
            form.add_error("mot_de_passe", faible)
        else:
            faire_entrer(requete, personne, "code sur papier")
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(requete, "comptes/papier.html", {"form": form}, status=_statut(form))


@never_cache
@sensitive_post_parameters("code")
def second_facteur(requete: DemandeIdentifiee) -> HttpResponse:
    """Demande le code du téléphone, même déjà donné si c'est trop ancien ; mène à l'installation s'il n'y en a pas."""
    personne, le = cast(Personne, requete.user), timezone.now()
    if facteur_verifie(requete) and not doit_redonner_le_facteur(requete):
        return HttpResponseRedirect(suite_demandee(requete))
    if facteurs.appareil(personne) is None:
        return redirect("second_facteur-installer")
    form = CodeDuSecondFacteur(requete.POST or None)
    if requete.method == "POST" and form.is_valid():
        appareil = facteurs.verifier(personne, form.cleaned_data["code"])
        if appareil is not None:
            requete.session.cycle_key()
            poser_le_facteur(requete, appareil)
            noter_la_preuve(requete, le=le)
            JOURNAL.info("second facteur donné", extra={"request": requete})
            return HttpResponseRedirect(suite_demandee(requete))
        journaliser_un_refus(requete, "second facteur")
        form.add_error("code", FACTEUR_FAUX)
    contexte = {"form": form, "suite": suite_demandee(requete)}
    return render(requete, "comptes/second_facteur.html", contexte, status=_statut(form))


def doit_redonner_le_facteur(requete: DemandeIdentifiee) -> bool:
    """Vrai si la personne a un téléphone et n'a pas prouvé à l'instant que c'est elle : avant de changer sa sécurité."""
    equipee = facteurs.appareil(cast(Personne, requete.user)) is not None
    return equipee and not (facteur_verifie(requete) and preuve_recente(requete, le=timezone.now()))


def demander_le_facteur(suite: str) -> HttpResponse:
    """Mène à la page du code, puis à la suite."""
    return HttpResponseRedirect(f"{reverse('second_facteur')}?{urlencode({'suite': suite})}")


@never_cache
@sensitive_post_parameters("code")
def installer_second_facteur(requete: DemandeIdentifiee) -> HttpResponse:
    """Montre le QR, vérifie un premier code, puis donne les codes de secours ; remplacer demande l'ancien, à l'instant."""
    personne = cast(Personne, requete.user)
    if doit_redonner_le_facteur(requete):
        return demander_le_facteur(reverse("second_facteur-installer"))
    form = CodeDuSecondFacteur(requete.POST or None)
    if requete.method == "POST" and form.is_valid():
        codes = facteurs.confirmer(personne, form.cleaned_data["code"], le=timezone.now())
        if codes is not None:
            requete.session.cycle_key()
            poser_le_facteur(requete, facteurs.appareil(personne))
            noter_la_preuve(requete, le=timezone.now())
            return render(requete, "comptes/codes_de_secours.html", {"codes": codes})
        form.add_error("code", FACTEUR_FAUX)
    attente = facteurs.appareil_a_confirmer(personne)
    contexte = {
        "form": form, "qr": facteurs.image_qr(facteurs.adresse_otpauth(attente, personne)),
        "secret": facteurs.secret_lisible(attente),
        "exige": facteur_exige(habilitations_de(personne, le=timezone.now())),
    }  # fmt: skip
    return render(requete, "comptes/installer.html", contexte, status=_statut(form))
