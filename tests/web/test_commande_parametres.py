"""`parchemin parametres` : toutes les valeurs légales, avec ce qui les fonde, et celles qui restent à confirmer."""

import csv
import io
import json

import pytest

from parchemin.droit.diplome import codes_des_diplomes, diplome, sessions_connues
from parchemin.droit.parametres import registre
from tests.web.lancement import lancer, refuser


def valeurs(*arguments: object) -> list[dict[str, str]]:
    issue = lancer("parametres", *arguments, "--format", "csv")
    assert (issue.exit_code, issue.stderr) == (0, "")
    return list(csv.DictReader(io.StringIO(issue.stdout), delimiter=";"))


def test_toutes_les_valeurs_du_registre_et_des_diplomes_y_sont() -> None:
    noms = {v["nom"] for v in valeurs()}
    assert set(registre().noms()) <= noms
    for code in codes_des_diplomes():
        for session in sessions_connues(code):
            lu = diplome(code, session=session)
            assert {f"{code}.{nom}" for nom in lu.registre.noms()} <= noms
            assert {f"{code}.{e.code}.coefficient" for e in lu.epreuves} <= noms
            assert {f"{code}.controle.{d.code}" for d in lu.disciplines} <= noms
            assert all(any(nom.startswith(f"{code}.{e.code}.forme_") for nom in noms) for e in lu.epreuves)


def test_chaque_valeur_a_sa_reference_sa_lecture_et_son_effet() -> None:
    for valeur in valeurs():
        attendus = ("libelle", "valeur", "periode", "reference", "statut", "lu_le", "effet")
        assert all(valeur[cle] for cle in attendus), valeur


def test_a_confirmer_ne_garde_que_l_incertain() -> None:
    toutes, incertaines = valeurs(), valeurs("--a-confirmer")
    assert incertaines == [v for v in toutes if v["statut"] == "a_confirmer"]
    (lue,) = [v for v in incertaines if v["nom"] == "controle.lv_cible"]
    assert lue["alternatives"] == "seule l'épreuve orale | la plus basse des deux"


def test_le_nom_filtre_par_fragment_ou_par_motif() -> None:
    assert {v["nom"].split(".")[0] for v in valeurs("--nom", "controle.*")} == {"controle"}
    assert {v["nom"] for v in valeurs("--nom", "lv_cible")} == {"controle.lv_cible"}


def test_le_jour_ecarte_ce_qui_n_est_pas_en_vigueur() -> None:
    noms = {(v["nom"], v["valeur"]) for v in valeurs("--le", "2026-07-01")}
    assert ("fac.max", "2") in noms
    assert ("fac.max", "3") not in noms
    assert ("fac.max", "3") in {(v["nom"], v["valeur"]) for v in valeurs("--le", "2024-07-01")}
    assert "admission.moyenne_minimale" not in {v["nom"] for v in valeurs("--le", "2027-01-01")}


def test_le_texte_finit_par_les_comptes_et_montre_le_defaut() -> None:
    texte = lancer("parametres").stdout
    toutes, incertaines = valeurs(), valeurs("--a-confirmer")
    assert texte.splitlines()[-1].startswith(f"{len(toutes)} valeurs : ")
    assert texte.rstrip().endswith(f", {len(incertaines)} à confirmer.")
    seule = lancer("parametres", "--nom", "controle.lv_cible").stdout
    assert "Par défaut    toutes les épreuves de langue de la session" in seule
    assert seule.endswith("1 valeur : 1 à confirmer.\n")


def test_le_json_porte_les_memes_valeurs() -> None:
    lu = json.loads(lancer("parametres", "--format", "json").stdout)
    assert [v["nom"] for v in lu] == [v["nom"] for v in valeurs()]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--nom", "zzz"), "Aucune valeur légale ne répond à la demande (nom « zzz »)."),
        (("--le", "2026-13-01"), "« 2026-13-01 » n'est pas un jour du calendrier écrit AAAA-MM-JJ."),
        (("--format", "xml"), "'xml' n'est aucune de ces valeurs : 'texte', 'json', 'csv'."),
    ],
)
def test_un_refus_dit_quoi_changer(arguments: tuple[str, ...], message: str) -> None:
    assert message in refuser("parametres", *arguments)
