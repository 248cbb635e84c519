"""Tirer les documents d'une session : un fichier par candidat ou par établissement, jamais à moitié écrit."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any

from parchemin.moteurs.rendu import contenus
from parchemin.moteurs.rendu.contenus import Edition
from parchemin.moteurs.rendu.session import Avancement, CandidatDecide
from parchemin.moteurs.rendu.typographe import composer

SANS_ETABLISSEMENT = "sans-etablissement"


class Genre(StrEnum):
    """Document à tirer."""

    RELEVES = "releves"
    ATTESTATIONS = "attestations"
    PROCES_VERBAL = "proces-verbal"
    STATISTIQUES = "statistiques"


class Partage(StrEnum):
    """Un fichier par candidat, par établissement, ou un seul pour la session."""

    CANDIDAT = "candidat"
    ETABLISSEMENT = "etablissement"
    SESSION = "session"


Page = tuple[str, str, Mapping[str, Any]]
"""Nom de fichier sans suffixe, gabarit, données."""


def tirer(
    genre: Genre, decides: Sequence[CandidatDecide], edition: Edition, dossier: Path, partage: Partage,
    avancement: Avancement | None = None,
) -> list[Path]:  # fmt: skip
    """Écrit les documents dans le dossier ; renvoie les fichiers, dans l'ordre de mise sous enveloppe.

    Chaque fichier est écrit à part puis renommé : une interruption n'en laisse aucun à moitié. Lève `OSError`
    si le dossier n'est pas accessible en écriture, `ValueError` si une attestation n'a pas de délibération.
    """
    return ecrire_pages(list(_pages(genre, decides, edition, partage)), dossier, avancement)


def ecrire_pages(pages: Sequence[Page], dossier: Path, avancement: Avancement | None = None) -> list[Path]:
    """Compose chaque page et l'écrit dans le dossier, à part puis renommée ; renvoie les fichiers. Lève `OSError`."""
    dossier.mkdir(parents=True, exist_ok=True)
    fichiers = []
    for rang, (nom, gabarit, donnees) in enumerate(pages, start=1):
        fichier = dossier / f"{nom}.pdf"
        _ecrire(fichier, composer(gabarit, donnees))
        fichiers.append(fichier)
        if avancement:
            avancement(rang, len(pages))
    return fichiers


def _pages(
    genre: Genre, decides: Sequence[CandidatDecide], edition: Edition, partage: Partage
) -> Iterator[Page]:
    if genre is Genre.STATISTIQUES:
        yield "statistiques", "statistiques", contenus.statistiques(decides, edition)
        return
    if genre is Genre.PROCES_VERBAL:
        for cle, lieu, groupe in _partager(
            decides, Partage.SESSION if partage is Partage.CANDIDAT else partage
        ):
            yield f"proces-verbal_{cle}", "proces_verbal", contenus.proces_verbal(groupe, edition, lieu)
        return
    if genre is Genre.ATTESTATIONS:
        dus = [d for d in decides if contenus.attestation_due(d, edition).est_due]
        yield from _par_groupe("attestation", contenus.attestation, dus, edition, partage)
        return
    remis = contenus.delivrables(decides, edition)
    yield from _par_groupe("releve", contenus.releve, remis, edition, partage)


def _par_groupe(
    gabarit: str, remplir: Callable[[Sequence[CandidatDecide], Edition], dict[str, Any]],
    decides: Sequence[CandidatDecide], edition: Edition, partage: Partage,
) -> Iterator[Page]:  # fmt: skip
    for cle, _, groupe in _partager(decides, partage):
        yield f"{gabarit}_{cle}", gabarit, remplir(groupe, edition)


def _partager(
    decides: Sequence[CandidatDecide], partage: Partage
) -> Iterable[tuple[str, str, Sequence[CandidatDecide]]]:
    """Clé de fichier, nom lisible et candidats de chaque groupe ; deux groupes n'ont jamais la même clé."""
    if partage is Partage.CANDIDAT:
        groupes = [(d.candidat.numero, d.candidat.numero, [d]) for d in decides]
    elif partage is Partage.ETABLISSEMENT:
        groupes = [
            (uai or lieu or SANS_ETABLISSEMENT, lieu or "Candidats sans établissement", list(suite))
            for (_, lieu, uai), suite in groupby(
                sorted(decides, key=lambda d: (_etablissement(d), *d.identite.rang, d.candidat.numero)),
                key=_etablissement,
            )
        ]
    else:
        groupes = [("session", "Session entière", list(decides))]
    cles = cles_de_fichier(cle for cle, _, _ in groupes)
    for cle, (_, lieu, groupe) in zip(cles, groupes, strict=True):
        yield cle, lieu, groupe


def cles_de_fichier(textes: Iterable[str]) -> Iterator[str]:
    """Un nom de fichier sans suffixe par texte, jamais deux fois le même."""
    pris: set[str] = set()
    for texte in textes:
        libre = base = _nom_de_fichier(texte)
        rang = 1
        while libre in pris:
            rang += 1
            libre = f"{base}-{rang}"
        pris.add(libre)
        yield libre


def _etablissement(decide: CandidatDecide) -> tuple[str, str, str]:
    return decide.identite.academie, decide.identite.etablissement, decide.identite.uai


def _nom_de_fichier(texte: str) -> str:
    """Nom de fichier sûr partout : lettres sans accents, chiffres, tirets."""
    simple = unicodedata.normalize("NFKD", texte).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9-]+", "-", simple).strip("-")[:80] or "document"


def _ecrire(fichier: Path, octets: bytes) -> None:
    provisoire = fichier.with_name(f".{fichier.name}.{os.getpid()}")
    try:
        provisoire.write_bytes(octets)
        provisoire.replace(fichier)
    finally:
        with suppress(OSError):
            provisoire.unlink(missing_ok=True)
