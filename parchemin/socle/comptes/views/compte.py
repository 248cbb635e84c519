"""Son espace et son compte : le rôle sous lequel on agit, sa sécurité, qui voit quoi de soi."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from parchemin.socle.comptes.controle import CHOIX, DemandeIdentifiee
from parchemin.socle.comptes.forms import ChangementDeMotDePasse
from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.services import entrees
from parchemin.socle.comptes.services import second_facteur as facteurs
from parchemin.socle.comptes.transparence import qui_voit_quoi
from parchemin.socle.comptes.views.connexion import demander_le_facteur, doit_redonner_le_facteur


def mon_espace(requete: DemandeIdentifiee) -> HttpResponse:
    """Accueil d'une personne reconnue : ses rôles, et ce que chacun lui ouvre."""
    return render(
        requete,
        "comptes/mon_espace.html",
        {"tenues": requete.habilitations, "nom_complet": str(requete.user)},
    )


def choisir_role(requete: DemandeIdentifiee) -> HttpResponse:
    """Change le rôle sous lequel la personne agit ; un rôle qui n'est pas le sien n'existe pas pour elle."""
    voulu = requete.POST.get("habilitation", "")
    if voulu not in {str(h.pk) for h in requete.habilitations}:
        raise Http404
    requete.session[CHOIX] = int(voulu)
    return redirect("mon_espace")


def compte(requete: DemandeIdentifiee) -> HttpResponse:
    """Ce que le service sait de la personne, et sa sécurité."""
    personne = cast(Personne, requete.user)
    contexte = {
        "tenues": requete.habilitations, "appareil": facteurs.appareil(personne),
        "codes_restants": facteurs.codes_restants(personne),
    }  # fmt: skip
    return render(requete, "comptes/compte.html", contexte)


@sensitive_post_parameters("ancien", "mot_de_passe")
def mot_de_passe(requete: DemandeIdentifiee) -> HttpResponse:
    """Change le mot de passe et ferme les autres sessions."""
    personne = cast(Personne, requete.user)
    form = ChangementDeMotDePasse(requete.POST or None, personne=personne)
    if requete.method == "POST" and form.is_valid():
        entrees.changer_mot_de_passe(personne, form.cleaned_data["mot_de_passe"], le=timezone.now())
        update_session_auth_hash(requete, personne)
        messages.success(requete, "Mot de passe changé ; vos autres sessions sont fermées.")
        return redirect("compte")
    statut = 422 if form.is_bound else 200
    return render(requete, "comptes/mot_de_passe.html", {"form": form}, status=statut)


def codes_de_secours(requete: DemandeIdentifiee) -> HttpResponse:
    """Tire dix nouveaux codes de secours, montrés une seule fois ; à qui vient de donner son second facteur."""
    if doit_redonner_le_facteur(requete):
        return demander_le_facteur(reverse("compte"))
    codes = facteurs.renouveler_codes(cast(Personne, requete.user), le=timezone.now())
    return render(requete, "comptes/codes_de_secours.html", {"codes": codes})


def qui_voit(requete: DemandeIdentifiee) -> HttpResponse:
    """Qui peut lire quoi de la personne, d'après la table des accès et les rôles en vigueur."""
    lignes = qui_voit_quoi(requete.habilitations, le=timezone.now())
    return render(requete, "comptes/qui_voit_quoi.html", {"lignes": lignes})
