"""Ce qui décrit un format : ses colonnes, ce qui le fait reconnaître, ce qu'il a de particulier."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from parchemin.moteurs.echanges.modele import Champ
from parchemin.moteurs.echanges.valeurs.lue import Lecteur, Lue, simplifier, texte_court

LIBELLE = texte_court(300)


class Faute(NamedTuple):
    """Ce qu'un format trouve en rapprochant plusieurs champs d'une même ligne."""

    champ: Champ
    valeur: str
    lue: Lue


Accord = Callable[[dict[str, str]], Iterable[Faute]]
"""Rapproche, et au besoin déplace, les champs d'une ligne ; rend les fautes trouvées."""


@dataclass(frozen=True, slots=True)
class Colonne:
    """Une colonne d'un format : son titre et ses autres titres, le champ qu'elle remplit, comment la lire.

    Sans champ, elle fait partie du format mais rien n'en est gardé. Obligatoire : elle doit exister, et chaque ligne
    la remplir.
    """

    titre: str
    champ: Champ | None = None
    lire: Lecteur = LIBELLE
    alias: tuple[str, ...] = ()
    obligatoire: bool = False
    attendu: str = ""
    """Ce qu'on y met, en une phrase."""
    exemple: str = ""

    @property
    def titres(self) -> frozenset[str]:
        """Tous ses titres, sans accents, majuscules ni ponctuation."""
        return frozenset(map(simplifier, (self.titre, *self.alias)))


def _sans_version(_titres: frozenset[str]) -> str:
    return ""


def _sans_accord(_valeurs: dict[str, str]) -> Iterable[Faute]:
    return ()


@dataclass(frozen=True, slots=True)
class Format:
    """Un format de fichier de candidats."""

    code: str
    libelle: str
    colonnes: tuple[Colonne, ...]
    signature: tuple[str, ...]
    """Titres de colonnes sans lesquels ce n'est pas lui."""
    version: Callable[[frozenset[str]], str] = _sans_version
    """Rend la version d'après les titres simplifiés de l'entête."""
    nom_de_fichier: Callable[[str], tuple[str, str]] | None = None
    """Rend la version et l'année que dit le nom du fichier, vides s'il ne les dit pas."""
    vides: frozenset[str] = frozenset()
    """Écritures du vide, en plus de la cellule vide."""
    preparer: Callable[[Sequence[str], int], Sequence[str]] | None = None
    """Remet en ordre les cellules d'une rangée, qui devrait en avoir autant que l'entête."""
    accord: Accord = _sans_accord
    motif_de_sortie: str = ""
    """Titre d'une colonne qui n'est remplie que pour qui est parti."""
    commentaire: str = ""
    """Début de la première cellule d'une ligne qui n'est pas un candidat ; vide si le format n'en a pas."""
    signale_les_inconnues: bool = False
    """Vrai si une colonne inconnue mérite un avertissement."""

    def manquants(self, titres: frozenset[str]) -> list[str]:
        """Titres de la signature que l'entête n'a pas."""
        par_titre = {colonne.titre: colonne for colonne in self.colonnes}
        return [titre for titre in self.signature if not par_titre[titre].titres & titres]
