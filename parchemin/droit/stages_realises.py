"""Le stage réellement fait, comparé au stage dû.

Arrêté du 25 novembre 2020, annexe V b. Les jours que deux périodes ont en commun
ne comptent qu'une fois ; le repos hebdomadaire n'interrompt pas une période.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from parchemin.droit.diplome import Diplome
from parchemin.droit.durees import UN_JOUR, Intervalle, ajouter_mois, mois_couverts, reunir
from parchemin.droit.references import Anomalie, Motif
from parchemin.droit.stages import (
    NUL,
    ExigenceDeStage,
    PieceStage,
    SituationDeStage,
    StageIndetermine,
    ecrire_semaines,
    exigence_de_stage,
)

JOURS_DU_CALENDRIER = 7


@dataclass(frozen=True, slots=True)
class Emploi:
    """Un emploi certifié dans le secteur du diplôme ; sans rapport avec le référentiel, il ne compte pas."""

    periode: Intervalle
    temps_plein: bool
    activites_coherentes: bool = True


@dataclass(frozen=True, slots=True)
class StageRealise:
    """Ce qui a été fait : périodes de stage, emplois, pièces remises.

    `fin_premiere_annee` : dernier jour de la première année de formation, `None`
    si la formation n'en compte pas deux. `debut_examen` borne les emplois.
    """

    periodes: tuple[Intervalle, ...] = ()
    fin_premiere_annee: date | None = None
    vacances_ete: Intervalle | None = None
    emplois: tuple[Emploi, ...] = ()
    debut_examen: date | None = None
    prorogation: Intervalle | None = None
    pieces: frozenset[PieceStage] = frozenset()


@dataclass(frozen=True, slots=True)
class ControleDeStage:
    """Le stage fait comparé au stage dû : satisfait sans manquement, avertissements à part.

    `semaines` et `consecutives` (en première année) sont les durées faites, exactes.
    """

    satisfait: bool
    semaines: Fraction
    consecutives: Fraction
    exigence: ExigenceDeStage
    manquements: tuple[Motif, ...]
    avertissements: tuple[Motif, ...]

    @property
    def motifs(self) -> tuple[Motif, ...]:
        """Toutes les raisons : ce qui est dû, ce qui manque, ce qui est signalé."""
        return self.exigence.motifs + self.manquements + self.avertissements


def controler_stage(situation: SituationDeStage, realise: StageRealise, diplome: Diplome) -> ControleDeStage:
    """Dit si le stage réellement fait satisfait l'exigence, avec tous les manquements à la fois.

    Lève `StageIndetermine` comme `exigence_de_stage`, ou si un emploi doit être
    situé par rapport à un examen dont la date manque.
    """
    exigence = exigence_de_stage(situation, diplome)
    semaines = _semaines_faites(realise.periodes, diplome)
    consecutives = _consecutives(realise, diplome)
    manquements = list(_manque_de_duree(exigence, semaines, consecutives, realise, diplome))
    # Un stage complet et attesté suffit encore, même quand l'emploi certifié ne suffit pas.
    stage_atteste = not manquements and PieceStage.ATTESTATION_STAGE in realise.pieces
    if exigence.par_emploi and PieceStage.CERTIFICAT_TRAVAIL in realise.pieces and not stage_atteste:
        manquements = list(_manque_d_emploi(realise, diplome))
    manquements += _manque_de_pieces(exigence, realise, diplome)
    avertissements = tuple(_avertissements(exigence, semaines, realise, diplome))
    return ControleDeStage(
        not manquements, semaines, consecutives, exigence, tuple(manquements), avertissements
    )


def _semaines_faites(periodes: Iterable[Intervalle], diplome: Diplome) -> Fraction:
    """Durée totale en semaines exactes : sept jours en font une, cinq aussi quand la période s'arrête là."""
    return sum((_semaines(c.jours, diplome) for c in _courses(periodes, diplome)), NUL)


def _semaines(jours: int, diplome: Diplome) -> Fraction:
    actifs = diplome.valeur("stage.jours_par_semaine").valeur
    pleines, reste = divmod(jours, JOURS_DU_CALENDRIER)
    return pleines + Fraction(min(reste, actifs), actifs)


def _courses(periodes: Iterable[Intervalle], diplome: Diplome) -> tuple[Intervalle, ...]:
    """Périodes réunies ; le repos hebdomadaire, jours de la semaine hors activité, n'en sépare pas deux."""
    repos = JOURS_DU_CALENDRIER - diplome.valeur("stage.jours_par_semaine").valeur
    return reunir(periodes, ecart=repos)


def _consecutives(realise: StageRealise, diplome: Diplome) -> Fraction:
    """Plus longue suite de semaines faite au plus tard le dernier jour de la première année."""
    if realise.fin_premiere_annee is None:
        return NUL
    annee = Intervalle(date.min, realise.fin_premiere_annee)
    dans_l_annee = [p for p in (periode.commun(annee) for periode in realise.periodes) if p]
    return max((_semaines(c.jours, diplome) for c in _courses(dans_l_annee, diplome)), default=NUL)


def _manque_de_duree(
    exigence: ExigenceDeStage,
    semaines: Fraction,
    consecutives: Fraction,
    realise: StageRealise,
    diplome: Diplome,
) -> Iterator[Motif]:
    if semaines < exigence.minimum:
        gabarit = "Stage de {faites} semaines ; il en faut {minimum} au moins."
        valeurs = {"faites": ecrire_semaines(semaines), "minimum": ecrire_semaines(exigence.minimum)}
        yield Motif("STAGE_TROP_COURT", gabarit, diplome.valeur("stage.duree").reference, valeurs)
    if realise.fin_premiere_annee and consecutives < exigence.consecutives:
        gabarit = "{faites} semaines consécutives en première année ; il en faut {minimum} au moins."
        valeurs = {"faites": ecrire_semaines(consecutives), "minimum": ecrire_semaines(exigence.consecutives)}
        yield Motif("STAGE_SANS_SUITE", gabarit, diplome.valeur("stage.consecutives").reference, valeurs)


