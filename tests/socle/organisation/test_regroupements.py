"""Composer les regroupements, et les recomposer sans rien perdre."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import Academie, Phase, Rattachement, Regroupement, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse, Conflit
from parchemin.socle.organisation.services.regroupements import (
    creer_regroupement,
    designer_pilote_sujets,
    rattachement_actuel,
    rattacher,
)
from tests.socle.organisation.conftest import LE, NATIONAL

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=1)


def academie(nom: str) -> Academie:
    return Academie.objects.get(nom=nom)


@pytest.fixture
def de_lyon(session: SessionExamen) -> Regroupement:
    return creer_regroupement(session, academie("Lyon"), par=NATIONAL, le=LE)


@pytest.fixture
def de_toulouse(session: SessionExamen) -> Regroupement:
    return creer_regroupement(session, academie("Toulouse"), par=NATIONAL, le=LE)


def test_le_pilote_est_rattache_a_son_regroupement_une_seule_fois(
    session: SessionExamen, de_lyon: Regroupement
) -> None:
    assert creer_regroupement(session, academie("Lyon"), par=NATIONAL, le=PLUS_TARD) == de_lyon
    assert de_lyon.code == "lyon"
    assert [r.academie.nom for r in de_lyon.rattachements.all()] == ["Lyon"]
    assert Acte.objects.filter(acte="organisation.creer_regroupement").count() == 1


def test_une_academie_change_de_regroupement_et_l_ancien_reste_lisible(
    session: SessionExamen, de_lyon: Regroupement, de_toulouse: Regroupement
) -> None:
    grenoble = academie("Grenoble")
    rattacher(grenoble, de_lyon, lu=None, par=NATIONAL, le=LE)
    rattacher(grenoble, de_toulouse, lu=de_lyon.pk, motif="Salles fermées", par=NATIONAL, le=PLUS_TARD)
    ancien, nouveau = Rattachement.objects.filter(academie=grenoble).order_by("depuis")
    assert (ancien.regroupement, ancien.jusque) == (de_lyon, PLUS_TARD)
    assert (nouveau.regroupement, nouveau.jusque, nouveau.motif) == (de_toulouse, None, "Salles fermées")
    assert rattachement_actuel(session, grenoble) == nouveau


def test_un_double_clic_ne_rattache_qu_une_fois(de_lyon: Regroupement) -> None:
    premier = rattacher(academie("Grenoble"), de_lyon, lu=None, par=NATIONAL, le=LE)
    assert rattacher(academie("Grenoble"), de_lyon, lu=None, par=NATIONAL, le=PLUS_TARD) == premier
    assert Acte.objects.filter(acte="organisation.rattacher", objet="academie:08").count() == 1


def test_deux_personnes_qui_deplacent_la_meme_academie_se_heurtent(
    de_lyon: Regroupement, de_toulouse: Regroupement
) -> None:
    grenoble = academie("Grenoble")
    rattacher(grenoble, de_lyon, lu=None, par=NATIONAL, le=LE)
    with pytest.raises(Conflit, match="vous aviez lu « aucun regroupement », c'est maintenant « Lyon »"):
        rattacher(grenoble, de_toulouse, lu=None, motif="Sans savoir", par=NATIONAL, le=PLUS_TARD)


def test_deplacer_demande_un_motif(de_lyon: Regroupement, de_toulouse: Regroupement) -> None:
    rattacher(academie("Grenoble"), de_lyon, lu=None, par=NATIONAL, le=LE)
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        rattacher(academie("Grenoble"), de_toulouse, lu=de_lyon.pk, par=NATIONAL, le=PLUS_TARD)


def test_un_pilote_suivi_d_autres_academies_ne_part_pas(
    de_lyon: Regroupement, de_toulouse: Regroupement
) -> None:
    rattacher(academie("Grenoble"), de_lyon, lu=None, par=NATIONAL, le=LE)
    with pytest.raises(ActeRefuse, match=r"Lyon pilote un regroupement \(Grenoble\)"):
        rattacher(academie("Lyon"), de_toulouse, lu=de_lyon.pk, motif="Essai", par=NATIONAL, le=PLUS_TARD)


def test_un_regroupement_que_son_pilote_a_quitte_n_accueille_plus(
    de_lyon: Regroupement, de_toulouse: Regroupement
) -> None:
    rattacher(academie("Lyon"), de_toulouse, lu=de_lyon.pk, motif="Fusion", par=NATIONAL, le=PLUS_TARD)
    with pytest.raises(ActeRefuse, match="rattachez-la d'abord"):
        rattacher(academie("Grenoble"), de_lyon, lu=None, par=NATIONAL, le=PLUS_TARD)


def test_une_academie_rattachee_devient_autonome_avec_un_motif(
    session: SessionExamen, de_lyon: Regroupement
) -> None:
    rattacher(academie("Grenoble"), de_lyon, lu=None, par=NATIONAL, le=LE)
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        creer_regroupement(session, academie("Grenoble"), par=NATIONAL, le=PLUS_TARD)
    assert Regroupement.objects.count() == 1
    autonome = creer_regroupement(
        session, academie("Grenoble"), motif="Autonomie", par=NATIONAL, le=PLUS_TARD
    )
    assert rattachement_actuel(session, academie("Grenoble")).regroupement == autonome  # type: ignore[union-attr]


def test_le_pilote_sujets_se_designe_se_change_et_se_heurte(de_lyon: Regroupement) -> None:
    normandie = academie("Normandie")
    for _ in range(2):
        designe = designer_pilote_sujets(de_lyon, normandie, lu="", par=NATIONAL, le=LE)
        assert designe.pilote_sujets == normandie
    assert Acte.objects.filter(acte="organisation.designer_pilote_sujets").count() == 1
    with pytest.raises(Conflit, match="c'est maintenant « Normandie »"):
        designer_pilote_sujets(de_lyon, academie("Lille"), lu="", par=NATIONAL, le=LE)


def test_une_session_close_ne_change_plus(session: SessionExamen, de_lyon: Regroupement) -> None:
    SessionExamen.objects.update(phase=Phase.CLOSE)
    with pytest.raises(ActeRefuse, match="est close"):
        rattacher(academie("Grenoble"), de_lyon, lu=None, par=NATIONAL, le=LE)
    with pytest.raises(ActeRefuse, match="est close"):
        creer_regroupement(session, academie("Lille"), par=NATIONAL, le=LE)


def test_la_base_refuse_deux_rattachements_en_cours(
    session: SessionExamen, de_lyon: Regroupement, de_toulouse: Regroupement
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Rattachement.objects.create(
            regroupement=de_toulouse, session=session, academie=academie("Lyon"), depuis=LE
        )
