"""Le service des inscriptions en marche, son monde écrit une fois, et de quoi y faire entrer chacun dans son navigateur."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # paquet sans types
from django_otp.oath import TOTP
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, expect

from tests.architecture.arbre import RACINE
from tests.parcours.service import Service, service_en_marche
from tests.parcours.test_accessibilite import REGLES

MOTS = "sept mots assez longs pour entrer chaque jour"
SECRET = "3132333435363738393031323334353637383930"  # noqa: S105 : celui de l'exemple public de la RFC 6238
BUREAU, TELEPHONE = 1440, 360
AXE = (
    "options => axe.run(document, options).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"
)
DEBORD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Registre:
    """Le service et son monde ; chaque personne y entre une fois, puis rouvre le site déjà identifiée."""

    service: Service
    navigateur: Browser
    candidatures: dict[str, int]
    identifiant: str
    code: str
    cles: dict[str, StorageState] = field(default_factory=dict)
    contextes: list[BrowserContext] = field(default_factory=list)
    plaintes: list[str] = field(default_factory=list)

    def ouvrir(self, largeur: int = BUREAU, **options: Any) -> Page:
        """Navigateur neuf ; toute demande ailleurs, toute erreur de script ou du serveur se voit."""
        contexte = self.navigateur.new_context(
            base_url=self.service.adresse,
            locale="fr-FR",
            viewport={"width": largeur, "height": 900},
            **options,
        )
        contexte.set_default_timeout(15_000)
        self.contextes.append(contexte)
        contexte.on(
            "request",
            lambda r: self._noter(r.url, r.url.startswith((self.service.adresse, "data:", "blob:"))),
        )
        contexte.on("response", lambda r: self._noter(f"{r.status} {r.url}", r.status < 500))
        contexte.on("weberror", lambda e: self._noter(str(e.error), False))
        contexte.on("console", lambda m: self._noter(m.text, "Content Security Policy" not in m.text))
        return contexte.new_page()

    def entrer(self, qui: str, **options: Any) -> Page:
        """Navigateur où cette personne est entrée : mot de passe et second facteur, la première fois."""
        if qui in self.cles:
            return self.ouvrir(storage_state=self.cles[qui], **options)
        page = self.ouvrir(**options)
        page.goto("/second-facteur/?suite=/inscriptions/")
        page.get_by_label("Adresse électronique ou identifiant").fill(f"{qui}@exemple.invalid")
        page.get_by_label("Mot de passe", exact=True).fill(MOTS)
        page.get_by_role("button", name="Se connecter").click()
        page.get_by_label("Code").fill(_code_du_moment())
        page.get_by_role("button", name="Continuer").click()
        expect(page).to_have_url(re.compile("/inscriptions/$"))
        self.cles[qui] = page.context.storage_state()
        return page

    def fiche(self, nom: str, suite: str = "") -> str:
        """Adresse de la fiche de ce candidat du monde, ou d'une de ses pages."""
        return f"/inscriptions/candidats/{self.candidatures[nom]}/{suite}"

    def fermer(self) -> None:
        """Ferme les navigateurs, et dit s'ils se sont plaints de quelque chose."""
        for contexte in self.contextes:
            contexte.close()
        self.contextes.clear()
        plaintes, self.plaintes[:] = list(self.plaintes), []
        assert plaintes == []

    def _noter(self, dit: str, convient: bool) -> None:
        if not convient:
            self.plaintes.append(dit)


@pytest.fixture(scope="session")
def monde_servi(navigateur: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registre]:
    """Un seul service et un seul monde pour tous les parcours d'inscription."""
    dossier: Path = tmp_path_factory.mktemp("inscriptions")
    with pytest.MonkeyPatch.context() as environnement:
        environnement.setenv("PARCHEMIN_PIECES", str(dossier / "pieces"))
        with service_en_marche(dossier) as service:
            dit = subprocess.run(
                [sys.executable, "-m", "tests.parcours.monde_des_inscriptions", MOTS, SECRET], cwd=RACINE,
                env=service.environnement, check=True, stdout=subprocess.PIPE, text=True,
            ).stdout  # fmt: skip
            yield Registre(service, navigateur, **json.loads(dit))


