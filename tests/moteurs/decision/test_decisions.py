"""Table d'or : chaque code, chaque décision, chaque motif, calculés à la main d'après le contrat."""
# ruff: noqa: E501 — une table se relit ligne à ligne

from pathlib import Path

import pytest

from parchemin.moteurs.decision import decider, reglement_de_session
from tests.moteurs.decision.tables import (
    EPREUVES_2020,
    TITRES_2020,
    TITRES_ECRITS,
    decider_lignes,
    decider_texte,
    en_csv,
    notes,
    numeroter,
)

PRO = "U5|U6|U7|U8"
TOUTES = f"U1|U2|U3|U4|{PRO}"
PROGRESSIVE = "regime=C;forme=progressive"
OBSTACLES = "NOTE_RESERVEE|EPREUVE_ANNULEE|ABSENCE_NON_JUSTIFIEE|NON_VALIDE|UNITES_RESTANTES"

# Résultats de E1 à E8, autres cases, ligne attendue après le numéro.
PREMIERE_DELIBERATION = [
    # La moyenne exacte au seuil, un demi-point dessous ; la troncature ne décide rien.
    ("10 10 10 10 10 10 10 10", "", f"ADMIS;250;25;10,00;10,00;0;ADM_MOYENNE;{TOUTES}"),
    ("10 9,5 10 10 10 10 10 10", "", f"CONTROLE;249,25;25;9,97;10,00;0;CTRL_ACCES;U1|U3|U4|{PRO}"),
    ("10 10 9,5 10 9,5 11,5 9 10", "", "CONTROLE;249,25;25;9,97;10,00;0;CTRL_ACCES;U1|U2|U4|U6|U8"),
    ("4 4 4 4 10 10 11 10", "", f"AJOURNE;199;25;7,96;10,18;0;MOYENNE_INSUFFISANTE;{PRO}"),
    ("4 4 4 5 10,5 10 10 10", "", f"CONTROLE;202;25;8,08;10,18;0;CTRL_ACCES;{PRO}"),
    ("8 8 8 8 8 8 8 8", "", "AJOURNE;200;25;8,00;8,00;0;MOYENNE_PRO_INSUFFISANTE;"),
    ("7,5 8 8 8 8 8 8 8", "", "AJOURNE;198,5;25;7,94;8,00;0;MOYENNE_INSUFFISANTE|MOYENNE_PRO_INSUFFISANTE;"),
    ("0 0 0 0 10 10 10 10", "", f"AJOURNE;160;25;6,40;10,00;0;MOYENNE_INSUFFISANTE;{PRO}"),
    # Facultatives : l'excédent sur 10, sans coefficient ; jamais de baisse ; l'absence est sans effet.
    ("10 9,5 10 10 10 10 10 10", "EF1=10,5;EF3=10.50", f"ADMIS;249,25;25;10,01;10,00;1;ADM_MOYENNE;U1|U3|U4|{PRO}"),
    ("10 9,5 10 10 10 10 10 10", "EF1=2;EF3=10", f"CONTROLE;249,25;25;9,97;10,00;0;CTRL_ACCES;U1|U3|U4|{PRO}"),
    ("10 9,5 10 10 10 10 10 10", "EF1=AB;EF2=12,5;EF3=AB", f"ADMIS;249,25;25;10,07;10,00;2,5;ADM_MOYENNE;U1|U3|U4|{PRO}"),
    ("10 10 10 10 9,5 9,5 9,5 9,5", "EF3=18", "ADMIS;242;25;10,00;9,50;8;ADM_MOYENNE;U1|U2|U3|U4"),
    ("10 10 10 10 9,5 9,5 9,5 9,5", "EF3=17,5", "AJOURNE;242;25;9,98;9,50;7,5;MOYENNE_PRO_INSUFFISANTE;U1|U2|U3|U4"),
    # Ce qui compte et ce qui quitte les deux sommes.
    ("FM 12 12 12 12 12 12 12", "", f"ADMIS;264;25;10,56;12,00;0;ADM_MOYENNE;U2|U3|U4|{PRO}"),
    ("FM FM FM 12 10 10 10 10", "", f"AJOURNE;196;25;7,84;10,00;0;MOYENNE_INSUFFISANTE;U4|{PRO}"),
    ("DI DI DI DI 10 10 10 10", "", f"ADMIS;160;16;10,00;10,00;0;ADM_MOYENNE;{PRO}"),
    ("VA 12 12 12 VA 12 12 12", "", f"ADMIS;192;16;12,00;12,00;0;ADM_MOYENNE;{TOUTES}"),
    ("B:12,5 10 10 B:10 10 10 10 10", "", f"ADMIS;257,5;25;10,30;10,00;0;ADM_MOYENNE;{TOUTES}"),
    ("B:8 12 12 12 12 12 12 12", PROGRESSIVE, f"ADMIS;288;25;11,52;12,00;0;ADM_MOYENNE;U2|U3|U4|{PRO}"),
    ("B:8 12 12 12 12 12 12 12", "amenagement=conservation", f"ADMIS;288;25;11,52;12,00;0;ADM_MOYENNE;U2|U3|U4|{PRO}"),
    # Conclusions sans comparaison.
    ("VA VA VA VA VA VA VA VA", "", f"ADMIS;0;0;;;0;ADM_VAE;{TOUTES}"),
    ("DI VA DI DI VA VA VA VA", "EF3=15", f"ADMIS;0;0;;;5;ADM_VAE;U2|{PRO}"),
    ("8 9 9 9 VA VA VA VA", "", f"A_EXAMINER;78;9;8,66;;0;CAS_A_EXAMINER;{PRO}"),
    ("7 7 7 7 VA VA VA VA", "", f"AJOURNE;63;9;7,00;;0;MOYENNE_INSUFFISANTE;{PRO}"),
    ("B:8 B:9 DI B:8 10 10 10 10", PROGRESSIVE, f"AJOURNE;221,5;23,5;9,42;10,00;0;CTRL_SANS_EPREUVE;{PRO}"),
    ("VA B:8 VA VA B:10 10 10 10", PROGRESSIVE, f"AJOURNE;172;17,5;9,82;10,00;0;CTRL_SANS_EPREUVE;U1|U3|U4|{PRO}"),
    # Obstacles, seuls puis cumulés, dans l'ordre du contrat ; rien d'autre ne suit.
    ("FR 10 10 10 10 10 10 10", "", f"SUSPENDU;220;22;10,00;10,00;0;FRAUDE_EN_COURS;U2|U3|U4|{PRO}"),
    ("12 12 12 12 12 12 12 12", "EF3=FR", f"SUSPENDU;300;25;12,00;12,00;0;FRAUDE_EN_COURS;{TOUTES}"),
    ("10 10 10 10 R:12,5 10 10 10", "", "SUSPENDU;265;25;10,60;10,93;0;NOTE_RESERVEE;U1|U2|U3|U4|U6|U7|U8"),
    ("12 12 12 12 12 12 12 AN", "", "AJOURNE;264;22;12,00;12,00;0;EPREUVE_ANNULEE;U1|U2|U3|U4|U5|U6|U7"),
    ("12 12 12 12 12 AB 12 12", "", "AJOURNE;252;21;12,00;12,00;0;ABSENCE_NON_JUSTIFIEE;U1|U2|U3|U4|U5|U7|U8"),
    ("12 12 12 12 NV 12 NV 12", "", "AJOURNE;192;16;12,00;12,00;0;NON_VALIDE;U1|U2|U3|U4|U6|U8"),
    ("12 12 12 12 NV NP NP NP", PROGRESSIVE, "AJOURNE;108;9;12,00;;0;NON_VALIDE|UNITES_RESTANTES;U1|U2|U3|U4"),
    ("NP NP NP NP NP NP NP NP", PROGRESSIVE, "EN_COURS;0;0;;;0;UNITES_RESTANTES;"),
    ("9 12 12 NP 12 12 12 NP", "amenagement=etalement", "EN_COURS;219;19;11,52;12,00;0;UNITES_RESTANTES;U2|U3|U5|U6|U7"),
    ("12 R:10 AN AB NV NP VA 12", PROGRESSIVE, f"SUSPENDU;87;7,5;11,60;12,00;0;{OBSTACLES};U1|U7|U8"),
    ("FR R:10 AN AB NV NP VA 12", PROGRESSIVE, f"SUSPENDU;51;4,5;11,33;12,00;0;FRAUDE_EN_COURS|{OBSTACLES};U7|U8"),
]  # fmt: skip

