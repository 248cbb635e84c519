"""Compose les PDF : un gabarit, des données en JSON, des octets toujours identiques."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

GABARITS = Path(__file__).parent / "gabarits"
# Archivage lisible et balisé (A-2a), accessibilité (UA-1) : typst refuse le document qui y manque.
NORMES: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
# Une date de fabrication changerait les octets ; la date utile est écrite dans le document.
INSTANT = 0


@cache
def _compositeur(gabarit: str) -> typst.Compiler:
    # Les polices du paquet seulement : celles de la machine rendraient le document différent ailleurs.
    return typst.Compiler(str(GABARITS / f"{gabarit}.typ"), ignore_system_fonts=True)


def composer(gabarit: str, donnees: Mapping[str, Any]) -> bytes:
    """PDF du gabarit rempli des données ; lève `typst.TypstError` si le gabarit est fautif."""
    octets = _compositeur(gabarit).compile(
        sys_inputs={"donnees": json.dumps(donnees, ensure_ascii=False)},
        format="pdf", pdf_standards=[*NORMES], timestamp=INSTANT,
    )  # fmt: skip
    if not isinstance(octets, bytes):
        raise TypeError("typst n'a pas rendu un document.")
    return octets
