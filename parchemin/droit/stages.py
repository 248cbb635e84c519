"""Le stage en milieu professionnel : s'il est dû, combien de temps, ce qui le prouve.

Arrêté du 25 novembre 2020, annexe V b, et circulaire nationale d'organisation,
§ 3.4. Les durées sont des semaines exactes (`Fraction`) : la moitié de onze
semaines fait cinq semaines et demie, sans arrondi.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from parchemin.droit.diplome import Diplome
from parchemin.droit.references import Anomalie, Motif, Reference
from parchemin.droit.regimes import Voie


class SituationFpc(StrEnum):
    """Situation d'un candidat de la formation professionnelle continue."""

    PREMIERE_FORMATION = "premiere_formation"
    RECONVERSION = "reconversion"
    CONTRAT_PARTICULIER = "contrat_particulier"
    PERFECTIONNEMENT = "perfectionnement"


class CauseReduction(StrEnum):
    """Ce qui permet de réduire la durée du stage."""

    FORCE_MAJEURE = "force_majeure"
    AMENAGEMENT = "amenagement"
    POSITIONNEMENT = "positionnement"

    @property
    def libelle(self) -> str:
        """Nom de la cause, dans une phrase."""
        return {
            "force_majeure": "force majeure dûment constatée",
            "amenagement": "décision d'aménagement de la formation",
            "positionnement": "décision de positionnement",
        }[self.value]


