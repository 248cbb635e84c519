"""Les pièces d'un candidat : remettre, voir, contrôler, réclamer."""

from collections.abc import Mapping

from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from parchemin.etapes.inscriptions.fiche_actes import possibles
from parchemin.etapes.inscriptions.fiche_suivi import PieceSuivie, pieces_suivies
from parchemin.etapes.inscriptions.forms.actes import SansSaisie
from parchemin.etapes.inscriptions.forms.pieces import Controle, FichierRemis, Reclamation
from parchemin.etapes.inscriptions.models import PieceDeposee
from parchemin.etapes.inscriptions.queries.candidatures import une
from parchemin.etapes.inscriptions.queries.fiche import Lecture
from parchemin.etapes.inscriptions.rangement import SIGNATURES, chemin
from parchemin.etapes.inscriptions.services import pieces as services
from parchemin.etapes.inscriptions.views.fiche import ariane, faire, lecture
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import statut

ROUTE = "inscriptions-candidat-piece"
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def piece(requete: Demande, numero: int, code: str) -> HttpResponse:
    """Une pièce attendue : pourquoi, ce qui a été remis, ce que l'on peut en faire."""
    lu = lecture(requete, numero)
    return _montrer(requete, lu, _la(lu, code))


def deposer(requete: Demande, numero: int, code: str) -> HttpResponse:
    """Remet un fichier pour cette pièce."""
    lu, form = lecture(requete, numero), FichierRemis(requete.POST, requete.FILES, auto_id="fichier_%s")
    la = _la(lu, code)

    def acte() -> object:
        return services.deposer(lu.inscription, code, form.piece, par=requete.auteur, le=timezone.now())

    if faire(requete, lu, form, acte, "La pièce est remise."):
        return redirect(ROUTE, numero, code)
    return _montrer(requete, lu, la, {"fichier": form})


def papier(requete: Demande, numero: int, code: str) -> HttpResponse:
    """Note que le service a vu la pièce sur papier."""
    lu, form = lecture(requete, numero), SansSaisie(requete.POST)
    la = _la(lu, code)

    def acte() -> object:
        return services.deposer(lu.inscription, code, None, par=requete.auteur, le=timezone.now())

    if faire(requete, lu, form, acte, "La pièce est notée, vue sur papier."):
        return redirect(ROUTE, numero, code)
    return _montrer(requete, lu, la, {"vue": form})


def controler(requete: Demande, numero: int, code: str, depot: int) -> HttpResponse:
    """Accepte la pièce, ou la refuse avec sa raison."""
    lu, form = lecture(requete, numero), Controle(requete.POST, auto_id="controle_%s")
    la = _la(lu, code)
    visee = next((p for p in lu.deposees if p.pk == depot and p.code == code), None)
    if visee is None:
        raise Http404
    visee.inscription = lu.inscription

    def acte() -> object:
        d = form.cleaned_data
        return services.controler(
            visee, accepter=d["avis"] == "acceptee", motif=d["motif"], par=requete.auteur, le=timezone.now()
        )  # fmt: skip

    if faire(requete, lu, form, acte, "Le contrôle est enregistré."):
        return redirect(ROUTE, numero, code)
    return _montrer(requete, lu, la, {"controle": form})


def reclamer(requete: Demande, numero: int, code: str) -> HttpResponse:
    """Réclame la pièce au candidat, avec sa date limite."""
    lu, form = lecture(requete, numero), Reclamation(requete.POST, auto_id="reclamer_%s")
    la = _la(lu, code)

    def acte() -> object:
        d = form.cleaned_data
        return services.demander(
            lu.inscription, code, pour_le=d["pour_le"], motif=d["motif"], par=requete.auteur, le=timezone.now()
        )  # fmt: skip

    if faire(requete, lu, form, acte, "La pièce est réclamée au candidat."):
        return redirect(ROUTE, numero, code)
    return _montrer(requete, lu, la, {"reclamation": form})


def fichier(requete: Demande, numero: int, depot: int) -> HttpResponseBase:
    """Le fichier d'une pièce : son type est celui lu dans ses octets, et rien d'autre ne s'ouvre dans la page."""
    ici = une(requete.portee, numero)
    remise = PieceDeposee.objects.filter(inscription=ici, pk=depot).exclude(condense="").first()
    if ici is None or remise is None:
        raise Http404
    ou = chemin(remise.condense)
    if not ou.is_file():
        contexte = {"piece": remise, "ariane": ariane(ici)}
        return render(requete, "inscriptions/candidat_piece_perdue.html", contexte, status=410)
    sur = remise.genre in SIGNATURES.values()
    reponse = FileResponse(
        ou.open("rb"), as_attachment=not sur,
        # Le nom vient d'ici : celui du déposant peut tromper, ou nommer quelqu'un.
        filename=f"{ici.numero}_{remise.code}.{SUFFIXES.get(remise.genre, 'bin')}",
        content_type=remise.genre if sur else "application/octet-stream",
    )  # fmt: skip
    reponse.headers["X-Content-Type-Options"] = "nosniff"
    return reponse


def _la(lu: Lecture, code: str) -> PieceSuivie:
    """Pièce attendue de ce code ; 404 si la candidature ne l'attend pas."""
    trouvee = next((p for p in pieces_suivies(lu, le=timezone.now()) if p.code == code), None)
    if trouvee is None:
        raise Http404
    return trouvee


def _montrer(
    requete: Demande, lu: Lecture, piece: PieceSuivie, refuses: Mapping[str, Form] | None = None
) -> HttpResponse:
    """Page de la pièce ; `refuses` : les formulaires que l'on redit, par nom."""
    formulaires: dict[str, Form] = {
        "fichier": FichierRemis(auto_id="fichier_%s"), "controle": Controle(auto_id="controle_%s"),
        "reclamation": Reclamation(auto_id="reclamer_%s"), **(refuses or {}),
    }  # fmt: skip
    contexte = {
        "piece": piece, "inscription": lu.inscription, "ariane": ariane(lu.inscription),
        "actes": possibles(lu, requete.auteur), **formulaires,
    }  # fmt: skip
    return render(
        requete, "inscriptions/candidat_piece.html", contexte, status=statut(*(refuses or {}).values())
    )
