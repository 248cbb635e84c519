"""L'heure d'un lieu : dite avec son fuseau, saisie sans ambiguïté."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from parchemin.socle.organisation.heures import (
    PARIS,
    HeureImpossible,
    HeureLocale,
    fuseaux,
    instant,
    valider_fuseau,
)

MIDI = datetime(2026, 5, 18, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fuseau", "dite"),
    [
        (PARIS, "18 mai 2026, 14 h (Europe/Paris, UTC+2)"),
        ("Pacific/Tahiti", "18 mai 2026, 2 h (Pacific/Tahiti, UTC−10)"),
        ("Pacific/Marquesas", "18 mai 2026, 2 h 30 (Pacific/Marquesas, UTC−9 h 30)"),
        ("Pacific/Wallis", "19 mai 2026, 0 h (Pacific/Wallis, UTC+12)"),
        ("UTC", "18 mai 2026, 12 h (UTC, UTC)"),
    ],
)
def test_un_instant_se_dit_dans_l_heure_du_lieu(fuseau: str, dite: str) -> None:
    assert HeureLocale(MIDI, fuseau).complete == dite


def test_paris_change_de_decalage_en_hiver_et_pas_papeete() -> None:
    hiver = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
    assert HeureLocale(hiver, PARIS).decalage == "UTC+1"
    assert HeureLocale(hiver, "Pacific/Tahiti").decalage == "UTC−10"


@given(
    st.datetimes(
        datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2040-12-31"), timezones=st.just(UTC)
    ),
    st.sampled_from([PARIS, "Pacific/Tahiti", "Pacific/Wallis", "America/Miquelon"]),
)
def test_une_heure_dite_puis_saisie_redonne_le_meme_instant(moment: datetime, fuseau: str) -> None:
    a_la_minute = moment.replace(second=0, microsecond=0)
    with suppress(HeureImpossible):
        assert instant(datetime.fromisoformat(HeureLocale(moment, fuseau).saisie), fuseau) == a_la_minute


@pytest.mark.parametrize(
    ("heure", "mot"), [("2026-03-29T02:30", "sautent 2 h 30"), ("2026-10-25T02:30", "deux fois")]
)
def test_une_heure_sautee_ou_repetee_est_refusee(heure: str, mot: str) -> None:
    with pytest.raises(HeureImpossible, match=mot):
        instant(datetime.fromisoformat(heure), PARIS)
    assert instant(datetime.fromisoformat(heure), "Pacific/Tahiti").hour == 12


def test_un_fuseau_inconnu_est_refuse() -> None:
    valider_fuseau("Indian/Mayotte")
    with pytest.raises(ValidationError, match="Exemples"):
        valider_fuseau("Pacifique/Papeete")
    assert "Pacific/Noumea" in fuseaux()
