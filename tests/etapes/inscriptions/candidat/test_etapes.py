"""L'inscription par étapes : gardée à chacune, reprise plus tard, interdits grisés et refusés, déposée à la fin."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.etapes import CODES
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
from parchemin.socle.organisation.models import Echeance
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.candidat import espace as e
from tests.etapes.inscriptions.traces import actes

IDENTITE = {"nom": "Marchand", "prenoms": "Samir", "ne_le": "1998-02-03"}
EXPERIENCE = {"debut": "2024-01-01", "fin": "2024-12-31", "emploi": "Commercial", "dans_le_domaine": "on"}


def adresse(inscription: Inscription, etape: str) -> str:
    return reverse("inscriptions-inscrire-etape", args=[inscription.pk, etape])


def vers(inscription: Inscription, acte: str, *arguments: object) -> str:
    return reverse(f"inscriptions-inscrire-{acte}", args=[inscription.pk, *arguments])


def relue(inscription: Inscription) -> Inscription:
    return Inscription.objects.select_related("candidat", "academie", "session").get(pk=inscription.pk)


def passer(client: Client, inscription: Inscription, etape: str, **saisi: str) -> str:
    """Adresse où mène l'étape une fois envoyée, telle que la page la montrait sauf ce qui est saisi."""
    lu = champs.etat(relue(inscription))
    reponse = client.post(adresse(inscription, etape), {**saisi, "lu": json.dumps(lu)})
    assert reponse.status_code == 302, e.texte(reponse)
    return str(reponse["Location"])


def brouillon(horloge: e.Horloge, nom: str = "Marchand", **autres: str) -> Inscription:
    """Saisie ouverte par l'académie, sans rien que l'identité et la voie."""
    valeurs = {**IDENTITE, "nom": nom, "voie": "experience", **autres}
    demande = Demande(m.PILOTE, valeurs, etat=EtatInscription.BROUILLON)
    return inscrire(horloge.monde.session, demande, par=m.LYON, le=timezone.now())


def test_du_premier_champ_au_depot_par_un_service(horloge: e.Horloge) -> None:
    client = e.d_academie(m.PILOTE, horloge.monde)
    reponse = client.post(reverse("inscriptions-inscrire"), {**IDENTITE, "voie": "experience"})
    inscription = Inscription.objects.get()
    assert reponse["Location"] == adresse(inscription, "coordonnees")
    assert (inscription.etat, inscription.etape, inscription.academie_id) == ("brouillon", 1, m.PILOTE)
    assert passer(client, inscription, "coordonnees", courriel="samir@exemple.invalid") == adresse(
        inscription, "voie"
    )
    # Le droit attend de l'expérience : on reste là pour la déclarer.
    assert passer(client, inscription, "voie", voie="experience") == adresse(inscription, "voie")
    assert client.post(vers(inscription, "ajouter", "experience"), EXPERIENCE).status_code == 302
    assert "12 mois, sur 12 demandés" in e.texte(client.get(adresse(inscription, "voie")))
    assert passer(client, inscription, "voie", voie="experience") == adresse(inscription, "choix")
    choix = {"forme": "progressive", "unites": "U1", "langue_obligatoire": "anglais"}
    assert passer(client, inscription, "choix", **choix) == adresse(inscription, "titres")
    assert passer(client, inscription, "titres") == adresse(inscription, "situation")
    assert passer(client, inscription, "situation") == adresse(inscription, "relire")
    page = e.texte(client.get(adresse(inscription, "relire")))
    assert "Rien ne s'oppose au dépôt" in page
    assert "Non présentée à cette session" in page
    for _ in range(2):
        arrivee = client.post(adresse(inscription, "relire"))
        assert arrivee["Location"] == reverse("inscriptions-candidat", args=[inscription.pk])
    deposee = relue(inscription)
    assert (deposee.etat, deposee.unites, deposee.regime, deposee.etape) == ("deposee", "U1", "C", 7)
    assert actes(inscription.code).count("deposer") == 1


def test_un_etablissement_inscrit_chez_lui_sans_se_choisir(horloge: e.Horloge) -> None:
    client = e.directeur(m.LYCEE, horloge.monde)
    client.post(reverse("inscriptions-inscrire"), {**IDENTITE, "voie": "scolaire"})
    inscription = Inscription.objects.get()
    assert inscription.etablissement_id == m.LYCEE
    assert 'name="etablissement"' not in e.texte(client.get(adresse(inscription, "voie")))
    passer(client, inscription, "voie", voie="scolaire", division="TS2", etablissement=m.VOISIN)
    assert (relue(inscription).etablissement_id, relue(inscription).division) == (m.LYCEE, "TS2")


def test_un_double_envoi_n_ouvre_qu_une_saisie(horloge: e.Horloge) -> None:
    client = e.d_academie(m.PILOTE, horloge.monde)
    saisi = {**IDENTITE, "voie": "experience", "ine": "123456789AB"}
    for _ in range(2):
        assert client.post(reverse("inscriptions-inscrire"), saisi).status_code == 302
    assert Inscription.objects.count() == 1


def test_on_reprend_plus_tard_la_ou_l_on_en_etait(horloge: e.Horloge) -> None:
    inscription = brouillon(horloge)
    client = e.d_academie(m.PILOTE, horloge.monde)
    passer(client, inscription, "coordonnees", localite="Bron")
    assert "Marchand Samir" in e.texte(client.get(reverse("inscriptions-inscrire")))
    page = e.texte(client.get(adresse(inscription, "coordonnees")))
    assert 'value="Bron"' in page
    assert "Étape 2 sur 7" in page
    # Revenir en arrière ne perd pas ce qui est fait.
    passer(client, inscription, "identite", **IDENTITE)
    assert (relue(inscription).etape, relue(inscription).candidat.localite) == (2, "Bron")


