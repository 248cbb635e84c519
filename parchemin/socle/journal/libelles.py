"""Le nom français de chaque acte, pour qui le lit ; le code reste ce que la chaîne scelle."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FICHIER = Path(__file__).with_name("libelles.toml")


@cache
def libelles() -> Mapping[str, str]:
    """Libellé de chaque code d'acte."""
    with FICHIER.open("rb") as flux:
        return tomllib.load(flux)


def libelle(acte: str) -> str:
    """Libellé d'un acte ; son code, s'il vient d'une version que celle-ci ne connaît pas."""
    return libelles().get(acte, acte)
