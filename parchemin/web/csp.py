"""Politique de sécurité du contenu : rien d'extérieur, rien d'écrit dans la page.

Lit `SECURE_CSP`, le nom que Django 6 donne à ce réglage : l'intergiciel disparaîtra avec la migration.
"""

import secrets
from collections.abc import Callable, Collection, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

EN_TETE = "Content-Security-Policy"
# Dans les règles, tient la place du nonce de chaque réponse ; même valeur que `CSP.NONCE` de Django 6.
NONCE = "<CSP_NONCE_SENTINEL>"


def ecrire_politique(regles: Mapping[str, Collection[str] | str], nonce: str = "") -> str:
    """Valeur de l'en-tête d'après les règles : « default-src 'self'; object-src 'none' » ; sans nonce, 'none' à sa place."""
    lus = {
        directive: [sources] if isinstance(sources, str) else list(sources)
        for directive, sources in regles.items()
    }
    return "; ".join(
        " ".join((directive, *(_source(source, nonce) for source in sources))).strip()
        for directive, sources in lus.items()
    )


def _source(source: str, nonce: str) -> str:
    if source != NONCE:
        return source
    return f"'nonce-{nonce}'" if nonce else "'none'"


class PolitiqueDeContenu:
    """Pose la politique sur chaque réponse, pages d'erreur comprises ; le nonce n'est tiré que si la page s'en sert."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        """Réponse de la vue, avec sa politique."""
        tires: list[str] = []

        def tirer() -> str:
            tires.append(secrets.token_urlsafe(16))
            return tires[0]

        requete.csp_nonce = SimpleLazyObject(tirer)  # type: ignore[attr-defined]  # posé ici, lu par les gabarits
        reponse = self.suite(requete)
        reponse.headers.setdefault(EN_TETE, ecrire_politique(settings.SECURE_CSP, tires[0] if tires else ""))
        return reponse


def nonce(requete: HttpRequest) -> dict[str, object]:
    """Le nonce de la réponse, pour les balises de script des gabarits."""
    return {"csp_nonce": getattr(requete, "csp_nonce", "")}
