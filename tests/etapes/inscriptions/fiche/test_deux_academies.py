"""Deux académies sur une candidature : un acte vaut pour les deux, rien ne s'écrase, chacune voit ce que l'autre fait."""

import json

import pytest

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.socle.journal.models import Acte
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fiche.conftest import (
    Bureau,
    adresse,
    clair,
    envoyer,
    lire,
    refus,
    saisie_de,
)
from tests.web.pages.lecture import lue, visiter

pytestmark = pytest.mark.django_db
RECTIFIER = "inscriptions.rectifier"


@pytest.fixture
def transferee(bureau: Bureau) -> Inscription:
    """Candidature de Grenoble, transférée à Lyon, registres clos : l'une et l'autre rectifient."""
    i = bureau.de_grenoble("Partagée", adresse="1 rue Fictive", localite="Grenoble")
    bureau.transferer()
    bureau.clore()
    return i


def relue(i: Inscription) -> dict[str, str]:
    return champs.etat(Inscription.objects.select_related("candidat").get(pk=i.pk))


def test_le_meme_champ_la_seconde_voit_le_conflit_puis_tranche(
    bureau: Bureau, transferee: Inscription
) -> None:
    ou = adresse("modifier", transferee.pk, "coordonnees")
    grenoble = saisie_de(bureau.grenoble, ou, localite="Meylan", motif="Déménagement")
    lyon = saisie_de(bureau.pilote, ou, localite="Échirolles", telephone="0600000000", motif="Courrier reçu")
    envoyer(bureau.grenoble, ou, grenoble)
    reponse = bureau.pilote.post(ou, lyon)
    texte = clair(lue(reponse))
    assert reponse.status_code == 422
    assert "rien n'a été écrasé" in texte
    assert (
        "Localité Grenoble Meylan Échirolles rattachement-08 Fictif, Académie de rattachement, Grenoble"
        in texte
    )
    assert 'value="Échirolles"' in reponse.content.decode()
    assert 'value="0600000000"' in reponse.content.decode()
    assert (relue(transferee)["localite"], relue(transferee)["telephone"]) == ("Meylan", "")
    encore = {**lyon, "lu": reponse.context["form"]["lu"].value()}
    envoyer(bureau.pilote, ou, encore)
    assert (relue(transferee)["localite"], relue(transferee)["telephone"]) == ("Échirolles", "0600000000")
    assert Acte.objects.filter(acte=RECTIFIER).count() == 2


def test_deux_champs_differents_passent_tous_deux_une_fois_chacun(
    bureau: Bureau, transferee: Inscription
) -> None:
    ou = adresse("modifier", transferee.pk, "coordonnees")
    grenoble = saisie_de(bureau.grenoble, ou, localite="Meylan", motif="Déménagement")
    lyon = saisie_de(bureau.pilote, ou, telephone="0600000000", motif="Appel du candidat")
    envoyer(bureau.grenoble, ou, grenoble)
    envoyer(bureau.pilote, ou, lyon)
    assert (relue(transferee)["localite"], relue(transferee)["telephone"]) == ("Meylan", "0600000000")
    assert Acte.objects.filter(acte=RECTIFIER).count() == 2
    for client in (bureau.grenoble, bureau.pilote):
        texte = lire(client, adresse("", transferee.pk))
        assert (
            "Localité : Grenoble devient Meylan rattachement-08 Fictif, Académie de rattachement, Grenoble"
            in texte
        )
        assert "Téléphone : 0600000000 pilote_organisation" in texte


def test_apres_un_conflit_un_champ_que_l_on_n_a_pas_touche_ne_revient_pas_en_arriere(
    bureau: Bureau, transferee: Inscription
) -> None:
    ou = adresse("modifier", transferee.pk, "coordonnees")
    lyon = saisie_de(bureau.pilote, ou, localite="Échirolles", motif="Courrier")
    grenoble = saisie_de(bureau.grenoble, ou, localite="Meylan", adresse="2 rue Neuve", motif="Déménagement")
    envoyer(bureau.grenoble, ou, grenoble)
    reponse = bureau.pilote.post(ou, lyon)
    assert reponse.status_code == 422
    form = reponse.context["form"]
    assert form["adresse"].value() == "2 rue Neuve"
    renvoi = {c.name: c.value() for c in form if c.value()}
    envoyer(bureau.pilote, ou, renvoi)
    assert (relue(transferee)["adresse"], relue(transferee)["localite"]) == ("2 rue Neuve", "Échirolles")


