"""La déclaration d'accessibilité, tirée de la grille du dépôt : ce qui n'est pas audité le dit."""

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

# Dans le dépôt, la grille est avec la documentation ; dans un paquet construit, elle est à côté de ce module.
PLACES = (Path(__file__).resolve().parents[3] / "docs" / "rgaa.csv", Path(__file__).with_name("rgaa.csv"))
GRILLE = next((place for place in PLACES if place.is_file()), PLACES[0])
STATUTS = ("conforme", "non conforme", "non applicable", "non audité")


@dataclass(frozen=True, slots=True)
class Critere:
    """Un critère du référentiel général d'amélioration de l'accessibilité et ce qu'un audit en a dit."""

    critere: str
    thematique: str
    objet: str
    statut: str
    remarque: str


@cache
def grille(fichier: Path = GRILLE) -> tuple[Critere, ...]:
    """Les critères, dans l'ordre ; lève `ValueError` si un statut est inconnu."""
    with fichier.open(encoding="utf-8", newline="") as flux:
        criteres = tuple(Critere(**ligne) for ligne in csv.DictReader(flux, delimiter=";"))
    if inconnu := next((c for c in criteres if c.statut not in STATUTS), None):
        raise ValueError(f"{fichier.name}, critère {inconnu.critere} : statut « {inconnu.statut} » inconnu.")
    return criteres


def bilan() -> dict[str, object]:
    """Ce que montre la déclaration : comptes par statut, état d'ensemble, critères par thématique."""
    criteres = grille()
    comptes = Counter(c.statut for c in criteres)
    audites = len(criteres) - comptes["non audité"]
    thematiques = [(nom, list(suite)) for nom, suite in groupby(criteres, key=lambda c: c.thematique)]
    return {"comptes": [(s, comptes[s]) for s in STATUTS], "audites": audites, "total": len(criteres),
            "thematiques": thematiques}  # fmt: skip
