"""Un travail lu pour être montré : des phrases et des nombres, sans base."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from parchemin.socle.taches.genres import GenreInconnu, genre_de
from parchemin.socle.taches.models import COURENT, OUVERTS, EtatTravail, Travail

ABSENCE: Final = timedelta(seconds=60)
"""Au bout de ce silence, aucun ouvrier n'est censé travailler."""
INSECABLE: Final = "\N{NARROW NO-BREAK SPACE}"
FORMES: Final = {
    EtatTravail.EN_ATTENTE: "info",
    EtatTravail.EN_COURS: "cours",
    EtatTravail.EN_PAUSE: "attention",
    EtatTravail.FINI: "fait",
    EtatTravail.ECHOUE: "bloquant",
    EtatTravail.ARRETE: "di",
}
"""Forme du composant « état » pour chaque état d'un travail."""


@dataclass(frozen=True, slots=True)
class Suivi:
    """Où en est un travail, dit à qui l'attend."""

    numero: int
    libelle: str
    etat: str
    forme: str
    fait: int
    total: int | None
    valeur: int
    maximum: int | None
    """La barre va de 0 à `maximum`, et en est à `valeur` ; rien : on ne sait pas combien il en reste."""
    phrase: str
    """« 1 200 lignes sur 5 000 »."""
    messages: tuple[str, ...]
    court: bool
    """Il avance ou avancera de lui-même : la page se rafraîchit."""
    se_suspend: bool
    se_reprend: bool
    s_arrete: bool
    se_relance: bool
    cree_le: datetime
    fini_le: datetime | None
    sans_ouvrier: bool
    """Il attend, et aucun ouvrier ne s'est montré depuis une minute."""
    ouvrier_vu_le: datetime | None
    adresse: str
    """Page de l'objet du travail ; vide si son genre n'en donne pas."""


def suivre(travail: Travail, *, ouvrier_vu_le: datetime | None, le: datetime) -> Suivi:
    """Le travail tel qu'il se montre à cet instant ; `ouvrier_vu_le` : dernier signe d'un ouvrier, s'il y en a eu."""
    etat, court = EtatTravail(travail.etat), travail.etat in COURENT
    return Suivi(
        numero=travail.pk, libelle=travail.libelle, etat=str(etat.label), forme=FORMES[etat],
        fait=travail.fait, total=travail.total, valeur=_barre(travail)[0],
        maximum=_barre(travail)[1], phrase=_phrase(travail),
        messages=tuple(travail.message.splitlines()), court=court,
        se_suspend=court, se_reprend=etat == EtatTravail.EN_PAUSE, s_arrete=etat in OUVERTS,
        se_relance=etat in {EtatTravail.ECHOUE, EtatTravail.ARRETE},
        cree_le=travail.cree_le, fini_le=travail.fini_le,
        sans_ouvrier=court and (ouvrier_vu_le is None or le - ouvrier_vu_le > ABSENCE),
        ouvrier_vu_le=ouvrier_vu_le, adresse=_adresse(travail),
    )  # fmt: skip


def compter(nombre: int, unites: tuple[str, str]) -> str:
    """« 1 ligne », « 1 200 lignes »."""
    return f"{_en_chiffres(nombre)} {unites[nombre > 1]}"


def _phrase(travail: Travail) -> str:
    fait = compter(travail.fait, _unites(travail.genre))
    return fait if travail.total is None else f"{fait} sur {_en_chiffres(travail.total)}"


def _barre(travail: Travail) -> tuple[int, int | None]:
    """Où en est la barre, et où elle finit ; un travail fini la remplit, même s'il n'y avait rien à faire."""
    maximum = max(travail.total or 0, 1)
    if travail.etat == EtatTravail.FINI:
        return maximum, maximum
    if travail.total is None:
        return 0, None if travail.etat in COURENT else maximum
    return travail.fait, maximum


def _en_chiffres(nombre: int) -> str:
    return f"{nombre:,}".replace(",", INSECABLE)


def _unites(genre: str) -> tuple[str, str]:
    # Un travail ancien se lit encore quand l'étape qui l'avait inscrit n'est plus là.
    try:
        return genre_de(genre).unites
    except GenreInconnu:
        return ("élément", "éléments")


def _adresse(travail: Travail) -> str:
    try:
        adresse = genre_de(travail.genre).adresse
    except GenreInconnu:
        return ""
    return adresse(travail.objet) if adresse else ""
