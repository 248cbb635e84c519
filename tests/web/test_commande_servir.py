"""`parchemin servir` : la session s'écrit si elle manque, l'adresse se dit, un port pris se dit aussi."""

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.session_fictive import ecrire_session
from tests.web.lancement import refuser

SECONDES = 30


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port: int = prise.getsockname()[1]
        return port


def lire(port: int, chemin: str) -> tuple[int, str]:
    """Statut et texte d'une page, dès que le serveur répond."""
    echeance = time.monotonic() + SECONDES
    while True:
        connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDES)
        try:
            connexion.request("GET", chemin)
            reponse = connexion.getresponse()
            return reponse.status, reponse.read().decode()
        except ConnectionRefusedError:
            if time.monotonic() > echeance:
                raise
            time.sleep(0.1)
        finally:
            connexion.close()


@contextmanager
def serveur_lance(dossier: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """`parchemin servir`, devant une session et une base qui ne sont qu'à lui, dans son groupe de processus."""
    session = ecrire_session(dossier / "session")
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("PARCHEMIN_", "DJANGO_"))}
    with subprocess.Popen(
        [sys.executable, "-m", "parchemin", "servir", "--dossier", session, "--port", str(port)],
        env={**variables, "PARCHEMIN_BASE": str(base_de(dossier)), "PARCHEMIN_PIECES": str(dossier / "pieces")},
        start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=dossier,
    ) as serveur:  # fmt: skip
        yield serveur


def base_de(dossier: Path) -> Path:
    return dossier / "base" / "essai.sqlite3"


def noms_des_ouvriers(base: Path) -> list[str]:
    """Ouvriers qui se sont dits là, et n'ont pas pris congé."""
    # La base n'existe pas encore, ou se prépare : il n'y a pas d'ouvrier.
    try:
        with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as acces:
            return [nom for (nom,) in acces.execute("SELECT nom FROM taches_ouvrier")]
    except sqlite3.OperationalError:
        return []


def attendre_que(condition: Callable[[], bool]) -> None:
    echeance = time.monotonic() + SECONDES
    while not condition():
        assert time.monotonic() < echeance, "rien n'est venu"
        time.sleep(0.1)


def test_sert_la_session_fictive_et_dit_l_adresse(tmp_path: Path) -> None:
    port = port_libre()
    with serveur_lance(tmp_path, port) as serveur:
        try:
            statut, page = lire(port, "/decisions/")
            introuvable, _ = lire(port, "/nulle/")
            feuille, _ = lire(port, "/static/parchemin.css")
            attendre_que(lambda: len(noms_des_ouvriers(base_de(tmp_path))) == 1)
        finally:
            serveur.send_signal(signal.SIGINT)
            try:
                sortie, erreurs = serveur.communicate(timeout=SECONDES)
            except subprocess.TimeoutExpired:
                # Sans cela, l'essai attendrait sans fin un serveur qui ne s'arrête pas.
                serveur.kill()
                raise
    # Arrêté par le serveur avant que celui-ci rende la main : il a eu le temps de prendre congé.
    assert noms_des_ouvriers(base_de(tmp_path)) == []
    assert (statut, introuvable, feuille) == (200, 404, 200)
    assert "personnes fictives" in page
    assert f"http://127.0.0.1:{port}/" in sortie
    assert "Traceback" not in erreurs


def test_l_ouvrier_ne_survit_pas_a_un_serveur_tue_net(tmp_path: Path) -> None:
    port = port_libre()
    with serveur_lance(tmp_path, port) as serveur:
        try:
            attendre_que(lambda: len(noms_des_ouvriers(base_de(tmp_path))) == 1)
        finally:
            # Ses propres enfants, restés seuls, tiendraient encore ses sorties : elles se ferment avec l'essai.
            os.killpg(serveur.pid, signal.SIGKILL)
            serveur.wait(SECONDES)
    attendre_que(lambda: noms_des_ouvriers(base_de(tmp_path)) == [])


def test_un_port_pris_se_dit(tmp_path: Path) -> None:
    dossier = ecrire_session(tmp_path / "session")
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        message = refuser("servir", "--dossier", dossier, "--port", port)
    assert f"Le port {port} est déjà pris" in message


@pytest.mark.parametrize("port", ["0", "70000", "huit"])
def test_un_port_impossible_se_refuse(port: str) -> None:
    assert "--port" in refuser("servir", "--port", port)


def test_un_dossier_occupe_n_est_pas_touche(tmp_path: Path) -> None:
    (tmp_path / "session_2026.csv").write_text("le mien\n", encoding="utf-8")
    assert "il n'a pas été touché" in refuser("servir", "--dossier", tmp_path)
    assert (tmp_path / "session_2026.csv").read_text(encoding="utf-8") == "le mien\n"
