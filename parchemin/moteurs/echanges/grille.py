"""Un fichier reçu réduit à ses cellules, d'où qu'elles viennent : texte, classeur ou XML."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parchemin.moteurs.echanges.modele import CELLULES_MAXIMUM, LIGNES_MAXIMUM, EchangeIllisible
from parchemin.moteurs.echanges.textes import LecteurDeTexte
from parchemin.moteurs.tableurs import (
    FormatTableau,
    Fusion,
    Limites,
    Rangee,
    Remarques,
    TableauIllisible,
    lire_octets,
)

_LIGNE = re.compile(r"ligne (\d+) : ")
_REMEDE_PAR_DEFAUT = "vérifiez le fichier, ou exportez-le de nouveau"


@dataclass(frozen=True, slots=True)
class Grille:
    """Toutes les rangées d'un fichier qui ne sont pas vides, et ce qu'on a remarqué en les lisant."""

    nom: str
    rangees: Sequence[Rangee] = field(repr=False)
    feuille: str = ""
    encodage: str = ""
    separateur: str = ""
    fusions: Sequence[Fusion] = ()
    autres_feuilles: Sequence[str] = ()


def ouvrir_grille(octets: bytes, nom: str, limites: Limites) -> Grille:
    """Lit en entier un CSV ou la première feuille d'un classeur. Lève `EchangeIllisible`."""
    remarques, texte = Remarques(fusions={}), LecteurDeTexte(nom)
    try:
        tableau = lire_octets(octets, nom, limites=limites, ouvrir_texte=texte, remarques=remarques)
        rangees = borner(tableau.parcours(), nom, remarques.feuille)
    except TableauIllisible as illisible:
        raise traduire(illisible, nom, remarques.feuille) from illisible
    return Grille(
        nom,
        rangees,
        remarques.feuille,
        texte.encodage if tableau.format is FormatTableau.CSV else "",
        texte.separateur,
        tuple(remarques.fusions or ()),
        remarques.autres_feuilles,
    )


def borner(rangees: Iterable[Rangee], nom: str, feuille: str = "") -> list[Rangee]:
    """Rend les rangées en liste. Lève `EchangeIllisible` s'il y en a trop, ou trop de cellules."""
    lues: list[Rangee] = []
    cellules = 0
    for rangee in rangees:
        cellules += len(rangee.cellules)
        if len(lues) >= LIGNES_MAXIMUM or cellules > CELLULES_MAXIMUM:
            raise EchangeIllisible(
                nom,
                f"plus de {LIGNES_MAXIMUM} lignes remplies, ou de {CELLULES_MAXIMUM} cellules",
                "découpez-le, par établissement par exemple",
                feuille=feuille,
                ligne=rangee.ligne,
            )
        lues.append(rangee)
    return lues


def traduire(illisible: TableauIllisible, nom: str, feuille: str) -> EchangeIllisible:
    """Rend le refus d'un tableau comme un refus d'échange, sa ligne à part."""
    lieu = _LIGNE.match(illisible.constat)
    constat = illisible.constat[lieu.end() :] if lieu else illisible.constat
    ligne = int(lieu[1]) if lieu else 0
    return EchangeIllisible(
        nom, constat, illisible.remede or _REMEDE_PAR_DEFAUT, feuille=feuille, ligne=ligne
    )
