"""Chaque refus du contrat : la bonne ligne, la bonne colonne, toutes les fautes, et rien d'écrit."""

from pathlib import Path

import pytest

from tests.moteurs.decision.tables import (
    TITRES,
    TITRES_2020,
    Issue,
    decider_lignes,
    decider_texte,
    en_csv,
    notes,
)

DIX = notes("10 10 10 10 10 10 10 10")
CONTROLE = notes("9 8 8 9 10 10 10 10")
VIDE = {"regime": ""}


def colonnes(issue: Issue) -> list[str]:
    """Colonnes fautives de la ligne 2, dans l'ordre où elles sont dites."""
    assert all(faute.startswith("ligne 2, colonne ") for faute in issue.fautes), issue.fautes
    return [faute.removeprefix("ligne 2, colonne ").split(" : ")[0] for faute in issue.fautes]


REFUSES = [
    # Le numéro.
    ({"numero": ""}, "numero"),
    ({"numero": " \u200b\ufeff\u3000"}, "numero"),
    # Régime et voie.
    ({"regime": "D"}, "regime"),
    ({"regime": "a"}, "regime"),
    (VIDE, "voie"),
    ({"etablissement": "public"}, "etablissement"),
    ({"habilitation": "oui"}, "habilitation"),
    ({"etablissement": "public", "habilitation": "etendue"}, "etablissement habilitation"),
    ({"voie": "Scolaire"}, "voie"),
    ({**VIDE, "voie": "scolaire"}, "etablissement"),
    ({**VIDE, "voie": "scolaire", "etablissement": "prive"}, "etablissement"),
    ({**VIDE, "voie": "scolaire", "etablissement": "public", "habilitation": "oui"}, "habilitation"),
    ({"voie": "scolaire", "etablissement": "prive_hors_contrat"}, "etablissement"),
    ({"voie": "experience"}, "voie"),
    ({"regime": "C", "voie": "experience", "etablissement": "public"}, "etablissement"),
    ({"regime": "C", "voie": "experience", "habilitation": "oui"}, "habilitation"),
    ({"regime": "C", "voie": "distance", "habilitation": "etendue"}, "habilitation"),
    ({**VIDE, "voie": "apprentissage"}, "etablissement"),
    ({**VIDE, "voie": "apprentissage", "etablissement": "public", "habilitation": "etendue"}, "habilitation"),
    ({**VIDE, "voie": "apprentissage", "etablissement": "prive_sous_contrat", "habilitation": "etendue"}, "habilitation"),
    ({**VIDE, "voie": "fpc", "habilitation": "oui"}, "etablissement"),
    ({**VIDE, "voie": "fpc", "etablissement": "prive_sous_contrat", "habilitation": "oui"}, "habilitation"),
    ({**VIDE, "voie": "fpc", "etablissement": "prive_hors_contrat", "habilitation": "etendue"}, "habilitation"),
    ({"voie": "fpc", "etablissement": "public", "habilitation": "etendue"}, "habilitation"),
    ({"habilitation": "peut-être"}, "habilitation"),
    # Forme et aménagements.
    ({"forme": "Progressive"}, "forme"),
    ({"voie": "scolaire", "etablissement": "public", "forme": "progressive"}, "forme"),
    ({"voie": "apprentissage", "etablissement": "public", "forme": "progressive"}, "forme"),
    ({"amenagement": "tiers-temps"}, "amenagement"),
    ({"amenagement": "conservation |etalement"}, "amenagement"),
    ({"amenagement": "conservation|conservation"}, "amenagement"),
    ({"amenagement": "conservation|"}, "amenagement"),
    # Les épreuves obligatoires.
    ({"E5": ""}, "E5"),
    ({"E1": "NV"}, "E1"),
    ({"E6": "NV"}, "E6"),
    ({"E5": "DI"}, "E5"),
    ({"E8": "DI"}, "E8"),
    ({"E3": "NP"}, "E3"),
    ({"E3": "NP", "amenagement": "conservation"}, "E3"),
    ({"E3": "B:9,5"}, "E3"),
    ({"E3": "B:9,5", "amenagement": "etalement"}, "E3"),
    ({"E3": "B:21"}, "E3"),
    ({"E3": "B: 12"}, "E3"),
    ({"E3": "R:"}, "E3"),
    ({"E3": "ab"}, "E3"),
    ({"E3": "A B"}, "E3"),
    # Facultatives et contrôle.
    ({"EF1": "FM"}, "EF1"),
    ({"EF2": "B:12"}, "EF2"),
    ({"EF3": "AN"}, "EF3"),
    ({"EF1": "12", "EF2": "12"}, "EF2"),
    ({"EF1": "FR", "EF2": "2"}, "EF2"),
    ({"EF1": "12", "EF2": "12", "EF3": "12"}, "EF2 EF3"),
    ({"C_CGE": "12"}, "C_CGE"),
    ({"C_CGE": "AB", "C_LVE": "AN"}, "C_CGE C_LVE"),
    ({"C_CGE": "FM"}, "C_CGE"),
    ({**CONTROLE, "C_CGE": "12", "C_LVE": "12", "C_CEJM": "AB"}, "C_CEJM"),
    ({**CONTROLE, "E1": "B:10", "C_CGE": "12"}, "C_CGE"),
    ({**CONTROLE, "E2": "VA", "E3": "DI", "C_LVE": "12"}, "C_LVE"),
    ({**CONTROLE, "E1": "R:9", "C_CEJM": "12"}, "C_CEJM"),
    ({**CONTROLE, "E1": "AB", "C_CEJM": "12"}, "C_CEJM"),
    ({**CONTROLE, "E5": "NV", "C_CEJM": "AN"}, "C_CEJM"),
    ({**CONTROLE, **dict.fromkeys(("E5", "E6", "E7", "E8"), "VA"), "C_CGE": "12"}, "C_CGE"),
    # Toutes les fautes d'une ligne, dans l'ordre des colonnes.
    ({"regime": "Z", "forme": "x", "E1": "25", "E3": "", "E8": "DI", "EF1": "12", "EF2": "12", "C_LVE": "?"},
     "regime forme E1 E3 E8 EF2 C_LVE"),
    ({"regime": "Z", "E1": "21", "E3": "NP"}, "regime E1 E3"),
    ({"regime": "Z", "E3": "NP", "forme": "progressive"}, "regime"),
    ({"E1": "21", "C_CGE": "12", "C_LVE": "12", "C_CEJM": "12"}, "E1 C_CEJM"),
    ({"E1": "FR", "E2": "21", "C_CGE": "12", "C_LVE": "12", "C_CEJM": "12"}, "E2"),
    ({"E1": "NV", "C_CGE": "12"}, "E1"),
]  # fmt: skip


