"""Des tableaux de session à décider, et ce qu'il en sort."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parchemin.moteurs.decision import TableauRefuse, decider, reglement_de_session

Ligne = Mapping[str, str]

SITUATION = ("regime", "voie", "etablissement", "habilitation", "forme", "amenagement")
EPREUVES = ("E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8")
FACULTATIVES = ("EF1", "EF2", "EF3")
CONTROLE = ("C_CGE", "C_LVE", "C_CEJM")
TITRES = ("numero", *SITUATION, *EPREUVES, *FACULTATIVES, *CONTROLE)
EPREUVES_2020 = ("U1", "U21", "U22", "U3", "U4", "U5", "U61", "U62")
FACULTATIVES_2020 = ("UF1", "UF2", "UF3")
TITRES_2020 = ("numero", *SITUATION, *EPREUVES_2020, *FACULTATIVES_2020, *CONTROLE)
TITRES_ECRITS = (
    "numero;decision;points;coefficients;moyenne;moyenne_professionnelle;bonus;motifs;unites_acquises"
)


def notes(texte: str, **autres: str) -> dict[str, str]:
    """Une ligne de régime A : huit résultats séparés par des blancs, et d'autres cases."""
    return {"regime": "A", **dict(zip(EPREUVES, texte.split(), strict=True)), **autres}


def numeroter(lignes: Sequence[Ligne]) -> list[Ligne]:
    """Les mêmes lignes, chacune avec un numéro s'il lui en manque un."""
    return [{"numero": f"{rang:04}", **ligne} for rang, ligne in enumerate(lignes, start=1)]


def en_csv(lignes: Sequence[Ligne], titres: Sequence[str] = TITRES) -> str:
    """Le CSV de ces lignes, colonnes dans l'ordre des titres."""
    flux = io.StringIO()
    redacteur = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    redacteur.writerow(titres)
    redacteur.writerows([ligne.get(titre, "") for titre in titres] for ligne in lignes)
    return flux.getvalue()


@dataclass(frozen=True)
class Issue:
    """Ce qu'une décision a produit : lignes écrites et explications, ou fautes."""

    lignes: list[dict[str, str]]
    explications: list[dict[str, Any]]
    fautes: list[str]

    @property
    def decision(self) -> str:
        """Décision du seul candidat."""
        (ligne,) = self.lignes
        return ligne["decision"]


def decider_fichier(entree: Path, session: int = 2026) -> Issue:
    """Décide un fichier, explications comprises ; vérifie qu'un tableau refusé n'écrit rien."""
    sortie, raisons = entree.with_name("decisions.csv"), entree.with_name("raisons.jsonl")
    avant = sorted(entree.parent.iterdir())
    fautes: list[str] = []
    annoncees = 0
    try:
        decider(entree, sortie, reglement_de_session(session), signaler=fautes.append, explications=raisons)
    except TableauRefuse as refus:
        annoncees = refus.nombre
    assert annoncees == len(fautes)
    if fautes:
        assert sorted(entree.parent.iterdir()) == avant
        return Issue([], [], fautes)
    with sortie.open(encoding="utf-8", newline="") as flux:
        lignes = list(csv.DictReader(flux, delimiter=";"))
    explications = [json.loads(ligne) for ligne in raisons.read_text(encoding="utf-8").splitlines()]
    sortie.unlink()
    raisons.unlink()
    return Issue(lignes, explications, [])


def decider_texte(dossier: Path, texte: str, session: int = 2026) -> Issue:
    """Décide un CSV donné en texte."""
    entree = dossier / "session.csv"
    entree.write_text(texte, encoding="utf-8", newline="")
    return decider_fichier(entree, session)


def decider_lignes(
    dossier: Path, *lignes: Ligne, titres: Sequence[str] = TITRES, session: int = 2026
) -> Issue:
    """Décide des lignes, numérotées s'il le faut."""
    return decider_texte(dossier, en_csv(numeroter(lignes), titres), session)
