"""Ce qui arrive aux candidatures jusqu'en janvier : confirmées, contrôlées pièce à pièce, rejetées, annulées, transférées.

Des milliers de candidatures avancent ensemble : l'état s'écrit en lots, un acte au journal pour chacune.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from parchemin.etapes.inscriptions.connaissances import CONFIRMATION, Connaissances
from parchemin.etapes.inscriptions.models import (
    EtatInscription,
    Inscription,
    Notification,
    PieceDemandee,
    PieceDeposee,
)
from parchemin.etapes.inscriptions.queries.dossiers import dossiers
from parchemin.etapes.inscriptions.rangement import ranger
from parchemin.etapes.inscriptions.services import recevoir
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.models import Rattachement, SessionExamen
from parchemin.web.demonstration.dates import EN_RETARD, a_la_suite, jour
from parchemin.web.demonstration.tableau import Ligne
from parchemin.web.demonstration.titres import mettre_a_jour

SYSTEME = Auteur(code="systeme", nom="Démonstration")
Etat = PieceDeposee.Etat
PAQUET = 200
# Académies qui n'ont pas encore transféré leurs candidatures à leur pilote.
RAISON_DU_REJET = "Le candidat ne justifie ni d'une formation ni d'une expérience."
RECOURS = (
    "Recours possible devant le recteur dans les deux mois ; dossier complété accepté jusqu'au 30 janvier."
)
# Une page blanche qui dit qu'elle est fictive : le fichier de toutes les pièces remises en ligne.
PIECE_FICTIVE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 52>>stream
BT /F 24 Tf 72 720 Td (Piece fictive, sans valeur) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


@dataclass
class Lot:
    """Ce qui s'écrira d'un coup ; `actes` attend son tour : le journal suit l'ordre du temps."""

    inscriptions: list[Inscription] = field(default_factory=list)
    deposees: list[PieceDeposee] = field(default_factory=list)
    demandees: list[PieceDemandee] = field(default_factory=list)
    avis: list[Notification] = field(default_factory=list)
    actes: list[tuple[datetime, str, Inscription, dict[str, str]]] = field(default_factory=list)

    def noter(self, le: datetime, acte: str, inscription: Inscription, **apres: str) -> None:
        """Retient un acte à consigner."""
        self.actes.append((le, f"inscriptions.{acte}", inscription, apres))

    def enregistrer(self) -> None:
        """Écrit tout, puis consigne les actes du premier au dernier."""
        champs = [
            "etat",
            "confirmee_le",
            "confirmee_par",
            "decidee_le",
            "changee_le",
            "version",
            "pieces_manquantes",
        ]
        mettre_a_jour(self.inscriptions, champs)
        PieceDeposee.objects.bulk_create(self.deposees, batch_size=PAQUET)
        PieceDemandee.objects.bulk_create(self.demandees, batch_size=PAQUET)
        Notification.objects.bulk_create(self.avis, batch_size=PAQUET)
        for le, acte, inscription, apres in sorted(self.actes, key=lambda retenu: retenu[0]):
            fait = Fait(inscription.code, str(inscription.candidat), inscription.session.code, apres=apres)
            consigner(acte, fait, par=SYSTEME, le=le)


def confirmer_et_controler(
    connaissances: Connaissances, inscrits: Sequence[tuple[Inscription, Ligne]]
) -> None:
    """Fait avancer chaque candidature jusqu'où elle en est à la mi-janvier."""
    lot, alea = Lot(), Random(len(inscrits))  # noqa: S311 : un hasard rejouable, qui ne protège rien
    session, condense = connaissances.session, ranger(PIECE_FICTIVE)
    suite = a_la_suite(jour(session, -1, 11, 24), jour(session, -1, 12, 12), len(inscrits))
    for debut in range(0, len(inscrits), PAQUET):
        paquet = inscrits[debut : debut + PAQUET]
        lus = dossiers([i for i, _ in paquet])
        for inscription, ligne in paquet:
            le = next(suite)
            if inscription.etat == EtatInscription.BROUILLON:
                continue
            dues = connaissances.pieces(lus[inscription.pk], ()).manquantes
            pieces = Pieces(
                inscription, {p.code: p.libelle for p in dues if p.code != CONFIRMATION}, condense, alea
            )
            _avancer(lot, pieces, _destin(inscription, ligne, alea), le=le)
            lot.inscriptions.append(inscription)
    lot.enregistrer()


