"""Le calendrier de la session : les dates que donnent les textes, à l'heure de Paris et d'ailleurs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES, codes_des_diplomes
from parchemin.droit.parametres import lire_source, lire_toml, textes_officiels
from parchemin.droit.references import Source

MINUIT = time(0)
PARIS = ZoneInfo("Europe/Paris")
TERRITOIRES = (
    ("Antilles", ZoneInfo("America/Martinique")),
    ("Guyane", ZoneInfo("America/Cayenne")),
    ("La Réunion", ZoneInfo("Indian/Reunion")),
    ("Mayotte", ZoneInfo("Indian/Mayotte")),
)
MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre")  # fmt: skip
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, slots=True)
class RendezVous:
    """Une date du calendrier : ce qui s'y passe, à quelle heure de Paris et d'ailleurs, et ce qui la fonde."""

    libelle: str
    heures: str
    ailleurs: str
    remarque: str
    source: Source


def jours(session: int) -> list[tuple[str, list[RendezVous]]]:
    """Dates de la session, jour après jour (« lundi 18 mai 2026 ») ; vide si aucune n'est connue."""
    fichier = DOSSIER_DES_DIPLOMES / codes_des_diplomes()[0] / "calendrier.toml"
    lus = [d for d in lire_toml(fichier)["date"] if d["session"] == session]
    tries = sorted(lus, key=lambda d: (d["jour"], d.get("de", MINUIT)))
    return [
        (ecrire_jour(jour), [_rendez_vous(d, fichier.name) for d in suite])
        for jour, suite in groupby(tries, key=lambda d: d["jour"])
    ]


def _rendez_vous(lu: Mapping[str, Any], fichier: str) -> RendezVous:
    de = lu.get("de")
    ailleurs = [*(_ailleurs(lu["jour"], de) if de and lu.get("simultane") else ()), *lu.get("autres", ())]
    return RendezVous(
        lu["libelle"], _heures(de, lu.get("a")), " ; ".join(ailleurs), lu.get("remarque", ""),
        lire_source(lu, f"{fichier}, {lu['libelle']}", textes_officiels()),
    )  # fmt: skip


def ecrire_jour(jour: date) -> str:
    """« lundi 18 mai 2026 »."""
    return f"{JOURS[jour.weekday()]} {jour.day} {MOIS[jour.month - 1]} {jour.year}"


def _heures(de: time | None, a: time | None) -> str:
    """« 14 h à 18 h, heure de Paris » ; vide sans heure."""
    if de is None:
        return ""
    return f"{f'De {_heure(de)} à {_heure(a)}' if a else f'À {_heure(de)}'}, heure de Paris"


def _heure(heure: time) -> str:
    return f"{heure.hour} h {heure.minute:02d}" if heure.minute else f"{heure.hour} h"


def _ailleurs(jour: date, de: time) -> tuple[str, ...]:
    """L'heure du même instant dans les territoires."""
    debut = datetime.combine(jour, de, PARIS)
    return tuple(f"{nom} : {_heure(debut.astimezone(zone).time())}" for nom, zone in TERRITOIRES)
