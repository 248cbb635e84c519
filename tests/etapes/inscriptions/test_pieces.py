"""Les pièces : remises, contrôlées, réclamées ; la liste de l'académie ; rien de lourd ni de déguisé n'entre."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from parchemin.etapes.inscriptions import travaux
from parchemin.etapes.inscriptions.models import Inscription, Notification, PieceAcademique, PieceDeposee
from parchemin.etapes.inscriptions.rangement import OCTETS_MAXIMUM, FichierDePiece, chemin
from parchemin.etapes.inscriptions.services import reexamen
from parchemin.etapes.inscriptions.services.listes import LigneDeListe, fixer_la_liste, revenir_au_defaut
from parchemin.etapes.inscriptions.services.modifier import annuler
from parchemin.etapes.inscriptions.services.pieces import (
    controler,
    demander,
    deposer,
)
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import Academie
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.taches.genres import Avancee
from parchemin.socle.taches.models import Travail
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.traces import AUTRE_PDF, PDF, actes, casser_le_journal, confirmee, deux_fois

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rangees(settings: Settings, tmp_path: Path) -> Path:
    settings.PIECES = tmp_path / "pieces"
    return tmp_path / "pieces"


def manquantes(inscription: Inscription) -> int:
    return Inscription.objects.get(pk=inscription.pk).pieces_manquantes


def test_une_piece_remise_deux_fois_ne_fait_qu_un_depot_et_qu_un_fichier(rangees: Path) -> None:
    inscription = m.inscrit(m.batir())
    avant = inscription.pieces_manquantes
    lui = m.candidat(inscription)
    piece = deux_fois(lambda: deposer(inscription, "identite", PDF, par=lui, le=m.PENDANT))
    assert (piece.etat, piece.genre, piece.taille) == ("a_controler", "application/pdf", len(PDF.octets))
    assert chemin(piece.condense).read_bytes() == PDF.octets
    assert [f for f in rangees.rglob("*") if f.is_file()] == [chemin(piece.condense)]
    assert actes(inscription.code) == ["inscrire", "deposer_piece"]
    assert manquantes(inscription) == avant - 1


def test_une_nouvelle_piece_remplace_l_ancienne_qui_reste_lisible() -> None:
    inscription = m.inscrit(m.batir())
    ancienne = deposer(inscription, "identite", PDF, par=m.PROVISEUR, le=m.PENDANT)
    nouvelle = deposer(inscription, "identite", AUTRE_PDF, par=m.PROVISEUR, le=m.PENDANT)
    ancienne.refresh_from_db()
    assert (ancienne.remplacee_le, nouvelle.remplacee_le) == (m.PENDANT, None)
    with pytest.raises(ActeRefuse, match="a été remplacée depuis"):
        controler(ancienne, accepter=True, par=m.LYON, le=m.PENDANT)


@pytest.mark.parametrize(
    ("fichier", "phrase"),
    [
        (FichierDePiece("identite.pdf", b"MZ\x90\x00 un programme"), "n'est ni un PDF, ni une photo"),
        (FichierDePiece("photo.jpg", b"<script>alert(1)</script>"), "n'est ni un PDF, ni une photo"),
        (FichierDePiece("archive.png", b"PK\x03\x04"), "n'est ni un PDF, ni une photo"),
        (FichierDePiece("vide.pdf", b""), "« vide.pdf » est vide"),
        (FichierDePiece("lourd.pdf", b"%PDF-" + b"0" * OCTETS_MAXIMUM), "pèse 8 Mo ; 8 Mo au plus"),
    ],
)
def test_un_fichier_deguise_vide_ou_trop_lourd_est_refuse_et_n_est_pas_range(
    fichier: FichierDePiece, phrase: str, rangees: Path
) -> None:
    inscription = m.inscrit(m.batir())
    with pytest.raises(ActeRefuse, match=phrase):
        deposer(inscription, "identite", fichier, par=m.candidat(inscription), le=m.PENDANT)
    assert not rangees.exists()
    assert actes(inscription.code) == ["inscrire"]


@pytest.mark.parametrize("debut", [b"%PDF-1.4", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"])
def test_un_pdf_et_une_photo_passent_quel_que_soit_leur_nom(debut: bytes) -> None:
    inscription = m.inscrit(m.batir())
    fichier = FichierDePiece("sans extension", debut + b" suite")
    assert deposer(inscription, "identite", fichier, par=m.PROVISEUR, le=m.PENDANT).pk


def test_qui_remet_une_piece() -> None:
    monde = m.batir()
    inscription, autre = confirmee(monde, "Une"), m.inscrit(monde, "Autre")
    # Même confirmée : la pièce n'attend pas la plume.
    assert deposer(inscription, "identite", PDF, par=m.PROVISEUR, le=m.APRES).pk
    for qui in (m.candidat(autre), m.DIRECTION_DU_CFA, m.TOULOUSE, m.auteur(Role.AUDITEUR, "national")):
        with pytest.raises(ActeRefuse, match="n'est pas dans votre périmètre"):
            deposer(inscription, "identite", AUTRE_PDF, par=qui, le=m.APRES)
    with pytest.raises(ActeRefuse, match="revient au service des examens"):
        deposer(inscription, "identite", None, par=m.PROVISEUR, le=m.APRES)


def test_une_piece_qui_n_est_pas_attendue_est_refusee() -> None:
    inscription = m.inscrit(m.batir())
    with pytest.raises(ActeRefuse, match="« decision_vae » n'est pas une pièce attendue"):
        deposer(inscription, "decision_vae", PDF, par=m.LYON, le=m.PENDANT)


def test_un_papier_vu_par_le_service_est_accepte_du_meme_coup() -> None:
    inscription = m.inscrit(m.batir())
    piece = deux_fois(lambda: deposer(inscription, "identite", None, par=m.LYON, le=m.PENDANT))
    assert (piece.etat, piece.condense, piece.controlee_le) == ("acceptee", "", m.PENDANT)
    assert actes(inscription.code) == ["inscrire", "deposer_piece"]


def test_un_refus_se_motive_se_notifie_et_la_piece_manque_de_nouveau() -> None:
    inscription = m.inscrit(m.batir())
    piece = deposer(inscription, "identite", PDF, par=m.PROVISEUR, le=m.PENDANT)
    avant = manquantes(inscription)
    with pytest.raises(ActeRefuse, match="Donnez un motif : le candidat doit savoir"):
        controler(piece, accepter=False, par=m.LYON, le=m.PENDANT)
    deux_fois(lambda: controler(piece, accepter=False, motif="Illisible", par=m.LYON, le=m.PENDANT))
    assert manquantes(inscription) == avant + 1
    assert Notification.objects.get().objet.startswith("Pièce à renvoyer : Pièce d'identité")
    assert actes(inscription.code) == ["inscrire", "deposer_piece", "refuser_piece"]
    # Le même fichier, renvoyé après un refus, est un nouveau dépôt à contrôler.
    assert deposer(inscription, "identite", PDF, par=m.PROVISEUR, le=m.APRES).etat == "a_controler"


def test_une_piece_s_accepte_une_fois_par_le_service() -> None:
    inscription = m.inscrit(m.batir())
    piece = deposer(inscription, "identite", PDF, par=m.PROVISEUR, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="revient au service des examens"):
        controler(piece, accepter=True, par=m.PROVISEUR, le=m.PENDANT)
    assert deux_fois(lambda: controler(piece, accepter=True, par=m.LYON, le=m.PENDANT)).etat == "acceptee"
    assert actes(inscription.code) == ["inscrire", "deposer_piece", "accepter_piece"]


def test_une_piece_d_une_candidature_annulee_ne_se_controle_plus() -> None:
    inscription = m.inscrit(m.batir())
    piece = deposer(inscription, "identite", PDF, par=m.PROVISEUR, le=m.PENDANT)
    annuler(inscription, motif="Renonce", par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="est annulée"):
        controler(piece, accepter=True, par=m.LYON, le=m.PENDANT)


def test_reclamer_une_piece_la_notifie_et_la_remettre_clot_la_demande() -> None:
    inscription = m.inscrit(m.batir())
    jour = date(2025, 11, 20)
    demande = deux_fois(lambda: demander(inscription, "identite", pour_le=jour, par=m.LYON, le=m.PENDANT))
    assert Notification.objects.get().pour_le == jour
    assert actes(inscription.code) == ["inscrire", "demander_piece"]
    autre = demander(inscription, "identite", pour_le=date(2025, 11, 25), par=m.LYON, le=m.PENDANT)
    demande.refresh_from_db()
    assert (demande.close_le, autre.close_le) == (m.PENDANT, None)
    deposer(inscription, "identite", PDF, par=m.PROVISEUR, le=m.APRES)
    autre.refresh_from_db()
    assert autre.close_le == m.APRES


def test_une_date_passee_ne_laisse_pas_le_temps_de_repondre() -> None:
    inscription = m.inscrit(m.batir())
    with pytest.raises(ActeRefuse, match="Le 02/11/2025 est déjà passé"):
        demander(inscription, "identite", pour_le=date(2025, 11, 2), par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="revient au service des examens"):
        demander(inscription, "identite", pour_le=date(2025, 11, 9), par=m.PROVISEUR, le=m.PENDANT)


def test_le_jour_est_celui_de_l_academie() -> None:
    """À Papeete il est encore le 3 quand il est le 4 à Greenwich."""
    inscription = m.inscrit(m.batir())
    Academie.objects.filter(pk=m.PILOTE).update(fuseau="Pacific/Tahiti")
    soir = datetime(2025, 11, 4, 2, tzinfo=UTC)
    assert demander(inscription, "identite", pour_le=date(2025, 11, 3), par=m.LYON, le=soir).pk


def test_la_liste_de_l_academie_s_ajoute_se_remplace_et_reste_lisible() -> None:
    monde = m.batir()
    lyon, inscription = Academie.objects.get(pk=m.PILOTE), m.inscrit(monde)
    attestation = LigneDeListe("attestation_jdc", "Attestation de la journée défense", "scolaire")
    deux_fois(lambda: fixer_la_liste(monde.session, lyon, attestation, par=m.LYON, le=m.PENDANT))
    assert actes("academie:10") == ["fixer_la_liste"]
    assert deposer(inscription, "attestation_jdc", PDF, par=m.LYON, le=m.PENDANT).pk
    retrait = LigneDeListe("certificat_scolarite", est_retiree=True)
    fixer_la_liste(monde.session, lyon, retrait, par=monde.pilote, le=m.PENDANT)
    # Elle ne se demande plus : il ne manque que l'identité et la confirmation.
    assert manquantes(m.inscrit(monde, "Autre", par=m.LYON)) == 3
    fixer_la_liste(
        monde.session, lyon, LigneDeListe("attestation_jdc", "Attestation"), par=m.LYON, le=m.APRES
    )
    ecrites = PieceAcademique.objects.filter(code="attestation_jdc").order_by("depuis")
    assert [(p.libelle, p.remplacee_le) for p in ecrites] == [
        ("Attestation de la journée défense", m.APRES), ("Attestation", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ligne", "phrase"),
    [
        (LigneDeListe("inventee", est_retiree=True), "n'est pas dans la liste par défaut"),
        (LigneDeListe("nouvelle", " "), "Libellé : dites au candidat"),
        (LigneDeListe("une pièce", "Une pièce"), "Code : « une pièce » ne convient pas"),
        (LigneDeListe("x" * 41, "Une pièce"), "ne convient pas"),
        (LigneDeListe("nouvelle", "Une pièce", voies="vélo"), "Voies : « vélo » n'est pas connu"),
        (LigneDeListe("nouvelle", "Une pièce", conditions="pluie"), "Cas : « pluie » n'est pas connu"),
    ],
)
def test_une_ligne_fautive_fausserait_tous_les_dossiers(ligne: LigneDeListe, phrase: str) -> None:
    monde = m.batir()
    with pytest.raises(ActeRefuse, match=phrase):
        fixer_la_liste(monde.session, Academie.objects.get(pk=m.PILOTE), ligne, par=m.LYON, le=m.PENDANT)
    assert not PieceAcademique.objects.exists()


def test_la_liste_revient_au_service_de_l_academie_et_a_nul_autre_role() -> None:
    monde = m.batir()
    ligne = LigneDeListe("nouvelle", "Une pièce")
    inspecteur = m.auteur(Role.INSPECTEUR, "academie:10")
    for qui in (m.RATTACHE, m.TOULOUSE, m.PROVISEUR, inspecteur):
        with pytest.raises(ActeRefuse, match="revient à son recteur"):
            fixer_la_liste(monde.session, Academie.objects.get(pk=m.PILOTE), ligne, par=qui, le=m.PENDANT)


def test_un_acte_qui_echoue_ne_laisse_aucune_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    inscription = m.inscrit(m.batir())
    avant = inscription.pieces_manquantes
    casser_le_journal(monkeypatch, "pieces")
    with pytest.raises(RuntimeError):
        deposer(inscription, "identite", PDF, par=m.PROVISEUR, le=m.PENDANT)
    with pytest.raises(RuntimeError):
        demander(inscription, "identite", pour_le=date(2025, 11, 20), par=m.LYON, le=m.PENDANT)
    assert not PieceDeposee.objects.exists()
    assert not Notification.objects.exists()
    assert manquantes(inscription) == avant
    assert Acte.objects.count() == 1


def test_changer_la_liste_recompte_les_pieces_de_l_academie_et_d_elle_seule() -> None:
    monde = m.batir()
    ici, ailleurs = m.inscrit(monde), m.inscrit(monde, "Autre", academie=m.RATTACHEE, etablissement=m.CFA)
    avant, la_bas = ici.pieces_manquantes, ailleurs.pieces_manquantes
    lyon = Academie.objects.get(pk=m.PILOTE)
    ligne = LigneDeListe("attestation_jdc", "Attestation de participation à la journée défense")
    fixer_la_liste(monde.session, lyon, ligne, par=m.LYON, le=m.PENDANT)
    for inscription in (ici, ailleurs):
        inscription.refresh_from_db()
    assert (ici.pieces_manquantes, ailleurs.pieces_manquantes) == (avant + 1, la_bas)
    revenir_au_defaut(monde.session, lyon, "attestation_jdc", par=m.LYON, le=m.PENDANT)
    ici.refresh_from_db()
    assert ici.pieces_manquantes == avant


def test_une_grande_academie_se_recompte_par_paquets(monkeypatch: pytest.MonkeyPatch) -> None:
    monde = m.batir()
    inscrites = [m.inscrit(monde, f"Nom {chr(65 + rang)}") for rang in range(5)]
    monkeypatch.setattr(reexamen, "PAR_PAQUET", 2)
    monkeypatch.setattr(travaux, "PAR_PAQUET", 2)
    ligne = LigneDeListe("attestation_jdc", "Attestation de participation à la journée défense")
    fixer_la_liste(monde.session, Academie.objects.get(pk=m.PILOTE), ligne, par=m.LYON, le=m.PENDANT)
    travail = Travail.objects.get(genre=reexamen.REEXAMINER)
    assert travail.total == 5
    fait = 0
    while (paquet := travaux.reexaminer_un_paquet(avancee(travail, fait))).reste:
        fait += paquet.faits
    assert fait + paquet.faits == 5
    for inscription in inscrites:
        avant = inscription.pieces_manquantes
        inscription.refresh_from_db()
        assert inscription.pieces_manquantes == avant + 1


def avancee(travail: Travail, fait: int) -> Avancee:
    return Avancee(travail.pk, travail.objet, m.LYON, fait, travail.total, m.PENDANT)


def test_une_piece_remise_n_est_plus_reclamee_et_personne_n_en_est_relance() -> None:
    inscription = m.inscrit(m.batir())
    demander(inscription, "identite", pour_le=date(2025, 12, 1), par=m.LYON, le=m.PENDANT)
    demander(inscription, "certificat_scolarite", pour_le=date(2025, 12, 1), par=m.LYON, le=m.PENDANT)
    deposer(inscription, "identite", None, par=m.LYON, le=m.PENDANT)
    attendent = Notification.objects.filter(sans_objet_le=None).values_list("objet", flat=True)
    assert list(attendent) == ["Pièce à remettre : Certificat de scolarité de l'année de l'examen"]


def test_deux_changements_de_liste_ont_chacun_leur_recompte(monkeypatch: pytest.MonkeyPatch) -> None:
    """Le recompte qui court a déjà passé des candidatures sous la liste d'avant : le second les reprend toutes."""
    monde = m.batir()
    for rang in range(3):
        m.inscrit(monde, f"Nom {chr(65 + rang)}")
    monkeypatch.setattr(reexamen, "PAR_PAQUET", 2)
    lyon, plus_tard = Academie.objects.get(pk=m.PILOTE), m.PENDANT + timedelta(seconds=1)
    ligne = LigneDeListe("attestation_jdc", "Attestation de participation à la journée défense")
    for le in (m.PENDANT, plus_tard):
        fixer_la_liste(monde.session, lyon, ligne, par=m.LYON, le=le)
    assert Travail.objects.count() == 1
    revenir_au_defaut(monde.session, lyon, "attestation_jdc", par=m.LYON, le=plus_tard)
    second = Travail.objects.latest("pk")
    assert Travail.objects.count() == 2
    assert travaux.reexaminer_un_paquet(avancee(second, 0)).faits == 3
