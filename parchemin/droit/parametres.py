"""Les valeurs légales : chacune avec sa période, sa référence et sa date de lecture.

Les fichiers de `textes/` portent un texte officiel chacun. Une valeur n'a pas de
défaut : hors de sa période elle refuse (`HorsValidite`), car un seuil d'hier
appliqué aujourd'hui est une décision illégale.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from parchemin.droit.references import Reference, Source, Statut, Texte

DOSSIER_DES_TEXTES = Path(__file__).parent / "textes"

PREMIERE_DATE = date(1900, 1, 1)
DERNIERE_DATE = date(9999, 12, 31)

Choix = TypeVar("Choix", bound=StrEnum)


class HorsValidite(LookupError):
    """La valeur demandée n'existe pas à cette date ou pour cette session."""


class ValeurInvalide(ValueError):
    """Un fichier de textes est mal formé : dit le fichier, la valeur et le remède."""


@dataclass(frozen=True, slots=True)
class Valeur:
    """Une valeur légale et tout ce qui la fonde.

    `du` et `au` bornent des jours, bornes comprises ; `sessions` borne des années
    d'examen. Une valeur a l'un ou l'autre, jamais les deux.
    """

    nom: str
    valeur: Any
    unite: str
    libelle: str
    effet: str
    source: Source
    du: date = PREMIERE_DATE
    au: date = DERNIERE_DATE
    sessions: tuple[int, int] | None = None
    alternatives: tuple[str, ...] = ()

    @property
    def reference(self) -> Reference:
        """Référence du texte qui fixe la valeur."""
        return self.source.reference

    @property
    def periode(self) -> str:
        """Période de validité, en toutes lettres."""
        if self.sessions:
            premiere, derniere = self.sessions
            return f"session {premiere}" if premiere == derniere else f"sessions {premiere} à {derniere}"
        fin = "" if self.au == DERNIERE_DATE else f" au {self.au:%d/%m/%Y}"
        return f"{'du' if fin else 'depuis le'} {self.du:%d/%m/%Y}{fin}"


class Registre:
    """L'ensemble des valeurs légales, interrogeable par nom et date ou session."""

    def __init__(self, valeurs: Iterable[Valeur]) -> None:
        self._par_nom: dict[str, list[Valeur]] = {}
        for valeur in valeurs:
            self._par_nom.setdefault(valeur.nom, []).append(valeur)
        for nom, liste in self._par_nom.items():
            _refuser_chevauchements(nom, liste)

    def __iter__(self) -> Iterator[Valeur]:
        for nom in sorted(self._par_nom):
            yield from self._par_nom[nom]

    def noms(self) -> list[str]:
        """Noms de toutes les valeurs, triés."""
        return sorted(self._par_nom)

    def valeur(self, nom: str, *, le: date | None = None, session: int | None = None) -> Valeur:
        """Valeur `nom` en vigueur le jour `le`, ou pour l'année d'examen `session`.

        Lève `HorsValidite` quand aucune période ne convient : jamais de défaut.
        """
        candidates = self._par_nom.get(nom)
        if candidates is None:
            raise HorsValidite(f"La valeur légale « {nom} » n'existe pas.")
        for valeur in candidates:
            if valeur.sessions:
                if session is not None and valeur.sessions[0] <= session <= valeur.sessions[1]:
                    return valeur
            elif le is not None and valeur.du <= le <= valeur.au:
                return valeur
        demande = f"le {le:%d/%m/%Y}" if le else f"pour la session {session}"
        periodes = " ; ".join(v.periode for v in candidates)
        raise HorsValidite(f"« {nom} » n'a pas de valeur {demande}. Périodes connues : {periodes}.")


def _refuser_chevauchements(nom: str, valeurs: list[Valeur]) -> None:
    if len({v.sessions is None for v in valeurs}) > 1:
        raise ValeurInvalide(f"« {nom} » a des valeurs par dates et d'autres par sessions : choisir.")
    bornes = sorted((v.sessions or (v.du.toordinal(), v.au.toordinal())) for v in valeurs)
    for (_, fin), (debut, _) in pairwise(bornes):
        if debut <= fin:
            raise ValeurInvalide(f"« {nom} » a deux périodes qui se chevauchent : corriger leurs bornes.")


def lire_toml(fichier: Path) -> dict[str, Any]:
    """Contenu du fichier TOML, nombres décimaux exacts (`Decimal`)."""
    with fichier.open("rb") as flux:
        return tomllib.load(flux, parse_float=Decimal)


@cache
def textes_officiels(dossier: Path = DOSSIER_DES_TEXTES) -> Mapping[str, Texte]:
    """Textes officiels connus, par clé (`textes/_textes.toml`)."""
    return {
        cle: Texte(cle, t["titre"], t["intitule"], t.get("nor", ""))
        for cle, t in lire_toml(dossier / "_textes.toml").items()
    }


def exiger(donnees: Mapping[str, Any], cles: Iterable[str], ou: str) -> None:
    """Lève `ValeurInvalide` s'il manque une des clés ; `ou` nomme l'endroit."""
    for cle in cles:
        if cle not in donnees:
            raise ValeurInvalide(f"{ou} : il manque « {cle} ».")


