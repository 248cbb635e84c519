"""Les papiers d'une candidature en PDF, et les confirmations d'un établissement entier."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.documents import Matiere, Papier, imprimer
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.queries.dossiers import dossiers
from parchemin.etapes.inscriptions.queries.papiers import a_confirmer, pieces_en_vigueur
from parchemin.etapes.inscriptions.services.connaissance import consigner_l_edition
from parchemin.etapes.inscriptions.views.fiche import lecture
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.models import Etablissement, SessionExamen
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.views.demandes import REFUSE, session_obligatoire


def document(requete: Demande, numero: int, genre: str) -> HttpResponse:
    """Récapitulatif, confirmation ou attestation ; un papier officiel se consigne à chaque tirage."""
    papier = _papier(genre)
    lu = lecture(requete, numero)
    matiere = Matiere(lu.dossier, lu.connaissances, lu.en_vigueur)
    return _servir(requete, papier, [matiere], f"{papier.value}_{lu.inscription.numero}")


def confirmations(requete: Demande, uai: str) -> HttpResponse:
    """Les confirmations qu'un établissement doit faire signer : qui, et le fichier à imprimer."""
    ici, session = _le(requete, uai), session_obligatoire(requete)
    prets, incompletes = _partager(requete, session, ici)
    contexte = {
        "etablissement": ici, "session": session, "prets": prets, "incompletes": incompletes,
        "ariane": [(ici.nom, reverse("organisation-etablissement", args=[uai]))],
    }  # fmt: skip
    return render(requete, "inscriptions/candidat_confirmations.html", contexte)


def confirmations_pdf(requete: Demande, uai: str) -> HttpResponse:
    """Toutes les confirmations de l'établissement en un fichier, par ordre alphabétique."""
    ici, session = _le(requete, uai), session_obligatoire(requete)
    prets, _ = _partager(requete, session, ici)
    if not prets:
        raise Http404
    connaissances, tenus, remises = Connaissances(session), dossiers(prets), pieces_en_vigueur(prets)
    matieres = [Matiere(tenus[i.pk], connaissances, remises[i.pk]) for i in prets]
    return _servir(requete, Papier.CONFIRMATION, matieres, f"confirmations_{uai}")


def _servir(requete: Demande, papier: Papier, matieres: list[Matiere], nom: str) -> HttpResponse:
    le = timezone.now()
    try:
        octets = imprimer(papier, matieres, le=le)
    except ActeRefuse as refus:
        contexte = {"phrases": refus.phrases, "papier": papier.value}
        return render(requete, "inscriptions/candidat_papier_refuse.html", contexte, status=REFUSE)
    if papier.est_officiel and requete.method == "GET":
        tirees = [m.dossier.inscription for m in matieres]
        consigner_l_edition(tirees, papier.value, par=requete.auteur, le=le)
    entetes = {"Content-Disposition": f'inline; filename="{nom}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(octets, content_type="application/pdf", headers=entetes)


def _papier(genre: str) -> Papier:
    try:
        return Papier(genre)
    except ValueError:
        raise Http404 from None


def _le(requete: Demande, uai: str) -> Etablissement:
    return get_object_or_404(queries.etablissements(requete.portee), pk=uai)


def _partager(
    requete: Demande, session: SessionExamen, ici: Etablissement
) -> tuple[list[Inscription], list[Inscription]]:
    """Candidatures prêtes à confirmer, et celles où il reste à compléter : leur papier serait à refaire."""
    toutes = a_confirmer(requete.portee, session, ici)
    return [i for i in toutes if not i.a_completer], [i for i in toutes if i.a_completer]
