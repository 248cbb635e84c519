"""Les regroupements interacadémiques d'une session."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.socle.organisation import queries
from parchemin.socle.organisation.forms.sessions import (
    NouveauRattachement,
    NouveauRegroupement,
    PiloteDesSujets,
)
from parchemin.socle.organisation.histoire import histoire
from parchemin.socle.organisation.models import Regroupement, SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.services.regroupements import (
    creer_regroupement,
    designer_pilote_sujets,
    rattacher,
)
from parchemin.socle.organisation.views.demandes import (
    choix_de_sessions,
    pluriel,
    session_demandee,
    session_obligatoire,
    statut,
    tenter,
)


def regroupements(requete: Demande) -> HttpResponse:
    """Les regroupements visibles de la session, et les académies que personne ne tient."""
    return _montrer_tous(requete, session_demandee(requete), NouveauRegroupement())


def creer(requete: Demande) -> HttpResponse:
    """Crée un regroupement, ou dit une académie autonome."""
    session, form = session_obligatoire(requete), NouveauRegroupement(requete.POST)
    d = form.cleaned_data if form.is_valid() else {}
    cree = tenter(
        requete, form,
        lambda: creer_regroupement(session, **d, par=requete.auteur, le=timezone.now()), "Le regroupement est créé.",
    )  # fmt: skip
    return (
        redirect("organisation-regroupement", numero=cree.pk)
        if cree
        else _montrer_tous(requete, session, form)
    )


def regroupement(requete: Demande, numero: int) -> HttpResponse:
    """Un regroupement : ses académies, son pilote des sujets, son histoire."""
    return _montrer(requete, _le(requete, numero), None, None)


def rattachement(requete: Demande, numero: int) -> HttpResponse:
    """Rattache une académie au regroupement ; son ancien rattachement reste lisible."""
    ici = _le(requete, numero)
    form = NouveauRattachement(requete.POST, session=ici.session, regroupement=ici, auto_id="rattacher_%s")
    academie, lu = form.cleaned_data["academie"] if form.is_valid() else (ici.pilote, None)
    motif = form.cleaned_data.get("motif", "")
    fait = tenter(
        requete, form,
        lambda: rattacher(academie, ici, lu=lu, motif=motif, par=requete.auteur, le=timezone.now()),
        f"{academie} est rattachée à ce regroupement.",
    )  # fmt: skip
    return (
        redirect("organisation-regroupement", numero=numero) if fait else _montrer(requete, ici, form, None)
    )


def pilote_sujets(requete: Demande, numero: int) -> HttpResponse:
    """Désigne l'académie dont viennent les sujets du regroupement."""
    ici, form = _le(requete, numero), PiloteDesSujets(requete.POST, auto_id="sujets_%s")
    d = form.cleaned_data if form.is_valid() else {}
    fait = tenter(
        requete, form,
        lambda: designer_pilote_sujets(ici, **d, par=requete.auteur, le=timezone.now()),
        "Le pilote des sujets est enregistré.",
    )  # fmt: skip
    return (
        redirect("organisation-regroupement", numero=numero) if fait else _montrer(requete, ici, None, form)
    )


def _le(requete: Demande, numero: int) -> Regroupement:
    return get_object_or_404(queries.regroupements(requete.portee), pk=numero)


def _montrer_tous(requete: Demande, session: SessionExamen | None, form: NouveauRegroupement) -> HttpResponse:
    visibles = list(queries.regroupements(requete.portee, session)) if session else []
    contexte = {
        "session": session, "sessions": choix_de_sessions(requete), "form": form,
        "lignes": [(r, queries.membres(r)) for r in visibles], "legende": pluriel(len(visibles), "regroupement"),
        "seules": queries.academies_sans_regroupement(session) if session and requete.portee.partout else [],
        "ariane": [("Organisation", reverse("organisation"))],
    }  # fmt: skip
    return render(requete, "organisation/regroupements.html", contexte, status=statut(form))


def _montrer(
    requete: Demande, ici: Regroupement, rattache: NouveauRattachement | None, sujets: PiloteDesSujets | None
) -> HttpResponse:
    lus = {"academie": ici.pilote_sujets_id, "lu": ici.pilote_sujets_id or ""}
    adresse = f"{reverse('organisation-regroupements')}?session={ici.session.code}"
    contexte = {
        "regroupement": ici, "membres": queries.membres(ici), "partis": queries.partis(ici), "titre": str(ici),
        "rattacher": rattache or NouveauRattachement(session=ici.session, regroupement=ici, auto_id="rattacher_%s"),
        "sujets": sujets or PiloteDesSujets(initial=lus, auto_id="sujets_%s"),
        "histoire": histoire(f"regroupement:{ici.pk}"),
        "ariane": [("Organisation", reverse("organisation")), ("Regroupements", adresse)],
    }  # fmt: skip
    return render(requete, "organisation/regroupement.html", contexte, status=statut(rattache, sujets))
