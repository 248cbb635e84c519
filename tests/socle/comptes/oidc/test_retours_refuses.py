"""Un retour du fournisseur ne vaut qu'une fois, dans le navigateur qui l'a demandé, et s'il n'est pas une erreur."""

from collections.abc import Callable

import pytest
from django.test import Client

from parchemin.socle.comptes.entrees_refusees import ABANDON, PANNE, PERIMEE, SANS_PREUVE, Refus
from parchemin.socle.comptes.models import Personne
from tests.socle.comptes.oidc.fournisseur_d_essai import FournisseurDEssai
from tests.socle.comptes.oidc.navigation import RETOUR, chez_le_fournisseur, entrer, est_entre, partir


def test_un_etat_inconnu_est_refuse_sans_appeler_le_fournisseur(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    for retour in (
        f"{RETOUR}?code=x&state=inconnu",
        f"{RETOUR}?code=x",
        RETOUR,
        f"{RETOUR}?error=access_denied",
    ):
        refuse(PERIMEE, lambda retour=retour: client.get(retour))
    assert not fournisseur.appels


def test_le_retour_d_un_autre_navigateur_est_refuse(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    retour = chez_le_fournisseur(partir(Client()))
    refuse(PERIMEE, lambda: client.get(retour))
    assert fournisseur.appels["/token"] == 0


def test_le_meme_retour_rejoue_est_refuse(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    retour = chez_le_fournisseur(partir(client))
    assert client.get(retour).status_code == 302
    client.post("/deconnexion/")
    refuse(PERIMEE, lambda: client.get(retour))
    assert fournisseur.appels["/token"] == 1


def test_un_retour_qui_a_echoue_ne_se_rejoue_pas(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    fournisseur.conduite.pannes["/token"] = 500
    retour = chez_le_fournisseur(partir(client))
    refuse(PANNE, lambda: client.get(retour))
    fournisseur.conduite.pannes.clear()
    refuse(PERIMEE, lambda: client.get(retour))


def test_un_code_deja_echange_est_refuse_par_le_fournisseur_et_par_nous(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    pris = chez_le_fournisseur(partir(client))
    code = pris.partition("code=")[2].partition("&")[0]
    client.get(pris)
    client.post("/deconnexion/")
    nouveau = chez_le_fournisseur(partir(client))
    refuse(SANS_PREUVE, lambda: client.get(RETOUR, {"code": code, "state": etat_de(nouveau)}))


def test_le_code_d_une_autre_demande_est_refuse_par_pkce(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    vole = chez_le_fournisseur(partir(Client()))
    le_sien = chez_le_fournisseur(partir(client))
    code = vole.partition("code=")[2].partition("&")[0]
    refuse(SANS_PREUVE, lambda: client.get(RETOUR, {"code": code, "state": etat_de(le_sien)}))


def test_le_retour_d_un_autre_emetteur_est_refuse(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    retour = chez_le_fournisseur(partir(client))
    refuse(SANS_PREUVE, lambda: client.get(f"{retour}&iss=https://ailleurs.invalid"))
    assert fournisseur.appels["/token"] == 0


def test_un_retour_sans_code_est_refuse(client: Client, refuse: Callable[..., None]) -> None:
    refuse(SANS_PREUVE, lambda: client.get(RETOUR, {"state": etat_de(partir(client))}))


def etat_de(adresse: str) -> str:
    """Paramètre `state` d'une adresse."""
    return adresse.partition("state=")[2].partition("&")[0]


@pytest.mark.parametrize(
    ("erreur", "refus"),
    [
        ("access_denied", ABANDON), ("login_required", ABANDON), ("unmet_authentication_requirements", ABANDON),
        ("server_error", PANNE), ("temporarily_unavailable", PANNE),
    ],
)  # fmt: skip
def test_une_erreur_du_fournisseur_se_dit_sans_ses_mots(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], erreur: str, refus: Refus
) -> None:
    fournisseur.conduite.erreur = f"{erreur}&error_description=détail interne"
    refuse(refus)
    assert fournisseur.appels["/token"] == 0


def test_apres_un_abandon_on_peut_recommencer(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    fournisseur.conduite.erreur = "access_denied"
    refuse(ABANDON)
    fournisseur.conduite.erreur = ""
    entrer(client)
    assert est_entre(client)


def test_un_abandon_ne_ferme_pas_la_session_deja_ouverte(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    entrer(client)
    fournisseur.conduite.erreur = "access_denied"
    assert entrer(client).status_code == ABANDON.statut
    assert est_entre(client)
