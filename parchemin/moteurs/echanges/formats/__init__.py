"""Les formats de fichiers de candidats, un module chacun, du plus particulier au plus général.

Leurs colonnes viennent de fichiers réels et de logiciels publics qui les écrivent ou les lisent.
Pour la lecture et l'écriture des échanges.
"""

from collections.abc import Mapping

from parchemin.moteurs.echanges.formats.bee import BEE
from parchemin.moteurs.echanges.formats.colonnes import Colonne, Faute, Format
from parchemin.moteurs.echanges.formats.eleves_complete import ELEVES_COMPLETE
from parchemin.moteurs.echanges.formats.hors_bee import HORS_BEE, VERSIONS
from parchemin.moteurs.echanges.formats.listes_simples import LISTES_SIMPLES
from parchemin.moteurs.echanges.formats.modele_parchemin import (
    DICTIONNAIRE,
    MODELE_PARCHEMIN,
    modele_vierge,
)
from parchemin.moteurs.echanges.formats.pix import PIX
from parchemin.moteurs.echanges.formats.sifa import SIFA

FORMATS: Mapping[str, Format] = {
    format_.code: format_
    for format_ in (LISTES_SIMPLES, HORS_BEE, BEE, ELEVES_COMPLETE, SIFA, PIX, MODELE_PARCHEMIN)
}
"""Les formats lus, par code ; le premier dont l'entête a la signature est reconnu."""

__all__ = [
    "DICTIONNAIRE",
    "FORMATS",
    "VERSIONS",
    "Colonne",
    "Faute",
    "Format",
    "modele_vierge",
]
