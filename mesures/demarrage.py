"""Le temps que met `parchemin --help` à répondre."""

import sys

from mesures.releve import Mesure, Releves, au_mieux, executer

SECONDES = 0.3
FOIS = 7


def mesurer() -> Releves:
    """Le meilleur de plusieurs lancements, cache du disque chaud."""
    aide = [sys.executable, "-m", "parchemin", "--help"]
    yield Mesure("parchemin --help", au_mieux(FOIS, lambda: executer(aide)).secondes, "s", SECONDES)
