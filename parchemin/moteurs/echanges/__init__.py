"""Lit les fichiers de candidats que l'on reçoit, quel que soit le logiciel d'où ils viennent, et récrit ceux qu'il faut.

Cyclades (listes simples, import « hors BEE »), SIECLE (BEE en XML, extrait pour tableur), SIFA, Pix et notre modèle :
tous donnent les mêmes lignes, avec un diagnostic pour chaque valeur douteuse. Rien n'est deviné.
Pour les inscriptions : établissements et divisions des examens et concours.
"""

from parchemin.moteurs.echanges.corrige import Support, fichier_corrige
from parchemin.moteurs.echanges.differences import Changement, Difference, difference
from parchemin.moteurs.echanges.ecriture_hors_bee import ReglagesHorsBee, ecrire_hors_bee
from parchemin.moteurs.echanges.formations import attentes_connues
from parchemin.moteurs.echanges.formats import DICTIONNAIRE, FORMATS, Colonne, Format, modele_vierge
from parchemin.moteurs.echanges.lecture import lire, reconnaitre
from parchemin.moteurs.echanges.modele import (
    LIMITES_D_ECHANGE,
    Attentes,
    Autres,
    Champ,
    Diagnostic,
    EchangeIllisible,
    FichierEcrit,
    FichierLu,
    LigneLue,
    Niveau,
    Origine,
)

__all__ = [
    "DICTIONNAIRE",
    "FORMATS",
    "LIMITES_D_ECHANGE",
    "Attentes",
    "Autres",
    "Champ",
    "Changement",
    "Colonne",
    "Diagnostic",
    "Difference",
    "EchangeIllisible",
    "FichierEcrit",
    "FichierLu",
    "Format",
    "LigneLue",
    "Niveau",
    "Origine",
    "ReglagesHorsBee",
    "Support",
    "attentes_connues",
    "difference",
    "ecrire_hors_bee",
    "fichier_corrige",
    "lire",
    "modele_vierge",
    "reconnaitre",
]
