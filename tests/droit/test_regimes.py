"""Voie, établissement, habilitation : le régime, ou le refus, pour chaque combinaison."""

from datetime import date
from typing import Any

import pytest

from parchemin.droit.parametres import HorsValidite
from parchemin.droit.regimes import Etablissement, Habilitation, RegimeRefuse, Voie, determiner_regime
from tests.droit.lecture_des_cas import sujet, titre
from tests.droit.lisible import est_lisible

LE = date(2026, 7, 1)
CAS = sujet("regimes")


@pytest.mark.parametrize("cas", CAS, ids=titre)
def test_cas(cas: dict[str, Any]) -> None:
    etablissement = Etablissement(cas["etablissement"]) if "etablissement" in cas else None
    faits = (Voie(cas["voie"]), etablissement, Habilitation(cas["habilitation"]))
    if "refus" in cas:
        with pytest.raises(RegimeRefuse) as refus:
            determiner_regime(*faits, le=LE)
        assert [a.champ for a in refus.value.anomalies] == [cas["refus"]]
        assert all(est_lisible(a.motif) for a in refus.value.anomalies)
        return
    decide = determiner_regime(*faits, le=LE)
    assert decide.regime.value == cas["regime"]
    assert [m.code for m in decide.motifs] == [f"REGIME_{cas['regime']}"]
    assert all(est_lisible(m) for m in decide.motifs)


def test_le_produit_est_entier() -> None:
    assert len(CAS) == len(Voie) * (len(Etablissement) + 1) * len(Habilitation)


def test_hors_de_sa_periode_le_regime_refuse() -> None:
    with pytest.raises(HorsValidite):
        determiner_regime(Voie.SCOLAIRE, Etablissement.PUBLIC, Habilitation.NON, le=date(2027, 1, 1))
