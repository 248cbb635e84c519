"""Les échéances : fixées en UTC, remplacées sans être effacées."""

from dataclasses import replace
from datetime import datetime

import pytest

from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.heures import HeureLocale, instant
from parchemin.socle.organisation.models import Academie, Echeance, SessionExamen
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.queries import echeances, echeances_remplacees
from parchemin.socle.organisation.refus import ActeRefuse, Conflit
from parchemin.socle.organisation.services.calendrier import Operation, fixer_echeance
from tests.socle.organisation.conftest import LE, NATIONAL, deux_fois

pytestmark = pytest.mark.django_db
PARTOUT = Portee(partout=True)


def depot(heure: str, academie: str = "") -> Operation:
    """Le dépôt des notes de CCF, à une heure de l'académie, à défaut de Paris."""
    locale = Academie.objects.get(pk=academie) if academie else None
    limite = instant(datetime.fromisoformat(heure), locale.fuseau if locale else "Europe/Paris")
    return Operation("depot-des-notes", "Dépôt des notes de CCF", limite, locale, "circulaire, § 1.2")


def test_une_echeance_ne_se_fixe_qu_une_fois(session: SessionExamen) -> None:
    echeance = deux_fois(
        lambda: fixer_echeance(session, depot("2026-06-09T18:00"), lu={}, par=NATIONAL, le=LE)
    )
    assert echeance.le.isoformat() == "2026-06-09T16:00:00+00:00"
    assert Acte.objects.filter(objet="echeance:ccst-2026/depot-des-notes").count() == 1


def test_une_echeance_remplacee_reste_lisible_avec_son_motif(session: SessionExamen) -> None:
    premiere = fixer_echeance(session, depot("2026-06-09T18:00"), lu={}, par=NATIONAL, le=LE)
    lu = etats.etat(premiere, etats.ECHEANCE)
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        fixer_echeance(session, depot("2026-06-11T18:00"), lu=lu, par=NATIONAL, le=LE)
    seconde = fixer_echeance(session, depot("2026-06-11T18:00"), lu=lu, motif="Grève", par=NATIONAL, le=LE)
    assert list(echeances(PARTOUT, session)) == [seconde]
    assert list(echeances_remplacees(PARTOUT, session)) == [premiere]
    with pytest.raises(Conflit, match="Heure limite : "):
        fixer_echeance(session, depot("2026-06-12T18:00"), lu=lu, motif="Autre", par=NATIONAL, le=LE)
    assert Echeance.objects.count() == 2


def test_deux_personnes_qui_fixent_la_meme_operation_se_heurtent(session: SessionExamen) -> None:
    fixer_echeance(session, depot("2026-06-09T18:00"), lu={}, par=NATIONAL, le=LE)
    with pytest.raises(Conflit):
        fixer_echeance(session, depot("2026-06-10T18:00"), lu={}, motif="Sans savoir", par=NATIONAL, le=LE)


@pytest.mark.parametrize(
    ("code", "dite"),
    [
        ("41", "9 juin 2026, 8 h (Pacific/Tahiti, UTC−10)"),
        ("42", "9 juin 2026, 8 h (Pacific/Wallis, UTC+12)"),
    ],
)
def test_l_echeance_propre_a_un_territoire_l_emporte_a_son_heure(
    session: SessionExamen, code: str, dite: str
) -> None:
    commune = fixer_echeance(session, depot("2026-06-09T18:00"), lu={}, par=NATIONAL, le=LE)
    propre = fixer_echeance(session, depot("2026-06-09T08:00", code), lu={}, par=NATIONAL, le=LE)
    territoire, lyon = Academie.objects.get(pk=code), Academie.objects.get(pk="10")
    assert list(echeances(PARTOUT, session, territoire)) == [propre]
    assert list(echeances(PARTOUT, session, lyon)) == [commune]
    assert HeureLocale(propre.le, territoire.fuseau).complete == dite
    assert list(echeances(Portee(academies=frozenset({"10"})), session)) == [commune]


def test_une_operation_mal_ecrite_est_refusee(session: SessionExamen) -> None:
    operation = depot("2026-06-09T18:00")
    for fautive in (replace(operation, libelle=""), replace(operation, code="dépôt des notes")):
        with pytest.raises(ActeRefuse):
            fixer_echeance(session, fautive, lu={}, par=NATIONAL, le=LE)
    assert not Echeance.objects.exists()
