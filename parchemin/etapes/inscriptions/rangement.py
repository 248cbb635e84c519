"""Où les fichiers des pièces sont rangés : sous leur condensé, hors du site, chacun une seule fois."""

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from parchemin.socle.organisation.refus import ActeRefuse

OCTETS_MAXIMUM = 8_000_000
# Reconnus à leurs premiers octets : le nom d'un fichier ne prouve rien.
SIGNATURES: Mapping[bytes, str] = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


@dataclass(frozen=True, slots=True)
class FichierDePiece:
    """Un fichier reçu pour une pièce, tel que la personne le connaît."""

    nom: str
    octets: bytes


def reconnaitre(fichier: FichierDePiece) -> str:
    """Type du fichier, lu dans ses octets ; lève `ActeRefuse` s'il n'est ni un PDF, ni une photo, ou s'il est trop lourd."""
    if not fichier.octets:
        raise ActeRefuse(f"« {fichier.nom} » est vide : choisissez-le de nouveau.")
    if len(fichier.octets) > OCTETS_MAXIMUM:
        raise ActeRefuse(
            f"« {fichier.nom} » pèse {len(fichier.octets) // 1_000_000} Mo ; 8 Mo au plus. Envoyez une photo plus légère."
        )
    for debut, genre in SIGNATURES.items():
        if fichier.octets.startswith(debut):
            return genre
    raise ActeRefuse(
        f"« {fichier.nom} » n'est ni un PDF, ni une photo JPEG ou PNG : convertissez-le, puis renvoyez-le."
    )


def ranger(octets: bytes) -> str:
    """Condensé SHA-256 sous lequel les octets sont rangés ; rangés deux fois, ils ne le sont qu'une."""
    condense = hashlib.sha256(octets).hexdigest()
    cible = chemin(condense)
    if not cible.exists():
        cible.parent.mkdir(parents=True, exist_ok=True)
        # Écrit à côté puis renommé : un arrêt au milieu ne laisse jamais une pièce à moitié.
        with tempfile.NamedTemporaryFile(dir=cible.parent, delete=False) as flux:
            flux.write(octets)
        Path(flux.name).replace(cible)
    return condense


def chemin(condense: str) -> Path:
    """Chemin du fichier de ce condensé."""
    racine: Path = settings.PIECES
    return racine / condense[:2] / condense
