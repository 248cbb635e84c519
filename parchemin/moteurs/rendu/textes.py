"""Les phrases d'un document : ce qui s'imprime juste, et ce qui est refusé avec la raison.

Un nom suit l'état civil (`noms`) ; une phrase, une adresse, une mesure d'aménagement admettent en plus la
ponctuation et les signes courants.
"""

import re
import unicodedata
from datetime import date

from parchemin.moteurs.rendu.noms import APOSTROPHE, est_imprimable

# Un essai compile chacun de ces signes et le relit.
SIGNES = frozenset('!"#$%&*+:;<=>?@[]_|~£¥§©®±²³µ«»×÷…‰€“”„†•—−≠≤≥½¼¾№')
ESPACES = frozenset("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")
INSECABLE = "\N{NO-BREAK SPACE}"
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
# Ce qui ne se coupe pas en fin de ligne : ponctuation double, guillemets, article cité, date, heure, durée.
_INSECABLES = tuple(
    re.compile(motif)
    for motif in (
        r"() ([:;!?»%])", r"(«) ()", r"\b(art\.|n°) ()", r"(§) ()", rf"\b(\d{{1,2}}|1er) ({'|'.join(MOIS)})\b",
        rf"\b({'|'.join(MOIS)}) (\d{{4}})\b", r"(\d) (h|min)\b", rf"(\d{INSECABLE}h) (\d)",
    )
)  # fmt: skip


class TexteRefuse(ValueError):
    """La phrase ne peut pas être imprimée telle quelle."""


def preparer_texte(texte: str) -> str:
    """Phrase prête à imprimer : accents composés, blancs réunis, apostrophe et espaces insécables de l'imprimé.

    Un saut de ligne vaut une espace. Lève `TexteRefuse`.
    """
    compose = unicodedata.normalize("NFC", texte).replace("'", APOSTROPHE)
    for blanc in "\t\r\n":
        compose = compose.replace(blanc, " ")
    compose = " ".join(mot for mot in compose.split(" ") if mot)
    fautif = next((c for c in compose if not (est_imprimable(c) or c in SIGNES or c in ESPACES)), None)
    if fautif:
        nom = unicodedata.name(fautif, "sans nom").lower()
        raise TexteRefuse(
            f"le caractère U+{ord(fautif):04X} ({nom}) ne s'imprime pas ; l'écrire en lettres latines"
        )
    for motif in _INSECABLES:
        compose = motif.sub(rf"\1{INSECABLE}\2", compose)
    return compose


def ecrire_jour(jour: date) -> str:
    """« 9 juin 2026 », « 1er mars 2026 », en espaces insécables."""
    return INSECABLE.join(("1er" if jour.day == 1 else str(jour.day), MOIS[jour.month - 1], str(jour.year)))
