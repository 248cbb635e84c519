"""Sortir du service ferme aussi la session chez le fournisseur d'identité."""

import requests
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.oidc import adresse_de_sortie
from parchemin.socle.comptes.views.sortie import page_de_sortie
from tests.socle.comptes.oidc.fournisseur_d_essai import FournisseurDEssai
from tests.socle.comptes.oidc.navigation import entrer, est_entre


def demande_de(navigateur: Client) -> HttpRequest:
    """Une demande de ce navigateur, avec sa session."""
    demande = RequestFactory().post("/deconnexion/")
    demande.session, demande.user = navigateur.session, AnonymousUser()
    return demande


def test_le_fournisseur_accepte_l_adresse_de_sortie_et_ramene_a_l_accueil(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    entrer(client)
    adresse = adresse_de_sortie(demande_de(client))
    assert adresse is not None
    retour = requests.get(adresse, allow_redirects=False, timeout=5).headers["Location"]
    assert [sortie["sub"] for sortie in fournisseur.sorties] == ["agent-1"]
    accueil, _, etat = retour.partition("?state=")
    assert accueil == "http://testserver/"
    assert len(etat) >= 32
    assert client.get("/", {"state": etat}).status_code == 200


def test_la_page_de_sortie_y_mene_sans_formulaire_et_ne_se_garde_pas(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    entrer(client)
    demande = demande_de(client)
    adresse = adresse_de_sortie(demande)
    assert adresse is not None
    page = page_de_sortie(demande, adresse)
    assert page.headers["Refresh"] == f"0; url={adresse}"
    assert "no-store" in page.headers["Cache-Control"]
    texte = page.content.decode()
    assert adresse.replace("&", "&amp;") in texte
    assert "Se déconnecter aussi de ProConnect" in texte


def test_sans_entree_par_le_fournisseur_il_n_y_a_pas_d_adresse_de_sortie(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne, settings: Settings
) -> None:
    client.force_login(claire, "parchemin.socle.comptes.identification.CompteLocal")
    assert adresse_de_sortie(demande_de(client)) is None
    entrer(client)
    settings.OIDC_NOM = ""
    assert adresse_de_sortie(demande_de(client)) is None


def test_se_deconnecter_ferme_la_session_puis_celle_du_fournisseur(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    entrer(client)
    page = client.post("/deconnexion/")
    assert not est_entre(client)
    assert page.headers["Refresh"].startswith(f"0; url={fournisseur.emetteur}/session/end?id_token_hint=")


def test_qui_est_entre_par_mot_de_passe_sort_sans_passer_par_le_fournisseur(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    client.force_login(claire, "parchemin.socle.comptes.identification.CompteLocal")
    assert client.post("/deconnexion/").headers["Location"] == "/"
