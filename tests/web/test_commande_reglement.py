"""`parchemin reglement` : tout ce que passe un candidat, chaque chose avec son article, et le régime expliqué."""

import csv
import io
import itertools
import json
from typing import Any

import pytest

from parchemin.droit.regimes import Etablissement, Habilitation, Regime, RegimeRefuse, Voie, determiner_regime
from parchemin.moteurs.decision import reglement_de_session
from tests.web.lancement import lancer, refuser

SESSIONS = (2023, 2024, 2025, 2026)


def lignes(*arguments: object) -> list[dict[str, str]]:
    issue = lancer("reglement", *arguments, "--format", "csv")
    assert (issue.exit_code, issue.stderr) == (0, "")
    return list(csv.DictReader(io.StringIO(issue.stdout), delimiter=";"))


def objets(regime: str, epreuve: str, session: int = 2026) -> dict[str, str]:
    """Ce que dit le règlement d'une épreuve, par objet."""
    return {
        ligne["objet"]: ligne["texte"]
        for ligne in lignes("--regime", regime, "--session", session)
        if ligne["rubrique"].startswith(f"{epreuve} ")
    }


@pytest.mark.parametrize(("regime", "session"), list(itertools.product(Regime, SESSIONS)))
def test_chaque_ligne_a_son_article_et_son_statut(regime: Regime, session: int) -> None:
    lues = lignes("--regime", regime.value, "--session", session)
    assert all(ligne["texte"] and ", " in ligne["reference"] for ligne in lues)
    assert {ligne["statut"] for ligne in lues} <= {"lu", "deduit", "a_confirmer"}
    diplome = reglement_de_session(session).diplome
    rubriques = list(dict.fromkeys(ligne["rubrique"] for ligne in lues))
    assert [r.split()[0] for r in rubriques[: len(diplome.epreuves)]] == [e.code for e in diplome.epreuves]
    assert rubriques[len(diplome.epreuves) :] == [
        "Règles des facultatives", "Épreuves de contrôle", "Admission", "Stage",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("regime", "epreuve", "forme"),
    [
        ("A", "E1", "épreuve ponctuelle écrite, 3 h"),
        ("A", "E4", "épreuve ponctuelle écrite, 4 h"),
        ("B", "E1", "CCF, 2 situations d'évaluation"),
        ("C", "E5", "épreuve ponctuelle orale, 1 h, après 1 h de préparation"),
        ("C", "E7", "épreuve ponctuelle orale, 30 min"),
        ("B", "E6", "épreuve ponctuelle écrite, 4 h"),
    ],
)
def test_la_forme_suit_le_regime(regime: str, epreuve: str, forme: str) -> None:
    assert objets(regime, epreuve)["Forme"].startswith(forme)


def test_une_epreuve_dit_sa_duree_ses_temps_sa_commission_et_son_support() -> None:
    oral = objets("C", "E5")
    assert "Exposé de la situation de négociation choisie (20 min) | Entretien (10 min)" in oral["Forme"]
    assert oral["Devant"].count(" ; ") == 2
    assert "un professionnel (en son absence" in oral["Devant"]
    assert oral["Support"].startswith("Fiche descriptive d'une négociation")
    assert oral["Unité"] == "U5, épreuve professionnelle, coefficient 6"


def test_le_silence_des_textes_est_dit() -> None:
    assert objets("A", "E1")["Devant"] == "composition que les textes lus ne fixent pas"
    assert "durée non fixée par le texte" in objets("A", "E5")["Forme"]


@pytest.mark.parametrize(
    ("regime", "voies"),
    [("A", {"scolaire", "apprentissage", "fpc"}), ("B", {"fpc"}), ("C", {voie.value for voie in Voie})],
)
def test_le_stage_est_celui_des_voies_du_regime(regime: str, voies: set[str]) -> None:
    stages = [ligne for ligne in lignes("--regime", regime) if ligne["rubrique"] == "Stage"]
    assert {ligne["objet"] for ligne in stages} == voies


def test_les_faits_suffisent_et_restreignent_le_stage() -> None:
    lues = lignes("voie=scolaire", "etablissement=public")
    assert [ligne["objet"] for ligne in lues if ligne["rubrique"] == "Stage"] == ["scolaire"]
    assert "14 à 16 semaines" in lues[-1]["texte"]


@pytest.mark.parametrize("session", SESSIONS)
def test_le_texte_tient_en_80_colonnes_et_dit_ce_qui_n_est_pas_lu(session: int) -> None:
    for regime in Regime:
        issue = lancer("reglement", "--regime", regime.value, "--session", session)
        assert issue.exit_code == 0
        assert max(map(len, issue.stdout.splitlines())) <= 80
        assert "[à confirmer]" in issue.stdout
        assert "\x1b" not in issue.stdout


def test_le_texte_se_replie_a_la_largeur_du_terminal() -> None:
    etroit = lancer("reglement", "--regime", "C", colonnes=60).stdout
    assert max(map(len, etroit.splitlines())) <= 60


def test_une_session_incertaine_est_annoncee() -> None:
    assert (
        "règlement de cette session à confirmer"
        in lancer("reglement", "--regime", "A", "--session", 2025).stdout
    )
    assert "Attention" not in lancer("reglement", "--regime", "A", "--session", 2026).stdout


