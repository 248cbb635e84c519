"""Le fichier rendu avec ses diagnostics se relit sans perte, et n'exécute rien dans un tableur."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesures.candidats import fichier
from parchemin.moteurs.echanges import FORMATS, FichierLu, Support, difference, fichier_corrige, lire
from parchemin.moteurs.echanges.protection import deproteger, est_une_formule, proteger
from tests.moteurs.echanges.lectures import OBLIGATOIRES, en_csv
from tests.moteurs.echanges.test_bee import ELEVE, export, sorti
from tests.moteurs.echanges.test_listes_simples import EXEMPLE

SUPPORTS = tuple(Support)
# Ce qu'un tableur calcule ou appelle, d'après les listes publiques d'injections par CSV.
FORMULES = (
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1", "-1+1", "-A1", "+A1*2", "-2+3+cmd|' /C calc'!A0", "\t=1+1",
    '=HYPERLINK("http://exemple.fr";"ici")', "-(1)", "+33612345678", "\uff1d1+1", "-A1:B2", "+SUM(1)",
)  # fmt: skip
NOMS = (
    "-Dupont",
    "-Dupont-Martin",
    "-D'Almeida",
    "-",
    "--",
    "+Marie",
    "- Le Goff",
    "-Œuvrard",
    "D'Almeida",
    "l'-A",
    "",
)
FAUTIF = en_csv(
    (*OBLIGATOIRES, "Adresse", "INE"),
    ("-Dupont", "=1+1", "31/02/2005", "@12 rue X\nBât. B", "1,2E+10"),
    ("'L'HER", "Zoé", "38451", "'-A1", "528777848GG"),
    ("王", "-A1", "", "_x000D_ & <b>", ""),
)  # fmt: skip


@pytest.mark.parametrize("formule", FORMULES)
def test_une_formule_est_protegee_dans_un_csv(formule: str) -> None:
    assert est_une_formule(formule)
    assert proteger(formule) == f"'{formule}"


@pytest.mark.parametrize("nom", NOMS)
def test_un_nom_qui_commence_par_un_signe_reste_tel_quel(nom: str) -> None:
    assert proteger(nom) == nom
    assert deproteger([nom]) == [nom]


@given(st.lists(st.text(alphabet="'=+-@A1(é\t|", max_size=6), max_size=4))
def test_ce_qui_est_protege_se_retrouve(cellules: list[str]) -> None:
    protegees = [proteger(cellule) for cellule in cellules]
    assert not any(est_une_formule(cellule) for cellule in protegees)
    assert list(deproteger(protegees)) == cellules


def test_l_habit_d_un_texte_est_ote() -> None:
    assert deproteger(['="0123"', "a"]) == ["0123", "a"]
    assert deproteger(['="a"&"b"']) == ['="a"&"b"']


def les_cellules(lu: FichierLu) -> list[list[str]]:
    return [[cellule.strip("\n") for cellule in cellules if cellule] for _, cellules in lu.origine.rangees]


@pytest.mark.parametrize("support", SUPPORTS)
@pytest.mark.parametrize(
    "octets", [fichier(code, 20) for code in FORMATS] + [EXEMPLE, FAUTIF], ids=[*FORMATS, "exemple", "fautif"]
)
def test_un_fichier_corrige_se_relit_sans_perte(octets: bytes, support: Support) -> None:
    lu = lire(octets, "liste.csv")
    rendu = fichier_corrige(lu, support)
    relu = lire(rendu.octets, rendu.nom)
    assert rendu.nom == f"liste_corrige.{support.value}"
    assert (relu.format, relu.version, relu.uai, relu.annee) == (lu.format, lu.version, lu.uai, lu.annee)
    assert list(relu.origine.entete) == list(lu.origine.entete)
    assert les_cellules(relu) == les_cellules(lu)
    assert [ligne.valeurs for ligne in relu.lignes] == [ligne.valeurs for ligne in lu.lignes]
    dits = [[(d.niveau, d.colonne, d.valeur) for d in ligne.diagnostics] for ligne in lu.lignes]
    assert [[(d.niveau, d.colonne, d.valeur) for d in ligne.diagnostics] for ligne in relu.lignes] == dits
    assert difference(lu, relu).est_vide


@pytest.mark.parametrize("support", SUPPORTS)
def test_corriger_un_fichier_corrige_n_empile_rien(support: Support) -> None:
    une_fois = fichier_corrige(lire(FAUTIF, "a.csv"), support)
    deux_fois = fichier_corrige(lire(une_fois.octets, "a.csv"), support)
    assert lire(deux_fois.octets, "b").origine.entete == lire(FAUTIF, "a").origine.entete


def test_les_diagnostics_sont_en_regard_de_leur_ligne() -> None:
    texte = fichier_corrige(lire(FAUTIF, "a.csv"), Support.CSV).octets.decode("utf-8-sig")
    titres, premiere, *_ = csv.reader(io.StringIO(texte, newline=""), delimiter=";")
    assert titres[:4] == ["_ligne", "_niveau", "_diagnostic", "Nom de famille"]
    assert premiere[:2] == ["2", "bloquant"]
    assert "Date de naissance : un jour qui existe attendu" in premiere[2]
    assert premiere[3:] == ["-Dupont", "'=1+1", "31/02/2005", "'@12 rue X\nBât. B", "1,2E+10"]


def test_les_ecartes_et_le_fichier_entier_ont_aussi_leur_diagnostic() -> None:
    lu = lire(export(ELEVE, sorti("05/11/2025")), "x.xml")
    texte = fichier_corrige(lu, Support.CSV).octets.decode("utf-8-sig")
    assert '\n5;laissée de côté;"DATE_SORTIE : un élève présent attendu' in texte
    vide = fichier_corrige(lire(en_csv(OBLIGATOIRES), "x"), Support.CSV).octets.decode("utf-8-sig")
    assert vide.splitlines()[-1].startswith(';bloquant;"fichier : au moins un candidat attendu')


def test_le_classeur_n_a_que_du_texte_et_s_ouvre_ailleurs() -> None:
    rendu = fichier_corrige(lire(FAUTIF, "a.csv"))
    feuille = openpyxl.load_workbook(io.BytesIO(rendu.octets)).active
    assert feuille is not None
    cellules = [cellule for rangee in feuille.iter_rows() for cellule in rangee if cellule.value is not None]
    assert {cellule.data_type for cellule in cellules} == {"s"}
    assert {cellule.number_format for cellule in cellules} == {"@"}
    assert [feuille.cell(2, colonne).value for colonne in (4, 5)] == ["-Dupont", "=1+1"]


def test_un_classeur_est_toujours_le_meme() -> None:
    assert fichier_corrige(lire(FAUTIF, "a")).octets == fichier_corrige(lire(FAUTIF, "a")).octets
