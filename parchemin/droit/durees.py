"""Durées civiles : mois comptés de quantième à quantième, intervalles de jours réunis.

Les textes comptent en mois et en années ; le nombre de jours d'un mois ne doit
donc jamais avancer ni reculer une échéance.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

UN_JOUR = timedelta(days=1)
MOIS_PAR_AN = 12


@dataclass(frozen=True, slots=True, order=True)
class Intervalle:
    """Des jours qui se suivent, bornes comprises ; lève `ValueError` si la fin précède le début."""

    debut: date
    fin: date

    def __post_init__(self) -> None:
        """Refuse un intervalle à l'envers."""
        if self.fin < self.debut:
            raise ValueError(
                f"La période du {self.debut:%d/%m/%Y} finit avant de commencer ({self.fin:%d/%m/%Y})."
            )

    @property
    def jours(self) -> int:
        """Nombre de jours, bornes comprises."""
        return (self.fin - self.debut + UN_JOUR).days

    def commun(self, autre: "Intervalle") -> "Intervalle | None":
        """Jours communs aux deux intervalles, `None` s'il n'y en a pas."""
        debut, fin = max(self.debut, autre.debut), min(self.fin, autre.fin)
        return Intervalle(debut, fin) if debut <= fin else None


def reunir(intervalles: Iterable[Intervalle], *, ecart: int = 0) -> tuple[Intervalle, ...]:
    """Intervalles réunis, dans l'ordre : se touchent, se chevauchent ou sont à `ecart` jours au plus."""
    reunis: list[Intervalle] = []
    for suivant in sorted(intervalles):
        if reunis and (suivant.debut - reunis[-1].fin).days <= ecart + 1:
            reunis[-1] = Intervalle(reunis[-1].debut, max(reunis[-1].fin, suivant.fin))
        else:
            reunis.append(suivant)
    return tuple(reunis)


def ajouter_mois(jour: date, mois: int) -> date:
    """Même quantième `mois` mois plus tard (ou plus tôt) ; dernier jour du mois s'il n'existe pas."""
    annees, rang = divmod(jour.month - 1 + mois, MOIS_PAR_AN)
    annee, numero = jour.year + annees, rang + 1
    return date(annee, numero, min(jour.day, calendar.monthrange(annee, numero)[1]))


def mois_couverts(intervalle: Intervalle) -> Fraction:
    """Mois de l'intervalle, de quantième à quantième ; le mois entamé compte pour sa part exacte."""
    lendemain = intervalle.fin + UN_JOUR
    entiers = (
        (lendemain.year - intervalle.debut.year) * MOIS_PAR_AN + lendemain.month - intervalle.debut.month
    )
    if ajouter_mois(intervalle.debut, entiers) > lendemain:
        entiers -= 1
    dernier, prochain = (ajouter_mois(intervalle.debut, entiers + n) for n in (0, 1))
    return entiers + Fraction((lendemain - dernier).days, (prochain - dernier).days)
