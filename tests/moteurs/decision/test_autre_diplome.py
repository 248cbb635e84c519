"""La décision ne connaît aucun diplôme : celui-ci, fictif, a trois épreuves et ses propres titres."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from parchemin.droit.delivrance import Reglement
from parchemin.droit.diplome import Diplome, codes_des_diplomes, diplome
from parchemin.droit.epreuves import Domaine
from parchemin.moteurs.decision import TableauRefuse, decider

TITRES = "numero;regime;X1;X2;X3;XF;C_LANGUE"


@pytest.fixture
def fictif() -> Diplome:
    modele = diplome(codes_des_diplomes()[0], session=2026)
    epreuve, libre = modele.obligatoires[0], modele.facultatives[0]
    generale, professionnelle = Domaine.GENERALE, Domaine.PROFESSIONNELLE
    epreuves = [
        replace(epreuve, code=f"X{rang}", unite=f"V{rang}", domaine=domaine, coefficient=Decimal(coefficient))
        for rang, domaine, coefficient in (
            (1, generale, "0.25"),
            (2, generale, "2"),
            (3, professionnelle, "1.25"),
        )
    ]
    langue = replace(modele.disciplines[0], code="LANGUE", epreuves=("X1", "X2"))
    return replace(
        modele,
        code="fictif",
        epreuves=(*epreuves, replace(libre, code="XF")),
        disciplines=(langue,),
        exclusions=(),
    )


def test_ses_titres_ses_coefficients_et_ses_oraux(tmp_path: Path, fictif: Diplome) -> None:
    entree, sortie = tmp_path / "e.csv", tmp_path / "s.csv"
    entree.write_text(
        f"{TITRES}\n1;A;10;9,5;10;;\n2;A;10;9,5;10;12;\n3;A;10;9,5;10;;10\n4;A;10;9,5;10;;9,5\n"
    )
    decider(entree, sortie, Reglement(fictif, date(2026, 7, 1)), signaler=pytest.fail)
    assert sortie.read_text().splitlines()[1:] == [
        "1;CONTROLE;34;3,5;9,71;10,00;0;CTRL_ACCES;V1|V3",
        "2;ADMIS;34;3,5;10,28;10,00;2;ADM_MOYENNE;V1|V3",
        "3;ADMIS;35;3,5;10,00;10,00;0;ADM_CONTROLE;V1|V2|V3",
        "4;AJOURNE;34;3,5;9,71;10,00;0;MOYENNE_INSUFFISANTE;V1|V3",
    ]


def test_ses_fautes(tmp_path: Path, fictif: Diplome) -> None:
    entree = tmp_path / "e.csv"
    entree.write_text(f"{TITRES};E4\n1;A;10;;10;;\n")
    fautes: list[str] = []
    with pytest.raises(TableauRefuse):
        decider(entree, tmp_path / "s.csv", Reglement(fictif, date(2026, 7, 1)), signaler=fautes.append)
    assert [faute.split(" : ")[0] for faute in fautes] == ["ligne 1, colonne E4", "ligne 2, colonne X2"]
