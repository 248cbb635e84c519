"""Les décisions de la session de démonstration : la liste, et l'explication de chacune.

Les explications sont un fichier de plusieurs dizaines de mégaoctets : on retient où commence celle de
chaque candidat, et l'on ne lit que celle qui est demandée.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from parchemin.droit.delivrance import Decision
from parchemin.droit.diplome import codes_des_diplomes
from parchemin.droit.notes import Etat, lire_resultat
from parchemin.web.demonstration.modele import lire_chiffres
from parchemin.web.demonstration.session import fichiers_de
from parchemin.web.pages.reglements import PageInconnue

FORMES = {
    Decision.ADMIS: "fait", Decision.AJOURNE: "bloquant", Decision.CONTROLE: "attention",
    Decision.EN_COURS: "cours", Decision.SUSPENDU: "attention", Decision.A_EXAMINER: "info",
}  # fmt: skip
DECISIONS = [("", "Toutes"), *((d.value, d.libelle.capitalize()) for d in Decision)]


# Chaque état a une forme et son code : la couleur ne porte rien seule.
FORMES_DES_NOTES = {
    Etat.NOTE: "", Etat.BENEFICE: "benefice", Etat.RESERVE: "reservee", Etat.ABSENT: "ab", Etat.FORCE_MAJEURE: "ab",
    Etat.NON_VALIDE: "nv", Etat.ANNULE: "nv", Etat.FRAUDE: "bloquant", Etat.DISPENSE: "di", Etat.VAE: "fait",
    Etat.NON_PRESENTE: "avenir",
}  # fmt: skip


class SessionAbsente(LookupError):
    """La session de démonstration n'est pas écrite : dit comment l'écrire."""


@dataclass(frozen=True, slots=True)
class Candidat:
    """Une ligne de la liste : identité fictive, décision, moyenne, cas illustré s'il y en a un."""

    numero: str
    nom: str
    etablissement: str
    decision: Decision
    moyenne: str
    cas: str

    @property
    def forme(self) -> str:
        """Forme dessinée devant le mot de la décision."""
        return FORMES[self.decision]


@dataclass(frozen=True, slots=True)
class LigneDeNote:
    """Une épreuve dans le calcul : ce qui a été lu, ce qui compte, et le texte qui le dit."""

    epreuve: str
    note: str
    forme: str
    etat: str
    coefficient: str
    points: str
    reference: str


@dataclass(frozen=True, slots=True)
class Recit:
    """Une décision à lire : les notes, les raisons dans l'ordre, et l'explication entière."""

    candidat: Candidat
    notes: tuple[LigneDeNote, ...]
    raisons: tuple[Mapping[str, Any], ...]
    explication: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Session:
    """La session de démonstration : candidats dans l'ordre, et place de chaque explication dans son fichier."""

    candidats: Mapping[str, Candidat]
    places: Mapping[str, int]
    explications: Path


@cache
def _annee() -> int:
    return lire_chiffres(codes_des_diplomes()[0]).session


def session(dossier: Path) -> Session:
    """Session de démonstration du dossier ; lève `SessionAbsente` si elle n'est pas écrite."""
    lus = fichiers_de(dossier, _annee())
    fichiers = (lus.tableau, lus.decisions, lus.explications)
    if manque := next((f for f in fichiers if not f.is_file()), None):
        raise SessionAbsente(f"{manque.name} n'existe pas : lancer « parchemin demonstration ».")
    return _lire(*fichiers, tuple(f.stat().st_mtime_ns for f in fichiers))


@lru_cache(maxsize=1)
def _lire(tableau: Path, decisions: Path, explications: Path, _dates: Sequence[int]) -> Session:
    proposees = {ligne["numero"]: ligne for ligne in _rangees(decisions)}
    candidats = {}
    for ligne in _rangees(tableau):
        proposee = proposees[ligne["numero"]]
        candidats[ligne["numero"]] = Candidat(
            ligne["numero"], f"{ligne['_nom']} {ligne['_prenom']}", _lieu(ligne),
            Decision(proposee["decision"]), proposee["moyenne"], ligne["_cas"],
        )  # fmt: skip
    places, place = {}, 0
    with explications.open("rb") as flux:
        for ligne_lue, numero in zip(flux, candidats, strict=True):
            places[numero] = place
            place += len(ligne_lue)
    return Session(candidats, places, explications)


def _lieu(ligne: Mapping[str, str]) -> str:
    etablissement, academie = ligne["_etablissement"], ligne["_academie"]
    return etablissement if academie in etablissement else f"{etablissement}, {academie}"


def _rangees(fichier: Path) -> list[dict[str, str]]:
    with fichier.open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux, delimiter=";"))


def choisir(lue: Session, decision: str, mot: str) -> list[Candidat]:
    """Candidats de cette décision (toutes si vide) dont le numéro, le nom ou le cas porte `mot`."""
    if decision not in dict(DECISIONS):
        raise PageInconnue(
            f"La décision « {decision} » n'existe pas.", [(n, f"?decision={d}") for d, n in DECISIONS]
        )
    cherche = mot.casefold()
    trouves = [
        c
        for c in lue.candidats.values()
        if decision in ("", c.decision.value) and cherche in f"{c.numero} {c.nom} {c.cas}".casefold()
    ]
    # Les cas rares d'abord : ce sont eux que l'on vient lire.
    return sorted(trouves, key=lambda c: (not c.cas, c.numero))


def recit(lue: Session, numero: str) -> Recit:
    """Décision de ce candidat, prête à lire ; lève `PageInconnue` avec les numéros les plus proches."""
    if numero not in lue.places:
        proches = get_close_matches(numero, lue.candidats, n=3)
        raise PageInconnue(
            f"Aucun candidat n'a le numéro « {numero} ».",
            [(f"{n} {lue.candidats[n].nom}", f"/decisions/{n}/") for n in proches],
        )
    with lue.explications.open("rb") as flux:
        flux.seek(lue.places[numero])
        lu: dict[str, Any] = json.loads(flux.readline())
    notes = tuple(_ligne(e) for e in lu["etapes"] if "epreuve" in e["valeurs"])
    raisons = tuple(e for e in lu["etapes"] if "epreuve" not in e["valeurs"])
    return Recit(lue.candidats[numero], notes, raisons, lu)


def _ligne(etape: Mapping[str, Any]) -> LigneDeNote:
    valeurs = etape["valeurs"]
    resultat = lire_resultat(valeurs["resultat"])
    est_facultative = "coefficient" not in valeurs
    return LigneDeNote(
        f"{valeurs['epreuve']} {valeurs['intitule']}",
        valeurs["resultat"].partition(":")[2] or valeurs["resultat"],
        FORMES_DES_NOTES[resultat.etat],
        "facultative" if est_facultative and resultat.etat is Etat.NOTE else resultat.etat.libelle,
        valeurs.get("coefficient", "–"),
        f"+ {valeurs['points']}" if est_facultative else valeurs.get("points", "–"),
        etape["reference"],
    )
