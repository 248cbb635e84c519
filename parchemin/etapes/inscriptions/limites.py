"""Les dates limites telles qu'on les lit : à l'heure de son académie, et à celle de Paris si elle est différente."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from parchemin.etapes.inscriptions.calendrier import Calendrier, Operation
from parchemin.socle.organisation.heures import PARIS, HeureLocale
from parchemin.socle.organisation.models import Academie

DERNIERE_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class Limite:
    """Un instant à ne pas dépasser, dans l'heure du lieu ; `a_paris` n'est là que si l'heure y est autre."""

    instant: datetime
    heure: HeureLocale
    a_paris: HeureLocale | None
    est_passee: bool


def dire_la_limite(instant: datetime | None, academie: Academie, *, le: datetime) -> Limite | None:
    """Limite lue dans l'heure de l'académie ; `None` si le calendrier ne la fixe pas."""
    if instant is None:
        return None
    heure, paris = HeureLocale(instant, academie.fuseau), HeureLocale(instant, PARIS)
    return Limite(instant, heure, paris if paris.saisie != heure.saisie else None, le > instant)


def limite_du_calendrier(
    calendrier: Calendrier, operation: Operation, academie: Academie, *, le: datetime
) -> Limite | None:
    """Limite d'une opération pour cette académie ; `None` si elle n'est pas fixée."""
    return dire_la_limite(calendrier.limite(operation, academie), academie, le=le)


def limite_du_jour(jour: date | None, academie: Academie, *, le: datetime) -> Limite | None:
    """Limite d'un jour entier : sa dernière minute, à l'horloge de l'académie."""
    if jour is None:
        return None
    fin = datetime.combine(jour, DERNIERE_MINUTE, tzinfo=ZoneInfo(academie.fuseau))
    return dire_la_limite(fin.astimezone(UTC), academie, le=le)


def jour_local(instant: datetime, academie: Academie) -> str:
    """« 21 novembre 2025 », à l'horloge de l'académie."""
    return date_format(instant.astimezone(ZoneInfo(academie.fuseau)), "j F Y", use_l10n=False)
