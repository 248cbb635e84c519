"""L'amorce dit ce qu'elle fait, refuse clairement, et résume toutes les fautes au lieu de la première."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import amorce


def test_l_aide_montre_chaque_commande(capsys: pytest.CaptureFixture[str]) -> None:
    assert amorce.principal(["--help"]) == 0
    aide = capsys.readouterr().out
    assert [commande for commande in amorce.COMMANDES if f"\n  {commande} " not in aide] == []


def test_sans_commande_l_aide_et_un_code_d_erreur() -> None:
    assert amorce.principal([]) == 2


def test_une_commande_inconnue_est_nommee() -> None:
    with pytest.raises(amorce.Echec, match="« demonter » n'est pas une commande") as echec:
        amorce.principal(["demonter"])
    assert echec.value.code == 2


def test_installer_refuse_un_argument() -> None:
    with pytest.raises(amorce.Echec, match="--force"):
        amorce.principal(["installer", "--force"])


def test_l_empreinte_change_avec_les_paquets_et_avec_la_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    avant = amorce.empreinte_attendue()
    assert amorce.empreinte_attendue() == avant
    (tmp_path / "dev.txt").write_text("autre==1.0\n")
    monkeypatch.setattr(amorce, "PAQUETS", tmp_path / "dev.txt")
    autres_paquets = amorce.empreinte_attendue()
    assert autres_paquets != avant
    (tmp_path / "pyproject.toml").write_bytes((amorce.RACINE / "pyproject.toml").read_bytes())
    monkeypatch.setattr(amorce, "RACINE", tmp_path)
    assert amorce.empreinte_attendue() != autres_paquets


def test_une_installation_interrompue_est_reprise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    faits: list[str] = []
    monkeypatch.setattr(amorce, "TEMOIN", tmp_path / "temoin")
    monkeypatch.setattr(amorce, "creer_environnement", lambda: faits.append("environnement"))
    monkeypatch.setattr(amorce, "installer_projet", lambda: faits.append("projet"))
    monkeypatch.setattr(amorce, "installer_paquets", lambda liste: False)
    with pytest.raises(amorce.Echec, match="relancez"):
        amorce.installer([])
    assert not (tmp_path / "temoin").exists()
    monkeypatch.setattr(amorce, "installer_paquets", lambda liste: True)
    assert amorce.installer([]) == 0
    assert amorce.installer([]) == 0
    assert faits == ["environnement", "environnement", "projet"]


def test_pip_prend_la_suite_de_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    lancees: list[list[str]] = []

    def executer(commande: list[str], **variables: str) -> int:
        lancees.append(commande)
        return 1 if commande[0] == "uv" else 0

    monkeypatch.setattr(shutil, "which", lambda nom: "uv")
    monkeypatch.setattr(amorce, "executer", executer)
    assert amorce.installer_paquets(Path("dev.txt"))
    assert [("uv" in commande, "--require-hashes" in commande) for commande in lancees] == [
        (True, True),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("arguments", "attendus"), [([], ["-n", "2"]), (["-x"], ["-n", "2", "-x"]), (["-n0"], ["-n0"])]
)
def test_les_arguments_de_tester_sont_transmis(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], attendus: list[str]
) -> None:
    lancees: list[list[str]] = []
    monkeypatch.setattr(amorce, "executer", lancees.append)
    amorce.tester(arguments)
    assert lancees == [[str(amorce.PYTHON), "-m", "pytest", *attendus]]


def test_verifier_va_au_bout_et_resume(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faux, vrai = [sys.executable, "-c", "raise SystemExit(3)"], [sys.executable, "-c", ""]
    etapes = [
        ("style", faux, "réparer le style"),
        ("types", vrai, "rien"),
        ("étages", faux, "revoir les étages"),
    ]
    monkeypatch.setattr(amorce, "etapes_de_verification", lambda: etapes)
    monkeypatch.setattr(amorce, "tester", lambda arguments, **variables: 0)
    assert amorce.verifier([]) == 1
    resume = capsys.readouterr().out.split("À reprendre :")[1]
    assert "réparer le style" in resume
    assert "revoir les étages" in resume
    assert "rien" not in resume
    assert "essais" not in resume


def test_verifier_rend_zero_quand_tout_passe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amorce, "etapes_de_verification", list)
    monkeypatch.setattr(amorce, "tester", lambda arguments, **variables: 0)
    assert amorce.verifier([]) == 0
    monkeypatch.setattr(amorce, "tester", lambda arguments, **variables: 1)
    assert amorce.verifier([]) == 1


ADRESSE = "postgresql://fictif@127.0.0.1:1/fictive"


@pytest.fixture
def bases_essayees(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Bases sur lesquelles `verifier` lance les essais ; ceux de PostgreSQL échouent."""
    bases: list[str] = []

    def tester(arguments: list[str], **variables: str) -> int:
        bases.append(variables["PARCHEMIN_BASE"])
        return 1 if variables["PARCHEMIN_BASE"] else 0

    monkeypatch.setattr(amorce, "etapes_de_verification", list)
    monkeypatch.setattr(amorce, "tester", tester)
    monkeypatch.setenv("PARCHEMIN_BASE", "var/autre.sqlite3")
    return bases


def test_sans_postgresql_verifier_dit_ce_qui_n_a_pas_ete_fait(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bases_essayees: list[str]
) -> None:
    monkeypatch.delenv("PARCHEMIN_BASE_POSTGRESQL", raising=False)
    assert amorce.verifier([]) == 0
    assert bases_essayees == [""]
    dit = capsys.readouterr().out
    assert "NON FAITS : PARCHEMIN_BASE_POSTGRESQL" in dit
    assert dit.endswith("Tout est vérifié, mais sur SQLite seulement.\n")


def test_avec_postgresql_les_essais_passent_deux_fois(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bases_essayees: list[str]
) -> None:
    monkeypatch.setenv("PARCHEMIN_BASE_POSTGRESQL", ADRESSE)
    assert amorce.verifier([]) == 1
    assert bases_essayees == ["", ADRESSE]
    dit = capsys.readouterr().out
    assert "== essais sur SQLite" in dit
    assert "NON FAITS" not in dit
    assert "essais sur PostgreSQL" in dit.split("À reprendre :")[1]
    assert "essais sur SQLite" not in dit.split("À reprendre :")[1]


@pytest.mark.skipif(shutil.which("bash") is None, reason="le script n'est que pour les machines Debian")
def test_le_script_de_verification_se_lit_sans_faute() -> None:
    resultat = subprocess.run(
        ["bash", "-n", str(amorce.RACINE / ".ci/run")], check=False, capture_output=True, text=True
    )
    assert (resultat.returncode, resultat.stderr) == (0, "")
