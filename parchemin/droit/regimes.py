"""Voie × établissement × habilitation → régime → forme de chaque épreuve.

Les trois régimes sont les trois colonnes du règlement d'examen (arrêté du 25
novembre 2020, annexe IV c) : A, contrôle en cours de formation partiel ; B,
étendu ; C, tout ponctuel (code de l'éducation, art. D643-19 et D643-20).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from parchemin.droit.parametres import registre
from parchemin.droit.references import Anomalie, Motif, Reference


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


@dataclass(frozen=True, slots=True)
class LigneExaminee:
    """Une ligne de la table des régimes confrontée à un candidat : ce qui l'en écarte, vide si elle décide."""

    phrase: str
    regime: Regime
    ecart: str
    reference: Reference


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
    for examinee in lignes_examinees(voie, etablissement, habilitation, le=le):
        if not examinee.ecart:
            motif = Motif(f"REGIME_{examinee.regime}", examinee.phrase, examinee.reference)
            return RegimeDecide(examinee.regime, (motif,))
    raise RegimeRefuse((_habilitation_refusee(voie, etablissement, habilitation, le),))


def lignes_examinees(
    voie: Voie, etablissement: Etablissement | None, habilitation: Habilitation, *, le: date
) -> Iterator[LigneExaminee]:
    """Lignes de la table des régimes, dans l'ordre, jusqu'à celle qui décide ; toutes si aucune ne convient."""
    for ligne in registre().valeur("regime.table", le=le).valeur:
        reference = registre().valeur(ligne["fondement"], le=le).reference
        ecart = _ecart(ligne, voie, etablissement, habilitation)
        yield LigneExaminee(ligne["phrase"], Regime(ligne["regime"]), ecart, reference)
        if not ecart:
            return


def _ecart(
    ligne: Mapping[str, Any], voie: Voie, etablissement: Etablissement | None, habilitation: Habilitation
) -> str:
    """Première condition de la ligne que le candidat ne remplit pas ; vide s'il les remplit toutes."""
    if ligne["voie"] != voie.value:
        return f"vise : {Voie(ligne['voie']).libelle}"
    admis = ligne.get("etablissements")
    if admis and (etablissement is None or etablissement.value not in admis):
        return f"demande : {' ou '.join(Etablissement(e).libelle for e in admis)}"
    if habilitation.value not in ligne["habilitations"]:
        return f"demande : {' ou '.join(Habilitation(h).libelle for h in ligne['habilitations'])}"
    return ""


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
