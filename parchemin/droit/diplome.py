"""Le diplôme comme données : épreuves, unités, coefficients et formes, pour une session.

Un diplôme est un dossier de fichiers (`referentiel/<code>/`) : en ajouter un ne
demande aucune ligne de Python. Les épreuves dépendent de la session, car leur
numérotation et leurs durées changent avec les arrêtés.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from parchemin.droit.parametres import (
    HorsValidite,
    Registre,
    Valeur,
    ValeurInvalide,
    lire_source,
    lire_toml,
    lire_valeur,
    textes_officiels,
)
from parchemin.droit.references import Source, Texte

DOSSIER_DES_DIPLOMES = Path(__file__).parent / "referentiel"


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


@dataclass(frozen=True)
class Diplome:
    """Le règlement d'examen d'un diplôme pour une session, et les valeurs qui lui sont propres."""

    code: str
    sigle: str
    intitule: str
    session: int
    numerotation: str
    numerotation_source: Source
    epreuves: tuple[Epreuve, ...]
    disciplines: tuple[Discipline, ...]
    exclusions: tuple[Exclusion, ...]
    registre: Registre

    @cached_property
    def obligatoires(self) -> tuple[Epreuve, ...]:
        """Épreuves obligatoires, dans l'ordre du règlement."""
        return tuple(e for e in self.epreuves if e.est_obligatoire)

    @cached_property
    def facultatives(self) -> tuple[Epreuve, ...]:
        """Épreuves facultatives, dans l'ordre du règlement."""
        return tuple(e for e in self.epreuves if not e.est_obligatoire)

    @cached_property
    def total_coefficients(self) -> Decimal:
        """Somme des coefficients des épreuves obligatoires."""
        return sum((e.coefficient for e in self.obligatoires if e.coefficient), Decimal(0))

    @cached_property
    def _par_code(self) -> Mapping[str, Epreuve]:
        return {cle: e for e in self.epreuves for cle in (e.unite, e.code)}

    @property
    def jour_de_reference(self) -> date:
        """Jour où se lisent les valeurs légales, sauf demande contraire : le 1er juillet de la session."""
        return date(self.session, 7, 1)

    def epreuve(self, code: str) -> Epreuve:
        """Épreuve de ce code (ou de ce code d'unité) ; lève `KeyError` sinon."""
        return self._par_code[code]

    def valeur(self, nom: str, *, le: date | None = None, session: int | None = None) -> Valeur:
        """Valeur propre au diplôme, par défaut pour sa session ; lève `HorsValidite`."""
        return self.registre.valeur(nom, le=le, session=session or self.session)


def codes_des_diplomes(dossier: Path = DOSSIER_DES_DIPLOMES) -> list[str]:
    """Codes des diplômes livrés : un dossier chacun."""
    return sorted(f.parent.name for f in dossier.glob("*/diplome.toml"))


@cache
def diplome(code: str, *, session: int, dossier: Path = DOSSIER_DES_DIPLOMES) -> Diplome:
    """Diplôme `code` tel qu'il se passe à la session ; lève `HorsValidite` hors des sessions connues."""
    return lire_diplome(dossier / code, session)


def sessions_connues(code: str, dossier: Path = DOSSIER_DES_DIPLOMES) -> list[int]:
    """Sessions pour lesquelles le diplôme a un règlement, dans l'ordre."""
    fiche = lire_toml(dossier / code / "diplome.toml")
    return sorted(s for n in fiche["numerotation"] for s in range(n["sessions"][0], n["sessions"][1] + 1))


def lire_diplome(dossier: Path, session: int, textes: Mapping[str, Texte] | None = None) -> Diplome:
    """Diplôme lu de son dossier ; lève `ValeurInvalide` (données fautives) ou `HorsValidite` (session)."""
    connus = textes_officiels() if textes is None else textes
    fiche = lire_toml(dossier / "diplome.toml")
    numerotation = _numerotation(fiche, session, dossier)
    ou = f"{dossier.name}/diplome.toml"
    fichier = dossier / numerotation["fichier"]
    reglement = lire_toml(fichier)
    epreuves = tuple(
        _lire_epreuve(e, f"{dossier.name}/{fichier.name}, épreuve {e.get('code', '?')}", connus)
        for e in reglement["epreuve"]
        if _en_vigueur(e, session)
    )
    resultat = Diplome(
        code=fiche["code"], sigle=fiche["sigle"], intitule=fiche["intitule"], session=session,
        numerotation=numerotation["code"], numerotation_source=lire_source(numerotation, ou, connus),
        epreuves=epreuves,
        disciplines=tuple(_lire_discipline(d, f"{fichier.name}, {d['code']}", connus)
                          for d in reglement.get("discipline", ())),
        exclusions=tuple(Exclusion(tuple(x["epreuves"]), lire_source(x, f"{fichier.name}, exclusion", connus))
                         for x in reglement.get("exclusion", ()) if _en_vigueur(x, session)),
        registre=Registre(lire_valeurs_du_dossier(dossier, connus)),
    )  # fmt: skip
    _verifier(resultat, Decimal(fiche["total_coefficients"]))
    return resultat


