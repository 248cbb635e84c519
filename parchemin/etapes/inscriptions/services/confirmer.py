"""Déposer sa candidature, la confirmer en ligne ou sur papier (circulaire d'organisation, § 1.1)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import Point
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, Notification
from parchemin.etapes.inscriptions.plume import ACADEMIQUES, SYSTEME, exiger_la_plume, exiger_le_service
from parchemin.etapes.inscriptions.services.examen import reexaminer, refuser_les_interdits
from parchemin.etapes.inscriptions.services.notifier import remettre, rendre_sans_objet
from parchemin.etapes.inscriptions.services.verrous import exiger_en_vie, verrouiller
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse, Conflit, Ecart


def deposer(inscription: Inscription, *, motif: str = "", par: Auteur, le: datetime) -> Inscription:
    """Candidature en cours de saisie, désormais déposée, ce jour ; ce que le droit interdit ou attend encore l'arrête.

    Après la clôture, le service des examens la dépose, motif à l'appui. Lève `ActeRefuse`, un point par phrase, article à
    l'appui.
    """
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        if inscription.etat != EtatInscription.BROUILLON:
            return inscription
        exiger_la_plume(inscription, par, connaissances.regroupements)
        # Une saisie commencée avant la clôture ne la déjoue pas : c'est le jour du dépôt qui compte.
        inscription.deposee_le = le.astimezone(ZoneInfo(inscription.academie.fuseau)).date()
        inscription.save(update_fields=["deposee_le"])
        examen = reexaminer(inscription, connaissances)
        tardive = bool(motif.strip()) and (par.code == SYSTEME or par.role in ACADEMIQUES)
        refuser_les_interdits(examen, hors_registres=tardive)
        _exiger_complete(inscription)
        return _passer(
            inscription, EtatInscription.DEPOSEE, "inscriptions.deposer", motif=motif, par=par, le=le
        )


def confirmer(
    inscription: Inscription, comment: Inscription.Confirmation, *, version: int, par: Auteur, le: datetime
) -> Inscription:
    """Candidature confirmée : par le candidat en ligne, ou sur papier signé que le service enregistre.

    `version` est celle que la personne a lue : on ne signe que ce que l'on a sous les yeux. Lève `Conflit` si la
    candidature a changé depuis, `ActeRefuse` si elle n'est pas complète.
    """
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        if inscription.etat in {EtatInscription.CONFIRMEE, EtatInscription.RECEVABLE}:
            return inscription
        exiger_en_vie(inscription)
        if inscription.etat == EtatInscription.BROUILLON:
            raise ActeRefuse("La candidature n'est pas encore déposée : terminez sa saisie d'abord.")
        _exiger_qui_confirme(inscription, comment, par, connaissances)
        if version != inscription.version:
            raise Conflit(
                Ecart(
                    "Version du document",
                    str(version),
                    str(inscription.version),
                    "confirmer ce que vous aviez lu",
                )
            )
        refuser_les_interdits(reexaminer(inscription, connaissances), hors_registres=True)
        _exiger_complete(inscription)
        inscription.confirmee_le, inscription.confirmee_par = le, comment
        rendre_sans_objet(inscription, Notification.Genre.CONFIRMATION, le=le)
        return _passer(inscription, EtatInscription.CONFIRMEE, "inscriptions.confirmer", par=par, le=le)


def demander_la_confirmation(inscription: Inscription, *, par: Auteur, le: datetime) -> Inscription:
    """Remet au candidat sa confirmation à signer ; sans effet si elle l'attend déjà. Lève `ActeRefuse`."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        exiger_en_vie(inscription)
        exiger_la_plume(inscription, par, connaissances.regroupements)
        attend = inscription.notifications.filter(genre=Notification.Genre.CONFIRMATION, sans_objet_le=None)
        if inscription.etat != EtatInscription.DEPOSEE or attend.exists():
            return inscription
        _exiger_complete(inscription)
        remettre(
            inscription,
            Notification.Genre.CONFIRMATION,
            "Votre confirmation d'inscription est à signer",
            le=le,
        )
        fait = Fait(inscription.code, str(inscription.candidat), inscription.session.code)
        consigner("inscriptions.demander_confirmation", fait, par=par, le=le)
    return inscription


def _exiger_qui_confirme(
    inscription: Inscription, comment: Inscription.Confirmation, par: Auteur, connaissances: Connaissances
) -> None:
    if comment is Inscription.Confirmation.PAPIER:
        exiger_le_service(inscription, par, connaissances.regroupements)
    elif par.code != SYSTEME and (par.role != Role.CANDIDAT or par.perimetre != inscription.code):
        raise ActeRefuse("En ligne, seul le candidat confirme ; un papier signé s'enregistre par le service.")


def _exiger_complete(inscription: Inscription) -> None:
    """Lève `ActeRefuse` s'il reste un point à compléter."""
    points = [Point(**p) for p in inscription.anomalies if p["se_complete"]]
    if points:
        raise ActeRefuse(*(p.complet if p.reference else p.phrase for p in points))


def _passer(
    inscription: Inscription, etat: EtatInscription, acte: str, *, motif: str = "", par: Auteur, le: datetime
) -> Inscription:
    avant, inscription.etat, inscription.changee_le = inscription.etat, etat, le
    inscription.save(update_fields=["etat", "confirmee_le", "confirmee_par", "changee_le"])
    apres = {"etat": etat.value, "confirmation": inscription.confirmee_par, "version": inscription.version}
    fait = Fait(
        inscription.code,
        str(inscription.candidat),
        inscription.session.code,
        {"etat": avant},
        apres,
        motif.strip(),
    )
    consigner(acte, fait, par=par, le=le)
    return inscription
