"""Une petite session fictive, pour les essais qui montrent des décisions."""

from pathlib import Path

from parchemin.droit.diplome import codes_des_diplomes
from parchemin.moteurs.decision import reglement_de_session
from parchemin.web.demonstration.modele import lire_chiffres
from parchemin.web.demonstration.session import jouer

NOMBRE = 200


def ecrire_session(dossier: Path) -> Path:
    """Écrit et décide deux cents candidats fictifs dans le dossier, et le rend."""
    chiffres = lire_chiffres(codes_des_diplomes()[0])
    jouer(dossier, chiffres, chiffres.offre, reglement_de_session(chiffres.session), nombre=NOMBRE, graine=1)
    return dossier
