"""Voie, établissement, habilitation : le régime, ou le refus, pour chaque combinaison."""

import re
from datetime import date
from typing import Any

import pytest

from parchemin.droit.parametres import HorsValidite
from parchemin.droit.regimes import (
    Etablissement,
    Habilitation,
    Regime,
    RegimeRefuse,
    Voie,
    determiner_regime,
    lignes_examinees,
)
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


@pytest.mark.parametrize(
    ("voie", "etablissement", "habilitation", "champ", "avec", "phrase", "article"),
    [
        (
            Voie.SCOLAIRE, None, Habilitation.NON, "etablissement", ("voie",),
            "la voie « scolaire » demande la catégorie de l'établissement "
            "(public, prive_sous_contrat ou prive_hors_contrat)",
            "art. D643-19",
        ),
        (
            Voie.EXPERIENCE, Etablissement.PUBLIC, Habilitation.NON, "etablissement", ("voie",),
            "la voie « experience » n'a pas d'établissement de formation : laisser vide",
            "art. D643-19",
        ),
        (
            Voie.FPC, Etablissement.PRIVE_SOUS_CONTRAT, Habilitation.ETENDUE, "habilitation", ("voie", "etablissement"),
            "« etendue » n'existe pas pour la voie « fpc » en établissement privé sous contrat",
            "art. D643-19 et D643-20",
        ),
        (
            Voie.DISTANCE, None, Habilitation.OUI, "habilitation", ("voie",),
            "« oui » n'existe pas pour la voie « distance »",
            "art. D643-19 et D643-20",
        ),
    ],
)  # fmt: skip
def test_le_refus_dit_ce_qui_est_attendu(
    voie: Voie,
    etablissement: Etablissement | None,
    habilitation: Habilitation,
    champ: str,
    avec: tuple[str, ...],
    phrase: str,
    article: str,
) -> None:
    with pytest.raises(RegimeRefuse, match=f"^{re.escape(phrase)}$") as refus:
        determiner_regime(voie, etablissement, habilitation, le=LE)
    (anomalie,) = refus.value.anomalies
    assert (anomalie.champ, anomalie.avec, anomalie.motif.code) == (champ, avec, champ.upper())
    assert anomalie.motif.reference.libelle == f"Code de l'éducation, {article}"


def test_les_lignes_ecartees_disent_pourquoi() -> None:
    """Un CFA privé habilité : chaque ligne de la table, ce qui l'écarte, jusqu'à celle qui décide."""
    faits = (Voie.APPRENTISSAGE, Etablissement.PRIVE_SOUS_CONTRAT, Habilitation.OUI)
    examinees = list(lignes_examinees(*faits, le=LE))
    assert [e.ecart for e in examinees] == [
        "vise : voie scolaire",
        "vise : voie scolaire",
        "demande : établissement public",
        "",
    ]
    assert examinees[-1].regime is Regime.A
    assert examinees[-1].reference.libelle == "Code de l'éducation, art. D643-19"


def test_l_habilitation_demandee_est_nommee() -> None:
    faits = (Voie.FPC, Etablissement.PUBLIC, Habilitation.NON)
    ecarts = [e.ecart for e in lignes_examinees(*faits, le=LE)]
    assert "demande : habilité au CCF étendu" in ecarts


def test_les_choix_possibles_sont_tous_nommes() -> None:
    faits = (Voie.APPRENTISSAGE, Etablissement.PUBLIC, Habilitation.ETENDUE)
    ecarts = [e.ecart for e in lignes_examinees(*faits, le=LE)]
    assert "demande : sans habilitation ou habilité au CCF" in ecarts
    assert "demande : établissement privé sous contrat ou établissement privé hors contrat" in ecarts


def test_chaque_ligne_ecartee_dit_ce_qui_manque() -> None:
    """Jusqu'à celle qui décide ; l'apprentissage privé habilité est la quatrième."""
    etablissement, habilitation = Etablissement.PRIVE_HORS_CONTRAT, Habilitation.OUI
    lignes = list(lignes_examinees(Voie.APPRENTISSAGE, etablissement, habilitation, le=LE))
    assert [ligne.ecart for ligne in lignes] == [
        "vise : voie scolaire",
        "vise : voie scolaire",
        "demande : établissement public",
        "",
    ]
    lignes = list(lignes_examinees(Voie.SCOLAIRE, etablissement, habilitation, le=LE))
    assert [ligne.ecart for ligne in lignes][:2] == [
        "demande : établissement public ou établissement privé sous contrat",
        "demande : sans habilitation",
    ]
    lignes = list(lignes_examinees(Voie.FPC, Etablissement.PUBLIC, Habilitation.OUI, le=LE))
    assert [ligne.ecart for ligne in lignes][-2:] == ["demande : habilité au CCF étendu", ""]
    lignes = list(lignes_examinees(Voie.APPRENTISSAGE, Etablissement.PUBLIC, Habilitation.ETENDUE, le=LE))
    assert lignes[2].ecart == "demande : sans habilitation ou habilité au CCF"
    assert lignes[2].regime is Regime.A
    assert str(lignes[2].reference) == "Code de l'éducation, art. D643-19"
