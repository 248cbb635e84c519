"""L'heure des territoires : gardée en UTC, dite et saisie dans l'heure du lieu, avec son fuseau."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

PARIS = "Europe/Paris"


class HeureImpossible(ValueError):
    """Une heure saisie n'existe pas dans son fuseau, ou y existe deux fois : la phrase dit laquelle écrire."""


@cache
def fuseaux() -> frozenset[str]:
    """Noms de tous les fuseaux de la base IANA."""
    return frozenset(available_timezones())


def valider_fuseau(nom: str) -> None:
    """Refuse un nom qui n'est pas un fuseau de la base IANA (`ValidationError`)."""
    if nom not in fuseaux():
        raise ValidationError(
            f"« {nom} » n'est pas un fuseau horaire connu. Exemples : Europe/Paris, Indian/Reunion, Pacific/Tahiti."
        )


@dataclass(frozen=True, slots=True)
class HeureLocale:
    """Un instant dit dans l'heure d'un lieu."""

    instant: datetime
    fuseau: str

    @property
    def locale(self) -> datetime:
        """L'instant à l'horloge du lieu."""
        return self.instant.astimezone(ZoneInfo(self.fuseau))

    @property
    def texte(self) -> str:
        """« 18 mai 2026, 8 h » ou « 18 mai 2026, 8 h 30 »."""
        quantieme = "1er" if self.locale.day == 1 else str(self.locale.day)
        return f"{quantieme} {date_format(self.locale, 'F Y', use_l10n=False)}, {_heure(self.locale)}"

    @property
    def decalage(self) -> str:
        """Écart à UTC ce jour-là : « UTC−10 », « UTC−9 h 30 », « UTC+2 »."""
        ecart = self.locale.utcoffset() or timedelta(0)
        heures, minutes = divmod(abs(ecart) // timedelta(minutes=1), 60)
        signe = "" if not ecart else "−" if ecart < timedelta(0) else "+"
        return f"UTC{signe}{heures or ''}" + (f" h {minutes:02}" if minutes else "")

    @property
    def complete(self) -> str:
        """L'heure, le nom du fuseau et son écart à UTC."""
        return f"{self.texte} ({self.fuseau}, {self.decalage})"

    @property
    def saisie(self) -> str:
        """L'heure telle qu'un champ de formulaire l'attend."""
        return f"{self.locale:%Y-%m-%dT%H:%M}"


def _heure(quand: datetime) -> str:
    return f"{quand.hour} h" + (f" {quand.minute:02}" if quand.minute else "")


def instant(locale: datetime, fuseau: str) -> datetime:
    """Instant UTC d'une heure écrite sans fuseau à l'horloge d'un lieu.

    Lève `HeureImpossible` si le changement d'heure la saute ou la répète.
    """
    lieu = ZoneInfo(fuseau)
    premiere = locale.replace(tzinfo=lieu, fold=0)
    seconde = locale.replace(tzinfo=lieu, fold=1)
    utc = premiere.astimezone(UTC)
    if utc.astimezone(lieu).replace(tzinfo=None) != locale:
        raise HeureImpossible(
            f"Le {locale:%d/%m/%Y}, les horloges avancent et sautent {_heure(locale)} ({fuseau}) : "
            "écrivez une heure d'avant ou d'après le changement."
        )
    if premiere.utcoffset() != seconde.utcoffset():
        raise HeureImpossible(
            f"Le {locale:%d/%m/%Y}, {_heure(locale)} a lieu deux fois ({fuseau}) : "
            "écrivez une heure d'avant ou d'après le changement."
        )
    return utc