@pytest.mark.parametrize(("cases", "attendues"), REFUSES)
def test_une_case_refusee_est_nommee(tmp_path: Path, cases: dict[str, str], attendues: str) -> None:
    assert colonnes(decider_lignes(tmp_path, {**DIX, **cases})) == attendues.split()


ADMIS = [
    {"voie": "scolaire", "etablissement": "public", "habilitation": "non"},
    {"voie": "scolaire", "etablissement": "prive_sous_contrat"},
    {"regime": "C", "voie": "scolaire", "etablissement": "prive_hors_contrat"},
    {"voie": "apprentissage", "etablissement": "public", "habilitation": "oui"},
    {"voie": "apprentissage", "etablissement": "prive_hors_contrat", "habilitation": "oui"},
    {"regime": "C", "voie": "apprentissage", "etablissement": "prive_sous_contrat"},
    {"regime": "B", "voie": "fpc", "etablissement": "public", "habilitation": "etendue", "forme": "progressive"},
    {"voie": "fpc", "etablissement": "public", "habilitation": "oui"},
    {"regime": "C", "voie": "fpc", "etablissement": "prive_sous_contrat", "habilitation": "non"},
    {"regime": "C", "voie": "distance", "etablissement": "prive_hors_contrat"},
    {"regime": "C", "voie": "distance"},
    {"regime": "C", "voie": "experience", "forme": "progressive"},
    {**VIDE, "voie": "experience"},
    {"habilitation": "non"},
    {"forme": "progressive"},
    {"amenagement": "etalement|conservation", "E3": "NP", "E4": "B:0"},
    {"E1": "\u00a0 10 \ufeff", "numero": "\u200b12\u3000"},
    {"EF1": "AB", "EF2": "12", "EF3": "AB"},
    {"EF2": "12", "EF3": "12"},
    {**CONTROLE, "E1": "B:10", "C_LVE": "12", "C_CEJM": "AN"},
]  # fmt: skip


@pytest.mark.parametrize("cases", ADMIS)
def test_une_case_admise_ne_dit_rien(tmp_path: Path, cases: dict[str, str]) -> None:
    assert decider_lignes(tmp_path, {**DIX, **cases}).fautes == []


