"""Les académies et départements livrés avec le logiciel, lus de `donnees/academies.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FICHIER = Path(__file__).with_name("donnees") / "academies.toml"


@dataclass(frozen=True, slots=True)
class DepartementLivre:
    """Un département : son code, son nom, et ce par quoi commencent ses UAI."""

    code: str
    nom: str
    prefixe_uai: str


@dataclass(frozen=True, slots=True)
class AcademieLivree:
    """Une académie et ses départements ; `nature` est une valeur de `Academie.Nature`, `fuseau` un nom IANA."""

    code: str
    nom: str
    nature: str
    fuseau: str
    region: str
    remarque: str
    departements: Sequence[DepartementLivre]


@cache
def academies_livrees() -> tuple[AcademieLivree, ...]:
    """Toutes les académies livrées, dans l'ordre de leurs codes."""
    return tuple(
        AcademieLivree(
            a["code"], a["nom"], a["nature"], a["fuseau"], a["region"], a.get("remarque", ""),
            tuple(DepartementLivre(d["code"], d["nom"], d.get("prefixe", d["code"])) for d in a.get("departements", ())),
        )
        for a in _donnees()["academie"]
    )  # fmt: skip


@cache
def academies_anciennes() -> Mapping[str, str]:
    """Code de l'académie qui a remplacé chaque ancienne, par le code et par le nom de celle-ci."""
    return {a[cle]: a["devenue"] for a in _donnees()["anciennes"] for cle in ("code", "nom")}


@cache
def codes_sans_academie() -> frozenset[str]:
    """Codes de la table publique qui ne désignent aucune académie."""
    return frozenset(_donnees()["sans_academie"])


@cache
def mots_sans_region() -> frozenset[str]:
    """Ce que la table publique met à la place d'une région."""
    return frozenset(_donnees()["sans_region"])


def autre_ecriture(code: str) -> str:
    """Nom que la table publique donne à ce code quand elle l'écrit autrement que nous ; vide sinon."""
    ecriture: str = _donnees()["autres_ecritures"].get(code, "")
    return ecriture


@cache
def _donnees() -> dict[str, Any]:
    return tomllib.loads(FICHIER.read_text(encoding="utf-8"))
