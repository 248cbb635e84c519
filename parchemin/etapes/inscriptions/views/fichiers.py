"""Les fichiers de candidats : les envoyer, lire leur compte rendu, trancher, appliquer, défaire, comparer."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions.exports import GENRES
from parchemin.etapes.inscriptions.forms.fichiers import FichierDeCandidats, Reponses
from parchemin.etapes.inscriptions.imports import compte_rendu as rendu
from parchemin.etapes.inscriptions.imports.application import appliquer, en_rester_la
from parchemin.etapes.inscriptions.imports.choix import SE_TRANCHENT, trancher
from parchemin.etapes.inscriptions.imports.echanges import (
    TITRES_D_ECART,
    comparer,
    corriger,
    modele,
    tableau_des_ecarts,
)
from parchemin.etapes.inscriptions.imports.reception import abandonner, lire_a_blanc, relire
from parchemin.etapes.inscriptions.imports.retour import defaire
from parchemin.etapes.inscriptions.models import FichierRecu, LigneRecue
from parchemin.etapes.inscriptions.queries import fichiers as lus
from parchemin.etapes.inscriptions.views.session import la_session_et_les_autres
from parchemin.moteurs.echanges import DICTIONNAIRE, FORMATS, FichierEcrit, Support
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.views.demandes import (
    PAR_PAGE,
    Contexte,
    envoi,
    paginer,
    pluriel,
    statut,
    tenter,
)
from parchemin.socle.taches.queries import suivi

TYPES = {code: genre for code, (_, genre) in GENRES.items()}
FORMATS_D_EXPORT = [("csv", "CSV"), ("xlsx", "XLSX"), ("ods", "ODS")]
VOIR_MAXIMUM = 50


def fichiers(requete: Demande) -> HttpResponse:
    """Les fichiers reçus ; un envoi en lit un à blanc."""
    portee, recus = requete.portee, requete.FILES or None
    sessions = queries.sessions(portee)
    form = FichierDeCandidats(envoi(requete), recus, portee=portee, sessions=sessions)
    if requete.method == "POST":
        fichier = tenter(
            requete, form,
            lambda: lire_a_blanc(
                form.recu, form.cleaned_data["session"], portee=portee, options=form.options, par=requete.auteur,
                le=timezone.now(),
            ),
            "Le fichier est lu à blanc : rien n'est encore écrit.",
        )  # fmt: skip
        if fichier:
            return redirect("inscriptions-fichier", numero=fichier.pk)
    session, choix = la_session_et_les_autres(requete)
    visibles = lus.de_la_session(portee, requete.auteur, session) if session else FichierRecu.objects.none()
    page, suite = paginer(requete, visibles)
    contexte = {
        "form": form, "page": page, "requete": suite, "session": session, "sessions": choix,
        "lignes": [(f, FORMATS[f.format].libelle if f.format in FORMATS else f.format, rendu.FORMES_DU_FICHIER[f.etat])
                   for f in page],
        "dictionnaire": DICTIONNAIRE, "formats": FORMATS.values(), "exports": FORMATS_D_EXPORT,
        "ariane": [("Inscriptions", reverse("inscriptions"))],
    }  # fmt: skip
    return render(requete, "inscriptions/fichiers.html", contexte, status=statut(form))


def fichier(requete: Demande, numero: int) -> HttpResponse:
    """Ce que le fichier ferait, ce qui ne va pas, ce qui est à trancher ; un envoi fait l'un de ses actes."""
    recu, form = _le(requete, numero), Form(envoi(requete))
    if requete.method == "POST":
        if requete.POST.get("acte") == "trancher":
            return _trancher(requete, recu)
        acte, dit = _acte(requete)
        if tenter(requete, form, lambda: acte(requete, recu), dit):
            return redirect("inscriptions-fichier", numero=numero)
        recu = _le(requete, numero)
    return _montrer(requete, recu, form)


def corrige(requete: Demande, numero: int) -> HttpResponse:
    """Le fichier rendu avec ses diagnostics en regard de chaque ligne, en classeur ou en CSV."""
    recu = _le(requete, numero)
    support = Support.CSV if requete.GET.get("format") == "csv" else Support.CLASSEUR
    try:
        ecrit = corriger(recu, support, le=timezone.now())
    except ActeRefuse as refus:
        messages.error(requete, str(refus))
        return redirect("inscriptions-fichier", numero=numero)
    return telecharger(ecrit, TYPES[support.value])


def modele_vierge(requete: Demande) -> HttpResponse:
    """Le modèle à remplir, dans le format demandé."""
    genre = requete.GET.get("format", "xlsx")
    if genre not in GENRES:
        raise Http404
    return telecharger(modele(GENRES[genre][0]), TYPES[genre])


def comparaison(requete: Demande, numero: int) -> HttpResponse:
    """Ce qui a changé depuis un autre export de la même source ; `format` : la comparaison à emporter."""
    recu = _le(requete, numero)
    autres = lus.de_la_meme_source(recu, requete.portee, requete.auteur)
    demande = requete.GET.get("avec", "")
    ancien = autres.filter(pk=int(demande)).first() if demande.isdecimal() and len(demande) < 19 else None
    if demande and ancien is None:
        raise Http404
    derniers = list(autres[:VOIR_MAXIMUM])
    contexte: Contexte = {
        "fichier": recu, "autres": derniers, "choix": [(f.pk, f"{f.nom}, lu le {f.lu_le:%d/%m/%Y}") for f in derniers],
        "choisi": demande, "titres": TITRES_D_ECART, "formats_d_export": FORMATS_D_EXPORT, "ariane": _ariane(recu),
    }  # fmt: skip
    if ancien:
        try:
            difference, ecarts = comparer(ancien, recu, le=timezone.now())
        except ActeRefuse as refus:
            contexte["refus"] = refus.phrases
            return render(requete, "inscriptions/fichier_comparaison.html", contexte)
        if (genre := requete.GET.get("format", "")) in GENRES:
            octets = tableau_des_ecarts(ecarts, GENRES[genre][0])
            return telecharger(
                FichierEcrit(f"comparaison_{ancien.pk}_{recu.pk}.{genre}", octets), TYPES[genre]
            )
        page = Paginator(ecarts, PAR_PAGE).get_page(requete.GET.get("page"))
        contexte |= {
            "difference": difference, "page": page, "requete": f"avec={ancien.pk}&",
            "legende": f"De « {ancien.nom} » à « {recu.nom} »",
        }  # fmt: skip
    return render(requete, "inscriptions/fichier_comparaison.html", contexte)