def test_chacune_voit_ce_que_l_autre_a_fait_jusqu_a_dire_qu_elle_l_a_vu(
    bureau: Bureau, transferee: Inscription
) -> None:
    fiche, ou = adresse("", transferee.pk), adresse("modifier", transferee.pk, "coordonnees")
    assert "pas encore vu" not in lire(bureau.pilote, fiche)
    envoyer(bureau.grenoble, ou, saisie_de(bureau.grenoble, ou, localite="Meylan", motif="Déménagement"))
    assert "Lyon n'a pas encore vu 1 modification de Grenoble" in lire(bureau.grenoble, fiche)
    texte = lire(bureau.pilote, fiche)
    assert "Modifications que vous n'avez pas encore vues" in texte
    assert "Grenoble a changé la candidature" in texte
    for _ in range(2):
        assert "Modifications lues" in envoyer(bureau.pilote, adresse("vu", transferee.pk))
    assert Acte.objects.filter(acte="inscriptions.prendre_connaissance").count() == 1
    assert "pas encore vu" not in lire(bureau.grenoble, fiche)
    assert "Modifications que vous" not in lire(bureau.pilote, fiche)


def test_qui_n_est_d_aucune_des_deux_academies_ne_dit_rien_avoir_vu(
    bureau: Bureau, transferee: Inscription
) -> None:
    for client in (bureau.proviseur, bureau.lyon):
        assert client.post(adresse("vu", transferee.pk)).status_code in {403, 404}
    assert not Acte.objects.filter(acte="inscriptions.prendre_connaissance").exists()


def test_une_academie_autonome_n_attend_le_regard_de_personne(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    ou = adresse("modifier", i.pk, "coordonnees")
    envoyer(bureau.lyon, ou, saisie_de(bureau.lyon, ou, localite="Lyon"))
    assert "pas encore vu" not in lire(bureau.lyon, adresse("", i.pk))


def test_un_double_envoi_n_ecrit_qu_une_fois(bureau: Bureau, transferee: Inscription) -> None:
    ou = adresse("modifier", transferee.pk, "coordonnees")
    saisie = saisie_de(bureau.grenoble, ou, localite="Meylan", motif="Déménagement")
    for _ in range(2):
        assert "Enregistré" in envoyer(bureau.grenoble, ou, saisie)
    assert Acte.objects.filter(acte=RECTIFIER).count() == 1


@pytest.mark.parametrize("lu", ["", "[]", "{", '"x"', "[" * 5000, json.dumps({"localite": 3})])
def test_une_lecture_forgee_ou_perdue_n_ecrase_rien(bureau: Bureau, transferee: Inscription, lu: str) -> None:
    ou = adresse("modifier", transferee.pk, "coordonnees")
    saisie = saisie_de(bureau.grenoble, ou, localite="Forcée", motif="Essai") | {"lu": lu}
    texte = refus(bureau.grenoble, ou, saisie)
    assert "rien n'a été écrasé" in texte or "rechargez-la" in texte
    assert relue(transferee)["localite"] == "Grenoble"


def test_le_pilote_ne_change_rien_avant_le_transfert(bureau: Bureau) -> None:
    i = bureau.de_grenoble(localite="Grenoble")
    ou = adresse("modifier", i.pk, "coordonnees")
    saisie = saisie_de(bureau.grenoble, ou, localite="Lyon")
    assert "tient la plume" in refus(bureau.pilote, ou, saisie)
    assert relue(i)["localite"] == "Grenoble"


def test_les_pages_d_actes_sont_saines(bureau: Bureau, transferee: Inscription) -> None:
    for nom in ("voie", "papier", "demander", "recevable", "rejet", "annulation", "benefice", "dispense",
                "amenagement", "parcours"):  # fmt: skip
        page = visiter(bureau.grenoble, adresse(nom, transferee.pk))
        assert (nom, page.statut, len(page.titres["h1"]), page.en_ligne) == (nom, 200, 1, [])
        assert len(page.ids) == len(set(page.ids)), nom
    for groupe in ("identite", "coordonnees", "choix", "situation"):
        assert visiter(bureau.grenoble, adresse("modifier", transferee.pk, groupe)).statut == 200
    assert bureau.grenoble.get(adresse("modifier", transferee.pk, "autre")).status_code == 404
