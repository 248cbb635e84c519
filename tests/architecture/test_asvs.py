"""La grille de sûreté est entière, chaque ligne y a sa raison ou sa preuve, et chaque preuve existe."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import amorce
from tests.architecture import asvs
from tests.architecture.arbre import RACINE, nom

LIGNES = asvs.grille(RACINE / "docs/asvs.csv")
VERIFICATIONS = [nom for nom, _, _ in amorce.etapes_de_verification()]
CONFORME = next(ligne for ligne in LIGNES if ligne.etat == "conforme" and "tests/" in ligne.essai)


def test_la_grille_a_ses_253_exigences() -> None:
    assert len(LIGNES) == 253
    assert list(asvs.comptes_faux(LIGNES)) == []


def test_chaque_ligne_a_son_etat_sa_raison_et_sa_preuve() -> None:
    assert list(asvs.lignes_fautives(LIGNES)) == []


def test_chaque_essai_nomme_existe() -> None:
    assert asvs.essais_inconnus(LIGNES, RACINE, VERIFICATIONS) == []


def test_deux_lignes_ne_disent_pas_la_meme_chose() -> None:
    assert [e for e, fois in Counter(ligne.exigence for ligne in LIGNES).items() if fois > 1] == []


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"etat": "à voir", "explication": "x"}, "état « à voir »"),
        ({"exigence": "x" * 91}, "91 caractères"),
        ({"exigence": ""}, "0 caractères"),
        ({"essai": ""}, "conforme sans essai"),
        ({"essai": "amorce.py::style", "explication": ""}, "sans raison"),
        ({"etat": "écart", "explication": ""}, "sans raison"),
        ({"etat": "non applicable", "explication": ""}, "sans raison"),
    ],
)
def test_une_ligne_fautive_se_voit(champs: dict[str, str], faute: str) -> None:
    fautive = replace(CONFORME, **champs)
    assert list(asvs.lignes_fautives([fautive])) == [f"{CONFORME.identifiant} : {faute}"]


def test_une_grille_incomplete_ou_en_desordre_se_voit() -> None:
    assert list(asvs.comptes_faux([ligne for ligne in LIGNES if ligne.niveau == "2"])) == [
        "niveau 1 : 0 lignes"
    ]
    assert "1.1.1 : plusieurs lignes" in list(asvs.comptes_faux([*LIGNES[:1], *LIGNES]))
    assert list(asvs.comptes_faux(LIGNES[::-1])) == ["les lignes ne suivent pas l'ordre des identifiants"]
    assert "niveau inconnu : 3" in list(asvs.comptes_faux([replace(LIGNES[0], niveau="3"), *LIGNES[1:]]))


@pytest.mark.parametrize(
    "essai",
    ["tests/nulle_part.py::test_x", "tests/architecture/test_asvs.py::test_absent", "amorce.py::absente"],
)
def test_un_essai_qui_n_existe_pas_se_voit(essai: str) -> None:
    ligne = replace(CONFORME, essai=f"{CONFORME.essai} + {essai}")
    assert asvs.essais_inconnus([ligne], RACINE, VERIFICATIONS) == [f"{ligne.identifiant} : {essai}"]


def sources() -> list[Path]:
    return [f for motif in ("*.py", "*.html") for f in sorted((RACINE / "parchemin").rglob(motif))]


def test_aucune_protection_n_est_defaite() -> None:
    fautes = {nom(f): asvs.protections_defaites(f.read_text(encoding="utf-8")) for f in sources()}
    assert {f: lignes for f, lignes in fautes.items() if lignes} == {}


@pytest.mark.parametrize(
    "ligne",
    [
        "{{ x|safe }}",
        "{{ x | safe }}",
        "{{ x|safeseq }}",
        "{% autoescape off %}",
        "@csrf_exempt",
        "Personne.objects.raw(x)",
        "moteur.from_string(x)",
        "Template(x)",
    ],
)
def test_une_protection_defaite_se_voit(ligne: str) -> None:
    assert asvs.protections_defaites(f"a = 1\n{ligne}") == [f"ligne 2 : {ligne}"]
