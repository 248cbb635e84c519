"""Le parcours qui fonde une candidature : périodes, sessions passées ; déclarées une fois, retirées sans s'effacer."""

from datetime import date

import pytest

from parchemin.droit.formes import Forme
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.models import EtatInscription, Experience, Inscription
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
from parchemin.etapes.inscriptions.services.parcours import (
    Periode,
    SessionPassee,
    declarer_anterieure,
    declarer_experience,
    noter_l_etape,
    retirer_anterieure,
    retirer_experience,
)
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.traces import actes, deux_fois

pytestmark = pytest.mark.django_db
UN_AN = Periode(date(2024, 9, 1), date(2025, 8, 31), "Technico-commercial", "Négoce fictif")


def brouillon(**autres: str) -> Inscription:
    valeurs = m.valeurs(voie="experience", etablissement="", division="", **autres)
    demande = Demande(m.PILOTE, valeurs, etat=EtatInscription.BROUILLON)
    return inscrire(m.batir().session, demande, par=m.LYON, le=m.PENDANT)


def test_un_an_d_experience_suffit_et_se_retire_sans_s_effacer() -> None:
    inscription = brouillon()
    assert inscription.a_completer == 1
    version = inscription.version
    periode = deux_fois(lambda: declarer_experience(inscription, UN_AN, par=m.LYON, le=m.PENDANT))
    inscription.refresh_from_db()
    assert (inscription.a_completer, inscription.version) == (0, version + 1)
    deux_fois(lambda: retirer_experience(periode, par=m.LYON, le=m.PENDANT))
    inscription.refresh_from_db()
    assert inscription.a_completer == 1
    assert Experience.objects.get().retiree_le == m.PENDANT
    assert actes(inscription.code) == ["inscrire", "declarer_experience", "retirer_experience"]


@pytest.mark.parametrize(
    ("periode", "dit"),
    [
        (Periode(date(2025, 2, 1), date(2025, 1, 1), "Vendeur"), "avant de commencer"),
        (Periode(date(2025, 1, 1), date(2025, 2, 1), "  "), "Emploi"),
    ],
)
def test_une_periode_qui_ne_tient_pas_est_refusee(periode: Periode, dit: str) -> None:
    inscription = brouillon()
    with pytest.raises(ActeRefuse, match=dit):
        declarer_experience(inscription, periode, par=m.LYON, le=m.PENDANT)
    assert not Experience.objects.exists()


def test_une_session_passee_se_declare_une_fois_par_annee() -> None:
    inscription = brouillon()
    passee = SessionPassee(2025, Voie.SCOLAIRE, Forme.GLOBALE)
    declaree = deux_fois(lambda: declarer_anterieure(inscription, passee, par=m.LYON, le=m.PENDANT))
    autre = SessionPassee(2025, Voie.FPC, Forme.GLOBALE)
    with pytest.raises(ActeRefuse, match="déjà déclarée autrement"):
        declarer_anterieure(inscription, autre, par=m.LYON, le=m.PENDANT)
    retirer_anterieure(declaree, par=m.LYON, le=m.PENDANT)
    assert declarer_anterieure(inscription, autre, par=m.LYON, le=m.PENDANT).voie == "fpc"


@pytest.mark.parametrize("annee", [1959, 2026, 2027])
def test_une_session_a_venir_n_est_pas_passee(annee: int) -> None:
    with pytest.raises(ActeRefuse, match="année passée, avant 2026"):
        declarer_anterieure(
            brouillon(), SessionPassee(annee, Voie.FPC, Forme.GLOBALE), par=m.LYON, le=m.PENDANT
        )


def test_une_session_passee_ne_rend_pas_interdite_une_candidature_deposee() -> None:
    inscription = m.inscrit(m.batir())
    passee = SessionPassee(2025, Voie.SCOLAIRE, Forme.PROGRESSIVE)
    with pytest.raises(ActeRefuse, match="est définitive sauf changement de voie"):
        declarer_anterieure(inscription, passee, par=m.LYON, le=m.PENDANT)
    assert not inscription.anterieures.exists()


def test_qui_n_a_pas_la_plume_ne_declare_rien() -> None:
    with pytest.raises(ActeRefuse, match="ni de votre académie"):
        declarer_experience(brouillon(), UN_AN, par=m.TOULOUSE, le=m.PENDANT)


def test_l_etape_ne_recule_pas_et_ne_bouge_plus_une_fois_deposee() -> None:
    inscription = brouillon()
    for etape in (3, 2):
        noter_l_etape(inscription, etape)
    inscription.refresh_from_db()
    assert inscription.etape == 3
    Inscription.objects.filter(pk=inscription.pk).update(etat=EtatInscription.DEPOSEE)
    noter_l_etape(inscription, 7)
    inscription.refresh_from_db()
    assert inscription.etape == 3


def test_registres_clos_seul_le_service_change_le_parcours() -> None:
    """Une période ou une session passée change ce que le droit dit, comme un champ : la clôture vaut pour elles."""
    inscription = m.inscrit(m.batir())
    passee = SessionPassee(2024, Voie.SCOLAIRE, Forme.GLOBALE)
    for qui in (m.PROVISEUR, m.candidat(inscription)):
        with pytest.raises(ActeRefuse, match="revient au service des examens"):
            declarer_anterieure(inscription, passee, par=qui, le=m.APRES)
    assert declarer_anterieure(inscription, passee, par=m.LYON, le=m.APRES).pk
