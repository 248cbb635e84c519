"""Tient lieu de contrôle des accès : la portée vient d'un en-tête, pour n'essayer ici que les pages du journal."""

from collections.abc import Callable
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse

from parchemin.socle.journal.auteurs import Auteur

AUTEUR = Auteur("personne:12", "Ada Fictive", "auditeur", "academie:10")


class PorteeDEssai:
    """Pose `portee` et `auteur` d'après l'en-tête « Portee » : « tout », ou des codes séparés par des virgules."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        demandee = requete.headers.get("Portee")
        if demandee is not None:
            perimetres = None if demandee == "tout" else frozenset(demandee.split(","))
            portee = SimpleNamespace(perimetres=perimetres, code_session=requete.headers.get("Session", ""))
            requete.portee, requete.auteur = portee, AUTEUR  # type: ignore[attr-defined] # posés par le vrai contrôle
        return self.suite(requete)
