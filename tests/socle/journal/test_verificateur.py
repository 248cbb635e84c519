"""Le vérificateur autonome, lancé comme le lancerait un président de jury ou un expert : seul, avec le Python du système."""

import subprocess
import sys
from pathlib import Path

import pytest

from parchemin.socle.journal.tetes import Tete
from tests.socle.journal.fabrique import SCRIPT, journal, lignes

ACTES = journal(9)
TETE = str(Tete(9, ACTES[-1].empreinte))


def lancer(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Le script seul : ni ce dépôt, ni ses paquets (`-I -S`)."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    chemin = tmp_path / "journal.jsonl"
    chemin.write_bytes(b"".join(lignes(ACTES)))
    return chemin


def test_un_journal_intact_et_sa_tete(fichier: Path) -> None:
    issue = lancer(fichier, "--tete", TETE)
    assert issue.returncode == 0
    assert "Actes lus : 9" in issue.stdout
    assert f"Tête du dernier : {TETE}" in issue.stdout
    assert "JOURNAL INTACT, et prouvé jusqu'à l'acte 9" in issue.stdout
    assert (
        "sans tête gardée ailleurs, un journal réécrit en entier, ou coupé à la fin, paraît intact"
        in issue.stdout
    )


def test_sans_tete_il_ne_dit_que_coherent(fichier: Path) -> None:
    issue = lancer(fichier)
    assert issue.returncode == 0
    assert "JOURNAL COHÉRENT, mais aucune tête gardée" in issue.stdout


def test_un_journal_coupe_se_voit_avec_sa_tete_et_non_sans(fichier: Path) -> None:
    fichier.write_bytes(b"".join(lignes(ACTES[:7])))
    assert lancer(fichier).returncode == 0
    issue = lancer(fichier, f"--tete={TETE}")
    assert issue.returncode == 1
    assert "Acte 9 : sa tête a été gardée, et il manque" in issue.stdout
    assert "JOURNAL ALTÉRÉ." in issue.stdout


@pytest.mark.parametrize(
    ("reecrire", "dit"),
    [
        (lambda f: f.replace(b"copie:4", b"copie:5", 1), "Acte 4 (ligne 4) : son contenu"),
        (lambda f: f.replace(b'{"acte"', b'{ "acte"', 1), "Ligne 1 : n'a pas l'écriture d'un export"),
        (lambda f: f.replace(b"\n", b"\r\n", 3), "réécrit par un autre logiciel"),
        (lambda f: b"\xef\xbb\xbf" + f, "Ligne 1 : n'est pas du JSON en UTF-8"),
        (lambda f: f.replace(b'"numero":4', b'"numero":4.0', 1), "Ligne 4 : a un champ qui n'est pas du genre"),
        (lambda f: f.replace(b'"numero":4', b'"numero":true', 1), "Ligne 4 : a un champ qui n'est pas du genre"),
        (lambda f: f.replace(b'"session":"2026"', b'"session":"2026","x":1', 1), "n'a pas les treize champs"),
        (lambda f: f.replace(b'"role":"correcteur"', b'"role":"correcteur","role":"correcteur"', 1), "l'écriture"),
        (lambda f: f + b"\n", "Ligne 10 : n'est pas du JSON"),
        (lambda f: f + b"[" * 100_000, "Ligne 10 : n'est pas du JSON"),
        (lambda f: f.replace(b'"charge":null', b'"charge":"{}"', 1), "a un sel sans charge, ou une charge sans sel"),
    ],
)  # fmt: skip
def test_un_fichier_retouche_se_voit(fichier: Path, reecrire: object, dit: str) -> None:
    assert callable(reecrire)
    fichier.write_bytes(reecrire(fichier.read_bytes()))
    issue = lancer(fichier, "--tete", TETE)
    assert issue.returncode == 1
    assert dit in issue.stdout
    assert issue.stderr == ""


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", ""), (b"numero;acte\n1;x\n", "Ligne 1 : n'est pas du JSON"), (b"\x00\xff\n", "UTF-8"),
        (b"[]\n", "n'a pas les treize champs"), (lignes(ACTES)[0][:-1] + b"\r\n", "réécrit par un autre logiciel"),
    ],
)  # fmt: skip
def test_ce_qui_n_est_pas_un_journal_ne_se_lit_pas(fichier: Path, contenu: bytes, dit: str) -> None:
    fichier.write_bytes(contenu)
    issue = lancer(fichier)
    assert (issue.returncode, issue.stdout) == (2, "")
    assert "aucune ligne n'est un acte de journal" in issue.stderr
    assert dit in issue.stderr


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["absent.jsonl"], "absent.jsonl : lecture impossible"),
        (["a", "b"], "Un fichier de journal est attendu, et un seul"),
        (["--tete"], "« --tete » : option inconnue, ou sans valeur"),
        (["a", "--tete", "acte 9 : x"], "n'est pas une tête de journal"),
        (["a", "--tete", TETE.replace(TETE.split()[3], "abeile")], "« abeile » n'est pas un mot"),
        (["a", "--vite"], "« --vite » : option inconnue"),
    ],
)
def test_une_demande_illisible_est_refusee_en_francais(
    arguments: list[str], dit: str, tmp_path: Path
) -> None:
    issue = lancer(*(tmp_path / a if a in {"a", "b"} else a for a in arguments))
    assert (issue.returncode, issue.stdout) == (2, "")
    assert dit in issue.stderr


def test_l_aide_dit_l_usage_et_les_limites() -> None:
    assert lancer("--help").returncode == 0
    assert "usage : python3 verifier_journal.py" in lancer("--help").stdout
    assert lancer().returncode == 2


def test_il_n_a_besoin_que_de_python() -> None:
    importes = {
        ligne.split()[1].split(".")[0]
        for ligne in SCRIPT.read_text("utf-8").splitlines()
        if ligne.startswith(("import ", "from "))
    }
    assert importes <= {*sys.stdlib_module_names}
    assert "parchemin" not in importes
