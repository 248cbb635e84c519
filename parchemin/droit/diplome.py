"""Le diplôme comme données : épreuves, unités, coefficients et formes, pour une session.

Un diplôme est un dossier de fichiers (`referentiel/<code>/`) : en ajouter un ne
demande aucune ligne de Python. Les épreuves dépendent de la session, car leur
numérotation et leurs durées changent avec les arrêtés.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from parchemin.droit.epreuves import (
    Discipline,
    Domaine,
    Epreuve,
    Exclusion,
    FormeEpreuve,
    lire_discipline,
    lire_epreuve,
    lire_exclusion,
)
from parchemin.droit.parametres import (
    HorsValidite,
    Registre,
    Valeur,
    ValeurInvalide,
    exiger,
    lire_source,
    lire_toml,
    lire_valeur,
    refuser_inconnues,
    textes_officiels,
)
from parchemin.droit.references import Source, Statut, Texte

DOSSIER_DES_DIPLOMES = Path(__file__).parent / "referentiel"

CLES_FICHE = frozenset({"code", "sigle", "intitule", "total_coefficients", "numerotation"})
CLES_REGLEMENT = frozenset({"epreuve", "discipline", "exclusion", "parametre"})

Fondee = TypeVar("Fondee", Epreuve, FormeEpreuve, Discipline, Exclusion)


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
    ou = f"{dossier.name}/diplome.toml"
    refuser_inconnues(fiche, CLES_FICHE, ou)
    exiger(fiche, sorted(CLES_FICHE), ou)
    numerotation = _numerotation(fiche, session, dossier)
    source = lire_source(numerotation, ou, connus)
    fichier = dossier / numerotation["fichier"]
    reglement = lire_toml(fichier)
    ici = f"{dossier.name}/{fichier.name}"
    refuser_inconnues(reglement, CLES_REGLEMENT, ici)
    exiger(reglement, ("epreuve",), ici)
    resultat = Diplome(
        code=fiche["code"], sigle=fiche["sigle"], intitule=fiche["intitule"], session=session,
        numerotation=numerotation["code"], numerotation_source=source,
        epreuves=tuple(_borner_epreuve(lire_epreuve(e, f"{ici}, épreuve {e.get('code', '?')}", connus), source)
                       for e in reglement["epreuve"] if _en_vigueur(e, session)),
        disciplines=tuple(_borner(lire_discipline(d, f"{ici}, discipline {d.get('code', '?')}", connus), source)
                          for d in reglement.get("discipline", ())),
        exclusions=tuple(_borner(lire_exclusion(x, f"{ici}, exclusion", connus), source)
                         for x in reglement.get("exclusion", ()) if _en_vigueur(x, session)),
        registre=Registre(lire_valeurs_du_dossier(dossier, connus)),
    )  # fmt: skip
    _verifier(resultat, Decimal(fiche["total_coefficients"]))
    return resultat


def _borner(lue: Fondee, numerotation: Source) -> Fondee:
    """Rien de ce qui s'applique par une numérotation n'est plus certain qu'elle."""
    statut = max(lue.source.statut, numerotation.statut, key=list(Statut).index)
    return replace(lue, source=replace(lue.source, statut=statut))


def _borner_epreuve(epreuve: Epreuve, numerotation: Source) -> Epreuve:
    formes = tuple(_borner(forme, numerotation) for forme in epreuve.formes)
    return replace(_borner(epreuve, numerotation), formes=formes)


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


def _verifier(lu: Diplome, total_attendu: Decimal) -> None:
    """Refuse un règlement incohérent : total des coefficients, codes doublés, régime sans forme, oral mal visé."""
    ou = f"{lu.code}, session {lu.session}"
    noms = [nom for e in lu.epreuves for nom in {e.code, e.unite}]
    if doubles := sorted({nom for nom in noms if noms.count(nom) > 1}):
        raise ValeurInvalide(f"{ou} : épreuve {doubles[0]} écrite deux fois.")
    if lu.total_coefficients != total_attendu:
        raise ValeurInvalide(
            f"{ou} : les coefficients font {lu.total_coefficients}, "
            f"le règlement d'examen en compte {total_attendu}."
        )
    regimes = frozenset(r for e in lu.epreuves for f in e.formes for r in f.regimes)
    for epreuve in lu.epreuves:
        couverts = [r for f in epreuve.formes for r in f.regimes]
        if sorted(couverts) != sorted(regimes):
            raise ValeurInvalide(f"{lu.code}, {epreuve.code} : une forme, et une seule, par régime.")
    for citees, domaine in (
        *((d.epreuves, Domaine.GENERALE) for d in lu.disciplines),
        *((x.epreuves, Domaine.FACULTATIVE) for x in lu.exclusions),
    ):
        permises = [e.code for e in lu.epreuves if e.domaine is domaine]
        if fautive := next((c for c in citees if c not in permises), None):
            raise ValeurInvalide(f"{ou} : {fautive} est citée, ce n'est pas une épreuve {domaine.libelle}.")
