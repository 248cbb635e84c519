"""Les établissements : les chercher, lire leur fiche, la tenir à jour."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.socle.organisation import queries
from parchemin.socle.organisation.fiche import fiche_d_etablissement
from parchemin.socle.organisation.forms.etablissements import (
    VOIES_OFFERTES,
    DecisionDuRecteur,
    FicheEtablissement,
    JourDuRegime,
    OffreDemandee,
)
from parchemin.socle.organisation.forms.lecture import textes
from parchemin.socle.organisation.forms.sessions import Motif
from parchemin.socle.organisation.models import Etablissement, Offre, SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.services.etablissements import (
    ajouter_offre,
    enregistrer_etablissement,
    retirer_offre,
)
from parchemin.socle.organisation.services.habilitations import habiliter_ccf, remplacer_habilitation
from parchemin.socle.organisation.views.demandes import (
    Contexte,
    choix_de_sessions,
    envoi,
    paginer,
    pluriel,
    session_demandee,
    session_obligatoire,
    statut,
    tenter,
)

OFFRES = [("", "Toutes les fiches"), ("oui", "Avec une offre"), ("sans_places", "Places à renseigner")]


def etablissements(requete: Demande) -> HttpResponse:
    """Les établissements visibles ; la recherche et les filtres sont dans l'adresse."""
    session = session_demandee(requete)
    filtres = {
        nom: requete.GET.get(nom, "").strip() for nom in ("mot", "academie", "voie", "secteur", "offre")
    }
    page, suite = paginer(
        requete, queries.chercher_etablissements(requete.portee, session, queries.Filtres(**filtres))
    )
    offertes = queries.voies_offertes(requete.portee, session, page)
    contexte = {
        "page": page, "requete": suite, "filtres": filtres, "session": session, "sessions": choix_de_sessions(requete),
        "academies": [("", "Toutes"), *((a.pk, a.nom) for a in queries.academies(requete.portee))],
        "voies": [("", "Toutes"), *VOIES_OFFERTES], "offres": OFFRES,
        "secteurs": [("", "Tous"), *Etablissement.Secteur.choices],
        "lignes": [(e, offertes[e.pk]) for e in page],
        "legende": pluriel(page.paginator.count, "établissement"), "ariane": [("Organisation", reverse("organisation"))],
    }  # fmt: skip
    return render(requete, "organisation/etablissements.html", contexte)


def etablissement(requete: Demande, uai: str) -> HttpResponse:
    """La fiche d'un établissement : identité, offre, habilitations, régime et ses raisons, histoire."""
    return _montrer(requete, _le(requete, uai), session_demandee(requete))


def modifier(requete: Demande, uai: str) -> HttpResponse:
    """Modifie l'identité ; si quelqu'un l'a changée entre-temps, le dit champ par champ."""
    ici, academies = _le(requete, uai), list(queries.academies_entieres(requete.portee))
    form = FicheEtablissement(envoi(requete), etablissement=ici, academies=academies)
    if requete.method == "POST":
        fait = tenter(
            requete, form,
            lambda: enregistrer_etablissement(
                uai, form.valeurs, lu=textes(form.cleaned_data["lu"]), motif=form.cleaned_data["motif"],
                par=requete.auteur, le=timezone.now(),
            ),
            "La fiche est enregistrée.",
        )  # fmt: skip
        if fait:
            return redirect("organisation-etablissement", uai=uai)
    contexte = {"etablissement": ici, "form": form, "ariane": _ariane(ici)}
    return render(requete, "organisation/etablissement_modifier.html", contexte, status=statut(form))


def offre_ajouter(requete: Demande, uai: str) -> HttpResponse:
    """Ajoute une voie à l'offre de la session, ou change ses places."""
    ici, session = _le(requete, uai), session_obligatoire(requete)
    form = _offre(ici, session, requete)
    fait = tenter(
        requete, form,
        lambda: ajouter_offre(
            ici, form.preparation(session), lu=textes(form.cleaned_data["lu"].get(form.cleaned_data["voie"])),
            par=requete.auteur, le=timezone.now(),
        ),
        "L'offre est enregistrée.",
    )  # fmt: skip
    return _retour(ici, session) if fait else _montrer(requete, ici, session, offre=form)


