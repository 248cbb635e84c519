"""Les transferts au pilote et la liste des pièces d'une académie, depuis leurs pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.models import Inscription, PieceAcademique
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import Echeance
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fiche.conftest import Bureau, adresse, envoyer, lire, refus
from tests.etapes.inscriptions.fiche.test_fiche import codes_attendus

pytestmark = pytest.mark.django_db
TRANSFERTS, PIECES = "/inscriptions/transferts/", "/inscriptions/pieces/"


def liste(nom: str, academie: str = m.PILOTE) -> str:
    return reverse(f"inscriptions-pieces-{nom}", args=[academie])


def test_le_transfert_se_confirme_et_ne_transfere_qu_une_fois(bureau: Bureau) -> None:
    for nom in ("Un", "Deux"):
        bureau.de_grenoble(nom)
    ou = reverse("inscriptions-transferts-transferer", args=[m.RATTACHEE])
    for client in (bureau.grenoble, bureau.pilote):
        texte = lire(client, TRANSFERTS)
        assert "Grenoble vers Lyon" in texte
        assert "à transférer 2 déjà transférées 0" in texte
        assert "Rien ne s'y oppose" in texte
    assert "Cochez la case" in refus(bureau.grenoble, ou, {})
    for _ in range(2):
        envoyer(bureau.grenoble, ou, {"confirme": "on"})
    assert Inscription.objects.filter(transferee_le__isnull=False).count() == 2
    assert Acte.objects.filter(acte="inscriptions.transferer").count() == 2
    assert "Rien ne reste à transférer" in lire(bureau.pilote, TRANSFERTS)


def test_avant_la_date_ou_sans_date_rien_ne_part(bureau: Bureau) -> None:
    bureau.de_grenoble()
    ou = reverse("inscriptions-transferts-transferer", args=[m.RATTACHEE])
    bureau.fixer(Operation.TRANSFERT, bureau.le + timedelta(days=12))
    assert "encore 12 jours" in lire(bureau.grenoble, TRANSFERTS)
    assert "à la date du calendrier" in refus(bureau.grenoble, ou, {"confirme": "on"})
    Echeance.objects.filter(code=Operation.TRANSFERT.value).delete()
    assert "À fixer au calendrier" in lire(bureau.grenoble, TRANSFERTS)
    assert "fixez-la d'abord" in refus(bureau.grenoble, ou, {"confirme": "on"})
    assert not Inscription.objects.filter(transferee_le__isnull=False).exists()


def test_chacun_ne_voit_et_ne_transfere_que_les_siennes(bureau: Bureau) -> None:
    bureau.de_grenoble()
    ou = reverse("inscriptions-transferts-transferer", args=[m.RATTACHEE])
    assert "il n'y a rien à transférer" in lire(bureau.lyon, TRANSFERTS)
    assert bureau.lyon.post(ou, {"confirme": "on"}).status_code == 404
    national = bureau.entrer(Role.NATIONAL)
    assert "vous lisez" in lire(national, TRANSFERTS)
    assert national.post(ou, {"confirme": "on"}).status_code == 403
    assert bureau.proviseur.get(TRANSFERTS).status_code == 403


def test_une_academie_ajoute_une_piece_et_s_en_dedit(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    saisie = {"libelle": "Lettre de motivation fictive", "voies": ["scolaire"], "conditions": []}
    assert "quelle pièce vous demandez" in refus(bureau.lyon, liste("ajouter"), {"libelle": " "})
    for _ in range(2):
        envoyer(bureau.lyon, liste("ajouter"), saisie)
    assert Acte.objects.filter(acte="inscriptions.fixer_la_liste").count() == 1
    code = PieceAcademique.objects.get().code
    assert code in codes_attendus(bureau, i)
    texte = lire(bureau.lyon, PIECES)
    assert "Lettre de motivation fictive" in texte
    assert "Ajoutée par l'académie" in texte
    assert "Lettre de motivation fictive" in lire(bureau.lyon, adresse("", i.pk))
    for _ in range(2):
        envoyer(bureau.lyon, liste("defaut"), {"code": code})
    assert Acte.objects.filter(acte="inscriptions.revenir_au_defaut").count() == 1
    assert code not in codes_attendus(bureau, i)


def test_deux_longs_libelles_qui_commencent_de_meme_restent_deux_pieces(bureau: Bureau) -> None:
    debut = "Attestation de présence aux enseignements de la formation, "
    for fin in ("première année", "seconde année"):
        envoyer(bureau.lyon, liste("ajouter"), {"libelle": f"{debut}{fin}"})
    envoyer(bureau.lyon, liste("ajouter"), {"libelle": "Identité"})
    assert PieceAcademique.objects.filter(remplacee_le=None).count() == 3
    assert not PieceAcademique.objects.filter(code="identite").exists()


def test_une_academie_ne_demande_pas_une_piece_puis_la_redemande(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    for _ in range(2):
        envoyer(bureau.lyon, liste("retirer"), {"code": "identite"})
    assert "Non demandée" in lire(bureau.lyon, PIECES)
    assert "identite" not in codes_attendus(bureau, i)
    envoyer(bureau.lyon, liste("defaut"), {"code": "identite"})
    assert "identite" in codes_attendus(bureau, i)
    assert "rien à ne pas demander" in refus(bureau.lyon, liste("retirer"), {"code": "inconnue"})
    refus(bureau.lyon, liste("retirer"), {"code": "pas un code !"})


def test_la_liste_d_une_autre_academie_ne_se_voit_ni_ne_se_change(bureau: Bureau) -> None:
    assert bureau.lyon.get(f"{PIECES}?academie={m.RATTACHEE}").status_code == 404
    assert bureau.lyon.post(liste("retirer", m.RATTACHEE), {"code": "identite"}).status_code == 404
    texte = lire(bureau.pilote, f"{PIECES}?academie={m.RATTACHEE}")
    assert "Liste des pièces : Grenoble" in texte
    texte = lire(bureau.proviseur, PIECES)
    assert "Liste des pièces : Lyon" in texte
    assert "Ne pas demander" not in texte
    assert bureau.proviseur.post(liste("retirer"), {"code": "identite"}).status_code == 403
