"""Garder une note sous le seuil : ce que permettent la forme, les aménagements, et la valeur légale elle-même."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from parchemin.droit.delivrance import Reglement
from parchemin.droit.diplome import diplome
from parchemin.droit.facultatives import anomalies_choix
from parchemin.droit.formes import Forme, forme_refusee
from parchemin.droit.regimes import Voie
from tests.droit.autre_droit import imposer
from tests.droit.deliberations import lire_dossier

EDITION = diplome("ccst", session=2026)
NOTES = "B:9,5 12 12 12 12 12 12 12"


def refus(forme: str, *amenagements: str) -> list[str]:
    dossier = lire_dossier({"notes": NOTES, "forme": forme, "amenagements": amenagements})
    return [a.phrase for a in Reglement(EDITION, EDITION.jour_de_reference).anomalies(dossier)]


def test_la_forme_progressive_garde_une_note_sous_le_seuil() -> None:
    assert refus("progressive") == []
    assert refus("globale", "conservation") == []
    assert refus("globale", "etalement") == [
        "« B:9,5 » : une note inférieure à 10 ne se conserve "
        "qu'en forme progressive ou avec l'aménagement « conservation »"
    ]


def test_si_le_texte_changeait_seul_l_amenagement_la_garderait(monkeypatch: pytest.MonkeyPatch) -> None:
    imposer(monkeypatch, "forme.progressive.garde_lt10", False)
    assert refus("progressive", "conservation") == []
    assert refus("progressive") == [
        "« B:9,5 » : une note inférieure à 10 ne se conserve qu'avec l'aménagement « conservation »"
    ]


@pytest.mark.parametrize("voie", Voie)
def test_la_forme_globale_est_ouverte_a_tous(voie: Voie) -> None:
    assert forme_refusee(Forme.GLOBALE, voie, le=EDITION.jour_de_reference) is None


def test_la_forme_progressive_dit_a_qui_elle_est_ouverte() -> None:
    jour = EDITION.jour_de_reference
    refusees = {voie: forme_refusee(Forme.PROGRESSIVE, voie, le=jour) for voie in Voie}
    assert {voie for voie, refus in refusees.items() if refus} == {Voie.SCOLAIRE, Voie.APPRENTISSAGE}
    refus = refusees[Voie.SCOLAIRE]
    assert refus is not None
    assert (refus.champ, refus.avec, refus.motif.code) == ("forme", ("voie",), "FORME_REFUSEE")
    assert refus.phrase == (
        "la forme progressive n'est pas ouverte à la voie « scolaire » (ouverte à : fpc, distance, experience)"
    )
    assert refus.motif.reference.libelle == "Code de l'éducation, art. D643-14, 2°"


REGLES = Reglement(EDITION, EDITION.jour_de_reference)
ENTIER = lire_dossier({"notes": "8 8 8 8 10 10 10 10", "controle": "12 - -"})
NOTES_COURTES, ORAUX_COURTS = ENTIER.obligatoires[:-1], ENTIER.controle[:-1]


@pytest.mark.parametrize(
    "juger",
    [
        lambda: REGLES.anomalies(replace(ENTIER, obligatoires=NOTES_COURTES)),
        lambda: REGLES.bareme.calculer(NOTES_COURTES),
        lambda: REGLES.resultats.anomalies(NOTES_COURTES, Forme.GLOBALE, frozenset()),
        lambda: REGLES.deliberer(replace(ENTIER, controle=ORAUX_COURTS)),
        lambda: REGLES.controle.anomalies(ENTIER.obligatoires, ORAUX_COURTS),
        lambda: REGLES.controle.en_trop(ORAUX_COURTS),
        lambda: REGLES.controle.sans_droit(ORAUX_COURTS),
        lambda: anomalies_choix(EDITION, ENTIER.facultatives[:-1]),
    ],
)
def test_un_dossier_de_mauvaise_longueur_n_est_jamais_juge(juger: Callable[[], object]) -> None:
    """Une épreuve oubliée décalerait toutes les autres."""
    with pytest.raises(ValueError, match=r"zip\(\) argument"):
        juger()
