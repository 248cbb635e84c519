"""Politique de sécurité du contenu : rien d'extérieur, rien d'écrit dans la page.

Lit `SECURE_CSP`, le nom que Django 6 donne à ce réglage : l'intergiciel disparaîtra avec la migration.
"""

from collections.abc import Callable, Collection, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

EN_TETE = "Content-Security-Policy"


def ecrire_politique(regles: Mapping[str, Collection[str] | str]) -> str:
    """Valeur de l'en-tête d'après les règles : « default-src 'self'; object-src 'none' »."""
    return "; ".join(
        f"{directive} {sources if isinstance(sources, str) else ' '.join(sources)}".strip()
        for directive, sources in regles.items()
    )


class PolitiqueDeContenu:
    """Pose la politique sur chaque réponse, pages d'erreur comprises."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite
        self.politique = ecrire_politique(settings.SECURE_CSP)

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        """Réponse de la vue, avec sa politique."""
        reponse = self.suite(requete)
        reponse.headers.setdefault(EN_TETE, self.politique)
        return reponse
