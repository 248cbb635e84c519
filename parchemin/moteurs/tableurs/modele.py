"""Ce qu'on lit d'un tableau : ses rangées, la nature de ses cellules, les limites admises et le refus.

Les limites sont celles du contrat de la commande « decider » : au-delà, un fichier est une faute ou un piège.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import NamedTuple

# White_Space d'Unicode, puis l'espace sans largeur et la marque d'ordre, que les copier-coller sèment.
BLANCS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\ufeff"
)
CITATION_MAXIMUM = 60
FUSIONS_MAXIMUM = 1_000


class FormatTableau(StrEnum):
    """Format d'un tableau, reconnu à son contenu."""

    CSV = "CSV"
    XLSX = "XLSX"
    ODS = "ODS"


class NatureCellule(StrEnum):
    """Ce qu'est une cellule de tableur qui n'est pas du texte ; la valeur complète « est … »."""

    NOMBRE = "un nombre"
    DATE = "une date ou une heure"
    BOOLEEN = "une valeur logique"
    FORMULE = "une formule"
    ERREUR = "une valeur d'erreur"
    ILLISIBLE = "une valeur illisible"


class Rangee(NamedTuple):
    """Une rangée qui n'est pas vide.

    `ligne` : en CSV, ligne physique où elle commence ; dans un tableur, son numéro. `cellules` : textes
    sans blancs autour, les dernières vides pouvant manquer ; un nombre y est en décimal exact (« 12.5 »), une
    date au format ISO 8601. `natures` : par indice de colonne (0 pour la première), ce qui n'est pas du
    texte ; toujours vide en CSV.
    """

    ligne: int
    cellules: Sequence[str]
    natures: Mapping[int, NatureCellule]


@dataclass(frozen=True, slots=True)
class Limites:
    """Ce qu'un fichier reçu ne doit pas dépasser ; tailles en octets."""

    octets: int = 50_000_000
    octets_deplies: int = 200_000_000
    ratio: int = 100
    octets_sans_ratio: int = 1_000_000
    """Un membre d'archive de cette taille dépliée ou moins échappe au ratio."""
    membres: int = 10_000
    colonnes: int = 16_384
    lignes: int = 1_048_576
    cellules: int = 10_000_000
    """Cellules d'une feuille de tableur, répétitions dépliées."""
    caracteres: int = 1_000_000
    """Caractères d'une rangée de CSV, ou d'une cellule de tableur."""
    balises: int = 30_000_000
    """Balises d'une partie XML."""


LIMITES = Limites()


class TableauIllisible(Exception):
    """Le fichier ne peut pas être lu : la phrase le nomme, dit ce qui ne va pas et comment y remédier."""

    def __init__(self, chemin: Path, constat: str, remede: str = "") -> None:
        self.chemin, self.constat, self.remede = chemin, constat, remede
        super().__init__(f"{chemin} : {constat}" + (f" ; {remede}" if remede else ""))


@dataclass(frozen=True, slots=True)
class Fichier:
    """Un fichier reçu, lu une seule fois en mémoire : rien ne peut le changer entre deux lectures."""

    chemin: Path
    donnees: bytes = field(repr=False)
    limites: Limites

    def refus(self, constat: str, remede: str = "") -> TableauIllisible:
        """Rend l'exception à lever."""
        return TableauIllisible(self.chemin, constat, remede)

    def abime(self) -> TableauIllisible:
        """Rend le refus d'un classeur dont l'intérieur ne se lit pas."""
        return self.refus(
            "le classeur est abîmé", "ouvrez-le dans le tableur, enregistrez-le de nouveau et renvoyez-le"
        )

    def protege(self) -> TableauIllisible:
        """Rend le refus d'un fichier chiffré."""
        return self.refus(
            "le fichier est protégé par un mot de passe", "enregistrez-en une copie sans mot de passe"
        )


class Fusion(NamedTuple):
    """Des cellules fusionnées : la première, à partir de 1 pour la ligne et de 0 pour la colonne, et leur étendue."""

    ligne: int
    colonne: int
    largeur: int
    hauteur: int


@dataclass(slots=True)
class Remarques:
    """Ce qu'on remarque d'un classeur en le parcourant, sans que ses rangées en disent rien ; vide pour un CSV."""

    feuille: str = ""
    """Nom de la feuille lue."""
    autres_feuilles: tuple[str, ...] = ()
    """Noms des feuilles qui ne sont pas lues ; jamais connus d'un ODS."""
    fusions: dict[Fusion, None] | None = None
    """Les mille premières, complètes une fois le parcours fini ; `None` si on ne les cherche pas."""

    def noter_fusion(self, fusion: Fusion) -> None:
        """Retient une fusion, une seule fois même si le tableau est parcouru de nouveau."""
        if self.fusions is not None and len(self.fusions) < FUSIONS_MAXIMUM:
            self.fusions[fusion] = None


@dataclass(frozen=True, slots=True)
class Tableau:
    """Un tableau ouvert : son format, ses titres, et de quoi relire ses rangées autant de fois qu'on veut."""

    chemin: Path
    format: FormatTableau
    entete: Rangee
    parcours: Callable[[], Iterator[Rangee]] = field(repr=False)
    """Rend toutes les rangées qui ne sont pas vides, titres compris."""

    def rangees(self) -> Iterator[Rangee]:
        """Rend, au fil de la lecture, les rangées qui suivent les titres ; les vides sont sautées.

        Lève `TableauIllisible`, parfois après plusieurs rangées : n'écrire qu'une fois tout lu.
        """
        return islice(self.parcours(), 1, None)


def nettoyer(texte: str) -> str:
    """Rend le texte sans les blancs qui l'entourent (White_Space d'Unicode, U+200B et U+FEFF)."""
    return texte.strip(BLANCS)


def citer(texte: str) -> str:
    """Rend le texte entre guillemets, sur une ligne, coupé à 60 caractères et sans caractère de commande."""
    visible = "".join(car if car.isprintable() else " " for car in texte[: CITATION_MAXIMUM + 1])
    return f"« {visible} »" if len(visible) <= CITATION_MAXIMUM else f"« {visible[:CITATION_MAXIMUM]}… »"


def decrire(texte: str, nature: NatureCellule) -> str:
    """Rend la phrase qui refuse une cellule pour sa nature, et dit comment la corriger."""
    remede = {
        NatureCellule.FORMULE: "collez sa valeur à la place (collage spécial, valeurs seules)",
        NatureCellule.DATE: "donnez à la cellule le format Texte, puis saisissez de nouveau la valeur",
    }.get(nature, "saisissez de nouveau la valeur")
    return f"{citer(texte)} est {nature} : {remede}"
