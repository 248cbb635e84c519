"""Lit les tableaux reçus (CSV, XLSX, ODS) et écrit ceux qu'on rend.

Un tableau reçu est hostile jusqu'à preuve du contraire : taille bornée, aucun DOCTYPE ; ses nombres sont lus
tels qu'ils sont stockés.
Pour la décision d'une session et pour tous les imports.
"""

from parchemin.moteurs.tableurs.classeurs import exporter
from parchemin.moteurs.tableurs.ecriture import EcritureImpossible, ecrire_csv, ecriture_groupee, meme_fichier
from parchemin.moteurs.tableurs.feuille import lettres_colonne
from parchemin.moteurs.tableurs.lecture import lire_octets, lire_tableau
from parchemin.moteurs.tableurs.lecture_csv import Dialecte, ouvrir_csv
from parchemin.moteurs.tableurs.modele import (
    LIMITES,
    Fichier,
    FormatTableau,
    Fusion,
    Limites,
    NatureCellule,
    Rangee,
    Remarques,
    Tableau,
    TableauIllisible,
    citer,
    decrire,
    nettoyer,
)
from parchemin.moteurs.tableurs.sortie import ExportImpossible, TypeColonne
from parchemin.moteurs.tableurs.sortie_csv import proteger

__all__ = [
    "LIMITES",
    "Dialecte",
    "EcritureImpossible",
    "ExportImpossible",
    "Fichier",
    "FormatTableau",
    "Fusion",
    "Limites",
    "NatureCellule",
    "Rangee",
    "Remarques",
    "Tableau",
    "TableauIllisible",
    "TypeColonne",
    "citer",
    "decrire",
    "ecrire_csv",
    "ecriture_groupee",
    "exporter",
    "lettres_colonne",
    "lire_octets",
    "lire_tableau",
    "meme_fichier",
    "nettoyer",
    "ouvrir_csv",
    "proteger",
]
