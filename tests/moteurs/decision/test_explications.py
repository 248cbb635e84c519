"""L'explication dit tout : cases, valeurs légales, chaque règle avec sa phrase et sa référence."""

from pathlib import Path
from typing import Any

from tests.moteurs.decision.recalcul import recalculer
from tests.moteurs.decision.tables import EPREUVES_2020, TITRES_2020, decider_lignes, notes


def expliquer(dossier: Path, ligne: dict[str, str]) -> dict[str, Any]:
    (explication,) = decider_lignes(dossier, ligne).explications
    return explication


def test_un_admis_a_la_seconde_deliberation(tmp_path: Path) -> None:
    ligne = notes(
        "9 14 5 9 10 10 10 10", voie="scolaire", etablissement="public", EF3="12", C_LVE="12", C_CEJM="AB"
    )
    dite = expliquer(tmp_path, ligne)
    assert [etape["code"] for etape in dite["etapes"]] == [
        *["UNITE_COMPTEE"] * 8,
        "FACULTATIVE", "SOMMES", "SEUIL_CONTROLE", "SEUIL_PROFESSIONNEL", "CTRL_ACCES",
        "UNITES_ACQUISES", "CONTROLE_RETENU", "CONTROLE_SANS_EFFET", "SOMMES_APRES_CONTROLE", "ADM_CONTROLE",
        "UNITES_ACQUISES",
    ]  # fmt: skip
    phrases = {etape["code"]: etape["phrase"] for etape in dite["etapes"]}
    assert phrases["CONTROLE_RETENU"] == "Oral de contrôle LVE : 12 remplace 14 et 5 en E2 et E3."
    assert phrases["ADM_CONTROLE"] == "Moyenne générale 10,08 sur 20, au moins égale à 10."
    assert dite["situation"] == {"regime": "A", "voie": "scolaire", "etablissement": "public"}
    assert dite["regime"]["motifs"][0]["reference"] == "Code de l'éducation, art. D643-19"
    assert (dite["numero"], dite["session"], dite["le"], dite["decision"]) == (
        "0001",
        2026,
        "2026-07-01",
        "ADMIS",
    )
    assert dite["diplome"]["sigle"] == "BTS CCST"


def test_un_ajourne_apres_le_controle_lit_le_seuil_de_dix(tmp_path: Path) -> None:
    dite = expliquer(tmp_path, notes("9 8 8 9 10 10 10 10", C_CGE="AN"))
    (motif,) = [etape for etape in dite["etapes"] if etape["code"] == "MOYENNE_INSUFFISANTE"]
    assert motif["phrase"] == "Moyenne générale 9,52 sur 20, inférieure à 10."
    assert motif["valeurs"]["seuil"] == "10"


def test_chaque_valeur_legale_est_datee_et_referencee(tmp_path: Path) -> None:
    valeurs = {p["nom"]: p for p in expliquer(tmp_path, notes("10 10 10 10 10 10 10 10"))["parametres"]}
    assert valeurs["controle.seuils"]["valeur"] == {"moyenne": 8, "professionnelle": 10}
    assert valeurs["fac.max"]["periode"] == "sessions 2025 à 2026"
    for valeur in valeurs.values():
        assert valeur["reference"]
        assert valeur["periode"]
        assert valeur["statut"] in ("lu", "deduit", "a_confirmer")


def test_un_regime_donne_seul_le_dit(tmp_path: Path) -> None:
    (motif,) = expliquer(tmp_path, notes("10 10 10 10 10 10 10 10"))["regime"]["motifs"]
    assert motif["phrase"] == "Régime A donné par le tableau : contrôle en cours de formation partiel."


def test_l_ecriture_lue_est_gardee_telle_quelle(tmp_path: Path) -> None:
    premiere, seconde = decider_lignes(
        tmp_path, notes("12.50 10 10 10 10 10 10 10"), notes("12,5 10 10 10 10 10 10 10")
    ).explications
    assert premiere["epreuves"][0] | {"lu": "12,5"} == seconde["epreuves"][0]
    assert premiere["epreuves"][0]["lu"] == "12.50"


def test_une_session_ancienne_se_refait_aussi(tmp_path: Path) -> None:
    ligne = {
        "regime": "C",
        **dict(zip(EPREUVES_2020, ["9", "14", "5", "9", "NV", "10", "10", "10"], strict=True)),
        "UF1": "12",
    }
    issue = decider_lignes(tmp_path, ligne, titres=TITRES_2020, session=2024)
    assert issue.lignes[0]["motifs"] == "NON_VALIDE"
    assert recalculer(issue.explications[0]) == issue.lignes[0] | {"unites_acquises": "U21|U5|U61|U62"}