def transferer(session: SessionExamen) -> None:
    """Transfère au pilote les candidatures de chaque académie rattachée, sauf de quelques-unes, en retard."""
    liens = Rattachement.objects.filter(session=session, jusque=None).select_related(
        "regroupement", "academie"
    )
    rattachees = [r.academie for r in liens if r.academie_id != r.regroupement.pilote_id]
    for academie in sorted(rattachees, key=lambda a: a.pk):
        if academie.pk not in EN_RETARD:
            recevoir.transferer(session, academie, par=SYSTEME, le=jour(session, 0, 1, 12, 14))


@dataclass(frozen=True, slots=True)
class Pieces:
    """Les pièces dues d'une candidature (libellé de chacune, par code), et de quoi en remettre."""

    inscription: Inscription
    libelles: Mapping[str, str]
    condense: str
    alea: Random

    def remettre(self, lot: Lot, code: str, etat: PieceDeposee.Etat, *, le: datetime) -> None:
        """Remet une pièce, sur papier (acceptée du même coup) ou en fichier, et en note les actes."""
        en_ligne = etat is not Etat.ACCEPTEE or self.alea.randrange(6) == 0
        controlee = None if etat is Etat.A_CONTROLER else le + timedelta(days=2)
        fichier = {
            "nom_du_fichier": f"{code}.pdf", "genre": "application/pdf", "condense": self.condense,
            "taille": len(PIECE_FICTIVE),
        } if en_ligne else {}  # fmt: skip
        motif = "Document illisible : envoyez une photo nette." if etat is Etat.REFUSEE else ""
        lot.deposees.append(
            PieceDeposee(
                inscription=self.inscription, code=code, etat=etat, deposee_le=le, deposee_par="systeme",
                controlee_le=controlee, motif=motif, **fichier,
            )
        )  # fmt: skip
        lot.noter(le, "deposer_piece", self.inscription, piece=code)
        if controlee and en_ligne:
            acte = "accepter_piece" if etat is Etat.ACCEPTEE else "refuser_piece"
            lot.noter(controlee, acte, self.inscription, piece=code)
        if etat is Etat.REFUSEE and controlee:
            objet = f"Pièce à renvoyer : {self.libelles[code]}. {motif}"[:200]
            lot.avis.append(
                Notification(
                    inscription=self.inscription,
                    genre=Notification.Genre.PIECE,
                    objet=objet,
                    remise_le=controlee,
                )
            )

    def reclamer(self, lot: Lot, code: str, *, le: datetime, pour_le: date) -> None:
        """Réclame une pièce au candidat."""
        lot.demandees.append(
            PieceDemandee(inscription=self.inscription, code=code, pour_le=pour_le, demandee_le=le)
        )
        lot.noter(le, "demander_piece", self.inscription, piece=code, pour_le=pour_le.isoformat())
        ouverte = le + timedelta(days=1) if self.alea.randrange(2) else None
        lot.avis.append(
            Notification(
                inscription=self.inscription, genre=Notification.Genre.PIECE, remise_le=le, pour_le=pour_le,
                objet=f"Pièce à remettre : {self.libelles[code]}"[:200], ouverte_le=ouverte,
            )
        )  # fmt: skip
        if ouverte:
            lot.noter(ouverte, "ouvrir_notification", self.inscription, genre="piece")


def _destin(inscription: Inscription, ligne: Ligne, alea: Random) -> EtatInscription:
    """Où en est la candidature ; ce qui reste à compléter la retient, les cas racontés vont jusqu'au bout."""
    tire = alea.randrange(1000)
    if inscription.a_completer:
        return EtatInscription.REJETEE if tire < 100 and not ligne.cas else EtatInscription.DEPOSEE
    if ligne.cas:
        return EtatInscription.RECEVABLE
    seuils = ((8, EtatInscription.ANNULEE), (90, EtatInscription.DEPOSEE), (260, EtatInscription.CONFIRMEE))
    return next((etat for seuil, etat in seuils if tire < seuil), EtatInscription.RECEVABLE)


