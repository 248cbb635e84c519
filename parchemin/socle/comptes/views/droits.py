"""Les droits des autres : voir, confier, déléguer, retirer, donner un code sur papier."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from parchemin.socle.comptes.controle import DemandeIdentifiee
from parchemin.socle.comptes.forms import Delegation, Invitation, Retrait
from parchemin.socle.comptes.models import Habilitation, Jeton
from parchemin.socle.comptes.nomination import roles_confies
from parchemin.socle.comptes.queries import (
    chercher_habilitations,
    choix_de_perimetres,
    delegations_de,
    habilitations_visibles,
)
from parchemin.socle.comptes.roles import Role
from parchemin.socle.comptes.services import nominations
from parchemin.socle.comptes.services.entrees import DUREES
from parchemin.socle.comptes.views.connexion import adresse_du_site
from parchemin.socle.organisation.refus import ActeRefuse

PAR_PAGE = 50


def nommant(requete: DemandeIdentifiee) -> nominations.Nommant:
    """Qui fait l'acte, sous le rôle qu'il tient maintenant."""
    return nominations.Nommant(cast(Habilitation, requete.habilitation), requete.portee, requete.auteur)


def roles_a_confier(requete: DemandeIdentifiee) -> list[Role]:
    """Rôles que la personne peut confier, dans l'ordre de la liste."""
    confies = roles_confies(requete.habilitation or None)
    return [role for role in Role if role in confies]


def _se_nomme_ici(requete: DemandeIdentifiee, role: Role) -> bool:
    """Un établissement ouvre l'accès d'un candidat depuis sa candidature : ici, il saisirait n'importe quel numéro."""
    return role != Role.CANDIDAT or requete.portee.partout or bool(requete.portee.academies)


def droits(requete: DemandeIdentifiee) -> HttpResponse:
    """Rôles tenus dans le périmètre ; les filtres sont dans l'adresse."""
    mot, role = requete.GET.get("q", "").strip(), requete.GET.get("role", "")
    trouvees = chercher_habilitations(requete.portee, mot, role, le=timezone.now())
    page = Paginator(trouvees, PAR_PAGE).get_page(requete.GET.get("page"))
    contexte = {
        "page": page, "q": mot, "role": role, "roles": [("", "Tous les rôles"), *Role.choices],
        "a_confier": roles_a_confier(requete), "legende": legende(page.paginator.count), "requete": filtres(requete),
    }  # fmt: skip
    return render(requete, "comptes/droits.html", contexte)


def une(requete: DemandeIdentifiee, numero: int) -> HttpResponse:
    """Un rôle tenu : par qui, pour quoi, jusqu'à quand, confié par qui, et les actes qui le concernent."""
    habilitation = get_object_or_404(habilitations_visibles(requete.portee), pk=numero)
    return _fiche(requete, habilitation, Retrait())


def _fiche(requete: DemandeIdentifiee, habilitation: Habilitation, form: Retrait) -> HttpResponse:
    contexte = {
        "une": habilitation, "form": form, "retirable": Role(habilitation.role) in roles_a_confier(requete),
        "en_vigueur": habilitation.est_en_vigueur(le=timezone.now()), "titre_de_page": str(habilitation.personne),
        "ariane": [("Droits", reverse("droits"))],
    }  # fmt: skip
    return render(requete, "comptes/droit.html", contexte, status=422 if form.is_bound else 200)


def legende(nombre: int) -> str:
    """« 12 rôles »."""
    return f"{nombre} rôle{'s' if nombre > 1 else ''}"


def filtres(requete: DemandeIdentifiee) -> str:
    """Début d'adresse qui garde les filtres d'une page à l'autre."""
    gardes = requete.GET.copy()
    gardes.pop("page", None)
    return f"{gardes.urlencode()}&" if gardes else ""


