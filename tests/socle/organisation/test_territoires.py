"""Les territoires livrés : de vrais codes, de vrais fuseaux."""

from datetime import UTC, datetime

import pytest

from parchemin.socle.organisation.heures import HeureLocale
from parchemin.socle.organisation.models import Academie, Departement

pytestmark = pytest.mark.django_db


def test_les_territoires_sont_charges_avec_leurs_departements() -> None:
    assert Academie.objects.count() == 35
    assert Departement.objects.get(pk="02A").academie.nom == "Corse"
    assert Academie.objects.get(pk="54").departements.count() == 0


@pytest.mark.parametrize(
    ("code", "nature", "decalage"),
    [
        ("10", "academie", "UTC+2"),
        ("28", "academie", "UTC+4"),
        ("31", "academie", "UTC−4"),
        ("32", "academie", "UTC−4"),
        ("33", "academie", "UTC−3"),
        ("40", "vice_rectorat", "UTC+11"),
        ("41", "vice_rectorat", "UTC−10"),
        ("42", "vice_rectorat", "UTC+12"),
        ("43", "academie", "UTC+3"),
        ("44", "collectivite", "UTC−2"),
        ("54", "service_commun", "UTC+2"),
    ],
)
def test_chaque_territoire_a_sa_nature_et_son_heure(code: str, nature: str, decalage: str) -> None:
    academie = Academie.objects.get(pk=code)
    en_mai = HeureLocale(datetime(2026, 5, 18, 12, tzinfo=UTC), academie.fuseau)
    assert (academie.nature, en_mai.decalage) == (nature, decalage)


def test_tous_les_territoires_tiennent_entre_utc_moins_10_et_utc_plus_12() -> None:
    midi = datetime(2026, 5, 18, 12, tzinfo=UTC)
    heures = {HeureLocale(midi, academie.fuseau).saisie for academie in Academie.objects.all()}
    assert (min(heures), max(heures)) == ("2026-05-18T02:00", "2026-05-19T00:00")
