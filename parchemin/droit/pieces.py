"""Les pièces à fournir à l'inscription, selon la voie et ce que demande le candidat.

La liste est au recteur de région académique (arrêté du 25 novembre 2020, art. 3) : celle du diplôme
n'est qu'un point de départ, que chaque académie complète ou réduit. Les pièces du stage sont ailleurs
(`stages`), celles des épreuves aussi (`conformite`).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from parchemin.droit.diplome import Diplome
from parchemin.droit.parametres import ValeurInvalide
from parchemin.droit.references import Motif, Reference
from parchemin.droit.regimes import Voie

PREFIXE = "piece."


class ConditionDePiece(StrEnum):
    """Ce qui rend une pièce nécessaire."""

    FORME_PROGRESSIVE = "forme_progressive"
    ETALEMENT = "etalement"
    BENEFICE = "benefice"
    DISPENSE = "dispense"
    DISPENSE_ENSEIGNEMENT = "dispense_enseignement"
    VAE = "vae"
    HANDICAP = "handicap"
    SPORTIF_HAUT_NIVEAU = "sportif_haut_niveau"
    ENGAGEMENT = "engagement"

    @property
    def libelle(self) -> str:
        """Le cas, dans une phrase qui commence par « le candidat »."""
        return {
            "forme_progressive": "choisit la forme progressive",
            "etalement": "étale ses épreuves",
            "benefice": "demande à conserver une note",
            "dispense": "demande une dispense",
            "dispense_enseignement": "demande une dispense fondée sur une unité d'enseignement",
            "vae": "a validé des acquis de l'expérience",
            "handicap": "demande un aménagement au titre du handicap",
            "sportif_haut_niveau": "demande un étalement comme sportif de haut niveau",
            "engagement": "présente l'engagement étudiant",
        }[self.value]


@dataclass(frozen=True, slots=True)
class PieceDInscription:
    """Une pièce, les voies qu'elle vise, et les cas où elle est due (vide : toujours)."""

    code: str
    libelle: str
    voies: frozenset[Voie]
    conditions: frozenset[ConditionDePiece]
    reference: Reference

    def raison(self, voie: Voie, conditions: Collection[ConditionDePiece]) -> str | None:
        """Pourquoi la pièce est due à ce candidat ; `None` si elle ne l'est pas."""
        if voie not in self.voies:
            return None
        if not self.conditions:
            return "tous les candidats" if len(self.voies) == len(Voie) else f"voie : {voie.libelle}"
        remplies = [c for c in ConditionDePiece if c in self.conditions and c in conditions]
        return f"le candidat {remplies[0].libelle}" if remplies else None


@dataclass(frozen=True, slots=True)
class ListeAcademique:
    """Ce qu'une académie change à la liste : pièces ajoutées (ou remplacées, à code égal) et retirées."""

    ajoutees: tuple[PieceDInscription, ...] = ()
    retirees: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class PieceExaminee:
    """Une pièce due au dossier, remise ou non, et le motif qui la demande."""

    code: str
    libelle: str
    est_remise: bool
    motif: Motif


@dataclass(frozen=True, slots=True)
class PiecesExaminees:
    """Les pièces dues, dans l'ordre de la liste, et les codes remis sans être demandés."""

    attendues: tuple[PieceExaminee, ...]
    non_demandees: tuple[str, ...]

    @property
    def manquantes(self) -> tuple[PieceExaminee, ...]:
        """Pièces dues qui ne sont pas remises."""
        return tuple(p for p in self.attendues if not p.est_remise)


class PieceInconnue(LookupError):
    """L'académie retire une pièce qui n'est pas dans la liste."""


def pieces_du_diplome(diplome: Diplome) -> tuple[PieceDInscription, ...]:
    """Liste par défaut pour la session, par code ; lève `ValeurInvalide` si une voie ou un cas est inconnu."""
    lues = []
    for valeur in diplome.registre:
        if not valeur.nom.startswith(PREFIXE):
            continue
        premiere, derniere = valeur.sessions or (diplome.session, diplome.session)
        if premiere <= diplome.session <= derniere:
            try:
                voies = frozenset(Voie(v) for v in valeur.valeur["voies"])
                conditions = frozenset(ConditionDePiece(c) for c in valeur.valeur["si"])
            except ValueError as refus:
                raise ValeurInvalide(f"« {valeur.nom} » : {refus}") from None
            code = valeur.nom.removeprefix(PREFIXE)
            lues.append(PieceDInscription(code, valeur.libelle, voies, conditions, valeur.reference))
    return tuple(lues)


def piece_academique(
    code: str,
    libelle: str,
    diplome: Diplome,
    *,
    voies: Collection[Voie] = tuple(Voie),
    conditions: Collection[ConditionDePiece] = (),
) -> PieceDInscription:
    """Une pièce que demande une académie, fondée sur le pouvoir du recteur de fixer la liste."""
    fondement = diplome.valeur("pieces.liste").reference
    return PieceDInscription(code, libelle, frozenset(voies), frozenset(conditions), fondement)


def liste_des_pieces(diplome: Diplome, academie: ListeAcademique) -> tuple[PieceDInscription, ...]:
    """Liste par défaut telle que l'académie la change ; lève `PieceInconnue` si elle retire ce qui n'y est pas."""
    pieces = {p.code: p for p in pieces_du_diplome(diplome)}
    if inconnues := sorted(academie.retirees - pieces.keys()):
        raise PieceInconnue(f"« {inconnues[0]} » n'est pas dans la liste : rien à retirer.")
    gardees = {code: p for code, p in pieces.items() if code not in academie.retirees}
    return tuple((gardees | {p.code: p for p in academie.ajoutees}).values())


def examiner_pieces(
    voie: Voie,
    conditions: Collection[ConditionDePiece],
    remises: Collection[str],
    diplome: Diplome,
    academie: ListeAcademique | None = None,
) -> PiecesExaminees:
    """Pièces dues au candidat, remises (codes) ou manquantes, motifs à l'appui.

    Lève `PieceInconnue` et `ValeurInvalide` si la liste est fautive.
    """
    attendues = []
    for piece in liste_des_pieces(diplome, academie or ListeAcademique()):
        if raison := piece.raison(voie, conditions):
            remise = piece.code in remises
            code, debut = (
                ("PIECE_REMISE", "Pièce remise") if remise else ("PIECE_MANQUANTE", "Pièce manquante")
            )
            valeurs = {"debut": debut, "libelle": piece.libelle, "raison": raison}
            motif = Motif(code, "{debut} : {libelle} ({raison}).", piece.reference, valeurs)
            attendues.append(PieceExaminee(piece.code, piece.libelle, remise, motif))
    dues = {p.code for p in attendues}
    return PiecesExaminees(tuple(attendues), tuple(sorted(set(remises) - dues)))
