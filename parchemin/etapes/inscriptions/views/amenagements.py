"""Les aménagements d'un candidat : la demande, l'avis, la décision et ses mesures ; jamais leur raison."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from parchemin.etapes.inscriptions.fiche_actes import possibles
from parchemin.etapes.inscriptions.forms.actes import SansSaisie
from parchemin.etapes.inscriptions.forms.amenagements import AvisRendu, DecisionDAmenagement, initial_de
from parchemin.etapes.inscriptions.models import DemandeAmenagement
from parchemin.etapes.inscriptions.queries.fiche import Lecture
from parchemin.etapes.inscriptions.services import amenager
from parchemin.etapes.inscriptions.views.fiche import PageDActe, jouer, lecture
from parchemin.socle.organisation.portee import Demande
from parchemin.socle.organisation.views.demandes import envoi

TEXTE = "Code de l'éducation, art. D613-26 à D613-30"
JAMAIS = "Seules les mesures s'écrivent ici : aucune raison médicale, aucun nom de médecin."


def demander(requete: Demande, numero: int) -> HttpResponse:
    """Enregistre qu'un aménagement est demandé."""
    lu = lecture(requete, numero)
    page = PageDActe(
        "Demander des aménagements", "Enregistrer la demande", "La demande est enregistrée.",
        ("L'avis du médecin désigné se demande hors d'ici ; seul le jour où il est rendu s'y note.", JAMAIS),
        article=TEXTE, ancre="amenagements",
    )  # fmt: skip
    return jouer(
        requete, lu, SansSaisie(envoi(requete)),
        lambda: amenager.demander(lu.inscription, par=requete.auteur, le=timezone.now()), page,
        permis=possibles(lu, requete.auteur).demander_un_amenagement,
    )  # fmt: skip


def avis(requete: Demande, numero: int, demande: int) -> HttpResponse:
    """Note le jour où l'avis a été rendu."""
    lu = lecture(requete, numero)
    visee, form = _la(lu, demande), AvisRendu(envoi(requete))
    page = PageDActe(
        "Noter l'avis rendu", "Enregistrer l'avis", "L'avis est noté.",
        ("De l'avis, seul le jour est gardé.", JAMAIS), article=TEXTE, ancre="amenagements",
    )  # fmt: skip
    return jouer(
        requete, lu, form,
        lambda: amenager.recevoir_l_avis(
            visee, rendu_le=form.cleaned_data["rendu_le"], par=requete.auteur, le=timezone.now()
        ),
        page, permis=possibles(lu, requete.auteur).decider_un_amenagement,
    )  # fmt: skip


def decider(requete: Demande, numero: int, demande: int) -> HttpResponse:
    """Décide des mesures, ou refuse ; le candidat en accuse réception."""
    lu = lecture(requete, numero)
    visee, form = _la(lu, demande), DecisionDAmenagement(envoi(requete))
    page = PageDActe(
        "Décider des aménagements", "Enregistrer la décision", "La décision est enregistrée et remise au candidat.",
        (
            "Le candidat reçoit la décision et doit en accuser réception.",
            "Un temps majoré passe à tous les emplois du temps qui suivent.", JAMAIS,
        ),
        article=TEXTE, ancre="amenagements",
    )  # fmt: skip
    return jouer(
        requete, lu, form,
        lambda: amenager.decider(visee, form.decision, par=requete.auteur, le=timezone.now()), page,
        permis=possibles(lu, requete.auteur).decider_un_amenagement,
    )  # fmt: skip


def remplacer(requete: Demande, numero: int, demande: int) -> HttpResponse:
    """Remplace une décision ; l'ancienne reste lisible."""
    lu = lecture(requete, numero)
    visee = _la(lu, demande)
    mesures = next(a.mesures for a in lu.amenagements if a.demande is visee)
    form = DecisionDAmenagement(envoi(requete), a_remplacer=True, initial=initial_de(visee, mesures))
    page = PageDActe(
        "Remplacer la décision d'aménagement", "Remplacer la décision", "La décision est remplacée.",
        (
            "La nouvelle décision porte toutes les mesures : celles d'avant ne s'y ajoutent pas.",
            "L'ancienne reste lisible ; le candidat reçoit la nouvelle.", JAMAIS,
        ),
        article=TEXTE, ancre="amenagements",
    )  # fmt: skip
    return jouer(
        requete, lu, form,
        lambda: amenager.remplacer(
            visee, form.decision, motif=form.cleaned_data["motif"], par=requete.auteur, le=timezone.now()
        ),
        page, permis=possibles(lu, requete.auteur).decider_un_amenagement,
    )  # fmt: skip


def retirer(requete: Demande, numero: int, demande: int) -> HttpResponse:
    """Retire une demande qui n'est pas encore décidée."""
    lu = lecture(requete, numero)
    visee = _la(lu, demande)
    page = PageDActe(
        "Retirer la demande d'aménagement", "Retirer la demande", "La demande est retirée.",
        ("Elle reste lisible dans l'histoire ; une autre peut être faite.",), genre="grave", article=TEXTE,
        ancre="amenagements",
    )  # fmt: skip
    return jouer(
        requete, lu, SansSaisie(envoi(requete)),
        lambda: amenager.retirer(visee, par=requete.auteur, le=timezone.now()), page,
        permis=possibles(lu, requete.auteur).demander_un_amenagement,
    )  # fmt: skip


def _la(lu: Lecture, numero: int) -> DemandeAmenagement:
    trouvees = [a.demande for a in lu.amenagements if a.demande.pk == numero]
    if not trouvees:
        raise Http404
    return trouvees[0]
