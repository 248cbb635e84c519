"""De quoi faire avancer un travail d'essai : un instant, un auteur, un chantier remis à neuf."""

import pytest
from django.utils import timezone

from parchemin.socle.journal.auteurs import Auteur
from tests.socle.taches.chantier import CHANTIER, Chantier

# L'ouvrier lit l'horloge : ce qu'il fait doit suivre ce que les essais demandent.
LE = timezone.now()
PAR = Auteur("personne:9001", "Odile Fictive", "rattachement", "academie:10")


@pytest.fixture(autouse=True)
def connexion_gardee(monkeypatch: pytest.MonkeyPatch) -> None:
    """L'ouvrier fermerait la connexion qui porte la transaction de l'essai ; ses vrais processus, eux, la ferment."""
    for module in ("django_tasks_db.management.commands.db_worker", "parchemin.socle.taches.execution"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)
    monkeypatch.setattr("parchemin.socle.taches.execution.RESPIRATION_S", 0)


@pytest.fixture
def chantier() -> Chantier:
    """Le chantier des essais, sans panne prévue."""
    CHANTIER.pannes.clear()
    CHANTIER.appels.clear()
    return CHANTIER
