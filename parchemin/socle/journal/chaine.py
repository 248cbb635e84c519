r"""La chaîne : ce que chaque acte scelle, comment on l'écrit pour en prendre l'empreinte. Ni base ni horloge.

Écriture canonique : JSON en UTF-8, clés triées par point de code, ni espace ni retour à la ligne, accents tels quels ;
seuls `"`, `\` et les caractères de contrôle sont échappés. Aucun nombre à virgule : deux machines l'écriraient autrement.

- empreinte de la charge : SHA-256 du texte « sel, puis charge canonique » ;
- empreinte de l'acte : SHA-256 du JSON canonique des dix champs de `Maillon`, empreinte précédente comprise ;
- avant le premier acte : soixante-quatre zéros.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

ORIGINE = "0" * 64
EFFACER = "journal.effacer"
"""L'acte qui ordonne d'effacer des charges ; la sienne ne s'efface jamais."""

_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


class ValeurRefusee(ValueError):
    """Une valeur n'a pas d'écriture canonique : la phrase dit où elle est et quoi écrire à la place."""


class Maillon(NamedTuple):
    """Les champs que l'empreinte d'un acte scelle : des codes et des dates, aucun nom."""

    numero: int
    le: str
    """Instant UTC, à la microseconde : « 2026-06-02T09:02:00.000000Z »."""
    acte: str
    auteur: str
    role: str
    perimetre: str
    objet: str
    session: str
    empreinte_charge: str
    precedente: str


class ActeLu(NamedTuple):
    """Un acte tel qu'il est gardé : son maillon, l'empreinte qu'il annonce, sa charge si elle n'est pas effacée."""

    maillon: Maillon
    empreinte: str
    sel: str | None
    charge: str | None


def ecrire_instant(le: datetime) -> str:
    """Instant en UTC, à la microseconde, tel que la chaîne le scelle. Refuse une date sans fuseau (`ValueError`)."""
    if le.tzinfo is None:
        raise ValueError(f"{le.isoformat()} n'a pas de fuseau : un acte se date en UTC.")
    return le.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def canonicaliser(valeur: object) -> str:
    """Écriture canonique d'une valeur. Dates et décimaux s'écrivent en texte. Lève `ValeurRefusee`."""
    texte = _encoder(_preparer(valeur, "la charge"))
    try:
        texte.encode()
    except UnicodeEncodeError as erreur:
        raise ValeurRefusee(
            f"La charge contient un caractère impossible ({texte[erreur.start]!a})."
        ) from erreur
    return texte


def empreinte_charge(sel: str, charge: str) -> str:
    """Empreinte d'une charge canonique ; le sel empêche de deviner une charge effacée en essayant des noms."""
    return hashlib.sha256((sel + charge).encode()).hexdigest()


def empreinte_acte(maillon: Maillon) -> str:
    """Empreinte d'un acte, qui scelle aussi tous ceux d'avant."""
    return hashlib.sha256(_encoder(maillon._asdict()).encode()).hexdigest()


def ecrire_ligne(acte: ActeLu) -> str:
    """L'acte en une ligne d'export : JSON canonique, la charge telle qu'elle a été scellée, sans fin de ligne."""
    dits = {"empreinte": acte.empreinte, "sel": acte.sel, "charge": acte.charge}
    return _encoder({**acte.maillon._asdict(), **dits})


def _preparer(valeur: object, place: str) -> object:
    """Valeur réduite à ce que le JSON écrit d'une seule façon."""
    if valeur is None or isinstance(valeur, str | int):
        return valeur
    if isinstance(valeur, datetime):
        return ecrire_instant(valeur)
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, Decimal) and valeur.is_finite():
        return f"{valeur:f}"
    if isinstance(valeur, Mapping):
        return {_cle(cle, place): _preparer(v, f"{place}.{cle}") for cle, v in valeur.items()}
    if isinstance(valeur, list | tuple):
        return [_preparer(v, f"{place}[{rang}]") for rang, v in enumerate(valeur)]
    raise ValeurRefusee(
        f"{place} : une valeur de type {type(valeur).__name__} ne s'écrit pas d'une seule façon ; "
        "donner un texte, un entier, une date, un décimal, une liste ou un dictionnaire."
    )


def _cle(cle: object, place: str) -> str:
    if not isinstance(cle, str):
        raise ValeurRefusee(f"{place} : une clé de type {type(cle).__name__} n'est pas un texte.")
    return cle
