"""Ce que changerait un changement de voie, montré avant de l'écrire : régime et épreuves, avant et après."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, replace

from parchemin.etapes.inscriptions.epreuves import EpreuveDuCandidat
from parchemin.etapes.inscriptions.faits import Examen, Point
from parchemin.etapes.inscriptions.fiche import lignes_d_epreuves
from parchemin.etapes.inscriptions.queries.fiche import Lecture
from parchemin.etapes.inscriptions.services.inscrire import poser_tout, refuser_l_etablissement


@dataclass(frozen=True, slots=True)
class Passage:
    """Une épreuve dont la forme ou la situation change."""

    code: str
    intitule: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Apercu:
    """Le régime avant et après, les épreuves qui changent, ce que le droit dirait alors."""

    avant: str
    apres: str
    motifs: tuple[tuple[str, str], ...]
    passages: tuple[Passage, ...]
    inchangees: int
    interdits: tuple[Point, ...]
    a_completer: tuple[Point, ...]


def apercevoir(lu: Lecture, valeurs: Mapping[str, str]) -> Apercu:
    """Ce que ces valeurs changeraient ; rien n'est écrit. Lève `ActeRefuse` si une valeur ne se lit pas."""
    regles = lu.connaissances.regles
    essai = copy.copy(lu.inscription)
    essai.candidat = copy.copy(lu.inscription.candidat)
    poser_tout(essai, valeurs, lu.connaissances)
    refuser_l_etablissement(essai)
    apres_lu = replace(lu, inscription=essai, dossier=replace(lu.dossier, inscription=essai))
    avant, apres = regles.examiner(lu.dossier), regles.examiner(apres_lu.dossier)
    passages = list(_passages(lu, avant, apres_lu, apres))
    changees = tuple(p for p in passages if p.avant != p.apres)
    motifs = tuple((m.phrase, m.reference.libelle) for m in apres.regime.motifs)
    connus = {(p.champ, p.code) for p in avant.points}
    return Apercu(
        avant.regime.libelle, apres.regime.libelle, motifs, changees, len(passages) - len(changees),
        tuple(p for p in apres.interdits if (p.champ, p.code) not in connus), apres.a_completer,
    )  # fmt: skip


def _passages(avant_lu: Lecture, avant: Examen, apres_lu: Lecture, apres: Examen) -> list[Passage]:
    anciennes = {e.epreuve.code: e.epreuve for e in lignes_d_epreuves(avant_lu, avant)}
    nouvelles = {e.epreuve.code: e.epreuve for e in lignes_d_epreuves(apres_lu, apres)}
    toutes = anciennes | nouvelles
    return [
        Passage(code, e.intitule, _dire(anciennes.get(code)), _dire(nouvelles.get(code)))
        for code, e in toutes.items()
    ]


def _dire(epreuve: EpreuveDuCandidat | None) -> str:
    if epreuve is None:
        return "non choisie"
    if not epreuve.est_presentee:
        return epreuve.situation.libelle.lower()
    return f"{epreuve.modalite}, {epreuve.duree}" if epreuve.duree else epreuve.modalite
