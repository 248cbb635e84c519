"""Les pages de l'espace du candidat, au-delà de l'accueil : ses pièces, ses titres, ses épreuves, ce qu'il signe."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.documents import Papier, refus_d_imprimer
from parchemin.etapes.inscriptions.epreuves import EpreuveDuCandidat, Situation
from parchemin.etapes.inscriptions.espace import (
    DEMANDES,
    Demarche,
    ce_qui_ne_va_pas,
    limite_de_la_piece,
    nommer,
    titres_demandes,
)
from parchemin.etapes.inscriptions.limites import Limite
from parchemin.etapes.inscriptions.models import Benefice, EtatDemande, PieceDeposee
from parchemin.etapes.inscriptions.plume import AVANT_CONFIRMATION
from parchemin.etapes.inscriptions.queries.candidat import PieceDue, Sienne

COORDONNEES_SIGNEES = tuple(c for c in champs.COORDONNEES if c != "publication")
# Les unités et les facultatives se lisent avec les épreuves, en toutes lettres.
CHOIX_SIGNES = tuple(c for c in champs.CHOIX if c not in {"unites", "facultatives"})
FORMES_DES_SITUATIONS: Mapping[Situation, str] = {
    Situation.PRESENTEE: "cours", Situation.CONSERVEE: "benefice", Situation.DISPENSEE: "di",
    Situation.ACQUISE: "fait", Situation.NON_PRESENTEE: "non-saisie",
}  # fmt: skip


def epreuves_dites(sienne: Sienne) -> list[Demarche]:
    """Épreuves du candidat, avec forme, durée et coefficient ; les facultatives qu'il n'a pas choisies n'y sont pas."""
    return [_dire(e) for e in sienne.epreuves if e.situation is not Situation.NON_CHOISIE]


def _dire(e: EpreuveDuCandidat) -> Demarche:
    mesure = e.coefficient if e.coefficient.startswith("points") else f"coefficient {e.coefficient}"
    forme = ", ".join(d for d in (e.modalite, e.duree) if d)
    details = [forme[:1].upper() + forme[1:] + ".", mesure[:1].upper() + mesure[1:] + "."]
    if not e.est_presentee:
        details = [f"{e.raison[:1].upper()}{e.raison[1:]}." if e.raison else "", details[1]]
    return Demarche(
        f"{e.code} {e.intitule}", e.situation.libelle, FORMES_DES_SITUATIONS[e.situation],
        tuple(d for d in details if d),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PieceSuivie:
    """Une pièce et où elle en est, prête à lire."""

    due: PieceDue
    mot: str
    forme: str
    limite: Limite | None
    details: tuple[str, ...]


def pieces_suivies(sienne: Sienne, *, le: datetime) -> list[PieceSuivie]:
    """Pièces dues, celles qui restent à remettre d'abord."""
    suivies = [_suivre(sienne, p, le=le) for p in sienne.pieces]
    return sorted(suivies, key=lambda s: not s.due.est_a_remettre)


def _suivre(sienne: Sienne, piece: PieceDue, *, le: datetime) -> PieceSuivie:
    if not piece.est_a_remettre and piece.deposee:
        est_acceptee = piece.deposee.etat == PieceDeposee.Etat.ACCEPTEE
        mot, forme = ("Acceptée", "fait") if est_acceptee else ("Remise, à contrôler", "cours")
        return PieceSuivie(piece, mot, forme, None, ())
    est_refusee = piece.deposee is not None and piece.deposee.etat == PieceDeposee.Etat.REFUSEE
    mot, forme = ("Refusée, à renvoyer", "nv") if est_refusee else ("À remettre", "attention")
    limite = limite_de_la_piece(sienne, piece, le=le)
    return PieceSuivie(piece, mot, forme, limite, tuple(ce_qui_ne_va_pas(piece)))


@dataclass(frozen=True, slots=True)
class TitreSuivi:
    """Une note à conserver ou une dispense, où elle en est, et si l'on peut y renoncer."""

    quoi: str
    numero: int
    nom: str
    mot: str
    forme: str
    motifs: tuple[str, ...]
    se_retire: bool


def titres(sienne: Sienne) -> list[TitreSuivi]:
    """Notes à conserver et dispenses demandées ; une note accordée se rend aussi, avec ses conséquences."""
    suivis = []
    for titre in titres_demandes(sienne):
        mot, forme = DEMANDES[EtatDemande(titre.etat)]
        quoi = "note" if isinstance(titre, Benefice) else "dispense"
        se_retire = titre.etat != EtatDemande.REFUSEE and sienne.inscription.etat in AVANT_CONFIRMATION
        suivis.append(TitreSuivi(quoi, titre.pk, nommer(titre), mot, forme, tuple(titre.motifs), se_retire))
    return suivis


def ce_qui_est_signe(sienne: Sienne) -> list[tuple[str, list[tuple[str, str]]]]:
    """Par groupe, chaque champ que le candidat signe, tel qu'on le lit ; ce qui est vide ne se signe pas."""
    valeurs = champs.etat(sienne.inscription)
    groupes = (("Identité", champs.IDENTITE), ("Coordonnées", COORDONNEES_SIGNEES), ("Choix", CHOIX_SIGNES))
    lus = [
        (
            titre,
            [(champs.libelle(c), champs.dire(c, valeurs[c])) for c in noms if valeurs[c] not in {"", "non"}],
        )
        for titre, noms in groupes
    ]
    return [(titre, lignes) for titre, lignes in lus if lignes]


@dataclass(frozen=True, slots=True)
class PapierOffert:
    """Un papier que le candidat peut tirer, et ce qu'il contient."""

    code: str
    titre: str
    aide: str


def _confirmation(sienne: Sienne) -> tuple[str, str]:
    if sienne.inscription.confirmee_le:
        return "Confirmation", "Telle que vous l'avez confirmée."
    return "Confirmation à signer", "Pour qui préfère signer sur papier."


def papiers_offerts(sienne: Sienne) -> list[PapierOffert]:
    """Papiers qui se délivrent aujourd'hui pour cette candidature."""
    tous = (
        PapierOffert("recapitulatif", "Récapitulatif", "Tout ce que dit votre candidature, en PDF."),
        PapierOffert("confirmation", *_confirmation(sienne)),
        PapierOffert("attestation", "Attestation d'inscription", "Pour un employeur ou un organisme."),
    )
    return [p for p in tous if not refus_d_imprimer(Papier(p.code), sienne.inscription)]