class PieceStage(StrEnum):
    """Pièce qui prouve le stage ou ce qui le remplace."""

    CONVENTION = "convention"
    ANNEXE_PEDAGOGIQUE = "annexe_pedagogique"
    ATTESTATION_STAGE = "attestation_stage"
    ATTESTATION_EMPLOYEUR = "attestation_employeur"
    CERTIFICAT_TRAVAIL = "certificat_travail"
    DECISION_REDUCTION = "decision_reduction"
    CONTRAT_PROROGE = "contrat_proroge"
    NOUVEAU_CONTRAT = "nouveau_contrat"

    @property
    def libelle(self) -> str:
        """Nom complet de la pièce."""
        return {
            "convention": "convention de stage signée",
            "annexe_pedagogique": "annexe pédagogique de la convention",
            "attestation_stage": "attestation de stage de l'entreprise d'accueil",
            "attestation_employeur": "attestation de l'employeur de réalisation du contrat",
            "certificat_travail": "certificat de travail",
            "decision_reduction": "décision qui réduit la durée du stage",
            "contrat_proroge": "contrat d'apprentissage initial prorogé",
            "nouveau_contrat": "nouveau contrat d'apprentissage",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Reduction:
    """Décision qui réduit le stage : sa cause et la durée fixée, en semaines exactes."""

    cause: CauseReduction
    semaines: Fraction


@dataclass(frozen=True, slots=True)
class SituationDeStage:
    """Ce qui décide de l'obligation de stage d'un candidat.

    `statut_distance` : statut du candidat à distance. `stage_anterieur_satisfait`
    ne sert qu'au redoublant.
    """

    voie: Voie
    statut_distance: Voie | None = None
    situation_fpc: SituationFpc | None = None
    activites_coherentes: bool = True
    unites_dispensees: frozenset[str] = frozenset()
    reduction: Reduction | None = None
    redoublant: bool = False
    stage_anterieur_satisfait: bool = False


@dataclass(frozen=True, slots=True)
class ExigenceDeStage:
    """Le stage dû : durée minimale et maximale, semaines consécutives, en semaines exactes.

    `pieces` : chaque ensemble est satisfait par l'une de ses pièces.
    `par_emploi` : un emploi suffisant peut remplacer le stage.
    """

    est_du: bool
    minimum: Fraction
    maximum: Fraction
    consecutives: Fraction
    par_emploi: bool
    pieces: tuple[frozenset[PieceStage], ...]
    motifs: tuple[Motif, ...]


class StageIndetermine(ValueError):
    """Il manque un fait pour dire quel stage est dû : porte l'anomalie."""

    def __init__(self, anomalie: Anomalie) -> None:
        super().__init__(anomalie.phrase)
        self.anomalie = anomalie


NUL = Fraction(0)


def exigence_de_stage(situation: SituationDeStage, diplome: Diplome) -> ExigenceDeStage:
    """Stage dû par le candidat, motifs à l'appui.

    Lève `StageIndetermine` si le statut (distance) ou la situation (formation
    continue) manque, `HorsValidite` hors des sessions connues.
    """
    ligne = _ligne(situation, diplome)
    dispenses, groupes = _groupes_dispenses(situation, diplome)
    if dispenses == groupes:
        valeur = diplome.valeur("stage.unites_support")
        phrase = "Les unités que le stage prépare sont toutes dispensées : aucun stage n'est dû."
        return _sans_stage((), Motif("STAGE_DISPENSE", phrase, valeur.reference))
    if situation.redoublant and (redoublement := _redoublement(situation, diplome)):
        return redoublement
    reference = Reference(diplome.valeur("stage.cas").reference.texte, ligne["article"])
    motif = Motif(f"STAGE_{ligne['cas'].upper()}", ligne["phrase"], reference)
    if not ligne["semaines"]:
        return _sans_stage(_pieces(ligne), motif)
    return _stage_en_semaines(situation, diplome, ligne, motif)


def _redoublement(situation: SituationDeStage, diplome: Diplome) -> ExigenceDeStage | None:
    """Ce que doit un redoublant ; `None` s'il n'a jamais satisfait l'obligation."""
    if _statut(situation, diplome) is Voie.APPRENTISSAGE:
        valeur = diplome.valeur("stage.redoublant_apprenti")
        phrase = "Apprenti redoublant : contrat initial prorogé ou nouveau contrat."
        contrats = frozenset({PieceStage.CONTRAT_PROROGE, PieceStage.NOUVEAU_CONTRAT})
        return _sans_stage((contrats,), Motif("STAGE_REDOUBLANT_APPRENTI", phrase, valeur.reference))
    if not situation.stage_anterieur_satisfait:
        return None
    valeur = diplome.valeur("stage.redoublant")
    phrase = "Le candidat a déjà fait son stage : un nouveau stage est permis, jamais exigé."
    return _sans_stage((), Motif("STAGE_REDOUBLANT", phrase, valeur.reference))


def _pieces(ligne: Mapping[str, Any]) -> tuple[frozenset[PieceStage], ...]:
    return tuple(frozenset(PieceStage(p) for p in choix) for choix in ligne["pieces"])


def _statut(situation: SituationDeStage, diplome: Diplome) -> Voie:
    """La voie, ou le statut qui en tient lieu à distance."""
    if situation.voie is not Voie.DISTANCE:
        return situation.voie
    if situation.statut_distance not in (Voie.SCOLAIRE, Voie.APPRENTISSAGE, Voie.FPC):
        phrase = "à distance, donner le statut du candidat : scolaire, apprentissage ou fpc"
        reference = diplome.valeur("stage.distance").reference
        raise StageIndetermine(Anomalie("statut_distance", Motif("STAGE_STATUT_MANQUANT", phrase, reference)))
    return situation.statut_distance


def _ligne(situation: SituationDeStage, diplome: Diplome) -> Mapping[str, Any]:
    """Ligne de la table des cas qui vaut pour le candidat."""
    statut = _statut(situation, diplome)
    table = diplome.valeur("stage.cas")
    cas: str = statut.value
    if statut is Voie.FPC:
        if situation.situation_fpc is None:
            situations = ", ".join(SituationFpc)
            phrase = f"en formation continue, donner la situation : {situations}"
            raise StageIndetermine(
                Anomalie("situation_fpc", Motif("STAGE_SITUATION_MANQUANTE", phrase, table.reference))
            )
        cas = situation.situation_fpc.value
        if situation.situation_fpc is SituationFpc.CONTRAT_PARTICULIER and not situation.activites_coherentes:
            # Des activités étrangères au référentiel ne tiennent pas lieu de stage.
            cas = SituationFpc.PREMIERE_FORMATION.value
    ligne: Mapping[str, Any] = next(ligne for ligne in table.valeur if ligne["cas"] == cas)
    return ligne


def _groupes_dispenses(situation: SituationDeStage, diplome: Diplome) -> tuple[int, int]:
    """Nombre de groupes d'unités entièrement dispensés, et nombre de groupes que le stage prépare."""
    groupes = diplome.valeur("stage.unites_support").valeur
    return sum(situation.unites_dispensees.issuperset(g) for g in groupes), len(groupes)


def _sans_stage(pieces: tuple[frozenset[PieceStage], ...], motif: Motif) -> ExigenceDeStage:
    return ExigenceDeStage(False, NUL, NUL, NUL, False, pieces, (motif,))


def _stage_en_semaines(
    situation: SituationDeStage, diplome: Diplome, ligne: Mapping[str, Any], motif: Motif
) -> ExigenceDeStage:
    """Durée due : la fourchette du texte, réduite par décision, puis de moitié par une dispense."""
    duree = diplome.valeur("stage.duree").valeur
    minimum, maximum = Fraction(duree["minimum"]), Fraction(duree["maximum"])
    motifs, pieces = [motif], _pieces(ligne)
    if situation.reduction:
        minimum, raisons = _reduire(situation.reduction, minimum, diplome)
        motifs += raisons
        pieces = (*pieces, frozenset({PieceStage.DECISION_REDUCTION}))
    dispenses, _ = _groupes_dispenses(situation, diplome)
    if dispenses:
        moitie = diplome.valeur("stage.diviseur_dispense")
        minimum, maximum = minimum / moitie.valeur, maximum / moitie.valeur
        phrase = "Une dispense porte sur l'un des deux ensembles d'unités : le stage est réduit de moitié."
        motifs.append(Motif("STAGE_MOITIE", phrase, moitie.reference))
    elif situation.unites_dispensees & {u for g in diplome.valeur("stage.unites_support").valeur for u in g}:
        phrase = "Une dispense ne couvre qu'une partie d'un ensemble d'unités : le stage reste entier."
        motifs.append(
            Motif("STAGE_DISPENSE_PARTIELLE", phrase, diplome.valeur("stage.unites_support").reference)
        )
    reduit = bool(situation.reduction or dispenses)
    exigees = ligne["consecutives"] and (not reduit or diplome.valeur("stage.consecutives_si_reduit").valeur)
    consecutives = Fraction(diplome.valeur("stage.consecutives").valeur) if exigees else NUL
    return ExigenceDeStage(True, minimum, maximum, consecutives, ligne["par_emploi"], pieces, tuple(motifs))


def _reduire(reduction: Reduction, minimum: Fraction, diplome: Diplome) -> tuple[Fraction, list[Motif]]:
    """Minimum après réduction : jamais sous le plancher, jamais plus long que le droit commun."""
    plancher = diplome.valeur("stage.plancher")
    valeurs = {"cause": reduction.cause.libelle, "semaines": ecrire_semaines(reduction.semaines)}
    gabarit = "Durée réduite à {semaines} semaines : {cause}."
    motifs = [Motif("STAGE_REDUIT", gabarit, plancher.reference, valeurs)]
    if reduction.semaines < plancher.valeur:
        gabarit = (
            "La décision fixe {semaines} semaines ; la durée ne peut être inférieure à {plancher} semaines."
        )
        motifs.append(
            Motif("STAGE_PLANCHER", gabarit, plancher.reference, valeurs | {"plancher": plancher.valeur})
        )
    return min(minimum, max(reduction.semaines, Fraction(plancher.valeur))), motifs


def ecrire_semaines(semaines: Fraction) -> str:
    """Semaines écrites à la française, exactes : « 5,5 », ou « 16/3 » sans écriture décimale."""
    dixiemes = semaines * 10
    if dixiemes.denominator > 1:
        return str(semaines)
    entier, reste = divmod(dixiemes.numerator, 10)
    return f"{entier},{reste}" if reste else str(entier)
