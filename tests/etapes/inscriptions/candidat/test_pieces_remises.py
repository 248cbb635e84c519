"""Remettre une pièce depuis son téléphone : une photo ou un PDF, refusé avec des mots quand il ne convient pas."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions.models import PieceDeposee
from parchemin.etapes.inscriptions.rangement import OCTETS_MAXIMUM
from parchemin.etapes.inscriptions.services import pieces
from parchemin.socle.organisation.models import Echeance
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.candidat import espace as e

PHOTO = b"\xff\xd8\xff photo fictive"


def piece(code: str = "identite") -> str:
    return reverse("ma-candidature-piece", args=[code])


def fichier(octets: bytes, nom: str = "carte.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, octets)


def test_le_telephone_ouvre_l_appareil_photo_ou_ses_fichiers(horloge: e.Horloge) -> None:
    page = e.entre(e.inscrit(horloge)).get(piece()).content.decode()
    assert 'capture="environment"' in page
    assert 'accept="application/pdf,image/jpeg,image/png"' in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize("champ", ["photo", "fichier"])
def test_une_photo_est_remise_puis_se_revoit(champ: str, horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client = e.entre(inscription)
    assert client.post(piece(), {champ: fichier(PHOTO)}).status_code == 302
    remise = PieceDeposee.objects.get(inscription=inscription)
    assert (remise.code, remise.genre, remise.etat) == ("identite", "image/jpeg", "a_controler")
    reponse = client.get(reverse("ma-candidature-fichier", args=[remise.pk]))
    assert b"".join(reponse.streaming_content) == PHOTO  # type: ignore[attr-defined]  # un fichier, servi par morceaux
    assert "attachment" in reponse["Content-Disposition"]
    assert "En attente" in e.texte(client.get(reverse("ma-candidature")))


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"GIF89a", "n'est ni un PDF, ni une photo"),
        (b"", "est vide"),
        (b"%PDF-" + b"0" * OCTETS_MAXIMUM, "8 Mo au plus"),
    ],
)
def test_un_fichier_qui_ne_convient_pas_est_refuse_avec_des_mots(
    octets: bytes, dit: str, horloge: e.Horloge
) -> None:
    reponse = e.entre(e.inscrit(horloge)).post(piece(), {"fichier": fichier(octets)})
    assert reponse.status_code == 422
    assert dit in e.texte(reponse)
    assert not PieceDeposee.objects.exists()


def test_rien_ou_deux_fichiers_se_dit(horloge: e.Horloge) -> None:
    client = e.entre(e.inscrit(horloge))
    for envoi in ({}, {"photo": fichier(PHOTO), "fichier": fichier(PHOTO)}):
        assert client.post(piece(), envoi).status_code == 422
    assert not PieceDeposee.objects.exists()


def test_une_piece_qui_n_est_pas_attendue_est_introuvable(horloge: e.Horloge) -> None:
    client = e.entre(e.inscrit(horloge))
    assert client.get(piece("contrat_apprentissage")).status_code == 404
    assert client.post(piece("inconnue"), {"photo": fichier(PHOTO)}).status_code == 404


def test_une_piece_refusee_redevient_a_remettre_avec_sa_raison(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client = e.entre(inscription)
    client.post(piece(), {"photo": fichier(PHOTO)})
    remise = PieceDeposee.objects.get(inscription=inscription)
    pieces.controler(remise, accepter=False, motif="Le verso manque.", par=m.LYON, le=timezone.now())
    assert "Le verso manque." in e.texte(client.get(piece()))
    assert "Le verso manque." in e.texte(client.get(reverse("ma-candidature")))


def test_apres_la_cloture_du_registre_une_piece_se_remet_encore(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    passee = timezone.now() - timedelta(days=1)
    Echeance.objects.filter(code="cloture-des-registres").update(le=passee)
    assert e.entre(inscription).post(piece(), {"photo": fichier(PHOTO)}).status_code == 302