def telecharger(ecrit: FichierEcrit, genre: str) -> HttpResponse:
    """Le fichier à enregistrer, sous son nom."""
    reponse = HttpResponse(ecrit.octets, content_type=genre)
    nom = "".join(s if s.isascii() and (s.isalnum() or s in "-_.") else "_" for s in ecrit.nom)
    reponse.headers["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _montrer(
    requete: Demande, recu: FichierRecu, form: Form, reponses: Reponses | None = None
) -> HttpResponse:
    le = timezone.now()
    dit = rendu.compte_rendu(recu, le=le)
    voir = requete.GET.get("voir", "") or dit.premiere
    page = _page(requete, recu, voir)
    lignes = rendu.rendre(list(page))
    se_tranche = voir == "conflit" and recu.etat in SE_TRANCHENT
    if se_tranche and reponses is None:
        reponses = Reponses(None, lignes)
    travail = dit.travail if dit.travail and dit.travail.demandeur == requete.auteur.code else None
    contexte = {
        "fichier": recu, "refus": form.non_field_errors(), "reponses": reponses, "rendu": dit, "voir": voir,
        "page": page, "titre_des_lignes": _titre(voir), "legende": pluriel(page.paginator.count, "ligne"),
        "lignes": lignes, "requete": f"voir={voir}&", "ariane": [*_ariane(recu)[:-1]],
        "suivi": suivi(travail, le=le) if travail else None,
        "se_tranche": se_tranche,
        "comparable": lus.de_la_meme_source(recu, requete.portee, requete.auteur).exists(),
    }  # fmt: skip
    return render(requete, "inscriptions/fichier.html", contexte, status=statut(form, reponses))


def _trancher(requete: Demande, recu: FichierRecu) -> HttpResponse:
    page = _page(requete, recu, requete.POST.get("voir") or "conflit")
    form = Reponses(requete.POST, rendu.rendre(list(page)))
    fait = tenter(
        requete, form,
        lambda: trancher(recu, form.reponses, portee=requete.portee, par=requete.auteur, le=timezone.now()),
        "Vos réponses sont retenues : rien n'est écrit tant que vous n'appliquez pas.",
    )  # fmt: skip
    if fait:
        return redirect("inscriptions-fichier", numero=recu.pk)
    return _montrer(requete, _le(requete, recu.pk), Form(), form)


def _page(requete: Demande, recu: FichierRecu, voir: str) -> Page[LigneRecue]:
    return Paginator(lus.lignes(recu, voir), PAR_PAGE).get_page(requete.GET.get("page"))


def _titre(voir: str) -> str:
    return (
        lus.VUES[voir][0] if voir in lus.VUES else "Remarques" if voir == "remarques" else "Toutes les lignes"
    )


def _le(requete: Demande, numero: int) -> FichierRecu:
    return get_object_or_404(lus.fichiers(requete.portee, requete.auteur), pk=numero)


def _ariane(recu: FichierRecu) -> list[tuple[str, str]]:
    return [
        ("Inscriptions", reverse("inscriptions")), ("Fichiers reçus", reverse("inscriptions-fichiers")),
        (recu.nom, reverse("inscriptions-fichier", args=[recu.pk])),
    ]  # fmt: skip


def _acte(requete: Demande) -> tuple[Callable[[Demande, FichierRecu], FichierRecu], str]:
    """Acte demandé, et ce qu'on en dira ; 404 s'il n'existe pas."""
    demande = ACTES.get(requete.POST.get("acte", ""))
    if demande is None:
        raise Http404
    return demande


def _appliquer(requete: Demande, recu: FichierRecu) -> FichierRecu:
    return appliquer(recu, par=requete.auteur, le=timezone.now())


def _relire(requete: Demande, recu: FichierRecu) -> FichierRecu:
    return relire(recu, portee=requete.portee, par=requete.auteur, le=timezone.now())


def _abandonner(_requete: Demande, recu: FichierRecu) -> FichierRecu:
    return abandonner(recu)


def _en_rester_la(requete: Demande, recu: FichierRecu) -> FichierRecu:
    return en_rester_la(recu, par=requete.auteur, le=timezone.now())


def _defaire(requete: Demande, recu: FichierRecu) -> FichierRecu:
    return defaire(recu, par=requete.auteur, le=timezone.now())


ACTES = {
    "appliquer": (_appliquer, "Vos changements s'appliquent : l'état du fichier est ci-dessous."),
    "relire": (_relire, "Le fichier est comparé à la base d'aujourd'hui."),
    "abandonner": (_abandonner, "Le fichier est abandonné : rien n'a été écrit."),
    "en_rester_la": (_en_rester_la, "L'application s'arrête là : ce qui est fait le reste."),
    "defaire": (_defaire, "Le fichier se défait : son état est ci-dessous."),
}
