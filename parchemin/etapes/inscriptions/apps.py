"""L'application des inscriptions."""

from django.apps import AppConfig


class InscriptionsConfig(AppConfig):
    """Candidats, candidatures, pièces, aménagements, fichiers reçus."""

    name = "parchemin.etapes.inscriptions"
    label = "inscriptions"
    verbose_name = "Inscriptions"
