"""Déposer, confirmer en ligne ou sur papier : on ne signe que ce que l'on a lu, et seulement ce qui est complet."""

import pytest

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, Notification
from parchemin.etapes.inscriptions.services.confirmer import confirmer, demander_la_confirmation, deposer
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
from parchemin.etapes.inscriptions.services.modifier import completer
from parchemin.etapes.inscriptions.services.titres import NoteAConserver, demander_un_benefice
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.refus import ActeRefuse, Conflit
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.traces import actes, casser_le_journal, deux_fois

pytestmark = pytest.mark.django_db
EN_LIGNE, PAPIER = Inscription.Confirmation.EN_LIGNE, Inscription.Confirmation.PAPIER


def brouillon(monde: m.Monde, **autres: str) -> Inscription:
    demande = Demande(m.PILOTE, m.valeurs(**autres), etat=EtatInscription.BROUILLON)
    return inscrire(monde.session, demande, par=m.LYON, le=m.PENDANT)


def test_un_brouillon_complet_se_depose_une_fois() -> None:
    inscription = brouillon(m.batir())
    depose = deux_fois(lambda: deposer(inscription, par=m.candidat(inscription), le=m.PENDANT))
    assert depose.etat == EtatInscription.DEPOSEE
    assert actes(inscription.code) == ["inscrire", "deposer"]


@pytest.mark.parametrize(
    ("autres", "phrase"),
    [
        ({"langue_obligatoire": ""}, "Choisir la langue de l'épreuve"),
        ({"forme": "progressive", "unites": "U1"}, "n'est pas ouverte à la voie « scolaire »"),
        ({"facultatives": "EF1,EF2", "langue_facultative": "espagnol"}, "EF1 et EF2"),
        ({"voie": "experience", "etablissement": ""}, "mois d'expérience"),
        ({"voie": "distance", "etablissement": ""}, "il n'y a pas de candidat libre"),
    ],
)
def test_un_brouillon_interdit_ou_incomplet_ne_se_depose_pas(autres: dict[str, str], phrase: str) -> None:
    inscription = brouillon(m.batir(), **autres)
    with pytest.raises(ActeRefuse, match=phrase + r".*\(.*art\.|" + phrase + r".*\(.*§"):
        deposer(inscription, par=m.candidat(inscription), le=m.PENDANT)
    assert actes(inscription.code) == ["inscrire"]


def test_un_brouillon_ne_se_confirme_pas() -> None:
    inscription = brouillon(m.batir())
    with pytest.raises(ActeRefuse, match="terminez sa saisie"):
        confirmer(inscription, EN_LIGNE, version=1, par=m.candidat(inscription), le=m.PENDANT)


def test_en_ligne_le_candidat_confirme_ce_qu_il_a_lu_une_seule_fois() -> None:
    inscription = m.inscrit(m.batir())
    demander_la_confirmation(inscription, par=m.LYON, le=m.PENDANT)
    lui = m.candidat(inscription)
    fait = deux_fois(lambda: confirmer(inscription, EN_LIGNE, version=1, par=lui, le=m.PENDANT))
    assert (fait.etat, fait.confirmee_par, fait.confirmee_le) == ("confirmee", "en_ligne", m.PENDANT)
    assert actes(inscription.code) == ["inscrire", "demander_confirmation", "confirmer"]
    # Plus rien à signer : personne ne l'en relancera.
    assert Notification.objects.get().sans_objet_le == m.PENDANT


@pytest.mark.parametrize("qui", [m.LYON, m.PROVISEUR])
def test_en_ligne_personne_d_autre_ne_confirme(qui: Auteur) -> None:
    inscription = m.inscrit(m.batir())
    with pytest.raises(ActeRefuse, match="seul le candidat confirme"):
        confirmer(inscription, EN_LIGNE, version=1, par=qui, le=m.PENDANT)


def test_un_autre_candidat_ne_confirme_pas() -> None:
    monde = m.batir()
    une, autre = m.inscrit(monde, "Une"), m.inscrit(monde, "Autre")
    with pytest.raises(ActeRefuse, match="seul le candidat confirme"):
        confirmer(une, EN_LIGNE, version=1, par=m.candidat(autre), le=m.PENDANT)


def test_le_papier_signe_s_enregistre_par_le_service_seul() -> None:
    inscription = m.inscrit(m.batir())
    for qui in (m.PROVISEUR, m.candidat(inscription)):
        with pytest.raises(ActeRefuse, match="revient au service des examens"):
            confirmer(inscription, PAPIER, version=1, par=qui, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="ni de votre académie, ni de votre regroupement"):
        confirmer(inscription, PAPIER, version=1, par=m.TOULOUSE, le=m.PENDANT)
    assert confirmer(inscription, PAPIER, version=1, par=m.LYON, le=m.PENDANT).confirmee_par == "papier"


def test_apres_la_cloture_la_confirmation_revient_encore() -> None:
    inscription = m.inscrit(m.batir())
    fait = confirmer(inscription, EN_LIGNE, version=1, par=m.candidat(inscription), le=m.APRES)
    assert fait.etat == EtatInscription.CONFIRMEE


def test_on_ne_signe_pas_une_version_que_l_on_n_a_pas_lue() -> None:
    inscription = m.inscrit(m.batir())
    completer(inscription, {"division": "TS1"}, lu=champs.etat(inscription), par=m.LYON, le=m.PENDANT)
    with pytest.raises(Conflit, match="Version du document : vous aviez lu « 1 », c'est maintenant « 2 »"):
        confirmer(inscription, EN_LIGNE, version=1, par=m.candidat(inscription), le=m.PENDANT)
    assert actes(inscription.code) == ["inscrire", "completer"]


def test_une_note_demandee_entre_temps_fait_relire_avant_de_signer() -> None:
    inscription = m.inscrit(m.batir())
    note = NoteAConserver("ccst", 2025, "U1", 24, m.PENDANT.date().replace(month=7))
    demander_un_benefice(inscription, note, par=m.LYON, le=m.PENDANT)
    with pytest.raises(Conflit):
        confirmer(inscription, EN_LIGNE, version=1, par=m.candidat(inscription), le=m.PENDANT)


def test_une_candidature_incomplete_ne_se_confirme_pas_ni_ne_se_donne_a_signer() -> None:
    inscription = m.inscrit(m.batir(), langue_obligatoire="")
    with pytest.raises(ActeRefuse, match="Choisir la langue de l'épreuve"):
        confirmer(inscription, EN_LIGNE, version=1, par=m.candidat(inscription), le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="Choisir la langue de l'épreuve"):
        demander_la_confirmation(inscription, par=m.LYON, le=m.PENDANT)
    assert actes(inscription.code) == ["inscrire"]


def test_la_confirmation_a_signer_ne_se_remet_qu_une_fois() -> None:
    inscription = m.inscrit(m.batir())
    deux_fois(lambda: demander_la_confirmation(inscription, par=m.LYON, le=m.PENDANT))
    assert Notification.objects.count() == 1
    assert actes(inscription.code) == ["inscrire", "demander_confirmation"]
    with pytest.raises(ActeRefuse, match="ni de votre académie"):
        demander_la_confirmation(inscription, par=m.TOULOUSE, le=m.PENDANT)


def test_un_acte_qui_echoue_ne_laisse_aucune_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    inscription = m.inscrit(m.batir())
    casser_le_journal(monkeypatch, "confirmer")
    with pytest.raises(RuntimeError):
        confirmer(inscription, EN_LIGNE, version=1, par=m.candidat(inscription), le=m.PENDANT)
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.confirmee_le) == (EtatInscription.DEPOSEE, None)
