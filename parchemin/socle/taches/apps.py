"""L'application « taches »."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Taches(AppConfig):
    """La file des travaux longs."""

    name = "parchemin.socle.taches"
    label = "taches"
    verbose_name = "Travaux longs"

    def ready(self) -> None:
        """Lit le module `travaux` de chaque application : l'ouvrier doit connaître tous les genres."""
        autodiscover_modules("travaux")
