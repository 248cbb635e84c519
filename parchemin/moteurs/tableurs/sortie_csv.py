"""Écrit un CSV pour un tableur : UTF-8 avec sa marque, point-virgule, CRLF, et aucune cellule qui s'exécute.

Un tableur prend pour une formule ce qui commence par « = », « + », « - » ou « @ » : une apostrophe, mise devant,
en fait un texte. Elle ne se met que là où le danger existe, pour que « -Dupont », « -12,5 » et « +33 6 12 » ressortent
intacts : après « + » ou « - », un nom sans chiffre ou un nombre sans lettre ne contient ni appel, ni lien, ni calcul.
Un tableur peut mal montrer un tel nom (« #NOM? ») mais n'exécute rien ; le XLSX et l'ODS le montrent juste.
Le début d'une cellule se cherche aussi après « ; », « , », une tabulation, un guillemet ou une fin de ligne, où un
tableur réglé sur un autre séparateur couperait.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from parchemin.moteurs.tableurs.modele import BLANCS
from parchemin.moteurs.tableurs.sortie import (
    Cellule,
    Types,
    Valeur,
    ecrire_nombre_exact,
    preparer_lignes,
    preparer_titres,
)

# Les formes pleine chasse valent les autres dans un tableur réglé en japonais.
_SIGNES = "=+@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}-"
_SUSPECT = re.compile(f"[{_SIGNES}]")
# Ni tabulation ni fin de ligne parmi les blancs : une cellule commence déjà après elles.
_ESPACES = re.escape(BLANCS.replace("\t", "").replace("\n", ""))
_DEBUT = re.compile(f'(?:^|(?<=[;,\t\n"]))(?=[{_ESPACES}]*([{_SIGNES}]))')
_NOM = r"(?:[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*)"
_NOMBRE = r"(?:\d+(?:[ \u00a0\u202f.]\d+)*(?:,\d+)?)"
_ANODIN = re.compile(rf"[+-] ?(?:{_NOM}|{_NOMBRE})?[ .]*|-+ *")
APOSTROPHE = "'"


def proteger(texte: str) -> str:
    """Texte qu'un tableur n'exécutera pas ; le même s'il n'y a pas de danger."""
    return _DEBUT.sub(_neutraliser, texte) if _SUSPECT.search(texte) else texte


def _neutraliser(debut: re.Match[str]) -> str:
    # Jusqu'au bout du texte : ce qui suit une virgule est encore dans la cellule si elle n'y est pas coupée.
    return "" if _ANODIN.fullmatch(debut.string, debut.start(1)) else APOSTROPHE


def ecrire_csv_protege(
    flux: IO[bytes], titres: Sequence[str], lignes: Iterable[Sequence[Valeur]], *, types: Types | None = None
) -> None:
    """Écrit le tableau ; un jour au format ISO 8601, un nombre avec une virgule. Lève `ExportImpossible`."""
    ecrits = preparer_titres(titres)
    texte = io.TextIOWrapper(flux, encoding="utf-8-sig", newline="", write_through=True)
    try:
        redacteur = csv.writer(texte, delimiter=";", lineterminator="\r\n")
        redacteur.writerow(map(proteger, ecrits))
        for rangee in preparer_lignes(ecrits, lignes, types):
            redacteur.writerow(map(_ecrire, rangee))
    finally:
        # Le flux est à l'appelant : sans cela, il serait fermé avec l'enveloppe.
        texte.detach()


def _ecrire(cellule: Cellule) -> str:
    if isinstance(cellule, Decimal):
        return ecrire_nombre_exact(cellule).replace(".", ",")
    return cellule.isoformat() if isinstance(cellule, date) else proteger(cellule)