@pytest.mark.parametrize(
    "note", ["0", "7", "10", "19", "20", "0,5", "12.5", "12,50", "12.00", "20,0", "20.00", "12,0"]
)
def test_une_note_s_ecrit_ainsi(tmp_path: Path, note: str) -> None:
    assert decider_lignes(tmp_path, {**DIX, "E5": note, "EF1": note}).fautes == []


@pytest.mark.parametrize(
    "note",
    [
        "12,3", "12,25", "20,5", "20.50", "21", "-1", "+1", "012", "00", "05", "1e1", "12,", ",5", "12,500", "12 5", "1 2",
        "١٢", "\uff11\uff12", "12'5", "12½", "0x1", "NaN", "inf", "12.5.0", "12;", "null", "10/20", "=10",
    ],
)  # fmt: skip
def test_une_note_ne_s_ecrit_pas_autrement(tmp_path: Path, note: str) -> None:
    issue = decider_lignes(tmp_path, {**DIX, "E5": note, "EF1": note})
    attendue = f"« {note} » n'est pas une note (0 à 20, par demi-points)"
    assert [f.split(" ; codes")[0] for f in issue.fautes] == [
        f"ligne 2, colonne {c} : {attendue}" for c in ("E5", "EF1")
    ]


def test_la_phrase_du_contrat_a_la_lettre(tmp_path: Path) -> None:
    lignes = [DIX] * 12 + [{**DIX, "E5": "12,3"}]
    issue = decider_lignes(tmp_path, *lignes)
    assert issue.fautes == ["ligne 14, colonne E5 : « 12,3 » n'est pas une note (0 à 20, par demi-points)"]


def test_un_numero_deja_vu_nomme_la_premiere_ligne(tmp_path: Path) -> None:
    lignes = [{**DIX, "numero": numero} for numero in ("007", "7", "007", " 007 ")]
    assert decider_lignes(tmp_path, *lignes).fautes == [
        "ligne 4, colonne numero : « 007 » est déjà le numéro du candidat de la ligne 2",
        "ligne 5, colonne numero : « 007 » est déjà le numéro du candidat de la ligne 2",
    ]


def test_les_fautes_suivent_l_ordre_du_tableau(tmp_path: Path) -> None:
    titres = ["C_CEJM", "EF2", "E8", "EF1", *[t for t in TITRES if t not in ("C_CEJM", "EF2", "E8", "EF1")]]
    issue = decider_lignes(
        tmp_path, {**DIX, "E8": "x", "E1": "x", "EF1": "12", "EF2": "12", "C_CEJM": "x"}, titres=titres
    )
    assert colonnes(issue) == ["C_CEJM", "E8", "EF1", "E1"]


def test_un_seul_rapport_par_case_meme_si_elle_est_deux_fois_en_cause(tmp_path: Path) -> None:
    titres = [*[t for t in TITRES if t != "EF2"], "EF2"]
    issue = decider_lignes(tmp_path, {**DIX, "EF1": "12", "EF2": "12", "EF3": "12"}, titres=titres)
    assert colonnes(issue) == ["EF2"]
    assert "ensemble" in issue.fautes[0]
    assert "2 au plus" in issue.fautes[0]


def test_une_case_hostile_tient_sur_une_ligne(tmp_path: Path) -> None:
    issue = decider_lignes(tmp_path, {**DIX, "E5": "x\ny\x1b[2J" + "z" * 500, "regime": "A\r\nB"})
    assert len(issue.fautes) == 2
    assert all(faute.isprintable() and len(faute) < 300 for faute in issue.fautes)


def titre_remplace(ancien: str, nouveau: str) -> list[str]:
    return [nouveau if t == ancien else t for t in TITRES]


def test_les_titres_refuses(tmp_path: Path) -> None:
    texte = en_csv([{**DIX, "numero": "1", "E1": "x"}], [*TITRES, "E9", "", "E1", "e1", "Numéro"])
    issue = decider_texte(tmp_path, texte)
    debuts = [f"ligne 1, colonne {c} : " for c in ("E9", "n° 23", "E1", "e1", "Numéro")]
    assert [faute for faute in issue.fautes[:5] if not faute.startswith(tuple(debuts))] == []
    assert issue.fautes[5].startswith("ligne 2, colonne E1 : « x »")
    assert len(issue.fautes) == 6


@pytest.mark.parametrize("absente", ["numero", "E1", "E8"])
def test_une_colonne_obligatoire_absente(tmp_path: Path, absente: str) -> None:
    titres = [t for t in TITRES if t != absente]
    issue = decider_lignes(tmp_path, DIX, {**CONTROLE, "C_CGE": "12"}, titres=titres)
    assert issue.fautes == [f"{tmp_path / 'session.csv'}, colonne {absente} : colonne obligatoire absente"]


