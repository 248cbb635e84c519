"""Relire le tableau de la démonstration : les mêmes candidats en base et dans le fichier, numéro pour numéro."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from parchemin.droit.diplome import Diplome
from parchemin.droit.formes import Forme
from parchemin.droit.regimes import Etablissement, Habilitation, Regime, RegimeRefuse, Voie, determiner_regime
from parchemin.moteurs.decision.colonnes import (
    AMENAGEMENT,
    ETABLISSEMENT,
    FORME,
    HABILITATION,
    NUMERO,
    REGIME,
    VOIE,
)
from parchemin.web.demonstration.modele import Academie, Chiffres, Situation

NUMERO_LISIBLE = re.compile(r"[0-9]{11}")
# Un candidat dont le tableau ne donne que le régime : la voie qui y mène le plus souvent.
VOIE_DU_REGIME = {"A": Voie.SCOLAIRE, "B": Voie.FPC, "C": Voie.SCOLAIRE}
SANS_LYCEE = frozenset({Voie.DISTANCE, Voie.EXPERIENCE})


@dataclass(frozen=True, slots=True)
class Ligne:
    """Un candidat du tableau ; `resultats` : ce qu'il a à chaque unité (« B:12 », « DI », « NP »…), dans l'ordre."""

    rang: int
    numero: str
    nom: str
    prenom: str
    academie: Academie
    uai: str
    voie: Voie
    situation: Situation
    forme: Forme
    amenagements: frozenset[str]
    resultats: Mapping[str, str]
    facultatives: tuple[str, ...]
    cas: str

    def unites(self, *debuts: str) -> tuple[str, ...]:
        """Unités dont le résultat commence ainsi : « B: » pour une note gardée, « DI », « VA », « NP »."""
        return tuple(u for u, r in self.resultats.items() if r.startswith(debuts))


def lire_tableau(fichier: Path, chiffres: Chiffres, diplome: Diplome) -> list[Ligne]:
    """Candidats du tableau ; ce qu'un tableur y aurait abîmé (numéro, voie, académie) laisse sa ligne de côté."""
    academies = {a.nom: a for a in chiffres.academies}
    lignes: list[Ligne] = []
    deja: set[str] = set()
    with fichier.open(encoding="utf-8-sig", errors="replace", newline="") as flux:
        for rangee in csv.DictReader(flux, delimiter=";"):
            cellules = {str(titre): str(valeur or "").strip() for titre, valeur in rangee.items()}
            numero, academie = cellules.get(NUMERO, ""), academies.get(cellules.get("_academie", ""))
            voie = _voie(cellules)
            if academie is None or voie is None or numero in deja or not NUMERO_LISIBLE.fullmatch(numero):
                continue
            deja.add(numero)
            lignes.append(_ligne(len(lignes), cellules, academie, voie, diplome))
    return lignes


def situations(lignes: Iterable[Ligne], *, le: date) -> dict[str, tuple[str, dict[Voie, str]]]:
    """Pour chaque établissement, une catégorie et l'habilitation de chaque voie : celles qui rendent à ses candidats le
    régime que leur donne le tableau, où chaque voie d'un même établissement a sa propre catégorie.
    """
    voulus: dict[str, Counter[tuple[Voie, Regime]]] = {}
    for ligne in lignes:
        regime = _regime(ligne.voie, *ligne.situation, le=le)
        if ligne.uai and regime and not ligne.cas:
            voulus.setdefault(ligne.uai, Counter())[(ligne.voie, regime)] += 1
    return {uai: _situation(comptes, le=le) for uai, comptes in voulus.items()}


def _situation(comptes: Counter[tuple[Voie, Regime]], *, le: date) -> tuple[str, dict[Voie, str]]:
    possibles = []
    for categorie in Etablissement:
        tenues = {
            voie: habilitation
            for voie, regime in comptes
            for habilitation in reversed(Habilitation)
            if _regime(voie, categorie, habilitation, le=le) is regime
        }
        justes = sum(nombre for (voie, _), nombre in comptes.items() if voie in tenues)
        possibles.append((justes, categorie.value, {v: h.value for v, h in tenues.items()}))
    _, categorie_retenue, habilitations = max(possibles, key=lambda possible: possible[0])
    return categorie_retenue, habilitations


@cache
def _regime(voie: Voie, categorie: str, habilitation: str, *, le: date) -> Regime | None:
    try:
        etablissement = Etablissement(categorie) if categorie else None
        return determiner_regime(voie, etablissement, Habilitation(habilitation or "non"), le=le).regime
    except RegimeRefuse:
        return None


def _voie(cellules: Mapping[str, str]) -> Voie | None:
    try:
        return Voie(cellules.get(VOIE, ""))
    except ValueError:
        return VOIE_DU_REGIME.get(cellules.get(REGIME, ""))


def _ligne(rang: int, cellules: Mapping[str, str], academie: Academie, voie: Voie, diplome: Diplome) -> Ligne:
    return Ligne(
        rang, cellules[NUMERO], cellules.get("_nom", ""), cellules.get("_prenom", ""), academie,
        "" if voie in SANS_LYCEE else cellules.get("_uai", ""), voie,
        (cellules.get(ETABLISSEMENT, ""), cellules.get(HABILITATION, "")),
        Forme.PROGRESSIVE if cellules.get(FORME) == Forme.PROGRESSIVE else Forme.GLOBALE,
        frozenset(filter(None, cellules.get(AMENAGEMENT, "").split("|"))),
        {e.unite: cellules.get(e.code, "") for e in diplome.obligatoires},
        # Une absence ne compte pas : elle laisse la place d'une facultative que le choix n'admettrait pas à côté.
        tuple(e.code for e in diplome.facultatives if cellules.get(e.code) not in {None, "", "AB"}),
        cellules.get("_cas", ""),
    )  # fmt: skip


def par_academie(lignes: Sequence[Ligne]) -> dict[str, list[Ligne]]:
    """Candidats de chaque académie, dans l'ordre du tableau."""
    rangees: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        rangees.setdefault(ligne.academie.code, []).append(ligne)
    return rangees
