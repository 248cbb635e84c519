"""Une épreuve, ses formes selon le régime, les disciplines de contrôle, les exclusions ; leur lecture.

Annexes IV a, IV c et IV d de l'arrêté qui crée un diplôme. Un fichier de règlement ne porte que des clés
connues : une clé mal écrite serait une règle perdue sans bruit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from parchemin.droit.parametres import ValeurInvalide, exiger, lire_choix, lire_source, refuser_inconnues
from parchemin.droit.references import Source, Texte

CLES_DE_LA_SOURCE = frozenset({"texte", "article", "lu_le", "statut", "regle"})
CLES_EPREUVE = CLES_DE_LA_SOURCE | {
    "code", "unite", "intitule", "domaine", "coefficient", "bloc", "non_valide", "dispense", "support", "sessions", "forme",
}  # fmt: skip
CLES_FORME = CLES_DE_LA_SOURCE | {
    "regimes", "evaluation", "nature", "duree", "preparation", "phase", "situation", "situations", "periode", "support",
    "remarque",
}  # fmt: skip
CLES_SITUATION = frozenset({"libelle", "competences", "poids"})
CLES_PHASE = frozenset({"libelle", "duree"})
CLES_DISCIPLINE = CLES_DE_LA_SOURCE | {"code", "intitule", "epreuves", "duree", "preparation"}
CLES_EXCLUSION = CLES_DE_LA_SOURCE | {"epreuves", "sessions"}


class Domaine(StrEnum):
    """Domaine d'une épreuve : générale, professionnelle ou facultative."""

    GENERALE = "generale"
    PROFESSIONNELLE = "professionnelle"
    FACULTATIVE = "facultative"

    @property
    def libelle(self) -> str:
        """Mot que lit l'usager."""
        return {"generale": "générale", "professionnelle": "professionnelle", "facultative": "facultative"}[
            self.value
        ]


class Evaluation(StrEnum):
    """Façon d'évaluer : épreuve ponctuelle ou contrôle en cours de formation."""

    PONCTUELLE = "ponctuelle"
    CCF = "ccf"

    @property
    def libelle(self) -> str:
        """Mot que lit l'usager."""
        return "ponctuelle" if self is Evaluation.PONCTUELLE else "contrôle en cours de formation"


class Nature(StrEnum):
    """Nature d'une épreuve ou d'une situation d'évaluation."""

    ECRITE = "ecrite"
    ORALE = "orale"
    ECRITE_OU_ORALE = "ecrite_ou_orale"

    @property
    def libelle(self) -> str:
        """Mot que lit l'usager."""
        return {"ecrite": "écrite", "orale": "orale", "ecrite_ou_orale": "écrite ou orale"}[self.value]


@dataclass(frozen=True, slots=True)
class Phase:
    """Un temps d'une épreuve : ce qui s'y fait et sa durée en minutes (`None` : non fixée par le texte)."""

    libelle: str
    duree: int | None


@dataclass(frozen=True, slots=True)
class Situation:
    """Une situation d'évaluation du CCF : rang, ce qu'elle évalue, poids relatif."""

    rang: int
    libelle: str
    competences: tuple[str, ...]
    poids: Decimal


@dataclass(frozen=True, slots=True)
class FormeEpreuve:
    """La forme que prend une épreuve pour certains régimes ; durées en minutes, `None` si le texte se tait."""

    regimes: frozenset[str]
    evaluation: Evaluation
    nature: Nature
    duree: int | None
    preparation: int | None
    phases: tuple[Phase, ...]
    situations: tuple[Situation, ...]
    nombre_situations: int
    periode: str
    support: str
    remarque: str
    source: Source


@dataclass(frozen=True, slots=True)
class Epreuve:
    """Une épreuve d'une session : une unité, un coefficient exact, une forme par régime.

    `coefficient` est `None` pour une facultative : seuls ses points au-dessus du
    seuil comptent. `non_valide` et `dispense` disent si la mention « non valide »
    et la dispense (hors VAE) existent pour elle.
    """

    code: str
    unite: str
    intitule: str
    domaine: Domaine
    coefficient: Decimal | None
    bloc: str
    non_valide: bool
    dispense: bool
    formes: tuple[FormeEpreuve, ...]
    source: Source

    @property
    def est_obligatoire(self) -> bool:
        """Vrai si l'épreuve compte dans la moyenne avec un coefficient."""
        return self.coefficient is not None

    def forme(self, regime: str) -> FormeEpreuve:
        """Forme de l'épreuve pour ce régime ; lève `KeyError` si le règlement n'en prévoit pas."""
        for forme in self.formes:
            if regime in forme.regimes:
                return forme
        raise KeyError(f"{self.code} n'a pas de forme pour le régime {regime}.")