def _manque_d_emploi(realise: StageRealise, diplome: Diplome) -> Iterator[Motif]:
    """Emploi insuffisant : ni assez de temps plein en un an, ni assez d'emploi en deux ans."""
    regle = diplome.valeur("stage.perfectionnement")
    if realise.debut_examen is None:
        phrase = "pour juger un emploi, donner la date du début de l'examen"
        raise StageIndetermine(
            Anomalie("debut_examen", Motif("STAGE_EXAMEN_MANQUANT", phrase, regle.reference))
        )
    utiles = [e for e in realise.emplois if e.activites_coherentes]
    veille = realise.debut_examen - UN_JOUR
    plein, partiel = regle.valeur["temps_plein"], regle.valeur["temps_partiel"]
    fenetres = [Intervalle(ajouter_mois(realise.debut_examen, -r["sur"]), veille) for r in (plein, partiel)]
    mois_pleins = _mois_d_emploi((e.periode for e in utiles if e.temps_plein), fenetres[0])
    # Un emploi à temps plein vaut, à plus forte raison, un emploi à temps partiel.
    mois = _mois_d_emploi((e.periode for e in utiles), fenetres[1])
    if mois_pleins < plein["mois"] and mois < partiel["mois"]:
        gabarit = (
            "Emploi insuffisant avant l'examen : {pleins} mois à temps plein sur {sur_pleins} "
            "(il en faut {exige_pleins}) ; {partiels} mois d'emploi sur {sur_partiels} "
            "(il en faut {exige_partiels})."
        )
        valeurs = {
            "pleins": int(mois_pleins), "sur_pleins": plein["sur"], "exige_pleins": plein["mois"],
            "partiels": int(mois), "sur_partiels": partiel["sur"], "exige_partiels": partiel["mois"],
        }  # fmt: skip
        yield Motif("STAGE_EMPLOI_INSUFFISANT", gabarit, regle.reference, valeurs)


def _mois_d_emploi(periodes: Iterable[Intervalle], fenetre: Intervalle) -> Fraction:
    utiles = [p for p in (periode.commun(fenetre) for periode in periodes) if p]
    return sum((mois_couverts(c) for c in reunir(utiles)), NUL)


def _manque_de_pieces(exigence: ExigenceDeStage, realise: StageRealise, diplome: Diplome) -> Iterator[Motif]:
    reference = exigence.motifs[0].reference
    for choix in exigence.pieces:
        if not choix & realise.pieces:
            libelle = " ou ".join(sorted(p.libelle for p in choix))
            yield Motif("STAGE_PIECE_MANQUANTE", "Pièce manquante : {piece}.", reference, {"piece": libelle})
    proroge = frozenset({PieceStage.CONTRAT_PROROGE})
    attendu = any(PieceStage.CONTRAT_PROROGE in choix for choix in exigence.pieces)
    if attendu and realise.pieces & {PieceStage.CONTRAT_PROROGE, PieceStage.NOUVEAU_CONTRAT} == proroge:
        duree = diplome.valeur("stage.redoublant_apprenti")
        if realise.prorogation is None or mois_couverts(realise.prorogation) < duree.valeur:
            gabarit = "Le contrat d'apprentissage initial doit être prorogé de {mois} mois."
            yield Motif("STAGE_PROROGATION_COURTE", gabarit, duree.reference, {"mois": duree.valeur})


def _avertissements(
    exigence: ExigenceDeStage, semaines: Fraction, realise: StageRealise, diplome: Diplome
) -> Iterator[Motif]:
    duree = diplome.valeur("stage.duree")
    if exigence.est_du and semaines > exigence.maximum:
        gabarit = "Stage de {faites} semaines, au-delà du maximum de {maximum}."
        valeurs = {"faites": ecrire_semaines(semaines), "maximum": ecrire_semaines(exigence.maximum)}
        yield Motif("STAGE_AU_DELA", gabarit, duree.reference, valeurs)
    if sum(p.jours for p in realise.periodes) > sum(c.jours for c in reunir(realise.periodes)):
        phrase = "Des périodes de stage se chevauchent : leurs jours communs ne comptent qu'une fois."
        yield Motif("STAGE_CHEVAUCHEMENT", phrase, duree.reference)
    if exigence.consecutives and realise.fin_premiere_annee is None:
        phrase = "Formation sans première année déclarée : les semaines consécutives n'ont pas été vérifiées."
        yield Motif("STAGE_SANS_PREMIERE_ANNEE", phrase, diplome.valeur("stage.consecutives").reference)
    repos = diplome.valeur("stage.repos_ete")
    if (
        realise.vacances_ete
        and _plus_long_repos(realise.periodes, realise.vacances_ete) < repos.valeur * JOURS_DU_CALENDRIER
    ):
        gabarit = (
            "Le stage ne laisse pas {semaines} semaines consécutives de repos pendant les vacances d'été."
        )
        yield Motif("STAGE_SANS_REPOS", gabarit, repos.reference, {"semaines": repos.valeur})


def _plus_long_repos(periodes: Iterable[Intervalle], vacances: Intervalle) -> int:
    """Plus longue suite de jours de vacances sans stage."""
    libre, plus_long = vacances.debut, 0
    for occupe in reunir(p for p in (periode.commun(vacances) for periode in periodes) if p):
        plus_long = max(plus_long, (occupe.debut - libre).days)
        libre = occupe.fin + UN_JOUR
    return max(plus_long, (vacances.fin + UN_JOUR - libre).days)
