"""Les fichiers piégés sont refusés, ou lus, en peu de temps et de mémoire : chacun dans un processus qui se mesure."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from parchemin.moteurs.echanges import EchangeIllisible, lire
from tests.moteurs.echanges.pieges import LUS, REFUSES

RACINE = Path(__file__).resolve().parents[3]
MEMOIRE, SECONDES = 256_000_000, 10
LECTURE = r"""
import re, sys, time
from pathlib import Path
from parchemin.moteurs.echanges import EchangeIllisible, fichier_corrige, lire
for ligne in sys.stdin:
    octets, debut = Path(ligne.strip()).read_bytes(), time.perf_counter()
    try:
        lu = lire(octets, "piège")
        fichier_corrige(lu)
        issue = f"{len(lu.lignes)} lignes"
    except EchangeIllisible as refus:
        issue = " ".join(str(refus).split())
    pic = int(re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1]) * 1024
    print(f"{pic}\t{time.perf_counter() - debut:.3f}\t{issue}", flush=True)
"""
Lire = Callable[[bytes], tuple[int, float, str]]


@pytest.fixture
def lire_a_part(tmp_path: Path) -> Lire:
    def lire_un(octets: bytes) -> tuple[int, float, str]:
        chemin = tmp_path / "piege"
        chemin.write_bytes(octets)
        processus = subprocess.run(
            [sys.executable, "-c", LECTURE],
            input=f"{chemin}\n",
            capture_output=True,
            text=True,
            cwd=RACINE,
            check=False,
        )
        assert processus.returncode == 0, processus.stderr
        pic, secondes, issue = processus.stdout.rstrip("\n").split("\t")
        return int(pic), float(secondes), issue

    return lire_un


@pytest.mark.parametrize("nom", REFUSES)
def test_un_fichier_piege_est_refuse_avec_sa_cause_et_son_remede(nom: str) -> None:
    fabriquer, mot = REFUSES[nom]
    with pytest.raises(EchangeIllisible) as refus:
        lire(fabriquer(), "piège")
    assert mot in refus.value.cause
    assert refus.value.remede
    assert str(refus.value).startswith("piège")


GOURMANDS = (
    "XML d'un million d'élèves", "XML à la valeur démesurée", "un million de colonnes", "trop de cellules",
    "un million de colonnes dans un classeur", "cellule démesurée", "trop gros", "bombe dans une archive",
)  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="la mémoire au plus haut se lit dans /proc")
@pytest.mark.parametrize("nom", [*GOURMANDS, *LUS])
def test_un_fichier_piege_n_epuise_ni_le_temps_ni_la_memoire(nom: str, lire_a_part: Lire) -> None:
    octets = LUS[nom]() if nom in LUS else REFUSES[nom][0]()
    pic, secondes, issue = lire_a_part(octets)
    assert issue
    assert pic <= MEMOIRE
    assert secondes <= SECONDES


def test_des_lignes_vides_ne_sont_rien() -> None:
    lu = lire(LUS["un million de lignes vides"](), "x")
    assert [ligne.numero for ligne in lu.lignes] == [1_000_002]


def test_les_fusions_sans_fin_sont_dites_en_partie() -> None:
    lu = lire(LUS["fusions sans fin"](), "x")
    assert len(lu.diagnostics) == 51
