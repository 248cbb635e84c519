"""Ce qu'on lit d'un fichier de candidats : des lignes aux champs neutres, et tout ce qu'il y a à en dire.

Un champ neutre porte le même texte quel que soit le logiciel d'où vient le fichier : dates AAAA-MM-JJ, codes complets,
accents composés. Une valeur douteuse n'y entre pas : elle reste dans les cellules d'origine et reçoit un diagnostic.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from parchemin.moteurs.tableurs import Limites, citer


class Champ(StrEnum):
    """Champ neutre d'un candidat ; sa valeur est un texte normalisé, absent s'il est vide ou fautif."""

    NUMERO = "numero"
    """Numéro de candidat, onze chiffres."""
    INE = "ine"
    CIVILITE = "civilite"
    """« M » ou « MME »."""
    NOM = "nom"
    NOM_USAGE = "nom_usage"
    PRENOMS = "prenoms"
    NE_LE = "ne_le"
    """AAAA-MM-JJ."""
    NAISSANCE_PAYS = "naissance_pays"
    """Code INSEE du pays, trois chiffres (100 : France) ou cinq (99100)."""
    NAISSANCE_DEPARTEMENT = "naissance_departement"
    """Trois caractères : 033, 02A, 974."""
    NAISSANCE_COMMUNE = "naissance_commune"
    """Code INSEE de la commune, cinq caractères."""
    NAISSANCE_LIEU = "naissance_lieu"
    """Libellé de la commune, ou de la ville à l'étranger."""
    NATIONALITE = "nationalite"
    """Code INSEE du pays, comme `NAISSANCE_PAYS`."""
    ADRESSE = "adresse"
    """Lignes jointes par des fins de ligne."""
    CODE_POSTAL = "code_postal"
    LOCALITE = "localite"
    PAYS = "pays"
    """Code INSEE du pays de résidence, ou son nom si le fichier n'a que lui."""
    TELEPHONE = "telephone"
    """Dix chiffres, ou « + » suivi de chiffres hors de la numérotation française."""
    COURRIEL = "courriel"
    UAI = "uai"
    DIVISION = "division"
    VOIE = "voie"
    """scolaire, apprentissage, fpc, distance ou experience."""
    MEF = "mef"
    """Code du module élémentaire de formation, dix ou onze chiffres."""
    SPECIALITE = "specialite"
    """Code de la spécialité, cinq chiffres : 31216."""
    FORME = "forme"
    """globale ou progressive."""
    LANGUE_OBLIGATOIRE = "langue_obligatoire"
    """Nom de la langue en minuscules, ou son code s'il n'est pas établi."""
    LANGUE_FACULTATIVE = "langue_facultative"
    FACULTATIVES = "facultatives"
    """Codes séparés par des virgules : EF1,EF3."""
    UNITES = "unites"
    """Codes séparés par des virgules : U1,U21."""
    REDOUBLANT = "redoublant"
    """oui ou non."""
    SORTIE_LE = "sortie_le"
    """AAAA-MM-JJ."""
    ETAT = "etat"
    ENSEIGNEMENTS = "enseignements"


class Niveau(StrEnum):
    """Ce qu'un diagnostic empêche : tout, ou rien."""

    BLOQUANT = "bloquant"
    AVERTISSEMENT = "avertissement"


class Autres(StrEnum):
    """Que faire des candidats d'une autre formation que celles qu'on attend."""

    ACCEPTER = "accepter"
    AVERTIR = "avertir"
    ECARTER = "ecarter"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Ce qui ne va pas dans un fichier : où, ce qui a été lu, ce qui est attendu, comment y remédier.

    `ligne` et `colonne` sont celles du fichier d'origine ; 0 et vide si le diagnostic porte sur plus large.
    """

    niveau: Niveau
    ligne: int
    colonne: str
    valeur: str
    attendu: str
    remede: str
    feuille: str = ""

    @property
    def est_bloquant(self) -> bool:
        """Vrai si le fichier ne peut pas être appliqué tant que ce n'est pas réglé."""
        return self.niveau is Niveau.BLOQUANT

    @property
    def lieu(self) -> str:
        """« feuille « Liste », ligne 12, colonne INE », sans ce qui manque."""
        morceaux = [f"feuille {citer(self.feuille)}"] if self.feuille else []
        morceaux += [f"ligne {self.ligne}"] if self.ligne else []
        morceaux += [f"colonne {self.colonne}"] if self.colonne else []
        return ", ".join(morceaux) or "fichier"

    @property
    def phrase(self) -> str:
        """Tout le diagnostic en une phrase."""
        lu = f"{citer(self.valeur)} lu, " if self.valeur else ""
        return f"{self.lieu} : {lu}{self.attendu} attendu ; {self.remede}."


