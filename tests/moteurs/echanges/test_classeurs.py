"""Ce qu'un tableur ajoute à une valeur : sa nature, les fusions, d'autres feuilles."""

import io
from datetime import datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from parchemin.moteurs.echanges import Niveau, lire
from tests.moteurs.echanges import pieges
from tests.moteurs.echanges.lectures import OBLIGATOIRES, le_diagnostic
from tests.moteurs.tableurs.fabrique import texte_ods

NE_LE = datetime(2005, 8, 10)  # noqa: DTZ001 — une date de naissance n'a pas de fuseau


def classeur(
    titres: tuple[str, ...] = (), valeurs: tuple[object, ...] = ()
) -> tuple[openpyxl.Workbook, Worksheet]:
    ecrit = openpyxl.Workbook()
    feuille = ecrit.active
    assert isinstance(feuille, Worksheet)
    feuille.title = "Liste"
    feuille.append([*OBLIGATOIRES, *titres])
    feuille.append(["LABBÉ", "Alice", NE_LE, *valeurs])
    return ecrit, feuille


def octets(ecrit: openpyxl.Workbook) -> bytes:
    flux = io.BytesIO()
    ecrit.save(flux)
    return flux.getvalue()


def test_une_date_de_tableur_se_lit_sans_diagnostic() -> None:
    lu = lire(octets(classeur()[0]), "x.xlsx")
    assert (lu.feuille, lu.lignes[0]["ne_le"], lu.lignes[0].feuille) == ("Liste", "2005-08-10", "Liste")
    assert list(lu.tous_les_diagnostics()) == []


@pytest.mark.parametrize(
    ("titre", "valeur", "mot"),
    [
        ("INE", 123456789012, "tableur"),
        ("Division", NE_LE, "date"),
        ("Division", "=A1", "collage spécial"),
        ("Nom d'usage", "#N/A", "formule"),
        ("Courriel", True, "adresse"),
    ],
)
def test_une_valeur_abimee_par_le_tableur_est_situee(titre: str, valeur: object, mot: str) -> None:
    dit = le_diagnostic(lire(octets(classeur((titre,), (valeur,))[0]), "x.xlsx"))
    assert (dit.feuille, dit.ligne, dit.colonne) == ("Liste", 2, titre)
    assert mot in dit.remede
    assert dit.phrase.startswith(f"feuille « Liste », ligne 2, colonne {titre} : ")


def test_un_numero_devenu_nombre_retrouve_son_zero() -> None:
    lu = lire(octets(classeur(("Numéro de candidat",), (2011557741,))[0]), "x.xlsx")
    assert lu.lignes[0]["numero"] == "02011557741"
    assert le_diagnostic(lu).niveau is Niveau.AVERTISSEMENT


@pytest.mark.parametrize(
    ("plage", "niveau", "ligne"), [("D2:D4", "bloquant", 2), ("D1:E1", "avertissement", 1)]
)
def test_une_fusion_est_situee(plage: str, niveau: str, ligne: int) -> None:
    ecrit, feuille = classeur(("Division",), ("TS1",))
    feuille.merge_cells(plage)
    dit = le_diagnostic(lire(octets(ecrit), "x.xlsx"))
    assert (dit.niveau.value, dit.ligne, dit.colonne, dit.valeur) == (niveau, ligne, "D", plage)
    assert "annulez la fusion" in dit.remede


def test_une_fusion_du_preambule_ne_compte_pas() -> None:
    ecrit, feuille = classeur()
    feuille.insert_rows(1, 2)
    feuille["A1"] = "Liste des candidats"
    feuille.merge_cells("A1:C1")
    lu = lire(octets(ecrit), "x.xlsx")
    assert (len(lu.lignes), list(lu.tous_les_diagnostics())) == (1, [])


def test_une_fusion_d_un_ods_est_situee() -> None:
    cellule = texte_ods("a").replace("<table:table-cell", "<table:table-cell table:number-rows-spanned='2'")
    lu = lire(
        pieges.ods(f"<table:table-row>{cellule}{texte_ods('b')}{texte_ods('1/2/2005')}</table:table-row>"),
        "x.ods",
    )
    assert le_diagnostic(lu).valeur == "A2:A3"
    assert lu.feuille == "Notes"


def test_les_autres_feuilles_se_disent() -> None:
    ecrit, _ = classeur()
    ecrit.create_sheet("Anciens")
    dit = le_diagnostic(lire(octets(ecrit), "x.xlsx"))
    assert (dit.niveau, dit.valeur) == (Niveau.AVERTISSEMENT, "Anciens")
