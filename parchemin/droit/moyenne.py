"""Points, coefficients, moyennes : des entiers exacts, jamais un flottant.

L'unité de compte est la fraction de point qui rend entiers à la fois les
demi-points et les coefficients (1/4 de point quand un coefficient vaut 1,5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import lcm

from parchemin.droit import facultatives
from parchemin.droit.diplome import Diplome
from parchemin.droit.epreuves import Domaine
from parchemin.droit.notes import Resultat
from parchemin.droit.parametres import registre

# Affichage des moyennes (`moyenne.affichage`, vérifié par `delivrance`).
DECIMALES_AFFICHEES = 2
# Un coefficient réel s'écrit avec bien moins de décimales.
DECIMALES_MAXIMALES = 12


@dataclass(frozen=True, slots=True)
class Calcul:
    """Sommes d'un candidat, en unités de compte (`echelle` unités valent un point).

    `coefficients` et `coefficients_pro` sont en multiples de `2 / echelle`, si bien
    que points ÷ coefficients × 2 est une moyenne en demi-points.
    """

    points: int
    coefficients: int
    points_pro: int
    coefficients_pro: int
    bonus: int
    echelle: int

    @property
    def total(self) -> int:
        """Points et bonus, en unités de compte."""
        return self.points + self.bonus

    @property
    def points_exacts(self) -> Fraction:
        """Σ coefficient × note, en points."""
        return Fraction(self.points, self.echelle)

    @property
    def bonus_exact(self) -> Fraction:
        """Points des facultatives, en points."""
        return Fraction(self.bonus, self.echelle)

    @property
    def coefficients_exacts(self) -> Fraction:
        """Somme des coefficients des unités qui comptent."""
        return Fraction(2 * self.coefficients, self.echelle)

    @property
    def moyenne(self) -> Fraction | None:
        """Moyenne générale exacte sur 20, bonus compris ; `None` si aucune unité ne compte."""
        return Fraction(self.total, 2 * self.coefficients) if self.coefficients else None

    @property
    def moyenne_pro(self) -> Fraction | None:
        """Moyenne des épreuves professionnelles exacte sur 20, sans bonus ; `None` si aucune ne compte."""
        return Fraction(self.points_pro, 2 * self.coefficients_pro) if self.coefficients_pro else None

    @property
    def moyenne_lue(self) -> str:
        """Moyenne générale tronquée au centième ; vide si aucune unité ne compte."""
        return tronquer(self.total, 2 * self.coefficients)

    @property
    def moyenne_pro_lue(self) -> str:
        """Moyenne professionnelle tronquée au centième ; vide si aucune unité professionnelle ne compte."""
        return tronquer(self.points_pro, 2 * self.coefficients_pro)

    @property
    def lus(self) -> dict[str, str]:
        """Toutes les sommes telles qu'elles se lisent : décimaux exacts, moyennes tronquées au centième."""
        return {
            "points": ecrire_quotient(self.points, self.echelle),
            "bonus": ecrire_quotient(self.bonus, self.echelle),
            "total": ecrire_quotient(self.total, self.echelle),
            "coefficients": ecrire_quotient(2 * self.coefficients, self.echelle),
            "moyenne": self.moyenne_lue,
            "points_professionnels": ecrire_quotient(self.points_pro, self.echelle),
            "coefficients_professionnels": ecrire_quotient(2 * self.coefficients_pro, self.echelle),
            "moyenne_professionnelle": self.moyenne_pro_lue,
        }

    def atteint(self, seuil: int) -> bool:
        """Vrai si la moyenne générale vaut au moins `seuil` demi-points."""
        return self.total >= seuil * self.coefficients

    def atteint_pro(self, seuil: int) -> bool:
        """Vrai si la moyenne professionnelle vaut au moins `seuil` demi-points, ou si rien n'y compte."""
        return self.points_pro >= seuil * self.coefficients_pro


class Bareme:
    """Coefficients d'un diplôme et règles de calcul à une date, prêts pour des milliers de candidats."""

    def __init__(self, diplome: Diplome, le: date) -> None:
        """Lève `HorsValidite` si une valeur n'est pas en vigueur le jour `le`."""
        exacts = [Fraction(e.coefficient) for e in diplome.obligatoires if e.coefficient is not None]
        multiple = lcm(*(c.denominator for c in exacts))
        self.echelle = 2 * multiple
        self.coefficients = tuple(int(c * multiple) for c in exacts)
        self.professionnelles = tuple(e.domaine is Domaine.PROFESSIONNELLE for e in diplome.obligatoires)
        self.seuil_facultatives = facultatives.seuil_en_demi_points(le)
        if (traitement := registre().valeur("dispense.moyenne", le=le).valeur) != "neutralisee":
            raise NotImplementedError(f"« dispense.moyenne » vaut {traitement!r} : traitement non prévu.")

    def calculer(
        self, obligatoires: Sequence[Resultat], facultatifs: Sequence[Resultat | None] = ()
    ) -> Calcul:
        """Sommes du candidat ; les résultats suivent l'ordre du règlement.

        Une absence, une mention « non valide », une dispense, une VAE, une épreuve
        annulée ou non présentée quittent les deux sommes (`Etat.compte`).
        """
        points = coefficients = points_pro = coefficients_pro = 0
        for resultat, coefficient, est_pro in zip(
            obligatoires, self.coefficients, self.professionnelles, strict=True
        ):
            if resultat.compte:
                apport = coefficient * resultat.demi_points
                points += apport
                coefficients += coefficient
                if est_pro:
                    points_pro += apport
                    coefficients_pro += coefficient
        bonus = sum(facultatives.points(f, self.seuil_facultatives) for f in facultatifs)
        return Calcul(
            points, coefficients, points_pro, coefficients_pro, bonus * self.echelle // 2, self.echelle
        )


@lru_cache(maxsize=1 << 16)
def ecrire_quotient(numerateur: int, denominateur: int) -> str:
    """Décimal exact à la française, sans zéro inutile (« 262,5 ») ; lève `ValueError` s'il ne finit pas."""
    decimales, echelle = 0, 1
    while numerateur * echelle % denominateur:
        decimales, echelle = decimales + 1, echelle * 10
        if decimales > DECIMALES_MAXIMALES:
            raise ValueError(f"{numerateur}/{denominateur} n'a pas d'écriture décimale finie.")
    entier, reste = divmod(numerateur * echelle // denominateur, echelle)
    return f"{entier},{reste:0{decimales}d}" if decimales else str(entier)


def tronquer(numerateur: int, denominateur: int) -> str:
    """Quotient écrit avec deux décimales, tronqué : 9,96875 donne « 9,96 » ; vide si le diviseur est nul.

    L'affichage ne décide rien : un arrondi ferait lire « 10,00 » à un candidat ajourné.
    """
    if not denominateur:
        return ""
    entier, reste = divmod(numerateur * 10**DECIMALES_AFFICHEES // denominateur, 10**DECIMALES_AFFICHEES)
    return f"{entier},{reste:0{DECIMALES_AFFICHEES}d}"
