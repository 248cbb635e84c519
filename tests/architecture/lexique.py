"""Le lexique et le code se répondent : chaque classe publique y a sa ligne, chaque identifiant existe."""

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.architecture.arbre import RACINE, modules

LEXIQUE = RACINE / "docs" / "lexique.md"
TITRES = ["terme", "définition", "source", "identifiant"]


def lignes_du_lexique(texte: str) -> list[list[str]]:
    """Lignes des tableaux du lexique, en cellules, titres et filets ôtés."""
    lignes = [
        [cellule.strip() for cellule in ligne.strip().strip("|").split("|")]
        for ligne in texte.splitlines()
        if ligne.startswith("|")
    ]
    return [ligne for ligne in lignes if ligne != TITRES and not set("".join(ligne)) <= set("-: ")]


def identifiants_du_lexique(texte: str) -> frozenset[str]:
    """Identifiants de la quatrième colonne, écrits entre accents graves."""
    return frozenset(
        identifiant
        for ligne in lignes_du_lexique(texte)
        for identifiant in re.findall(r"`([^`]+)`", ligne[-1])
    )


def lignes_mal_formees(texte: str) -> list[str]:
    """Lignes qui n'ont pas quatre cellules, ou dont le terme, la définition ou la source manque."""
    return [
        " | ".join(ligne)
        for ligne in lignes_du_lexique(texte)
        if len(ligne) != len(TITRES) or not all(ligne[:3])
    ]


def classes_publiques(source: str) -> Mapping[str, str]:
    """Classes publiques d'un module, chacune avec la première phrase de sa docstring."""
    return {
        noeud.name: (ast.get_docstring(noeud) or "à définir").split("\n")[0].rstrip(".")
        for noeud in ast.parse(source).body
        if isinstance(noeud, ast.ClassDef) and not noeud.name.startswith("_")
    }


def classes_des_etages(chemins: Iterable[Path]) -> dict[str, str]:
    """Classes publiques de plusieurs modules, réunies."""
    trouvees: dict[str, str] = {}
    for chemin in chemins:
        trouvees |= classes_publiques(chemin.read_text(encoding="utf-8"))
    return trouvees


def classes_du_projet() -> dict[str, str]:
    """Classes qui doivent avoir leur ligne : droit et moteurs entiers, modèles seuls aux autres étages."""
    modeles = [
        chemin
        for chemin in modules("parchemin/socle", "parchemin/etapes", "parchemin/web")
        if chemin.stem == "models" or chemin.parent.name == "models"
    ]
    return classes_des_etages([*modules("parchemin/droit", "parchemin/moteurs"), *modeles])


def en_mots(identifiant: str) -> str:
    """« NoteConservee » se lit « note conservee » : l'auteur de la ligne y remettra les accents."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", identifiant).lower()


def lignes_a_coller(classes: Mapping[str, str], connus: frozenset[str]) -> list[str]:
    """Lignes manquantes, prêtes à coller dans le lexique puis à relire."""
    return [
        f"| {en_mots(identifiant)} | {definition} | à préciser | `{identifiant}` |"
        for identifiant, definition in sorted(classes.items())
        if identifiant not in connus
    ]
