"""Lit les tableaux reçus (CSV, XLSX, ODS) et écrit ceux qu'on rend.

Un tableau reçu est hostile jusqu'à preuve du contraire : taille bornée, aucun DOCTYPE ; ses nombres sont lus
tels qu'ils sont stockés.
Pour la décision d'une session et pour tous les imports.
"""

from parchemin.moteurs.tableurs.ecriture import EcritureImpossible, ecrire_csv, ecriture_groupee, meme_fichier
from parchemin.moteurs.tableurs.feuille import lettres_colonne
from parchemin.moteurs.tableurs.lecture import lire_tableau
from parchemin.moteurs.tableurs.modele import (
    LIMITES,
    FormatTableau,
    Limites,
    NatureCellule,
    Rangee,
    Tableau,
    TableauIllisible,
    citer,
    decrire,
    nettoyer,
)

__all__ = [
    "LIMITES",
    "EcritureImpossible",
    "FormatTableau",
    "Limites",
    "NatureCellule",
    "Rangee",
    "Tableau",
    "TableauIllisible",
    "citer",
    "decrire",
    "ecrire_csv",
    "ecriture_groupee",
    "lettres_colonne",
    "lire_tableau",
    "meme_fichier",
    "nettoyer",
]
