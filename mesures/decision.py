"""Décider toute une session, du CSV lu au CSV écrit, sur un seul cœur : comment le temps croît avec elle."""

import sys
from pathlib import Path

from mesures.releve import Execution, Mesure, Releves, dossier_temporaire, executer
from mesures.tables import ecrire_table

TAILLES = (5_000, 50_000, 180_000)
NATIONALE = TAILLES[-1]
SECONDES, SECONDES_AVEC_RAISONS, MEGAOCTETS = 10, 60, 1_000


def decider(entree: Path, *, explications: bool) -> Execution:
    """Temps et mémoire de la vraie commande, démarrage de Python compris."""
    sortie, raisons = entree.with_suffix(".decisions"), entree.with_suffix(".jsonl")
    options = ["--explications", str(raisons)] if explications else []
    commande = [sys.executable, "-m", "parchemin", "decider", str(entree), "--sortie", str(sortie), *options]
    mesuree = executer(commande)
    for ecrit in (sortie, raisons):
        ecrit.unlink(missing_ok=True)
    return mesuree


def mesurer() -> Releves:
    """Temps, mémoire et croissance, sans puis avec explications."""
    with dossier_temporaire() as dossier:
        tables = {taille: ecrire_table(dossier / f"{taille}.csv", taille) for taille in TAILLES}
        for explications, borne in ((False, SECONDES), (True, SECONDES_AVEC_RAISONS)):
            avec = "avec explications" if explications else "sans explications"
            relevees = {taille: decider(table, explications=explications) for taille, table in tables.items()}
            for taille, relevee in relevees.items():
                est_nationale = taille == NATIONALE
                nom = f"{taille:_} candidats, {avec}".replace("_", " ")
                yield Mesure(nom, relevee.secondes, "s", borne if est_nationale else None)
                yield Mesure(
                    f"{nom}, mémoire", relevee.megaoctets, "Mo", MEGAOCTETS if est_nationale else None
                )
            petite, grande = relevees[TAILLES[1]], relevees[NATIONALE]
            croissance = (grande.secondes / petite.secondes) / (NATIONALE / TAILLES[1])
            yield Mesure(
                f"croissance de {TAILLES[1]:_} à {NATIONALE:_} (1 : linéaire)".replace("_", " "),
                croissance,
                "",
            )
