"""Le même tableau en CSV, XLSX et ODS se décide pareil ; une formule ou une date y est une faute."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from odf import opendocument, table, text  # type: ignore[import-untyped]  # odfpy n'a pas de types
from openpyxl import Workbook

from tests.moteurs.decision.tables import (
    EPREUVES,
    TITRES,
    Ligne,
    decider_fichier,
    decider_lignes,
    notes,
    numeroter,
)

LIGNES = numeroter([
    notes("10 9,5 10 10 10 10 10 10", EF1="12,5"),
    {"regime": ""},
    notes("9 8 8 9 10 10 10 10", C_CGE="12", C_CEJM="AB"),
    notes("VA VA VA VA VA VA VA VA", regime="C", forme="progressive", amenagement="conservation|etalement"),
    notes("FR R:12 B:12,5 12 12 12 12 12"),
])  # fmt: skip
LIGNES = [ligne for ligne in LIGNES if "E1" in ligne]


def nombre(case: str) -> Any:
    return Decimal(case.replace(",", ".")) if case.replace(",", "").isdigit() else case


def en_xlsx(chemin: Path, lignes: Sequence[Ligne], **places: Any) -> Path:
    """Classeur de ces lignes, notes en nombres ; `places` pose une valeur à une adresse."""
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(TITRES)
    for ligne in lignes:
        feuille.append(
            [nombre(case) if t in EPREUVES else case or None for t in TITRES for case in [ligne.get(t, "")]]
        )
    for adresse, valeur in places.items():
        feuille[adresse] = valeur
    classeur.create_sheet("Autre")["A1"] = "=1/0"
    classeur.save(chemin)
    return chemin


def en_ods(chemin: Path, lignes: Sequence[Ligne]) -> Path:
    document = opendocument.OpenDocumentSpreadsheet()
    feuille = table.Table(name="Session")
    for cases in [
        TITRES,
        *(
            [nombre(ligne.get(t, "")) if t in EPREUVES else ligne.get(t, "") for t in TITRES]
            for ligne in lignes
        ),
    ]:
        rangee = table.TableRow()
        for case in cases:
            if isinstance(case, Decimal):
                rangee.addElement(table.TableCell(valuetype="float", value=str(case)))
                continue
            cellule = table.TableCell(valuetype="string")
            cellule.addElement(text.P(text=case))
            rangee.addElement(cellule)
        feuille.addElement(rangee)
    document.spreadsheet.addElement(feuille)
    document.save(str(chemin))
    return chemin


@pytest.mark.parametrize("nom", ["session.xlsx", "session.csv", "session"])
def test_un_xlsx_se_decide_comme_un_csv_quel_que_soit_son_nom(tmp_path: Path, nom: str) -> None:
    attendues = decider_lignes(tmp_path, *LIGNES)
    assert decider_fichier(en_xlsx(tmp_path / nom, LIGNES)).lignes == attendues.lignes


def test_un_ods_se_decide_comme_un_csv(tmp_path: Path) -> None:
    attendues = decider_lignes(tmp_path, *LIGNES)
    issue = decider_fichier(en_ods(tmp_path / "session.ods", LIGNES))
    assert issue.lignes == attendues.lignes
    for lue, attendue in zip(issue.explications, attendues.explications, strict=True):
        assert lue["etapes"] == attendue["etapes"]


def test_un_numero_est_un_texte_ou_un_entier_lu_en_chiffres(tmp_path: Path) -> None:
    lignes = [{**LIGNES[0], "numero": n} for n in "abcd"]
    fichier = en_xlsx(tmp_path / "s.xlsx", lignes, A2="0007", A3=7, A4=123456789012345, A5=Decimal("7.0E2"))
    assert [x["numero"] for x in decider_fichier(fichier).lignes] == [
        "0007",
        "7",
        "123456789012345",
        "700",
    ]


@pytest.mark.parametrize("numero", [12.5, -3, True, date(2026, 7, 1), "=A3"])
def test_un_numero_n_est_rien_d_autre(tmp_path: Path, numero: Any) -> None:
    (faute,) = decider_fichier(en_xlsx(tmp_path / "s.xlsx", LIGNES, A3=numero)).fautes
    assert faute.startswith("ligne 3, colonne numero : « ")


def test_un_numero_en_nombre_et_en_texte_est_le_meme(tmp_path: Path) -> None:
    (faute,) = decider_fichier(en_xlsx(tmp_path / "s.xlsx", LIGNES, A2="12", A4=12)).fautes
    assert faute.startswith("ligne 4, colonne numero : « 12 » est déjà le numéro du candidat de la ligne 2")


@pytest.mark.parametrize("valeur", [True, "=10+2", "#N/A", date(2026, 7, 1), time(12, 30)])
@pytest.mark.parametrize("adresse", ["H3", "P3", "S3"])
def test_une_case_qui_n_est_ni_texte_ni_nombre_est_une_faute(
    tmp_path: Path, valeur: Any, adresse: str
) -> None:
    (faute,) = decider_fichier(en_xlsx(tmp_path / "s.xlsx", LIGNES, **{adresse: valeur})).fautes
    colonne = TITRES[ord(adresse[0]) - ord("A")]
    assert faute.startswith(f"ligne 3, colonne {colonne} : « ")
    assert " est une " in faute


@pytest.mark.parametrize("valeur", ["12.3", "12.25", "1E+2", "-1", "12.5000000001"])
def test_un_nombre_compte_comme_il_est_stocke(tmp_path: Path, valeur: str) -> None:
    issue = decider_fichier(en_xlsx(tmp_path / "s.xlsx", LIGNES, H2=Decimal(valeur), H3=Decimal("1.25E+1")))
    assert [faute.split(" : ")[0] for faute in issue.fautes] == ["ligne 2, colonne E1"]


def test_une_colonne_ignoree_n_est_pas_lue(tmp_path: Path) -> None:
    fichier = en_xlsx(tmp_path / "s.xlsx", LIGNES, V1="_calcul", V2="=1/0", V3=True, V9="=1")
    assert len(decider_fichier(fichier).lignes) == len(LIGNES)


def test_une_formule_au_dela_des_titres_ou_dans_un_titre_est_une_faute(tmp_path: Path) -> None:
    issue = decider_fichier(en_xlsx(tmp_path / "s.xlsx", LIGNES, X3="=1", P1="=1"))
    assert [faute.split(" : ")[0] for faute in issue.fautes] == [
        "ligne 1, colonne =1",
        "ligne 3, colonne n° 24",
    ]


def test_la_ligne_est_le_numero_de_la_rangee(tmp_path: Path) -> None:
    issue = decider_fichier(
        en_xlsx(tmp_path / "s.xlsx", [*LIGNES, {}, {}, {**LIGNES[0], "numero": "z", "E5": "12,3"}])
    )
    assert issue.fautes == ["ligne 8, colonne E5 : « 12.3 » n'est pas une note (0 à 20, par demi-points)"]


def test_toutes_les_fautes_d_une_rangee_a_formules(tmp_path: Path) -> None:
    places: dict[str, Any] = {
        "B2": "=1",
        "F2": "=1",
        "H2": True,
        "J2": "NP",
        "O2": "DI",
        "P2": "12",
        "Q2": "12",
        "R2": "=1",
    }
    issue = decider_fichier(en_xlsx(tmp_path / "s.xlsx", LIGNES, **places))
    fautives = [faute.split(" : ")[0].removeprefix("ligne 2, colonne ") for faute in issue.fautes]
    assert fautives == ["regime", "forme", "E1", "E8", "EF2", "EF3"]
