"""Les inscriptions vues à plusieurs : le pilote lit et décide, deux académies écrivent à la fois ; clavier, sans script."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.etapes.inscriptions import monde as m
from tests.parcours.registre import (
    Registre,
    au_clavier,
    envoyer,
    partie,
    refuser,
    remplir_la_note,
    saine,
    titree,
    voir,
)

pytestmark = pytest.mark.parcours


def test_le_pilote_lit_ce_que_l_autre_a_change_puis_decide_et_exporte(
    registre: Registre, tmp_path: Path
) -> None:
    rattachee = registre.entrer("rattachee")
    rattachee.goto(registre.fiche("Rectifié", "modifier/coordonnees/"))
    rattachee.get_by_label("Localité").fill("Meylan")
    envoyer(rattachee, "Enregistrer")
    rattachee.get_by_role("link", name="Conserver une note").click()
    saine(rattachee)
    remplir_la_note(rattachee, "12,5")
    envoyer(rattachee, "Enregistrer la demande")

    page = registre.entrer("pilote")
    voir(page, "/inscriptions/", "Inscriptions")
    change = partie(page, "Changé par l'autre académie")
    expect(change).to_contain_text("par rattachee Fictif")
    expect(change).to_contain_text("Localité : Grenoble devient Meylan")
    expect(change).to_contain_text("Session d’origine : 2025")
    change.get_by_role("link", name="Rectifié Théo").first.click()
    expect(page.get_by_role("main")).to_contain_text("Grenoble a changé la candidature")
    saine(page)
    envoyer(page, "J'en ai pris connaissance")
    page.get_by_role("link", name="Décider").click()
    saine(page)
    page.get_by_label("Refuser").check()
    refuser(page, "décision", dit="raison")
    page.get_by_label("Accorder").check()
    envoyer(page, "décision")

    # Une longue liste se filtre, se pagine, s'emporte ; le fichier « hors BEE » dit d'abord ce qui y manque.
    voir(page, "/inscriptions/candidats/", "Candidats")
    voir(page, f"/inscriptions/candidats/?etablissement={m.VOISIN}&division=TS1&cas=inconnu", "Candidats")
    page.get_by_label("Agir, exporter").select_option("Exporter : XLSX")
    with page.expect_download() as telecharge:
        page.get_by_role("button", name=re.compile("Pour les .* trouvés")).click()
    telecharge.value.save_as(tmp_path / "liste.xlsx")
    lignes = list(openpyxl.load_workbook(tmp_path / "liste.xlsx").worksheets[0].values)
    assert [len(lignes), {ligne[15] for ligne in lignes[1:]}] == [41, {"TS1"}]
    voir(page, f"/inscriptions/hors-bee/?etablissement={m.VOISIN}", "hors BEE")
    with page.expect_download() as telecharge:
        page.get_by_role("button", name=re.compile("Écrire le fichier")).click()
    telecharge.value.save_as(tmp_path / "hors_bee.csv")
    rendu = (tmp_path / "hors_bee.csv").read_text(encoding="utf-8").splitlines()
    assert rendu[0].startswith("civilite;nom_famille;prenoms;ine;")
    assert [ligne.split(";")[1] for ligne in rendu if "MOREAU" in ligne.upper()] == ["Moreau"]


def test_deux_academies_changent_la_meme_candidature(registre: Registre) -> None:
    adresse = registre.fiche("Partagée", "modifier/coordonnees/")
    rattachee, pilote = registre.entrer("rattachee"), registre.entrer("pilote")
    for page in (rattachee, pilote):
        page.goto(adresse)
    rattachee.get_by_label("Localité").fill("Meylan")
    rattachee.get_by_label("Code postal").fill("38240")
    envoyer(rattachee, "Enregistrer")
    pilote.get_by_label("Localité").fill("Échirolles")
    refuser(pilote, "Enregistrer", dit="rien n'a été écrasé")
    conflit = pilote.get_by_role("row").filter(has=pilote.get_by_role("rowheader", name="Localité"))
    expect(conflit).to_contain_text(re.compile("Grenoble.*Meylan.*Échirolles.*rattachee Fictif", re.DOTALL))
    # Sa saisie est restée ; ce qu'il n'avait pas touché est celui d'aujourd'hui ; la base, elle, n'a pas bougé.
    expect(pilote.get_by_label("Localité")).to_have_value("Échirolles")
    expect(pilote.get_by_label("Code postal")).to_have_value("38240")
    rattachee.goto(adresse)
    expect(rattachee.get_by_label("Localité")).to_have_value("Meylan")
    pilote.get_by_label("Localité").fill("Meylan")
    envoyer(pilote, "Enregistrer")

    # Deux champs différents : les deux passent, et chacune lit l'autre dans l'histoire.
    pilote.goto(adresse)
    rattachee.get_by_label("Téléphone").fill("0639980001")
    pilote.locator("[name=adresse]").fill("2 rue Neuve")
    envoyer(rattachee, "Enregistrer")
    envoyer(pilote, "Enregistrer")
    for page, autre, champ in (
        (rattachee, "pilote Fictif", "Adresse : 2 rue Neuve"), (pilote, "rattachee Fictif", "Téléphone : 0639980001"),
    ):  # fmt: skip
        page.goto(registre.fiche("Partagée"))
        histoire = partie(page, "Histoire")
        expect(histoire).to_contain_text(champ)
        expect(histoire).to_contain_text(autre)
        saine(page)


def test_une_inscription_individuelle_au_clavier_seul(registre: Registre) -> None:
    page = registre.entrer("service")
    voir(page, "/inscriptions/inscrire/", "Inscrire un candidat")
    suite = page.get_by_role("button", name="Enregistrer et continuer")
    au_clavier(page, page.get_by_label("Nom de famille"), "Marchand")
    au_clavier(page, suite, "Enter")
    expect(page.get_by_role("main")).to_contain_text("obligatoire")
    saine(page)
    for champ, texte in (("Prénoms", "Samir"), ("Né le", "03031998"), ("Voie", "Exp")):
        au_clavier(page, page.get_by_label(champ), texte)
    au_clavier(page, suite, "Enter")
    titree(page, "Coordonnées")
    saine(page)
    au_clavier(page, page.get_by_label("Adresse électronique"), "samir@exemple.invalid")
    au_clavier(page, suite, "Enter")
    titree(page, "Voie")
    saine(page)
    au_clavier(page, page.get_by_text("Ajouter une période"), "Enter")
    for champ, texte in (("Du", "01012024"), ("Au", "12122025"), ("Emploi", "Commercial")):
        au_clavier(page, page.get_by_label(champ, exact=True), texte)
    au_clavier(page, page.get_by_role("button", name="Ajouter cette période"), "Enter")
    expect(page.get_by_role("main")).to_contain_text("Commercial")
    au_clavier(page, suite, "Enter")
    titree(page, "Épreuves")
    saine(page)
    au_clavier(page, page.get_by_label("Langue obligatoire"), "anglais")
    au_clavier(page, suite, "Enter")
    titree(page, "Notes et dispenses")
    saine(page)
    au_clavier(page, page.get_by_role("button", name="Continuer", exact=True), "Enter")
    titree(page, "Aménagements")
    saine(page)
    au_clavier(page, suite, "Enter")
    titree(page, "Relire et déposer")
    saine(page)
    au_clavier(page, page.get_by_role("button", name="Déposer la candidature"), "Enter")
    titree(page, "Marchand Samir")
    expect(page.get_by_role("main")).to_contain_text("Inscrite, à confirmer")


def test_sans_javascript_la_liste_un_filtre_et_un_acte_marchent(registre: Registre) -> None:
    page = registre.entrer("service", java_script_enabled=False)
    page.goto(f"/inscriptions/candidats/?etablissement={m.VOISIN}")
    page.get_by_label("À traiter").select_option("À compléter")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("main")).to_contain_text("18 candidats sous ces filtres")
    page.get_by_role("table").get_by_role("link", name="Nombreux 007").click()
    page.get_by_role("link", name="Ouvrir le dossier").click()
    page.get_by_role("link", name="Corriger").click()
    page.get_by_label("Langue obligatoire").fill("allemand")
    envoyer(page, "Enregistrer", dit="Enregistré")
    expect(partie(page, "Histoire")).to_contain_text("Langue obligatoire : allemand")