@dataclass(frozen=True, slots=True)
class Discipline:
    """Une discipline qui peut être choisie aux épreuves de contrôle, et les épreuves qu'elle vise."""

    code: str
    intitule: str
    epreuves: tuple[str, ...]
    duree: int
    preparation: int
    source: Source


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Des facultatives dont une seule peut être présentée."""

    epreuves: tuple[str, ...]
    source: Source


def lire_epreuve(donnees: Mapping[str, Any], ou: str, textes: Mapping[str, Texte]) -> Epreuve:
    """Épreuve lue d'un fichier de règlement ; lève `ValeurInvalide` (manque, clé inconnue, valeur fautive)."""
    refuser_inconnues(donnees, CLES_EPREUVE, ou)
    exiger(donnees, ("code", "unite", "intitule", "domaine", "forme"), ou)
    source = lire_source(donnees, ou, textes)
    domaine = lire_choix(donnees["domaine"], Domaine, "domaine", ou)
    return Epreuve(
        code=donnees["code"], unite=donnees["unite"], intitule=donnees["intitule"], domaine=domaine,
        coefficient=_lire_coefficient(donnees, domaine, ou), bloc=donnees.get("bloc", ""),
        non_valide=donnees.get("non_valide", False), dispense=donnees.get("dispense", False),
        formes=tuple(_lire_forme(f, f"{ou}, forme n° {n}", donnees, textes)
                     for n, f in enumerate(donnees["forme"], start=1)),
        source=source,
    )  # fmt: skip


def _lire_coefficient(donnees: Mapping[str, Any], domaine: Domaine, ou: str) -> Decimal | None:
    if domaine is Domaine.FACULTATIVE:
        if "coefficient" in donnees:
            raise ValeurInvalide(f"{ou} : une facultative n'a pas de coefficient ; le retirer.")
        return None
    exiger(donnees, ("coefficient",), ou)
    try:
        coefficient = Decimal(donnees["coefficient"])
    except InvalidOperation:
        coefficient = Decimal(0)
    if not (coefficient.is_finite() and coefficient > 0):
        raise ValeurInvalide(
            f"{ou} : coefficient « {donnees['coefficient']} » ; un nombre positif est attendu."
        )
    return coefficient


def _lire_forme(
    donnees: Mapping[str, Any], ou: str, epreuve: Mapping[str, Any], textes: Mapping[str, Texte]
) -> FormeEpreuve:
    refuser_inconnues(donnees, CLES_FORME, ou)
    exiger(donnees, ("regimes", "evaluation", "nature"), ou)
    situations = tuple(
        _lire_situation(s, f"{ou}, situation n° {rang}", rang)
        for rang, s in enumerate(donnees.get("situation", ()), start=1)
    )
    # La source d'une forme est celle de son épreuve, sauf mention contraire.
    heritage = {cle: epreuve[cle] for cle in CLES_DE_LA_SOURCE if cle in epreuve}
    return FormeEpreuve(
        regimes=frozenset(donnees["regimes"]),
        evaluation=lire_choix(donnees["evaluation"], Evaluation, "evaluation", ou),
        nature=lire_choix(donnees["nature"], Nature, "nature", ou),
        duree=donnees.get("duree"),
        preparation=donnees.get("preparation"),
        phases=tuple(
            _lire_phase(p, f"{ou}, phase n° {rang}")
            for rang, p in enumerate(donnees.get("phase", ()), start=1)
        ),
        situations=situations,
        nombre_situations=donnees.get("situations", len(situations)),
        periode=donnees.get("periode", ""),
        support=donnees.get("support", epreuve.get("support", "")),
        remarque=donnees.get("remarque", ""),
        source=lire_source({**heritage, **donnees}, ou, textes),
    )


def _lire_situation(donnees: Mapping[str, Any], ou: str, rang: int) -> Situation:
    refuser_inconnues(donnees, CLES_SITUATION, ou)
    exiger(donnees, ("libelle",), ou)
    return Situation(
        rang, donnees["libelle"], tuple(donnees.get("competences", ())), Decimal(donnees.get("poids", 1))
    )


def _lire_phase(donnees: Mapping[str, Any], ou: str) -> Phase:
    refuser_inconnues(donnees, CLES_PHASE, ou)
    exiger(donnees, ("libelle",), ou)
    return Phase(donnees["libelle"], donnees.get("duree"))


def lire_discipline(donnees: Mapping[str, Any], ou: str, textes: Mapping[str, Texte]) -> Discipline:
    """Discipline de contrôle lue d'un fichier de règlement ; lève `ValeurInvalide`."""
    refuser_inconnues(donnees, CLES_DISCIPLINE, ou)
    exiger(donnees, ("code", "intitule", "epreuves", "duree", "preparation"), ou)
    return Discipline(
        donnees["code"], donnees["intitule"], tuple(donnees["epreuves"]),
        donnees["duree"], donnees["preparation"], lire_source(donnees, ou, textes),
    )  # fmt: skip


def lire_exclusion(donnees: Mapping[str, Any], ou: str, textes: Mapping[str, Texte]) -> Exclusion:
    """Exclusion lue d'un fichier de règlement ; lève `ValeurInvalide`."""
    refuser_inconnues(donnees, CLES_EXCLUSION, ou)
    exiger(donnees, ("epreuves",), ou)
    return Exclusion(tuple(donnees["epreuves"]), lire_source(donnees, ou, textes))
