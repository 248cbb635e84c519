"""Un agent entre par son fournisseur d'identité, et en sort."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from parchemin.socle.comptes.models import Personne
from parchemin.socle.journal.models import Acte
from tests.socle.comptes.oidc.fournisseur_d_essai import FournisseurDEssai
from tests.socle.comptes.oidc.navigation import DEPART, chez_le_fournisseur, entrer, est_entre, partir

FORT = "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"


def test_la_demande_porte_etat_nonce_pkce_et_veut_savoir_le_facteur(
    client: Client, db: None, fournisseur: FournisseurDEssai
) -> None:
    demande = {cle: valeur for cle, (valeur,) in parse_qs(urlsplit(partir(client)).query).items()}
    assert min(len(demande["state"]), len(demande["nonce"])) >= 32
    assert (demande["response_type"], demande["code_challenge_method"]) == ("code", "S256")
    assert demande["scope"] == "openid given_name usual_name email siret"
    assert demande["redirect_uri"] == "http://testserver/connexion/retour/"
    assert json.loads(demande["claims"]) == {
        "id_token": {"amr": {"essential": True}, "acr": {"values": ["eidas2", "eidas3"]}}
    }
    # ProConnect refuse tout paramètre qu'il ne connaît pas.
    connus = {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "claims"}
    assert set(demande) == connus | {"code_challenge", "code_challenge_method"}


def test_la_premiere_entree_relie_la_personne_invitee_et_s_inscrit_au_journal(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert entrer(client).status_code == 302
    claire.refresh_from_db()
    assert claire.identite_externe == "agent-1"
    assert claire.activee_le is not None
    assert client.session["_auth_user_id"] == str(claire.pk)
    actes = list(Acte.objects.order_by("numero").values_list("acte", "auteur", "objet"))
    assert actes == [
        ("comptes.lier_fournisseur", claire.code, claire.code),
        ("comptes.connexion", claire.code, claire.code),
    ]
    [annonce] = mail.outbox
    assert annonce.to == [claire.courriel]
    assert "ProConnect" in annonce.body


def test_ensuite_la_cle_stable_suffit_meme_si_l_adresse_change(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    entrer(client)
    fournisseur.conduite.agent["email"] = "claire.renommee@exemple.invalid"
    autre = Client()
    assert entrer(autre).status_code == 302
    assert autre.session["_auth_user_id"] == str(claire.pk)
    assert Acte.objects.filter(acte="comptes.lier_fournisseur").count() == 1


@pytest.mark.parametrize("signees", [True, False])
@pytest.mark.parametrize("algorithme", ["RS256", "ES256"])
def test_user_info_se_lit_signee_ou_non_avec_l_algorithme_convenu(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne, settings: Settings,
    *, algorithme: str, signees: bool,
) -> None:  # fmt: skip
    settings.OIDC_RP_SIGN_ALGO = fournisseur.conduite.signature = algorithme
    fournisseur.conduite.infos_signees = signees
    entrer(client)
    assert est_entre(client)


@pytest.mark.parametrize(
    ("amr", "acr", "donne"),
    [
        (["pwd", "mfa"], "eidas1", True), (["pwd", "otp"], "eidas1", True), (["totp"], "eidas1", True),
        (["pop"], "eidas1", True), (["pwd"], "eidas2", True), (None, FORT, True), (["pwd"], "eidas1", False),
        (["mail"], "eidas1", False), (["pwd", "sms"], "eidas1", False), (None, "eidas1", False), ([], "", False),
    ],
)  # fmt: skip
def test_le_second_facteur_n_est_demande_ici_que_s_il_ne_l_a_pas_ete_la_bas(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne, settings: Settings,
    *, amr: list[str] | None, acr: str, donne: bool,
) -> None:  # fmt: skip
    settings.OIDC_ACR = ["eidas2", "eidas3", FORT]
    fournisseur.conduite.amr, fournisseur.conduite.acr = amr, acr
    entrer(client)
    compte = client.get("/compte/")
    if donne:
        assert compte.status_code == 200
    else:
        assert compte.headers["Location"].startswith("/second-facteur/")


def test_un_facteur_donne_hier_ne_vaut_pas_pour_une_entree_sans_facteur(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    entrer(client)
    fournisseur.conduite.amr = ["pwd"]
    entrer(client)
    assert client.get("/compte/").headers["Location"].startswith("/second-facteur/")


def test_on_retrouve_la_page_demandee_et_jamais_une_page_d_ailleurs(
    fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    assert entrer(Client(), suite="/droits/?page=2").headers["Location"] == "/droits/?page=2"
    for ailleurs in ("https://ailleurs.invalid/", "//ailleurs.invalid/", "javascript:alert(1)"):
        assert entrer(Client(), suite=ailleurs).headers["Location"] == "/mon-espace/"


def test_deux_onglets_partis_ensemble_reviennent_tous_deux(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    retours = [chez_le_fournisseur(partir(client)) for _ in range(2)]
    assert [client.get(retour).status_code for retour in reversed(retours)] == [302, 302]
    assert Acte.objects.filter(acte="comptes.lier_fournisseur").count() == 1


def test_l_entree_change_le_numero_de_session(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    retour = chez_le_fournisseur(partir(client))
    avant = client.session.session_key
    client.get(retour)
    assert client.session.session_key != avant


def test_entrer_sous_un_autre_nom_ferme_la_session_precedente(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    entrer(client)
    client.session["brouillon"] = "à Claire"
    basile = Personne.objects.create(
        identifiant="basile", nom="Fictif", identite_externe="agent-2", creee_le=claire.creee_le
    )
    fournisseur.conduite.agent["sub"] = "agent-2"
    entrer(client)
    assert client.session["_auth_user_id"] == str(basile.pk)
    assert "brouillon" not in client.session


def test_un_compte_ferme_en_pleine_session_ne_voit_plus_rien(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    entrer(client)
    Personne.objects.filter(pk=claire.pk).update(fermee_le=claire.creee_le)
    assert client.get("/compte/").headers["Location"].startswith("/connexion/")


def test_un_fournisseur_retire_des_reglages_ferme_ses_sessions(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne, settings: Settings
) -> None:
    entrer(client)
    settings.AUTHENTICATION_BACKENDS = settings.AUTHENTICATION_BACKENDS[:-1]
    settings.OIDC_NOM = ""
    assert client.get("/compte/").headers["Location"].startswith("/connexion/")


def test_sans_fournisseur_ni_bouton_ni_page(client: Client, db: None, settings: Settings) -> None:
    assert settings.OIDC_NOM == ""
    assert client.get(DEPART).status_code == 404
    assert client.get("/connexion/retour/", {"code": "x", "state": "y"}).status_code == 404
    assert "fournisseur" not in client.get("/connexion/").content.decode()


def test_avec_un_fournisseur_la_page_de_connexion_porte_son_bouton(
    client: Client, db: None, fournisseur: FournisseurDEssai
) -> None:
    page = client.get("/connexion/").content.decode()
    assert "ProConnect" in page
    assert DEPART in page


def test_le_mot_de_passe_local_marche_toujours(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    claire.set_password("une phrase de passe bien longue")
    claire.save()
    donnees = {"username": claire.identifiant, "password": "une phrase de passe bien longue"}
    # Un code glissé dans l'adresse ne met pas en marche le fournisseur.
    assert client.post("/connexion/?code=x&state=y", donnees).status_code == 302
    assert est_entre(client)
    assert not fournisseur.appels
