"""Secourir un compte : ses sessions se ferment, ses preuves se refont comme la première fois, et tout est tracé."""

import pytest
from django.core import mail
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoCaptureOnCommitCallbacks

from parchemin.socle.comptes.models import Jeton, Personne
from parchemin.socle.comptes.roles import Role
from parchemin.socle.comptes.services.entrees import emettre
from parchemin.socle.comptes.services.second_facteur import confirmer
from parchemin.socle.journal.models import Acte, Charge
from tests.socle.comptes.monde import MOT_DE_PASSE, Monde, entrer, titulaire
from tests.socle.comptes.test_asvs_sessions import code_de
from tests.web.lancement import lancer, refuser

NOUVEAU = "huit autres mots inventes pour changer de porte"


@pytest.fixture
def direction(monde: Monde) -> Personne:
    return titulaire(Role.DIRECTION, monde).personne


def test_fermer_les_sessions_de_quelqu_un_ne_ferme_que_les_siennes(
    monde: Monde, direction: Personne, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    siennes = [entrer(direction), entrer(direction)]
    autre = entrer(titulaire(Role.NATIONAL, monde).personne)
    with django_capture_on_commit_callbacks(execute=True):
        dit = lancer("compte", "fermer-sessions", direction.identifiant, "--motif", "Ordinateur volé").stdout
    assert "2 sessions fermées" in dit
    assert [c.get("/compte/").status_code for c in (*siennes, autre)] == [302, 302, 200]
    acte = Acte.objects.get(acte="comptes.fermer_sessions")
    assert (acte.auteur, acte.objet) == ("systeme", direction.code)
    assert "Ordinateur volé" in Charge.objects.get(acte=acte).contenu
    assert mail.outbox[0].to == [direction.courriel]


def test_des_preuves_perdues_se_refont_par_le_lien_de_son_courriel(monde: Monde, direction: Personne) -> None:
    direction.set_password(MOT_DE_PASSE)
    direction.save()
    attente = TOTPDevice.objects.create(user=direction, confirmed=False)
    assert confirmer(direction, code_de(attente), le=monde.le)
    ancien_lien = emettre(direction, Jeton.Genre.MOT_DE_PASSE, le=monde.le)
    client = entrer(direction)
    dit = lancer("compte", "oter-preuves", direction.identifiant, "--motif", "Téléphone perdu").stdout
    assert "mot de passe et second facteur ôtés" in dit
    assert client.get("/compte/").headers["Location"].startswith("/connexion/")
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    vol = Client()
    vol.post("/connexion/", {"username": direction.identifiant, "password": MOT_DE_PASSE})
    vol.get(f"/connexion/lien/{ancien_lien}/")
    assert vol.get("/connexion/lien/choisir/").status_code == 410
    assert "_auth_user_id" not in vol.session
    direction.refresh_from_db()
    retour = Client()
    retour.get(f"/connexion/lien/{emettre(direction, Jeton.Genre.MOT_DE_PASSE, le=monde.le)}/")
    retour.post("/connexion/lien/choisir/", {"mot_de_passe": NOUVEAU})
    assert retour.get("/droits/").headers["Location"].startswith("/second-facteur/")
    assert retour.get("/second-facteur/").headers["Location"] == "/second-facteur/installer/"
    assert Acte.objects.filter(acte="comptes.oter_preuves", objet=direction.code).count() == 1


def test_un_compte_inconnu_ou_sans_motif_ne_change_rien(direction: Personne) -> None:
    assert "Aucun compte" in refuser("compte", "oter-preuves", "inconnue@exemple.invalid", "--motif", "x")
    refuser("compte", "fermer-sessions", direction.identifiant)
    assert not Acte.objects.exists()


def test_un_compte_se_ferme_avec_ses_roles_et_se_rouvre_sans_eux(monde: Monde, direction: Personne) -> None:
    client = entrer(direction)
    for _ in range(2):
        assert "compte fermé" in lancer("compte", "fermer", direction.identifiant, "--motif", "Départ").stdout
    assert client.get("/mon-espace/").status_code == 302
    assert not direction.habilitations.filter(retiree_le=None).exists()
    assert Acte.objects.filter(acte="comptes.fermer").count() == 1
    lancer("compte", "rouvrir", direction.identifiant, "--motif", "Retour")
    direction.refresh_from_db()
    assert direction.fermee_le is None
    assert entrer(direction).get("/droits/").status_code == 403


def test_le_dernier_compte_national_ne_se_ferme_pas(monde: Monde) -> None:
    national = titulaire(Role.NATIONAL, monde).personne
    assert "dernier compte" in refuser("compte", "fermer", national.identifiant, "--motif", "Départ")
    national.refresh_from_db()
    assert national.fermee_le is None


def test_oter_les_preuves_delie_aussi_l_identite_d_agent(monde: Monde, direction: Personne) -> None:
    Personne.objects.filter(pk=direction.pk).update(identite_externe="ancienne-cle")
    lancer("compte", "oter-preuves", direction.identifiant, "--motif", "A changé de service")
    direction.refresh_from_db()
    assert direction.identite_externe is None