AU_CONTROLE = "9 8 8 9 10 10 10 10"
SECONDE_DELIBERATION = [
    (AU_CONTROLE, "", f"CONTROLE;238;25;9,52;10,00;0;CTRL_ACCES;{PRO}"),
    (AU_CONTROLE, "C_CGE=12;C_CEJM=10", f"ADMIS;250;25;10,00;10,00;0;ADM_CONTROLE;U1|U4|{PRO}"),
    (AU_CONTROLE, "C_CGE=11,5;C_CEJM=10", f"AJOURNE;248,5;25;9,94;10,00;0;MOYENNE_INSUFFISANTE;U1|U4|{PRO}"),
    (AU_CONTROLE, "C_CGE=6;C_CEJM=AB", f"AJOURNE;238;25;9,52;10,00;0;MOYENNE_INSUFFISANTE;{PRO}"),
    (AU_CONTROLE, "C_CGE=AN", f"AJOURNE;238;25;9,52;10,00;0;MOYENNE_INSUFFISANTE;{PRO}"),
    # La langue : E2 et E3 ensemble, par leur moyenne ; l'oral égal les remplace ; aucune unité ne se perd.
    ("9 14 5 9 10 10 10 10", "C_LVE=9", f"AJOURNE;242,5;25;9,70;10,00;0;MOYENNE_INSUFFISANTE;U2|{PRO}"),
    ("9 14 5 9 10 10 10 10", "C_LVE=9,5", f"AJOURNE;242,5;25;9,70;10,00;0;MOYENNE_INSUFFISANTE;U2|{PRO}"),
    ("9 15 5 9 10 10 10 10", "C_LVE=10", f"AJOURNE;244;25;9,76;10,00;0;MOYENNE_INSUFFISANTE;U2|U3|{PRO}"),
    ("9 B:12 8 9 10 10 10 10", "C_LVE=10", f"AJOURNE;247;25;9,88;10,00;0;MOYENNE_INSUFFISANTE;U2|U3|{PRO}"),
    ("9 DI 8 9 10 10 10 10", "C_LVE=12;C_CEJM=12", f"ADMIS;241;23,5;10,25;10,00;0;ADM_CONTROLE;U3|U4|{PRO}"),
    # Le zéro de force majeure se rattrape ; les facultatives comptent encore.
    ("FM 9 9 9 10 10 10 10", "C_CGE=12", f"ADMIS;250;25;10,00;10,00;0;ADM_CONTROLE;U1|{PRO}"),
    (AU_CONTROLE, "EF3=13;C_CGE=12", f"ADMIS;247;25;10,00;10,00;3;ADM_CONTROLE;U1|{PRO}"),
    (AU_CONTROLE, "EF3=12,5;C_CGE=12", f"AJOURNE;247;25;9,98;10,00;2,5;MOYENNE_INSUFFISANTE;U1|{PRO}"),
    # Fraude ou annulation : les oraux sont sans effet et ne se jugent pas, fussent-ils trois.
    (AU_CONTROLE, "C_CGE=FR;C_CEJM=20", f"SUSPENDU;238;25;9,52;10,00;0;FRAUDE_EN_COURS;{PRO}"),
    ("FR 12 12 12 12 12 12 12", "C_CGE=20;C_LVE=20;C_CEJM=20", f"SUSPENDU;264;22;12,00;12,00;0;FRAUDE_EN_COURS;U2|U3|U4|{PRO}"),
    ("AN 8 8 9 10 10 10 10", "C_CGE=20;C_LVE=20;C_CEJM=AN", f"AJOURNE;211;22;9,59;10,00;0;EPREUVE_ANNULEE;{PRO}"),
    ("12 12 12 12 12 12 12 12", "C_CGE=FR", f"SUSPENDU;300;25;12,00;12,00;0;FRAUDE_EN_COURS;{TOUTES}"),
]  # fmt: skip


