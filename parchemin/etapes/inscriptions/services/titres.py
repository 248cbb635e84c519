"""Conserver une note, être dispensé, faire valoir une validation d'acquis (CE, art. D643-15 ; arrêté du 24 juin 2005)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from parchemin.droit.benefices import NoteAnterieure
from parchemin.droit.dispenses import GenreDeTitre, IssueDeDispense
from parchemin.etapes.inscriptions.faits import codes
from parchemin.etapes.inscriptions.models import Benefice, Dispense, EtatDemande, Inscription, Notification
from parchemin.etapes.inscriptions.plume import exiger_la_plume, exiger_le_service
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.services.examen import marquer, reexaminer
from parchemin.etapes.inscriptions.services.examen_des_titres import (
    dire,
    examiner_la_dispense,
    examiner_les_benefices,
    exiger,
    exiger_une_note,
    manque_le_justificatif,
    note_de_la_dispense,
    poser_l_examen,
    poser_la_note,
    refuser_meme_justifiee,
)
from parchemin.etapes.inscriptions.services.modifier import exiger_qui_complete
from parchemin.etapes.inscriptions.services.notifier import remettre
from parchemin.etapes.inscriptions.services.verrous import exiger_en_vie, verrouiller
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse, exiger_un_motif


@dataclass(frozen=True, slots=True)
class NoteAConserver:
    """Une note d'une session passée : son origine, et sa valeur en demi-points."""

    diplome: str
    annee: int
    unite: str
    demi_points: int
    obtenue_le: date
    renoncee: bool = False

    @property
    def dite(self) -> NoteAnterieure:
        """La note, dans les mots du droit."""
        return NoteAnterieure(
            self.diplome, self.annee, self.unite, self.demi_points, self.obtenue_le, renoncee=self.renoncee
        )


@dataclass(frozen=True, slots=True)
class TitreProduit:
    """Le titre qui fonde une demande de dispense.

    `enseignements` : unités d'enseignement qu'il atteste ; `note` : celle de l'unité d'un autre BTS, pour son bénéfice seul.
    """

    genre: GenreDeTitre
    intitule: str = ""
    niveau: int | None = None
    enseignements: str = ""
    est_justifie: bool = False
    note: NoteAConserver | None = None


def demander_un_benefice(
    inscription: Inscription, note: NoteAConserver, *, par: Auteur, le: datetime
) -> Benefice:
    """Demande de conserver une note ; déjà faite, telle quelle. Lève `ActeRefuse`, article à l'appui, si elle ne se peut."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        exiger_en_vie(inscription)
        exiger_qui_complete(inscription, par, connaissances, le=le)
        vivantes = inscription.benefices.exclude(etat=EtatDemande.RETIREE)
        origine = {"diplome": note.diplome, "annee": note.annee, "unite": note.unite}
        if deja := vivantes.filter(**origine).first():
            if deja.demi_points == note.demi_points and deja.obtenue_le == note.obtenue_le:
                return deja
            raise ActeRefuse(
                f"Une autre note de {note.unite} ({note.annee}) est déjà demandée : retirez-la d'abord."
            )
        nouveau = Benefice(
            inscription=inscription, demi_points=note.demi_points, obtenue_le=note.obtenue_le,
            renoncee=note.renoncee, demandee_le=le, **origine,
        )  # fmt: skip
        exiger_une_note(note.unite, note.annee, note.demi_points)
        examines = examiner_les_benefices(inscription, [*vivantes, nouveau], connaissances)[-1]
        exiger(examines)
        poser_l_examen(nouveau, examines, connaissances)
        nouveau.save()
        reexaminer(inscription, connaissances)
        marquer(inscription, le=le)
        apres = {
            **{c: str(v) for c, v in origine.items()},
            "demi_points": note.demi_points,
            "unites": nouveau.unites,
        }
        consigner("inscriptions.demander_benefice", _fait(inscription, apres), par=par, le=le)
    return nouveau


def decider_un_benefice(
    benefice: Benefice, *, accorder: bool, motif: str = "", par: Auteur, le: datetime
) -> Benefice:
    """Bénéfice accordé ou refusé par le service, notifié au candidat. Lève `ActeRefuse` : on ne refuse pas sans raison."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(benefice.inscription)
        benefice = Benefice.objects.select_for_update(no_key=True).get(pk=benefice.pk)
        benefice.inscription = inscription
        if benefice.etat == _issue(accorder=accorder):
            return benefice
        exiger_en_vie(inscription)
        exiger_le_service(inscription, par, connaissances.regroupements)
        _exiger_non_retiree(benefice)
        if accorder:
            exiger(examiner_les_benefices(inscription, [benefice], connaissances)[0])
            _exiger_libres(codes(benefice.unites), dossier(inscription).acquises)
        motif = _motif_de_refus(motif, accorder=accorder)
        _trancher(benefice, accorder=accorder, motif=motif, le=le)
        reexaminer(inscription, connaissances)
        marquer(inscription, le=le)
        acte = "inscriptions.accorder_benefice" if accorder else "inscriptions.refuser_benefice"
        apres = {"unite": benefice.unite, "session": benefice.annee, "etat": benefice.etat}
        consigner(acte, _fait(inscription, apres, motif), par=par, le=le)
    return benefice


