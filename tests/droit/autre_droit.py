"""Une autre valeur légale, le temps d'un essai : ce que le droit deviendrait si un texte changeait."""

from dataclasses import replace
from typing import Any

import pytest

from parchemin.droit.parametres import Registre, Valeur


def imposer(monkeypatch: pytest.MonkeyPatch, nom: str, valeur: Any) -> None:
    """La valeur légale `nom` vaut `valeur` à toute date où elle existe, jusqu'à la fin de l'essai."""
    lire = Registre.valeur

    def lire_autrement(registre: Registre, demandee: str, **quand: Any) -> Valeur:
        lue = lire(registre, demandee, **quand)
        return replace(lue, valeur=valeur) if demandee == nom else lue

    monkeypatch.setattr(Registre, "valeur", lire_autrement)
