"""Les centres d'examen et leurs salles."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.socle.organisation import etats, queries
from parchemin.socle.organisation.forms.centres import NouveauCentre, NouvelleSalle
from parchemin.socle.organisation.forms.lecture import textes
from parchemin.socle.organisation.forms.sessions import Motif
from parchemin.socle.organisation.heures import HeureLocale
from parchemin.socle.organisation.histoire import histoire
from parchemin.socle.organisation.models import Centre
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.services.centres import (
    ajouter_salle,
    creer_centre,
    fermer_centre,
    retirer_salle,
)
from parchemin.socle.organisation.views.demandes import (
    choix_de_sessions,
    envoi,
    paginer,
    pluriel,
    session_demandee,
    session_obligatoire,
    statut,
    tenter,
)


def centres(requete: Demande) -> HttpResponse:
    """Les centres visibles de la session, les fermés à la fin."""
    session = session_demandee(requete)
    page, suite = paginer(requete, queries.centres_avec_places(requete.portee, session))
    contexte = {
        "page": page, "requete": suite, "session": session, "sessions": choix_de_sessions(requete),
        "legende": pluriel(page.paginator.count, "centre"), "ariane": [("Organisation", reverse("organisation"))],
    }  # fmt: skip
    return render(requete, "organisation/centres.html", contexte)


def creer(requete: Demande) -> HttpResponse:
    """Ouvre un centre d'examen pour la session."""
    session, portee = session_obligatoire(requete), requete.portee
    form = NouveauCentre(
        envoi(requete),
        academies=queries.academies_entieres(portee),
        etablissements=queries.etablissements(portee),
    )
    if requete.method == "POST":
        cree = tenter(
            requete, form,
            lambda: creer_centre(session, form.fiche, par=requete.auteur, le=timezone.now()), "Le centre est ouvert.",
        )  # fmt: skip
        if cree:
            return redirect("organisation-centre", numero=cree.pk)
    contexte = {"form": form, "session": session, "ariane": _ariane()}
    return render(requete, "organisation/centre_creer.html", contexte, status=statut(form))


def centre(requete: Demande, numero: int) -> HttpResponse:
    """Un centre : où il est, quelle heure il y est, ses salles, son histoire."""
    return _montrer(requete, _le(requete, numero))


def fermer(requete: Demande, numero: int) -> HttpResponse:
    """Ferme un centre ; il reste lisible."""
    ici, form = _le(requete, numero), Motif(requete.POST, auto_id="fermer_%s")
    d = form.cleaned_data if form.is_valid() else {}
    fait = tenter(
        requete,
        form,
        lambda: fermer_centre(ici, **d, par=requete.auteur, le=timezone.now()),
        "Le centre est fermé.",
    )
    return redirect("organisation-centre", numero=numero) if fait else _montrer(requete, ici, fermeture=form)


def salle_ajouter(requete: Demande, numero: int) -> HttpResponse:
    """Ajoute une salle au centre, ou modifie celle de ce nom."""
    ici = _le(requete, numero)
    form = _salle(ici, requete)
    fait = tenter(
        requete, form,
        lambda: ajouter_salle(
            ici, form.fiche, lu=textes(form.cleaned_data["lu"].get(form.fiche.nom)), par=requete.auteur, le=timezone.now()
        ),
        "La salle est enregistrée.",
    )  # fmt: skip
    return redirect("organisation-centre", numero=numero) if fait else _montrer(requete, ici, salle=form)


def salle_retirer(requete: Demande, numero: int, salle: int) -> HttpResponse:
    """Retire une salle du centre ; elle reste lisible."""
    ici = _le(requete, numero)
    trouvee, form = (
        get_object_or_404(ici.salles, pk=salle),
        Motif(requete.POST, auto_id=f"retirer_{salle}_%s"),
    )
    d = form.cleaned_data if form.is_valid() else {}
    fait = tenter(
        requete,
        form,
        lambda: retirer_salle(trouvee, **d, par=requete.auteur, le=timezone.now()),
        "La salle est retirée.",
    )
    return (
        redirect("organisation-centre", numero=numero)
        if fait
        else _montrer(requete, ici, retrait=(salle, form))
    )


def _le(requete: Demande, numero: int) -> Centre:
    return get_object_or_404(queries.centres(requete.portee), pk=numero)


def _salle(ici: Centre, requete: Demande | None = None) -> NouvelleSalle:
    lu = {salle.nom: etats.etat(salle, etats.SALLE) for salle in ici.salles.filter(retiree_le=None)}
    return NouvelleSalle(requete.POST if requete else None, lu=lu, auto_id="salle_%s")


def _ariane() -> list[tuple[str, str]]:
    return [("Organisation", reverse("organisation")), ("Centres", reverse("organisation-centres"))]


def _montrer(
    requete: Demande, ici: Centre, *, salle: NouvelleSalle | None = None, fermeture: Motif | None = None,
    retrait: tuple[int, Motif] | None = None,
) -> HttpResponse:  # fmt: skip
    ouvertes = ici.salles.filter(retiree_le=None)
    contexte = {
        "centre": ici, "heure": HeureLocale(timezone.now(), ici.fuseau_local), "ariane": _ariane(),
        "salles": [
            (s, retrait[1] if retrait and retrait[0] == s.pk else Motif(auto_id=f"retirer_{s.pk}_%s")) for s in ouvertes
        ],
        "places": sum(s.capacite for s in ouvertes), "retirees": ici.salles.exclude(retiree_le=None),
        "salle": salle or _salle(ici), "fermeture": fermeture or Motif(auto_id="fermer_%s"),
        "histoire": histoire(f"centre:{ici.pk}"), "places_dites": pluriel(sum(s.capacite for s in ouvertes), "place"),
    }  # fmt: skip
    refuse = statut(salle, fermeture, retrait[1] if retrait else None)
    return render(requete, "organisation/centre.html", contexte, status=refuse)