def lire_valeurs_du_dossier(dossier: Path, textes: Mapping[str, Texte]) -> Iterable[Valeur]:
    """Valeurs propres au diplôme : toute table `[[parametre]]` d'un fichier de son dossier."""
    for fichier in sorted(dossier.glob("*.toml")):
        for rang, donnees in enumerate(lire_toml(fichier).get("parametre", ()), start=1):
            yield lire_valeur(donnees, f"{dossier.name}/{fichier.name}, valeur n° {rang}", textes)


def _numerotation(fiche: Mapping[str, Any], session: int, dossier: Path) -> Mapping[str, Any]:
    for numerotation in fiche["numerotation"]:
        premiere, derniere = numerotation["sessions"]
        if premiere <= session <= derniere:
            return dict(numerotation)
    connues = ", ".join(
        str(s) for n in fiche["numerotation"] for s in range(n["sessions"][0], n["sessions"][1] + 1)
    )
    raise HorsValidite(f"Le diplôme « {dossier.name} » n'a pas de session {session} (connues : {connues}).")


def _en_vigueur(donnees: Mapping[str, Any], session: int) -> bool:
    """Une ligne sans `sessions` vaut pour toute la numérotation."""
    premiere, derniere = donnees.get("sessions", (session, session))
    return bool(premiere <= session <= derniere)


def _lire_epreuve(donnees: Mapping[str, Any], ou: str, textes: Mapping[str, Texte]) -> Epreuve:
    try:
        domaine = Domaine(donnees["domaine"])
        coefficient = None if domaine is Domaine.FACULTATIVE else Decimal(donnees["coefficient"])
        return Epreuve(
            code=donnees["code"], unite=donnees["unite"], intitule=donnees["intitule"], domaine=domaine,
            coefficient=coefficient, bloc=donnees.get("bloc", ""),
            non_valide=donnees.get("non_valide", False), dispense=donnees.get("dispense", False),
            formes=tuple(_lire_forme(f, f"{ou}, forme n° {n}", donnees, textes)
                         for n, f in enumerate(donnees["forme"], start=1)),
            source=lire_source(donnees, ou, textes),
        )  # fmt: skip
    except KeyError as manque:
        raise ValeurInvalide(f"{ou} : il manque « {manque.args[0]} ».") from None


def _lire_forme(
    donnees: Mapping[str, Any], ou: str, epreuve: Mapping[str, Any], textes: Mapping[str, Texte]
) -> FormeEpreuve:
    situations = tuple(
        Situation(rang, s["libelle"], tuple(s.get("competences", ())), Decimal(s.get("poids", 1)))
        for rang, s in enumerate(donnees.get("situation", ()), start=1)
    )
    # La source d'une forme est celle de son épreuve, sauf mention contraire.
    heritage = {cle: epreuve[cle] for cle in ("texte", "article", "lu_le", "statut") if cle in epreuve}
    return FormeEpreuve(
        regimes=frozenset(donnees["regimes"]),
        evaluation=Evaluation(donnees["evaluation"]),
        nature=Nature(donnees["nature"]),
        duree=donnees.get("duree"),
        preparation=donnees.get("preparation"),
        phases=tuple(Phase(p["libelle"], p.get("duree")) for p in donnees.get("phase", ())),
        situations=situations,
        nombre_situations=donnees.get("situations", len(situations)),
        periode=donnees.get("periode", ""),
        support=donnees.get("support", epreuve.get("support", "")),
        remarque=donnees.get("remarque", ""),
        source=lire_source({**heritage, **donnees}, ou, textes),
    )


def _lire_discipline(donnees: Mapping[str, Any], ou: str, textes: Mapping[str, Texte]) -> Discipline:
    return Discipline(
        donnees["code"], donnees["intitule"], tuple(donnees["epreuves"]),
        donnees["duree"], donnees["preparation"], lire_source(donnees, ou, textes),
    )  # fmt: skip


def _verifier(lu: Diplome, total_attendu: Decimal) -> None:
    """Refuse un règlement incohérent : total des coefficients, codes doublés, régime sans forme."""
    codes = [e.code for e in lu.epreuves]
    if doubles := sorted({c for c in codes if codes.count(c) > 1}):
        raise ValeurInvalide(f"{lu.code}, session {lu.session} : épreuve {doubles[0]} écrite deux fois.")
    if lu.total_coefficients != total_attendu:
        raise ValeurInvalide(
            f"{lu.code}, session {lu.session} : les coefficients font {lu.total_coefficients}, "
            f"le règlement d'examen en compte {total_attendu}."
        )
    regimes = frozenset(r for e in lu.epreuves for f in e.formes for r in f.regimes)
    for epreuve in lu.epreuves:
        couverts = [r for f in epreuve.formes for r in f.regimes]
        if sorted(couverts) != sorted(regimes):
            raise ValeurInvalide(f"{lu.code}, {epreuve.code} : une forme, et une seule, par régime.")
    for citees in [*(d.epreuves for d in lu.disciplines), *(x.epreuves for x in lu.exclusions)]:
        if inconnue := next((c for c in citees if c not in codes), None):
            raise ValeurInvalide(f"{lu.code}, session {lu.session} : épreuve {inconnue} citée mais inconnue.")