def renoncer_a_un_benefice(benefice: Benefice, *, motif: str = "", par: Auteur, le: datetime) -> Benefice:
    """Bénéfice auquel le candidat renonce : l'épreuve se présente de nouveau, et seule la nouvelle note compte."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(benefice.inscription)
        benefice = Benefice.objects.select_for_update(no_key=True).get(pk=benefice.pk)
        if benefice.etat == EtatDemande.RETIREE:
            return benefice
        exiger_en_vie(inscription)
        exiger_la_plume(inscription, par, connaissances.regroupements)
        benefice.etat, benefice.decidee_le = EtatDemande.RETIREE, le
        benefice.save(update_fields=["etat", "decidee_le"])
        reexaminer(inscription, connaissances)
        marquer(inscription, le=le)
        apres = {"unite": benefice.unite, "session": benefice.annee}
        consigner("inscriptions.renoncer_benefice", _fait(inscription, apres, motif), par=par, le=le)
    return benefice


def demander_une_dispense(
    inscription: Inscription, unite: str, titre: TitreProduit, *, par: Auteur, le: datetime
) -> Dispense:
    """Demande de dispense d'une unité ; déjà faite, telle quelle. Lève `ActeRefuse`, article à l'appui."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        exiger_en_vie(inscription)
        exiger_qui_complete(inscription, par, connaissances, le=le)
        nouvelle = Dispense(
            inscription=inscription, unite=unite, genre=titre.genre, intitule=titre.intitule.strip()[:160],
            niveau=titre.niveau, enseignements=titre.enseignements.strip()[:200], est_justifiee=titre.est_justifie,
            demandee_le=le,
        )  # fmt: skip
        poser_la_note(nouvelle, titre.note.dite if titre.note else None, connaissances)
        vivantes = inscription.dispenses.filter(etat__in=[EtatDemande.DEMANDEE, EtatDemande.ACCORDEE])
        if deja := vivantes.filter(unite=unite).first():
            if deja.genre != titre.genre:
                raise ActeRefuse(
                    f"Une dispense de {unite} est déjà demandée à un autre titre : retirez-la d'abord."
                )
            if note_de_la_dispense(deja) != note_de_la_dispense(nouvelle):
                raise ActeRefuse(
                    f"Une dispense de {unite} est déjà demandée pour une autre note : retirez-la d'abord."
                )
            return deja
        examinee = examiner_la_dispense(nouvelle, connaissances)
        # Sans justificatif encore, la demande est reçue : la pièce est à remettre, la décision attendra.
        if manque_le_justificatif(examinee):
            refuser_meme_justifiee(nouvelle, connaissances)
        elif examinee.issue is IssueDeDispense.REFUSEE:
            raise ActeRefuse(*(dire(m) for m in examinee.motifs))
        nouvelle.motifs = [dire(m) for m in examinee.motifs]
        nouvelle.save()
        reexaminer(inscription, connaissances)
        marquer(inscription, le=le)
        apres = {"unite": unite, "titre": titre.genre.value, **_origine(nouvelle)}
        consigner("inscriptions.demander_dispense", _fait(inscription, apres), par=par, le=le)
    return nouvelle


