"""Une rangée devient un candidat (numéro, situation, dossier), ou une liste de fautes, toutes."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import getitem, itemgetter
from typing import cast

from parchemin.droit import facultatives, formes
from parchemin.droit.delivrance import Dossier, Reglement
from parchemin.droit.formes import Amenagement, Forme
from parchemin.droit.notes import Etat, Resultat
from parchemin.droit.references import Anomalie
from parchemin.moteurs.decision.colonnes import (
    AMENAGEMENT,
    FORME,
    NUMERO,
    PREFIXE_CONTROLE,
    SITUATION,
    Colonnes,
    nommer,
)
from parchemin.moteurs.decision.fautes import Faute
from parchemin.moteurs.decision.resultats import EN_ATTENTE, ColonneDeResultats
from parchemin.moteurs.decision.situations import LecteurDeSituations, SituationDuCandidat
from parchemin.moteurs.tableurs import NatureCellule, Rangee, citer, decrire

CHIFFRES = re.compile(r"[0-9]+")
# Quand la forme ou les aménagements sont eux-mêmes refusés, rien ne se juge d'après eux.
TOUT_PERMIS = (Forme.PROGRESSIVE, frozenset(Amenagement))


@dataclass(frozen=True, slots=True)
class Candidat:
    """Un candidat : numéro tel quel, situation, dossier, cases d'épreuves dans l'ordre du règlement."""

    numero: str
    situation: SituationDuCandidat
    dossier: Dossier
    cases: tuple[str, ...]


class LecteurDeCandidats:
    """Lit les rangées d'un tableau selon un règlement ; retient les numéros pour refuser les doublons."""

    def __init__(self, reglement: Reglement, colonnes: Colonnes) -> None:
        self.reglement, self.colonnes = reglement, colonnes
        diplome = reglement.diplome
        self.situations = LecteurDeSituations(diplome, reglement.le, colonnes)
        codes = [e.code for e in diplome.obligatoires]
        # Une colonne obligatoire absente est déjà signalée : ses cases n'ont plus à l'être.
        self._est_complet = all(map(colonnes.est_presente, codes))
        vides: list[dict[str, Resultat | None]] = [
            {} if colonnes.est_presente(c) else {"": EN_ATTENTE} for c in codes
        ]
        obligatoires = [
            self._colonne(c, formes.OBLIGATOIRES_ADMIS, v) for c, v in zip(codes, vides, strict=True)
        ]
        libres = [self._colonne(e.code, formes.FACULTATIVES_ADMIS, {"": None}) for e in diplome.facultatives]
        self.titres = {d.code: PREFIXE_CONTROLE + d.code for d in diplome.disciplines}
        oraux = [self._colonne(titre, formes.CONTROLE_ADMIS, {"": None}) for titre in self.titres.values()]
        self.resultats = (*obligatoires, *libres, *oraux)
        self._fins = len(obligatoires), len(obligatoires) + len(libres)
        self._connus = [c.connus for c in self.resultats]
        self._titres_par_place = {place: titre for titre, place in colonnes.places.items()}
        self._place_numero = colonnes.place(NUMERO)
        self._cases_situation = itemgetter(*(colonnes.place(c) for c in SITUATION))
        self._cases_resultats = itemgetter(*(c.place for c in self.resultats))
        self._lignes: dict[str, int] = {}
        self.rangees = 0
        """Rangées lues qui ne sont pas vides, fautives comprises."""

    def _colonne(
        self, titre: str, admis: frozenset[Etat], connus: dict[str, Resultat | None]
    ) -> ColonneDeResultats:
        return ColonneDeResultats(titre, self.colonnes.place(titre), admis, connus)

    def lire(self, rangee: Rangee, fautes: list[Faute]) -> Candidat | None:
        """Candidat de la rangée ; `None` si elle est vide, ou refusée, ses fautes ajoutées à la liste."""
        cellules = self._completer(rangee.cellules, fautes)
        numero = cellules[self._place_numero]
        if not numero and not fautes and self._est_vide(rangee):
            return None
        self.rangees += 1
        illisibles = self._illisibles(rangee, fautes) if rangee.natures else frozenset()
        self._retenir(numero, rangee, fautes)
        ecrites = self._cases_situation(cellules)
        situation = self.situations.lire(ecrites, fautes, illisibles)
        cases = self._cases_resultats(cellules)
        resultats = self._lire(cases, fautes, illisibles)
        if fautes or situation is None or not self._est_complet:
            fautes += map(self._placer, self._anomalies(resultats, ecrites, illisibles))
            return None
        dossier = self._dossier(resultats, situation.forme, situation.amenagements)
        if anomalies := self.reglement.anomalies(dossier):
            fautes += map(self._placer, anomalies)
            return None
        return Candidat(numero, situation, dossier, cases)

    def _completer(self, cellules: Sequence[str], fautes: list[Faute]) -> Sequence[str]:
        """Cases de la rangée, une par titre, plus une vide pour les colonnes absentes."""
        largeur = self.colonnes.largeur
        if len(cellules) <= largeur:
            return [*cellules, *[""] * (largeur + 1 - len(cellules))]
        for place in range(largeur, len(cellules)):
            if cellules[place]:
                message = f"{citer(cellules[place])} est au-delà de la dernière colonne titrée"
                fautes.append(Faute(place, nommer(place), message))
        return [*cellules[:largeur], ""]

    def _est_vide(self, rangee: Rangee) -> bool:
        pleines = {p for p, texte in enumerate(rangee.cellules) if texte} | set(rangee.natures)
        return pleines <= self.colonnes.ignorees

    def _illisibles(self, rangee: Rangee, fautes: list[Faute]) -> frozenset[str]:
        """Titres des colonnes dont la case n'est ni du texte ni un nombre, chacune signalée."""
        refusees = set()
        for place, nature in rangee.natures.items():
            texte = rangee.cellules[place] if place < len(rangee.cellules) else ""
            if place in self.colonnes.ignorees or (place >= self.colonnes.largeur and texte):
                continue
            if nature is NatureCellule.NOMBRE:
                if place != self._place_numero or CHIFFRES.fullmatch(texte):
                    continue
                message = f"{citer(texte)} n'est pas un numéro entier"
            else:
                message = decrire(texte, nature)
            titre = self._titres_par_place.get(place) or nommer(place)
            fautes.append(Faute(place, titre, message))
            refusees.add(titre)
        return frozenset(refusees)

    def _retenir(self, numero: str, rangee: Rangee, fautes: list[Faute]) -> None:
        if numero and self._lignes.setdefault(numero, rangee.ligne) == rangee.ligne:
            return
        if numero:
            message = f"{citer(numero)} est déjà le numéro du candidat de la ligne {self._lignes[numero]}"
        elif self.colonnes.est_presente(NUMERO) and self._place_numero not in rangee.natures:
            message = "case vide ; chaque candidat a un numéro"
        else:
            return
        fautes.append(Faute(self._place_numero, NUMERO, message))

    def _lire(
        self, cases: tuple[str, ...], fautes: list[Faute], illisibles: frozenset[str]
    ) -> list[Resultat | None]:
        if not illisibles:
            # Presque toutes les cases d'une session ont déjà été lues sur une autre rangée.
            with suppress(KeyError):
                return list(map(getitem, self._connus, cases))
        return [
            EN_ATTENTE if c.titre in illisibles else c.lire(texte, fautes)
            for c, texte in zip(self.resultats, cases, strict=True)
        ]

    def _dossier(
        self, resultats: Sequence[Resultat | None], forme: Forme, amenagements: frozenset[Amenagement]
    ) -> Dossier:
        premier, second = self._fins
        # Une colonne obligatoire n'admet pas de case vide : ses résultats ne sont jamais `None`.
        obligatoires = cast("tuple[Resultat, ...]", tuple(resultats[:premier]))
        return Dossier(
            obligatoires, tuple(resultats[premier:second]), tuple(resultats[second:]), forme, amenagements
        )

    def _anomalies(
        self, resultats: Sequence[Resultat | None], situation: tuple[str, ...], illisibles: frozenset[str]
    ) -> list[Anomalie]:
        """Ce que le règlement refuse encore dans une rangée dont une case est déjà refusée."""
        forme = None if illisibles & {FORME, AMENAGEMENT} else self.situations.forme(situation)
        dossier = self._dossier(resultats, *(forme or TOUT_PERMIS))
        if forme and self._est_complet and not any(r is EN_ATTENTE for r in resultats):
            return self.reglement.anomalies(dossier)
        lisibles = [None if r is EN_ATTENTE else r for r in dossier.facultatives]
        anomalies = self.reglement.resultats.anomalies(
            dossier.obligatoires, dossier.forme, dossier.amenagements
        )
        anomalies += facultatives.anomalies_choix(self.reglement.diplome, lisibles)
        if not any(r and r.etat in (Etat.FRAUDE, Etat.ANNULE) for r in resultats[: self._fins[1]]):
            anomalies += self.reglement.controle.en_trop(dossier.controle)
        return anomalies

    def _placer(self, anomalie: Anomalie) -> Faute:
        """Une faute entre cases se place à la dernière colonne en cause."""
        champs = (self.titres.get(c, c) for c in (*anomalie.avec, anomalie.champ))
        colonne = self.colonnes.derniere(*champs)
        return Faute(self.colonnes.place(colonne), colonne, anomalie.phrase)