@pytest.fixture
def registre(monde_servi: Registre) -> Iterator[Registre]:
    """Le service, avec des navigateurs neufs."""
    yield monde_servi
    monde_servi.fermer()


def saine(page: Page) -> None:
    """Aucune faute d'accessibilité et rien qui déborde, en clair sur un bureau et en sombre sur un téléphone."""
    voulue = page.viewport_size
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    for largeur, theme in ((BUREAU, "light"), (TELEPHONE, "dark")):
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme="light" if theme == "light" else "dark")
        fautes = page.evaluate(AXE, {**REGLES, "resultTypes": ["violations"]})
        assert fautes == [], (page.url, largeur)
        assert page.evaluate(DEBORD) <= 0, (page.url, largeur)
    if dossier := os.environ.get("PARCHEMIN_CAPTURES"):
        _photographier(page, Path(dossier))
    page.emulate_media(color_scheme="null")
    if voulue:
        page.set_viewport_size(voulue)


def voir(page: Page, adresse: str, titre: str) -> None:
    """Ouvre une page, en vérifie le titre, la passe au contrôle."""
    page.goto(adresse)
    titree(page, titre)
    saine(page)


def titree(page: Page, titre: str) -> None:
    """La page où l'on est arrivé porte ce titre."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(courbe(titre))


def envoyer(page: Page, bouton: str, *, dit: str = "") -> None:
    """Actionne un bouton de la page ; l'acte fait, elle l'annonce."""
    page.get_by_role("main").get_by_role("button", name=re.compile(courbe(bouton))).first.click()
    expect(page.get_by_role("status").locator(".avis.fait")).to_contain_text(courbe(dit))


def refuser(page: Page, bouton: str, *, dit: str) -> None:
    """Actionne un bouton que le service refuse : la page le dit, et reste saine."""
    with page.expect_response(lambda r: r.request.method == "POST") as reponse:
        page.get_by_role("main").get_by_role("button", name=re.compile(courbe(bouton))).first.click()
    assert reponse.value.status == 422
    expect(page.get_by_role("main")).to_contain_text(courbe(dit))
    saine(page)


def remplir_la_note(page: Page, note: str) -> None:
    """Remplit la demande de garder la note de U4 de la session 2025."""
    for champ, valeur in (
        ("Session d'origine", "2025"), ("Unité d'origine", "u4"), ("Note sur 20", note), ("Obtenue le", "2025-07-03"),
    ):  # fmt: skip
        page.get_by_label(courbe(champ), exact=True).fill(valeur)


def partie(page: Page, titre: str) -> Locator:
    """Partie de la page qui porte ce titre."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=courbe(titre), exact=True))


def au_clavier(page: Page, cible: Locator, *frappe: str) -> None:
    """Va jusqu'à cet endroit de la page par la seule touche de tabulation, puis tape ces touches ou ce texte."""
    for _ in range(150):
        if cible.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(cible).to_be_focused()
    for touche in frappe:
        if touche in {"Enter", "Space", "ArrowDown"}:
            page.keyboard.press(touche)
        else:
            page.keyboard.type(touche)


def courbe(phrase: str) -> str:
    """La phrase avec l'apostrophe que montrent les pages."""
    return phrase.replace("'", "’")


def _code_du_moment() -> str:
    totp = TOTP(bytes.fromhex(SECRET))
    totp.time = time.time()
    return f"{totp.token():06d}"


def _photographier(page: Page, dossier: Path) -> None:
    nom = re.sub(r"\W+", "_", page.url.split("/", 3)[-1])[:60]
    rang = len(list(dossier.glob("*_1440_light.png")))
    for largeur in (BUREAU, TELEPHONE):
        for theme in ("light", "dark"):
            page.set_viewport_size({"width": largeur, "height": 900})
            page.emulate_media(color_scheme="light" if theme == "light" else "dark")
            page.screenshot(path=dossier / f"{rang:03}_{nom}_{largeur}_{theme}.png", full_page=True)
