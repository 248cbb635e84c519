"""Un service entier en marche : le vrai serveur d'application, sa propre base, un vrai serveur de courriels."""

import email
import email.policy
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.architecture.arbre import RACINE


@dataclass
class Boite:
    """Ce que le serveur de courriels a reçu, dans l'ordre : destinataire, objet, texte."""

    recus: list[tuple[str, str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 : nom imposé
        """Reçoit un courriel."""
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        corps = message.get_body(("plain",))
        texte = str(corps.get_content()) if corps else ""
        self.recus.append((envelope.rcpt_tos[0], str(message["Subject"]), texte))
        return "250 OK"

    def lien_pour(self, destinataire: str) -> str:
        """Adresse du lien du dernier courriel reçu par cette personne."""
        [*_, texte] = [t for a, _, t in self.recus if a == destinataire]
        trouvee = re.search(r"https?://\S+/connexion/lien/\S+", texte)
        assert trouvee, texte
        return trouvee[0]


@dataclass
class Service:
    """Le service en marche : son adresse, ses courriels, de quoi lui passer une commande."""

    adresse: str
    boite: Boite
    environnement: dict[str, str]

    def commande(self, *arguments: str) -> str:
        """Sortie d'une commande `parchemin` devant la même base."""
        return subprocess.run(
            [sys.executable, "-m", "parchemin", *arguments], cwd=RACINE, env=self.environnement, check=True,
            capture_output=True, text=True,
        ).stdout  # fmt: skip


def port_libre() -> int:
    """Port que personne n'écoute à cet instant."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextmanager
def base_neuve(dossier: Path) -> Iterator[str]:
    """Base vide du même genre que celle des essais : un fichier SQLite, ou une base PostgreSQL effacée ensuite."""
    modele = os.environ.get("PARCHEMIN_BASE", "")
    if not modele.startswith("postgresql:"):
        yield str(dossier / "parcours.sqlite3")
        return
    import psycopg

    nom = f"parcours_{secrets.token_hex(4)}"
    with psycopg.connect(modele, autocommit=True) as serveur:
        serveur.execute(f"CREATE DATABASE {nom}")
    yield urlsplit(modele)._replace(path=f"/{nom}").geturl()
    with psycopg.connect(modele, autocommit=True) as serveur:
        serveur.execute(f"DROP DATABASE {nom} WITH (FORCE)")


@contextmanager
def service_en_marche(dossier: Path) -> Iterator[Service]:
    """Migre une base neuve, sert le site par granian et reçoit ses courriels ; arrête tout ensuite."""
    boite, port = Boite(), port_libre()
    courriels = Controller(boite, hostname="127.0.0.1", port=port_libre())
    courriels.start()
    with base_neuve(dossier) as base:
        environnement = {
            **os.environ, "PARCHEMIN_MODE": "demonstration", "PARCHEMIN_DEBUG": "non", "PARCHEMIN_BASE": base,
            "PARCHEMIN_SMTP": f"smtp://127.0.0.1:{courriels.port}", "DJANGO_SETTINGS_MODULE": "config.settings",
        }  # fmt: skip
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v", "0"], cwd=RACINE, env=environnement, check=True
        )
        serveur = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--log-level", "error",
                "--workers-kill-timeout", "3", "config.wsgi:application",
            ],
            cwd=RACINE, env=environnement, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            adresse = f"http://127.0.0.1:{port}"
            _attendre(f"{adresse}/sante")
            yield Service(adresse, boite, environnement)
        finally:
            serveur.terminate()
            try:
                serveur.wait(30)
            except subprocess.TimeoutExpired:
                serveur.kill()
                raise
            courriels.stop()


def _attendre(adresse: str) -> None:
    limite = time.monotonic() + 30
    while time.monotonic() < limite:
        try:
            with urlopen(adresse, timeout=2):  # noqa: S310 : notre propre serveur
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(adresse)
