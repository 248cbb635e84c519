"""Les réglages refusent de démarrer plutôt que de deviner, et ceux d'un service sont stricts."""

import os
import runpy
import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.architecture.arbre import RACINE

SERVICE = {
    "PARCHEMIN_MODE": "service",
    "PARCHEMIN_CLE_SECRETE": "k7Qz9xWv" * 8,
    "PARCHEMIN_HOTES": "a.invalid, b.invalid",
    "PARCHEMIN_SMTP": "smtp+tls://nom:secret@courriel.invalid:587",
    "PARCHEMIN_EXPEDITEUR": "examens@exemple.invalid",
}


def lire(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, Any]:
    """Réglages lus avec ces seules variables."""
    for variable in [cle for cle in os.environ if cle.startswith("PARCHEMIN_")]:
        monkeypatch.delenv(variable)
    for variable, valeur in variables.items():
        monkeypatch.setenv(variable, valeur)
    return runpy.run_path(str(RACINE / "config/settings.py"))


@pytest.mark.parametrize(
    "absente", ["PARCHEMIN_CLE_SECRETE", "PARCHEMIN_HOTES", "PARCHEMIN_SMTP", "PARCHEMIN_EXPEDITEUR"]
)
def test_un_service_sans_cle_ou_sans_hote_ne_demarre_pas(
    monkeypatch: pytest.MonkeyPatch, absente: str
) -> None:
    variables = {cle: valeur for cle, valeur in SERVICE.items() if cle != absente}
    with pytest.raises(ImproperlyConfigured, match=absente):
        lire(monkeypatch, **variables)


@pytest.mark.parametrize(
    ("variable", "valeur"),
    [
        ("PARCHEMIN_MODE", "prod"),
        ("PARCHEMIN_DEBUG", "1"),
        ("PARCHEMIN_DEBUG", "oui"),
        ("PARCHEMIN_CLE_SECRETE", "trop courte"),
        ("PARCHEMIN_SMTP", "courriel.invalid"),
        ("PARCHEMIN_BASE", "postgresql:/sans-hote"),
        ("PARCHEMIN_INACTIVITE_S", "une demi-heure"),
    ],
)
def test_une_valeur_refusee_arrete_le_demarrage(
    monkeypatch: pytest.MonkeyPatch, variable: str, valeur: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=variable):
        lire(monkeypatch, **{**SERVICE, variable: valeur})


def test_sans_variable_le_mode_est_le_service(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="PARCHEMIN_CLE_SECRETE"):
        lire(monkeypatch)


def test_les_reglages_d_un_service(monkeypatch: pytest.MonkeyPatch) -> None:
    reglages = lire(monkeypatch, **SERVICE)
    assert reglages["DEBUG"] is False
    assert reglages["ALLOWED_HOSTS"] == ["a.invalid", "b.invalid"]
    assert reglages["SESSION_COOKIE_SECURE"] is True
    assert reglages["SECURE_HSTS_SECONDS"] == 31_536_000


def test_la_demonstration_n_ecoute_que_la_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    reglages = lire(monkeypatch, PARCHEMIN_MODE="demonstration")
    assert reglages["DEBUG"] is True
    assert reglages["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1"]


def test_django_ne_trouve_rien_a_redire_a_un_service() -> None:
    commande = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environnement = {**os.environ, **SERVICE, "DJANGO_SETTINGS_MODULE": "config.settings"}
    resultat = subprocess.run(
        commande, cwd=RACINE, env=environnement, check=False, capture_output=True, text=True
    )
    assert resultat.returncode == 0, resultat.stderr
