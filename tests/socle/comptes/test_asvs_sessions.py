"""Sessions et second facteur : durée maximale, preuve récente, autres sessions, jeton de session, traces."""

import logging
import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from parchemin.socle.comptes.controle import DUREE_MAXIMUM_S, FACTEUR_DU_FOURNISSEUR, PREUVE_RECENTE_S
from parchemin.socle.comptes.models import Jeton, Personne
from parchemin.socle.comptes.roles import Role
from parchemin.socle.comptes.services.entrees import emettre
from parchemin.socle.comptes.services.second_facteur import confirmer
from parchemin.socle.journal.models import Acte
from tests.socle.comptes.monde import MOT_DE_PASSE, Monde, titulaire

NOUVEAU = "huit autres mots inventes pour changer de porte"


def code_de(appareil: TOTPDevice) -> str:
    """Code du moment ; le compteur de l'appareil est remis, pour que l'essai n'attende pas le suivant."""
    TOTPDevice.objects.filter(pk=appareil.pk).update(
        last_t=-1, throttling_failure_timestamp=None, throttling_failure_count=0
    )
    totp = TOTP(appareil.bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"


def equiper(qui: Personne) -> tuple[TOTPDevice, list[str]]:
    """Téléphone installé, et les codes de secours."""
    attente = TOTPDevice.objects.create(user=qui, confirmed=False)
    codes = confirmer(qui, code_de(attente), le=qui.creee_le)
    assert codes is not None
    return attente, codes


def se_connecter(qui: Personne) -> Client:
    """Navigateur où la personne a donné son mot de passe, et rien d'autre."""
    qui.set_password(MOT_DE_PASSE)
    qui.save()
    client = Client()
    client.post("/connexion/", {"username": qui.identifiant, "password": MOT_DE_PASSE})
    assert "_auth_user_id" in client.session
    return client


@pytest.fixture
def candidat(monde: Monde) -> Personne:
    return titulaire(Role.CANDIDAT, monde).personne


@pytest.fixture
def direction(monde: Monde) -> Personne:
    return titulaire(Role.DIRECTION, monde).personne


def test_une_session_active_se_ferme_apres_douze_heures_et_le_dit(monde: Monde, candidat: Personne) -> None:
    with time_machine.travel(monde.le, tick=False) as horloge:
        client = se_connecter(candidat)
        pas = settings.INACTIVITE_S // 2
        for _ in range(DUREE_MAXIMUM_S // pas - 1):
            horloge.shift(pas)
            assert client.get("/compte/").status_code == 200
        ancienne = client.cookies[settings.SESSION_COOKIE_NAME].value
        horloge.shift(pas)
        reponse = client.get("/compte/")
        assert reponse.headers["Location"] == "/connexion/?expiree=&suite=%2Fcompte%2F"
        assert "Votre session s’est fermée" in client.get(reponse.headers["Location"]).content.decode()
        assert not Session.objects.filter(session_key=ancienne).exists()
        client.post("/connexion/", {"username": candidat.identifiant, "password": MOT_DE_PASSE})
        assert client.get("/compte/").status_code == 200


def test_changer_de_facteur_demande_de_le_redonner_s_il_est_ancien(monde: Monde, direction: Personne) -> None:
    with time_machine.travel(monde.le, tick=False) as horloge:
        appareil, codes = equiper(direction)
        client = se_connecter(direction)
        client.post("/second-facteur/", {"code": code_de(appareil)})
        assert client.get("/second-facteur/installer/").status_code == 200
        assert client.post("/compte/codes-de-secours/").status_code == 200
        horloge.shift(PREUVE_RECENTE_S)
        avant = list(StaticToken.objects.values_list("token", flat=True))
        refus = client.post("/compte/codes-de-secours/")
        assert refus.headers["Location"] == "/second-facteur/?suite=%2Fcompte%2F"
        assert list(StaticToken.objects.values_list("token", flat=True)) == avant
        installer = "/second-facteur/?suite=%2Fsecond-facteur%2Finstaller%2F"
        assert client.get("/second-facteur/installer/").headers["Location"] == installer
        assert client.post("/second-facteur/installer/", {"code": "0"}).headers["Location"] == installer
        assert client.get(installer).status_code == 200
        client.post(installer, {"code": code_de(appareil)})
        assert client.get("/second-facteur/installer/").status_code == 200
        assert codes


def test_un_facteur_du_fournisseur_ne_fait_pas_tourner_en_rond(monde: Monde, direction: Personne) -> None:
    with time_machine.travel(monde.le, tick=False) as horloge:
        client = se_connecter(direction)
        session = client.session
        session[FACTEUR_DU_FOURNISSEUR] = True
        session.save()
        horloge.shift(PREUVE_RECENTE_S)
        assert client.get("/second-facteur/?suite=/compte/").headers["Location"] == "/compte/"
        assert client.get("/second-facteur/installer/").status_code == 200


def test_un_nouveau_telephone_ote_aux_autres_sessions_leur_second_facteur(direction: Personne) -> None:
    ancien, _ = equiper(direction)
    ici, ailleurs = se_connecter(direction), Client()
    ailleurs.post("/connexion/", {"username": direction.identifiant, "password": MOT_DE_PASSE})
    for client in (ici, ailleurs):
        client.post("/second-facteur/", {"code": code_de(ancien)})
        assert client.get("/droits/").status_code == 200
    ici.get("/second-facteur/installer/")
    nouveau = TOTPDevice.objects.get(user=direction, confirmed=False)
    assert ici.post("/second-facteur/installer/", {"code": code_de(nouveau)}).status_code == 200
    assert ici.get("/droits/").status_code == 200
    assert ailleurs.get("/droits/").headers["Location"].startswith("/second-facteur/")


def test_un_second_facteur_choisi_sans_y_etre_tenu_est_demande(candidat: Personne) -> None:
    appareil, _ = equiper(candidat)
    client = se_connecter(candidat)
    assert client.get("/compte/").headers["Location"].startswith("/second-facteur/")
    client.post("/second-facteur/", {"code": code_de(appareil)})
    assert client.get("/compte/").status_code == 200


def test_un_mot_de_passe_refait_par_lien_ne_dispense_pas_du_second_facteur(
    monde: Monde, direction: Personne
) -> None:
    equiper(direction)
    secret = emettre(direction, Jeton.Genre.MOT_DE_PASSE, le=monde.le)
    client = Client()
    client.get(f"/connexion/lien/{secret}/")
    assert client.post("/connexion/lien/choisir/", {"mot_de_passe": NOUVEAU}).status_code == 302
    for reservee in ("/droits/", "/compte/", "/compte/mot-de-passe/"):
        assert client.get(reservee).headers["Location"].startswith("/second-facteur/")
    assert client.get("/second-facteur/installer/").headers["Location"].startswith("/second-facteur/?")


def test_le_jeton_de_session_est_au_hasard_propre_a_chacune_et_garde_par_le_serveur(
    candidat: Personne,
) -> None:
    se_connecter(candidat)
    jetons = set()
    for _ in range(8):
        client = Client()
        client.post("/connexion/", {"username": candidat.identifiant, "password": MOT_DE_PASSE})
        jetons.add(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert len(jetons) == 8
    # Trente-six signes possibles, trente-deux tirages : 165 bits.
    assert all(len(jeton) == 32 and jeton.isalnum() for jeton in jetons)
    forge = Client()
    forge.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert forge.get("/compte/").headers["Location"].startswith("/connexion/")
    assert forge.session.session_key != "a" * 32


def test_une_session_fermee_ne_se_rouvre_pas_avec_son_ancien_temoin(candidat: Personne) -> None:
    client = se_connecter(candidat)
    jeton = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/deconnexion/")
    rejoue = Client()
    rejoue.cookies[settings.SESSION_COOKIE_NAME] = jeton
    assert rejoue.get("/compte/").headers["Location"].startswith("/connexion/")


def test_se_deconnecter_se_lit_sur_chaque_page_et_efface_ce_que_garde_le_navigateur(
    direction: Personne,
) -> None:
    appareil, _ = equiper(direction)
    client = se_connecter(direction)
    client.post("/second-facteur/", {"code": code_de(appareil)})
    for adresse in ("/", "/reglement/", "/mon-espace/", "/compte/", "/droits/", "/organisation/"):
        page = client.get(adresse)
        assert 'href="/deconnexion/"' in page.content.decode(), adresse
        assert "no-store" in page.headers["Cache-Control"], adresse
    assert client.post("/deconnexion/").headers["Clear-Site-Data"] == '"storage"'


def test_chaque_identification_reussie_ou_manquee_laisse_une_trace(
    monde: Monde, direction: Personne, caplog: pytest.LogCaptureFixture
) -> None:
    appareil, _ = equiper(direction)
    with caplog.at_level(logging.INFO, "parchemin.entrees"):
        client = se_connecter(direction)
        assert Acte.objects.filter(acte="comptes.connexion", auteur=direction.code).count() == 1
        client.post("/second-facteur/", {"code": "000000"})
        client.post("/second-facteur/", {"code": code_de(appareil)})
        anonyme = Client()
        anonyme.post("/connexion/", {"username": direction.identifiant, "password": "faux"})
        anonyme.post("/connexion/courrier/", {"code": "7K3M-9QXC-0B4T-H2WZ", "mot_de_passe": NOUVEAU})
        anonyme.get("/connexion/lien/choisir/")
    dits = [fait.getMessage() for fait in caplog.records if fait.name == "parchemin.entrees"]
    assert dits == [
        "identification refusée : second facteur", "second facteur donné", "identification refusée : mot de passe",
        "identification refusée : code sur papier", "identification refusée : lien",
    ]  # fmt: skip
    assert direction.identifiant not in caplog.text


@pytest.mark.parametrize("minutes", [5, 60 * 24])
def test_un_code_a_six_chiffres_ne_vaut_qu_a_son_heure(
    monde: Monde, direction: Personne, minutes: int
) -> None:
    appareil, _ = equiper(direction)
    with time_machine.travel(monde.le, tick=False):
        code = code_de(appareil)
    with time_machine.travel(monde.le + timedelta(minutes=minutes), tick=False):
        client = se_connecter(direction)
        TOTPDevice.objects.update(last_t=-1)
        assert client.post("/second-facteur/", {"code": code}).status_code == 422
