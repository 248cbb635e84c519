"""Voie, établissement, habilitation, forme, aménagements : six cases, lues une fois par combinaison.

La table des régimes est celle du règlement d'examen ; une session n'en montre que
quelques dizaines de combinaisons, gardées en mémoire.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from parchemin.droit.diplome import Diplome
from parchemin.droit.formes import Amenagement, Forme, forme_refusee
from parchemin.droit.references import Anomalie, Motif
from parchemin.droit.regimes import Etablissement, Habilitation, Regime, RegimeRefuse, Voie, determiner_regime
from parchemin.moteurs.decision.colonnes import (
    AMENAGEMENT,
    ETABLISSEMENT,
    FORME,
    HABILITATION,
    REGIME,
    SITUATION,
    VOIE,
    Colonnes,
)
from parchemin.moteurs.decision.fautes import Faute
from parchemin.moteurs.tableurs import citer

Cas = TypeVar("Cas", bound=StrEnum)
SEPARATEUR = "|"
SANS_VOIE = "à laisser vide quand la voie n'est pas donnée"


@dataclass(frozen=True, slots=True)
class SituationDuCandidat:
    """Ce que les six cases disent d'un candidat : régime et ses motifs, forme, aménagements.

    `lues` garde les cases telles qu'elles sont écrites, par titre.
    """

    regime: Regime
    motifs: tuple[Motif, ...]
    forme: Forme
    amenagements: frozenset[Amenagement]
    lues: Mapping[str, str]


class CaseRefusee(ValueError):
    """La case ne porte aucune des valeurs admises : la phrase les donne."""


class LecteurDeSituations:
    """Lit les six cases d'une rangée, dans les colonnes d'un tableau, au jour `le`."""

    def __init__(self, reglement: Diplome, le: date, colonnes: Colonnes) -> None:
        self.reglement, self.le, self.colonnes = reglement, le, colonnes
        self._connues: dict[tuple[str, ...], SituationDuCandidat] = {}

    def lire(
        self, cases: tuple[str, ...], fautes: list[Faute], illisibles: frozenset[str] = frozenset()
    ) -> SituationDuCandidat | None:
        """Situation du candidat ; `None` si elle est refusée, ses fautes ajoutées à la liste.

        `cases` suit l'ordre de `SITUATION` ; `illisibles` nomme celles déjà signalées, qu'on ne juge plus.
        """
        if not illisibles and (connue := self._connues.get(cases)):
            return connue
        lecture = _Lecture(self, dict(zip(SITUATION, cases, strict=True)), illisibles)
        situation = lecture.situation()
        fautes += lecture.fautes
        if lecture.fautes or illisibles or situation is None:
            return None
        return self._connues.setdefault(cases, situation)

    def forme(self, cases: tuple[str, ...]) -> tuple[Forme, frozenset[Amenagement]] | None:
        """Forme et aménagements seuls, quand le reste est refusé ; `None` s'ils le sont aussi."""
        ecrites = dict(zip(SITUATION, cases, strict=True))
        try:
            forme = lire_cas(ecrites[FORME] or Forme.GLOBALE, Forme)
            return forme, lire_amenagements(ecrites[AMENAGEMENT])
        except CaseRefusee:
            return None