def cases(autres: str) -> dict[str, str]:
    return dict(case.split("=") for case in autres.split(";") if case)


@pytest.mark.parametrize(("resultats", "autres", "attendue"), PREMIERE_DELIBERATION + SECONDE_DELIBERATION)
def test_la_ligne_ecrite_est_celle_du_contrat(
    tmp_path: Path, resultats: str, autres: str, attendue: str
) -> None:
    issue = decider_lignes(tmp_path, {**notes(resultats), **cases(autres)})
    assert issue.fautes == []
    assert ";".join(issue.lignes[0].values()) == f"0001;{attendue}"


def test_la_table_montre_chaque_decision_et_chaque_motif() -> None:
    lignes = [attendue.split(";") for *_, attendue in PREMIERE_DELIBERATION + SECONDE_DELIBERATION]
    assert {ligne[0] for ligne in lignes} == {
        "ADMIS", "AJOURNE", "CONTROLE", "EN_COURS", "SUSPENDU", "A_EXAMINER",
    }  # fmt: skip
    assert {motif for ligne in lignes for motif in ligne[6].split("|")} == {
        "FRAUDE_EN_COURS", "NOTE_RESERVEE", "EPREUVE_ANNULEE", "ABSENCE_NON_JUSTIFIEE", "NON_VALIDE", "UNITES_RESTANTES",
        "ADM_VAE", "ADM_MOYENNE", "MOYENNE_INSUFFISANTE", "MOYENNE_PRO_INSUFFISANTE", "CAS_A_EXAMINER", "CTRL_ACCES",
        "CTRL_SANS_EPREUVE", "ADM_CONTROLE",
    }  # fmt: skip


