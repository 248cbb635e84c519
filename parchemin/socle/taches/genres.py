"""Les genres de travaux : chaque étape inscrit ici la fonction qui fait un paquet, dans son module `travaux`.

@genre("inscriptions.appliquer", "Import d'inscriptions", unites=("ligne", "lignes"), refus=(ActeRefuse,))
def appliquer_un_paquet(avancee: Avancee) -> Paquet: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from parchemin.socle.journal.auteurs import Auteur


class TravailRefuse(Exception):
    """Le travail ou l'acte demandé n'a pas lieu : chaque phrase dit pourquoi et quoi faire ; le paquet est défait."""

    def __init__(self, *phrases: str) -> None:
        super().__init__(" ".join(phrases))
        self.phrases = phrases


class GenreInconnu(LookupError):
    """Aucune application n'a inscrit ce genre de travail."""


@dataclass(frozen=True, slots=True)
class Avancee:
    """Où en est un travail quand on lui demande le paquet suivant."""

    numero: int
    objet: str
    """Code donné au lancement, « lot:12 »."""
    auteur: Auteur
    """Qui a demandé le travail, sous son rôle d'alors : à donner aux actes (`par=`)."""
    fait: int
    """Nombre d'éléments confirmés par les paquets d'avant, depuis le début de ce travail."""
    total: int | None
    le: datetime
    """Instant de ce paquet (UTC) : à donner aux actes (`le=`)."""

    @property
    def cle(self) -> str:
        """Ce qui suit le genre de l'objet : « 12 » pour « lot:12 »."""
        return self.objet.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Paquet:
    """Ce qu'un paquet a fait ; lève `ValueError` s'il ne dit avancer de rien alors qu'il reste à faire."""

    faits: int
    """Nombre d'éléments faits par ce paquet."""
    reste: bool
    """Faux : le travail est fini."""
    total: int | None = None
    """Nombre d'éléments en tout, si l'on vient de l'apprendre ou qu'il a changé."""
    message: str = ""
    """Phrase à montrer jusqu'au paquet suivant, ou pour finir : « Deux lignes n'ont rien changé. »"""

    def __post_init__(self) -> None:
        """Un paquet vide suivi d'un autre tournerait sans fin."""
        if self.faits < 0 or (self.reste and self.faits == 0):
            raise ValueError("Un paquet qui n'avance pas ne peut pas dire qu'il en reste.")


Pas = Callable[[Avancee], Paquet]


@dataclass(frozen=True, slots=True)
class Genre:
    """Un genre de travail : comment le nommer, compter ses éléments, en faire un paquet, lire ses erreurs."""

    code: str
    libelle: str
    unites: tuple[str, str]
    """Un élément, plusieurs : « ligne », « lignes »."""
    refus: tuple[type[Exception], ...]
    passageres: tuple[type[Exception], ...]
    adresse: Callable[[str], str] | None
    pas: Pas


_GENRES: Final[dict[str, Genre]] = {}


def genre(
    code: str, libelle: str, *, unites: tuple[str, str] = ("élément", "éléments"),
    refus: tuple[type[Exception], ...] = (), passageres: tuple[type[Exception], ...] = (),
    adresse: Callable[[str], str] | None = None,
) -> Callable[[Pas], Pas]:  # fmt: skip
    """Inscrit la fonction qui fait UN paquet d'un travail de ce genre ; le code est celui de l'acte : « etape.verbe ».

    Elle est appelée dans une transaction qui tient le travail et enregistre aussi son avancée : ses écritures et le
    compte des faits tiennent ou tombent ensemble. Elle doit durer moins d'une seconde (SQLite n'a qu'un écrivain),
    ne rien faire hors de la base qu'elle ne sache refaire, et convenir à un objet déjà à moitié fait.

    `refus` : exceptions du métier, dont le texte français est montré et qui font échouer le travail, comme
    `TravailRefuse`. `passageres` : exceptions à retenter, en plus de celles de la base. `adresse` : page de l'objet,
    d'après son code. Lève `ValueError` si le code est déjà pris.
    """

    def inscrire(pas: Pas) -> Pas:
        if code in _GENRES and _GENRES[code].pas is not pas:
            raise ValueError(f"Le genre de travail « {code} » est inscrit deux fois.")
        _GENRES[code] = Genre(code, libelle, unites, refus, passageres, adresse, pas)
        return pas

    return inscrire


def genre_de(code: str) -> Genre:
    """Genre inscrit sous ce code ; lève `GenreInconnu`."""
    try:
        return _GENRES[code]
    except KeyError:
        raise GenreInconnu(f"Aucun travail n'est du genre « {code} ».") from None


def genres() -> Iterable[Genre]:
    """Tous les genres inscrits, par code."""
    return [_GENRES[code] for code in sorted(_GENRES)]
