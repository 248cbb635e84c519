"""Les liaisons du service : chiffrées en service, vers les seuls systèmes des réglages, sans secret d'origine."""

import ast
import ssl
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend
from pytest_django import Settings

from parchemin.socle.comptes.oidc import FournisseurDIdentite
from tests.architecture.arbre import RACINE, nom
from tests.architecture.test_reglages import SERVICE, lire

ADRESSE = "postgresql://nom:secret@base.invalid/examens"
RESEAU = frozenset(
    {"requests", "urllib.request", "http.client", "smtplib", "ftplib", "aiohttp", "httpx", "socket"}
)
APPELANTS = {
    "parchemin/socle/comptes/oidc.py",  # le fournisseur d'identité, aux adresses des réglages
    "parchemin/web/commande/servir.py",  # le port de cette machine est-il libre ?
}  # fmt: skip


def base(monkeypatch: pytest.MonkeyPatch, adresse: str, **autres: str) -> dict[str, Any]:
    """Réglage de la base lu avec cette adresse."""
    lue: dict[str, Any] = lire(monkeypatch, **{**SERVICE, "PARCHEMIN_BASE": adresse, **autres})["DATABASES"][
        "default"
    ]
    return lue


def test_en_service_la_base_d_une_autre_machine_se_joint_chiffree(monkeypatch: pytest.MonkeyPatch) -> None:
    assert base(monkeypatch, ADRESSE)["OPTIONS"] == {"sslmode": "require"}
    verifiee = f"{ADRESSE}?sslmode=verify-full&sslrootcert=/etc/ssl/racine.pem"
    attendu = {"sslmode": "verify-full", "sslrootcert": "/etc/ssl/racine.pem"}
    assert base(monkeypatch, verifiee)["OPTIONS"] == attendu
    assert base(monkeypatch, ADRESSE)["NAME"] == "examens"


def test_la_base_de_cette_machine_n_a_pas_a_l_etre(monkeypatch: pytest.MonkeyPatch) -> None:
    assert base(monkeypatch, ADRESSE.replace("base.invalid", "localhost"))["OPTIONS"] == {}
    assert base(monkeypatch, ADRESSE, PARCHEMIN_MODE="essai")["OPTIONS"] == {}


@pytest.mark.parametrize(
    "demande", ["sslmode=disable", "sslmode=prefer", "sslmode=", "sslmode=allow", "options=-c"]
)
def test_une_liaison_en_clair_ou_un_parametre_inconnu_arrete_le_demarrage(
    monkeypatch: pytest.MonkeyPatch, demande: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match="PARCHEMIN_BASE") as refus:
        base(monkeypatch, f"{ADRESSE}?{demande}")
    assert "secret" not in str(refus.value)


def test_en_service_les_courriels_partent_chiffres(monkeypatch: pytest.MonkeyPatch) -> None:
    for admise in ("smtps://courriel.invalid", "smtp+tls://courriel.invalid", "smtp://localhost"):
        lire(monkeypatch, **{**SERVICE, "PARCHEMIN_SMTP": admise})
    with pytest.raises(ImproperlyConfigured, match="en clair"):
        lire(monkeypatch, **{**SERVICE, "PARCHEMIN_SMTP": "smtp://courriel.invalid"})


def test_le_certificat_du_serveur_de_courriels_et_du_fournisseur_est_verifie(settings: Settings) -> None:
    contexte = EmailBackend(use_tls=True).ssl_context
    assert contexte.verify_mode is ssl.CERT_REQUIRED
    assert contexte.check_hostname
    assert contexte.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert FournisseurDIdentite.get_settings("OIDC_VERIFY_SSL", True) is True
    assert not hasattr(settings, "OIDC_VERIFY_SSL")


def importes(fichier: Path) -> set[str]:
    """Modules qu'un fichier importe."""
    noms: set[str] = set()
    for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            noms |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            noms |= {noeud.module, *(f"{noeud.module}.{alias.name}" for alias in noeud.names)}
    return noms


def test_seul_le_dialogue_avec_le_fournisseur_d_identite_appelle_le_reseau() -> None:
    fichiers = [*(RACINE / "parchemin").rglob("*.py"), *(RACINE / "config").rglob("*.py")]
    assert {nom(f) for f in fichiers if importes(f) & RESEAU} == APPELANTS


@pytest.mark.parametrize("variable", ["PARCHEMIN_CLE_SECRETE", "PARCHEMIN_SMTP"])
def test_aucun_secret_n_a_de_valeur_d_origine_en_service(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    connue = lire(monkeypatch, PARCHEMIN_MODE="essai")["SECRET_KEY"]
    with pytest.raises(ImproperlyConfigured, match=variable):
        lire(monkeypatch, **{**SERVICE, variable: ""})
    with pytest.raises(ImproperlyConfigured, match="PARCHEMIN_CLE_SECRETE"):
        lire(monkeypatch, **{**SERVICE, "PARCHEMIN_CLE_SECRETE": connue})
