"""Referme l'archive d'un classeur : aucune date, aucun nom de personne, donc les mêmes octets pour le même tableau."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO

from parchemin.moteurs.tableurs.modele import LIMITES

# Le premier jour que sait dire une archive zip.
INSTANT = (1980, 1, 1, 0, 0, 0)


def refermer(flux: IO[bytes], archive: io.BytesIO, remplaces: Mapping[str, bytes]) -> None:
    """Recopie l'archive dans le flux, datée d'un instant fixe, les membres donnés étant remplacés."""
    with zipfile.ZipFile(archive) as lue, zipfile.ZipFile(flux, "w") as ecrite:
        for membre in lue.infolist():
            copie = zipfile.ZipInfo(membre.filename, INSTANT)
            contenu = remplaces.get(membre.filename) or lue.read(membre)
            copie.compress_type = (
                zipfile.ZIP_STORED if _est_trop_comprimable(contenu) else membre.compress_type
            )
            ecrite.writestr(copie, contenu)


def _est_trop_comprimable(contenu: bytes) -> bool:
    """Dit si ce membre, comprimé, passerait pour un piège : mille rangées identiques doivent pouvoir se relire."""
    if len(contenu) <= LIMITES.octets_sans_ratio:
        return False
    return len(contenu) > LIMITES.ratio * len(zlib.compress(contenu))
