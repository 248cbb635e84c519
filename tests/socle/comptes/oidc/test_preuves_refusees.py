"""Ce que dit le fournisseur n'est cru que signé par lui, pour nous, à temps, et pour cette demande."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from parchemin.socle.comptes.entrees_refusees import SANS_PREUVE
from tests.socle.comptes.oidc.fournisseur_d_essai import CLIENT, FournisseurDEssai
from tests.socle.comptes.oidc.navigation import entrer

HIER = int(time.time()) - 86_400
FAUSSES_PREUVES: dict[str, dict[str, Any]] = {
    "pour un autre service": {"aud": "autre-service"},
    "pour nous et un autre": {"aud": [CLIENT, "autre-service"]},
    "sans destinataire": {"aud": None},
    "obtenue par un autre": {"azp": "autre-service"},
    "d'un autre émetteur": {"iss": "https://ailleurs.invalid/api/v2"},
    "sans émetteur": {"iss": None},
    "périmée": {"exp": HIER},
    "sans terme": {"exp": None},
    "terme illisible": {"exp": "demain"},
    "signée demain": {"iat": HIER + 2 * 86_400},
    "sans date": {"iat": None},
    "nonce d'une autre demande": {"nonce": "n" * 32},
    "sans nonce": {"nonce": None},
    "nonce qui n'est pas un texte": {"nonce": ["n"]},
    "sans sujet": {"sub": None},
    "sujet qui n'est pas un texte": {"sub": 1},
    "sujet vide": {"sub": ""},
    "sujet trop long": {"sub": "a" * 256},
    "sujet piégé": {"sub": "agent\x001"},
    "méthodes illisibles": {"amr": [{"mfa": True}]},
}


@pytest.mark.parametrize("fausse", FAUSSES_PREUVES.values(), ids=FAUSSES_PREUVES)
@pytest.mark.parametrize("signees", [True, False])
def test_une_fausse_preuve_est_refusee(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], fausse: dict[str, Any], *, signees: bool
) -> None:
    fournisseur.conduite.preuve = fausse
    fournisseur.conduite.infos_signees = signees
    if isinstance(fausse.get("sub"), str):
        fournisseur.conduite.infos["sub"] = fausse["sub"]
    refuse(SANS_PREUVE)


@pytest.mark.parametrize("signature", ["none", "HS256", "autre_cle", "cle_inconnue", "ES256"])
def test_une_mauvaise_signature_est_refusee(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], signature: str
) -> None:
    fournisseur.conduite.signature = signature
    fournisseur.conduite.infos_signees = False
    refuse(SANS_PREUVE)
    assert fournisseur.appels["/userinfo"] == 0


def test_un_nonce_deja_servi_est_refuse(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    entrer(client)
    client.post("/deconnexion/")
    fournisseur.conduite.preuve = {"nonce": fournisseur.demandes[0]["nonce"]}
    refuse(SANS_PREUVE)


@pytest.mark.parametrize(
    "reponse",
    [[], {}, {"access_token": "x"}, {"id_token": "x"}, {"id_token": "a.b.c", "access_token": "x"},
     {"id_token": None, "access_token": "x"}, {"id_token": 7, "access_token": "x"}],
)  # fmt: skip
def test_un_echange_qui_ne_rend_pas_les_jetons_est_refuse(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], reponse: object
) -> None:
    fournisseur.conduite.pannes["/token"] = reponse
    refuse(SANS_PREUVE)


@pytest.mark.parametrize(
    "cles",
    [[], {}, {"keys": []}, {"keys": ["x"]}, {"keys": [{"kid": "rsa"}]}, {"keys": [{"kid": "rsa", "kty": "RSA"}]},
     {"keys": [{"kid": "rsa", "kty": "oct", "k": "c2VjcmV0"}]}],
)  # fmt: skip
def test_un_jeu_de_cles_inutilisable_est_refuse(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], cles: object
) -> None:
    fournisseur.conduite.pannes["/jwks"] = cles
    refuse(SANS_PREUVE)


@pytest.mark.parametrize("signees", [True, False])
@pytest.mark.parametrize("sujet", ["agent-2", "", None, 1])
def test_deux_reponses_qui_ne_parlent_pas_de_la_meme_personne_sont_refusees(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], sujet: object, *, signees: bool
) -> None:
    fournisseur.conduite.infos = {"sub": sujet}
    fournisseur.conduite.infos_signees = signees
    refuse(SANS_PREUVE)


@pytest.mark.parametrize(
    "infos",
    [
        {"aud": "autre-service"},
        {"aud": None},
        {"iss": "https://ailleurs.invalid"},
        {"iss": None},
        {"exp": HIER},
    ],
)
def test_une_reponse_user_info_signee_pour_d_autres_est_refusee(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], infos: dict[str, Any]
) -> None:
    fournisseur.conduite.infos = infos
    refuse(SANS_PREUVE)


@pytest.mark.parametrize("signature", ["none", "HS256", "autre_cle", "cle_inconnue"])
def test_une_reponse_user_info_mal_signee_est_refusee(
    fournisseur: FournisseurDEssai,
    refuse: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    signature: str,
) -> None:
    def infos_mal_signees() -> dict[str, Any]:
        fournisseur.conduite.signature = signature
        return {**fournisseur.conduite.agent, "iss": fournisseur.emetteur, "aud": CLIENT}

    monkeypatch.setattr(fournisseur, "infos", infos_mal_signees)
    refuse(SANS_PREUVE)
    assert fournisseur.appels["/userinfo"] == 1


def test_une_reponse_user_info_qui_n_est_pas_un_objet_est_refusee(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    fournisseur.conduite.pannes["/userinfo"] = ["agent-1"]
    refuse(SANS_PREUVE)
