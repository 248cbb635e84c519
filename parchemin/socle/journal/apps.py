"""L'application « journal »."""

from django.apps import AppConfig


class Journal(AppConfig):
    """Le journal des actes."""

    name = "parchemin.socle.journal"
    label = "journal"
    verbose_name = "Journal des actes"
