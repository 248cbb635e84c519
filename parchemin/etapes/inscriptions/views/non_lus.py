"""Qui n'a pas ouvert quoi : par document, depuis combien de temps, relancé quand ; relancer, prévenir l'établissement."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions.forms.candidats import FORMATS, FiltresDeCandidats
from parchemin.etapes.inscriptions.models import Notification
from parchemin.etapes.inscriptions.queries import listes
from parchemin.etapes.inscriptions.queries.candidatures import Filtres
from parchemin.etapes.inscriptions.services.groupes import ActeGroupe
from parchemin.etapes.inscriptions.views.candidats import noms_d_academies
from parchemin.etapes.inscriptions.views.session import la_session_et_les_autres
from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import pluriel


def non_lus(requete: Demande) -> HttpResponse:
    """Les documents que personne n'a ouverts ; à part, ceux de candidats sans adresse électronique."""
    session, sessions = la_session_et_les_autres(requete)
    contexte: dict[str, object] = {"session": session, "sessions": sessions}
    if session:
        contexte |= _contexte(requete, session, FiltresDeCandidats(requete.GET))
    return render(requete, "inscriptions/non_lus.html", contexte)


def _contexte(requete: Demande, session: SessionExamen, form: FiltresDeCandidats) -> dict[str, object]:
    toutes = listes.non_ouvertes(requete.portee, session, form.filtres)
    par_genre = listes.comptes_par_document(toutes)
    sur_papier = sum(c.sans_courriel for c in par_genre)
    page = Paginator(listes.a_relancer(toutes).values_list("pk", flat=True), listes.PAR_PAGE)
    # Les comptes par document le disent déjà : compter encore ne ferait que relire.
    page.count = sum(c.nombre for c in par_genre) - sur_papier
    montree = page.get_page(requete.GET.get("page"))
    le, role = timezone.now(), Role(requete.auteur.role)
    academies = noms_d_academies(requete)
    filtres = form.filtres
    suite = listes.adresse(filtres, form.garde).removeprefix("?")
    relancer, prevenir = _vers(ActeGroupe.RELANCER, role, form), _vers(ActeGroupe.PREVENIR, role, form)
    # Qui ne fait que lire n'a pas besoin de ce compte, le plus coûteux de la page.
    a_relancer, a_prevenir = listes.candidats_de(toutes) if relancer or prevenir else (0, 0)
    papier = (
        list(listes.sans_courriel(toutes).values_list("pk", flat=True)[: listes.PAR_PAGE])
        if sur_papier
        else []
    )
    return {
        "form": form, "filtres": filtres, "hors_deroulants": _hors_deroulants(form),
        "par_genre": par_genre, "nombre": page.count + sur_papier,
        "sur_papier": sur_papier, "page": montree,
        "lignes": [(n, (le - n.remise_le).days) for n in listes.documents(list(montree))],
        "papier": listes.documents(papier) if papier else [],
        "actifs": listes.dire_les_filtres(filtres, {"academie": academies}, form.garde),
        "requete": f"{suite}&" if suite else "",
        "suite": suite, "genres": [("", "Tous"), *Notification.Genre.choices], "formats": FORMATS,
        "academies": [("", "Toutes"), *academies.items()] if len(academies) > 1 else [],
        "legende": pluriel(page.count, "document"), "effacer": listes.adresse(Filtres(), form.garde),
        "ariane": [("Inscriptions", reverse("inscriptions"))],
        "exporter_tout": f"{suite}&liste=non_lus&", "exporter_papier": f"{suite}&liste=papier&",
        "legende_papier": pluriel(sur_papier, "document"),
        "relancer": relancer, "prevenir": prevenir,
        "a_relancer": a_relancer, "relancer_libelle": _compte("Relancer", a_relancer, "candidat"),
        "a_prevenir": a_prevenir, "prevenir_libelle": _compte("Prévenir l'établissement", a_prevenir, "candidat"),
    }  # fmt: skip


def _hors_deroulants(form: FiltresDeCandidats) -> dict[str, str]:
    """Ce que le formulaire des filtres garde sans le demander."""
    gardes = {nom: v for nom, v in form.filtres.actifs.items() if nom in {"etablissement", "plume"}}
    return form.garde | gardes


def _compte(verbe: str, nombre: int, mot: str) -> str:
    return f"{verbe} : {pluriel(nombre, mot)}"


def _vers(acte: ActeGroupe, role: Role, form: FiltresDeCandidats) -> str:
    """Fin d'adresse de l'aperçu de cet acte ; vide si le rôle ne le fait pas."""
    if not acte.revient_a(role):
        return ""
    filtres = {"cas": "non_lus", **form.filtres.actifs, **form.garde}
    return f"?{urlencode({'acte': acte.value, 'tout': 'oui', **filtres})}"
