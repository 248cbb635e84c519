"""La comparaison du référentiel et des textes voit ce qui manque d'un côté comme de l'autre."""

import importlib.util
import os
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


RIEN: dict[str, list[dict[str, object]]] = {"textes": [], "donnees": []}


def petit(dossier: Path, texte: str) -> list[Path]:
    (dossier / "referentiel").mkdir()
    (dossier / "referentiel" / "essai.toml").write_text(PETIT, encoding="utf-8")
    officiel = dossier / "texte.txt"
    officiel.write_text(texte, encoding="utf-8")
    return [officiel]


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("- **A1.1T1.** Compter les *copies*\n", []),
        ("A1.1.T1. Compter les\n\ncopies\n", []),
        (
            "A1.1.T1. Compter les copies\nPeser les copies\n",
            ["ligne 2 : absent des données : Peser les copies"],
        ),
        (
            "Peser\n",
            ["ligne 1 : absent des données", "ligne 3, A1.1.T1 : absent des textes : A1.1.T1 Compter"],
        ),
        ("A1.1.T1. Compter les copies.\n", ["absent des données", "absent des textes"]),
        ("A1.1.T1. compter les copies\n", ["absent des données", "absent des textes"]),
        ("A1.1.T2. Compter les copies\n", ["absent des données : A1.1.T2", "absent des textes : A1.1.T1"]),
        ("A1.1.T1. Compter les copies\nles copies\n", ["ligne 2 : absent des données"]),
        ("A1.1.T1. Compter\n", ["absent des textes : les copies"]),
    ],
)
def test_chaque_ecart_est_vu(
    comparaison: ModuleType, tmp_path: Path, texte: str, attendus: list[str]
) -> None:
    ecarts = comparaison.comparer(petit(tmp_path, texte), tmp_path, RIEN)
    assert len(ecarts) == len(attendus)
    assert all(attendu in ecart for attendu, ecart in zip(attendus, ecarts, strict=True))


@pytest.mark.parametrize(
    ("lu", "mots"),
    [
        ("2**", ("2**",)),
        ("20 min (*20 min)", ("20", "min", "(*20", "min)")),
        ("EF1. Langue vivante **", ("EF1.", "Langue", "vivante", "**")),
        (r"\* Avec une heure", ("*", "Avec", "une", "heure")),
        ("➤ **E6** : l’*épreuve*", ("E6", ":", "l'épreuve")),
        ("1<sup>er</sup> octobre", ("1er", "octobre")),
        ("[a@b.fr](mailto:a@b.fr)", ("a@b.fr",)),
        ("**Art. 1<sup>er</sup>.** – La", ("Article", "1er", "La")),
        ("Bloc de compétences n° 3: développer", ("B3", "développer")),
        ("C4-1 Réaliser", ("C4.1", "Réaliser")),
    ],
)
def test_le_balisage_s_oublie_et_les_renvois_restent(
    comparaison: ModuleType, lu: str, mots: tuple[str, ...]
) -> None:
    assert comparaison.mots(lu) == mots


def test_un_ecart_explique_n_est_plus_dit(comparaison: ModuleType, tmp_path: Path) -> None:
    textes = petit(tmp_path, "En-tête\n")
    expliques = {
        "textes": [{"motif": "En-tête", "fois": 1}],
        "donnees": [{"motif": ".*", "code": r"A1\.1\.T1", "champ": "libelle", "fois": 1}],
    }
    assert comparaison.comparer(textes, tmp_path, expliques) == []


def test_une_explication_couvre_le_nombre_d_ecarts_qu_elle_dit(
    comparaison: ModuleType, tmp_path: Path
) -> None:
    textes = petit(tmp_path, "A1.1.T1. Compter les copies\nEn-tête\nEn-tête\n")
    expliques = {"textes": [{"motif": "En-tête", "fois": 1}, {"motif": "Pied", "fois": 1}], "donnees": []}
    assert comparaison.comparer(textes, tmp_path, expliques) == [
        "« En-tête » explique 2 écarts au lieu de 1.",
        "« Pied » explique 0 écarts au lieu de 1.",
    ]


def test_un_dossier_sans_texte_est_dit(
    comparaison: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert comparaison.main([str(tmp_path)]) == 2
    assert "aucun texte" in capsys.readouterr().out
