"""Chaque page, à chaque largeur et dans chaque thème : aucune faute au contrôle automatique, rien qui déborde."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # paquet sans types
from playwright.sync_api import Page

pytestmark = pytest.mark.parcours

PAGES = [
    "/",
    "/que-dois-je-passer/",
    "/que-dois-je-passer/?voie=scolaire&etablissement=public&habilitation=non",
    "/que-dois-je-passer/?voie=experience&etablissement=public&habilitation=oui",
    "/reglement/?regime=A&session=2026&compare=2024",
    "/referentiel/",
    "/referentiel/?q=negociation",
    "/referentiel/?q=zzzz",
    "/referentiel/C1.3/",
    "/referentiel/E5/",
    "/referentiel/B1/",
    "/referentiel/IV-c/",
    "/referentiel/V-a/",
    "/referentiel/ARRETE/",
    "/calendrier/",
    "/decisions/",
    "/decisions/09926000001/",
    "/decisions/0992600000X/",
    "/parametres/",
    "/composants/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/hors-ligne/",
]
REGLES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("adresse", PAGES)
def test_aucune_faute_et_rien_qui_deborde(page: Page, adresse: str) -> None:
    fautes = []
    page.goto(adresse)
    for largeur in (360, 1440):
        page.set_viewport_size({"width": largeur, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme="light" if theme == "light" else "dark")
            trouve = Axe().run(page, options={**REGLES, "resultTypes": ["violations"]})
            fautes += [f"{largeur} px, {theme} : {x}" for x in trouve.generate_snapshot().splitlines()]
        debord = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if debord > 0:
            fautes.append(f"{largeur} px : la page déborde de {debord} px")
    assert fautes == []


@pytest.mark.parametrize("adresse", ["/", "/decisions/09926000001/", "/composants/"])
def test_en_contraste_renforce_et_en_tout_petit(page: Page, site: str, adresse: str) -> None:
    page.context.add_cookies([{"name": "contraste", "value": "fort", "url": site}])
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(adresse)
    assert page.evaluate("document.documentElement.dataset.contraste") == "fort"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert Axe().run(page, options=REGLES).generate_snapshot() == ""
