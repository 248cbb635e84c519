"""Ouvrir un fichier reçu et ranger ses cellules par colonne, quels qu'en soient le format et les titres."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from parchemin.moteurs.tableurs import (
    Limites,
    NatureCellule,
    Rangee,
    TableauIllisible,
    citer,
    decrire,
    ecrire_csv,
    lire_tableau,
)
from parchemin.socle.organisation.imports.modele import Colonne, Diagnostic, Ligne
from parchemin.socle.organisation.mots import simplifier
from parchemin.socle.organisation.refus import ActeRefuse

OCTETS_MAXIMUM = 5_000_000
LIGNES_MAXIMUM = 50_000
LIMITES = Limites(octets=OCTETS_MAXIMUM, octets_deplies=50_000_000, lignes=LIGNES_MAXIMUM + 1, colonnes=200)
# Une colonne ainsi nommée ne se lit pas : le fichier rendu avec ses diagnostics se renvoie tel quel.
IGNOREE = "_"
_ADMISES = {NatureCellule.NOMBRE, NatureCellule.DATE}


@dataclass(frozen=True, slots=True)
class Table:
    """Un fichier lu : ses titres, ses rangées (numéro de ligne, cellules), et les fautes de ses cellules."""

    titres: Sequence[str]
    rangees: Sequence[tuple[int, Sequence[str]]]
    fautes: Sequence[Diagnostic] = ()


def lire_le_fichier(octets: bytes, nom: str) -> Table:
    """Titres et rangées du fichier ; lève `ActeRefuse` s'il ne se lit pas ou dépasse une limite."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "recu"
        chemin.write_bytes(_separer_par_points_virgules(octets[: OCTETS_MAXIMUM + 1], nom))
        try:
            tableau = lire_tableau(chemin, limites=LIMITES)
            rangees = _bornees(tableau.rangees(), nom)
        except TableauIllisible as illisible:
            remede = f" ; {illisible.remede}" if illisible.remede else ""
            raise ActeRefuse(f"{nom} : {illisible.constat}{remede}.") from illisible
    fautes = [faute for rangee in rangees for faute in _fautes_des_cellules(rangee, tableau.entete.cellules)]
    return Table(list(tableau.entete.cellules), [(r.ligne, list(r.cellules)) for r in rangees], fautes)


def ranger(table: Table, colonnes: Sequence[Colonne]) -> tuple[Iterator[Ligne], list[str]]:
    """Lignes du fichier, valeurs par clé de colonne, et titres qui ne servent pas.

    Lève `ActeRefuse` si une colonne obligatoire manque ou si un titre se répète.
    """
    places = _places(table.titres, colonnes)
    absentes = [colonne for colonne in colonnes if colonne.obligatoire and colonne.cle not in places]
    if absentes:
        raise ActeRefuse(*(_dire_l_absence(colonne, table.titres) for colonne in absentes))
    inutiles = [
        t for place, t in enumerate(table.titres) if t and place not in places.values() and t[0] != IGNOREE
    ]
    return _lignes(table, places), inutiles


def _lignes(table: Table, places: dict[str, int]) -> Iterator[Ligne]:
    for numero, cellules in table.rangees:
        largeur = len(cellules)
        yield Ligne(
            numero, {cle: cellules[place] if place < largeur else "" for cle, place in places.items()}
        )


def _places(titres: Sequence[str], colonnes: Sequence[Colonne]) -> dict[str, int]:
    """Place de chaque colonne trouvée ; de plusieurs titres possibles, le premier nommé l'emporte."""
    lus: dict[str, int] = {}
    for place, titre in enumerate(titres):
        simple = "" if titre.startswith(IGNOREE) else simplifier(titre)
        if simple and simple in lus:
            raise ActeRefuse(f"Le titre {citer(titre)} est deux fois dans le fichier : n'en gardez qu'un.")
        lus[simple] = place
    places = {}
    for colonne in colonnes:
        possibles = [lus[s] for t in (colonne.cle, *colonne.titres) if (s := simplifier(t)) in lus]
        if possibles:
            places[colonne.cle] = possibles[0]
    return places


def _dire_l_absence(colonne: Colonne, titres: Sequence[str]) -> str:
    noms = (colonne.cle, *colonne.titres)
    proches = get_close_matches(colonne.cle, titres, n=1)
    aide = f" Est-ce {citer(proches[0])} ?" if proches else ""
    return (
        f"Il manque la colonne « {colonne.cle} » ({colonne.aide}). Titres reconnus : {', '.join(noms)}.{aide}"
    )


def _bornees(rangees: Iterator[Rangee], nom: str) -> list[Rangee]:
    lues: list[Rangee] = []
    for rangee in rangees:
        if len(lues) == LIGNES_MAXIMUM:
            raise ActeRefuse(
                f"{nom} : plus de {LIGNES_MAXIMUM} lignes ; découpez-le, par académie par exemple."
            )
        lues.append(rangee)
    if not lues:
        raise ActeRefuse(f"{nom} : des titres et aucune ligne ; vérifiez que c'est le bon fichier.")
    return lues


def _fautes_des_cellules(rangee: Rangee, titres: Sequence[str]) -> Iterator[Diagnostic]:
    for place, nature in rangee.natures.items():
        if nature not in _ADMISES and place < len(titres):
            valeur = rangee.cellules[place]
            yield Diagnostic(
                rangee.ligne, titres[place], valeur, "une valeur simple", decrire(valeur, nature)
            )
    if any(rangee.cellules[len(titres) :]):
        de_trop = next(cellule for cellule in rangee.cellules[len(titres) :] if cellule)
        yield Diagnostic(
            rangee.ligne, f"n° {len(titres) + 1}", de_trop, "rien après le dernier titre",
            "une valeur contient sans doute le séparateur : entourez-la de guillemets",
        )  # fmt: skip


def _separer_par_points_virgules(octets: bytes, nom: str) -> bytes:
    """Le même fichier, ses virgules ou tabulations changées en points-virgules si c'est ce qui sépare ses colonnes.

    Un classeur, ou un texte illisible, passe tel quel : sa lecture dira ce qu'il en est.
    """
    if b"\0" in octets or octets.startswith(b"PK"):
        return octets
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", "replace")
    titres = next((ligne for ligne in texte.splitlines() if ligne.strip()), "")
    separateur = max(",\t", key=titres.count)
    if ";" in titres or separateur not in titres:
        return octets
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    sortie = io.StringIO(newline="")
    try:
        # Une rangée vide reste une ligne vide : les numéros de ligne ne bougent pas.
        ecrire_csv(sortie, next(lecteur), lecteur)
    except csv.Error as erreur:
        raise ActeRefuse(
            f"{nom}, ligne {lecteur.line_num} : guillemets mal placés ; entourez la cellule de guillemets et doublez "
            "ceux qu'elle contient."
        ) from erreur
    return sortie.getvalue().encode()
