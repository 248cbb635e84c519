"""Entrer : mot de passe, lien, code sur papier, second facteur ; et tout ce qui doit rester dehors."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from parchemin.socle.comptes.jetons import condenser, normaliser_code, tirer_code_papier
from parchemin.socle.comptes.models import Jeton, Personne
from parchemin.socle.comptes.roles import Role
from parchemin.socle.comptes.services.entrees import emettre
from parchemin.socle.comptes.services.second_facteur import confirmer
from parchemin.socle.journal.models import Acte, Charge
from tests.socle.comptes.monde import MOT_DE_PASSE, Monde, entrer, personne, titulaire

NOUVEAU = "huit autres mots inventes pour changer de porte"


@pytest.fixture
def ada(monde: Monde) -> Personne:
    return personne("ada", le=monde.le, mot_de_passe=MOT_DE_PASSE)


def frapper(
    client: Client, identifiant: str = "ada@exemple.invalid", mot: str = MOT_DE_PASSE, **autres: str
) -> Any:
    return client.post("/connexion/", {"username": identifiant, "password": mot, **autres})


def est_entre(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_de(appareil: TOTPDevice, *, decalage_s: int = 0) -> str:
    totp = TOTP(appareil.bin_key)
    totp.time = time.time() + decalage_s
    return f"{totp.token():06d}"


def equiper(qui: Personne) -> tuple[TOTPDevice, list[str]]:
    """Téléphone installé, et les codes de secours."""
    appareil = TOTPDevice.objects.create(user=qui, confirmed=False)
    codes = confirmer(qui, code_de(appareil), le=qui.creee_le)
    assert codes is not None
    TOTPDevice.objects.update(last_t=-1)
    return TOTPDevice.objects.get(user=qui), codes


def test_le_mot_de_passe_ouvre_et_s_inscrit(ada: Personne) -> None:
    client = Client()
    client.get("/connexion/")
    assert frapper(client, "ADA@exemple.invalid ").status_code == 302
    assert est_entre(client)
    assert ada.password.startswith("argon2$argon2id$")
    assert Acte.objects.get().acte == "comptes.connexion"


@pytest.mark.parametrize(
    ("identifiant", "mot"), [("ada@exemple.invalid", "faux"), ("inconnue@exemple.invalid", "faux")]
)
def test_un_echec_ne_dit_pas_si_le_compte_existe(ada: Personne, identifiant: str, mot: str) -> None:
    reponse = Client().post("/connexion/", {"username": identifiant, "password": mot})
    assert reponse.status_code == 422
    assert "Identifiant ou mot de passe inconnu" in reponse.content.decode().replace("\xa0", " ")
    assert mot not in reponse.content.decode()


def test_dix_echecs_ferment_ce_compte_depuis_cette_adresse_et_rien_d_autre(
    ada: Personne, monde: Monde
) -> None:
    personne("bob", le=monde.le, mot_de_passe=MOT_DE_PASSE)
    classe = Client(REMOTE_ADDR="192.0.2.1")
    for _ in range(10):
        frapper(classe, mot="faux")
    assert "Trop d’essais" in frapper(classe).content.decode()
    assert not est_entre(classe)
    frapper(classe, "bob@exemple.invalid")
    assert est_entre(classe)
    ailleurs = Client(REMOTE_ADDR="192.0.2.2")
    frapper(ailleurs)
    assert est_entre(ailleurs)
    with time_machine.travel(monde.le + timedelta(minutes=20), tick=False):
        revenue = Client(REMOTE_ADDR="192.0.2.1")
        frapper(revenue)
        assert est_entre(revenue)


def test_le_compteur_d_echecs_ne_garde_pas_d_adresse_electronique(ada: Personne) -> None:
    frapper(Client(), mot="faux")
    essai = AccessAttempt.objects.get()
    assert "ada" not in str(vars(essai))
    assert "faux" not in str(vars(essai))


def test_derriere_un_mandataire_l_adresse_pretendue_ne_compte_pas(ada: Personne, settings: Settings) -> None:
    settings.MANDATAIRES = 1
    for n in range(10):
        frapper(Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 192.0.2.9"), mot="faux")
    assert {a.ip_address for a in AccessAttempt.objects.all()} == {"192.0.2.9"}
    bloque = Client(HTTP_X_FORWARDED_FOR="203.0.113.77, 192.0.2.9")
    frapper(bloque)
    assert not est_entre(bloque)


@pytest.mark.parametrize(
    "suite", ["https://ailleurs.invalid/", "//ailleurs.invalid", "javascript:alert(1)", "/\\ailleurs.invalid"]
)
def test_on_ne_part_pas_vers_un_autre_site(ada: Personne, suite: str) -> None:
    assert frapper(Client(), suite=suite).headers["Location"] == "/mon-espace/"


def test_on_retrouve_la_page_demandee(ada: Personne) -> None:
    client = Client()
    assert client.get("/compte/").headers["Location"] == "/connexion/?suite=%2Fcompte%2F"
    assert frapper(client, suite="/compte/").headers["Location"] == "/compte/"


def test_un_envoi_de_session_fermee_ramene_a_son_formulaire() -> None:
    reponse = Client().post(
        "/droits/inviter/", headers={"referer": "http://testserver/droits/inviter/?role=direction"}
    )
    assert reponse.headers["Location"] == "/connexion/?suite=%2Fdroits%2Finviter%2F%3Frole%3Ddirection"
    etrangere = Client().post("/droits/inviter/", headers={"referer": "https://ailleurs.invalid/x"})
    assert etrangere.headers["Location"] == "/connexion/"


def test_l_identifiant_de_session_change_en_entrant(ada: Personne) -> None:
    client = Client()
    client.get(f"/connexion/lien/{'x' * 43}/")
    avant = client.cookies["sessionid"].value
    frapper(client)
    assert client.cookies["sessionid"].value != avant


def test_un_compte_ferme_n_entre_pas_et_sort_aussitot(ada: Personne, monde: Monde) -> None:
    client = entrer(ada)
    assert client.get("/compte/").status_code == 403
    assert client.get("/mon-espace/").status_code == 200
    Personne.objects.update(fermee_le=monde.le)
    assert client.get("/mon-espace/").headers["Location"].startswith("/connexion/")
    assert frapper(Client()).status_code == 422


def test_un_lien_sert_une_fois_et_quitte_l_adresse(ada: Personne, monde: Monde) -> None:
    secret = emettre(ada, Jeton.Genre.MOT_DE_PASSE, le=monde.le)
    client = Client()
    assert client.get(f"/connexion/lien/{secret}/").headers["Location"] == "/connexion/lien/choisir/"
    assert client.get("/connexion/lien/choisir/").status_code == 200
    assert client.post("/connexion/lien/choisir/", {"mot_de_passe": "court"}).status_code == 422
    assert client.post("/connexion/lien/choisir/", {"mot_de_passe": NOUVEAU}).status_code == 302
    assert est_entre(client)
    rejoue = Client()
    rejoue.get(f"/connexion/lien/{secret}/")
    assert rejoue.post("/connexion/lien/choisir/", {"mot_de_passe": NOUVEAU}).status_code == 410
    assert not est_entre(rejoue)


@pytest.mark.parametrize("heures", [-1, 25 * 7])
def test_un_lien_echu_ou_inconnu_n_ouvre_rien(ada: Personne, monde: Monde, heures: int) -> None:
    secret = emettre(ada, Jeton.Genre.INVITATION, le=monde.le) if heures > 0 else "inconnu" * 6
    client = Client()
    with time_machine.travel(monde.le + timedelta(hours=heures), tick=False):
        client.get(f"/connexion/lien/{secret}/")
        assert client.get("/connexion/lien/choisir/").status_code == 410


def test_le_nouveau_mot_de_passe_se_demande_sans_rien_reveler(
    ada: Personne, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    reponses = []
    with django_capture_on_commit_callbacks(execute=True):
        for identifiant in ("ada@exemple.invalid", "inconnue@exemple.invalid"):
            page = Client().post("/connexion/oubli/", {"identifiant": identifiant}).content.decode()
            reponses.append(re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', "", page))
    assert reponses[0] == reponses[1]
    assert [courriel.to for courriel in mail.outbox] == [["ada@exemple.invalid"]]


def test_le_code_papier_se_lit_comme_on_l_ecrit(monde: Monde) -> None:
    jure = titulaire(Role.MEMBRE_PROFESSIONNEL, monde).personne
    code = emettre(jure, Jeton.Genre.PAPIER, le=monde.le)
    saisi = code.lower().replace("-", " ").replace("0", "O").replace("1", "l")
    client = Client()
    assert client.post("/connexion/courrier/", {"code": saisi, "mot_de_passe": NOUVEAU}).status_code == 302
    assert est_entre(client)
    encore = client.__class__().post("/connexion/courrier/", {"code": code, "mot_de_passe": NOUVEAU})
    assert encore.status_code == 422
    assert "Ce code n’ouvre rien" in encore.content.decode()


def test_un_code_papier_a_quatre_vingts_bits_et_ne_se_garde_pas() -> None:
    codes = {tirer_code_papier() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
    assert 32**16 == 2**80
    assert normaliser_code(" o1li-u ") == "0111V"
    assert condenser("A") != condenser("B")


def test_un_role_qui_ecrit_des_droits_exige_le_second_facteur(monde: Monde) -> None:
    tenue = titulaire(Role.DIRECTION, monde)
    client = entrer(tenue.personne, facteur=False)
    assert client.get("/droits/").headers["Location"] == "/second-facteur/?suite=%2Fdroits%2F"
    assert client.get("/second-facteur/").headers["Location"] == "/second-facteur/installer/"


def test_installer_puis_donner_le_second_facteur(monde: Monde) -> None:
    qui = titulaire(Role.DIRECTION, monde).personne
    client = entrer(qui, facteur=False)
    page = client.get("/second-facteur/installer/").content.decode()
    appareil = TOTPDevice.objects.get(user=qui, confirmed=False)
    assert "<svg" in page
    assert client.get("/second-facteur/installer/").status_code == 200
    assert TOTPDevice.objects.count() == 1
    assert client.post("/second-facteur/installer/", {"code": "000000"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    page = client.post("/second-facteur/installer/", {"code": code_de(appareil)}).content.decode()
    codes = re.findall(r"<code>([0-9a-f]{8}-[0-9a-f]{8})</code>", page)
    assert len(codes) == 10
    assert client.get("/droits/").status_code == 200
    assert not {c.replace("-", "") for c in codes} & set(StaticToken.objects.values_list("token", flat=True))


def test_un_code_ne_sert_qu_une_fois(monde: Monde) -> None:
    qui = titulaire(Role.DIRECTION, monde).personne
    appareil, secours = equiper(qui)
    for code in (code_de(appareil), secours[0]):
        premier, second = entrer(qui, facteur=False), entrer(qui, facteur=False)
        assert premier.post("/second-facteur/", {"code": code}).status_code == 302
        assert premier.get("/droits/").status_code == 200
        assert second.post("/second-facteur/", {"code": code}).status_code == 422
        assert second.get("/droits/").status_code == 302


@pytest.mark.parametrize("decalage_s", [-86_400, 86_400])
def test_un_telephone_a_la_mauvaise_heure_est_explique(monde: Monde, decalage_s: int) -> None:
    qui = titulaire(Role.DIRECTION, monde).personne
    appareil, _ = equiper(qui)
    reponse = entrer(qui, facteur=False).post(
        "/second-facteur/", {"code": code_de(appareil, decalage_s=decalage_s)}
    )
    assert reponse.status_code == 422
    assert "l’heure de votre téléphone est" in reponse.content.decode()


def test_les_essais_de_code_ralentissent(monde: Monde) -> None:
    qui = titulaire(Role.DIRECTION, monde).personne
    appareil, _ = equiper(qui)
    client = entrer(qui, facteur=False)
    for _ in range(3):
        client.post("/second-facteur/", {"code": "000000"})
    assert client.post("/second-facteur/", {"code": code_de(appareil)}).status_code == 422


def test_changer_d_appareil_demande_l_ancien(monde: Monde) -> None:
    qui = titulaire(Role.DIRECTION, monde).personne
    equiper(qui)
    arret = entrer(qui, facteur=False).get("/second-facteur/installer/").headers["Location"]
    assert arret == "/second-facteur/?suite=%2Fsecond-facteur%2Finstaller%2F"


def test_changer_de_mot_de_passe_ferme_les_autres_sessions(
    monde: Monde, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    qui = titulaire(Role.CANDIDAT, monde).personne
    qui.set_password(MOT_DE_PASSE)
    qui.save()
    ici, ailleurs = entrer(qui), entrer(qui)
    faux = ici.post("/compte/mot-de-passe/", {"ancien": "faux", "mot_de_passe": NOUVEAU})
    assert faux.status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        bon = ici.post("/compte/mot-de-passe/", {"ancien": MOT_DE_PASSE, "mot_de_passe": NOUVEAU})
    assert bon.headers["Location"] == "/compte/"
    assert ici.get("/compte/").status_code == 200
    assert ailleurs.get("/compte/").status_code == 302
    assert mail.outbox[0].subject == "Parchemin : votre sécurité a changé"


def test_sortir_ferme_la_session(monde: Monde) -> None:
    client = entrer(titulaire(Role.CANDIDAT, monde).personne)
    assert client.get("/deconnexion/").status_code == 200
    assert client.post("/deconnexion/").headers["Location"] == "/"
    assert client.get("/compte/").status_code == 302


def test_une_page_reservee_ne_se_garde_dans_aucun_cache(monde: Monde) -> None:
    page = entrer(titulaire(Role.CANDIDAT, monde).personne).get("/compte/")
    assert "no-store" in page.headers["Cache-Control"]
    assert "private" in page.headers["Cache-Control"]


def test_l_inactivite_ferme_la_session_et_un_geste_la_prolonge(monde: Monde, settings: Settings) -> None:
    client = entrer(titulaire(Role.CANDIDAT, monde).personne)
    with time_machine.travel(monde.le, tick=False) as horloge:
        client.get("/compte/")
        horloge.shift(settings.INACTIVITE_S - 20)
        assert client.post("/session/prolonger/").status_code == 204
        horloge.shift(settings.INACTIVITE_S - 20)
        assert client.get("/compte/").status_code == 200
        horloge.shift(settings.SESSION_COOKIE_AGE + 1)
        assert client.get("/compte/").status_code == 302


def test_la_page_d_inactivite_ferme_vraiment_la_session(monde: Monde, settings: Settings) -> None:
    client = entrer(titulaire(Role.CANDIDAT, monde).personne)
    with time_machine.travel(monde.le, tick=False) as horloge:
        client.get("/compte/")
        client.get("/connexion/?expiree")
        assert est_entre(client)
        horloge.shift(settings.INACTIVITE_S)
        assert "Votre session s’est fermée" in client.get("/connexion/?expiree").content.decode()
        assert not est_entre(client)


def test_lire_une_page_n_ecrit_qu_une_fois_par_minute(
    monde: Monde,
) -> None:
    client = entrer(titulaire(Role.CANDIDAT, monde).personne)
    client.get("/compte/")
    with CaptureQueriesContext(connection) as requetes:
        client.get("/compte/")
    assert [r["sql"] for r in requetes if not r["sql"].startswith("SELECT")] == []
    assert len(requetes) <= 12


def test_le_journal_ne_garde_ni_mot_de_passe_ni_secret(ada: Personne, monde: Monde) -> None:
    secret = emettre(ada, Jeton.Genre.MOT_DE_PASSE, le=monde.le)
    client = Client()
    client.get(f"/connexion/lien/{secret}/")
    client.post("/connexion/lien/choisir/", {"mot_de_passe": NOUVEAU})
    ecrit = " ".join(Charge.objects.values_list("contenu", flat=True))
    assert "ada" in ecrit
    assert secret not in ecrit
    assert NOUVEAU not in ecrit
    assert secret not in str(list(Jeton.objects.values()))
