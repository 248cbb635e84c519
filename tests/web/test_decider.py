"""La commande `parchemin decider` : codes de sortie, messages, fichiers laissés intacts."""
# ruff: noqa: E501 — une table se relit ligne à ligne

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parchemin.web.commande.decider import commande
from tests.moteurs.decision.tables import TITRES_ECRITS, en_csv, notes, numeroter

ADMIS = notes("10 10 10 10 10 10 10 10")
LIGNES = numeroter([ADMIS, notes("9 8 8 9 10 10 10 10"), ADMIS])


@pytest.fixture
def entree(tmp_path: Path) -> Path:
    chemin = tmp_path / "session.csv"
    chemin.write_text(en_csv(LIGNES), encoding="utf-8", newline="")
    return chemin


@pytest.fixture
def sortie(tmp_path: Path) -> Path:
    return tmp_path / "decisions.csv"


def lancer(*arguments: object) -> Result:
    return CliRunner().invoke(commande, [str(argument) for argument in arguments])


def refuser(*arguments: object) -> str:
    """Message d'un refus : code 2, rien sur la sortie standard, jamais de trace."""
    issue = lancer(*arguments)
    assert issue.exit_code == 2, issue.output
    assert issue.stdout == ""
    assert "Traceback" not in issue.stderr
    assert issue.exception is None or isinstance(issue.exception, SystemExit)
    return issue.stderr


def test_une_ligne_de_resume_sur_la_sortie_d_erreur(entree: Path, sortie: Path) -> None:
    issue = lancer(entree, "--sortie", sortie)
    assert (issue.exit_code, issue.stdout) == (0, "")
    assert issue.stderr == f"3 candidats décidés : ADMIS 2, CONTROLE 1. Écrit dans {sortie}.\n"
    assert sortie.read_text(encoding="utf-8").splitlines()[0] == TITRES_ECRITS


def test_les_explications_sont_facultatives(entree: Path, sortie: Path, tmp_path: Path) -> None:
    raisons = tmp_path / "raisons.jsonl"
    assert lancer(entree, "--sortie", sortie, "--explications", raisons).exit_code == 0
    assert len(raisons.read_text(encoding="utf-8").splitlines()) == 3


def test_un_refus_dit_toutes_les_fautes_et_ne_touche_a_rien(
    entree: Path, sortie: Path, tmp_path: Path
) -> None:
    entree.write_text(
        en_csv([{**LIGNES[0], "E5": "12,3"}, {**LIGNES[1], "E6": ""}, LIGNES[2]]), encoding="utf-8"
    )
    raisons = tmp_path / "raisons.jsonl"
    sortie.write_text("ancien", encoding="utf-8")
    avant = sorted(tmp_path.iterdir())
    lignes = refuser(entree, "--sortie", sortie, "--explications", raisons).splitlines()
    assert lignes[0] == "ligne 2, colonne E5 : « 12,3 » n'est pas une note (0 à 20, par demi-points)"
    assert lignes[1].startswith("ligne 3, colonne E6 : case vide")
    assert len(lignes) == 2
    assert sortie.read_text(encoding="utf-8") == "ancien"
    assert sorted(tmp_path.iterdir()) == avant


@pytest.mark.parametrize("session", ["2022", "2027", "26", "deux mille", "-2026", "2026.0", "999999999999"])
def test_une_session_inconnue(entree: Path, sortie: Path, session: str) -> None:
    assert session in refuser(entree, "--sortie", sortie, "--session", session)
    assert not sortie.exists()


@pytest.mark.parametrize(
    "le", ["20260701", "2026-7-1", "01/07/2026", "2026-02-30", "2026-W27-3", "demain", "", "٢٠٢٦-07-01"]
)
def test_un_jour_illisible(entree: Path, sortie: Path, le: str) -> None:
    assert "AAAA-MM-JJ" in refuser(entree, "--sortie", sortie, "--le", le)


@pytest.mark.parametrize("le", ["2020-01-01", "2027-01-01", "0001-01-01", "9999-12-31"])
def test_un_jour_hors_de_validite(entree: Path, sortie: Path, le: str) -> None:
    assert "Périodes connues" in refuser(entree, "--sortie", sortie, "--le", le)


def test_un_jour_lisible_et_en_vigueur(entree: Path, sortie: Path) -> None:
    assert lancer(entree, "--sortie", sortie, "--le", "2026-12-31").exit_code == 0


@pytest.mark.parametrize("session", ["2025", "2026"])
def test_les_sessions_de_la_nouvelle_numerotation(entree: Path, sortie: Path, session: str) -> None:
    assert lancer(entree, "--sortie", sortie, "--session", session).exit_code == 0


