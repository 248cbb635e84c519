"""Ce que la personne qui lit une fiche peut y faire aujourd'hui, et sinon pourquoi."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, Notification
from parchemin.etapes.inscriptions.plume import (
    ACADEMIQUES,
    D_ETABLISSEMENT,
    SYSTEME,
    Regroupements,
    exiger_le_perimetre,
    refus_d_ecrire,
)
from parchemin.etapes.inscriptions.queries.fiche import Lecture
from parchemin.etapes.inscriptions.services.modifier import est_figee
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.refus import ActeRefuse

CLOS = "Les registres sont clos ou la candidature confirmée : demandez la correction à l'académie, qui la motive."
ECRIVENT = ACADEMIQUES | D_ETABLISSEMENT | {Role.CANDIDAT}


@dataclass(frozen=True, slots=True)
class Possibles:
    """Les actes ouverts à la personne ; `refus` dit pourquoi elle ne change rien, vide si rien ne l'en empêche."""

    refus: str = ""
    completer: bool = False
    changer_de_voie: bool = False
    confirmer: bool = False
    demander_la_confirmation: bool = False
    recevoir: bool = False
    rejeter: bool = False
    annuler: bool = False
    remettre: bool = False
    controler: bool = False
    demander_un_titre: bool = False
    decider_un_titre: bool = False
    demander_un_amenagement: bool = False
    decider_un_amenagement: bool = False
    attester: bool = False


def possibles(lu: Lecture, par: Auteur, *, le: datetime | None = None) -> Possibles:
    """Actes que cette personne peut faire sur cette candidature, dans son état d'aujourd'hui.

    `le` : l'instant, pour savoir si les registres sont clos ; sans lui, ils sont tenus pour ouverts.
    """
    i, regroupements = lu.inscription, lu.connaissances.regroupements
    refus = refus_d_ecrire(i, par, regroupements)
    plume = not refus
    service = plume and (par.code == SYSTEME or par.role in ACADEMIQUES)
    if plume and not service and le and est_figee(i, lu.connaissances, le=le):
        plume, refus = False, CLOS
    vie, deposee = i.est_en_vie, i.etat == EtatInscription.DEPOSEE
    proche = vie and _permis(exiger_le_perimetre, i, par, regroupements)
    return Possibles(
        refus=refus if par.role in ECRIVENT else "",
        completer=plume and vie,
        changer_de_voie=service and vie,
        confirmer=service and deposee,
        demander_la_confirmation=plume and deposee and not _attend_la_confirmation(lu),
        recevoir=service and i.etat == EtatInscription.CONFIRMEE,
        rejeter=service and vie,
        annuler=plume and vie,
        remettre=proche,
        controler=service and vie,
        demander_un_titre=plume and vie,
        decider_un_titre=service and vie,
        demander_un_amenagement=proche,
        decider_un_amenagement=service and vie,
        attester=vie and i.etat != EtatInscription.BROUILLON,
    )


def _attend_la_confirmation(lu: Lecture) -> bool:
    genre = Notification.Genre.CONFIRMATION
    return any(n.genre == genre and n.sans_objet_le is None for n in lu.notifications)


def _permis(
    exigence: Callable[[Inscription, Auteur, Regroupements], None],
    inscription: Inscription,
    par: Auteur,
    regroupements: Regroupements,
) -> bool:
    try:
        exigence(inscription, par, regroupements)
    except ActeRefuse:
        return False
    return True
