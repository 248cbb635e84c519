"""Ce qu'un fichier lu à blanc laisse : des changements demandés, des diagnostics, des lignes laissées de côté."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from parchemin.moteurs.tableurs import citer
from parchemin.socle.organisation.models import Academie, Departement, SessionExamen
from parchemin.socle.organisation.portee import Portee

BLOQUANT, AVERTISSEMENT = "bloquant", "avertissement"
AJOUTE, MODIFIE = "ajoute", "modifie"


@dataclass(frozen=True, slots=True)
class Colonne:
    """Une colonne qu'un fichier peut porter, ses autres titres possibles, et ce qu'on y met."""

    cle: str
    aide: str
    titres: tuple[str, ...] = ()
    obligatoire: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Une faute (bloquante) ou un avertissement : où, ce qui a été lu, ce qui est attendu, comment y remédier."""

    ligne: int
    colonne: str
    valeur: str
    attendu: str
    remede: str
    niveau: str = BLOQUANT

    @property
    def phrase(self) -> str:
        """Tout le diagnostic en une phrase."""
        lu = citer(self.valeur) if self.valeur else "rien"
        return (
            f"ligne {self.ligne}, colonne {self.colonne} : {lu} lu, {self.attendu} attendu ; {self.remede}."
        )


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une ligne du fichier : son numéro et ses valeurs par clé de colonne, vides si la colonne manque."""

    numero: int
    valeurs: Mapping[str, str]

    def __getitem__(self, cle: str) -> str:
        return self.valeurs.get(cle, "")

    def faute(self, cle: str, attendu: str, remede: str) -> Diagnostic:
        """Diagnostic bloquant sur une valeur de la ligne."""
        return Diagnostic(self.numero, cle, self[cle], attendu, remede)

    def avertir(self, cle: str, attendu: str, remede: str) -> Diagnostic:
        """Avertissement sur une valeur de la ligne."""
        return Diagnostic(self.numero, cle, self[cle], attendu, remede, AVERTISSEMENT)


@dataclass(frozen=True, slots=True)
class Voulu:
    """L'état qu'une ligne demande pour un objet : `nature` et `cle` le désignent, `valeurs` ne dit que ce qu'elle dit."""

    ligne: int
    nature: str
    cle: str
    valeurs: Mapping[str, str]


class Ignoree(NamedTuple):
    """Une ligne laissée de côté, qui n'est pas une faute, et pourquoi."""

    ligne: int
    raison: str


@dataclass(frozen=True, slots=True)
class Changement:
    """Ce qui changerait pour un objet : ajouté s'il n'était pas (`avant` absent), modifié sinon."""

    ligne: int
    nature: str
    cle: str
    apres: Mapping[str, str]
    avant: Mapping[str, str] | None = None

    @property
    def genre(self) -> str:
        """« ajoute » ou « modifie »."""
        return AJOUTE if self.avant is None else MODIFIE

    @classmethod
    def depuis(cls, donnees: Mapping[str, Any]) -> Self:
        """Changement relu de ce qui en a été gardé."""
        return cls(**donnees)


@dataclass(frozen=True, slots=True)
class Releve:
    """Tout ce que dit la lecture à blanc d'un fichier."""

    changements: Sequence[Changement] = ()
    diagnostics: Sequence[Diagnostic] = ()
    inchanges: int = 0
    ignorees: Mapping[str, int] = field(default_factory=dict)

    @property
    def bloquants(self) -> list[Diagnostic]:
        """Les fautes qui empêchent d'appliquer quoi que ce soit."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.niveau == BLOQUANT]

    @classmethod
    def depuis(cls, donnees: Mapping[str, Any]) -> Self:
        """Relevé relu de ce qui en a été gardé."""
        return cls(
            [Changement.depuis(c) for c in donnees["changements"]],
            [Diagnostic(**d) for d in donnees["diagnostics"]],
            donnees["inchanges"],
            donnees["ignorees"],
        )


@dataclass(frozen=True, slots=True)
class Contexte:
    """Ce que la lecture a besoin de savoir de la base et de la personne ; `inconnus` : ajouter ce qu'on ne connaît pas."""

    session: SessionExamen | None
    portee: Portee
    inconnus: bool
    academies: Mapping[str, Academie]
    departements: Mapping[str, Departement]
    connus: Mapping[str, str]
    """Académie de chaque établissement déjà enregistré, par UAI."""

    def dans_la_portee(self, *codes: str) -> bool:
        """Vrai si la personne couvre toutes ces académies."""
        return self.portee.partout or all(code in self.portee.academies for code in codes)
