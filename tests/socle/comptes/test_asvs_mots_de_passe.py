"""Les mots de passe : longueur, mots courants, mots d'ici, casse, coffres ; et ce qui ouvre un compte sans eux."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from hypothesis import given
from hypothesis import strategies as st

from parchemin.socle.comptes import forms
from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.mots_de_passe import MAXIMUM, MOTS_D_ICI, RegleDuMotDePasse
from parchemin.socle.comptes.roles import Role
from parchemin.socle.comptes.services.second_facteur import appareil_a_confirmer, renouveler_codes
from tests.socle.comptes.monde import MOT_DE_PASSE, Monde, titulaire

BON = "Quatre-Vents-27"


@pytest.fixture
def candidat(monde: Monde) -> Personne:
    qui = titulaire(Role.CANDIDAT, monde).personne
    qui.set_password(MOT_DE_PASSE)
    qui.save()
    return qui


def refuse(mot: str) -> str:
    """Ce que la règle répond à un mot de passe qu'elle refuse."""
    with pytest.raises(ValidationError) as refus:
        validate_password(mot)
    return str(refus.value)


@given(st.text(max_size=11).filter(lambda mot: len(mot.split()) < 7))
def test_moins_de_douze_caracteres_sont_toujours_refuses(mot: str) -> None:
    assert "trop facile" in refuse(mot)


@pytest.mark.parametrize(
    "bon",
    [
        BON, "sept petits mots que personne ne devine jamais", "élève ö ß 漢字 sept mots au moins", "a1B2c3D4e5F6g7",
        "Ab1!cd2?" * 32,
    ],
)  # fmt: skip
def test_une_phrase_de_toutes_les_lettres_et_jusqu_a_256_signes_est_admise(bon: str) -> None:
    assert len("Ab1!cd2?" * 32) == MAXIMUM
    validate_password(bon)


def test_les_mots_de_passe_les_plus_employes_sont_refuses() -> None:
    courants = RegleDuMotDePasse().courants.passwords
    assert len(courants) > 3000
    assert len([mot for mot in courants if len(mot) >= 12]) > 100
    for mot in sorted(courants):
        refuse(mot)
        refuse(mot.capitalize())


@pytest.mark.parametrize(
    "mot",
    [
        "Parchemin-2026!",
        "BTS-ccst-Examen-2026",
        "Academie2026LYCEE!",
        "Motdepasse-2026!",
        "Azerty-2026-Jury!",
    ],
)
def test_les_mots_propres_au_service_ne_suffisent_pas(mot: str) -> None:
    assert "mots du service" in refuse(mot)
    validate_password(f"{mot} {BON}")


def test_la_liste_des_mots_d_ici_est_en_minuscules_et_sans_doublon() -> None:
    assert len(set(MOTS_D_ICI)) == len(MOTS_D_ICI)
    assert all(mot == mot.lower() for mot in MOTS_D_ICI)


def test_le_mot_de_passe_se_compare_tel_quel(candidat: Personne) -> None:
    exact = f" {BON}é\u00a0{'x' * 200}"
    candidat.set_password(exact)
    candidat.save()
    for autre in (exact.lower(), exact.strip(), exact[:72], exact[:-1], exact.replace("é", "e")):
        client = Client()
        client.post("/connexion/", {"username": candidat.identifiant, "password": autre})
        assert "_auth_user_id" not in client.session, autre
    client = Client()
    client.post("/connexion/", {"username": candidat.identifiant, "password": exact})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("adresse", ["/connexion/", "/connexion/courrier/"])
def test_les_champs_se_masquent_se_collent_et_se_laissent_remplir(db: None, adresse: str) -> None:
    page = Client().get(adresse).content.decode()
    champs = re.findall(r'<input[^>]*type="password"[^>]*>', page)
    assert champs
    for champ in champs:
        assert re.search(r'autocomplete="(current|new)-password"', champ)
        assert "onpaste" not in champ
        assert "maxlength" not in champ or 'maxlength="256"' in champ
    for masque in (forms.Connexion, forms.NouveauMotDePasse, forms.ChangementDeMotDePasse, forms.CodePapier):
        for nom in {"password", "mot_de_passe", "ancien"} & set(masque.base_fields):
            assert masque.base_fields[nom].widget.input_type == "password"


def test_un_mot_de_passe_n_expire_pas(monde: Monde, candidat: Personne) -> None:
    with time_machine.travel(monde.le + timedelta(days=90), tick=False):
        client = Client()
        client.post("/connexion/", {"username": candidat.identifiant, "password": MOT_DE_PASSE})
        assert client.get("/compte/").status_code == 200


def test_changer_demande_l_ancien_et_le_nouveau(candidat: Personne) -> None:
    client = Client()
    client.post("/connexion/", {"username": candidat.identifiant, "password": MOT_DE_PASSE})
    for envoi in ({"mot_de_passe": BON}, {"ancien": MOT_DE_PASSE}, {"ancien": BON, "mot_de_passe": BON}):
        assert client.post("/compte/mot-de-passe/", envoi).status_code == 422
    assert (
        client.post("/compte/mot-de-passe/", {"ancien": MOT_DE_PASSE, "mot_de_passe": BON}).status_code == 302
    )
    candidat.refresh_from_db()
    assert candidat.check_password(BON)


def test_un_service_neuf_n_a_aucun_compte_ni_secret(db: None) -> None:
    assert not Personne.objects.exists()
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


def test_graines_et_codes_de_secours_sont_longs_differents_et_au_hasard(candidat: Personne) -> None:
    graine = appareil_a_confirmer(candidat)
    assert len(graine.bin_key) == 20
    codes = {code for _ in range(20) for code in renouveler_codes(candidat, le=candidat.creee_le)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{8}", code) for code in codes)
    assert StaticToken.objects.count() == 10


@pytest.mark.parametrize("adresse", ["/connexion/", "/connexion/oubli/", "/connexion/courrier/"])
def test_ni_indice_ni_question_secrete(db: None, adresse: str) -> None:
    page = Client().get(adresse).content.decode().lower()
    for mot in ("question", "indice", "animal", "jeune fille"):
        assert mot not in page
    assert not {"question", "indice", "reponse"} & {champ.name for champ in Personne._meta.get_fields()}
