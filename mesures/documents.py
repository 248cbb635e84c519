"""Mesure le tirage de 5 000 relevés : un fichier par candidat, puis un par établissement."""

import sys
from collections.abc import Iterator
from pathlib import Path

from mesures.releve import Mesure, Releves, dossier_temporaire, executer

CANDIDATS = 5_000


def mesurer() -> Releves:
    """Temps et mémoire, sur un cœur."""
    with dossier_temporaire() as dossier:
        yield from _mesurer(dossier)


def _mesurer(dossier: Path) -> Iterator[Mesure]:
    commande = [sys.executable, "-m", "parchemin"]
    executer([*commande, "demonstration", "--dossier", str(dossier)])
    tableau = str(dossier / "session_2026.csv")
    for par, borne in (("candidat", 45.0), ("etablissement", None)):
        sortie = str(dossier / par)
        fait = executer([*commande, "documents", "releves", tableau, "--sortie", sortie, "--par", par])
        yield Mesure(
            f"{CANDIDATS:,} relevés, un fichier par {par}".replace(",", " "), fait.secondes, "s", borne
        )
        yield Mesure(f"{CANDIDATS:,} relevés par {par}, mémoire".replace(",", " "), fait.megaoctets, "Mo")
