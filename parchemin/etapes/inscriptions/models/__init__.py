"""Les tables des inscriptions, par sujet."""

from parchemin.etapes.inscriptions.models.amenagements import DemandeAmenagement, MesureAccordee
from parchemin.etapes.inscriptions.models.candidats import INE, Candidat
from parchemin.etapes.inscriptions.models.imports import FichierRecu, LigneRecue
from parchemin.etapes.inscriptions.models.inscriptions import (
    EN_VIE,
    SANS_SUITE,
    Anterieure,
    EtatInscription,
    Experience,
    Inscription,
    Numerotation,
)
from parchemin.etapes.inscriptions.models.notifications import Notification, VueEnregistree
from parchemin.etapes.inscriptions.models.pieces import PieceAcademique, PieceDemandee, PieceDeposee
from parchemin.etapes.inscriptions.models.titres import Benefice, Dispense, EtatDemande

__all__ = [
    "EN_VIE",
    "INE",
    "SANS_SUITE",
    "Anterieure",
    "Benefice",
    "Candidat",
    "DemandeAmenagement",
    "Dispense",
    "EtatDemande",
    "EtatInscription",
    "Experience",
    "FichierRecu",
    "Inscription",
    "LigneRecue",
    "MesureAccordee",
    "Notification",
    "Numerotation",
    "PieceAcademique",
    "PieceDemandee",
    "PieceDeposee",
    "VueEnregistree",
]