def decider_une_dispense(
    dispense: Dispense, *, accorder: bool, motif: str = "", par: Auteur, le: datetime
) -> Dispense:
    """Dispense accordée ou refusée par l'autorité, notifiée au candidat. Lève `ActeRefuse` si le texte s'y oppose."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(dispense.inscription)
        dispense = Dispense.objects.select_for_update(no_key=True).get(pk=dispense.pk)
        dispense.inscription = inscription
        if dispense.etat == _issue(accorder=accorder):
            return dispense
        exiger_en_vie(inscription)
        exiger_le_service(inscription, par, connaissances.regroupements)
        _exiger_non_retiree(dispense)
        if accorder:
            dispense.est_justifiee = True
            examinee = examiner_la_dispense(dispense, connaissances, decision=True)
            if examinee.issue is not IssueDeDispense.ACCORDEE:
                raise ActeRefuse(*(dire(m) for m in examinee.motifs))
            _exiger_libres({dispense.unite}, dossier(inscription).acquises)
            if inscription.dispenses.filter(unite=dispense.unite, etat=EtatDemande.DEMANDEE).exclude(
                pk=dispense.pk
            ):
                raise ActeRefuse(f"Une demande plus récente vise {dispense.unite} : décidez celle-là.")
            dispense.motifs = [dire(m) for m in examinee.motifs]
        motif = _motif_de_refus(motif, accorder=accorder)
        _trancher(dispense, accorder=accorder, motif=motif, le=le)
        reexaminer(inscription, connaissances)
        marquer(inscription, le=le)
        acte = "inscriptions.accorder_dispense" if accorder else "inscriptions.refuser_dispense"
        consigner(
            acte, _fait(inscription, {"unite": dispense.unite, "etat": dispense.etat}, motif), par=par, le=le
        )
    return dispense


def renoncer_a_une_dispense(dispense: Dispense, *, motif: str = "", par: Auteur, le: datetime) -> Dispense:
    """Dispense retirée par qui l'a demandée : l'unité se présente de nouveau. Lève `ActeRefuse`."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(dispense.inscription)
        dispense = Dispense.objects.select_for_update(no_key=True).get(pk=dispense.pk)
        if dispense.etat == EtatDemande.RETIREE:
            return dispense
        exiger_en_vie(inscription)
        exiger_la_plume(inscription, par, connaissances.regroupements)
        dispense.etat, dispense.decidee_le = EtatDemande.RETIREE, le
        dispense.save(update_fields=["etat", "decidee_le"])
        reexaminer(inscription, connaissances)
        marquer(inscription, le=le)
        apres = {"unite": dispense.unite, "titre": dispense.genre}
        consigner("inscriptions.renoncer_dispense", _fait(inscription, apres, motif), par=par, le=le)
    return dispense


def _exiger_non_retiree(demande: Benefice | Dispense) -> None:
    if demande.etat == EtatDemande.RETIREE:
        raise ActeRefuse("La demande a été retirée : il n'y a plus rien à décider.")


def _trancher(demande: Benefice | Dispense, *, accorder: bool, motif: str, le: datetime) -> None:
    demande.etat, demande.decidee_le = _issue(accorder=accorder), le
    if motif:
        demande.motifs = [motif]
    demande.save()
    sujet = "note conservée" if isinstance(demande, Benefice) else "dispense"
    objet = f"{'Accordée' if accorder else 'Refusée'} : {sujet}, {demande.unite}"
    remettre(demande.inscription, Notification.Genre.TITRE, objet, corps=motif, le=le)


def _issue(*, accorder: bool) -> EtatDemande:
    return EtatDemande.ACCORDEE if accorder else EtatDemande.REFUSEE


def _motif_de_refus(motif: str, *, accorder: bool) -> str:
    return (
        motif.strip()
        if accorder
        else exiger_un_motif(motif, "le candidat doit pouvoir comprendre et contester.")
    )


def _exiger_libres(unites: Iterable[str], acquises: frozenset[str]) -> None:
    if deja := sorted(set(unites) & acquises):
        raise ActeRefuse(f"{', '.join(deja)} : le candidat a déjà cette unité par une autre décision.")


def _origine(dispense: Dispense) -> dict[str, object]:
    note = note_de_la_dispense(dispense)
    if note is None:
        return {}
    return {
        "diplome_d_origine": note.diplome, "annee": note.session, "unite_d_origine": note.unite,
        "demi_points": note.demi_points, "obtenue_le": note.obtenue_le,
    }  # fmt: skip


def _fait(inscription: Inscription, apres: Mapping[str, object], motif: str = "") -> Fait:
    return Fait(inscription.code, str(inscription.candidat), inscription.session.code, None, apres, motif)
