"""Une tête : le numéro d'un acte et le début de son empreinte, en mots qu'on lit, recopie et dicte.

« acte 1234 : abeille zigzag citron loup 0123456789abcdef » donne les douze premiers octets de l'empreinte : huit en
hexadécimal, puis les quatre suivants, un mot chacun. Deux mots de la liste diffèrent d'au moins trois lettres : une
faute de copie ne donne jamais un autre mot.
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

OCTETS_EN_CHIFFRES = 8
OCTETS_EN_MOTS = 4
CHIFFRES = 2 * OCTETS_EN_CHIFFRES
LONGUEUR_COURTE = 2 * (OCTETS_EN_CHIFFRES + OCTETS_EN_MOTS)
LONGUEUR_ENTIERE = 64
EXEMPLE = "acte 1234 : abeille acier agneau aigle 0123456789abcdef"
_ECRITURE = re.compile(
    r"acte\W*(?:no?\W*)?(?P<numero>\d[\d ]{0,23}?)\W+"
    rf"(?:(?P<mots>(?:[a-z]+\W+){{{OCTETS_EN_MOTS}}})(?P<courte>(?:[0-9a-f] ?){{{CHIFFRES}}})"
    rf"|(?P<entiere>(?:[0-9a-f] ?){{{LONGUEUR_ENTIERE}}}))\W*"
)


class TeteIllisible(ValueError):
    """Un texte n'est pas une tête : la phrase dit pourquoi et donne un exemple."""


@cache
def mots() -> tuple[str, ...]:
    """Les 256 mots, un par valeur d'octet, dans l'ordre de l'alphabet."""
    return tuple(Path(__file__).with_name("mots.txt").read_text(encoding="ascii").split())


@dataclass(frozen=True, slots=True)
class Tete:
    """Ce qu'on garde d'un journal pour prouver plus tard qu'il n'a pas changé jusqu'à cet acte."""

    numero: int
    empreinte: str
    """64 chiffres hexadécimaux, ou les 24 premiers quand la tête a été lue en mots."""

    def __str__(self) -> str:
        debut, suite = self.empreinte[:CHIFFRES], bytes.fromhex(self.empreinte[CHIFFRES:LONGUEUR_COURTE])
        return f"acte {self.numero} : {' '.join(mots()[octet] for octet in suite)} {debut}"

    @property
    def entiere(self) -> str:
        """La tête avec toute l'empreinte connue : « acte 1234 : » et ses chiffres hexadécimaux."""
        return f"acte {self.numero} : {self.empreinte}"

    def correspond(self, numero: int, empreinte: str) -> bool:
        """Dit si l'acte de ce numéro et de cette empreinte (64 chiffres) est celui de la tête."""
        return numero == self.numero and empreinte.startswith(self.empreinte)

    @classmethod
    def lire(cls, texte: str) -> Self:
        """Tête écrite en mots ou en entier ; ne regarde ni la casse, ni les espaces, ni les accents.

        Lève `TeteIllisible`.
        """
        trouvee = _ECRITURE.fullmatch(_simplifier(texte))
        if trouvee is None:
            raise TeteIllisible(
                f"« {texte.strip()} » n'est pas une tête de journal. Exemple : « {EXEMPLE} »."
            )
        numero = int(trouvee["numero"].replace(" ", ""))
        if trouvee["entiere"]:
            return cls(numero, trouvee["entiere"].replace(" ", ""))
        octets = bytes(_valeur(mot) for mot in re.findall("[a-z]+", trouvee["mots"]))
        return cls(numero, trouvee["courte"].replace(" ", "") + octets.hex())


def _simplifier(texte: str) -> str:
    sans_accent = "".join(s for s in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(s))
    return " ".join(sans_accent.casefold().replace("«", " ").replace("»", " ").split())


def _valeur(mot: str) -> int:
    if mot in mots():
        return mots().index(mot)
    proches = difflib.get_close_matches(mot, mots(), n=1)
    aide = f" ; est-ce « {proches[0]} » ?" if proches else "."
    raise TeteIllisible(f"« {mot} » n'est pas un mot des têtes de journal{aide}")
