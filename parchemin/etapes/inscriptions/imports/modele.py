"""Ce qu'un fichier de candidats devient entre ses octets et la base : lignes voulues, remarques, jugements."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from parchemin.etapes.inscriptions.models import Candidat, Inscription, LigneRecue
from parchemin.moteurs.echanges import Autres, Diagnostic

BLOQUANT, AVERTISSEMENT, INFORMATION = "bloquant", "avertissement", "information"
# Ce qu'un humain répond à une ligne à trancher ; « meme » et « ligne » sont suivis d'un numéro : « meme:12 ».
MEME, AUTRE, LIGNE, NOUVELLE, FICHIER, BASE, LAISSER = (
    "meme", "autre", "ligne", "nouvelle", "fichier", "base", "laisser",
)  # fmt: skip
NUMERO, VOIE_DEDUITE = "numero", "voie_deduite"
"""Clés d'une ligne reçue qui ne sont pas des champs de la candidature."""
LONGUEUR = 200
Genre = LigneRecue.Genre


@dataclass(frozen=True, slots=True)
class Options:
    """Ce que la personne précise à l'envoi, faute que le fichier le dise ; vide, rien n'est précisé.

    `etablissement` : UAI qui vaut pour toutes les lignes ; `voie` : celle des candidats dont le fichier ne la dit pas ;
    `autres` : que faire des autres formations ; `motif` : exigé après la clôture, ou pour changer ce qui est confirmé.
    """

    etablissement: str = ""
    voie: str = ""
    autres: str = Autres.ECARTER.value
    motif: str = ""


@dataclass(frozen=True, slots=True)
class Remarque:
    """Ce qu'il y a à dire d'une ligne ou d'un fichier : ce qui a été lu, ce qui ne va pas, comment y remédier."""

    niveau: str
    colonne: str
    valeur: str
    dit: str
    remede: str = ""

    @property
    def est_bloquante(self) -> bool:
        """Vrai si la ligne ne s'applique pas tant que ce n'est pas réglé."""
        return self.niveau == BLOQUANT

    def en_base(self) -> dict[str, str]:
        """La remarque en valeurs simples, sans ce qu'une base refuse d'écrire."""
        return {
            "niveau": self.niveau, "colonne": ecrivable(self.colonne), "valeur": ecrivable(self.valeur),
            "dit": ecrivable(self.dit), "remede": ecrivable(self.remede),
        }  # fmt: skip

    @classmethod
    def relue(cls, donnees: Mapping[str, Any]) -> Self:
        """Remarque relue de la base."""
        return cls(**donnees)

    @classmethod
    def du_fichier(cls, diagnostic: Diagnostic) -> Self:
        """Remarque que dit un diagnostic de lecture."""
        return cls(
            diagnostic.niveau.value, diagnostic.colonne, diagnostic.valeur, f"{diagnostic.attendu} attendu",
            diagnostic.remede,
        )  # fmt: skip


def ecrivable(texte: str) -> str:
    """Texte d'au plus deux cents signes, sans caractère nul ni demi-caractère : PostgreSQL les refuse."""
    if texte.isascii() and len(texte) <= LONGUEUR and "\0" not in texte:
        return texte
    propre = texte.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    return propre if len(propre) <= LONGUEUR else f"{propre[: LONGUEUR - 1]}…"


@dataclass(frozen=True, slots=True)
class Voulue:
    """Ce qu'une ligne demande : champs de la candidature en texte (`champs.TOUS`), numéro, voie déduite."""

    numero: int
    valeurs: Mapping[str, str]
    remarques: Sequence[Remarque] = ()
    ecartee: bool = False

    def __getitem__(self, champ: str) -> str:
        return self.valeurs.get(champ, "")

    @property
    def champs(self) -> dict[str, str]:
        """Les seuls champs de la candidature."""
        return {c: v for c, v in self.valeurs.items() if c not in {NUMERO, VOIE_DEDUITE}}

    @property
    def est_bloquee(self) -> bool:
        """Vrai si l'une de ses remarques bloque."""
        return any(remarque.est_bloquante for remarque in self.remarques)

    @classmethod
    def relue(cls, ligne: LigneRecue) -> Self:
        """Ligne relue de la base, telle que le fichier la dit."""
        return cls(ligne.numero, ligne.valeurs)


@dataclass(frozen=True, slots=True)
class Proposition:
    """Une réponse possible à une ligne à trancher : son code, la phrase que l'on choisit."""

    code: str
    phrase: str

    def en_base(self) -> dict[str, str]:
        """La proposition en valeurs simples."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Rencontre:
    """Qui la ligne désigne dans la base : une candidature, une personne sans candidature, ou quelqu'un de nouveau."""

    candidat: Candidat | None = None
    inscription: Inscription | None = None
    question: str = ""
    """Ce qu'un humain doit trancher ; vide si rien n'est douteux."""
    propositions: tuple[Proposition, ...] = ()
    sans: frozenset[str] = frozenset()
    """Champs à ne pas reprendre : l'INE ou le numéro d'un autre."""


@dataclass(frozen=True, slots=True)
class Jugement:
    """Ce que la ligne ferait de la base, pourquoi, et ce qu'elle y changerait."""

    genre: str
    remarques: tuple[Remarque, ...] = ()
    avant: Mapping[str, str] | None = None
    apres: Mapping[str, str] = field(default_factory=dict)
    inscription: Inscription | None = None
    propositions: tuple[Proposition, ...] = ()


def refus(phrases: Sequence[str], colonne: str = "", valeur: str = "") -> tuple[Remarque, ...]:
    """Remarques bloquantes qui portent ces phrases."""
    return tuple(Remarque(BLOQUANT, colonne, valeur, phrase) for phrase in phrases)
