"""Les transferts au pilote, et la liste des pièces d'une académie."""

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions.forms.pieces import CodeDePiece, PieceAjoutee
from parchemin.etapes.inscriptions.forms.transferts import Confirmation
from parchemin.etapes.inscriptions.liste_des_pieces import liste_montree, ne_pas_demander
from parchemin.etapes.inscriptions.services.listes import fixer_la_liste, revenir_au_defaut
from parchemin.etapes.inscriptions.services.recevoir import transferer as transferer_l_academie
from parchemin.etapes.inscriptions.transferts import transferts as les_transferts
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.models import Academie, SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import (
    Contexte,
    choix_de_sessions,
    session_obligatoire,
    statut,
    tenter,
)


def transferts(requete: Demande) -> HttpResponse:
    """Par académie : combien de candidatures à transférer au pilote, à quelle date, ce qui s'y oppose."""
    return _montrer(requete, session_obligatoire(requete))


def transferer(requete: Demande, code: str) -> HttpResponse:
    """Transfère les candidatures de l'académie à son pilote."""
    session, form = session_obligatoire(requete), Confirmation(requete.POST, auto_id=f"t_{code}_%s")
    academie = _academie(requete, code)

    def acte() -> str:
        return f"{transferer_l_academie(session, academie, par=requete.auteur, le=timezone.now())}"

    if tenter(requete, form, acte, f"{academie.nom} : les candidatures sont transférées."):
        return redirect(f"{reverse('inscriptions-transferts')}?session={session.code}")
    return _montrer(requete, session, (code, form))


def pieces(requete: Demande) -> HttpResponse:
    """La liste des pièces d'une académie, et ce qu'elle change à la liste par défaut."""
    return _montrer_les_pieces(requete, session_obligatoire(requete), _academie_demandee(requete))


def piece_ajouter(requete: Demande, code: str) -> HttpResponse:
    """Ajoute une pièce à la liste de l'académie."""
    session, academie, form = (
        session_obligatoire(requete),
        _academie(requete, code),
        PieceAjoutee(requete.POST),
    )
    par_defaut = [x.code for x in liste_montree(session, academie) if not x.est_de_l_academie]

    def acte() -> object:
        ligne = form.ligne(par_defaut)
        return fixer_la_liste(session, academie, ligne, par=requete.auteur, le=timezone.now())

    if tenter(requete, form, acte, "La pièce est ajoutée à la liste.") is not None:
        return _retour_a_la_liste(session, academie)
    return _montrer_les_pieces(requete, session, academie, ajout=form)


def piece_retirer(requete: Demande, code: str) -> HttpResponse:
    """Ne plus demander une pièce de la liste par défaut."""
    session, academie, form = (
        session_obligatoire(requete),
        _academie(requete, code),
        CodeDePiece(requete.POST),
    )

    def acte() -> object:
        ligne = ne_pas_demander(form.cleaned_data["code"])
        return fixer_la_liste(session, academie, ligne, par=requete.auteur, le=timezone.now())

    if tenter(requete, form, acte, "Cette pièce n'est plus demandée.") is not None:
        return _retour_a_la_liste(session, academie)
    return _montrer_les_pieces(requete, session, academie, refuse=form)


def piece_defaut(requete: Demande, code: str) -> HttpResponse:
    """Revient, pour une pièce, à la liste par défaut."""
    session, academie, form = (
        session_obligatoire(requete),
        _academie(requete, code),
        CodeDePiece(requete.POST),
    )

    def acte() -> object:
        le = timezone.now()
        return (revenir_au_defaut(session, academie, form.cleaned_data["code"], par=requete.auteur, le=le),)

    if tenter(requete, form, acte, "La liste par défaut vaut de nouveau.") is not None:
        return _retour_a_la_liste(session, academie)
    return _montrer_les_pieces(requete, session, academie, refuse=form)


def _retour_a_la_liste(session: SessionExamen, academie: Academie) -> HttpResponse:
    return redirect(f"{reverse('inscriptions-pieces')}?session={session.code}&academie={academie.pk}")


def _montrer(
    requete: Demande, session: SessionExamen, refuse: tuple[str, Form] | None = None
) -> HttpResponse:
    lignes = les_transferts(session, requete.portee, par=requete.auteur, le=timezone.now())
    formulaires = [
        (t, refuse[1] if refuse and refuse[0] == t.academie.pk else Confirmation(auto_id=f"t_{t.academie.pk}_%s"))
        for t in lignes
    ]  # fmt: skip
    contexte: Contexte = {
        "session": session, "sessions": choix_de_sessions(requete), "transferts": formulaires,
        "ariane": [("Inscriptions", reverse("inscriptions"))],
    }  # fmt: skip
    return render(
        requete, "inscriptions/transferts.html", contexte, status=statut(refuse[1] if refuse else None)
    )


def _montrer_les_pieces(
    requete: Demande, session: SessionExamen, academie: Academie, *, ajout: PieceAjoutee | None = None,
    refuse: Form | None = None,
) -> HttpResponse:  # fmt: skip
    contexte: Contexte = {
        "session": session, "sessions": choix_de_sessions(requete), "academie": academie,
        "academies": [(a.pk, a.nom) for a in queries.academies(requete.portee)],
        "lignes": liste_montree(session, academie), "ajout": ajout or PieceAjoutee(),
        "refuse": refuse, "ariane": [("Inscriptions", reverse("inscriptions"))],
    }  # fmt: skip
    return render(requete, "inscriptions/pieces.html", contexte, status=statut(ajout, refuse))


def _academie(requete: Demande, code: str) -> Academie:
    trouvee = queries.academies(requete.portee).filter(pk=code).first()
    if trouvee is None:
        raise Http404
    return trouvee


def _academie_demandee(requete: Demande) -> Academie:
    """Académie de l'adresse, à défaut la première de la portée ; 404 s'il n'y en a aucune."""
    if code := requete.GET.get("academie", ""):
        return _academie(requete, code)
    premiere = queries.academies(requete.portee).first()
    if premiere is None:
        raise Http404
    return premiere
