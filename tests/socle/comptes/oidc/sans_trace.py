"""Ce qu'un refus ne doit laisser nulle part : une écriture en base, un secret dans la page ou dans les journaux."""

import re
from typing import Any

import pytest
from django.db.models import Model

from parchemin.socle.comptes.models import Habilitation, Jeton, Personne
from parchemin.socle.journal.models import Acte

JWT = re.compile(r"eyJ[\w-]{10,}\.[\w-]{10,}")
Etat = list[list[tuple[Any, ...]]]


def tout() -> Etat:
    """Tout ce que la base sait des personnes, de leurs droits, et des actes inscrits."""
    modeles: list[type[Model]] = [Personne, Habilitation, Jeton, Acte]
    return [list(modele._default_manager.order_by("pk").values_list()) for modele in modeles]


def ecrits(journaux: pytest.LogCaptureFixture) -> str:
    """Tout ce que le service a écrit dans ses journaux, au plus bavard ; le fournisseur d'essai tient les siens."""
    dits = [fait for fait in journaux.records if not fait.name.startswith("authlib")]
    return "\n".join(f"{fait.getMessage()} {fait.exc_text or ''}" for fait in dits)