def test_le_candidat_finit_lui_meme_sa_saisie_et_aucune_autre(horloge: e.Horloge) -> None:
    sienne, autre = brouillon(horloge), brouillon(horloge, "Autre")
    client = e.entre(sienne)
    assert client.get(reverse("inscriptions-inscrire")).status_code == 403
    assert "Terminer votre inscription" in e.texte(client.get(reverse("ma-candidature")))
    for etape in CODES:
        assert client.get(adresse(sienne, etape)).status_code == 200, etape
        assert client.get(adresse(autre, etape)).status_code == 404
        assert client.post(adresse(autre, etape)).status_code == 404
    assert client.post(vers(autre, "ajouter", "experience"), EXPERIENCE).status_code == 404
    assert client.post(vers(autre, "retirer", "experience", 1)).status_code == 404
    client.post(vers(sienne, "ajouter", "experience"), EXPERIENCE)
    passer(client, sienne, "choix", forme="globale", langue_obligatoire="anglais")
    assert client.post(adresse(sienne, "relire"))["Location"] == reverse("ma-candidature")
    assert relue(sienne).etat == EtatInscription.DEPOSEE
    assert client.get(adresse(sienne, "choix"))["Location"] == reverse("ma-candidature")


@pytest.mark.parametrize(
    ("voie", "champ", "valeur", "dit"),
    [
        ("scolaire", "forme", "progressive", "art. D643-14"),
        ("experience", "facultatives", "EF1,EF2", "ne peuvent pas être présentées ensemble"),
    ],
)
def test_un_interdit_est_grise_et_refuse_meme_en_cours_de_saisie(
    voie: str, champ: str, valeur: str, dit: str, horloge: e.Horloge
) -> None:
    inscription = brouillon(horloge, voie=voie)
    client = e.d_academie(m.PILOTE, horloge.monde)
    page = e.texte(client.get(adresse(inscription, "choix")))
    assert "disabled" in page
    assert dit in page
    saisi = {"forme": "globale", "langue_obligatoire": "anglais", "facultatives": ""} | {champ: valeur}
    reponse = client.post(adresse(inscription, "choix"), {**saisi, "lu": "{}"})
    assert reponse.status_code == 422
    assert dit in e.texte(reponse)
    assert getattr(relue(inscription), champ) == ("globale" if champ == "forme" else "")


def test_une_note_refusee_se_lit_a_son_etape_avec_l_article(horloge: e.Horloge) -> None:
    inscription = brouillon(horloge)
    client = e.d_academie(m.PILOTE, horloge.monde)
    note = {"diplome": "ccst", "annee": "2024", "unite": "U99", "note": "15", "obtenue_le": "2024-06-25"}
    reponse = client.post(vers(inscription, "ajouter", "note"), note)
    assert reponse.status_code == 422
    assert "Étape 5 sur 7" in e.texte(reponse)
    assert client.post(vers(inscription, "ajouter", "note"), note | {"unite": "U1"}).status_code == 302
    assert "Note conservée, U1 de la session 2024" in e.texte(client.get(adresse(inscription, "titres")))


def test_tant_qu_il_reste_un_point_elle_ne_se_depose_pas(horloge: e.Horloge) -> None:
    inscription = brouillon(horloge)
    client = e.d_academie(m.PILOTE, horloge.monde)
    page = e.texte(client.get(adresse(inscription, "relire")))
    assert "Il faut 12 mois d'expérience" in page
    assert "Déposer la candidature" not in page
    assert client.post(adresse(inscription, "relire")).status_code == 422
    assert relue(inscription).etat == EtatInscription.BROUILLON


def test_apres_la_cloture_le_service_depose_en_disant_pourquoi_et_personne_d_autre(
    horloge: e.Horloge,
) -> None:
    inscription = brouillon(horloge, langue_obligatoire="anglais")
    service, candidat = e.d_academie(m.PILOTE, horloge.monde), e.entre(inscription)
    candidat.post(vers(inscription, "ajouter", "experience"), EXPERIENCE)
    # Commencée à temps, elle ne déjoue pas la clôture : c'est le jour du dépôt qui compte.
    passee = timezone.now() - timedelta(days=2)
    Echeance.objects.filter(session=horloge.monde.session, code="cloture-des-registres").update(le=passee)
    for client, saisi in ((candidat, {"motif": "En retard"}), (service, {})):
        reponse = client.post(adresse(inscription, "relire"), saisi)
        assert reponse.status_code == 422
        assert "Les registres sont ouverts du" in e.texte(reponse)
    assert service.post(adresse(inscription, "relire"), {"motif": "Dossier égaré"}).status_code == 302
    assert relue(inscription).etat == EtatInscription.DEPOSEE


def test_une_etape_ou_un_ajout_inconnus_sont_introuvables(horloge: e.Horloge) -> None:
    inscription = brouillon(horloge)
    client = e.d_academie(m.PILOTE, horloge.monde)
    assert client.get(adresse(inscription, "ailleurs")).status_code == 404
    assert client.post(vers(inscription, "ajouter", "ailleurs")).status_code == 404
    assert e.d_academie(m.AUTONOME, horloge.monde).get(adresse(inscription, "identite")).status_code == 404


@pytest.mark.parametrize("etape", CODES)
def test_chaque_etape_lit_la_base_un_nombre_borne_de_fois(
    etape: str, horloge: e.Horloge, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    inscription = brouillon(horloge, voie="scolaire", etablissement=m.LYCEE)
    client = e.d_academie(m.PILOTE, horloge.monde)
    client.get(adresse(inscription, etape))  # la première page prolonge la session
    with django_assert_max_num_queries(15):
        client.get(adresse(inscription, etape))