class EchangeIllisible(Exception):
    """Le fichier ne peut pas être lu : où, pourquoi, comment y remédier. Rien n'en a été gardé."""

    def __init__(
        self, nom: str, cause: str, remede: str, *, feuille: str = "", ligne: int = 0, colonne: str = ""
    ) -> None:
        self.nom, self.cause, self.remede = nom, cause, remede
        self.feuille, self.ligne, self.colonne = feuille, ligne, colonne
        lieu = f", feuille {citer(feuille)}" if feuille else ""
        lieu += f", ligne {ligne}" if ligne else ""
        lieu += f", colonne {colonne}" if colonne else ""
        super().__init__(f"{nom}{lieu} : {cause} ; {remede}.")


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Un candidat lu : sa ligne dans le fichier, ses valeurs par champ neutre, ce qu'il y a à en dire."""

    numero: int
    valeurs: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    feuille: str = ""

    def __getitem__(self, champ: str) -> str:
        return self.valeurs.get(champ, "")

    @property
    def est_bloquee(self) -> bool:
        """Vrai si l'un de ses diagnostics est bloquant."""
        return any(diagnostic.est_bloquant for diagnostic in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Origine:
    """Le fichier tel qu'il a été reçu, cellule par cellule : de quoi le rendre corrigé.

    Les rangées (numéro de ligne, cellules) sont toutes celles qui suivent l'entête et ne sont pas vides.
    """

    preambule: Sequence[tuple[int, Sequence[str]]]
    ligne_entete: int
    entete: Sequence[str]
    rangees: Sequence[tuple[int, Sequence[str]]]
    encodage: str = ""
    """Encodage deviné d'un texte ; vide pour un classeur."""
    separateur: str = ""


@dataclass(frozen=True, slots=True)
class FichierLu:
    """Un fichier de candidats lu en entier."""

    nom: str
    format: str
    """Code du format reconnu, clé de `FORMATS`."""
    version: str
    lignes: Sequence[LigneLue]
    ecartees: Sequence[LigneLue]
    """Lignes lues mais laissées de côté (sortants, autre formation) : leur diagnostic dit pourquoi."""
    diagnostics: Sequence[Diagnostic]
    """Ce qui porte sur le fichier entier ; le reste est sur les lignes."""
    origine: Origine = field(repr=False)
    feuille: str = ""
    uai: str = ""
    """Établissement nommé hors des lignes (préambule, paramètres) ; vide s'il ne l'est pas."""
    annee: str = ""
    """Session ou année scolaire nommée hors des lignes, quatre chiffres ; vide si elle ne l'est pas."""

    def tous_les_diagnostics(self) -> Iterator[Diagnostic]:
        """Rend ceux du fichier, puis ceux des lignes retenues, puis ceux des lignes écartées."""
        yield from self.diagnostics
        for ligne in (*self.lignes, *self.ecartees):
            yield from ligne.diagnostics

    @property
    def est_applicable(self) -> bool:
        """Vrai si aucun diagnostic n'est bloquant."""
        return not any(diagnostic.est_bloquant for diagnostic in self.tous_les_diagnostics())


@dataclass(frozen=True, slots=True)
class Attentes:
    """Ce que la session attend du fichier : les formations de ses candidats, et que faire des autres."""

    specialites: frozenset[str]
    mefs: frozenset[str]
    """Dix premiers chiffres des MEF qui mènent à l'examen."""
    autres: Autres = Autres.AVERTIR


@dataclass(frozen=True, slots=True)
class FichierEcrit:
    """Un fichier à rendre : son nom, ses octets, et ce que l'écriture n'a pas pu dire."""

    nom: str
    octets: bytes = field(repr=False)
    diagnostics: Sequence[Diagnostic] = ()


LIGNES_MAXIMUM = 20_000
CELLULES_MAXIMUM = 1_000_000
DIAGNOSTICS_MAXIMUM = 20_000
# Un établissement tient en mille lignes, la France entière en quelques milliers : au-delà, c'est une faute ou un piège.
LIMITES_D_ECHANGE = Limites(
    octets=20_000_000, octets_deplies=60_000_000, colonnes=400, cellules=CELLULES_MAXIMUM, caracteres=100_000,
    balises=5_000_000, membres=2_000,
)  # fmt: skip
