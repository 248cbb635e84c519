"""L'établissement : ce qui reste à faire, la relance d'un clic, les accès des candidats et leurs papillons."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from parchemin.etapes.inscriptions.models import Candidat, Inscription, Notification
from parchemin.etapes.inscriptions.services import comptes, confirmer
from parchemin.socle.comptes.controle import auteur_de
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.nomination import lire_perimetre
from parchemin.socle.comptes.queries import portee_de
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.comptes.services.nominations import Identite, Mission, Nommant, nommer
from parchemin.socle.organisation.models import Etablissement
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.candidat import espace as e
from tests.socle.comptes.monde import entrer

RESTE = "inscriptions-reste-a-faire"
CODE = re.compile(r"<code>([A-Z0-9-]+)</code>")
SITE = "https://examens.exemple.invalid"


def page(client: Client, **filtres: str) -> str:
    reponse = client.get(reverse(RESTE), filtres)
    assert reponse.status_code == 200
    return e.texte(reponse)


def a_signer(inscription: Inscription) -> None:
    confirmer.demander_la_confirmation(inscription, par=m.LYON, le=timezone.now())


def nommant(uai: str, monde: m.Monde) -> Nommant:
    tenue = e.titulaire(uai, monde)
    return Nommant(tenue, portee_de(tenue), auteur_de(tenue.personne, tenue))


def test_chacun_par_division_avec_ce_qui_reste_et_sa_date(horloge: e.Horloge) -> None:
    e.fixer(horloge.monde.session, "depot-des-pieces", horloge.cloture + timedelta(days=9))
    a_signer(e.inscrit(horloge, "Abadie", division="TS2 A"))
    e.inscrit(horloge, "Bernard", division="TS2 B", langue_obligatoire="")
    dit = page(e.directeur(m.LYCEE, horloge.monde))
    ordre = [dit.index(mot) for mot in ('id="ts2-a"', "Abadie", 'id="ts2-b"', "Bernard")]
    assert ordre == sorted(ordre)
    for attendu in ("Confirmation à signer", "À compléter : choisir la langue de l'épreuve", "1 document à ouvrir",
                    "À remettre : Certificat de scolarité", "heure de Paris"):  # fmt: skip
        assert attendu in dit, attendu
    seule = page(e.directeur(m.LYCEE, horloge.monde, Role.DDFPT), division="TS2 B")
    assert "Bernard" in seule
    assert "Abadie" not in seule


def test_la_liste_ne_dit_jamais_de_quoi_parle_une_decision(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    le = timezone.now()
    Notification.objects.create(
        inscription=inscription,
        genre=Notification.Genre.AMENAGEMENT,
        objet="Aménagements accordés",
        remise_le=le,
    )
    dit = page(e.directeur(m.LYCEE, horloge.monde))
    assert "Décision à connaître, réception à accuser" in dit
    assert "ménagement" not in dit


def test_l_etablissement_d_un_autre_est_introuvable(horloge: e.Horloge) -> None:
    e.inscrit(horloge)
    client = e.directeur(m.VOISIN, horloge.monde)
    assert "Fictif Léa" not in page(client)
    for route in ("", "-relancer", "-acces", "-papillons"):
        demander = client.get if not route else client.post
        reponse = demander(reverse(RESTE + route), {"etablissement": m.LYCEE})
        assert reponse.status_code == 404, route


def test_une_academie_choisit_l_etablissement_et_un_candidat_n_entre_pas(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    assert e.entre(inscription).get(reverse(RESTE)).status_code == 403
    academie = e.d_academie(m.PILOTE, horloge.monde)
    assert m.LYCEE in page(academie)
    assert "Fictif Léa" in page(academie, etablissement=m.LYCEE)
    assert academie.get(reverse(RESTE), {"etablissement": m.AILLEURS}).status_code == 404


def test_relancer_d_un_clic_une_fois_par_jour_et_dire_qui_n_a_pas_d_adresse(
    horloge: e.Horloge, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    joignable, muet = e.inscrit(horloge, "Joint"), e.inscrit(horloge, "Muet", courriel="", prenoms="Adam")
    for inscription in (joignable, muet):
        a_signer(inscription)
    client = e.directeur(m.LYCEE, horloge.monde)
    assert "Relancer les 2" in page(client)
    with django_capture_on_commit_callbacks(execute=True):
        dit = e.texte(client.post(reverse(f"{RESTE}-relancer"), follow=True))
    assert "2 candidats relancés" in dit
    assert "Sans adresse électronique, à prévenir sur papier : Muet Adam" in dit
    assert "2 candidats déjà relancés aujourd'hui" in dit
    assert [lettre.to for lettre in mail.outbox] == [["lea@exemple.invalid"]]
    encore = e.texte(client.post(reverse(f"{RESTE}-relancer"), follow=True))
    assert "Personne à relancer" in encore
    assert Notification.objects.get(inscription=joignable).relances == 1


def test_inviter_par_courriel_ouvre_a_chacun_sa_candidature(
    horloge: e.Horloge, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    inscription = e.inscrit(horloge)
    e.inscrit(horloge, "Muet", courriel="")
    client = e.directeur(m.LYCEE, horloge.monde)
    for attendu in ("1 invitation envoyée", "0 invitation envoyée"):
        with django_capture_on_commit_callbacks(execute=True):
            assert attendu in e.texte(client.post(reverse(f"{RESTE}-acces"), follow=True))
    assert len(mail.outbox) == 1
    inscription.candidat.refresh_from_db()
    compte = inscription.candidat.compte
    assert compte is not None
    tenue = Habilitation.objects.get(personne=compte)
    assert (tenue.role, tenue.perimetre, tenue.etablissement_id) == (Role.CANDIDAT, inscription.code, m.LYCEE)
    assert entrer(compte).get(reverse("ma-candidature")).status_code == 200


def test_un_papillon_par_candidat_et_son_code_ouvre_le_compte(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge, courriel="")
    client = e.directeur(m.LYCEE, horloge.monde)
    premier = CODE.findall(e.texte(client.post(reverse(f"{RESTE}-papillons"))))
    dit = e.texte(client.post(reverse(f"{RESTE}-papillons")))
    (code,) = CODE.findall(dit)
    assert premier != [code]
    assert inscription.numero in dit
    neuf = Client()
    saisi = {"code": code, "mot_de_passe": "sept mots choisis pour entrer chez moi"}
    assert neuf.post(reverse("connexion-papier"), {**saisi, "code": premier[0]}).status_code == 422
    assert neuf.post(reverse("connexion-papier"), saisi).status_code == 302
    inscription.candidat.refresh_from_db()
    compte = inscription.candidat.compte
    assert compte is not None
    assert compte.activee_le is not None
    assert "Fictif" in e.texte(entrer(compte).get(reverse("ma-candidature-confirmer")))
    # Entré, il n'a plus besoin de papier.
    assert not CODE.findall(e.texte(client.post(reverse(f"{RESTE}-papillons"))))


def test_une_adresse_partagee_n_ouvre_a_personne_la_candidature_d_un_autre(horloge: e.Horloge) -> None:
    une, autre = e.inscrit(horloge, "Aine"), e.inscrit(horloge, "Cadette", prenoms="Zoé")
    par, le = nommant(m.LYCEE, horloge.monde), timezone.now()
    premier = comptes.donner_un_acces(une, par=par, le=le, site=SITE)
    second = comptes.donner_un_code(autre, par=par, le=le, site=SITE)
    assert premier.identifiant == "lea@exemple.invalid"
    assert second.identifiant == autre.numero
    assert second.habilitation.personne_id != premier.habilitation.personne_id


def test_un_numero_deja_donne_a_une_session_passee_n_ouvre_pas_le_compte_d_un_autre(
    horloge: e.Horloge,
) -> None:
    """Les numéros d'une source recommencent d'une session à l'autre : le compte d'avant reste à qui il est."""
    inscription, le = e.inscrit(horloge, courriel=""), timezone.now()
    ancien = Personne.objects.create(identifiant=inscription.numero, nom="Ancien", creee_le=le)
    Candidat.objects.create(nom="Ancien", prenoms="Zoé", ne_le=date(2004, 1, 2), compte=ancien)
    acces = comptes.donner_un_code(inscription, par=nommant(m.LYCEE, horloge.monde), le=le, site=SITE)
    assert acces.habilitation.personne_id != ancien.pk
    assert acces.identifiant.endswith(f"-{inscription.numero}")


def test_le_compte_d_un_agent_ne_recoit_pas_un_role_de_candidat_par_son_adresse(horloge: e.Horloge) -> None:
    agent = e.titulaire(m.VOISIN, horloge.monde).personne
    inscription = e.inscrit(horloge, courriel=agent.courriel)
    acces = comptes.donner_un_acces(
        inscription, par=nommant(m.LYCEE, horloge.monde), le=timezone.now(), site=SITE
    )
    assert acces.habilitation.personne_id != agent.pk


def test_un_lycee_ne_donne_aucun_acces_a_la_candidature_d_un_autre(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    par, le = nommant(m.VOISIN, horloge.monde), timezone.now()
    with pytest.raises(ActeRefuse, match="n'est pas dans votre périmètre"):
        comptes.donner_un_acces(inscription, par=par, le=le, site=SITE)
    # Ni en passant par l'écran des droits, où le numéro se saisirait à la main.
    for academie in (m.PILOTE, m.AUTONOME):
        perimetre = lire_perimetre(Nature.CANDIDATURE, str(inscription.pk), academie)
        mission = Mission(Role.CANDIDAT, perimetre, le + timedelta(days=10))
        with pytest.raises(ActeRefuse, match="n'est pas dans le vôtre"):
            nommer(Identite("Pirate", "", "pirate@exemple.invalid"), mission, par=par, le=le, site=SITE)
    assert not Personne.objects.filter(identifiant="pirate@exemple.invalid").exists()
    client = entrer(par.habilitation.personne)
    assert (
        "Candidat" not in e.texte(client.get(reverse("droits-inviter"))).split("<main")[1].split("</main>")[0]
    )


def test_qui_change_de_lycee_est_aide_par_le_nouveau(horloge: e.Horloge) -> None:
    inscription, le = e.inscrit(horloge, courriel=""), timezone.now()
    comptes.donner_un_acces(inscription, par=nommant(m.LYCEE, horloge.monde), le=le, site=SITE)
    Inscription.objects.filter(pk=inscription.pk).update(etablissement=Etablissement.objects.get(pk=m.VOISIN))
    acces = comptes.donner_un_code(inscription, par=nommant(m.VOISIN, horloge.monde), le=le, site=SITE)
    assert acces.code
    assert Habilitation.objects.get(role=Role.CANDIDAT).etablissement_id == m.VOISIN


@pytest.mark.parametrize("nombre", [2, 25])
def test_la_page_lit_la_base_autant_pour_deux_candidats_que_pour_vingt_cinq(
    nombre: int, horloge: e.Horloge, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for rang in range(nombre):
        a_signer(e.inscrit(horloge, f"Nom{chr(65 + rang)}"))
    client = e.directeur(m.LYCEE, horloge.monde)
    page(client)  # la première page prolonge la session
    with django_assert_max_num_queries(21):
        page(client)
