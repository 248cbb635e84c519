"""Tout ce qui fait loi en une liste : registre, valeurs du diplôme, règlement d'examen, sessions réunies."""

from dataclasses import replace
from typing import Any

import pytest

from parchemin.droit import valeurs
from parchemin.droit.diplome import diplome
from parchemin.droit.parametres import registre
from parchemin.droit.valeurs import toutes_les_valeurs
from tests.droit.lecture_des_cas import sujet, titre


def ecrire(valeur: Any) -> Any:
    """La valeur telle qu'un cas l'écrit : listes, et rien pour ce dont le texte ne dit rien."""
    if isinstance(valeur, dict):
        return {cle: v for cle, v in valeur.items() if v is not None}
    return list(valeur) if isinstance(valeur, tuple) else valeur


@pytest.mark.parametrize("cas", sujet("registre"), ids=titre)
def test_cas(cas: dict[str, Any]) -> None:
    lues = {(v.nom, v.periode): v for v in toutes_les_valeurs()}
    lue = lues[cas["nom"], cas["periode"]]
    assert ecrire(lue.valeur) == cas["valeur"]
    assert (lue.unite, lue.libelle, lue.effet) == (cas["unite"], cas["libelle"], cas["effet"])
    assert (lue.source.statut.value, str(lue.reference)) == (cas["statut"], cas["reference"])


def test_une_valeur_et_une_periode_ne_paraissent_qu_une_fois() -> None:
    lues = [(v.nom, v.periode) for v in toutes_les_valeurs()]
    assert sorted(set(lues)) == sorted(lues)


def test_le_registre_general_vient_d_abord_puis_le_reglement_par_nom() -> None:
    lues = list(toutes_les_valeurs())
    generales = list(registre())
    assert lues[: len(generales)] == generales
    propres = [v.nom for v in diplome("ccst", session=2026).registre]
    assert [v.nom for v in lues[len(generales) :][: len(propres)]] == [f"ccst.{nom}" for nom in propres]
    reglement = [(v.nom, v.sessions) for v in lues[len(generales) + len(propres) :]]
    assert reglement == sorted(reglement)


@pytest.mark.parametrize(
    ("numerotations", "attendues"),
    [
        (("x", "x", "x", "x"), [("x", (2023, 2026))]),
        (("x", "y", "x", "x"), [("x", (2023, 2023)), ("y", (2024, 2024)), ("x", (2025, 2026))]),
        (("x", "x", "y", "x"), [("x", (2023, 2024)), ("y", (2025, 2025)), ("x", (2026, 2026))]),
    ],
)
def test_une_valeur_qui_revient_apres_un_changement_fait_deux_lignes(
    monkeypatch: pytest.MonkeyPatch, numerotations: tuple[str, ...], attendues: list[tuple[str, object]]
) -> None:
    """Des sessions qui se suivent et disent la même chose se réunissent ; rien ne se perd, rien ne s'étend."""
    modele = diplome("ccst", session=2023)
    editions = {
        session: replace(modele, session=session, numerotation=numerotation)
        for session, numerotation in zip(range(2023, 2027), numerotations, strict=True)
    }
    monkeypatch.setattr(valeurs, "diplome", lambda code, *, session: editions[session])
    lues = [v for v in toutes_les_valeurs() if v.nom == "ccst.numerotation"]
    assert [(v.valeur, v.sessions) for v in lues] == attendues
