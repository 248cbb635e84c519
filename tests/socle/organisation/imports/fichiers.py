"""Fabriquer des fichiers d'essai et les lire à blanc."""

import io
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from parchemin.socle.organisation.imports.lots import Lecture, Recu, lire_a_blanc, releve_du_lot
from parchemin.socle.organisation.imports.modele import Releve
from parchemin.socle.organisation.models import LotImporte, SessionExamen
from parchemin.socle.organisation.portee import Portee
from tests.moteurs.tableurs import fabrique
from tests.socle.organisation.conftest import LE, NATIONAL

PARTOUT = Portee(partout=True)


def csv(*lignes: str, separateur: str = ";") -> bytes:
    """CSV de ces lignes, écrites avec des points-virgules."""
    return "\n".join(ligne.replace(";", separateur) for ligne in lignes).encode()


def xlsx(*rangees: Sequence[str | int]) -> bytes:
    """Classeur XLSX d'une feuille ; un entier y est un nombre."""
    classeur, flux = openpyxl.Workbook(), io.BytesIO()
    assert classeur.active
    for rangee in rangees:
        classeur.active.append(list(rangee))
    classeur.save(flux)
    return flux.getvalue()


def ods(dossier: Path, *rangees: Sequence[str | int]) -> bytes:
    """Classeur ODS d'une feuille ; un entier y est un nombre."""
    lignes = "".join(
        f"<table:table-row>{''.join(_cellule(valeur) for valeur in rangee)}</table:table-row>"
        for rangee in rangees
    )
    return fabrique.ods(dossier, lignes).read_bytes()


def _cellule(valeur: str | int) -> str:
    if isinstance(valeur, str):
        return fabrique.texte_ods(escape(valeur))
    nombre = f'office:value-type="float" office:value="{valeur}"'
    return f"<table:table-cell {nombre}><text:p>{valeur}</text:p></table:table-cell>"


def lire(
    octets: bytes,
    genre: str,
    session: SessionExamen | None = None,
    *,
    portee: Portee = PARTOUT,
    inconnus: bool = False,
) -> LotImporte:
    """Lot du fichier, lu à blanc par l'administration nationale."""
    lecture = Lecture(genre, session, portee, inconnus)
    return lire_a_blanc(Recu(f"{genre}.csv", octets), lecture, par=NATIONAL, le=LE)


def phrases(lot: LotImporte) -> list[str]:
    """Diagnostics du lot : niveau et phrase."""
    return [f"{d.niveau} : {d.phrase}" for d in releve_du_lot(lot).diagnostics]


def demandes(lot: LotImporte) -> list[tuple[str, str, dict[str, str]]]:
    """Changements du lot : nature, clé, valeurs demandées."""
    releve: Releve = releve_du_lot(lot)
    return [(c.nature, c.cle, dict(c.apres)) for c in releve.changements]
