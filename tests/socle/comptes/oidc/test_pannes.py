"""Un fournisseur en panne ou trop lent : une page le dit et donne l'autre entrée."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from parchemin.socle.comptes.entrees_refusees import PANNE, SANS_PREUVE
from tests.socle.comptes.oidc.fournisseur_d_essai import FournisseurDEssai
from tests.socle.comptes.oidc.navigation import entrer


@pytest.mark.parametrize("point", ["/token", "/jwks", "/userinfo"])
@pytest.mark.parametrize("panne", [500, 503, "illisible"])
def test_un_fournisseur_en_panne_le_dit_et_donne_l_autre_entree(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None], point: str, panne: object
) -> None:
    fournisseur.conduite.pannes[point] = panne
    refuse(PANNE)
    page = entrer(client)
    assert b'href="/connexion/"' in page.content  # type: ignore[attr-defined]  # une page entière


@pytest.mark.parametrize("point", ["/token", "/jwks", "/userinfo"])
def test_un_fournisseur_trop_lent_est_en_panne(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], settings: Settings, point: str
) -> None:
    settings.OIDC_TIMEOUT = 0.1
    fournisseur.conduite.pannes[point] = "lent"
    refuse(PANNE)


def test_un_fournisseur_qui_refuse_la_connexion_est_en_panne(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], settings: Settings
) -> None:
    settings.OIDC_OP_TOKEN_ENDPOINT = "http://127.0.0.1:1/"  # noqa: S105 : une adresse
    refuse(PANNE)


@pytest.mark.parametrize("statut", [400, 401, 403, 404])
def test_un_echange_refuse_n_est_pas_une_panne(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], statut: int
) -> None:
    fournisseur.conduite.pannes["/token"] = statut
    refuse(SANS_PREUVE)


@pytest.mark.parametrize("point", ["/token", "/jwks", "/userinfo"])
def test_une_redirection_du_fournisseur_n_est_jamais_suivie(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], point: str
) -> None:
    fournisseur.conduite.pannes[point] = f"{fournisseur.emetteur}/ailleurs"
    refuse(SANS_PREUVE)
    assert fournisseur.appels[point] == 1
    assert fournisseur.appels["/ailleurs"] == 0
