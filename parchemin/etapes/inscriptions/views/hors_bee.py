"""Le fichier « hors BEE » d'un établissement ou d'une liste : ce qu'il contiendra, ce qui y manque, puis le fichier."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions import exports
from parchemin.etapes.inscriptions.forms.candidats import FiltresDeCandidats
from parchemin.etapes.inscriptions.forms.fichiers import ReglagesDeHorsBee
from parchemin.etapes.inscriptions.imports.compte_rendu import dire
from parchemin.etapes.inscriptions.imports.echanges import CANDIDATS_MAXIMUM, hors_bee
from parchemin.etapes.inscriptions.imports.modele import Remarque
from parchemin.etapes.inscriptions.models import SANS_SUITE, EtatInscription, Inscription
from parchemin.etapes.inscriptions.queries.candidatures import chercher, trier
from parchemin.etapes.inscriptions.queries.listes import dire_les_filtres
from parchemin.etapes.inscriptions.views.fichiers import telecharger
from parchemin.etapes.inscriptions.views.session import la_session_obligatoire
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import envoi, pluriel, statut

MONTREES = 100


def hors_bee_a_ecrire(requete: Demande) -> HttpResponse:
    """Ce que le fichier contiendrait et ce qui y manque ; un envoi le rend, et sa sortie est consignée."""
    session, filtres = la_session_obligatoire(requete), FiltresDeCandidats(requete.GET)
    form = ReglagesDeHorsBee(envoi(requete))
    inscriptions = _candidatures(requete, session, filtres)
    reglages = form if form.is_bound and form.is_valid() else _par_defaut()
    nom = filtres.filtres.etablissement or session.code
    le = timezone.now()
    ecrit = hors_bee(inscriptions, reglages.choisie, nom=nom, reglages=reglages.reglages, le=le)
    if requete.method == "POST" and form.is_valid() and inscriptions:
        sortie = exports.Sortie("hors_bee", reglages.choisie, len(inscriptions), filtres.filtres.actifs)
        exports.consigner_l_export(session, sortie, par=requete.auteur, le=le)
        return telecharger(ecrit, "text/csv; charset=utf-8")
    noms = {"academie": {a.pk: a.nom for a in queries.academies(requete.portee)}}
    manques = [(d.ligne, dite) for d in ecrit.diagnostics for dite in dire([Remarque.du_fichier(d)])]
    contexte = {
        "session": session, "form": form, "nombre": len(inscriptions), "dit": _dire(len(inscriptions)),
        "libelle": f"Écrire le fichier de {pluriel(len(inscriptions), 'candidat')}",
        "actifs": dire_les_filtres(filtres.filtres, noms, filtres.garde), "ignores": filtres.ignores,
        "manques": [(ligne, str(inscriptions[ligne - 2].candidat), dite) for ligne, dite in manques[:MONTREES]],
        "autres": max(0, len(manques) - MONTREES), "adresse_sans_filtre": f"?session={session.code}",
        "ariane": [("Inscriptions", reverse("inscriptions")), ("Fichiers reçus", reverse("inscriptions-fichiers"))],
    }  # fmt: skip
    return render(requete, "inscriptions/fichier_hors_bee.html", contexte, status=statut(form))


def _candidatures(requete: Demande, session: SessionExamen, filtres: FiltresDeCandidats) -> list[Inscription]:
    """Candidatures de la liste filtrée, sans celles qui n'ont pas de suite ni celles qui ne sont pas déposées."""
    trouvees = chercher(requete.portee, session, filtres.filtres).select_related("session")
    if not filtres.filtres.etat:
        trouvees = trouvees.exclude(etat__in=[*SANS_SUITE, EtatInscription.BROUILLON])
    return list(trier(trouvees, filtres.ordre)[:CANDIDATS_MAXIMUM])


def _dire(nombre: int) -> str:
    if not nombre:
        return "Aucune candidature en vie ne répond à ces filtres : il n'y a rien à écrire."
    if nombre == CANDIDATS_MAXIMUM:
        return f"Les {CANDIDATS_MAXIMUM} premières candidatures de la liste ; resserrez les filtres pour les autres."
    return f"{pluriel(nombre, 'candidature')} de votre périmètre, sans celles qui sont en saisie, rejetées ou annulées."


def _par_defaut() -> ReglagesDeHorsBee:
    form = ReglagesDeHorsBee({})
    form.full_clean()
    return form