def test_ni_regime_ni_voie(tmp_path: Path) -> None:
    titres = [t for t in TITRES if t not in ("regime", "voie")]
    (faute,) = decider_lignes(tmp_path, DIX, titres=titres).fautes
    assert faute.startswith(f"{tmp_path / 'session.csv'}, colonne regime : ")


@pytest.mark.parametrize("gardee", ["regime", "voie"])
def test_les_colonnes_facultatives_peuvent_manquer(tmp_path: Path, gardee: str) -> None:
    titres = ["numero", gardee, *[f"E{rang}" for rang in range(1, 9)]]
    ligne = {**DIX, "voie": "experience"}
    assert decider_lignes(tmp_path, ligne, titres=titres).decision == "ADMIS"


def test_une_voie_sans_colonne_pour_l_etablissement_le_dit_a_la_voie(tmp_path: Path) -> None:
    titres = ["numero", "voie", *[f"E{rang}" for rang in range(1, 9)]]
    assert colonnes(decider_lignes(tmp_path, {**DIX, "voie": "scolaire"}, titres=titres)) == ["voie"]


@pytest.mark.parametrize(
    ("titres", "session", "conseil"), [(TITRES, 2024, "2025 ou 2026"), (TITRES_2020, 2026, "2023 ou 2024")]
)
def test_les_titres_d_une_autre_session_sont_reconnus(
    tmp_path: Path, titres: tuple[str, ...], session: int, conseil: str
) -> None:
    fautes = decider_lignes(tmp_path, DIX, titres=titres, session=session).fautes
    assert any(f"d'une autre session ({conseil})" in faute for faute in fautes)


def test_une_colonne_ignoree_n_est_pas_lue(tmp_path: Path) -> None:
    titres = ["_", "_nom", *TITRES, "_nom", "_E1"]
    texte = en_csv([{**DIX, "numero": "1", "_nom": "n'importe quoi"}, {"_nom": "seul"}], titres)
    assert decider_texte(tmp_path, texte).decision == "ADMIS"


def test_les_lignes_vides_sont_sautees_et_comptees(tmp_path: Path) -> None:
    entete, premiere, seconde = en_csv(
        [{**DIX, "numero": "1"}, {**DIX, "numero": "2", "E4": "x"}]
    ).splitlines()
    texte = f"\n;;;\n{entete}\n\n {premiere}\n;;;;; \u00a0;\n\n{seconde}\n\n"
    assert [faute.split(" : ")[0] for faute in decider_texte(tmp_path, texte).fautes] == [
        "ligne 8, colonne E4"
    ]


def test_la_ligne_est_celle_ou_la_rangee_commence(tmp_path: Path) -> None:
    lignes = [{**DIX, "numero": "1\n\n2"}, {**DIX, "E4": "x", "numero": "3"}]
    issue = decider_texte(tmp_path, en_csv(lignes))
    assert [faute.split(" : ")[0] for faute in issue.fautes] == ["ligne 5, colonne E4"]


def test_les_dernieres_cases_vides_peuvent_manquer(tmp_path: Path) -> None:
    texte = (
        f"{';'.join(TITRES[:18])}\n7;A;;;;;;10;10;10;10;10;10;10;10\n8;A;;;;;;10;10;10;10;10;10;10;10;;;;;;\n"
    )
    assert [ligne["decision"] for ligne in decider_texte(tmp_path, texte).lignes] == ["ADMIS", "ADMIS"]


def test_une_case_au_dela_des_titres(tmp_path: Path) -> None:
    texte = "numero;regime;E1;E2;E3;E4;E5;E6;E7;E8\n7;A;10;10;10;10;10;10;10;10;;x\n"
    assert colonnes(decider_texte(tmp_path, texte)) == ["n° 12"]


@pytest.mark.parametrize("suite", ["", "\n", ";;;\n\n", "\n;;; \n"])
def test_un_tableau_sans_candidat(tmp_path: Path, suite: str) -> None:
    (faute,) = decider_texte(tmp_path, ";".join(TITRES) + "\n" + suite).fautes
    assert faute == f"{tmp_path / 'session.csv'} : aucun candidat sous la ligne de titres"


def test_un_candidat_en_cours_d_annulation_garde_ses_oraux_sans_controle(tmp_path: Path) -> None:
    ligne = {**CONTROLE, "E8": "AN", "C_CGE": "12", "C_LVE": "AN", "C_CEJM": "AB"}
    assert decider_lignes(tmp_path, ligne).decision == "AJOURNE"
