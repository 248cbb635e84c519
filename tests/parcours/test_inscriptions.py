"""Les inscriptions de bout en bout : l'établissement reprend ses fichiers, la rattachée instruit, le candidat confirme."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fichiers import depot as d
from tests.parcours.registre import (
    MOTS,
    TELEPHONE,
    Registre,
    courbe,
    envoyer,
    partie,
    refuser,
    remplir_la_note,
    saine,
    titree,
    voir,
)

pytestmark = pytest.mark.parcours
EXEMPLE = Path(__file__).resolve().parents[1] / "moteurs" / "echanges" / "cyclades_liste_simple.csv"


def test_l_etablissement_reprend_ses_fichiers_puis_suit_ce_qui_reste(
    registre: Registre, tmp_path: Path
) -> None:
    page = registre.entrer("direction")
    voir(page, "/inscriptions/", "Inscriptions")
    expect(page.get_by_role("main")).to_contain_text("Personne n’est encore inscrit")
    voir(page, "/inscriptions/candidats/", "Candidats")
    voir(page, "/inscriptions/fichiers/", "Fichiers reçus")
    deposer(page, tmp_path / "liste.pdf", b"%PDF-1.7")
    refuser(page, "Lire le fichier", dit="PDF")

    # Notre modèle : une date qui n'existe pas, un INE mangé par un tableur, un nom qui commence par un tiret.
    lignes = [
        d.ligne("Alpha", courriel="alpha@exemple.invalid"), d.ligne("-Dupont", ine="1,23457E+11"),
        d.ligne("Gamma", ne_le="31/02/2005"),
    ]  # fmt: skip
    deposer(page, tmp_path / "modele.csv", d.modele(*lignes))
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("main")).to_contain_text("Prêt à appliquer")
    expect(page.get_by_role("main")).to_contain_text("31/02/2005")
    saine(page)
    with page.expect_download() as telecharge:
        page.get_by_role("link", name="Télécharger le fichier corrigé").click()
    corrige = tmp_path / telecharge.value.suggested_filename
    telecharge.value.save_as(corrige)
    deposer(
        page, tmp_path / "corrige.xlsx", corriger(corrige, {"1,23457E+11": None, "31/02/2005": "28/02/2005"})
    )
    page.get_by_role("button", name="Lire le fichier").click()
    envoyer(page, "Appliquer 3 changements")
    expect(page.get_by_role("main")).to_contain_text("Appliqué")
    saine(page)
    voir(page, "/inscriptions/fichiers/", "Fichiers reçus")

    # La liste de Cyclades, d'une autre formation : ses numéros retrouvent leur zéro de tête.
    deposer(page, tmp_path / "cyclades.csv", EXEMPLE.read_bytes().replace(b"0921234A", m.LYCEE.encode()))
    page.get_by_label("Les prendre, avec un avertissement").check()
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("main")).to_contain_text("nomme l’année 2023")
    envoyer(page, "Appliquer 16 changements")
    expect(page.get_by_role("main")).to_contain_text("Appliqué")
    saine(page)
    voir(page, "/inscriptions/candidats/?mot=-dupont", "Candidats")
    expect(page.get_by_role("table").get_by_role("link", name="-Dupont Léa")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("1 candidat")

    # La confirmation se demande d'un coup : l'aperçu dit d'abord pour chacun ce qui passera.
    page.goto("/inscriptions/candidats/?cas=a_confirmer")
    page.get_by_label("Agir, exporter").select_option("Demander la confirmation")
    page.get_by_role("button", name="Pour les 19 trouvés").click()
    saine(page)
    page.get_by_role("button", name="Demander leur confirmation aux 3 candidats").click()
    expect(page.get_by_role("main")).to_contain_text("Compte rendu, candidat par candidat")
    saine(page)
    voir(page, "/inscriptions/reste-a-faire/", "Ce qui reste à faire")
    expect(page.get_by_role("main")).to_contain_text("ALLARD Victoire")
    envoyer(page, "Relancer les 3")
    assert [a for a, _, t in registre.service.boite.recus if "/ma-candidature/" in t] == [
        "alpha@exemple.invalid"
    ]
    page.goto("/inscriptions/reste-a-faire/?division=TS2&etablissement=" + m.LYCEE)
    page.get_by_role("button", name="Imprimer les papillons").click()
    titree(page, "Papillons d'accès")
    expect(page.get_by_role("main")).to_contain_text("3 papillons")
    saine(page)


def test_la_rattachee_mene_une_candidature_jusqu_au_transfert(registre: Registre) -> None:
    page = registre.entrer("rattachee")
    voir(page, "/inscriptions/", "Inscriptions")
    page.goto("/inscriptions/candidats/")
    page.get_by_label("Nom, numéro, INE ou UAI").fill("lefevre noel")
    page.keyboard.press("Enter")
    page.get_by_role("table").get_by_role("link", name="Lefèvre-Noël Zoé").click()
    saine(page)
    page.get_by_role("link", name="Ouvrir le dossier").click()
    titree(page, "Lefèvre-Noël Zoé")
    saine(page)

    # Elle complète, enregistre la confirmation signée (celle de la bonne version), réclame une pièce et en voit une autre.
    page.get_by_role("link", name="Corriger").first.click()
    saine(page)
    page.get_by_label("Langue obligatoire").fill("espagnol")
    envoyer(page, "Enregistrer")
    page.get_by_role("link", name="Enregistrer la confirmation papier").click()
    page.get_by_label("Version").fill("1")
    refuser(page, "Enregistrer la confirmation", dit="vous aviez lu « 1 », c'est maintenant « 2 »")
    page.get_by_label("Version").fill("2")
    envoyer(page, "Enregistrer la confirmation", dit="La confirmation est enregistrée")
    page.get_by_role("link", name="Pièce d’identité").click()
    saine(page)
    refuser(page, "Réclamer la pièce", dit="obligatoire")
    page.get_by_label("À remettre avant le").fill("2099-01-09")
    envoyer(page, "Réclamer la pièce")
    page.goto(registre.fiche("Lefèvre-Noël", "recevable/"))
    refuser(page, "Déclarer recevable", dit="Pièces manquantes : 2")
    for piece in ("Pièce d'identité", "Contrat d'apprentissage"):
        page.goto(registre.fiche("Lefèvre-Noël"))
        page.get_by_role("link", name=courbe(piece)).click()
        envoyer(page, "Je l'ai vue sur papier")

    # Un tiers temps : la demande, l'avis, la décision ; jamais la raison.
    page.goto(registre.fiche("Lefèvre-Noël"))
    page.get_by_role("link", name="Demander des aménagements").click()
    envoyer(page, "Enregistrer la demande")
    page.get_by_role("link", name="Noter l’avis rendu").click()
    page.get_by_label("Avis rendu le").fill("2026-11-20")
    envoyer(page, "Enregistrer l'avis")
    page.get_by_role("link", name="Décider", exact=True).click()
    saine(page)
    page.get_by_label("Accorder des mesures").check()
    refuser(page, "Enregistrer la décision", dit="référence")
    page.get_by_label("Référence de la décision").fill("Décision fictive n° 12")
    page.locator("[name=m_temps_majore]").select_option("toutes")
    page.locator("[name=part_temps_majore]").select_option(label="Un tiers")
    envoyer(page, "Enregistrer la décision", dit="remise au candidat")
    expect(partie(page, "Aménagements")).to_contain_text("1/3 de la durée, toutes les épreuves")
    expect(partie(page, "Pièces")).to_contain_text("Prise par le service")
    page.get_by_role("link", name="Déclarer recevable").click()
    envoyer(page, "Déclarer recevable", dit="La candidature est recevable")

    # La date du calendrier est passée : elle transfère, et le pilote écrit désormais aussi.
    voir(page, "/inscriptions/transferts/", "Transferts")
    page.get_by_text("Transférer", exact=True).click()
    refuser(page, "Transférer les candidatures", dit="Cochez la case")
    page.get_by_label("J’ai lu ce qui s’ensuit").check()
    envoyer(page, "Transférer les candidatures", dit="les candidatures sont transférées")
    saine(page)
    voir(page, registre.fiche("Lefèvre-Noël"), "Lefèvre-Noël Zoé")
    expect(page.get_by_role("main")).to_contain_text("tiennent la plume ensemble")


def test_le_candidat_fait_tout_depuis_son_telephone(registre: Registre) -> None:
    page = registre.ouvrir(TELEPHONE, is_mobile=True, has_touch=True)
    voir(page, "/connexion/courrier/", "Première connexion")
    page.get_by_label("Code de votre courrier").fill("ABCD-ABCD-ABCD-ABCD")
    page.get_by_label("Nouveau mot de passe").fill(MOTS)
    refuser(page, "Ouvrir mon compte", dit="code")
    page.get_by_label("Code de votre courrier").fill(registre.code)
    page.get_by_label("Nouveau mot de passe").fill(MOTS)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    titree(page, "Bonjour Inès Moreau")
    voir(page, "/ma-candidature/", "Ma candidature")
    page.get_by_role("link", name="Mes épreuves").click()
    titree(page, "Mes épreuves")
    expect(partie(page, "Ce qu'entraînent ces choix et chaque absence")).to_contain_text(
        "Le diplôme ne peut pas être délivré"
    )
    saine(page)

    # Elle ouvre la décision qui l'attend, et en accuse réception.
    page.goto("/ma-candidature/")
    page.get_by_role("link", name=re.compile("^Ouvrir")).click()
    titree(page, "Décision d'aménagement")
    expect(page.get_by_role("main")).not_to_contain_text("Salle à part")
    saine(page)
    page.get_by_role("button", name="Ouvrir et lire").click()
    expect(page.get_by_role("main")).to_contain_text("Salle à part")
    page.get_by_role("button", name="J’ai reçu cette décision").click()
    expect(page.get_by_role("main")).to_contain_text("Réception accusée")
    saine(page)

    # Elle dépose une pièce : un fichier qui n'en est pas un est refusé, un PDF est reçu.
    voir(page, "/ma-candidature/pieces/", "Mes pièces")
    expect(partie(page, "À remettre")).not_to_contain_text("Décision d’aménagement")
    page.get_by_role("link", name=re.compile("Envoyer la pièce.*identité")).click()
    refuser(page, "Envoyer la pièce", dit="rien n'est arrivé")
    for octets, dit in ((b"bonjour", "ni un PDF, ni une photo"), (b"%PDF-1.7 fictif", "")):
        carte = FilePayload(name="carte.pdf", mimeType="application/pdf", buffer=octets)
        page.locator("[name=fichier]").set_input_files(carte)
        if dit:
            refuser(page, "Envoyer la pièce", dit=dit)
    envoyer(page, "Envoyer la pièce", dit="La pièce est remise")
    expect(partie(page, "Remises")).to_contain_text("carte.pdf")

    # Elle demande à garder une note.
    voir(page, "/ma-candidature/demandes/", "Mes demandes")
    page.get_by_text("Demander à conserver une note").click()
    remplir_la_note(page, "12,3")
    refuser(page, "Demander à conserver cette note", dit="demi-point")
    page.get_by_role("textbox", name="Note sur 20", exact=True).fill("12,5")
    envoyer(page, "Demander à conserver cette note", dit="La note à conserver est demandée")
    expect(page.get_by_role("main")).to_contain_text("conservé jusqu’au 03/07/2030")

    # Elle relit et confirme : toutes les cases, ou rien.
    page.goto("/ma-candidature/")
    page.get_by_role("link", name=re.compile("Relire et confirmer")).click()
    page.get_by_label("J’ai lu mes épreuves et leur forme").check()
    refuser(page, "Confirmer mon inscription", dit="obligatoire")
    for case in (
        "J’ai lu mes épreuves et leur forme",
        "J’ai lu ce qu’entraînent",
        "Tout ce qui est écrit ici",
    ):
        page.get_by_label(case).check()
    envoyer(page, "Confirmer mon inscription", dit="Votre inscription est confirmée")
    saine(page)
    recapitulatif = page.get_by_role("link", name="Récapitulatif").get_attribute("href")
    papier = page.request.get(str(recapitulatif))
    assert (papier.headers["content-type"], papier.body()[:5]) == ("application/pdf", b"%PDF-")


def corriger(classeur: Path, valeurs: dict[str, str | None]) -> bytes:
    """Le classeur rendu par le service, où ces valeurs sont remplacées à la main."""
    ouvert = openpyxl.load_workbook(classeur)
    for case in (
        case for ligne in ouvert.worksheets[0].iter_rows() for case in ligne if case.value in valeurs
    ):
        case.value = valeurs[str(case.value)]
    ouvert.save(classeur)
    return classeur.read_bytes()


def deposer(page: Page, ou: Path, octets: bytes) -> None:
    """Choisit, sur la page des fichiers reçus, ce fichier à lire."""
    ou.write_bytes(octets)
    page.goto("/inscriptions/fichiers/")
    page.locator("[name=fichier]").set_input_files(ou)
