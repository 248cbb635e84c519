"""L'arbre respecte ses règles, et chaque règle voit bien la faute qu'elle interdit."""

import tomllib
from pathlib import Path

import pytest

import amorce
from tests.architecture import arbre
from tests.architecture.arbre import RACINE, modules, nom

CODE = ("parchemin", "config", "tests", "mesures")
REFERENTIEL = RACINE / "parchemin/droit/referentiel"


def texte(chemin: Path) -> str:
    return chemin.read_text(encoding="utf-8")


def test_les_modules_restent_courts() -> None:
    # Une migration est écrite par Django et ne se relit pas.
    ecrits = [chemin for chemin in modules(*CODE) if chemin.parent.name != "migrations"]
    assert arbre.trop_longs([*ecrits, RACINE / "amorce.py"]) == []


def test_un_module_trop_long_se_voit(tmp_path: Path) -> None:
    (tmp_path / "juste.py").write_text("\n" * 400)
    (tmp_path / "long.py").write_text("\n" * 401)
    assert arbre.trop_longs(tmp_path.iterdir()) == ["long.py : 401 lignes"]


def test_aucun_fourre_tout() -> None:
    assert arbre.fourre_tout(chemin.relative_to(RACINE) for chemin in modules(*CODE)) == []


@pytest.mark.parametrize("chemin", ["parchemin/utils/dates.py", "parchemin/droit/common.py"])
def test_un_fourre_tout_se_voit(chemin: str) -> None:
    assert arbre.fourre_tout([Path(chemin)]) == [chemin]


def test_chaque_paquet_dit_ce_qu_il_fait() -> None:
    assert arbre.paquets_muets(RACINE / "parchemin") == []
    assert arbre.paquets_muets(RACINE / "config") == []


def test_un_paquet_muet_se_voit(tmp_path: Path) -> None:
    for dossier in ("sans_init", "sans_docstring"):
        (tmp_path / dossier).mkdir()
        (tmp_path / dossier / "module.py").touch()
    (tmp_path / "sans_docstring/__init__.py").write_text("X = 1\n")
    assert arbre.paquets_muets(tmp_path) == [
        "sans_docstring : __init__.py sans docstring",
        "sans_init : pas de __init__.py",
    ]


def test_aucune_ligne_de_python_ne_nomme_un_diplome() -> None:
    sigles, codes = arbre.sigles_de_diplomes(REFERENTIEL), arbre.codes_d_epreuves(REFERENTIEL)
    assert sigles, "le référentiel ne contient aucun diplôme"
    assert codes, "le référentiel ne contient aucune épreuve"
    fautes = {
        nom(chemin): lignes
        for chemin in modules("parchemin/droit", "parchemin/moteurs")
        if (lignes := arbre.diplomes_nommes(texte(chemin), sigles, codes))
    }
    assert fautes == {}


@pytest.mark.parametrize("ligne", ["# le BTS CCST", "x = 'ccst'", "x = {'U61': 3}", "if code == 'E5': pass"])
def test_un_diplome_nomme_se_voit(ligne: str) -> None:
    assert len(arbre.diplomes_nommes(ligne, ["ccst"], ["E5", "U61"])) == 1


def test_aucun_flottant_dans_le_droit() -> None:
    fautes = {nom(chemin): arbre.flottants(texte(chemin)) for chemin in modules("parchemin/droit")}
    assert {chemin: lignes for chemin, lignes in fautes.items() if lignes} == {}


@pytest.mark.parametrize(
    "ligne", ["x = float('1')", "def f(note: float): pass", "x: list[float] = []", "x = 0.5"]
)
def test_un_flottant_se_voit(ligne: str) -> None:
    assert arbre.flottants(ligne) == ["ligne 1"]


def test_le_droit_et_les_moteurs_ne_lisent_pas_l_horloge() -> None:
    fautes = {
        nom(chemin): arbre.horloges(texte(chemin))
        for chemin in modules("parchemin/droit", "parchemin/moteurs")
    }
    assert {chemin: lignes for chemin, lignes in fautes.items() if lignes} == {}


@pytest.mark.parametrize(
    "ligne",
    [
        "x = datetime.now(UTC)",
        "x = date.today()",
        "x = datetime.date.today()",
        "x = time.time()",
        "from time import time",
    ],
)
def test_une_lecture_de_l_horloge_se_voit(ligne: str) -> None:
    assert arbre.horloges(ligne) == ["ligne 1"]


def test_les_identifiants_sont_sans_accent() -> None:
    chemins = [*modules(*CODE), RACINE / "amorce.py", RACINE / "manage.py"]
    fautes = {nom(chemin): arbre.identifiants_accentues(texte(chemin)) for chemin in chemins}
    assert {chemin: lignes for chemin, lignes in fautes.items() if lignes} == {}
    assert [nom(chemin) for chemin in chemins if not nom(chemin).isascii()] == []


def test_un_identifiant_accentue_se_voit() -> None:
    assert arbre.identifiants_accentues("# épreuve\népreuve = 'épreuve'\n") == ["ligne 2 : épreuve"]


def test_le_lisez_moi_commence_par_les_deux_commandes() -> None:
    commandes = ["python3 amorce.py demo", "python3 amorce.py tester"]
    assert arbre.commandes_absentes_du_debut(texte(RACINE / "README.md"), commandes) == []


def test_une_commande_trop_loin_se_voit() -> None:
    loin = "\n" * 12 + "python3 amorce.py demo"
    assert arbre.commandes_absentes_du_debut(loin, ["python3 amorce.py demo"]) == ["python3 amorce.py demo"]


def test_les_reglages_tiennent_en_un_fichier_court() -> None:
    assert arbre.trop_longs([RACINE / "config/settings.py"], maximum=199) == []
    assert [chemin.name for chemin in (RACINE / "config").glob("settings*")] == ["settings.py"]


def test_l_amorce_reste_lisible_par_un_vieux_python() -> None:
    assert arbre.expressions_trop_neuves(texte(RACINE / "amorce.py")) == []


@pytest.mark.parametrize("source", ["x: int = 1", "x = f'{1}'", "match x:\n  case 1: pass"])
def test_une_expression_trop_neuve_se_voit(source: str) -> None:
    assert len(arbre.expressions_trop_neuves(source)) == 1


def test_aucune_adresse_de_registre_dans_les_listes_de_paquets() -> None:
    assert list((RACINE / "requirements").glob("*.txt"))
    assert amorce.lignes_avec_adresse(RACINE / "requirements") == []
    verrous = [chemin for chemin in RACINE.glob("package-lock.json") if '"resolved"' in texte(chemin)]
    assert verrous == []


@pytest.mark.parametrize(
    "ligne", ["--index-url https://exemple.invalid", "x @ https://exemple.invalid/x.whl"]
)
def test_une_adresse_de_registre_se_voit(ligne: str, tmp_path: Path) -> None:
    (tmp_path / "prod.txt").write_text(f"click==8.5.1\n{ligne}\n")
    assert amorce.lignes_avec_adresse(tmp_path) == [f"prod.txt:2: {ligne}"]


def test_le_projet_declare_les_paquets_de_la_liste_de_service() -> None:
    declares = tomllib.loads(texte(RACINE / "pyproject.toml"))["project"]["dependencies"]
    lignes = texte(RACINE / "requirements/prod.in").splitlines()
    assert declares == [ligne for ligne in lignes if ligne and not ligne.startswith("#")]