def _avancer(lot: Lot, pieces: Pieces, destin: EtatInscription, *, le: datetime) -> None:
    inscription = pieces.inscription
    if destin is EtatInscription.DEPOSEE:
        _demander_la_confirmation(lot, pieces, le=le)
    elif destin in {EtatInscription.CONFIRMEE, EtatInscription.RECEVABLE}:
        comment = ("en_ligne", "papier")[pieces.alea.randrange(10) < 3]
        inscription.confirmee_le, inscription.confirmee_par = le, comment
        lot.noter(le, "confirmer", inscription, etat="confirmee", confirmation=comment)
    else:
        _mettre_fin(lot, inscription, destin, le=le)
    inscription.etat, inscription.changee_le = destin, le
    manquent = _remettre_les_pieces(lot, pieces, destin, le=le + timedelta(days=8))
    inscription.pieces_manquantes = len(manquent) + (destin is EtatInscription.DEPOSEE)
    if destin is EtatInscription.RECEVABLE:
        inscription.decidee_le = inscription.changee_le = le + timedelta(days=20)
        inscription.version += 1
        lot.noter(inscription.decidee_le, "declarer_recevable", inscription, etat="recevable")


def _demander_la_confirmation(lot: Lot, pieces: Pieces, *, le: datetime) -> None:
    inscription, alea = pieces.inscription, pieces.alea
    if inscription.a_completer:
        return
    lu = alea.randrange(3)
    ouverte, relancee = (
        (le + timedelta(days=3) if lu == 0 else None),
        (le + timedelta(days=7) if lu == 1 else None),
    )
    lot.noter(le, "demander_confirmation", inscription)
    lot.avis.append(
        Notification(
            inscription=inscription, genre=Notification.Genre.CONFIRMATION, remise_le=le, ouverte_le=ouverte,
            objet="Votre confirmation d'inscription est à signer", relances=int(bool(relancee)), relancee_le=relancee,
        )
    )  # fmt: skip
    if ouverte:
        lot.noter(ouverte, "ouvrir_notification", inscription, genre="confirmation")
    if relancee:
        lot.noter(relancee, "relancer", inscription, genre="confirmation")


def _mettre_fin(lot: Lot, inscription: Inscription, destin: EtatInscription, *, le: datetime) -> None:
    inscription.version += 1
    if destin is EtatInscription.ANNULEE:
        lot.noter(le, "annuler", inscription, etat="annulee", motif="Le candidat renonce à l'examen.")
        return
    inscription.decidee_le = le
    lot.noter(le, "rejeter", inscription, etat="rejetee", motif=f"{RAISON_DU_REJET} {RECOURS}")
    objet = f"Candidature rejetée : {RAISON_DU_REJET} {RECOURS}"[:200]
    lot.avis.append(
        Notification(
            inscription=inscription, genre=Notification.Genre.RECEVABILITE, objet=objet, remise_le=le,
            ouverte_le=le + timedelta(days=1), accusee_le=le + timedelta(days=1),
        )
    )  # fmt: skip
    lot.noter(le + timedelta(days=1), "accuser_reception", inscription, genre="recevabilite")


def _remettre_les_pieces(lot: Lot, pieces: Pieces, destin: EtatInscription, *, le: datetime) -> list[str]:
    """Remet les pièces qu'un candidat de cet état a remises ; rend les codes de celles qui manquent."""
    if not pieces.inscription.est_en_vie:
        return []
    manquent = []
    for code, sort in zip(pieces.libelles, _sorts(pieces.alea, destin), strict=False):
        if sort is None:
            manquent.append(code)
            if destin is EtatInscription.CONFIRMEE:
                limite = (le + timedelta(days=45)).date()
                pieces.reclamer(lot, code, le=le + timedelta(days=3), pour_le=limite)
            continue
        pieces.remettre(lot, code, sort, le=le)
        if sort is Etat.REFUSEE:
            manquent.append(code)
    return manquent


def _sorts(alea: Random, destin: EtatInscription) -> Iterator[PieceDeposee.Etat | None]:
    """Ce que devient chaque pièce ; tout est accepté d'une candidature recevable."""
    while True:
        tire = alea.randrange(100)
        if destin is EtatInscription.RECEVABLE:
            yield Etat.ACCEPTEE
        elif destin is EtatInscription.CONFIRMEE:
            yield (
                Etat.ACCEPTEE
                if tire < 45
                else Etat.A_CONTROLER
                if tire < 75
                else Etat.REFUSEE
                if tire < 85
                else None
            )
        else:
            yield Etat.A_CONTROLER if tire < 25 else None
