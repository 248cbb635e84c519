"""Sortir oublie tout : les brouillons de chaque onglet, et les pages des autres onglets."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.parcours.service import Service
from tests.parcours.test_confiance import entrer_en_demonstration, ouvrir, pytestmark, service

__all__ = ["ouvrir", "pytestmark", "service"]
BROUILLONS = "() => Object.keys(sessionStorage).filter((cle) => cle.startsWith('brouillon ')).length"


def test_sortir_oublie_les_brouillons_de_tous_les_onglets(
    service: Service, ouvrir: Callable[[], Page]
) -> None:
    page = ouvrir()
    entrer_en_demonstration(service, page)
    page.goto("/droits/inviter/?role=auditeur")
    page.get_by_label("Nom", exact=True).fill("Fictive")
    autre = page.context.new_page()
    autre.goto("/droits/inviter/?role=auditeur")
    autre.get_by_label("Prénom").fill("Zoé")
    assert (page.evaluate(BROUILLONS), autre.evaluate(BROUILLONS)) == (1, 1)
    page.get_by_role("link", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Se déconnecter")).to_be_visible()
    # Le serveur ne répond plus : le navigateur oublie quand même.
    page.context.set_offline(True)
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="connexion")).to_be_visible()
    page.context.set_offline(False)
    autre.goto("/connexion/")
    assert autre.evaluate(BROUILLONS) == 0
    page.goto("/deconnexion/")
    assert page.evaluate(BROUILLONS) == 0
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
