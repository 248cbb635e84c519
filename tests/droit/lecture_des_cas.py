"""Lit le cahier de cas : chaque cas a un titre, un texte et les valeurs légales qu'il illustre."""

import tomllib
from pathlib import Path
from typing import Any

DOSSIER = Path(__file__).parent / "cas"
CLES = ("titre", "texte", "parametres")


class CasInvalide(ValueError):
    """Un cas du cahier est incomplet : dit lequel et ce qui manque."""


def lire(fichier: Path) -> list[dict[str, Any]]:
    """Cas d'un fichier ; lève `CasInvalide` si l'un n'a pas de titre, de texte ou de paramètres."""
    cas = tomllib.loads(fichier.read_text(encoding="utf-8"))["cas"]
    for rang, un in enumerate(cas, start=1):
        # Un cas qui n'illustre qu'une table (correspondances, règlement) ne cite aucun paramètre : liste vide.
        if manque := next((cle for cle in CLES if not un.get(cle) and un.get(cle) != []), None):
            raise CasInvalide(f"{fichier.name}, cas n° {rang} : il manque « {manque} ».")
    titres = [un["titre"] for un in cas]
    if doubles := sorted({t for t in titres if titres.count(t) > 1}):
        raise CasInvalide(f"{fichier.name} : deux cas ont le titre « {doubles[0]} ».")
    return list(cas)


def sujet(nom: str) -> list[dict[str, Any]]:
    """Cas d'un sujet : « controle » lit `cas/controle.toml`."""
    return lire(DOSSIER / f"{nom}.toml")


def tous() -> list[dict[str, Any]]:
    """Tous les cas du cahier."""
    return [cas for fichier in sorted(DOSSIER.glob("*.toml")) for cas in lire(fichier)]


def titre(cas: dict[str, Any]) -> str:
    """Nom d'un essai : le titre du cas."""
    return str(cas["titre"])
