"""Tout ce qui fait loi en une liste : registre, valeurs du diplôme, règlement d'examen, sessions réunies."""

from dataclasses import replace
from pathlib import Path
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


def test_une_valeur_qui_revient_apres_un_changement_fait_deux_lignes(monkeypatch: pytest.MonkeyPatch) -> None:
    """2023 et 2025 disent la même chose, 2024 une autre : rien ne se perd, rien ne se réunit."""
    modele = diplome("ccst", session=2023)
    editions = {
        2023: modele,
        2024: replace(modele, session=2024, numerotation="autre"),
        2025: replace(modele, session=2025),
        2026: replace(modele, session=2026),
    }

    def edition(code: str, *, session: int, dossier: Path | None = None) -> Any:
        return editions[session]

    monkeypatch.setattr(valeurs, "diplome", edition)
    numerotations = [v for v in toutes_les_valeurs() if v.nom == "ccst.numerotation"]
    assert [(v.valeur, v.sessions) for v in numerotations] == [
        ("2020", (2023, 2023)),
        ("autre", (2024, 2024)),
        ("2020", (2025, 2026)),
    ]
