"""Notes à conserver, dispenses, parcours : demander, décider, renoncer, chaque fois avec ses raisons."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from parchemin.etapes.inscriptions.fiche_actes import possibles
from parchemin.etapes.inscriptions.forms.titres import (
    DecisionDeTitre,
    DispenseDemandee,
    NoteDemandee,
    Renonciation,
)
from parchemin.etapes.inscriptions.models import Benefice, Dispense
from parchemin.etapes.inscriptions.queries.fiche import Lecture
from parchemin.etapes.inscriptions.services.titres import (
    decider_un_benefice,
    decider_une_dispense,
    demander_un_benefice,
    demander_une_dispense,
    renoncer_a_un_benefice,
    renoncer_a_une_dispense,
)
from parchemin.etapes.inscriptions.views.fiche import PageDActe, jouer, lecture
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import envoi

DES_NOTES = "Code de l'éducation, art. D643-15, D643-22 et D643-23"
DES_DISPENSES = "Arrêté du 24 juin 2005"


def benefice(requete: Demande, numero: int) -> HttpResponse:
    """Demande de conserver une note d'une session passée."""
    lu = lecture(requete, numero)
    form = NoteDemandee(envoi(requete), regles=lu.connaissances.regles)
    page = PageDActe(
        "Demander à conserver une note", "Enregistrer la demande", "La demande est enregistrée.",
        (
            "Le candidat ne repasse pas l'épreuve : la note compte au coefficient d'aujourd'hui.",
            "Y renoncer ensuite est définitif : seule la nouvelle note compterait.",
        ),
        article=DES_NOTES, ancre="titres",
    )  # fmt: skip
    return jouer(
        requete, lu, form,
        lambda: demander_un_benefice(lu.inscription, form.demandee, par=requete.auteur, le=timezone.now()), page,
        permis=possibles(lu, requete.auteur).demander_un_titre,
    )  # fmt: skip


def dispense(requete: Demande, numero: int) -> HttpResponse:
    """Demande de dispense d'une unité, ou validation d'acquis."""
    lu = lecture(requete, numero)
    form = DispenseDemandee(envoi(requete), regles=lu.connaissances.regles)
    page = PageDActe(
        "Demander une dispense", "Enregistrer la demande", "La demande est enregistrée.",
        (
            "Une unité dispensée ne compte ni note ni coefficient ; le justificatif devient une pièce attendue.",
            "L'autorité décide ; une unité professionnelle ne se dispense que si le texte le permet.",
        ),
        article=DES_DISPENSES, ancre="titres",
    )  # fmt: skip

    def acte() -> object:
        unite = form.cleaned_data["unite"]
        return demander_une_dispense(lu.inscription, unite, form.titre, par=requete.auteur, le=timezone.now())

    return jouer(requete, lu, form, acte, page, permis=possibles(lu, requete.auteur).demander_un_titre)


def decider(requete: Demande, numero: int, genre: str, titre: int) -> HttpResponse:
    """Accorde ou refuse une note à conserver ou une dispense."""
    lu = lecture(requete, numero)
    demande, form = _le(lu, genre, titre), DecisionDeTitre(envoi(requete))
    page = PageDActe(
        f"Décider : {_dire(demande)}", "Enregistrer la décision", "La décision est enregistrée, le candidat est prévenu.",
        (
            "Accordée, l'épreuve n'est plus à présenter ; le droit est relu au moment de la décision.",
            "Refusée, la raison est remise au candidat.",
        ),
        article=DES_NOTES if isinstance(demande, Benefice) else DES_DISPENSES, ancre="titres",
    )  # fmt: skip

    def acte() -> object:
        d, le = form.cleaned_data, timezone.now()
        accorder = d["sens"] == "accordee"
        if isinstance(demande, Benefice):
            return decider_un_benefice(
                demande, accorder=accorder, motif=d["motif"], par=requete.auteur, le=le
            )
        return decider_une_dispense(demande, accorder=accorder, motif=d["motif"], par=requete.auteur, le=le)

    return jouer(requete, lu, form, acte, page, permis=possibles(lu, requete.auteur).decider_un_titre)


def renoncer(requete: Demande, numero: int, genre: str, titre: int) -> HttpResponse:
    """Renonce à une note conservée ou à une dispense : l'épreuve se présente de nouveau."""
    lu = lecture(requete, numero)
    demande, form = _le(lu, genre, titre), Renonciation(envoi(requete))
    page = PageDActe(
        f"Renoncer : {_dire(demande)}", "Renoncer", "C'est fait : l'épreuve est de nouveau à présenter.",
        ("L'épreuve se présente de nouveau, et seule la nouvelle note compte.",),
        genre="grave", article=DES_NOTES if isinstance(demande, Benefice) else DES_DISPENSES, ancre="titres",
    )  # fmt: skip

    def acte() -> object:
        motif, le = form.cleaned_data["motif"], timezone.now()
        if isinstance(demande, Benefice):
            return renoncer_a_un_benefice(demande, motif=motif, par=requete.auteur, le=le)
        return renoncer_a_une_dispense(demande, motif=motif, par=requete.auteur, le=le)

    return jouer(requete, lu, form, acte, page, permis=possibles(lu, requete.auteur).demander_un_titre)


def _le(lu: Lecture, genre: str, numero: int) -> Benefice | Dispense:
    candidats: list[Benefice | Dispense] = []
    candidats += lu.benefices if genre == "benefice" else lu.dispenses if genre == "dispense" else []
    trouve = next((t for t in candidats if t.pk == numero), None)
    if trouve is None:
        raise Http404
    trouve.inscription = lu.inscription
    return trouve


def _dire(demande: Benefice | Dispense) -> str:
    if isinstance(demande, Benefice):
        return f"note de {demande.unite}, session {demande.annee}"
    return f"dispense de {demande.unite}{f', {demande.origine}' if demande.origine else ''}"
