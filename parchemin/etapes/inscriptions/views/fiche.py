"""La fiche d'un candidat, et ce que ses pages d'actes ont en commun."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.fiche import CIRCULAIRE, fiche_de
from parchemin.etapes.inscriptions.fiche_actes import possibles
from parchemin.etapes.inscriptions.fiche_histoire import Recit
from parchemin.etapes.inscriptions.forms.fiche import ChampsDeCandidature, EcartMontre
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.queries.fiche import Lecture, lire
from parchemin.etapes.inscriptions.services.connaissance import prendre_connaissance
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.refus import Conflit
from parchemin.socle.organisation.views.demandes import Contexte, statut, tenter

CONFLIT = (
    "Quelqu'un a changé la même chose pendant que vous écriviez : rien n'a été écrasé, et votre saisie est restée. "
    "Corrigez ou gardez votre valeur, puis enregistrez de nouveau : elle remplacera celle d'aujourd'hui, avec votre nom."
)


@dataclass(frozen=True, slots=True)
class PageDActe:
    """Ce que dit la page d'un acte : son titre, son bouton, ce qui s'ensuit, ce qu'elle annonce une fois fait."""

    titre: str
    bouton: str
    dit: str
    consequences: tuple[str, ...] = ()
    genre: str = "principal"
    article: str = CIRCULAIRE
    fichier: bool = False
    ancre: str = ""
    gabarit: str = "inscriptions/candidat_acte.html"


def candidat(requete: Demande, numero: int) -> HttpResponse:
    """La fiche d'un candidat : ce qu'il passe et pourquoi, ce qui manque, ce que l'on peut y faire, son histoire."""
    lu = lecture(requete, numero)
    fiche = fiche_de(lu, par=requete.auteur, le=timezone.now())
    return render(
        requete, "inscriptions/candidat.html", {"fiche": fiche, "ariane": ariane(lu.inscription)[:-1]}
    )


def vu(requete: Demande, numero: int) -> HttpResponse:
    """Dit que l'académie a pris connaissance de ce que l'autre a changé."""
    lu, form = lecture(requete, numero), Form(requete.POST)
    nombre = tenter(
        requete, form,
        lambda: f"{prendre_connaissance(lu.inscription, par=requete.auteur, le=timezone.now())}",
        "Modifications lues.",
    )  # fmt: skip
    if nombre is None:
        page = PageDActe("Prendre connaissance des modifications", "Les marquer lues", "")
        return montrer(requete, lu, form, page, permis=True)
    return retour(numero, "modifications")


def lecture(requete: Demande, numero: int) -> Lecture:
    """Candidature visible de ce numéro, avec tout ce qui s'y rattache ; 404 sinon."""
    lu = lire(requete.portee, numero)
    if lu is None:
        raise Http404
    return lu


def jouer(
    requete: Demande, lu: Lecture, form: Form, acte: Callable[[], object], page: PageDActe,
    *, permis: bool = True, **contexte: object,
) -> HttpResponse:  # fmt: skip
    """Page de l'acte ; l'envoi le fait et ramène à la fiche, ou redit le formulaire avec ce qui s'y oppose (422)."""
    if requete.method == "POST" and faire(requete, lu, form, acte, page.dit):
        return retour(lu.inscription.pk, page.ancre)
    return montrer(requete, lu, form, page, permis=permis or form.is_bound, **contexte)


def faire(requete: Demande, lu: Lecture, form: Form, acte: Callable[[], object], dit: str) -> bool:
    """Vrai si l'acte est fait ; un conflit se retient champ par champ sur le formulaire, avec qui a changé quoi."""

    def essayer() -> object:
        try:
            return acte() or True
        except Conflit as conflit:
            if not isinstance(form, ChampsDeCandidature):
                raise
            form.ecarts = _ecarts(requete, lu.inscription.pk, conflit)
            raise Conflit from conflit

    fait = tenter(requete, form, essayer, dit) is not None
    if not fait and getattr(form, "ecarts", None):
        form.errors.pop(NON_FIELD_ERRORS, None)
        form.add_error(None, CONFLIT)
    return fait


def montrer(
    requete: Demande, lu: Lecture, form: Form, page: PageDActe, *, permis: bool, **contexte: object
) -> HttpResponse:  # fmt: skip
    """Page d'un acte, avec son formulaire si la personne peut le faire, sinon la raison."""
    peut = possibles(lu, requete.auteur, le=timezone.now())
    tout: Contexte = {
        "page": page, "form": form, "inscription": lu.inscription, "permis": permis,
        "refus": peut.refus or "L'état de la candidature ou votre rôle ne le permet pas aujourd'hui.",
        "ariane": ariane(lu.inscription), **contexte,
    }  # fmt: skip
    return render(requete, page.gabarit, tout, status=200 if "apercu_seul" in contexte else statut(form))


def retour(numero: int, ancre: str = "") -> HttpResponseRedirect:
    """Redirection vers la fiche, à la partie que l'acte a changée."""
    adresse = reverse("inscriptions-candidat", args=[numero])
    return redirect(f"{adresse}#{ancre}" if ancre else adresse)


def ariane(inscription: Inscription) -> list[tuple[str, str]]:
    """Fil d'Ariane : les candidats, puis celui-ci."""
    return [
        ("Candidats", reverse("inscriptions-candidats")),
        (str(inscription.candidat), reverse("inscriptions-candidat", args=[inscription.pk])),
    ]  # fmt: skip


def _ecarts(requete: Demande, numero: int, conflit: Conflit) -> list[EcartMontre]:
    """Écarts du conflit, avec qui a changé chaque champ : relu, car l'autre vient d'écrire."""
    recit = Recit(lecture(requete, numero), requete.auteur, {})
    codes = {champs.libelle(c): c for c in champs.TOUS}
    return [
        EcartMontre(e.libelle, e.lu, e.actuel, e.saisi, recit.dernier_changement(codes.get(e.libelle, "")))
        for e in conflit.ecarts
    ]
