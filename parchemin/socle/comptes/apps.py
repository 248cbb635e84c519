"""L'application Django des comptes."""

from django.apps import AppConfig
from django.core.checks import register


class Comptes(AppConfig):
    """Personnes, rôles et accès."""

    name = "parchemin.socle.comptes"
    label = "comptes"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Vérifie, à chaque contrôle des réglages, que toute route a sa ligne dans la table des accès."""
        from parchemin.socle.comptes.routes import routes_et_table_concordent

        register(routes_et_table_concordent)
