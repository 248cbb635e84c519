"""Un diplôme est un dossier de données : celui-ci, fictif, se lit et se décide sans une ligne de code."""

from pathlib import Path

import pytest

from parchemin.droit.delivrance import Dossier, Reglement
from parchemin.droit.diplome import Diplome, lire_diplome
from parchemin.droit.notes import Resultat, lire_resultat
from parchemin.droit.parametres import HorsValidite
from parchemin.droit.references import Texte
from tests.droit.deliberations import constater

TEXTES = {"essai": Texte("essai", "Règlement d'essai", "Règlement d'essai des jardins")}


@pytest.fixture(scope="module")
def fictif() -> Diplome:
    return lire_diplome(Path(__file__).parent / "diplome_fictif", 2026, TEXTES)


def test_son_reglement(fictif: Diplome) -> None:
    assert [e.code for e in fictif.obligatoires] == ["J1", "J2", "J3"]
    assert [e.code for e in fictif.facultatives] == ["JF"]
    assert fictif.epreuve("V3").forme("A").nombre_situations == 3
    assert fictif.epreuve("J3").forme("C").duree == 15
    assert fictif.valeur("arrosage.minutes").valeur == 45
    with pytest.raises(HorsValidite, match="arrosage"):
        fictif.valeur("arrosage.minutes", session=2025)


def lire(case: str) -> Resultat | None:
    return None if case == "-" else lire_resultat(case)


@pytest.mark.parametrize(
    ("notes", "facultative", "oral", "attendu"),
    [
        (
            "10 10 10",
            "-",
            "-",
            {"decision": "ADMIS", "points": "47,5", "coefficients": "4,75", "unites": "V1 V2 V3"},
        ),
        ("9,5 10 10", "-", "-", {"decision": "CONTROLE", "points": "46,25", "moyenne": "9,73"}),
        ("9,5 10 10", "11,5", "-", {"decision": "ADMIS", "bonus": "1,5", "moyenne": "10,05"}),
        ("9,5 10 10", "11", "-", {"decision": "CONTROLE", "bonus": "1", "moyenne": "9,94"}),
        ("9,5 10 10", "-", "10", {"decision": "ADMIS", "motifs": "ADM_CONTROLE", "unites": "V1 V2 V3"}),
        ("9,5 10 9,5", "-", "-", {"motifs": "MOYENNE_PRO_INSUFFISANTE", "moyenne_professionnelle": "9,50"}),
        ("B:12 8 10", "-", "-", {"decision": "ADMIS", "moyenne": "10,21"}),
        ("DI 9 10", "-", "-", {"decision": "AJOURNE", "motifs": "CTRL_SANS_EPREUVE", "coefficients": "2,25"}),
        ("DI DI 10", "-", "-", {"refus": ["J2"]}),
        ("10 NV 10", "-", "-", {"refus": ["J2"]}),
        ("10 10 NV", "-", "-", {"decision": "AJOURNE", "motifs": "NON_VALIDE"}),
    ],
)
def test_ses_decisions(
    fictif: Diplome, notes: str, facultative: str, oral: str, attendu: dict[str, object]
) -> None:
    dossier = Dossier(tuple(map(lire_resultat, notes.split())), (lire(facultative),), (lire(oral),))
    constat = constater(Reglement(fictif, fictif.jour_de_reference), dossier)
    assert {cle: constat.get(cle) for cle in attendu} == attendu
