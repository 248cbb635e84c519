"""Ouvrir une session et la faire avancer."""

from contextlib import nullcontext
from itertools import pairwise, product

import pytest

from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import Phase, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse, Conflit
from parchemin.socle.organisation.services.sessions import TRANSITIONS, changer_phase, ouvrir_session
from tests.socle.organisation.conftest import LE, NATIONAL, deux_fois

pytestmark = pytest.mark.django_db


def test_un_double_clic_n_ouvre_qu_une_session(session: SessionExamen) -> None:
    assert ouvrir_session("ccst", 2026, par=NATIONAL, le=LE) == session
    assert list(Acte.objects.values_list("acte", "objet", "session", "auteur")) == [
        ("organisation.ouvrir_session", "session:ccst-2026", "ccst-2026", NATIONAL.code)
    ]


@pytest.mark.parametrize(
    ("diplome", "annee", "mot"),
    [("inconnu", 2026, "pas un diplôme connu"), ("ccst", 2031, "n'est pas connu")],
)
def test_une_session_que_le_droit_ignore_est_refusee(diplome: str, annee: int, mot: str) -> None:
    with pytest.raises(ActeRefuse, match=mot):
        ouvrir_session(diplome, annee, par=NATIONAL, le=LE)
    assert not SessionExamen.objects.exists()
    assert not Acte.objects.exists()


def test_la_session_avance_phase_par_phase_jusqu_a_sa_cloture(session: SessionExamen) -> None:
    phases = list(Phase)
    for avant, apres in pairwise(phases):
        session = changer_phase(session, apres, lue=avant, par=NATIONAL, le=LE)
    assert session.phase == Phase.CLOSE
    assert Acte.objects.filter(acte="organisation.changer_phase").count() == len(phases) - 1


@pytest.mark.parametrize(("avant", "vers"), list(product(Phase, Phase)))
def test_seules_les_transitions_de_la_table_existent(
    session: SessionExamen, avant: Phase, vers: Phase
) -> None:
    SessionExamen.objects.update(phase=avant)
    permise = vers in {*TRANSITIONS[avant], avant}
    with nullcontext() if permise else pytest.raises(ActeRefuse, match="on ne passe pas"):
        changer_phase(session, vers, lue=avant, motif="Motif fictif", par=NATIONAL, le=LE)
    session.refresh_from_db()
    assert session.phase == (vers if permise else avant)


def test_revenir_en_arriere_demande_un_motif(session: SessionExamen) -> None:
    changer_phase(session, Phase.INSCRIPTIONS, lue=Phase.PREPARATION, par=NATIONAL, le=LE)
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        changer_phase(session, Phase.PREPARATION, lue=Phase.INSCRIPTIONS, motif="  ", par=NATIONAL, le=LE)
    session.refresh_from_db()
    assert session.phase == Phase.INSCRIPTIONS


def test_deux_onglets_ne_font_avancer_qu_une_fois(session: SessionExamen) -> None:
    session = deux_fois(
        lambda: changer_phase(session, Phase.INSCRIPTIONS, lue=Phase.PREPARATION, par=NATIONAL, le=LE)
    )
    assert session.phase == Phase.INSCRIPTIONS
    assert Acte.objects.filter(acte="organisation.changer_phase").count() == 1


def test_une_phase_changee_par_un_autre_est_un_conflit(session: SessionExamen) -> None:
    changer_phase(session, Phase.INSCRIPTIONS, lue=Phase.PREPARATION, par=NATIONAL, le=LE)
    with pytest.raises(Conflit, match="c'est maintenant « Inscriptions »"):
        changer_phase(session, Phase.EPREUVES, lue=Phase.PREPARATION, par=NATIONAL, le=LE)