def test_le_json_porte_les_epreuves_et_les_lignes() -> None:
    lu = json.loads(lancer("reglement", "--regime", "A", "--format", "json").stdout)
    assert (lu["session"], lu["regime"]) == (2026, "A")
    durees = {e["epreuve"]: e["duree_min"] for e in lu["epreuves"]}
    assert (durees["E1"], durees["E4"], durees["E5"]) == (180, 240, None)
    assert len(lu["lignes"]) == len(lignes("--regime", "A"))


def pourquoi(*faits: str) -> list[dict[str, Any]]:
    issue = lancer("reglement", "--pourquoi", *faits, "--format", "json")
    assert issue.exit_code == 0, issue.stderr
    examinees: list[dict[str, Any]] = json.loads(issue.stdout)
    return examinees


def test_le_regime_s_explique_ligne_apres_ligne() -> None:
    examinees = pourquoi("voie=fpc", "etablissement=public", "habilitation=etendue")
    assert [x["decide"] for x in examinees] == ["", "", "", "", "", "oui"]
    assert all(x["ecart"] for x in examinees[:-1])
    assert (examinees[-1]["regime"], examinees[-1]["reference"]) == ("B", "Code de l'éducation, art. D643-20")
    issue = lancer("reglement", "--pourquoi", "voie=fpc", "etablissement=public", "habilitation=etendue")
    assert "Régime B : contrôle en cours de formation étendu" in issue.stdout
    assert "6. DÉCIDE" in issue.stdout
    assert "art. D643-20" in issue.stdout


def test_l_explication_conduit_toujours_au_regime_decide() -> None:
    le = reglement_de_session(2026).le
    for voie, etablissement, habilitation in itertools.product(Voie, [None, *Etablissement], Habilitation):
        faits = [f"voie={voie}", f"etablissement={etablissement or ''}", f"habilitation={habilitation}"]
        try:
            decide = determiner_regime(voie, etablissement, habilitation, le=le)
        except RegimeRefuse:
            assert "Ce qui existe pour cette voie" in refuser("reglement", "--pourquoi", *faits)
        else:
            derniere = pourquoi(*faits)[-1]
            assert (derniere["decide"], derniere["regime"]) == ("oui", decide.regime)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Donner --regime A, B ou C, ou --pourquoi"),
        (("--pourquoi",), "Il manque voie=… (valeurs : scolaire, apprentissage, fpc, distance, experience)."),
        (("--pourquoi", "voie=zz"), "« zz » n'est pas une valeur de voie. Valeurs : scolaire,"),
        (("--pourquoi", "voie=fpc", "habilitation=totale"), "Valeurs : non, oui, etendue."),
        (("--pourquoi", "statut=fpc"), "« statut=fpc » : attendu voie=…, etablissement=… ou habilitation=…."),
        (("--pourquoi", "voie=fpc", "voie=fpc"), "« voie » est donné deux fois."),
        (("--pourquoi", "voie=scolaire"), "demande la catégorie de l'établissement"),
        (
            ("--regime", "C", "voie=scolaire", "etablissement=public"),
            "conduisent au régime A, pas au régime C",
        ),
        (
            ("--regime", "A", "--session", "2030"),
            "n'a pas de session 2030 (connues : 2023, 2024, 2025, 2026)",
        ),
        (("--regime", "A", "--session", "deux"), "« deux » n'est pas une année d'examen en quatre chiffres"),
        (("--regime", "A", "--compare", "1999"), "n'a pas de session 1999"),
        (("--regime", "A", "--diplome", "zz"), "le diplôme « zz » n'existe pas"),
    ],
)
def test_un_refus_dit_ce_qui_existe(arguments: tuple[str, ...], message: str) -> None:
    assert message in refuser("reglement", *arguments)


def ecarts(depuis: int, session: int) -> dict[tuple[str, str], tuple[str, str]]:
    issue = lancer(
        "reglement", "--regime", "A", "--session", session, "--compare", depuis, "--format", "json"
    )
    assert issue.exit_code == 0, issue.stderr
    return {(e["rubrique"], e["objet"]): (e["avant"], e["apres"]) for e in json.loads(issue.stdout)}


def test_la_comparaison_reconnait_une_epreuve_qui_a_change_de_numero() -> None:
    changes = ecarts(2024, 2026)
    avant, apres = changes["E1 Culture générale et expression", "Forme"]
    assert (avant.split("\n")[0], apres.split("\n")[0]) == (
        "épreuve ponctuelle écrite, 4 h", "épreuve ponctuelle écrite, 3 h",
    )  # fmt: skip
    assert changes["Règles des facultatives", "Nombre de facultatives présentées au plus"] == (
        "3 épreuves",
        "2 épreuves",
    )
    assert changes["Règles des facultatives", "Choix"] == ("", "EF1 ou EF2, pas ensemble")


def test_une_session_comparee_a_elle_meme_ne_change_pas() -> None:
    assert ecarts(2026, 2026) == {}
    issue = lancer("reglement", "--regime", "A", "--compare", 2026)
    assert issue.stdout == "Rien ne change de la session 2026 à la session 2026.\n"
