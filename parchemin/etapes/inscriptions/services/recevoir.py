"""Contrôler la recevabilité, rejeter avec les raisons et les recours, transférer au pilote (circulaire, § 1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import EN_VIE, EtatInscription, Inscription, Notification
from parchemin.etapes.inscriptions.plume import ACADEMIQUES, SYSTEME, exiger_le_service
from parchemin.etapes.inscriptions.services.examen import marquer, reexaminer, refuser_les_interdits
from parchemin.etapes.inscriptions.services.notifier import remettre, rendre_sans_objet
from parchemin.etapes.inscriptions.services.verrous import exiger_en_vie, verrouiller, verrouiller_plusieurs
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.models import Academie, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte


@dataclass(frozen=True, slots=True)
class Rejet:
    """Pourquoi une candidature n'est pas recevable, et ce que le candidat peut faire : contester, mettre en règle."""

    raisons: Sequence[str]
    remedes: str


def declarer_recevable(inscription: Inscription, *, par: Auteur, le: datetime) -> Inscription:
    """Candidature recevable : confirmée, complète, pièces remises. Lève `ActeRefuse`, un obstacle par phrase."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        if inscription.etat == EtatInscription.RECEVABLE:
            return inscription
        exiger_le_service(inscription, par, connaissances.regroupements)
        if inscription.etat != EtatInscription.CONFIRMEE:
            raise ActeRefuse(
                f"La candidature est « {inscription.get_etat_display().lower()} » : elle se contrôle une fois confirmée."
            )
        refuser_les_interdits(reexaminer(inscription, connaissances), hors_registres=True)
        obstacles = [p["phrase"] for p in inscription.anomalies if p["se_complete"]]
        if inscription.pieces_manquantes:
            obstacles.append(
                f"Pièces manquantes : {inscription.pieces_manquantes}. Réclamez-les, ou retirez-les de la liste."
            )
        if obstacles:
            raise ActeRefuse(*obstacles)
        return _decider(
            inscription, EtatInscription.RECEVABLE, "inscriptions.declarer_recevable", par=par, le=le
        )


def rejeter(inscription: Inscription, rejet: Rejet, *, par: Auteur, le: datetime) -> Inscription:
    """Candidature rejetée, raisons et remèdes notifiés au candidat. Lève `ActeRefuse` sans raison ou sans remède."""
    raisons = [r.strip() for r in rejet.raisons if r.strip()]
    if not raisons or not rejet.remedes.strip():
        raise ActeRefuse(
            "Un rejet donne ses raisons, et dit au candidat ce qu'il peut faire et dans quel délai."
        )
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        if inscription.etat == EtatInscription.REJETEE:
            return inscription
        exiger_en_vie(inscription)
        exiger_le_service(inscription, par, connaissances.regroupements)
        motif = " ".join([*raisons, rejet.remedes.strip()])
        rendre_sans_objet(inscription, le=le)
        remettre(
            inscription, Notification.Genre.RECEVABILITE, "Votre candidature est rejetée", corps=motif, le=le
        )
        return _decider(
            inscription, EtatInscription.REJETEE, "inscriptions.rejeter", motif=motif, par=par, le=le
        )


def transferables(session: SessionExamen, academie: Academie) -> list[int]:
    """Numéros internes des candidatures de l'académie qui restent à transférer à son pilote."""
    a_transferer = Inscription.objects.filter(
        session=session, academie=academie, transferee_le=None, etat__in=EN_VIE
    ).exclude(etat=EtatInscription.BROUILLON)
    return list(a_transferer.order_by("pk").values_list("pk", flat=True))


def transferer(session: SessionExamen, academie: Academie, *, par: Auteur, le: datetime) -> int:
    """Nombre de candidatures de l'académie transférées à son pilote : dès lors l'une et l'autre écrivent.

    Refaire ne transfère que les nouvelles. Lève `ActeRefuse` avant la date du calendrier, ou si l'académie est autonome.
    """
    with transaction.atomic():
        session = verrouiller_ouverte(session)
        connaissances = Connaissances(session)
        _exiger_le_transfert(connaissances, academie, par, le=le)
        retenues = verrouiller_plusieurs(transferables(session, academie))
        for inscription in retenues:
            inscription.transferee_le = le
        Inscription.objects.bulk_update(retenues, ["transferee_le"], batch_size=500)
        pilote = connaissances.regroupements.pilotes[academie.pk]
        for inscription in retenues:
            fait = Fait(
                inscription.code, str(inscription.candidat), session.code, apres={"pilote": pilote.pk}
            )
            consigner("inscriptions.transferer", fait, par=par, le=le)
    return len(retenues)


def _exiger_le_transfert(
    connaissances: Connaissances, academie: Academie, par: Auteur, *, le: datetime
) -> None:
    regroupements = connaissances.regroupements
    if par.code != SYSTEME and (par.role not in ACADEMIQUES or regroupements.role(academie.pk, par) is None):
        raise ActeRefuse(f"Le transfert des candidatures de l'académie {academie} revient à cette académie.")
    pilote = regroupements.pilote(academie.pk)
    if pilote is None or pilote.pk == academie.pk:
        raise ActeRefuse(
            f"L'académie {academie} n'est rattachée à aucune autre : il n'y a rien à transférer."
        )
    jour = connaissances.calendrier.jour(Operation.TRANSFERT, academie)
    if jour is None:
        raise ActeRefuse(
            "Le calendrier ne fixe pas la date du transfert des candidatures : fixez-la d'abord."
        )
    if le.astimezone(ZoneInfo(academie.fuseau)).date() < jour:
        raise ActeRefuse(f"Le transfert se fait à la date du calendrier, le {jour:%d/%m/%Y}.")


def _decider(
    inscription: Inscription, etat: EtatInscription, acte: str, *, motif: str = "", par: Auteur, le: datetime
) -> Inscription:
    avant, inscription.etat, inscription.decidee_le = inscription.etat, etat, le
    inscription.save(update_fields=["etat", "decidee_le"])
    marquer(inscription, le=le)
    fait = Fait(
        inscription.code, str(inscription.candidat), inscription.session.code, {"etat": avant},
        {"etat": etat.value}, motif,
    )  # fmt: skip
    consigner(acte, fait, par=par, le=le)
    return inscription
