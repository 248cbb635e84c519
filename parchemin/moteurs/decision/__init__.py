"""Décide une session entière d'après un tableau, avec les raisons, sans base de données.

Fondé sur le code de l'éducation (art. D643-13 à D643-24) ; pour un service d'examens, avant les jurys.
"""

from parchemin.moteurs.decision.fautes import TableauRefuse
from parchemin.moteurs.decision.session import Bilan, DiplomeAChoisir, decider, reglement_de_session

__all__ = ["Bilan", "DiplomeAChoisir", "TableauRefuse", "decider", "reglement_de_session"]
