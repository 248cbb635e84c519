"""Reconnaît le format d'un fichier à ses titres, où qu'ils soient dans les trente premières rangées."""

from collections.abc import Mapping
from typing import NamedTuple

from parchemin.moteurs.echanges.formats import FORMATS, Format
from parchemin.moteurs.echanges.grille import Grille
from parchemin.moteurs.echanges.modele import EchangeIllisible
from parchemin.moteurs.echanges.valeurs.lue import simplifier

RANGEES_D_ENTETE = 30
_CELLULES_D_ENTETE = 400


class Entete(NamedTuple):
    """Le format reconnu, et le rang de la rangée qui porte ses titres."""

    format: Format
    rang: int


def reperer(grille: Grille, formats: Mapping[str, Format] = FORMATS) -> Entete:
    """Rend le premier format dont une rangée a la signature. Lève `EchangeIllisible`, en disant ce qui manque à chacun."""
    titres = [
        frozenset(
            simplifier(cellule) for cellule in rangee.cellules[:_CELLULES_D_ENTETE] if len(cellule) < 100
        )
        for rangee in grille.rangees[:RANGEES_D_ENTETE]
    ]
    manques = []
    for format_ in formats.values():
        absents = [format_.manquants(rangee) for rangee in titres]
        rang = min(range(len(absents)), key=lambda r: len(absents[r]), default=0)
        if absents and not absents[rang]:
            return Entete(format_, rang)
        manques.append((format_, absents[rang] if absents else list(format_.signature)))
    raise EchangeIllisible(
        grille.nom,
        f"aucun format connu dans ses {RANGEES_D_ENTETE} premières lignes : "
        + " ; ".join(map(_dire, manques)),
        "exportez-le de nouveau sans toucher aux titres, ou recopiez-le dans le modèle à remplir",
        feuille=grille.feuille,
    )


def _dire(manque: tuple[Format, list[str]]) -> str:
    format_, absents = manque
    return f"{format_.libelle}, il manque {', '.join(absents)}"