class _Lecture:
    """Une lecture des six cases : chaque case, puis leurs rencontres quand les cases en cause se lisent."""

    def __init__(
        self, lecteur: LecteurDeSituations, cases: Mapping[str, str], illisibles: frozenset[str]
    ) -> None:
        self.lecteur, self.cases = lecteur, cases
        self.fautes: list[Faute] = []
        self.refusees = set(illisibles)

    def situation(self) -> SituationDuCandidat | None:
        regime = self._valeur(REGIME, Regime)
        voie = self._valeur(VOIE, Voie)
        etablissement = self._valeur(ETABLISSEMENT, Etablissement)
        habilitation = self._valeur(HABILITATION, Habilitation) or Habilitation.NON
        forme = self._valeur(FORME, Forme) or Forme.GLOBALE
        amenagements = self._lire(AMENAGEMENT, lire_amenagements) or frozenset()
        if voie is not None:
            if refus := forme_refusee(forme, voie, le=self.lecteur.le):
                self._refuser(refus)
            motifs = self._regime_de_la_voie(regime, voie, etablissement, habilitation)
        else:
            motifs = self._regime_seul(regime, habilitation)
        if motifs is None:
            return None
        regime, raisons = motifs
        return SituationDuCandidat(
            regime, raisons, forme, amenagements, {c: t for c, t in self.cases.items() if t}
        )

    def _regime_de_la_voie(
        self,
        regime: Regime | None,
        voie: Voie,
        etablissement: Etablissement | None,
        habilitation: Habilitation,
    ) -> tuple[Regime, tuple[Motif, ...]] | None:
        if self.refusees & {ETABLISSEMENT, HABILITATION}:
            return None
        try:
            decide = determiner_regime(voie, etablissement, habilitation, le=self.lecteur.le)
        except RegimeRefuse as refus:
            for anomalie in refus.anomalies:
                self._refuser(anomalie)
            return None
        if regime not in (None, decide.regime):
            message = (
                f"la colonne regime dit « {regime} », la voie « {voie} » conduit au régime {decide.regime}"
            )
            self._fauter(message, *self._remplies(REGIME, VOIE, ETABLISSEMENT, HABILITATION))
        return decide.regime, decide.motifs

    def _regime_seul(
        self, regime: Regime | None, habilitation: Habilitation
    ) -> tuple[Regime, tuple[Motif, ...]] | None:
        if VOIE in self.refusees:
            return None
        if self.cases[ETABLISSEMENT] and ETABLISSEMENT not in self.refusees:
            self._fauter(SANS_VOIE, ETABLISSEMENT)
        if habilitation is not Habilitation.NON:
            self._fauter(SANS_VOIE, HABILITATION)
        colonnes = self.lecteur.colonnes
        if regime is None:
            if REGIME not in self.refusees and (colonnes.est_presente(REGIME) or colonnes.est_presente(VOIE)):
                self._fauter(
                    "case vide ; donner le régime (A, B ou C), ou la voie et ce qu'elle demande", REGIME, VOIE
                )
            return None
        source = self.lecteur.reglement.numerotation_source
        valeurs = {"regime": regime.value, "libelle": regime.libelle}
        gabarit = "Régime {regime} donné par le tableau : {libelle}."
        return regime, (Motif("REGIME_DONNE", gabarit, source.reference, valeurs),)

    def _valeur(self, colonne: str, cas: type[Cas]) -> Cas | None:
        return self._lire(colonne, lambda texte: lire_cas(texte, cas))

    def _lire(self, colonne: str, lire: "Callable[[str], Lue]") -> "Lue | None":
        texte = self.cases[colonne]
        if not texte or colonne in self.refusees:
            return None
        try:
            return lire(texte)
        except CaseRefusee as refus:
            self.refusees.add(colonne)
            self.fautes.append(Faute(self.lecteur.colonnes.place(colonne), colonne, str(refus)))
            return None

    def _refuser(self, anomalie: Anomalie) -> None:
        self._fauter(anomalie.phrase, *self._remplies(*anomalie.avec), anomalie.champ)

    def _remplies(self, *colonnes: str) -> list[str]:
        return [c for c in colonnes if self.cases[c]]

    def _fauter(self, message: str, *en_cause: str) -> None:
        """Une faute entre cases se place à la dernière colonne en cause."""
        colonne = self.lecteur.colonnes.derniere(*en_cause)
        self.fautes.append(Faute(self.lecteur.colonnes.place(colonne), colonne, message))


Lue = TypeVar("Lue")


def lire_cas(texte: str, cas: type[Cas]) -> Cas:
    """Valeur de cette énumération écrite exactement ainsi ; lève `CaseRefusee`."""
    try:
        return cas(texte)
    except ValueError:
        raise CaseRefusee(f"{citer(texte)} n'est pas admis ; attendu : {enumerer(list(cas))}") from None


def lire_amenagements(texte: str) -> frozenset[Amenagement]:
    """Aménagements joints par « | », chacun une fois, sans blanc, ou rien ; lève `CaseRefusee`."""
    if not texte:
        return frozenset()
    parts: Sequence[str] = texte.split(SEPARATEUR)
    admis = [a.value for a in Amenagement]
    if len(set(parts)) != len(parts) or not set(parts) <= set(admis):
        raise CaseRefusee(
            f"{citer(texte)} n'est pas admis ; attendu : {enumerer([*admis, SEPARATEUR.join(admis)])}"
        )
    return frozenset(Amenagement(p) for p in parts)


def enumerer(valeurs: Sequence[str]) -> str:
    """Liste à la française : « a, b ou c »."""
    *premieres, derniere = (str(v) for v in valeurs)
    return f"{', '.join(premieres)} ou {derniere}" if premieres else derniere
