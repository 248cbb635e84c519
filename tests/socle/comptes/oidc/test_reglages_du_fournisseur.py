"""Les réglages du fournisseur viennent de l'environnement, entiers ou pas du tout."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.fournisseur import reglages_du_fournisseur

LOCAL = "parchemin.socle.comptes.identification.CompteLocal"


@pytest.fixture
def environnement(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("PARCHEMIN_OIDC", "https://identite.invalid/api/v2")
    monkeypatch.setenv("PARCHEMIN_OIDC_CLIENT", "parchemin")
    monkeypatch.setenv("PARCHEMIN_OIDC_SECRET", "secret")
    return monkeypatch


def test_sans_emetteur_il_n_y_a_rien(environnement: pytest.MonkeyPatch) -> None:
    environnement.setenv("PARCHEMIN_OIDC", " ")
    assert reglages_du_fournisseur([LOCAL], en_service=True) == {}


def test_avec_l_emetteur_seul_les_adresses_sont_celles_de_proconnect(
    environnement: pytest.MonkeyPatch,
) -> None:
    reglages = reglages_du_fournisseur([LOCAL], en_service=True)
    chemins = {
        reglage: valeur.removeprefix("https://identite.invalid/api/v2")
        for reglage, valeur in reglages.items()
        if str(valeur).startswith("https://")
    }
    assert chemins == {
        "OIDC_EMETTEUR": "", "OIDC_OP_AUTHORIZATION_ENDPOINT": "/authorize", "OIDC_OP_TOKEN_ENDPOINT": "/token",
        "OIDC_OP_USER_ENDPOINT": "/userinfo", "OIDC_OP_JWKS_ENDPOINT": "/jwks", "OIDC_SORTIE": "/session/end",
    }  # fmt: skip
    assert reglages["OIDC_NOM"] == "ProConnect"
    assert reglages["OIDC_RP_SIGN_ALGO"] == "RS256"
    assert reglages["AUTHENTICATION_BACKENDS"][0] == LOCAL


def test_un_autre_fournisseur_donne_ses_adresses_ses_niveaux_et_son_nom(
    environnement: pytest.MonkeyPatch,
) -> None:
    # L'émetteur se compare tel quel : sa barre finale compte.
    environnement.setenv("PARCHEMIN_OIDC", "https://identite.invalid/")
    environnement.setenv("PARCHEMIN_OIDC_JETONS", "https://jetons.invalid/t")
    environnement.setenv("PARCHEMIN_OIDC_NOM", "Guichet fictif")
    environnement.setenv("PARCHEMIN_OIDC_ACR", "fort tres-fort")
    environnement.setenv("PARCHEMIN_OIDC_SIGNATURE", "ES256")
    environnement.setenv("PARCHEMIN_OIDC_DONNEES", "openid email")
    reglages = reglages_du_fournisseur([], en_service=True)
    assert reglages["OIDC_EMETTEUR"] == "https://identite.invalid/"
    adresses = [reglages[f"OIDC_OP_{nom}_ENDPOINT"] for nom in ("TOKEN", "JWKS")]
    assert adresses == ["https://jetons.invalid/t", "https://identite.invalid/jwks"]
    assert (reglages["OIDC_NOM"], reglages["OIDC_RP_SCOPES"]) == ("Guichet fictif", "openid email")
    assert reglages["OIDC_RP_SIGN_ALGO"] == "ES256"
    voulus = json.loads(reglages["OIDC_AUTH_REQUEST_EXTRA_PARAMS"]["claims"])
    assert voulus["id_token"]["acr"] == {"values": ["fort", "tres-fort"]}


@pytest.mark.parametrize(
    ("variable", "valeur"),
    [
        ("PARCHEMIN_OIDC", "http://identite.invalid"), ("PARCHEMIN_OIDC", "identite.invalid"),
        ("PARCHEMIN_OIDC_JETONS", "http://identite.invalid/token"), ("PARCHEMIN_OIDC_SORTIE", "/session/end"),
        ("PARCHEMIN_OIDC_CLIENT", ""), ("PARCHEMIN_OIDC_SECRET", ""),
        ("PARCHEMIN_OIDC_SIGNATURE", "HS256"), ("PARCHEMIN_OIDC_SIGNATURE", "none"),
    ],
)  # fmt: skip
def test_un_fournisseur_regle_a_moitie_ou_en_clair_arrete_le_demarrage(
    environnement: pytest.MonkeyPatch, variable: str, valeur: str
) -> None:
    environnement.setenv(variable, valeur)
    with pytest.raises(ImproperlyConfigured, match=variable):
        reglages_du_fournisseur([LOCAL], en_service=True)


def test_hors_service_un_fournisseur_d_essai_peut_parler_en_clair(environnement: pytest.MonkeyPatch) -> None:
    environnement.setenv("PARCHEMIN_OIDC", "http://127.0.0.1:9000")
    reglages = reglages_du_fournisseur([LOCAL], en_service=False)
    assert reglages["OIDC_EMETTEUR"] == "http://127.0.0.1:9000"
