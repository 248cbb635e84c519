"""Lire une offre réelle de places : un CSV d'une ligne par établissement, voie et session."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from parchemin.droit.regimes import Voie
from parchemin.moteurs.tableurs import citer
from parchemin.web.demonstration.modele import Academie, LigneOffre

COLONNES = ("session", "uai", "statut", "capacite", "departement")
VOIES = {voie.value: voie for voie in (Voie.SCOLAIRE, Voie.APPRENTISSAGE)}
UAI = re.compile(r"\d{7}[A-Z]", re.ASCII)
CAPACITE = re.compile(r"\d{1,4}", re.ASCII)
FAUTES_DITES = 20
OCTETS_MAXIMUM = 10_000_000

Rangee = Mapping[str, str | None]


class OffreIllisible(ValueError):
    """L'offre est refusée : chaque faute dit la ligne, la colonne, la valeur et ce qui est attendu."""

    def __init__(self, fautes: list[str]) -> None:
        self.fautes = tuple(fautes)
        autres = len(fautes) - FAUTES_DITES
        suite = [f"… et {autres} autres fautes."] if autres > 0 else []
        super().__init__("\n".join([*fautes[:FAUTES_DITES], *suite]))


def lire_offre(fichier: Path, session: int, academies: Iterable[Academie]) -> tuple[LigneOffre, ...]:
    """Offre de la session, lue d'un CSV (virgules ou points-virgules, UTF-8) ; lève `OffreIllisible`.

    Colonnes lues : session, uai, statut (scolaire ou apprentissage), capacite, departement. Les autres
    colonnes et les autres sessions sont ignorées. Lève `OSError` si le fichier ne s'ouvre pas.
    """
    texte = _lire(fichier)
    rangees = csv.DictReader(io.StringIO(texte), delimiter=_separateur(texte), strict=True)
    try:
        titres = [titre.strip() for titre in rangees.fieldnames or ()]
        if absentes := [c for c in COLONNES if c not in titres]:
            raise OffreIllisible(
                [
                    f"{fichier} : colonnes absentes : {', '.join(absentes)} ; attendues : {', '.join(COLONNES)}."
                ]
            )
        rangees.fieldnames = titres
        lues = [(rangees.line_num, rangee) for rangee in rangees]
    except csv.Error as erreur:
        raise OffreIllisible(
            [f"{fichier}, ligne {rangees.line_num} : CSV illisible (un guillemet sans son pareil ?)."]
        ) from erreur
    return _de_la_session(fichier, session, lues, {d: a for a in academies for d in a.departements})


def _lire(fichier: Path) -> str:
    with fichier.open("rb") as flux:
        octets = flux.read(OCTETS_MAXIMUM + 1)
    if len(octets) > OCTETS_MAXIMUM:
        raise OffreIllisible(
            [f"{fichier} : plus de {OCTETS_MAXIMUM // 1_000_000} Mo ; est-ce bien une offre ?"]
        )
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise OffreIllisible(
            [f"{fichier} : ce n'est pas du texte UTF-8 ; l'enregistrer en « CSV UTF-8 »."]
        ) from None


def _separateur(texte: str) -> str:
    entete = texte.partition("\n")[0]
    return ";" if entete.count(";") > entete.count(",") else ","


def _de_la_session(
    fichier: Path, session: int, lues: Iterable[tuple[int, Rangee]], departements: Mapping[str, Academie]
) -> tuple[LigneOffre, ...]:
    offre, fautes, sessions = [], [], set()
    for numero, rangee in lues:
        cellules = {colonne: (rangee.get(colonne) or "").strip() for colonne in COLONNES}
        sessions.add(cellules["session"] or "vide")
        if cellules["session"] != str(session):
            continue
        fautes += [f"{fichier}, ligne {numero}, {faute}" for faute in _fautes(cellules, departements)]
        if not fautes:
            offre.append(_ligne(cellules, departements))
    if fautes:
        raise OffreIllisible(fautes)
    if not sum(ligne.places for ligne in offre):
        connues = ", ".join(sorted(sessions)) or "aucune"
        raise OffreIllisible(
            [f"{fichier} : aucune place à la session {session} (sessions du fichier : {connues})."]
        )
    return tuple(offre)


def _fautes(cellules: Mapping[str, str], departements: Mapping[str, Academie]) -> list[str]:
    """Fautes d'une ligne, colonne par colonne."""
    attendus: Mapping[str, tuple[Callable[[str], object], str]] = {
        "uai": (UAI.fullmatch, "sept chiffres et une lettre"),
        "statut": (VOIES.get, " ou ".join(VOIES)),
        "capacite": (CAPACITE.fullmatch, "un nombre de places, de 0 à 9999"),
        "departement": (lambda v: v.zfill(3) in departements, "un département français, comme 059 ou 02A"),
    }
    return [
        f"colonne {colonne} : {citer(cellules[colonne])} ; attendu : {attendu}."
        for colonne, (convient, attendu) in attendus.items()
        if not convient(cellules[colonne])
    ]


def _ligne(cellules: Mapping[str, str], departements: Mapping[str, Academie]) -> LigneOffre:
    return LigneOffre(
        academie=departements[cellules["departement"].zfill(3)],
        uai=cellules["uai"],
        etablissement=f"Établissement {cellules['uai']}",
        voie=VOIES[cellules["statut"]],
        places=int(cellules["capacite"]),
    )
