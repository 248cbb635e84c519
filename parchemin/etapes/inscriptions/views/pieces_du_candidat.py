"""Ce que le candidat remet et demande : ses pièces, une note à conserver, une dispense, un aménagement ; ses documents."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from parchemin.etapes.inscriptions import espace as presentation
from parchemin.etapes.inscriptions import espace_pages as pages
from parchemin.etapes.inscriptions.documents import Matiere, Papier, imprimer
from parchemin.etapes.inscriptions.forms.candidat import DepotDePiece
from parchemin.etapes.inscriptions.forms.parcours import DEMANDES
from parchemin.etapes.inscriptions.forms.parcours import Demande as Formulaire
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.queries.candidat import Sienne
from parchemin.etapes.inscriptions.rangement import chemin
from parchemin.etapes.inscriptions.services import amenager, parcours, titres
from parchemin.etapes.inscriptions.services.connaissance import consigner_l_edition
from parchemin.etapes.inscriptions.services.pieces import deposer
from parchemin.etapes.inscriptions.views.candidat import commun, lue, rendre
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.views.demandes import envoi, statut, tenter

# Ce que le candidat demande lui-même depuis son espace.
DU_CANDIDAT = ("amenagement", "note", "dispense")
# Où se trouve ce qui se retire, et l'acte qui le retire.
RETRAITS: Mapping[str, tuple[str, Callable[..., object]]] = {
    "note": ("benefices", titres.renoncer_a_un_benefice),
    "dispense": ("dispenses", titres.renoncer_a_une_dispense),
    "amenagement": ("amenagements", amenager.retirer),
    "experience": ("experiences", parcours.retirer_experience),
    "anterieure": ("anterieures", parcours.retirer_anterieure),
}


def pieces(requete: Demande) -> HttpResponse:
    """Ses pièces : ce qu'il reste à remettre et jusqu'à quand, ce qui est remis et ce que le service en dit."""
    sienne = lue(requete)
    suivies = pages.pieces_suivies(sienne, le=timezone.now())
    contexte = commun(sienne) | {
        "a_remettre": [s for s in suivies if s.due.est_a_remettre],
        "remises": [s for s in suivies if not s.due.est_a_remettre],
    }
    return rendre(requete, "inscriptions/ma_candidature_pieces.html", contexte)


def piece(requete: Demande, code: str) -> HttpResponse:
    """Remet une pièce : un fichier, ou une photo prise sur-le-champ."""
    sienne = lue(requete)
    due = sienne.piece(code)
    if due is None:
        raise Http404
    form = DepotDePiece(envoi(requete), requete.FILES or None)
    if requete.method == "POST":
        fait = tenter(
            requete, form,
            lambda: deposer(
                sienne.inscription, code, form.fichier_recu, par=requete.auteur, le=timezone.now()
            ),
            "La pièce est remise ; le service la contrôle.",
        )  # fmt: skip
        if fait:
            return redirect("ma-candidature-pieces")
    contexte = commun(sienne) | {
        "form": form, "piece": due, "details": presentation.ce_qui_ne_va_pas(due),
        "limite": presentation.limite_de_la_piece(sienne, due, le=timezone.now()),
    }  # fmt: skip
    return rendre(requete, "inscriptions/ma_candidature_piece.html", contexte, status=statut(form))


def fichier(requete: Demande, numero: int) -> HttpResponseBase:
    """Le fichier d'une pièce qu'il a remise, tel qu'il l'a envoyé."""
    remise = get_object_or_404(lue(requete).inscription.pieces_deposees.exclude(condense=""), pk=numero)
    ou = chemin(remise.condense)
    if not ou.exists():
        raise Http404
    return FileResponse(
        ou.open("rb"), as_attachment=True, filename=remise.nom_du_fichier, content_type=remise.genre
    )


def document(requete: Demande, genre: str) -> HttpResponse:
    """Un de ses papiers en PDF : récapitulatif, confirmation, attestation ; un papier officiel se consigne."""
    sienne, le = lue(requete), timezone.now()
    papier = next((p for p in Papier if p.value == genre), None)
    if papier is None:
        raise Http404
    try:
        octets = imprimer(papier, [Matiere(sienne.dossier, sienne.connaissances, sienne.deposees)], le=le)
    except ActeRefuse as refus:
        messages.error(requete, str(refus))
        return redirect("ma-candidature")
    if papier.est_officiel and requete.method == "GET":
        consigner_l_edition([sienne.inscription], papier.value, par=requete.auteur, le=le)
    nom = f"{papier.value}_{sienne.inscription.numero}.pdf"
    entetes = {"Content-Disposition": f'inline; filename="{nom}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(octets, content_type="application/pdf", headers=entetes)


def demandes(requete: Demande) -> HttpResponse:
    """Ce qu'il demande : aménagement, note à conserver, dispense ; et ce qu'elles sont devenues."""
    return _demandes(requete, lue(requete))


def demander(requete: Demande, quoi: str) -> HttpResponse:
    """Fait une demande ; un refus se lit à côté du formulaire, article à l'appui."""
    sienne = lue(requete)
    if quoi not in DU_CANDIDAT:
        raise Http404
    form = formulaire(sienne, quoi, requete)
    fait = tenter(
        requete, form, lambda: form.agir(sienne.inscription, par=requete.auteur, le=timezone.now()), form.DIT
    )
    return redirect("ma-candidature-demandes") if fait else _demandes(requete, sienne, {quoi: form})


def retirer(requete: Demande, quoi: str, numero: int) -> HttpResponse:
    """Renonce à une demande ou à une note conservée."""
    if quoi not in DU_CANDIDAT:
        raise Http404
    retirer_une(requete, lue(requete).inscription, quoi, numero)
    return redirect("ma-candidature-demandes")


def retirer_une(requete: Demande, inscription: Inscription, quoi: str, numero: int) -> None:
    """Retire de la candidature ce que l'on faisait valoir ; un refus se dit en tête de page."""
    if quoi not in RETRAITS:
        raise Http404
    relation, acte = RETRAITS[quoi]
    visee = get_object_or_404(getattr(inscription, relation), pk=numero)
    try:
        acte(visee, par=requete.auteur, le=timezone.now())
    except ActeRefuse as refus:
        messages.error(requete, str(refus))
    else:
        messages.success(requete, "C'est retiré.")


def formulaire(sienne: Sienne, quoi: str, requete: Demande | None = None) -> Formulaire:
    """Formulaire d'une demande, rempli de ce qui est envoyé s'il y en a un."""
    regles = sienne.connaissances.regles
    return DEMANDES[quoi](requete.POST if requete else None, auto_id=f"{quoi}_%s", regles=regles)


def _demandes(requete: Demande, sienne: Sienne, refusees: Mapping[str, Any] | None = None) -> HttpResponse:
    formulaires = {quoi: formulaire(sienne, quoi) for quoi in DU_CANDIDAT} | dict(refusees or {})
    contexte = commun(sienne) | {
        "formulaires": formulaires, "titres": pages.titres(sienne),
        "mesures": [presentation.dire_la_mesure(m) for m in sienne.dossier.mesures],
    }  # fmt: skip
    return rendre(
        requete,
        "inscriptions/ma_candidature_demandes.html",
        contexte,
        status=statut(*(refusees or {}).values()),
    )
