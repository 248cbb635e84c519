"""Les pièces du dossier : la liste de l'académie, la remise, le contrôle, la réclamation (arrêté, art. 3)."""

from datetime import date, datetime

from django.db import transaction

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import (
    Inscription,
    Notification,
    PieceDemandee,
    PieceDeposee,
)
from parchemin.etapes.inscriptions.plume import exiger_le_perimetre, exiger_le_service
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.rangement import FichierDePiece, ranger, reconnaitre
from parchemin.etapes.inscriptions.services.examen import reexaminer
from parchemin.etapes.inscriptions.services.notifier import remettre, rendre_sans_objet_la_piece
from parchemin.etapes.inscriptions.services.verrous import exiger_en_vie, jour_local, verrouiller
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse, exiger_un_motif


def deposer(
    inscription: Inscription, code: str, fichier: FichierDePiece | None, *, par: Auteur, le: datetime
) -> PieceDeposee:
    """Pièce remise : un fichier, ou un papier vu par le service (`fichier` vide). Celle qu'elle remplace reste lisible.

    Lève `ActeRefuse` si le fichier ne convient pas, si la pièce n'est pas attendue, ou si la personne n'a pas à la remettre.
    """
    genre = reconnaitre(fichier) if fichier else ""
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        exiger_en_vie(inscription)
        _exiger_qui_remet(inscription, fichier, par, connaissances)
        _exiger_attendue(inscription, code, connaissances)
        condense = ranger(fichier.octets) if fichier else ""
        actuelle = inscription.pieces_deposees.filter(code=code, remplacee_le=None).first()
        if actuelle and actuelle.condense == condense and actuelle.etat != PieceDeposee.Etat.REFUSEE:
            return actuelle
        if actuelle:
            actuelle.remplacee_le = le
            actuelle.save(update_fields=["remplacee_le"])
        # Un papier que le service a sous les yeux est contrôlé du même coup.
        vu = fichier is None
        piece = PieceDeposee.objects.create(
            inscription=inscription, code=code, etat=PieceDeposee.Etat.ACCEPTEE if vu else PieceDeposee.Etat.A_CONTROLER,
            nom_du_fichier=fichier.nom[-160:] if fichier else "", genre=genre, condense=condense,
            taille=len(fichier.octets) if fichier else 0, deposee_le=le, deposee_par=par.code,
            controlee_le=le if vu else None,
        )  # fmt: skip
        inscription.pieces_demandees.filter(code=code, close_le=None).update(close_le=le)
        rendre_sans_objet_la_piece(inscription, _libelle(inscription, code, connaissances), le=le)
        reexaminer(inscription, connaissances)
        apres = {"piece": code, "etat": piece.etat, "condense": condense}
        consigner("inscriptions.deposer_piece", _fait(inscription, apres), par=par, le=le)
    return piece


def controler(
    piece: PieceDeposee, *, accepter: bool, motif: str = "", par: Auteur, le: datetime
) -> PieceDeposee:
    """Pièce acceptée, ou refusée avec sa raison, que le candidat lit. Lève `ActeRefuse` sans raison de refuser."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(piece.inscription)
        piece = PieceDeposee.objects.select_for_update(no_key=True).get(pk=piece.pk)
        voulu = PieceDeposee.Etat.ACCEPTEE if accepter else PieceDeposee.Etat.REFUSEE
        if piece.etat == voulu:
            return piece
        exiger_en_vie(inscription)
        exiger_le_service(inscription, par, connaissances.regroupements)
        if piece.remplacee_le:
            raise ActeRefuse("Cette pièce a été remplacée depuis : contrôlez la nouvelle.")
        if not accepter:
            motif = exiger_un_motif(motif, "le candidat doit savoir ce qui ne va pas et quoi renvoyer.")
            libelle = _libelle(inscription, piece.code, connaissances)
            remettre(
                inscription, Notification.Genre.PIECE, f"Pièce à renvoyer : {libelle}", corps=motif, le=le
            )
        piece.etat, piece.motif, piece.controlee_le = voulu, "" if accepter else motif[:300], le
        piece.save(update_fields=["etat", "motif", "controlee_le"])
        reexaminer(inscription, connaissances)
        acte = "inscriptions.accepter_piece" if accepter else "inscriptions.refuser_piece"
        consigner(acte, _fait(inscription, {"piece": piece.code}, piece.motif), par=par, le=le)
    return piece


def demander(
    inscription: Inscription, code: str, *, pour_le: date, motif: str = "", par: Auteur, le: datetime
) -> PieceDemandee:
    """Pièce réclamée au candidat, avec sa date limite ; déjà réclamée pour ce jour, rien ne change. Lève `ActeRefuse`."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        exiger_en_vie(inscription)
        exiger_le_service(inscription, par, connaissances.regroupements)
        _exiger_attendue(inscription, code, connaissances)
        if pour_le < jour_local(inscription, le):
            raise ActeRefuse(
                f"Le {pour_le:%d/%m/%Y} est déjà passé : laissez au candidat le temps de répondre."
            )
        ouverte = inscription.pieces_demandees.filter(code=code, close_le=None).first()
        if ouverte and ouverte.pour_le == pour_le and ouverte.motif == motif.strip():
            return ouverte
        if ouverte:
            ouverte.close_le = le
            ouverte.save(update_fields=["close_le"])
        demande = PieceDemandee.objects.create(
            inscription=inscription, code=code, motif=motif.strip()[:300], pour_le=pour_le, demandee_le=le
        )
        libelle = _libelle(inscription, code, connaissances)
        remettre(
            inscription, Notification.Genre.PIECE, f"Pièce à remettre : {libelle}", pour_le=pour_le, le=le
        )
        apres = {"piece": code, "pour_le": pour_le.isoformat()}
        consigner("inscriptions.demander_piece", _fait(inscription, apres, motif), par=par, le=le)
    return demande


def _exiger_qui_remet(
    inscription: Inscription, fichier: FichierDePiece | None, par: Auteur, connaissances: Connaissances
) -> None:
    """Une pièce se remet même après la confirmation : le candidat et l'établissement n'ont pas besoin de la plume."""
    if fichier is None:
        exiger_le_service(inscription, par, connaissances.regroupements)
    else:
        exiger_le_perimetre(inscription, par, connaissances.regroupements)


def _exiger_attendue(inscription: Inscription, code: str, connaissances: Connaissances) -> None:
    attendues = connaissances.pieces(dossier(inscription), ()).attendues
    if code not in {p.code for p in attendues}:
        raise ActeRefuse(f"« {code} » n'est pas une pièce attendue pour cette candidature.")


def _libelle(inscription: Inscription, code: str, connaissances: Connaissances) -> str:
    attendues = connaissances.pieces(dossier(inscription), ()).attendues
    return next((p.libelle for p in attendues if p.code == code), code)


def _fait(inscription: Inscription, apres: dict[str, str], motif: str = "") -> Fait:
    return Fait(
        inscription.code, str(inscription.candidat), inscription.session.code, None, apres, motif.strip()
    )
