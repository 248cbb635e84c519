"""Voie × établissement × habilitation → régime → forme de chaque épreuve.

Les trois régimes sont les trois colonnes du règlement d'examen (arrêté du 25
novembre 2020, annexe IV c) : A, contrôle en cours de formation partiel ; B,
étendu ; C, tout ponctuel (code de l'éducation, art. D643-19 et D643-20).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parchemin.droit.parametres import registre
from parchemin.droit.references import Anomalie, Motif


class Voie(StrEnum):
    """Voie par laquelle le candidat prépare ou justifie son inscription."""

    SCOLAIRE = "scolaire"
    APPRENTISSAGE = "apprentissage"
    FPC = "fpc"
    DISTANCE = "distance"
    EXPERIENCE = "experience"

    @property
    def libelle(self) -> str:
        """Nom complet de la voie."""
        return {
            "scolaire": "voie scolaire",
            "apprentissage": "apprentissage",
            "fpc": "formation professionnelle continue",
            "distance": "enseignement à distance",
            "experience": "expérience professionnelle",
        }[self.value]


class Etablissement(StrEnum):
    """Catégorie de l'établissement de formation."""

    PUBLIC = "public"
    PRIVE_SOUS_CONTRAT = "prive_sous_contrat"
    PRIVE_HORS_CONTRAT = "prive_hors_contrat"

    @property
    def libelle(self) -> str:
        """Nom complet de la catégorie."""
        return {
            "public": "établissement public",
            "prive_sous_contrat": "établissement privé sous contrat",
            "prive_hors_contrat": "établissement privé hors contrat",
        }[self.value]


class Habilitation(StrEnum):
    """Habilitation de l'établissement au contrôle en cours de formation."""

    NON = "non"
    OUI = "oui"
    ETENDUE = "etendue"

    @property
    def libelle(self) -> str:
        """Ce que lit l'usager."""
        return {"non": "sans habilitation", "oui": "habilité au CCF", "etendue": "habilité au CCF étendu"}[
            self.value
        ]


class Regime(StrEnum):
    """Colonne du règlement d'examen : A (CCF partiel), B (CCF étendu), C (ponctuel)."""

    A = "A"
    B = "B"
    C = "C"

    @property
    def libelle(self) -> str:
        """Ce que lit l'usager."""
        return {
            "A": "contrôle en cours de formation partiel",
            "B": "contrôle en cours de formation étendu",
            "C": "épreuves ponctuelles",
        }[self.value]


@dataclass(frozen=True, slots=True)
class RegimeDecide:
    """Le régime d'un candidat et les motifs qui y conduisent."""

    regime: Regime
    motifs: tuple[Motif, ...]


class RegimeRefuse(ValueError):
    """La combinaison n'existe pas : porte les anomalies, champ par champ."""

    def __init__(self, anomalies: tuple[Anomalie, ...]) -> None:
        super().__init__(" ".join(a.phrase for a in anomalies))
        self.anomalies = anomalies


Combinaison = tuple[Voie, Etablissement | None, Habilitation]


def determiner_regime(
    voie: Voie, etablissement: Etablissement | None, habilitation: Habilitation, *, le: date
) -> RegimeDecide:
    """Régime du candidat, motifs à l'appui ; lève `RegimeRefuse` si la combinaison n'existe pas.

    La table des cas est une valeur légale (`regime.table`) : les lignes se lisent
    dans l'ordre, la première qui convient décide.
    """
    if anomalie := _etablissement_attendu(voie, etablissement, le):
        raise RegimeRefuse((anomalie,))
    valeur = registre().valeur("regime.table", le=le)
    for ligne in valeur.valeur:
        if (
            ligne["voie"] == voie.value
            and (
                not ligne.get("etablissements")
                or (etablissement and etablissement.value in ligne["etablissements"])
            )
            and habilitation.value in ligne["habilitations"]
        ):
            source = registre().valeur(ligne["fondement"], le=le)
            motif = Motif(f"REGIME_{ligne['regime']}", ligne["phrase"], source.reference)
            return RegimeDecide(Regime(ligne["regime"]), (motif,))
    raise RegimeRefuse((_habilitation_refusee(voie, etablissement, habilitation, le),))


def _etablissement_attendu(voie: Voie, etablissement: Etablissement | None, le: date) -> Anomalie | None:
    exigence = registre().valeur("regime.etablissement", le=le)
    attendu = exigence.valeur[voie.value]
    if attendu == "obligatoire" and etablissement is None:
        gabarit = (
            "la voie « {voie} » demande la catégorie de l'établissement "
            "(public, prive_sous_contrat ou prive_hors_contrat)"
        )
    elif attendu == "interdit" and etablissement is not None:
        gabarit = "la voie « {voie} » n'a pas d'établissement de formation : laisser vide"
    else:
        return None
    motif = Motif("ETABLISSEMENT", gabarit, exigence.reference, {"voie": voie.value})
    return Anomalie("etablissement", motif, ("voie",))


def _habilitation_refusee(
    voie: Voie, etablissement: Etablissement | None, habilitation: Habilitation, le: date
) -> Anomalie:
    lieu = f" en {etablissement.libelle}" if etablissement else ""
    gabarit = "« {habilitation} » n'existe pas pour la voie « {voie} »{lieu}"
    valeurs = {"habilitation": habilitation.value, "voie": voie.value, "lieu": lieu}
    reference = registre().valeur("regime.table", le=le).reference
    motif = Motif("HABILITATION", gabarit, reference, valeurs)
    return Anomalie("habilitation", motif, ("voie", "etablissement") if etablissement else ("voie",))
