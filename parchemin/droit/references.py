"""Comment une décision cite un texte : référence, statut de lecture, motif.

Toute décision individuelle fondée sur un traitement algorithmique doit pouvoir
être expliquée (code des relations entre le public et l'administration,
art. L311-3-1) : un résultat du droit porte donc des motifs, jamais un simple
booléen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Statut(StrEnum):
    """Degré de certitude d'une valeur : lue, déduite, ou à confirmer."""

    LU = "lu"
    DEDUIT = "deduit"
    A_CONFIRMER = "a_confirmer"

    @property
    def libelle(self) -> str:
        """Mot que lit l'usager."""
        return {"lu": "lu dans le texte", "deduit": "déduit", "a_confirmer": "à confirmer"}[self.value]

    @property
    def reserve(self) -> str:
        """Le même mot, vide quand il n'y a rien à réserver."""
        return "" if self is Statut.LU else self.libelle


@dataclass(frozen=True, slots=True)
class Texte:
    """Un texte officiel : clé stable, titre d'usage, intitulé complet, NOR."""

    cle: str
    titre: str
    intitule: str
    nor: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Un endroit d'un texte : le texte et sa subdivision (article, annexe, paragraphe)."""

    texte: Texte
    subdivision: str

    @property
    def libelle(self) -> str:
        """La citation telle qu'elle se lit : « Code de l'éducation, art. D643-24 »."""
        return f"{self.texte.titre}, {self.subdivision}"

    def __str__(self) -> str:
        return self.libelle


@dataclass(frozen=True, slots=True)
class Source:
    """Ce qui fonde une valeur : référence, date de dernière lecture, certitude, règle de l'étude."""

    reference: Reference
    lu_le: date
    statut: Statut
    regle: str = ""

    @property
    def certitude(self) -> str:
        """Réserve à montrer au lecteur : vide si la valeur a été lue dans le texte même."""
        return self.statut.reserve


AUCUNE_VALEUR: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Motif:
    """Une raison : code stable, phrase française, référence.

    La phrase est composée à la lecture (`gabarit` et `valeurs`) : décider
    180 000 candidats n'oblige pas à rédiger 180 000 phrases.
    """

    code: str
    gabarit: str
    reference: Reference
    valeurs: Mapping[str, object] = field(default_factory=lambda: AUCUNE_VALEUR, hash=False)

    @property
    def phrase(self) -> str:
        """Phrase complète, prête à lire."""
        return self.gabarit.format_map(self.valeurs) if self.valeurs else self.gabarit


@dataclass(frozen=True, slots=True)
class Anomalie:
    """Ce que le droit refuse dans un dossier : le champ en cause, le motif, le remède compris.

    `avec` nomme les autres champs en cause, quand le refus vient de leur rencontre.
    """

    champ: str
    motif: Motif
    avec: tuple[str, ...] = ()

    @property
    def phrase(self) -> str:
        """Phrase qui dit ce qui est refusé et ce qui est attendu."""
        return self.motif.phrase
