"""Le nom français de ce que le journal désigne par un code, pour qui le lit ; le code reste ce que la chaîne scelle."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FICHIER = Path(__file__).with_name("libelles.toml")


@cache
def libelles(genre: str = "actes") -> Mapping[str, str]:
    """Libellé de chaque code d'un genre : `actes`, `domaines`, `roles` ou `perimetres`."""
    with FICHIER.open("rb") as flux:
        lus: Mapping[str, str] = tomllib.load(flux)[genre]
    return lus


def libelle(code: str, genre: str = "actes") -> str:
    """Libellé d'un code de ce genre ; le code lui-même, si cette version ne le connaît pas."""
    return libelles(genre).get(code, code)


def actes_a_filtrer() -> list[tuple[str, str]]:
    """Pour une liste déroulante : chaque domaine entier, suivi de ses actes dans l'ordre de leurs libellés."""
    choix = []
    for domaine, nom in libelles("domaines").items():
        siens = {code: dit for code, dit in libelles().items() if code.startswith(f"{domaine}.")}
        choix += [(domaine, f"{nom} : tous les actes"), *sorted(siens.items(), key=lambda couple: couple[1])]
    return choix
