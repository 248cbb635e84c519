"""Un vrai navigateur devant le site entier : un seul serveur, un seul navigateur, pour tous les essais."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, sync_playwright

from tests.parcours.registre import monde_servi, registre
from tests.session_fictive import ecrire_session

__all__ = ["monde_servi", "registre"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Muet(WSGIRequestHandler):
    """Ne dit rien de chaque demande."""

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Une petite session fictive, celle que montrent les pages."""
    avant = settings.DEMONSTRATION
    settings.DEMONSTRATION = ecrire_session(tmp_path_factory.mktemp("demonstration"))
    yield settings.DEMONSTRATION
    settings.DEMONSTRATION = avant


@pytest.fixture(scope="session")
def site(demonstration: Path) -> Iterator[str]:
    """Adresse du site, servi sans base : les pages publiques n'en lisent aucune."""
    serveur = ThreadedWSGIServer(("127.0.0.1", 0), Muet)
    serveur.set_app(get_wsgi_application())
    fil = Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    yield f"http://127.0.0.1:{serveur.server_port}"
    serveur.shutdown()
    serveur.server_close()
    fil.join()


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium n'est pas installé : apt-get install chromium, puis relancer")
    with sync_playwright() as p:
        lance = p.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield lance
        lance.close()


@pytest.fixture
def page(navigateur: Browser, site: str) -> Iterator[Page]:
    """Une page neuve, en 1440 px, qui échoue si elle demande quoi que ce soit ailleurs."""
    contexte = navigateur.new_context(base_url=site, viewport={"width": 1440, "height": 900}, locale="fr-FR")
    contexte.set_default_timeout(10_000)
    ouverte = contexte.new_page()
    plaintes: list[str] = []
    ouverte.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
    ouverte.on("console", lambda m: plaintes.append(m.text) if "Content Security Policy" in m.text else None)
    ouverte.on("request", lambda r: None if r.url.startswith((site, "data:")) else plaintes.append(r.url))
    yield ouverte
    contexte.close()
    assert plaintes == []
