"""Écrire la session de démonstration, la décider comme toute autre, et compter ce qu'il en sort."""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parchemin.droit.delivrance import Decision, Reglement
from parchemin.droit.regimes import Regime, Voie
from parchemin.moteurs.decision import decider
from parchemin.moteurs.decision.colonnes import NUMERO, VOIE
from parchemin.moteurs.tableurs import ecrire_csv, ecriture_groupee
from parchemin.web.demonstration.candidats import composer, entetes
from parchemin.web.demonstration.modele import Chiffres, LigneOffre, lire_cas


class DossierOccupe(ValueError):
    """Le dossier n'en est pas un, ou contient un autre tableau du même nom : rien n'a été touché."""


@dataclass(frozen=True, slots=True)
class Fichiers:
    """Les trois fichiers d'une démonstration."""

    tableau: Path
    decisions: Path
    explications: Path


@dataclass(frozen=True, slots=True)
class Bilan:
    """Décisions comptées par voie, par régime et pour l'outre-mer, et explications des cas racontés."""

    fichiers: Fichiers
    par_voie: Mapping[str, Counter[Decision]]
    par_regime: Mapping[str, Counter[Decision]]
    outre_mer: Counter[Decision]
    academies: int
    etablissements: int
    cas: int
    racontes: tuple[tuple[str, Mapping[str, Any]], ...]

    @property
    def decisions(self) -> Counter[Decision]:
        """Nombre de candidats par décision."""
        return sum(self.par_voie.values(), Counter[Decision]())


def fichiers_de(dossier: Path, session: int) -> Fichiers:
    """Fichiers d'une démonstration dans ce dossier."""
    return Fichiers(
        dossier / f"session_{session}.csv",
        dossier / f"decisions_{session}.csv",
        dossier / f"explications_{session}.jsonl",
    )


def jouer(
    dossier: Path,
    chiffres: Chiffres,
    offre: tuple[LigneOffre, ...],
    reglement: Reglement,
    *,
    nombre: int,
    graine: int,
) -> Bilan:
    """Écrit le tableau dans le dossier, le décide avec explications, et en rend le bilan.

    Refaire la même démonstration récrit les mêmes fichiers. Lève `DossierOccupe` plutôt que d'écraser un
    tableau qui n'est pas une démonstration, `TropPeuDeCandidats`, `EcritureImpossible`.
    """
    fichiers = fichiers_de(dossier, chiffres.session)
    titres = entetes(reglement)
    _refuser_un_autre_tableau(fichiers.tableau, titres)
    cas = lire_cas(reglement.diplome)
    candidats = list(composer(chiffres, offre, reglement, cas, nombre=nombre, graine=graine))
    try:
        dossier.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise DossierOccupe(f"{dossier} n'est pas un dossier : en choisir un autre par --dossier.") from None
    with ecriture_groupee(fichiers.tableau) as (flux,):
        ecrire_csv(flux, titres, ([c.get(titre, "") for titre in titres] for c in candidats))
    fautes: list[str] = []
    decider(
        fichiers.tableau,
        fichiers.decisions,
        reglement,
        signaler=fautes.append,
        explications=fichiers.explications,
    )
    racontes = {c.titre for c in cas if c.explique}
    return _compter(fichiers, chiffres, candidats, racontes)


def _refuser_un_autre_tableau(tableau: Path, titres: tuple[str, ...]) -> None:
    if not tableau.is_file():
        return
    with tableau.open(encoding="utf-8", errors="replace") as flux:
        if flux.readline().rstrip("\n") != ";".join(titres):
            raise DossierOccupe(
                f"{tableau} existe déjà et n'est pas une démonstration : il n'a pas été touché. "
                "Choisir un autre dossier par --dossier."
            )


def _compter(
    fichiers: Fichiers, chiffres: Chiffres, candidats: list[dict[str, str]], racontes: set[str]
) -> Bilan:
    outre_mer = {a.nom for a in chiffres.academies if a.outre_mer}
    par_voie: dict[str, Counter[Decision]] = {voie.value: Counter() for voie in Voie}
    par_regime: dict[str, Counter[Decision]] = {regime.value: Counter() for regime in Regime}
    la_bas: Counter[Decision] = Counter()
    recits = []
    with (
        fichiers.decisions.open(encoding="utf-8", newline="") as decisions,
        fichiers.explications.open(encoding="utf-8") as explications,
    ):
        lues = csv.DictReader(decisions, delimiter=";")
        for candidat, rendue, raisons in zip(candidats, lues, explications, strict=True):
            decision, regime = Decision(rendue["decision"]), json.loads(raisons)
            par_regime[regime["regime"]["code"]][decision] += 1
            # Sans voie écrite, le candidat compte dans son régime seulement.
            par_voie.setdefault(candidat[VOIE], Counter())[decision] += 1
            if candidat["_academie"] in outre_mer:
                la_bas[decision] += 1
            if candidat["_cas"] in racontes and candidat[NUMERO] == rendue[NUMERO]:
                recits.append(
                    (candidat["_cas"], {**regime, "_identite": f"{candidat['_nom']} {candidat['_prenom']}"})
                )
    return Bilan(
        fichiers=fichiers, par_voie=par_voie, par_regime=par_regime, outre_mer=la_bas,
        academies=len({c["_academie"] for c in candidats}), etablissements=len({c["_uai"] for c in candidats} - {""}),
        cas=sum(1 for c in candidats if c["_cas"]), racontes=tuple(recits),
    )  # fmt: skip
