"""Les valeurs d'un tableur : nombres en décimal exact, dates au format ISO 8601. Jamais de flottant."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

_NOMBRE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGUEUR_MAXIMUM = 400
_SECONDES = 86_400
_DERNIER_JOUR = 2_958_465
_29_FEVRIER_1900 = 60


@lru_cache(maxsize=65_536)
def ecrire_nombre(stocke: str) -> str | None:
    """Rend le nombre stocké en décimal exact, avec un point et sans zéro inutile, ou None s'il est illisible.

    « 1.25E1 » et « 12.50 » se lisent « 12.5 ».
    """
    if len(stocke) > _LONGUEUR_MAXIMUM or not _NOMBRE.fullmatch(stocke):
        return None
    ecrit = format(Decimal(stocke), "f")
    if "." in ecrit:
        ecrit = ecrit.rstrip("0").rstrip(".")
    return "0" if ecrit == "-0" else ecrit


def ecrire_date(nombre: str, *, depuis_1904: bool = False) -> str:
    """Rend « AAAA-MM-JJ », suivi de « THH:MM:SS » s'il y a une heure, pour un numéro de jour de tableur.

    Sous un jour, l'heure seule. Ce qui sort du calendrier des tableurs reste tel quel.
    """
    secondes = int((Decimal(nombre) * _SECONDES).to_integral_value())
    jours, reste = divmod(secondes, _SECONDES)
    if not 0 <= jours <= _DERNIER_JOUR:
        return nombre
    minutes, seconde = divmod(reste, 60)
    heure = f"{minutes // 60:02}:{minutes % 60:02}:{seconde:02}"
    if not jours:
        return heure
    jour = _jour(jours, depuis_1904)
    return f"{jour}T{heure}" if reste else jour


def _jour(jours: int, depuis_1904: bool) -> str:
    if depuis_1904:
        origine = date(1904, 1, 1)
    elif jours == _29_FEVRIER_1900:
        # Ce jour n'a pas existé, mais Excel le compte.
        return "1900-02-29"
    else:
        origine = date(1899, 12, 30) if jours > _29_FEVRIER_1900 else date(1899, 12, 31)
    return (origine + timedelta(days=jours)).isoformat()
