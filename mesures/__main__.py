"""`python -m mesures [nom…]` : lance les mesures demandées, ou toutes, et écrit un chiffre par ligne."""

import sys
from collections.abc import Callable, Mapping, Sequence

from mesures import (
    acces,
    decision,
    demarrage,
    documents,
    echanges,
    imports,
    inscriptions,
    journal,
    openfisca,
    pages,
)
from mesures.releve import Releves

MESURES: Mapping[str, Callable[[], Releves]] = {
    "demarrage": demarrage.mesurer,
    "decision": decision.mesurer,
    "documents": documents.mesurer,
    "pages": pages.mesurer,
    "journal": journal.mesurer,
    "acces": acces.mesurer,
    "echanges": echanges.mesurer,
    "imports": imports.mesurer,
    "inscriptions": inscriptions.mesurer,
    "openfisca": openfisca.mesurer,
}


def principal(noms: Sequence[str]) -> int:
    """Écrit les chiffres au fil de l'eau ; renvoie le code de sortie."""
    if inconnus := [nom for nom in noms if nom not in MESURES]:
        print(f"« {inconnus[0]} » n'est pas une mesure ; il y a : {', '.join(MESURES)}.", file=sys.stderr)
        return 2
    for nom in noms or MESURES:
        print(f"\n== {nom}", flush=True)
        for releve in MESURES[nom]():
            print(releve, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