def test_la_sortie_n_est_jamais_l_entree(entree: Path, sortie: Path, tmp_path: Path) -> None:
    avant = entree.read_bytes()
    lien, dur, raisons = tmp_path / "lien.csv", tmp_path / "dur.csv", tmp_path / "raisons.jsonl"
    lien.symlink_to(entree)
    dur.hardlink_to(entree)
    (tmp_path / "dossier").mkdir()
    autre = tmp_path / "dossier" / ".." / "session.csv"
    for meme in (entree, lien, dur, autre):
        assert "tableau à lire" in refuser(entree, "--sortie", meme)
        assert "tableau à lire" in refuser(meme, "--sortie", entree, "--explications", raisons)
        assert "tableau à lire" in refuser(entree, "--sortie", sortie, "--explications", meme)
    assert "même fichier" in refuser(entree, "--sortie", sortie, "--explications", sortie)
    assert entree.read_bytes() == avant
    assert not sortie.exists()


def test_une_sortie_impossible(entree: Path, tmp_path: Path) -> None:
    for sortie in (
        tmp_path,
        tmp_path / "absent" / "s.csv",
        entree / "s.csv",
        Path("/dev/null"),
        tmp_path / ("n" * 300),
    ):
        assert str(sortie) in refuser(entree, "--sortie", sortie)
    assert sorted(tmp_path.iterdir()) == [entree]


@pytest.mark.skipif(os.geteuid() == 0, reason="les droits n'arrêtent pas l'administrateur")
def test_un_dossier_protege(entree: Path, tmp_path: Path) -> None:
    protege = tmp_path / "protege"
    protege.mkdir(mode=0o500)
    assert "droits insuffisants" in refuser(entree, "--sortie", protege / "s.csv")


def test_un_disque_plein_ne_laisse_rien(
    entree: Path, sortie: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plein(descripteur: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", plein)
    assert "plus de place" in refuser(entree, "--sortie", sortie)
    assert sorted(tmp_path.iterdir()) == [entree]


HOSTILES = {
    "vide": b"", "blancs": b"\n \n;;\n", "bom": b"\xef\xbb\xbf", "utf16": "numero;regime\n1;A".encode("utf-16"),
    "nul": b"numero;regime\n\0;A\n", "html": b"<html><table></table></html>", "pdf": b"%PDF-1.7", "zip": b"PK\x03\x04abc",
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "virgules": b"numero,regime,E1\n1,A,10\n",
    "guillemet": b'numero;regime\n"1;A\n', "binaire": bytes(range(256)) * 4, "titres": b"numero;regime;E1;E2;E3;E4;E5;E6;E7;E8\n",
    "octet": b"numero;\x81\n", "large": b";" * 100_000 + b"x\n", "titre": b"\xff\xfe\x00",
}  # fmt: skip


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_fichier_hostile(sortie: Path, tmp_path: Path, nom: str) -> None:
    entree = tmp_path / f"{nom}.xlsx"
    entree.write_bytes(HOSTILES[nom])
    assert refuser(entree, "--sortie", sortie).strip()
    assert sorted(tmp_path.iterdir()) == [entree]


def test_une_entree_introuvable_ou_dossier(sortie: Path, tmp_path: Path) -> None:
    assert "introuvable" in refuser(tmp_path / "absent.csv", "--sortie", sortie)
    assert "dossier" in refuser(tmp_path, "--sortie", sortie)


def test_un_csv_de_windows(entree: Path, sortie: Path) -> None:
    ligne = {**ADMIS, "numero": "É1’", "_nom": "Œuvré"}
    entree.write_bytes(
        en_csv([ligne], ["numero", "_nom", "regime", *[f"E{n}" for n in range(1, 9)]]).encode("cp1252")
    )
    assert lancer(entree, "--sortie", sortie).exit_code == 0
    assert sortie.read_text(encoding="utf-8").splitlines()[1].startswith("É1’;ADMIS;")


def processus(*arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "parchemin", "decider", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_dans_un_tube_seules_les_lignes_utiles(entree: Path, sortie: Path) -> None:
    sortie_standard, erreurs = processus(entree, "--sortie", sortie).communicate(timeout=30)
    assert sortie_standard == ""
    assert erreurs == f"3 candidats décidés : ADMIS 2, CONTROLE 1. Écrit dans {sortie}.\n"


def test_une_interruption_ne_laisse_rien(entree: Path, sortie: Path, tmp_path: Path) -> None:
    lignes = [{**ADMIS, "numero": str(rang)} for rang in range(60_000)]
    entree.write_text(en_csv(lignes), encoding="utf-8", newline="")
    sortie.write_text("ancien", encoding="utf-8")
    avant = sorted(tmp_path.iterdir())
    en_cours = processus(entree, "--sortie", sortie, "--explications", tmp_path / "raisons.jsonl")
    debut = time.monotonic()
    while sorted(tmp_path.iterdir()) == avant and time.monotonic() - debut < 20:
        time.sleep(0.01)
    en_cours.send_signal(signal.SIGINT)
    _, erreurs = en_cours.communicate(timeout=30)
    assert en_cours.returncode == 130
    assert erreurs == "Interrompu : rien n'a été écrit.\n"
    assert sorted(tmp_path.iterdir()) == avant
    assert sortie.read_text(encoding="utf-8") == "ancien"
