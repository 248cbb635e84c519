"""Le temps majoré d'un candidat : quelle part de la durée, et au-delà de quoi il faut une demande motivée.

Code de l'éducation, art. D613-27 : un tiers du temps normal, davantage dans une situation exceptionnelle.
"""

from fractions import Fraction

from parchemin.droit.parametres import registre
from parchemin.droit.references import Anomalie, Motif

PLAFOND = "amenagement.majoration_maximum"


def plafond_de_majoration(*, session: int) -> Fraction:
    """Part de la durée normale qu'un temps majoré ordinaire ne dépasse pas ; lève `HorsValidite`."""
    return Fraction(registre().valeur(PLAFOND, session=session).valeur)


def examiner_majoration(part: Fraction, *, exceptionnelle: bool, session: int) -> Anomalie | None:
    """Ce qui s'oppose à cette part de la durée ; `None` si elle est permise. Lève `HorsValidite`.

    `exceptionnelle` : l'avis rendu motive un temps au-delà du plafond ordinaire.
    """
    plafond = registre().valeur(PLAFOND, session=session)
    if part <= 0:
        motif = Motif(
            "MAJORATION_NULLE",
            "un temps majoré est une part de la durée, plus grande que zéro",
            plafond.reference,
        )
        return Anomalie("part", motif)
    if part <= Fraction(plafond.valeur) or exceptionnelle:
        return None
    gabarit = (
        "{part} du temps dépasse {plafond} : il y faut une situation exceptionnelle, motivée dans l'avis"
    )
    valeurs = {"part": str(part), "plafond": plafond.valeur}
    return Anomalie(
        "part", Motif("MAJORATION_EXCESSIVE", gabarit, plafond.reference, valeurs), ("exceptionnelle",)
    )
