"""La commande `documents` : ses fichiers, ses refus."""

from pathlib import Path

import pytest

from tests.web.lancement import lancer, refuser

TABLEAU = (
    "numero;regime;E1;E2;E3;E4;E5;E6;E7;E8;_nom;_prenom\n"
    "0001;A;10;10;10;10;10;10;10;10;FICTIF-GEAI;Ana\n"
    "0002;A;5;5;5;5;12;5;5;5;FICTIF-PIE;Luc\n"
)


@pytest.fixture
def tableau(tmp_path: Path) -> Path:
    fichier = tmp_path / "session.csv"
    fichier.write_text(TABLEAU, encoding="utf-8")
    return fichier


@pytest.mark.parametrize(
    ("arguments", "noms"),
    [
        (["releves", "--par", "candidat"], ["releve_0001.pdf", "releve_0002.pdf"]),
        (["releves"], ["releve_sans-etablissement.pdf"]),
        (["attestations", "--deliberation", "2026-07-03", "--par", "candidat"], ["attestation_0002.pdf"]),
        (["proces-verbal", "--par", "session"], ["proces-verbal_session.pdf"]),
        (["statistiques"], ["statistiques.pdf"]),
    ],
)
def test_les_fichiers(tableau: Path, tmp_path: Path, arguments: list[str], noms: list[str]) -> None:
    sortie = tmp_path / "sortie"
    issue = lancer("documents", arguments[0], tableau, "--sortie", sortie, *arguments[1:])
    assert issue.exit_code == 0, issue.output
    assert sorted(f.name for f in sortie.iterdir()) == noms
    assert all(f.read_bytes().startswith(b"%PDF-") for f in sortie.iterdir())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["attestations"], "--deliberation"),
        (["releves", "--definitif"], "--deliberation"),
        (["diplomes"], "releves"),
        (["releves", "--session", "2031"], "2031"),
    ],
)
def test_les_refus(tableau: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    dit = refuser("documents", arguments[0], tableau, "--sortie", tmp_path / "sortie", *arguments[1:])
    assert message in dit
    assert not (tmp_path / "sortie").exists()


def test_un_tableau_fautif(tmp_path: Path) -> None:
    fichier = tmp_path / "session.csv"
    fichier.write_text(TABLEAU.replace(";12;", ";12,3;"), encoding="utf-8")
    dit = refuser("documents", "releves", fichier, "--sortie", tmp_path / "sortie")
    assert "ligne 3, colonne E5" in dit
    assert not (tmp_path / "sortie").exists()
    assert "introuvable" in refuser("documents", "releves", tmp_path / "rien.csv", "--sortie", tmp_path / "s")


def test_definitif_attend_le_jury_et_ecarte_les_suspendus(tmp_path: Path) -> None:
    fichier, sortie = tmp_path / "session.csv", tmp_path / "sortie"
    definitif = ("--definitif", "--deliberation", "2026-07-03", "--par", "candidat")
    fichier.write_text(TABLEAU + "0003;C;8;8;8;8;VA;VA;VA;VA;FICTIF-COQ;Lou\n", encoding="utf-8")
    dit = refuser("documents", "releves", fichier, "--sortie", sortie, *definitif)
    assert "0003" in dit
    assert not sortie.exists()
    fichier.write_text(TABLEAU + "0003;A;FR;8;8;8;12;12;12;12;FICTIF-COQ;Lou\n", encoding="utf-8")
    issue = lancer("documents", "releves", fichier, "--sortie", sortie, *definitif)
    assert issue.exit_code == 0, issue.output
    assert sorted(f.name for f in sortie.iterdir()) == ["releve_0001.pdf", "releve_0002.pdf"]
    assert "1 candidat sans relevé" in issue.stderr
