"""Ce que l'examen occupe : sessions et phases, académies et regroupements, établissements, centres et salles."""

from parchemin.socle.organisation.models.centres import Centre, Salle
from parchemin.socle.organisation.models.etablissements import (
    PLACES_MAXIMUM,
    VOIES,
    Etablissement,
    HabilitationCCF,
    Offre,
)
from parchemin.socle.organisation.models.operations import Echeance, LotImporte
from parchemin.socle.organisation.models.regroupements import Rattachement, Regroupement
from parchemin.socle.organisation.models.territoires import Academie, Departement, Phase, SessionExamen

__all__ = [
    "PLACES_MAXIMUM",
    "VOIES",
    "Academie",
    "Centre",
    "Departement",
    "Echeance",
    "Etablissement",
    "HabilitationCCF",
    "LotImporte",
    "Offre",
    "Phase",
    "Rattachement",
    "Regroupement",
    "Salle",
    "SessionExamen",
]
