"""Contrôler la recevabilité, rejeter avec ses raisons et ses recours, transférer au jour du calendrier."""

from datetime import UTC, datetime, timedelta

import pytest

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, Notification
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
from parchemin.etapes.inscriptions.services.recevoir import (
    Rejet,
    declarer_recevable,
    rejeter,
    transferables,
    transferer,
)
from parchemin.socle.organisation.models import Academie, Echeance, Phase
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.traces import actes, casser_le_journal, complete, confirmee, deux_fois

pytestmark = pytest.mark.django_db
REJET = Rejet(["Pièce d'identité absente."], "Recours devant le recteur dans les deux mois.")


def test_une_candidature_confirmee_et_complete_est_recevable_une_fois() -> None:
    inscription = complete(m.batir())
    recue = deux_fois(lambda: declarer_recevable(inscription, par=m.LYON, le=m.PENDANT))
    assert (recue.etat, recue.decidee_le) == (EtatInscription.RECEVABLE, m.PENDANT)
    assert actes(inscription.code)[-1] == "declarer_recevable"
    assert actes(inscription.code).count("declarer_recevable") == 1


def test_une_piece_manquante_ou_une_confirmation_absente_l_empeche() -> None:
    monde = m.batir()
    with pytest.raises(ActeRefuse, match="elle se contrôle une fois confirmée"):
        declarer_recevable(m.inscrit(monde, "Une"), par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="Pièces manquantes : 2"):
        declarer_recevable(confirmee(monde, "Autre"), par=m.LYON, le=m.PENDANT)


def test_la_recevabilite_revient_au_service_qui_tient_la_plume() -> None:
    inscription = complete(m.batir())
    for qui in (m.PROVISEUR, m.candidat(inscription)):
        with pytest.raises(ActeRefuse, match="revient au service des examens"):
            declarer_recevable(inscription, par=qui, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="ni de votre académie"):
        declarer_recevable(inscription, par=m.TOULOUSE, le=m.PENDANT)


@pytest.mark.parametrize("rejet", [Rejet([], "Recours."), Rejet([" "], "Recours."), Rejet(["Raison."], " ")])
def test_un_rejet_sans_raison_ou_sans_remede_est_refuse(rejet: Rejet) -> None:
    inscription = m.inscrit(m.batir())
    with pytest.raises(ActeRefuse, match="donne ses raisons, et dit au candidat ce qu'il peut faire"):
        rejeter(inscription, rejet, par=m.LYON, le=m.PENDANT)
    assert actes(inscription.code) == ["inscrire"]


def test_un_rejet_se_notifie_avec_ses_raisons_et_ses_recours() -> None:
    inscription = confirmee(m.batir())
    rejetee = deux_fois(lambda: rejeter(inscription, REJET, par=m.LYON, le=m.PENDANT))
    assert rejetee.etat == EtatInscription.REJETEE
    avis = Notification.objects.get(genre="recevabilite")
    assert "Pièce d'identité absente. Recours devant le recteur dans les deux mois." in avis.corps
    assert actes(inscription.code) == ["inscrire", "confirmer", "rejeter"]
    with pytest.raises(ActeRefuse, match="elle se contrôle une fois confirmée"):
        declarer_recevable(inscription, par=m.LYON, le=m.PENDANT)


def test_rejetee_le_candidat_peut_se_reinscrire() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, ine="123456789AB")
    rejeter(inscription, REJET, par=m.LYON, le=m.PENDANT)
    autre = m.inscrit(monde, ine="123456789AB")
    assert autre.pk != inscription.pk
    assert autre.candidat_id == inscription.candidat_id


def test_le_transfert_attend_sa_date_puis_ouvre_la_plume_aux_deux() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, academie=m.RATTACHEE, etablissement=m.CFA)
    grenoble = inscription.academie
    with pytest.raises(ActeRefuse, match="le 12/01/2026"):
        transferer(monde.session, grenoble, par=m.RATTACHE, le=m.TRANSFERT - timedelta(days=1))
    assert actes(inscription.code) == ["inscrire"]
    assert transferer(monde.session, grenoble, par=m.RATTACHE, le=m.TRANSFERT) == 1
    assert transferer(monde.session, grenoble, par=m.RATTACHE, le=m.TRANSFERT) == 0
    assert actes(inscription.code) == ["inscrire", "transferer"]
    inscription.refresh_from_db()
    assert inscription.transferee_le == m.TRANSFERT


def test_le_transfert_se_fait_des_le_matin_de_la_date_a_l_heure_du_lieu() -> None:
    monde = m.batir()
    m.inscrit(monde, academie=m.RATTACHEE, etablissement=m.CFA)
    matin = datetime(2026, 1, 11, 23, 30, tzinfo=UTC)  # le 12, à minuit et demi, à Grenoble
    assert transferer(monde.session, Academie.objects.get(pk="08"), par=m.RATTACHE, le=matin) == 1


def test_un_brouillon_ou_une_candidature_sans_suite_ne_se_transfere_pas() -> None:
    monde = m.batir()
    rejetee = m.inscrit(monde, "Rejetée", academie=m.RATTACHEE, etablissement=m.CFA)
    rejeter(rejetee, REJET, par=m.RATTACHE, le=m.PENDANT)
    demande = Demande(
        m.RATTACHEE, m.valeurs("Brouillon", etablissement=m.CFA), etat=EtatInscription.BROUILLON
    )
    inscrire(monde.session, demande, par=m.RATTACHE, le=m.PENDANT)
    tardive = m.inscrit(monde, "Tardive", academie=m.RATTACHEE, etablissement=m.CFA)
    assert transferables(monde.session, tardive.academie) == [tardive.pk]


def test_qui_transfere_et_ce_qui_ne_se_transfere_pas() -> None:
    monde = m.batir()
    lyon, grenoble, toulouse = (Academie.objects.get(pk=code) for code in ("10", "08", "16"))
    for qui in (m.TOULOUSE, m.DIRECTION_DU_CFA, m.LYON):
        with pytest.raises(ActeRefuse, match="revient à cette académie"):
            transferer(monde.session, grenoble, par=qui, le=m.TRANSFERT)
    for academie, qui in ((lyon, m.LYON), (toulouse, m.TOULOUSE)):
        with pytest.raises(ActeRefuse, match="n'est rattachée à aucune autre"):
            transferer(monde.session, academie, par=qui, le=m.TRANSFERT)
    Echeance.objects.filter(code=Operation.TRANSFERT.value).delete()
    with pytest.raises(ActeRefuse, match="ne fixe pas la date du transfert"):
        transferer(monde.session, grenoble, par=m.RATTACHE, le=m.TRANSFERT)


def test_une_session_close_ne_change_plus() -> None:
    monde = m.batir()
    inscription = complete(monde)
    monde.session.phase = Phase.CLOSE
    monde.session.save()
    with pytest.raises(ActeRefuse, match="est close : plus rien n'y change"):
        declarer_recevable(inscription, par=m.LYON, le=m.PENDANT)


def test_un_acte_qui_echoue_ne_laisse_aucune_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, academie=m.RATTACHEE, etablissement=m.CFA)
    casser_le_journal(monkeypatch, "recevoir")
    with pytest.raises(RuntimeError):
        rejeter(inscription, REJET, par=m.RATTACHE, le=m.PENDANT)
    with pytest.raises(RuntimeError):
        transferer(monde.session, inscription.academie, par=m.RATTACHE, le=m.TRANSFERT)
    assert not Notification.objects.exists()
    assert Inscription.objects.get().transferee_le is None
