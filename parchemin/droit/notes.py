"""Ce qu'est une note, et ce qui peut en tenir lieu.

Une note s'exprime de 0 à 20 par points entiers ou demi-points (circulaire
nationale d'organisation, § 4.3). Elle est ici un entier de demi-points, de 0 à 40.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache

NOTE = re.compile(r"(\d|1\d|20)(?:[.,](0|5|00|50))?", re.ASCII)
DEMI_POINTS_MAXIMUM = 40


class Etat(StrEnum):
    """Ce qui tient lieu de résultat à une épreuve ; les codes sont ceux des relevés."""

    NOTE = "NOTE"
    ABSENT = "AB"
    FORCE_MAJEURE = "FM"
    NON_VALIDE = "NV"
    DISPENSE = "DI"
    VAE = "VA"
    BENEFICE = "B"
    NON_PRESENTE = "NP"
    RESERVE = "R"
    ANNULE = "AN"
    FRAUDE = "FR"

    @property
    def libelle(self) -> str:
        """Ce que lit l'usager."""
        return LIBELLES[self]

    @property
    def est_de_la_session(self) -> bool:
        """Vrai pour une note obtenue à cette session, zéro de force majeure et note réservée compris."""
        return self in (Etat.NOTE, Etat.FORCE_MAJEURE, Etat.RESERVE)

    @property
    def compte(self) -> bool:
        """Vrai si l'unité entre dans la moyenne : note de la session ou bénéfice."""
        return self.est_de_la_session or self is Etat.BENEFICE


LIBELLES = {
    Etat.NOTE: "note de la session",
    Etat.ABSENT: "absence non justifiée",
    Etat.FORCE_MAJEURE: "absence pour force majeure constatée",
    Etat.NON_VALIDE: "non valide",
    Etat.DISPENSE: "dispense",
    Etat.VAE: "validation des acquis de l'expérience",
    Etat.BENEFICE: "bénéfice d'une note conservée",
    Etat.NON_PRESENTE: "épreuve non présentée",
    Etat.RESERVE: "note sous réserve de vérification",
    Etat.ANNULE: "épreuve annulée par la commission de discipline",
    Etat.FRAUDE: "suspicion de fraude non jugée",
}


@dataclass(frozen=True, slots=True)
class Resultat:
    """Résultat d'un candidat à une épreuve : un état et, s'il en porte une, une note en demi-points."""

    etat: Etat
    demi_points: int = 0

    @property
    def compte(self) -> bool:
        """Vrai si l'unité entre dans la moyenne."""
        return self.etat.compte

    @property
    def texte(self) -> str:
        """Écriture du relevé : « 12,5 », « B:12,5 », « AB »."""
        if self.etat is Etat.NOTE:
            return ecrire_note(self.demi_points)
        if self.etat in (Etat.BENEFICE, Etat.RESERVE):
            return f"{self.etat.value}:{ecrire_note(self.demi_points)}"
        return self.etat.value


class NoteInvalide(ValueError):
    """Le texte n'est pas une note par demi-points de 0 à 20."""


def lire_note(texte: str) -> int:
    """Note écrite (« 12,5 », « 12.50 ») en demi-points ; lève `NoteInvalide`."""
    trouve = NOTE.fullmatch(texte)
    if trouve is None:
        raise NoteInvalide(f"« {texte} » n'est pas une note (0 à 20, par demi-points)")
    demi_points = 2 * int(trouve[1]) + (1 if (trouve[2] or "").startswith("5") else 0)
    if demi_points > DEMI_POINTS_MAXIMUM:
        raise NoteInvalide(f"« {texte} » n'est pas une note (0 à 20, par demi-points)")
    return demi_points


@cache
def ecrire_note(demi_points: int) -> str:
    """Note en demi-points écrite à la française, sans zéro inutile : 25 donne « 12,5 »."""
    entier, demi = divmod(demi_points, 2)
    return f"{entier},5" if demi else str(entier)


CODES_SANS_NOTE = {e.value: Resultat(e) for e in Etat if e not in (Etat.NOTE, Etat.BENEFICE, Etat.RESERVE)}


@cache
def lire_resultat(texte: str) -> Resultat:
    """Résultat écrit (« 12,5 », « AB », « B:12,5 », « R:8 ») ; lève `NoteInvalide`."""
    if resultat := CODES_SANS_NOTE.get(texte):
        return resultat
    prefixe, separateur, note = texte.partition(":")
    if separateur and prefixe in ("B", "R"):
        return Resultat(Etat(prefixe), lire_note(note))
    return Resultat(Etat.NOTE, lire_note(texte))


class Arrondi(StrEnum):
    """Façon d'arrondir une note d'épreuve calculée (moyenne de situations de CCF)."""

    DEMI_POINT_SUPERIEUR = "demi_point_superieur"
    DEMI_POINT_PROCHE = "demi_point_proche"


def note_calculee(parts: Sequence[tuple[Fraction, Fraction]], arrondi: Arrondi) -> int:
    """Note d'épreuve en demi-points, d'après des couples (note exacte sur 20, poids).

    L'arrondi est celui du paramètre `note.arrondi_calcul` (arrêté du 24 juillet
    1997, à confirmer). Lève `ValueError` sans part ou sans poids positif.
    """
    poids = sum((p for _, p in parts), Fraction(0))
    if poids <= 0:
        raise ValueError("Une note calculée demande au moins une part de poids positif.")
    doubles = 2 * sum((n * p for n, p in parts), Fraction(0)) / poids
    if arrondi is Arrondi.DEMI_POINT_SUPERIEUR:
        return -(-doubles.numerator // doubles.denominator)
    # À égale distance de deux demi-points, le candidat reçoit le plus haut.
    return (2 * doubles.numerator + doubles.denominator) // (2 * doubles.denominator)
