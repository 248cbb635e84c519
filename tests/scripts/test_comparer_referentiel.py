"""La comparaison du référentiel et des textes voit ce qui manque d'un côté comme de l'autre."""

import importlib.util
import os
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

RACINE = Path(__file__).resolve().parents[2]
TEXTES = Path(os.environ.get("PARCHEMIN_TEXTES", RACINE.parent / "shared" / "textes"))
PETIT = """texte = "crpa"
[[item]]
code = "A1.1.T1"
genre = "tache"
libelle = "Compter les copies"
ou = "annexe"
"""


@pytest.fixture(scope="module")
def comparaison() -> ModuleType:
    chemin = RACINE / "scripts" / "comparer_referentiel.py"
    fiche = importlib.util.spec_from_file_location("comparer_referentiel", chemin)
    assert fiche is not None
    assert fiche.loader is not None
    module = importlib.util.module_from_spec(fiche)
    fiche.loader.exec_module(module)
    return module


@pytest.mark.skipif(not TEXTES.is_dir(), reason="les textes officiels ne sont pas à côté du dépôt")
def test_aucun_ecart_inexplique(comparaison: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert comparaison.main([str(TEXTES)]) == 0
    assert "0 écart inexpliqué" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("**A1.1.T1.** Compter les *copies*\n", []),
        ("A1.1.T1. Compter les copies\nPeser les copies\n", ["ligne 2 : absent des données"]),
        ("Peser les copies\n", ["ligne 1 : absent des données", "A1.1.T1 : absent des textes"]),
    ],
)
def test_chaque_ecart_est_vu(
    comparaison: ModuleType, tmp_path: Path, texte: str, attendus: list[str]
) -> None:
    (tmp_path / "referentiel").mkdir()
    (tmp_path / "referentiel" / "essai.toml").write_text(PETIT, encoding="utf-8")
    officiel = tmp_path / "texte.txt"
    officiel.write_text(texte, encoding="utf-8")
    ecarts = comparaison.comparer([officiel], tmp_path, {"textes": [], "donnees": []})
    assert len(ecarts) == len(attendus)
    assert all(attendu in ecart for attendu, ecart in zip(attendus, ecarts, strict=True))


def test_un_ecart_explique_n_est_plus_dit(comparaison: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "referentiel").mkdir()
    (tmp_path / "referentiel" / "essai.toml").write_text(PETIT, encoding="utf-8")
    officiel = tmp_path / "texte.txt"
    officiel.write_text("En-tête\n", encoding="utf-8")
    expliques = {"textes": ["^En-tête$"], "donnees": ["Compter les copies"]}
    assert comparaison.comparer([officiel], tmp_path, expliques) == []


def test_chaque_explication_sert(comparaison: ModuleType) -> None:
    if not TEXTES.is_dir():
        pytest.skip("les textes officiels ne sont pas à côté du dépôt")
    expliques = tomllib.loads(comparaison.EXPLIQUES.read_text(encoding="utf-8"))
    tous = comparaison.comparer(
        sorted(TEXTES.glob("*.txt")), comparaison.DIPLOME, {"textes": [], "donnees": []}
    )
    for motif in expliques["textes"]:
        reste = comparaison.comparer(
            sorted(TEXTES.glob("*.txt")), comparaison.DIPLOME,
            {"textes": [m for m in expliques["textes"] if m != motif], "donnees": expliques["donnees"]},
        )  # fmt: skip
        assert reste, f"L'explication {motif!r} ne sert plus."
    assert len(tous) > len(expliques["textes"])
