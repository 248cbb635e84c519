"""Ce qu'un papier d'inscription doit savoir d'une candidature, déjà mis en mots par le service des inscriptions.

Arrêté du 25 novembre 2020, art. 3 : le candidat dit à l'inscription sa voie, sa forme, ses épreuves. Les instants
arrivent écrits dans l'heure du lieu ; les jours sont des dates. Aucun motif médical n'a de place ici.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class EtatCivil:
    """Ce qui nomme un candidat ; vide si inconnu. `feminin` accorde les phrases, `None` garde « né(e) »."""

    nom: str
    prenoms: str
    naissance: date
    commune_de_naissance: str = ""
    nom_d_usage: str = ""
    ine: str = ""
    feminin: bool | None = None

    def accorder(self, racine: str) -> str:
        """« inscrit », « inscrite » ou « inscrit(e) »."""
        return racine + {None: "(e)", True: "e", False: ""}[self.feminin]


@dataclass(frozen=True, slots=True)
class Coordonnees:
    """Où joindre le candidat : lignes de l'adresse postale, courriel, téléphone."""

    adresse: tuple[str, ...] = ()
    courriel: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class LieuDeFormation:
    """L'établissement qui inscrit le candidat et reçoit ses papiers."""

    nom: str
    uai: str = ""
    commune: str = ""

    @property
    def en_clair(self) -> str:
        """Nom, commune et code, sur une ligne."""
        uai = f" ({self.uai})" if self.uai else ""
        return f"{', '.join(filter(None, (self.nom, self.commune)))}{uai}"


@dataclass(frozen=True, slots=True)
class CadreDInscription:
    """Comment le candidat passe l'examen : voie, forme, régime et ce qui y conduit, académies."""

    voie: str
    forme: str
    regime: str
    raison_du_regime: str
    academie_d_origine: str
    academie_pilote: str
    redoublant: bool = False


class SortDEpreuve(StrEnum):
    """Ce qu'il en est d'une épreuve à cette session."""

    PRESENTEE = "présentée"
    CONSERVEE = "note conservée"
    DISPENSEE = "dispensée"
    VAE = "acquise par validation de l'expérience"
    NON_PRESENTEE = "non présentée"


@dataclass(frozen=True, slots=True)
class EpreuveInscrite:
    """Une ligne du tableau des épreuves.

    `evaluation` : forme et durée, en mots. `note`, `session`, `jusqu_au` : ceux d'une note conservée. `raison` :
    ce qui fonde une dispense, une validation, un renoncement.
    """

    code: str
    intitule: str
    evaluation: str
    unite: str = ""
    coefficient: str = ""
    langue: str = ""
    sort: SortDEpreuve = SortDEpreuve.PRESENTEE
    note: str = ""
    session: int | None = None
    jusqu_au: date | None = None
    raison: str = ""

    def __post_init__(self) -> None:
        if self.sort is SortDEpreuve.CONSERVEE and not (self.note and self.session):
            raise ValueError(f"{self.code} : une note conservée se dit avec sa valeur et sa session.")
        if self.sort is SortDEpreuve.DISPENSEE and not self.raison:
            raise ValueError(f"{self.code} : une dispense se dit avec sa raison.")


@dataclass(frozen=True, slots=True)
class PieceSuivie:
    """Une pièce due : remise un jour, ou encore attendue ; `precision` dit pourquoi elle a été refusée."""

    libelle: str
    remise_le: date | None = None
    echeance: date | None = None
    precision: str = ""


@dataclass(frozen=True, slots=True)
class EffetDeChoix:
    """L'effet exact d'un choix ou d'une absence de choix, et le texte qui le fonde."""

    choix: str
    effet: str
    reference: str


@dataclass(frozen=True, slots=True)
class RetourAttendu:
    """Où renvoyer la confirmation signée, et jusqu'à quel instant, écrit dans l'heure du lieu."""

    avant: str
    adresse: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InscriptionAImprimer:
    """Une candidature prête pour ses papiers.

    `diplome` : intitulé complet ; `sigle` : au pied de page. `validee_en_ligne` : instant local, vide sinon.
    `retour` : `None` si rien n'est à renvoyer. `representant` : nom du représentant légal d'un mineur, s'il est
    connu.
    """

    candidature: int
    version: int
    etablie_le: str
    session: int
    diplome: str
    sigle: str
    etat_civil: EtatCivil
    cadre: CadreDInscription
    epreuves: tuple[EpreuveInscrite, ...]
    facultatives: tuple[EpreuveInscrite, ...] = ()
    coordonnees: Coordonnees = field(default_factory=Coordonnees)
    lieu: LieuDeFormation | None = None
    numero: str = ""
    amenagements: tuple[str, ...] = ()
    pieces: tuple[PieceSuivie, ...] = ()
    effets: tuple[EffetDeChoix, ...] = ()
    mineur: bool = False
    representant: str = ""
    validee_en_ligne: str = ""
    retour: RetourAttendu | None = None

    @property
    def code_de_reprise(self) -> str:
        """Ce que porte le code imprimé, et que l'on peut aussi taper quand le papier revient.

        La version dit si le papier signé est bien le dernier envoyé.
        """
        return f"candidature {self.candidature} version {self.version}"


@dataclass(frozen=True, slots=True)
class Delivrance:
    """Qui délivre une attestation, et à quel instant, écrit dans l'heure du lieu."""

    autorite: str
    instant: str