# Jusqu'à 2024, l'ancienne numérotation : mêmes coefficients, trois facultatives, sans exclusion.
ANCIENNES = [
    ("10 10 10 10 10 10 10 10", "", "ADMIS;250;25;10,00;10,00;0;ADM_MOYENNE;U1|U21|U22|U3|U4|U5|U61|U62"),
    ("10 9 10 10 10 10 10 10", "UF1=10,5;UF2=10,5;UF3=10,5", "ADMIS;248,5;25;10,00;10,00;1,5;ADM_MOYENNE;U1|U22|U3|U4|U5|U61|U62"),
    ("9 14 5 9 10 10 10 10", "C_LVE=10;C_CEJM=12", "ADMIS;253;25;10,12;10,00;0;ADM_CONTROLE;U21|U22|U3|U4|U5|U61|U62"),
    ("12 12 12 12 NV 12 NV NV", "", "AJOURNE;156;13;12,00;12,00;0;NON_VALIDE;U1|U21|U22|U3|U5"),
    ("DI DI DI DI 12 12 12 12", "", "ADMIS;192;16;12,00;12,00;0;ADM_MOYENNE;U4|U5|U61|U62"),
]  # fmt: skip


@pytest.mark.parametrize("session", [2023, 2024])
@pytest.mark.parametrize(("resultats", "autres", "attendue"), ANCIENNES)
def test_les_sessions_2023_et_2024_gardent_leurs_titres(
    tmp_path: Path, session: int, resultats: str, autres: str, attendue: str
) -> None:
    ligne = {"regime": "B", **dict(zip(EPREUVES_2020, resultats.split(), strict=True)), **cases(autres)}
    issue = decider_lignes(tmp_path, ligne, titres=TITRES_2020, session=session)
    assert issue.fautes == []
    assert ";".join(issue.lignes[0].values()) == f"0001;{attendue}"


def test_la_session_2025_suit_la_nouvelle_numerotation(tmp_path: Path) -> None:
    assert decider_lignes(tmp_path, notes(AU_CONTROLE), session=2025).decision == "CONTROLE"


def test_le_tableau_ecrit_est_un_csv_sobre(tmp_path: Path) -> None:
    numeros = ["0007", "=1+1", 'a"b', "a;b", "é\u2003è", "a\nb", "a\rb"]
    lignes = [{**notes(AU_CONTROLE), "numero": numero} for numero in numeros]
    texte = en_csv(lignes)
    assert [ligne["numero"] for ligne in decider_texte(tmp_path, texte).lignes] == numeros


def test_les_octets_ecrits(tmp_path: Path) -> None:
    entree, sortie = tmp_path / "e.csv", tmp_path / "s.csv"
    entree.write_text(en_csv(numeroter([notes(AU_CONTROLE), notes("VA " * 8)])), encoding="utf-8-sig")
    bilan = decider(entree, sortie, reglement_de_session(2026), signaler=pytest.fail)
    assert (
        sortie.read_bytes()
        == (
            f"{TITRES_ECRITS}\n0001;CONTROLE;238;25;9,52;10,00;0;CTRL_ACCES;U5|U6|U7|U8\n"
            f"0002;ADMIS;0;0;;;0;ADM_VAE;{TOUTES}\n"
        ).encode()
    )
    assert {d.value: n for d, n in bilan.decisions.items()} == {"ADMIS": 1, "CONTROLE": 1}
    assert sorted(tmp_path.iterdir()) == [entree, sortie]
