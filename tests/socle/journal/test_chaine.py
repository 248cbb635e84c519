"""La chaîne : une seule écriture, des empreintes que l'on recalcule à la main, des valeurs ambiguës refusées."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.socle.journal.chaine import (
    ORIGINE,
    Maillon,
    ValeurRefusee,
    canonicaliser,
    ecrire_instant,
    ecrire_ligne,
    empreinte_acte,
    empreinte_charge,
)
from tests.socle.journal.fabrique import acte, enchainer

TEXTES = st.text(st.characters(exclude_categories=["Cs"]))
VALEURS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTES,
    lambda v: st.lists(v, max_size=3) | st.dictionaries(TEXTES, v, max_size=3),
)


@given(VALEURS)
def test_l_ecriture_canonique_se_relit_et_ne_bouge_plus(valeur: object) -> None:
    ecrite = canonicaliser(valeur)
    assert json.loads(ecrite) == valeur
    assert canonicaliser(json.loads(ecrite)) == ecrite
    assert "\n" not in ecrite


def test_les_cles_sont_triees_et_les_accents_gardes() -> None:
    assert (
        canonicaliser({"é": 1, "b": [True, None], "a": "« \n »"}) == r'{"a":"« \n »","b":[true,null],"é":1}'
    )


def test_dates_et_decimaux_s_ecrivent_en_texte() -> None:
    le = datetime(2026, 6, 2, 11, 2, tzinfo=timezone(timedelta(hours=2)))
    assert canonicaliser([le, date(2026, 6, 2), Decimal("12.50")]) == (
        '["2026-06-02T09:02:00.000000Z","2026-06-02","12.50"]'
    )


@pytest.mark.parametrize(
    ("valeur", "dit"),
    [
        ({"apres": {"note": 12.5}}, r"la charge\.apres\.note : une valeur de type float"),
        ([1, {1, 2}], r"la charge\[1\] : une valeur de type set"),
        (b"octets", "type bytes"),
        (Decimal("NaN"), "type Decimal"),
        ({3: "x"}, "une clé de type int"),
        ("\ud800", "caractère impossible"),
    ],
)
def test_une_valeur_sans_ecriture_unique_est_refusee(valeur: object, dit: str) -> None:
    with pytest.raises(ValeurRefusee, match=dit):
        canonicaliser(valeur)


def test_un_instant_sans_fuseau_est_refuse() -> None:
    with pytest.raises(ValueError, match="n'a pas de fuseau"):
        ecrire_instant(datetime(2026, 6, 2))  # noqa: DTZ001 : c'est la faute à refuser
    assert ecrire_instant(datetime(2026, 6, 2, tzinfo=UTC)) == "2026-06-02T00:00:00.000000Z"


def test_les_empreintes_se_recalculent_a_la_main() -> None:
    maillon = Maillon(
        1, "2026-06-02T09:02:00.000000Z", "comptes.inviter", "personne:12", "", "academie:10", "personne:13", "2026",
        empreinte_charge("ab" * 32, '{"motif":"é"}'), ORIGINE,
    )  # fmt: skip
    charge = hashlib.sha256(("ab" * 32 + '{"motif":"é"}').encode()).hexdigest()
    texte = (
        '{"acte":"comptes.inviter","auteur":"personne:12","empreinte_charge":"' + charge + '",'
        '"le":"2026-06-02T09:02:00.000000Z","numero":1,"objet":"personne:13","perimetre":"academie:10",'
        '"precedente":"' + "0" * 64 + '","role":"","session":"2026"}'
    )
    assert empreinte_acte(maillon) == hashlib.sha256(texte.encode()).hexdigest()


def test_une_ligne_d_export_porte_la_charge_telle_qu_elle_est_scellee() -> None:
    (seul,) = enchainer([acte(1)])
    lue = json.loads(ecrire_ligne(seul))
    assert lue["charge"] == seul.charge
    assert hashlib.sha256((lue["sel"] + lue["charge"]).encode()).hexdigest() == lue["empreinte_charge"]
    assert canonicaliser(lue) == ecrire_ligne(seul)
