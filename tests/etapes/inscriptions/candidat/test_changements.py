"""Compléter, demander, consentir, renoncer : ce que le candidat change lui-même, et ce qu'on ne lui laisse pas changer."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.models import (
    Benefice,
    Candidat,
    DemandeAmenagement,
    Dispense,
    EtatInscription,
    Inscription,
)
from parchemin.etapes.inscriptions.services.confirmer import confirmer
from parchemin.etapes.inscriptions.services.consentir import choisir_la_publication
from parchemin.etapes.inscriptions.services.modifier import completer
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.candidat import espace as e
from tests.etapes.inscriptions.traces import actes

COORDONNEES = ("adresse", "code_postal", "localite", "pays", "telephone", "courriel")
CHOIX = ("forme", "langue_obligatoire", "facultatives", "langue_facultative")
NOTE = {"diplome": "ccst", "annee": "2025", "unite": "U1", "note": "12,5", "obtenue_le": "2025-06-25"}


def envoyer(client: Client, quoi: str, lu: Inscription, **saisi: str) -> tuple[int, str]:
    """Envoie le formulaire tel que la page le montrait, sauf ce qui est saisi."""
    noms = COORDONNEES if quoi == "coordonnees" else CHOIX
    valeurs = {c: v for c, v in champs.etat(lu).items() if c in noms}
    envoi = {**valeurs, **saisi, "lu": json.dumps(valeurs)}
    reponse = client.post(reverse("ma-candidature-modifier", args=[quoi]), envoi)
    return reponse.status_code, "" if reponse.status_code == 302 else e.texte(reponse)


def relue(inscription: Inscription) -> Inscription:
    return Inscription.objects.select_related("candidat", "academie", "session").get(pk=inscription.pk)


def test_il_change_ses_coordonnees_et_rien_de_son_identite(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge, "Dupont")
    code, _ = envoyer(
        e.entre(inscription), "coordonnees", inscription, localite="Bron", nom="Pirate", voie="experience"
    )
    apres = relue(inscription)
    assert code == 302
    assert (apres.candidat.localite, apres.candidat.nom, apres.voie) == ("Bron", "Dupont", "scolaire")


def test_deux_ecrans_le_conflit_se_lit_champ_par_champ(horloge: e.Horloge) -> None:
    inscription = relue(e.inscrit(horloge))
    avant = champs.etat(inscription)
    completer(inscription, {"localite": "Lyon"}, lu=avant, par=m.LYON, le=timezone.now())
    code, page = envoyer(e.entre(inscription), "coordonnees", inscription, localite="Bron")
    assert code == 422
    assert (
        "Localité : vous aviez lu une case vide, c'est maintenant « Lyon » ; vous demandiez « Bron »." in page
    )
    assert relue(inscription).candidat.localite == "Lyon"


def test_ce_que_le_droit_ferme_est_grise_avec_son_article(horloge: e.Horloge) -> None:
    page = e.texte(e.entre(e.inscrit(horloge)).get(reverse("ma-candidature-modifier", args=["choix"])))
    assert page.count("disabled") == 2
    assert "La forme progressive n'est pas ouverte à la voie « scolaire »" in page
    assert "EF1 et EF2 ne peuvent pas être présentées ensemble" in page
    assert "3 épreuves facultatives présentées, 2 au plus à cette session" in page


@pytest.mark.parametrize(
    ("champ", "valeur", "dit"),
    [
        ("forme", "progressive", "art. D643-14"),
        ("facultatives", "EF1,EF2", "EF1 et EF2 ne peuvent pas être présentées ensemble"),
        ("facultatives", "EF9", "Sélectionnez un choix valide"),
        ("langue_obligatoire", "", "Ce champ est obligatoire"),
    ],
)
def test_et_refuse_si_on_l_envoie_quand_meme(champ: str, valeur: str, dit: str, horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    code, page = envoyer(e.entre(inscription), "choix", inscription, **{champ: valeur})
    assert code == 422
    assert dit in page
    assert relue(inscription).version == inscription.version


def test_une_facultative_permise_est_prise(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    saisi = {"facultatives": "EF1,EF3", "langue_facultative": "espagnol"}
    assert envoyer(e.entre(inscription), "choix", inscription, **saisi)[0] == 302
    assert relue(inscription).facultatives == "EF1,EF3"


def test_rien_d_autre_ne_se_modifie_a_cette_adresse(horloge: e.Horloge) -> None:
    client = e.entre(e.inscrit(horloge))
    assert client.get(reverse("ma-candidature-modifier", args=["identite"])).status_code == 404


def test_il_demande_un_amenagement_une_fois_et_le_retire(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client = e.entre(inscription)
    for _ in range(2):
        assert client.post(reverse("ma-candidature-demander", args=["amenagement"])).status_code == 302
    demande = DemandeAmenagement.objects.get()
    assert "Demandée, avis attendu" in e.texte(client.get(reverse("ma-candidature-demandes")))
    client.post(reverse("ma-candidature-retirer", args=["amenagement", demande.pk]))
    demande.refresh_from_db()
    assert demande.etat == DemandeAmenagement.Etat.RETIREE


def test_il_demande_a_conserver_une_note_et_y_renonce(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client = e.entre(inscription)
    for _ in range(2):
        assert client.post(reverse("ma-candidature-demander", args=["note"]), NOTE).status_code == 302
    note = Benefice.objects.get()
    assert (note.demi_points, note.unites) == (25, "U1")
    client.post(reverse("ma-candidature-retirer", args=["note", note.pk]))
    note.refresh_from_db()
    assert note.etat == "retiree"


def test_une_dispense_que_le_texte_refuse_dit_pourquoi_et_garde_la_saisie(horloge: e.Horloge) -> None:
    saisi = {"unite": "U5", "genre": "dut", "intitule": "DUT fictif", "est_justifie": "on"}
    reponse = e.entre(e.inscrit(horloge)).post(reverse("ma-candidature-demander", args=["dispense"]), saisi)
    page = e.texte(reponse)
    assert reponse.status_code == 422
    assert "U5 est professionnelle" in page
    assert "DUT fictif" in page
    assert not Dispense.objects.exists()


def test_un_candidat_ne_dit_jamais_son_titre_justifie(horloge: e.Horloge) -> None:
    saisi = {"unite": "U1", "genre": "bts_autre_specialite", "niveau": "5", "est_justifie": "on"}
    reponse = e.entre(e.inscrit(horloge)).post(reverse("ma-candidature-demander", args=["dispense"]), saisi)
    assert reponse.status_code == 302
    assert not Dispense.objects.get().est_justifiee


def test_il_demande_une_dispense_par_l_unite_d_un_autre_bts(horloge: e.Horloge) -> None:
    client, adresse = e.entre(e.inscrit(horloge)), reverse("ma-candidature-demander", args=["dispense"])
    sans_note = {"unite": "U1", "genre": "benefice_autre_bts"}
    assert "À donner : le bénéfice" in e.texte(client.post(adresse, sans_note))
    saisi = sans_note | {
        "note_diplome": "BTS fictif", "note_annee": "2024", "note_unite": "U1", "note": "12,5",
        "note_obtenue_le": "2024-07-03",
    }  # fmt: skip
    assert client.post(adresse, saisi).status_code == 302
    page = e.texte(client.get(reverse("ma-candidature-demandes")))
    assert "Dispense de U1 : 12,5, U1 de la session 2024, BTS fictif" in page


@pytest.mark.parametrize("quoi", ["experience", "nimporte"])
def test_il_ne_demande_que_ce_qui_se_demande_ici(quoi: str, horloge: e.Horloge) -> None:
    client = e.entre(e.inscrit(horloge))
    assert client.post(reverse("ma-candidature-demander", args=[quoi])).status_code == 404
    assert client.post(reverse("ma-candidature-retirer", args=[quoi, 1])).status_code == 404


def test_la_publication_se_choisit_meme_apres_la_confirmation(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    en_ligne = Inscription.Confirmation.EN_LIGNE
    confirmer(inscription, en_ligne, version=1, par=m.candidat(inscription), le=timezone.now())
    client, version = e.entre(inscription), relue(inscription).version
    for choix in ("oui", "oui", "non"):
        assert client.post(reverse("ma-candidature-publication"), {"publication": choix}).status_code == 302
    assert relue(inscription).candidat.publication == "non"
    assert relue(inscription).version == version
    assert actes(inscription.code).count("choisir_publication") == 2
    assert client.post(reverse("ma-candidature-publication"), {"publication": ""}).status_code == 422


def test_personne_ne_consent_a_sa_place(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    with pytest.raises(ActeRefuse, match="par le candidat lui-même"):
        choisir_la_publication(inscription, Candidat.Consentement.OUI, par=m.LYON, le=timezone.now())


def test_renoncer_annule_et_ne_se_fait_pas_par_megarde(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client = e.entre(inscription)
    assert client.post(reverse("ma-candidature-renoncer"), {"motif": "Emploi"}).status_code == 422
    saisi = {"motif": "Emploi", "certain": "on"}
    for _ in range(2):
        assert client.post(reverse("ma-candidature-renoncer"), saisi).status_code == 302
    assert relue(inscription).etat == EtatInscription.ANNULEE
    assert actes(inscription.code).count("annuler") == 1
    assert "Annulée" in e.texte(client.get(reverse("ma-candidature")))


def test_ses_papiers_se_tirent_et_l_officiel_se_consigne(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client = e.entre(inscription)
    reponse = client.get(reverse("ma-candidature-document", args=["attestation"]))
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "application/pdf")
    assert reponse.content.startswith(b"%PDF-")
    assert actes(inscription.code).count("editer") == 1
    assert client.get(reverse("ma-candidature-document", args=["diplome"])).status_code == 404
