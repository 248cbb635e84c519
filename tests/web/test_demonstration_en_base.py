"""La session fictive en base : les candidats du tableau, chaque cas rare, un journal sans trou, rien en double."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from parchemin.droit.diplome import codes_des_diplomes, diplome
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.calendrier import Calendrier, Operation
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import (
    Benefice,
    Candidat,
    DemandeAmenagement,
    Dispense,
    EtatDemande,
    EtatInscription,
    Experience,
    Inscription,
    MesureAccordee,
    Notification,
    PieceDemandee,
    PieceDeposee,
)
from parchemin.etapes.inscriptions.queries.dossiers import dossiers
from parchemin.etapes.inscriptions.services.examen import EXAMINES, examiner
from parchemin.socle.comptes.models import Habilitation
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import Academie, SessionExamen
from parchemin.web.demonstration.comptes import Compte, peupler
from parchemin.web.demonstration.modele import lire_chiffres
from parchemin.web.demonstration.session import fichiers_de
from parchemin.web.demonstration.tableau import Ligne, lire_tableau
from tests.session_fictive import NOMBRE, ecrire_session

pytestmark = pytest.mark.django_db
CODE = codes_des_diplomes()[0]
CHIFFRES = lire_chiffres(CODE)
RARES = 15


@dataclass(frozen=True)
class Peuplee:
    """La démonstration en base : sa session, les lignes de son tableau, ses comptes."""

    session: SessionExamen
    tableau: Path
    lignes: list[Ligne]
    comptes: list[Compte]


@pytest.fixture(scope="module")
def peuplee(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Peuplee]:
    """Écrite une fois pour tout le module, puis défaite."""
    dossier = ecrire_session(tmp_path_factory.mktemp("demonstration"))
    tableau = fichiers_de(dossier, CHIFFRES.session).tableau
    with (
        django_db_blocker.unblock(),
        override_settings(PIECES=dossier / "pieces", EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"),
        transaction.atomic(),
    ):  # fmt: skip
        comptes = peupler(CHIFFRES, CODE, tableau, le=timezone.now())
        session = SessionExamen.objects.get()
        lignes = lire_tableau(tableau, CHIFFRES, diplome(CODE, session=session.annee))
        yield Peuplee(session, tableau, lignes, comptes)
        transaction.set_rollback(True)


def nommee(nom: str) -> Inscription:
    return Inscription.objects.select_related("candidat").get(candidat__nom=nom)


def actes(inscription: Inscription) -> list[str]:
    return list(Acte.objects.filter(objet=inscription.code).order_by("numero").values_list("acte", flat=True))


def test_les_candidats_sont_ceux_du_tableau_numero_pour_numero(peuplee: Peuplee) -> None:
    assert len(peuplee.lignes) == NOMBRE
    en_base = {
        i.numero: (
            i.candidat.nom,
            i.candidat.prenoms,
            i.academie_id,
            i.voie,
            i.etablissement_id or "",
            i.forme,
        )
        for i in Inscription.objects.select_related("candidat")
    }
    for ligne in peuplee.lignes:
        attendu = (ligne.nom, ligne.prenom, ligne.academie.code, ligne.voie, ligne.uai, ligne.forme)
        assert en_base[ligne.numero] == attendu
    assert len(en_base) == NOMBRE + RARES


def test_relancer_ne_double_rien(peuplee: Peuplee) -> None:
    def compte() -> tuple[int, ...]:
        return tuple(
            m.objects.count() for m in (Candidat, Inscription, Benefice, PieceDeposee, Notification, Acte)
        )

    avant = compte()
    assert peupler(CHIFFRES, CODE, peuplee.tableau, le=timezone.now()) == peuplee.comptes
    assert compte() == avant


@pytest.mark.usefixtures("peuplee")
def test_chaque_etat_se_montre() -> None:
    assert set(Inscription.objects.values_list("etat", flat=True)) == set(EtatInscription.values)
    assert set(Inscription.objects.values_list("confirmee_par", flat=True)) == {"", "en_ligne", "papier"}
    assert set(Inscription.objects.values_list("voie", flat=True)) == {v.value for v in Voie}
    assert set(Inscription.objects.values_list("forme", flat=True)) == {"globale", "progressive"}
    assert {"A", "C"} <= set(Inscription.objects.values_list("regime", flat=True))
    assert set(PieceDeposee.objects.values_list("etat", flat=True)) == set(PieceDeposee.Etat.values)
    assert set(DemandeAmenagement.objects.values_list("etat", flat=True)) == set(
        DemandeAmenagement.Etat.values
    )
    assert DemandeAmenagement.objects.exclude(remplacee_le=None).exists()
    assert {EtatDemande.ACCORDEE, EtatDemande.DEMANDEE} <= set(
        Benefice.objects.values_list("etat", flat=True)
    )
    assert {EtatDemande.ACCORDEE, EtatDemande.DEMANDEE, EtatDemande.REFUSEE} == set(
        Dispense.objects.values_list("etat", flat=True)
    )
    lus = Counter(
        ouverte is not None for ouverte in Notification.objects.values_list("ouverte_le", flat=True)
    )
    assert lus[True] > 0 < lus[False]
    assert Notification.objects.exclude(escaladee_le=None).exists()
    assert PieceDemandee.objects.filter(close_le=None).exists()
    for transferee in (True, False):
        assert Inscription.objects.filter(
            transferee_le__isnull=not transferee, academie__in=["08", "70"]
        ).exists()


@pytest.mark.usefixtures("peuplee")
def test_chaque_cas_rare_se_montre() -> None:
    homonymes = Inscription.objects.filter(candidat__nom="FICTIF-HOMONYME").select_related("candidat")
    assert len({(i.candidat.ne_le, i.candidat.prenoms.split()[0]) for i in homonymes}) == 1
    assert len({i.academie_id for i in homonymes}) == 2
    assert Candidat.objects.filter(nom="-DUPONT FICTIF").exists()
    assert max(len(nom) for nom in Candidat.objects.values_list("nom_usage", flat=True)) > 60
    assert nommee("FICTIF-MACAREUX").academie_id == "44"
    assert {"41", "43"} <= set(Inscription.objects.values_list("academie", flat=True))
    annees = set(nommee("FICTIF-MÉMOIRE").benefices.filter(etat="accordee").values_list("diplome", "annee"))
    assert {annee for code, annee in annees if code == CODE} == {2023, 2024, 2025}
    assert {annee for code, annee in annees if code != CODE} == {2022}
    assert Dispense.objects.filter(genre="vae", etat="accordee").exists()
    assert set(MesureAccordee.objects.values_list("genre", flat=True)) >= {
        "etalement",
        "conservation",
        "temps_majore",
    }
    assert Inscription.objects.filter(
        sportif_haut_niveau=True, amenagements__mesures__genre="etalement"
    ).exists()
    individuels = Inscription.objects.filter(voie="experience")
    assert Experience.objects.filter(inscription__in=individuels).count() > 1
    assert individuels.filter(a_completer__gt=0).exists()
    assert Inscription.objects.filter(redoublant=True).exists()
    assert nommee("FICTIF-VIRAGE").voie == "distance"
    assert [p["code"] for p in nommee("FICTIF-RETARD").anomalies] == ["HORS_REGISTRES"]
    assert nommee("FICTIF-RECOURS").notifications.filter(genre="recevabilite", ouverte_le=None).exists()


@pytest.mark.usefixtures("peuplee")
def test_l_academie_pilote_a_rectifie_chez_la_rattachee_apres_la_cloture() -> None:
    partagee = nommee_chez("08", "FICTIF-HOMONYME")
    assert actes(partagee)[-1] == "inscriptions.rectifier"
    acte = Acte.objects.filter(objet=partagee.code).latest("numero")
    assert (acte.role, acte.auteur) == ("pilote_organisation", "agent:10")
    assert partagee.candidat.prenoms == "Alix Noémie"


def nommee_chez(academie: str, nom: str) -> Inscription:
    return Inscription.objects.select_related("candidat").get(academie=academie, candidat__nom=nom)


def test_le_compte_candidat_a_de_quoi_faire_de_quoi_attendre_et_des_decisions(peuplee: Peuplee) -> None:
    (compte,) = [c for c in peuplee.comptes if c.role is Role.CANDIDAT]
    sienne = nommee("FICTIF-TÉMOIN")
    tenue = Habilitation.objects.get(personne__identifiant=compte.identifiant)
    assert (tenue.perimetre, sienne.candidat.compte_id) == (sienne.code, tenue.personne_id)
    assert sienne.etat == EtatInscription.DEPOSEE
    a_ouvrir = set(sienne.notifications.filter(ouverte_le=None).values_list("genre", flat=True))
    assert a_ouvrir == {"confirmation", "piece", "titre", "amenagement"}
    assert set(sienne.pieces_deposees.values_list("code", "etat")) == {
        ("identite", "refusee"), ("certificat_scolarite", "a_controler"),
    }  # fmt: skip
    assert sienne.dispenses.get().etat == EtatDemande.DEMANDEE
    assert sienne.benefices.get().etat == EtatDemande.ACCORDEE
    assert sienne.amenagements.get().etat == "accordee"
    # Sa direction le voit aussi : c'est un élève de son lycée.
    (direction,) = [c for c in peuplee.comptes if c.role is Role.DIRECTION]
    assert Habilitation.objects.get(personne__identifiant=direction.identifiant).etablissement_id == (
        sienne.etablissement_id
    )


def test_le_calendrier_se_ferme_a_l_heure_de_chacun(peuplee: Peuplee) -> None:
    calendrier = Calendrier.de(peuplee.session)
    papeete, lyon = Academie.objects.get(pk="41"), Academie.objects.get(pk="10")
    assert all(calendrier.limite(operation, lyon) for operation in Operation)
    paris, la_bas = calendrier.limite(Operation.CLOTURE, lyon), calendrier.limite(Operation.CLOTURE, papeete)
    assert paris is not None
    assert la_bas is not None
    assert la_bas - paris == timedelta(hours=11)


@pytest.mark.usefixtures("peuplee")
def test_le_journal_suit_l_ordre_du_temps_et_dit_chaque_candidature() -> None:
    instants = list(Acte.objects.order_by("numero").values_list("le", flat=True))
    assert instants == sorted(instants)
    assert Acte.objects.filter(acte="inscriptions.inscrire").count() == Inscription.objects.count()
    recevables = Inscription.objects.filter(etat="recevable")
    assert Acte.objects.filter(acte="inscriptions.declarer_recevable").count() == recevables.count()
    for recevable in recevables[:5]:
        assert {"inscriptions.confirmer", "inscriptions.declarer_recevable"} <= set(actes(recevable))


def test_ce_que_les_listes_montrent_est_ce_que_le_droit_redit(peuplee: Peuplee) -> None:
    connaissances = Connaissances(peuplee.session)
    vivantes = list(
        Inscription.objects.select_related("candidat", "academie").exclude(etat__in=["annulee", "rejetee"])
    )
    deposees: dict[int, list[PieceDeposee]] = {}
    for piece in PieceDeposee.objects.filter(remplacee_le=None):
        deposees.setdefault(piece.inscription_id, []).append(piece)
    lus = dossiers(vivantes)
    for inscription in vivantes:
        connaissances.rattacher(inscription)
        montre = {champ: getattr(inscription, champ) for champ in EXAMINES}
        examiner(lus[inscription.pk], connaissances, deposees.get(inscription.pk, []))
        assert {champ: getattr(inscription, champ) for champ in EXAMINES} == montre, inscription
    assert not Inscription.objects.filter(etat="recevable", pieces_manquantes__gt=0).exists()
    assert not Inscription.objects.filter(etat="recevable", a_completer__gt=0).exists()


@pytest.mark.usefixtures("peuplee")
def test_personne_ne_peut_prendre_un_candidat_pour_une_vraie_personne() -> None:
    for candidat in Candidat.objects.all():
        assert "FICTIF" in candidat.nom
        assert candidat.courriel == "" or candidat.courriel.endswith("@candidats.invalid")
        # Tranche de numéros que l'on n'attribue à personne.
        assert candidat.telephone.startswith("063998")
        assert candidat.localite == "Ville-Fictive"


def test_un_tableau_abime_par_un_tableur_laisse_ses_lignes_de_cote(peuplee: Peuplee, tmp_path: Path) -> None:
    lignes = peuplee.tableau.read_text(encoding="utf-8").splitlines()
    un_zero_de_moins = lignes[1].removeprefix("0")
    ailleurs = lignes[2].replace(peuplee.lignes[1].academie.nom, "Académie inventée")
    abime = tmp_path / "abime.csv"
    abime.write_text(
        "\n".join([lignes[0], un_zero_de_moins, ailleurs, lignes[3], lignes[3], ""]), encoding="utf-8"
    )
    relu = lire_tableau(abime, CHIFFRES, diplome(CODE, session=CHIFFRES.session))
    assert [ligne.numero for ligne in relu] == [peuplee.lignes[2].numero]
