"""Les pièces depuis la fiche : remettre, contrôler, réclamer, ouvrir ; aucun fichier ne sort ni n'entre déguisé."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parchemin.etapes.inscriptions.models import Inscription, PieceDeposee
from parchemin.etapes.inscriptions.rangement import chemin
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.models import Acte
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fiche.conftest import Bureau, adresse, clair, envoyer, lire, refus
from tests.web.pages.lecture import lue

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%fictif\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\nfictif"
CODE = "identite"


def fichier(octets: bytes = PDF, nom: str = "identite.pdf", genre: str = "application/pdf") -> dict[str, Any]:
    return {"fichier": SimpleUploadedFile(nom, octets, genre)}


def remise(bureau: Bureau, octets: bytes = PDF) -> PieceDeposee:
    """Une pièce d'identité remise par le lycée."""
    i = m.inscrit(bureau.monde)
    envoyer(bureau.proviseur, adresse("piece-deposer", i.pk, CODE), fichier(octets))
    return PieceDeposee.objects.get()


def test_le_lycee_remet_le_service_controle_chacun_une_fois(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    for _ in range(2):
        envoyer(bureau.proviseur, adresse("piece-deposer", i.pk, CODE), fichier())
    piece = PieceDeposee.objects.get()
    assert (piece.etat, piece.genre) == ("a_controler", "application/pdf")
    controler = adresse("piece-controler", i.pk, CODE, piece.pk)
    assert bureau.proviseur.post(controler, {"avis": "acceptee"}).status_code == 403
    assert "Acceptez ou refusez" in refus(bureau.lyon, controler, {})
    assert "Donnez un motif" in refus(bureau.lyon, controler, {"avis": "refusee", "motif": " "})
    for _ in range(2):
        envoyer(bureau.lyon, controler, {"avis": "refusee", "motif": "Illisible, renvoyez une photo nette"})
    texte = lire(bureau.proviseur, adresse("piece", i.pk, CODE))
    assert "Refusée" in texte
    assert "Illisible, renvoyez une photo nette" in texte
    envoyer(bureau.proviseur, adresse("piece-deposer", i.pk, CODE), fichier(PNG, "photo.png", "image/png"))
    nouvelle = PieceDeposee.objects.get(remplacee_le=None)
    envoyer(bureau.lyon, adresse("piece-controler", i.pk, CODE, nouvelle.pk), {"avis": "acceptee"})
    assert "Remplacée" in lire(bureau.lyon, adresse("piece", i.pk, CODE))
    assert Acte.objects.filter(acte="inscriptions.deposer_piece").count() == 2
    # L'ancienne, remplacée, ne se contrôle plus.
    assert "remplacée depuis" in refus(bureau.lyon, controler, {"avis": "acceptee"})


def test_le_papier_vu_et_la_reclamation_sont_au_service(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    reclamer, papier = adresse("piece-reclamer", i.pk, CODE), adresse("piece-papier", i.pk, CODE)
    for ou in (reclamer, papier):
        assert bureau.proviseur.post(ou, {}).status_code == 403
    assert "déjà passé" in refus(bureau.lyon, reclamer, {"pour_le": "2025-01-01"})
    assert "Donnez un jour" in refus(bureau.lyon, reclamer, {"pour_le": "demain"})
    pour_le = (bureau.le + timedelta(days=1)).date().isoformat()
    for _ in range(2):
        envoyer(bureau.lyon, reclamer, {"pour_le": pour_le, "motif": "Recto et verso"})
    assert Acte.objects.filter(acte="inscriptions.demander_piece").count() == 1
    texte = lire(bureau.lyon, adresse("piece", i.pk, CODE))
    assert "Réclamée" in texte
    assert "Recto et verso" in texte
    for _ in range(2):
        envoyer(bureau.lyon, papier)
    assert "papier vu par le service" in lire(bureau.lyon, adresse("piece", i.pk, CODE))
    assert Acte.objects.filter(acte="inscriptions.deposer_piece").count() == 1


@pytest.mark.parametrize(
    ("octets", "nom", "phrase"),
    [
        (b"", "vide.pdf", "vide"),
        (b"<html><script>alert(1)</script>", "page.pdf", "ni un PDF, ni une photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "image.png", "ni un PDF, ni une photo"),
        (b"MZ\x90\x00 programme", "piece.pdf.exe", "ni un PDF, ni une photo"),
        (b"PK\x03\x04 archive", "bombe.zip", "ni un PDF, ni une photo"),
        (PDF + b"\0" * 8_000_000, "lourd.pdf", "8 Mo au plus"),
    ],
)  # fmt: skip
def test_un_fichier_hostile_est_refuse_avec_une_phrase(
    bureau: Bureau, octets: bytes, nom: str, phrase: str
) -> None:
    i = m.inscrit(bureau.monde)
    assert phrase in refus(bureau.lyon, adresse("piece-deposer", i.pk, CODE), fichier(octets, nom))
    assert not PieceDeposee.objects.exists()


def test_sans_fichier_la_page_le_demande(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    assert "Choisissez un fichier" in refus(bureau.lyon, adresse("piece-deposer", i.pk, CODE), {})


@pytest.mark.parametrize(
    "nom", ["../../etc/passwd.pdf", 'a";x="b.pdf', "Dupont\r\nX: y.pdf", "é" * 150 + ".pdf"]
)
def test_le_nom_du_deposant_ne_ressort_jamais_dans_l_en_tete(bureau: Bureau, nom: str) -> None:
    i = m.inscrit(bureau.monde)
    reponse = bureau.lyon.post(adresse("piece-deposer", i.pk, CODE), fichier(PDF, nom))
    assert reponse.status_code in {302, 422}
    for piece in PieceDeposee.objects.all():
        servi = bureau.lyon.get(adresse("piece-fichier", i.pk, piece.pk))
        servi.close()
        assert servi.headers["Content-Disposition"] == f'inline; filename="{i.numero}_identite.pdf"'


def test_le_fichier_s_ouvre_avec_son_type_lu_et_rien_d_autre(bureau: Bureau) -> None:
    piece = remise(bureau, PNG)
    servi = bureau.lyon.get(adresse("piece-fichier", piece.inscription_id, piece.pk))
    assert b"".join(servi.streaming_content) == PNG  # type: ignore[attr-defined]  # une FileResponse
    assert servi.headers["Content-Type"] == "image/png"
    assert servi.headers["X-Content-Type-Options"] == "nosniff"
    assert servi.headers["Cache-Control"].startswith("max-age=0")
    PieceDeposee.objects.update(genre="text/html")
    servi = bureau.lyon.get(adresse("piece-fichier", piece.inscription_id, piece.pk))
    assert servi.headers["Content-Type"] == "application/octet-stream"
    assert servi.headers["Content-Disposition"].startswith("attachment;")
    servi.close()


def test_un_fichier_n_est_ouvert_que_par_qui_tient_la_candidature(bureau: Bureau) -> None:
    piece = remise(bureau)
    ou = adresse("piece-fichier", piece.inscription_id, piece.pk)
    assert bureau.grenoble.get(ou).status_code == 404
    assert bureau.entrer(Role.DELEGUE, m.PILOTE).get(ou).status_code == 403
    autre = m.inscrit(bureau.monde, "Autre")
    # Le numéro d'une pièce ne s'ouvre pas sous celui d'une autre candidature.
    assert bureau.lyon.get(adresse("piece-fichier", autre.pk, piece.pk)).status_code == 404


def test_un_fichier_perdu_le_dit(bureau: Bureau) -> None:
    piece = remise(bureau)
    ou: Path = chemin(piece.condense)
    ou.unlink()
    reponse = bureau.lyon.get(adresse("piece-fichier", piece.inscription_id, piece.pk))
    assert reponse.status_code == 410
    assert piece.condense in clair(lue(reponse))


def test_une_piece_que_l_on_n_attend_pas_n_a_pas_de_page(bureau: Bureau) -> None:
    i: Inscription = m.inscrit(bureau.monde)
    assert bureau.lyon.get(adresse("piece", i.pk, "inventee")).status_code == 404
    assert bureau.lyon.post(adresse("piece-deposer", i.pk, "inventee"), fichier()).status_code == 404
    assert bureau.lyon.post(adresse("piece-controler", i.pk, CODE, 999), {}).status_code == 404
