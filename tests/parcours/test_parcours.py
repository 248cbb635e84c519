"""Ce que fait une personne : au clavier seul, à la souris, avec ou sans script."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.parcours

PRINCIPALES = [
    "/",
    "/que-dois-je-passer/",
    "/reglement/",
    "/referentiel/",
    "/calendrier/",
    "/decisions/",
    "/parametres/",
]
FOCUS = "document.activeElement.getAttribute('href')"


def test_le_clavier_seul_mene_partout(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "#contenu"
    atteintes = []
    for _ in range(30):
        page.keyboard.press("Tab")
        atteintes.append(page.evaluate(FOCUS))
    assert [a for a in PRINCIPALES if a not in atteintes] == []


def test_le_lien_d_evitement_mene_au_contenu(page: Page) -> None:
    page.goto("/reglement/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_que_dois_je_passer_au_clavier(page: Page) -> None:
    page.goto("/que-dois-je-passer/")
    page.locator("input[name=voie]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    for _ in range(6):
        if page.evaluate("document.activeElement.name") == "etablissement":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**voie=scolaire**")
    expect(page.get_by_role("heading", name="Votre régime")).to_be_visible()


def test_que_dois_je_passer(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Voir ce que je dois passer").click()
    page.get_by_label("Apprentissage").check()
    page.get_by_label("Établissement privé hors contrat").check()
    page.get_by_label("Habilité au CCF", exact=True).check()
    page.get_by_role("button", name="Voir mes épreuves").click()
    expect(page.get_by_text("Régime A")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^E5 "))).to_be_visible()
    expect(page.get_by_role("heading", name="Stage")).to_be_visible()
    # La réponse est dans l'adresse : une autre personne qui la reçoit lit la même chose.
    adresse = page.url
    page.goto("/")
    page.goto(adresse)
    expect(page.get_by_label("Habilité au CCF", exact=True)).to_be_checked()


def test_des_reponses_qui_ne_vont_pas_ensemble_le_disent(page: Page) -> None:
    page.goto("/que-dois-je-passer/?voie=experience&etablissement=public&habilitation=non")
    expect(page.get_by_role("heading", name="Ces réponses ne vont pas ensemble")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Expérience professionnelle")).click()
    expect(page.get_by_text("Régime C")).to_be_visible()


def test_une_decision_se_lit_ligne_par_ligne(page: Page) -> None:
    page.goto("/decisions/")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="Le calcul, ligne par ligne")).to_be_visible()
    assert page.locator("main cite").count() > 3


def test_la_recherche_par_la_touche_barre(page: Page) -> None:
    page.goto("/referentiel/")
    page.keyboard.press("/")
    page.keyboard.type("negociation")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=negociation**")
    expect(page.get_by_role("heading", name="Résultats")).to_be_visible()


def test_la_recherche_suit_la_frappe(page: Page) -> None:
    page.goto("/referentiel/")
    page.get_by_label("Chercher dans le texte").press_sequentially("solvabilite", delay=10)
    expect(page.get_by_role("heading", name=re.compile("solvabilité d’un client"))).to_be_visible()
    page.wait_for_url("**q=solvabilite**")
    assert page.evaluate("document.activeElement.name") == "q"


def test_la_touche_barre_se_coupe(page: Page) -> None:
    page.goto("/referentiel/")
    page.get_by_role("button", name="Affichage").click()
    page.get_by_label("Raccourcis clavier").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") != "q"


def test_le_menu_du_telephone_s_ouvre_au_clavier(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/")
    page.get_by_role("button", name="Menu").press("Enter")
    page.get_by_role("link", name="Calendrier", exact=True).press("Enter")
    page.wait_for_url("**/calendrier/")


def test_l_impression_garde_la_reponse_et_retire_l_outil(page: Page) -> None:
    page.goto("/que-dois-je-passer/?voie=distance&etablissement=&habilitation=non")
    page.emulate_media(media="print")
    expect(page.get_by_text("Régime C")).to_be_visible()
    expect(page.get_by_text("Démonstration, personnes fictives")).to_be_visible()
    expect(page.get_by_role("navigation", name="Navigation principale")).to_be_hidden()
    expect(page.get_by_role("button", name="Imprimer cette page")).to_be_hidden()


def test_sans_connexion_la_page_dit_quoi_faire(page: Page) -> None:
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.goto("/calendrier/")
    expect(page.get_by_role("heading", name="Vous êtes hors connexion")).to_be_visible()
    page.context.set_offline(False)


def test_le_theme_choisi_reste_a_la_page_suivante(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Affichage").click()
    page.get_by_label("Sombre").check()
    page.goto("/calendrier/")
    assert page.evaluate("document.documentElement.dataset.theme") == "sombre"


def test_sans_script_tout_se_lit_et_s_envoie(navigateur: Browser, site: str) -> None:
    contexte = navigateur.new_context(base_url=site, java_script_enabled=False)
    page = contexte.new_page()
    page.goto("/que-dois-je-passer/")
    page.get_by_label("Enseignement à distance").check()
    page.get_by_role("button", name="Voir mes épreuves").click()
    expect(page.get_by_text("Régime C")).to_be_visible()
    contexte.close()