def inviter(requete: DemandeIdentifiee) -> HttpResponse:
    """Choisir un rôle, puis dire qui, pour quoi et jusqu'à quand."""
    possibles = [r for r in roles_a_confier(requete) if _se_nomme_ici(requete, r)]
    voulu = requete.POST.get("role") or requete.GET.get("role", "")
    if voulu not in possibles:
        return render(
            requete, "comptes/inviter_role.html", {"possibles": [(r.value, r.label) for r in possibles]}
        )
    role = Role(voulu)
    form = Invitation(requete.POST or None, role=role, choix=choix_de_perimetres(requete.portee))
    if requete.method == "POST" and form.is_valid():
        d = form.cleaned_data
        identite = nominations.Identite(d["nom"], d["prenom"], d["courriel"], d["identifiant"])
        mission = nominations.Mission(role, d["perimetre_lu"], d["fin"])
        try:
            faite = nominations.nommer(
                identite, mission, par=nommant(requete), le=timezone.now(), site=adresse_du_site(requete)
            )
        except ActeRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(
                requete, f"{faite.personne} : {role.label}, jusqu'au {date_format(faite.fin, 'j F Y')}."
            )
            return redirect("droits-une", numero=faite.pk)
    contexte = {"form": form, "role": role, "ariane": [("Droits", reverse("droits"))]}
    return render(requete, "comptes/inviter.html", contexte, status=422 if form.is_bound else 200)


def retirer(requete: DemandeIdentifiee, numero: int) -> HttpResponse:
    """Retire un rôle, aussitôt."""
    habilitation = get_object_or_404(habilitations_visibles(requete.portee), pk=numero)
    form = Retrait(requete.POST)
    if form.is_valid():
        try:
            nominations.retirer(
                numero, par=nommant(requete), motif=form.cleaned_data["motif"], le=timezone.now()
            )
        except ActeRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(requete, f"Rôle retiré à {habilitation.personne}.")
            return redirect("droits-une", numero=numero)
    return _fiche(requete, habilitation, form)


def deleguer(requete: DemandeIdentifiee) -> HttpResponse:
    """Confie son propre rôle pour un temps."""
    tenu = cast(Habilitation, requete.habilitation)
    form = Delegation(requete.POST or None)
    if requete.method == "POST" and form.is_valid():
        d = form.cleaned_data
        try:
            faite = nominations.deleguer(
                tenu, d["identifiant"], fin=d["fin"], par=requete.auteur, le=timezone.now(),
                site=adresse_du_site(requete),
            )  # fmt: skip
        except ActeRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(
                requete, f"Rôle délégué à {faite.personne} jusqu'au {date_format(faite.fin, 'j F Y')}."
            )
            return redirect("mon_espace")
    contexte = {"form": form, "tenu": tenu, "delegations": delegations_de(tenu, le=timezone.now())}
    return render(requete, "comptes/deleguer.html", contexte, status=422 if form.is_bound else 200)


def reprendre(requete: DemandeIdentifiee, numero: int) -> HttpResponse:
    """Met fin, avant son terme, à une délégation de son propre rôle."""
    tenu = cast(Habilitation, requete.habilitation)
    deleguee = get_object_or_404(tenu.delegations.select_related("personne"), pk=numero)
    nominations.retirer(numero, par=nommant(requete), motif="Délégation reprise", le=timezone.now())
    messages.success(requete, f"Délégation reprise à {deleguee.personne}.")
    return redirect("droits-deleguer")


def renvoyer(requete: DemandeIdentifiee, numero: int) -> HttpResponse:
    """Renvoie l'invitation de qui n'a pas encore ouvert son compte."""
    habilitation = get_object_or_404(habilitations_visibles(requete.portee), pk=numero)
    try:
        nominations.renvoyer_l_invitation(
            habilitation, par=nommant(requete), le=timezone.now(), site=adresse_du_site(requete)
        )
    except ActeRefuse as refus:
        messages.error(requete, str(refus))
    else:
        messages.success(requete, f"Invitation renvoyée à {habilitation.personne.courriel}.")
    return redirect("droits-une", numero=numero)


def code_papier(requete: DemandeIdentifiee, numero: int) -> HttpResponse:
    """Tire le code d'un courrier, montré une seule fois."""
    habilitation = get_object_or_404(habilitations_visibles(requete.portee), pk=numero)
    try:
        code = nominations.emettre_code_papier(habilitation, par=nommant(requete), le=timezone.now())
    except ActeRefuse as refus:
        messages.error(requete, str(refus))
        return redirect("droits-une", numero=numero)
    jours = DUREES[Jeton.Genre.PAPIER].days
    contexte = {"une": habilitation, "code": code, "jours": jours, "site": adresse_du_site(requete)}
    return render(requete, "comptes/code_papier.html", contexte)
