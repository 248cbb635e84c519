"""Les fichiers piégés sont refusés sans épuiser la mémoire : chacun est lu par un processus qui la mesure."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from parchemin.moteurs.tableurs import Limites, TableauIllisible, lire_tableau
from tests.moteurs.tableurs.fabrique import (
    TYPE_ODS,
    archive,
    contenu_ods,
    csv,
    en_ligne,
    ods,
    parties_xlsx,
    texte_ods,
)

RACINE = Path(__file__).resolve().parents[3]
MEMOIRE_MAXIMUM = 256_000_000
LECTURE = r"""
import re, sys
from pathlib import Path
from parchemin.moteurs.tableurs import TableauIllisible, lire_tableau
try:
    lues = sum(1 for _ in lire_tableau(Path(sys.argv[1])).rangees())
    print(f"{lues} rangées")
except TableauIllisible as refus:
    print(refus.constat)
# Le maximum que rend getrusage survit à exec : ce serait celui de pytest.
print(int(re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1]) * 1024)
"""
TITRE = f'<row r="1">{en_ligne("A1", "a")}</row>'
TITRE_ODS = f"<table:table-row>{texte_ods('a')}</table:table-row>"
NOMBRE_ODS = (
    "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='{}'/>"
)


def hasard(taille: int) -> str:
    """Texte que la compression ne réduit guère : il échappe au contrôle du ratio."""
    return hashlib.shake_256(b"hasard").hexdigest(taille // 2)


def feuille(dossier: Path, rangees: str, textes: str = "") -> Path:
    """Classeur dont la feuille finit par assez de hasard pour échapper au contrôle du ratio."""
    parties = parties_xlsx(f"{TITRE}{rangees}", textes=textes)
    bourre = "".join(f"<!--{hasard(60_000)}-->" for _ in range(len(rangees) // 2_000_000 + 1))
    parties["xl/worksheets/sheet1.xml"] = str(parties["xl/worksheets/sheet1.xml"]) + bourre
    return archive(dossier / "x.xlsx", parties)


def feuille_ods(dossier: Path, rangees: str) -> Path:
    contenu = contenu_ods(TITRE_ODS + rangees)
    return archive(dossier / "x.ods", {"mimetype": TYPE_ODS, "content.xml": contenu})


def bombe(dossier: Path) -> Path:
    return archive(dossier / "x.xlsx", parties_xlsx(TITRE) | {"xl/media/a.bin": bytes(30_000_000)})


def bombe_sous_le_seuil(dossier: Path) -> Path:
    parties = parties_xlsx(TITRE) | {f"xl/media/{rang}.bin": bytes(1_000_000) for rang in range(200)}
    return archive(dossier / "x.xlsx", parties)


def dix_mille_membres(dossier: Path) -> Path:
    return archive(dossier / "x.xlsx", parties_xlsx(TITRE) | {f"m/{rang}": "" for rang in range(10_000)})


def balise_demesuree(dossier: Path) -> Path:
    return feuille(dossier, f'<row r="2" x="{hasard(40_000_000)}"/>')


def texte_demesure(dossier: Path) -> Path:
    return feuille(dossier, f'<row r="2">{en_ligne("A2", hasard(40_000_000))}</row>')


def texte_en_morceaux(dossier: Path) -> Path:
    morceaux = "".join(f"<r><t>{hasard(100)}</t></r>" for _ in range(300_000))
    return feuille(dossier, f'<row r="2"><c r="A2" t="inlineStr"><is>{morceaux}</is></c></row>')


def texte_partage_mille_fois(dossier: Path) -> Path:
    cellules = '<c t="s"><v>0</v></c>' * 16_384
    lignes = "".join(f"<row>{cellules}</row>" for _ in range(5))
    return feuille(dossier, lignes, textes=f"<si><t>{hasard(900_000)}</t></si>")


def derniere_colonne(dossier: Path) -> Path:
    lignes = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 20_000))
    return feuille(dossier, lignes)


def colonnes_sans_fin(dossier: Path) -> Path:
    return feuille(dossier, "<row>" + "<c/>" * 1_000_000 + "<c><v>1</v></c></row>")


def formules_larges(dossier: Path) -> Path:
    ligne = '<row r="{0}"><c r="A{0}"><f t="array" ref="A{0}:XFD1048576">1</f></c></row>'
    return feuille(dossier, "".join(ligne.format(n) for n in range(2, 5_000)))


def rangees_repetees(dossier: Path) -> Path:
    rangee = (
        f"<table:table-row table:number-rows-repeated='1000000'>{NOMBRE_ODS.format(24)}</table:table-row>"
    )
    return ods(dossier, TITRE_ODS + rangee)


def rangees_repetees_hors_feuille(dossier: Path) -> Path:
    rangee = f"<table:table-row table:number-rows-repeated='2000000'>{NOMBRE_ODS.format(1)}</table:table-row>"
    return ods(dossier, TITRE_ODS + rangee)


def colonnes_repetees(dossier: Path) -> Path:
    return ods(dossier, f"{TITRE_ODS}<table:table-row>{NOMBRE_ODS.format(1_000_000)}</table:table-row>")


def feuille_repetee(dossier: Path) -> Path:
    rangee = (
        f"<table:table-row table:number-rows-repeated='1000'>{NOMBRE_ODS.format(16_384)}</table:table-row>"
    )
    return feuille_ods(dossier, rangee * 1_000)


def espaces_repetees(dossier: Path) -> Path:
    cellule = texte_ods("a<text:s text:c='999999999'/>b")
    return ods(dossier, f"<table:table-row>{cellule}</table:table-row>")


def styles_sans_fin(dossier: Path) -> Path:
    styles = "".join(
        f"<style:style style:family='table-cell' style:name='{rang:x}{hasard(8)}'/>"
        for rang in range(200_000)
    )
    return ods(dossier, TITRE_ODS, styles=styles)


def colonnes_d_un_csv(dossier: Path) -> Path:
    return csv(dossier, ";".join(f"_{rang}" for rang in range(1_000_000)))


def points_virgules(dossier: Path) -> Path:
    return csv(dossier, "a;b\n" + ";" * 49_000_000)


def guillemet_oublie(dossier: Path) -> Path:
    return csv(dossier, 'a;b\n"' + "x;y\n" * 10_000_000)


def une_ligne_sans_fin(dossier: Path) -> Path:
    return csv(dossier, "a\n\U0001f4dc" + "x" * 45_000_000)


CELLULES_VIDES = f"<table:table-row>{'<table:table-cell/>' * 10}</table:table-row>"


@pytest.mark.parametrize(
    ("fabrique", "rangees"),
    [
        (feuille, f"<row>{'<c/>' * 10}</row>" * 101),
        (feuille, "<row/>" * 1_001),
        (feuille_ods, CELLULES_VIDES * 101),
        (feuille_ods, "<table:table-row/>" * 1_001),
    ],
)
def test_les_cellules_et_les_rangees_vides_se_comptent_aussi(
    tmp_path: Path, fabrique: Callable[[Path, str], Path], rangees: str
) -> None:
    chemin = fabrique(tmp_path, rangees)
    assert not list(lire_tableau(chemin, limites=Limites(cellules=1_100)).rangees())
    with pytest.raises(TableauIllisible, match="plus de 1000 cellules"):
        list(lire_tableau(chemin, limites=Limites(cellules=1_000)).rangees())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="la mémoire se mesure sous Linux")
@pytest.mark.parametrize(
    ("fabrique", "constat"),
    [
        (bombe, "comprimé plus de 100 fois"),
        (bombe_sous_le_seuil, "dépasse 200 Mo une fois déplié"),
        (dix_mille_membres, "plus de 10000 membres"),
        (balise_demesuree, "partie démesurée"),
        (texte_demesure, "dépasse 1000000 caractères"),
        (texte_en_morceaux, "dépasse 1000000 caractères"),
        (texte_partage_mille_fois, "textes démesurés"),
        (derniere_colonne, "plus de 10000000 cellules"),
        (colonnes_sans_fin, "plus de 16384 colonnes"),
        (formules_larges, "plus de 10000000 cellules"),
        (rangees_repetees, "plus de 10000000 cellules"),
        (rangees_repetees_hors_feuille, "plus de 1048576 lignes"),
        (colonnes_repetees, "plus de 16384 colonnes"),
        (feuille_repetee, "plus de 10000000 cellules"),
        (espaces_repetees, "dépasse 1000000 caractères"),
        (styles_sans_fin, "trop de styles"),
        (colonnes_d_un_csv, "dépasse 1000000 caractères"),
        (points_virgules, "dépasse 1000000 caractères"),
        (guillemet_oublie, "guillemet"),
        (une_ligne_sans_fin, "dépasse 1000000 caractères"),
    ],
)
def test_un_fichier_piege_est_refuse_en_peu_de_memoire(
    tmp_path: Path, fabrique: Callable[[Path], Path], constat: str
) -> None:
    commande = [sys.executable, "-c", LECTURE, str(fabrique(tmp_path))]
    sortie = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, timeout=60, check=True)
    phrase, memoire = sortie.stdout.splitlines()
    assert constat in phrase
    assert int(memoire) < MEMOIRE_MAXIMUM
