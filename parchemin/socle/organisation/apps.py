"""L'application Django de l'organisation."""

from django.apps import AppConfig


class Organisation(AppConfig):
    """Sessions, académies, établissements."""

    name = "parchemin.socle.organisation"
    label = "organisation"
    verbose_name = "Organisation"
