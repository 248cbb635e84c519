"""La grille horaire d'un diplôme (annexe V a) : des cases du tableau à des nombres, et ses totaux recomptés.

Une ligne du tableau a huit cases : total, division, demi-division et volume annuel de la première année, puis
de la deuxième. Un astérisque vaut une heure de co-enseignement.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from parchemin.droit.parametres import ValeurInvalide

CASES_PAR_ANNEE = 4
ANNEES = ("première année", "deuxième année")
CASE = re.compile(r"(?P<heures>\d*)(?P<etoiles>\**)")


# Place d'une ligne dans les totaux de la grille.
Compte = Literal["enseignement", "total_eleves", "total_enseignants", "hors_total"]
COMPTES: tuple[Compte, ...] = get_args(Compte)


@dataclass(frozen=True, slots=True)
class Horaire:
    """Heures hebdomadaires d'un enseignement pour une année ; `coenseignement` : heures à deux professeurs."""

    total: int
    division: int
    demi_division: int
    annuel: int
    coenseignement_division: int = 0
    coenseignement_demi: int = 0


def lire_horaires(cellules: Sequence[str], ou: str) -> tuple[Horaire, Horaire]:
    """Horaires des deux années d'une ligne ; lève `ValeurInvalide` si une case n'est pas un nombre d'heures."""
    if len(cellules) != 2 * CASES_PAR_ANNEE:
        raise ValeurInvalide(f"{ou} : {len(cellules)} cases au lieu de {2 * CASES_PAR_ANNEE}.")
    premiere, deuxieme = (
        _lire_annee(cellules[debut : debut + CASES_PAR_ANNEE], ou) for debut in (0, CASES_PAR_ANNEE)
    )
    return premiere, deuxieme


def _lire_annee(cellules: Sequence[str], ou: str) -> Horaire:
    lues = [CASE.fullmatch(cellule) for cellule in cellules]
    for cellule, lue in zip(cellules, lues, strict=True):
        if lue is None:
            raise ValeurInvalide(f"{ou} : « {cellule} » n'est pas un nombre d'heures suivi d'astérisques.")
    heures = [int(lue["heures"] or 0) for lue in lues if lue]
    etoiles = [len(lue["etoiles"]) for lue in lues if lue]
    return Horaire(*heures, *etoiles[1:3])


def verifier_totaux(lignes: Iterable[tuple[Compte, tuple[Horaire, ...]]], ou: str) -> None:
    """Recompte la grille ; lève `ValeurInvalide` en nommant l'année et le total qui ne tombe pas juste."""
    par_compte: dict[Compte, list[tuple[Horaire, ...]]] = {}
    for compte, horaires in lignes:
        par_compte.setdefault(compte, []).append(horaires)
    for rang, annee in enumerate(ANNEES):
        enseignements = [h[rang] for h in par_compte.get("enseignement", ())]
        for total in par_compte.get("total_eleves", ()):
            _comparer(total[rang], _somme(enseignements, f"{ou}, {annee}"), f"{ou}, élèves, {annee}")
        for total in par_compte.get("total_enseignants", ()):
            somme = _somme(enseignements, f"{ou}, {annee}", professeurs=True)
            _comparer(total[rang], somme, f"{ou}, enseignants, {annee}")


def _somme(enseignements: Sequence[Horaire], ou: str, *, professeurs: bool = False) -> Horaire:
    """Total des enseignements : une heure de co-enseignement compte deux fois pour les professeurs."""
    division = sum(h.division + professeurs * h.coenseignement_division for h in enseignements)
    demi = sum(h.demi_division + professeurs * h.coenseignement_demi for h in enseignements)
    semaines = _semaines(enseignements, ou)
    return Horaire(division + demi, division, demi, (division + demi) * semaines)


def _semaines(enseignements: Sequence[Horaire], ou: str) -> int:
    """Semaines de l'année : le volume annuel de chaque ligne divisé par son total, le même partout."""
    rapports = [divmod(h.annuel, h.total) for h in enseignements if h.total]
    if not rapports or any(a != b for a, b in pairwise(rapports)) or rapports[0][1]:
        raise ValeurInvalide(f"{ou} : le volume annuel n'est pas le même nombre de semaines partout.")
    return rapports[0][0]


def _comparer(ecrit: Horaire, compte: Horaire, ou: str) -> None:
    for champ in ("total", "division", "demi_division", "annuel"):
        if getattr(ecrit, champ) != getattr(compte, champ):
            raise ValeurInvalide(
                f"{ou} : « {champ} » est écrit {getattr(ecrit, champ)} et la somme fait {getattr(compte, champ)}."
            )