def refuser_inconnues(donnees: Mapping[str, Any], connues: Set[str], ou: str) -> None:
    """Lève `ValeurInvalide` si une clé n'est pas connue : une faute de frappe effacerait une règle."""
    if inconnues := sorted(set(donnees) - connues):
        raise ValeurInvalide(f"{ou} : clé inconnue « {inconnues[0]} ».")


def lire_choix(valeur: Any, choix: type[Choix], cle: str, ou: str) -> Choix:
    """Membre de l'énumération écrit ainsi ; lève `ValeurInvalide` en donnant ce qui est attendu."""
    try:
        return choix(valeur)
    except ValueError:
        attendus = ", ".join(c.value for c in choix)
        raise ValeurInvalide(f"{ou} : {cle} « {valeur} » inconnu (attendu : {attendus}).") from None


def lire_source(donnees: Mapping[str, Any], ou: str, textes: Mapping[str, Texte]) -> Source:
    """Source (référence, lecture, statut) d'une valeur ; lève `ValeurInvalide` s'il en manque une part.

    `ou` nomme l'endroit dans le message d'erreur.
    """
    for cle in ("texte", "article", "lu_le", "statut"):
        if not donnees.get(cle):
            raise ValeurInvalide(f"{ou} : il manque « {cle} » ; une valeur légale sans source est refusée.")
    if donnees["texte"] not in textes:
        raise ValeurInvalide(f"{ou} : le texte « {donnees['texte']} » n'est pas dans _textes.toml.")
    statut = lire_choix(donnees["statut"], Statut, "statut", ou)
    if type(donnees["lu_le"]) is not date:
        raise ValeurInvalide(f"{ou} : « lu_le » doit être une date (AAAA-MM-JJ, sans guillemets).")
    reference = Reference(textes[donnees["texte"]], donnees["article"])
    return Source(reference, donnees["lu_le"], statut, donnees.get("regle", ""))


CLES_CONNUES = frozenset(
    {
        "effet",
        "au",
        "texte",
        "alternatives",
        "lu_le",
        "du",
        "nom",
        "valeur",
        "unite",
        "regle",
        "libelle",
        "sessions",
        "statut",
        "article",
    }
)


def lire_valeur(donnees: Mapping[str, Any], ou: str, textes: Mapping[str, Texte]) -> Valeur:
    """Une valeur légale lue d'un fichier ; lève `ValeurInvalide` si elle n'est pas fondée ou pas datée."""
    exiger(donnees, ("nom", "valeur", "unite", "libelle", "effet"), ou)
    refuser_inconnues(donnees, CLES_CONNUES, ou)
    sessions = donnees.get("sessions")
    if (sessions is None) == ("du" not in donnees):
        raise ValeurInvalide(f"{ou} : donner soit « du » (et « au »), soit « sessions ».")
    if sessions is not None and not (len(sessions) == 2 and sessions[0] <= sessions[1]):
        raise ValeurInvalide(f"{ou} : « sessions » s'écrit [première, dernière].")
    du, au = donnees.get("du", PREMIERE_DATE), donnees.get("au", DERNIERE_DATE)
    if au < du:
        raise ValeurInvalide(f"{ou} : la période finit avant de commencer.")
    return Valeur(
        nom=donnees["nom"], valeur=_figer(donnees["valeur"]), unite=donnees["unite"],
        libelle=donnees["libelle"], effet=donnees["effet"], source=lire_source(donnees, ou, textes),
        du=du, au=au, sessions=(sessions[0], sessions[1]) if sessions else None,
        alternatives=tuple(donnees.get("alternatives", ())),
    )  # fmt: skip


def _figer(valeur: Any) -> Any:
    """Listes en tuples : une valeur légale ne se modifie pas en mémoire."""
    if isinstance(valeur, list):
        return tuple(_figer(v) for v in valeur)
    if isinstance(valeur, dict):
        return {cle: _figer(v) for cle, v in valeur.items()}
    return valeur


def charger(dossier: Path, textes: Mapping[str, Texte] | None = None) -> Registre:
    """Registre des valeurs de tous les fichiers `*.toml` du dossier (hors noms en « _ »)."""
    connus = textes_officiels(dossier) if textes is None else textes
    valeurs = []
    for fichier in sorted(dossier.glob("[!_]*.toml")):
        for rang, donnees in enumerate(lire_toml(fichier)["parametre"], start=1):
            ou = f"{fichier.name}, valeur n° {rang} « {donnees.get('nom', 'sans nom')} »"
            valeurs.append(lire_valeur({"texte": fichier.stem, **donnees}, ou, connus))
    return Registre(valeurs)


@cache
def registre() -> Registre:
    """Registre des valeurs légales livrées avec Parchemin."""
    return charger(DOSSIER_DES_TEXTES)


def parametre(nom: str, *, le: date | None = None, session: int | None = None) -> Any:
    """Valeur légale nue, en vigueur à la date ou pour la session demandée ; lève `HorsValidite`."""
    return registre().valeur(nom, le=le, session=session).valeur