def offre_retirer(requete: Demande, uai: str, numero: int) -> HttpResponse:
    """Retire une offre de la session ; elle reste lisible dans l'histoire."""
    ici = _le(requete, uai)
    visibles = Offre.objects.filter(etablissement=ici, session__in=queries.sessions(requete.portee))
    offre = get_object_or_404(visibles, pk=numero)
    form = Motif(requete.POST, auto_id=f"retirer_{numero}_%s")
    motif = form.cleaned_data["motif"] if form.is_valid() else ""
    fait = tenter(
        requete, form, lambda: retirer_offre(offre, motif=motif, par=requete.auteur, le=timezone.now()),
        "L'offre est retirée.",
    )  # fmt: skip
    return (
        _retour(ici, offre.session) if fait else _montrer(requete, ici, offre.session, retrait=(numero, form))
    )


def habilitation(requete: Demande, uai: str) -> HttpResponse:
    """Inscrit une décision d'habilitation CCF, ou en remplace une."""
    ici, session = _le(requete, uai), session_obligatoire(requete)
    form = DecisionDuRecteur(requete.POST, etablissement=ici, session=session, auto_id="ccf_%s")
    fait = tenter(requete, form, lambda: _habiliter(requete, ici, form), "L'habilitation est inscrite.")
    return _retour(ici, session) if fait else _montrer(requete, ici, session, decision=form)


def _habiliter(requete: Demande, ici: Etablissement, form: DecisionDuRecteur) -> object:
    ancienne, motif, le = form.cleaned_data["remplace"], form.cleaned_data["motif"], timezone.now()
    if ancienne is None:
        return habiliter_ccf(ici, form.decision, par=requete.auteur, le=le)
    return remplacer_habilitation(ancienne, form.decision, motif=motif, par=requete.auteur, le=le)


def _le(requete: Demande, uai: str) -> Etablissement:
    return get_object_or_404(queries.etablissements(requete.portee), pk=uai)


def _retour(ici: Etablissement, session: SessionExamen) -> HttpResponse:
    return redirect(f"{reverse('organisation-etablissement', args=[ici.pk])}?session={session.code}")


def _ariane(ici: Etablissement) -> list[tuple[str, str]]:
    return [
        ("Organisation", reverse("organisation")), ("Établissements", reverse("organisation-etablissements")),
        (ici.nom, reverse("organisation-etablissement", args=[ici.pk])),
    ]  # fmt: skip


def _offre(ici: Etablissement, session: SessionExamen, requete: Demande | None = None) -> OffreDemandee:
    lu = {
        o.voie: {"capacite": "" if o.capacite is None else str(o.capacite)}
        for o in queries.offres_de(ici, session)
    }
    return OffreDemandee(requete.POST if requete else None, lu=lu, auto_id="offre_%s")


def _jour(requete: Demande) -> date | None:
    """Jour demandé pour lire le régime ; aucun s'il ne se lit pas."""
    form = JourDuRegime(requete.GET)
    return form.cleaned_data["le"] if form.is_valid() else None


def _formulaire_du_jour(requete: Demande, session: SessionExamen | None) -> JourDuRegime:
    if "le" in requete.GET or session is None:
        return JourDuRegime(requete.GET)
    return JourDuRegime(initial={"le": queries.jour_du_droit(session)})


def _montrer(
    requete: Demande, ici: Etablissement, session: SessionExamen | None,
    *, offre: OffreDemandee | None = None, decision: DecisionDuRecteur | None = None,
    retrait: tuple[int, Motif] | None = None,
) -> HttpResponse:  # fmt: skip
    contexte: Contexte = {
        "etablissement": ici, "session": session, "sessions": choix_de_sessions(requete), "ariane": _ariane(ici)[:-1],
        "fiche": fiche_d_etablissement(ici, session, le=_jour(requete)), "jour": _formulaire_du_jour(requete, session),
    }  # fmt: skip
    if session:
        contexte["offre"] = offre or _offre(ici, session)
        contexte["decision"] = decision or DecisionDuRecteur(
            etablissement=ici, session=session, auto_id="ccf_%s"
        )
        contexte["retraits"] = [
            (o, retrait[1] if retrait and retrait[0] == o.pk else Motif(auto_id=f"retirer_{o.pk}_%s"))
            for o in queries.offres_de(ici, session)
        ]
    refuse = statut(offre, decision, retrait[1] if retrait else None)
    return render(requete, "organisation/etablissement.html", contexte, status=refuse)
