"""Lit un CSV : point-virgule, UTF-8 ou CP1252, guillemets de la RFC 4180, fins de ligne LF, CR ou CRLF."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from parchemin.moteurs.tableurs.modele import BLANCS, Fichier, NatureCellule, Rangee, TableauIllisible

_SANS_NATURE: Mapping[int, NatureCellule] = {}
_TRANCHE = 1_000_000
_REMEDE = "enregistrez-le en « CSV UTF-8 », délimité par des points-virgules"
_INCONNUS_DE_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_FAUTES = {
    "unexpected end": "un guillemet ouvert n'est jamais refermé",
    "field larger": "une cellule est démesurée, sans doute parce qu'un guillemet ouvert n'est jamais refermé",
    "'": "du texte suit un guillemet fermant",
}
_FAUTE_DE_GUILLEMET = "un guillemet se trouve au milieu d'une cellule qui ne commence pas par un guillemet"
_REMEDE_GUILLEMET = "entourez la cellule de guillemets et doublez ceux qu'elle contient"


@dataclass(frozen=True, slots=True)
class Dialecte:
    """Façon d'écrire un CSV : son séparateur, et si le guillemet « " » y entoure des cellules."""

    separateur: str = ";"
    guillemets: bool = True


POINT_VIRGULE = Dialecte()


@lru_cache
def _rangee_admise(separateur: str) -> re.Pattern[str]:
    cellule = rf'(?:"(?:[^"]|"")*+"|[^"{separateur}]*+)'
    # Quantificateurs possessifs : une rangée fautive est refusée sans retour en arrière.
    return re.compile(rf"{cellule}(?:{separateur}{cellule})*+")


def ouvrir_csv(fichier: Fichier, dialecte: Dialecte = POINT_VIRGULE) -> Callable[[], Iterator[Rangee]]:
    """Rend de quoi parcourir les rangées d'un CSV. Lève `TableauIllisible` si ce n'est pas du texte admis."""
    return partial(_rangees, fichier, _encodage(fichier), dialecte)


def _encodage(fichier: Fichier) -> str:
    donnees = fichier.donnees
    if donnees.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise fichier.refus("le texte est en UTF-16", _REMEDE)
    if (nul := donnees.find(b"\0")) >= 0:
        raise fichier.refus(
            f"caractère nul ligne {_ligne(donnees, nul)} : ce n'est ni un tableur ni un CSV", _REMEDE
        )
    if _est_utf8(donnees):
        return "utf-8-sig"
    if donnees.startswith(codecs.BOM_UTF8):
        raise fichier.refus("le fichier se dit en UTF-8 mais ne l'est pas partout", _REMEDE)
    if inconnu := _INCONNUS_DE_CP1252.search(donnees):
        lieu = f"octet 0x{inconnu[0].hex().upper()} ligne {_ligne(donnees, inconnu.start())}"
        raise fichier.refus(f"le texte n'est ni en UTF-8 ni en CP1252 ({lieu})", _REMEDE)
    return "cp1252"


def _ligne(donnees: bytes, position: int) -> int:
    avant = donnees[:position]
    return 1 + avant.count(b"\n") + avant.count(b"\r") - avant.count(b"\r\n")


def _est_utf8(donnees: bytes) -> bool:
    decodeur = codecs.getincrementaldecoder("utf-8")()
    try:
        for debut in range(0, len(donnees), _TRANCHE):
            decodeur.decode(donnees[debut : debut + _TRANCHE])
        decodeur.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _rangees(fichier: Fichier, encodage: str, dialecte: Dialecte) -> Iterator[Rangee]:
    lignes = _LignesPhysiques(fichier, encodage, dialecte)
    lecteur = csv.reader(
        lignes.lire(),
        delimiter=dialecte.separateur,
        strict=True,
        quoting=csv.QUOTE_MINIMAL if dialecte.guillemets else csv.QUOTE_NONE,
    )
    try:
        for cellules in lecteur:
            if lignes.a_guillemets:
                lignes.verifier_guillemets(cellules)
            propres = [cellule and cellule.strip(BLANCS) for cellule in cellules]
            if any(propres):
                if len(propres) > fichier.limites.colonnes:
                    raise lignes.refus(f"plus de {fichier.limites.colonnes} colonnes")
                yield Rangee(lignes.debut, propres, _SANS_NATURE)
            lignes.commencer(lecteur.line_num + 1)
    except csv.Error as erreur:
        raise lignes.refus(*_dire_faute(erreur)) from erreur


def _dire_faute(erreur: csv.Error) -> tuple[str, str]:
    trouvees = (phrase for debut, phrase in _FAUTES.items() if str(erreur).startswith(debut))
    return next(trouvees, "les guillemets sont mal placés"), _REMEDE_GUILLEMET


class _LignesPhysiques:
    """Donne ses lignes au lecteur de CSV, et retient celles d'une rangée qui a des guillemets."""

    def __init__(self, fichier: Fichier, encodage: str, dialecte: Dialecte) -> None:
        self.fichier, self.encodage, self.guillemets = fichier, encodage, dialecte.guillemets
        self._admise = _rangee_admise(dialecte.separateur)
        self.commencer(1)

    @property
    def a_guillemets(self) -> bool:
        return bool(self._brutes)

    def commencer(self, ligne: int) -> None:
        self.debut, self._taille = ligne, 0
        self._brutes: list[str] = []

    def lire(self) -> Iterator[str]:
        maximum = self.fichier.limites.caracteres
        # Sans traduction, une fin de ligne à l'intérieur d'une cellule reste telle quelle.
        flux = io.TextIOWrapper(io.BytesIO(self.fichier.donnees), encoding=self.encodage, newline="")
        while ligne := flux.readline(maximum + 1):
            self._taille += len(ligne)
            if self._taille > maximum:
                raise self.refus(f"la rangée dépasse {maximum} caractères", "cherchez un guillemet oublié")
            if self._brutes or (self.guillemets and '"' in ligne):
                self._brutes.append(ligne)
            yield ligne

    def verifier_guillemets(self, cellules: Sequence[str]) -> None:
        """Refuse ce qu'accepte le lecteur de CSV : un guillemet dans une cellule sans guillemets autour."""
        if any('"' in cellule for cellule in cellules) and not self._admise.fullmatch(
            "".join(self._brutes).rstrip("\r\n")
        ):
            raise self.refus(_FAUTE_DE_GUILLEMET, _REMEDE_GUILLEMET)

    def refus(self, constat: str, remede: str = "") -> TableauIllisible:
        return self.fichier.refus(f"ligne {self.debut} : {constat}", remede)
