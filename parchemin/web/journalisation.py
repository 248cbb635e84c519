"""Journaux techniques : une ligne JSON par fait, sans donnée personnelle, et un identifiant par demande.

Ils disent ce que fait la machine ; qui a fait quoi est dans le journal des actes, sous d'autres droits d'accès.
"""

import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

EN_TETE = "X-Demande"
DEMANDES = logging.getLogger("parchemin.demandes")
# Place de l'identifiant dans `requete.META` : aucun en-tête reçu ne peut prendre ce nom, tous y commencent par HTTP_.
CLE = "PARCHEMIN_DEMANDE"
MESURES = ("methode", "statut", "duree_ms")

_demande: ContextVar[str | None] = ContextVar("demande", default=None)
# Chaque motif ne part que d'un début de mot : un très long mot se lit en une seule passe.
_COURRIEL = re.compile(r"(?<![^\s@,;:<>()\"«»])[^\s@,;:<>()\"«»]+@[^\s@,;:<>()\"'«»]+")
# Après le nom d'hôte, une adresse peut porter un nom, un numéro de candidat, un jeton.
_ADRESSE = re.compile(r"(?<![a-z+])[a-z][a-z+]*://[^\s<>\"'»]+", re.IGNORECASE)


class SuiviDesDemandes:
    """Donne à chaque demande un identifiant au hasard, rendu dans `X-Demande`, et en écrit une ligne.

    À placer en tête des intergiciels, pour que la durée et le statut soient ceux que reçoit le navigateur.
    """

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        """Réponse de la suite, avec son identifiant ; celui que le visiteur enverrait n'est pas lu."""
        demande = secrets.token_hex(8)
        requete.META[CLE] = demande
        rappel = _demande.set(demande)
        debut = time.perf_counter()
        try:
            reponse = self.suite(requete)
            duree = round((time.perf_counter() - debut) * 1000, 1)
            mesures = {"methode": requete.method, "statut": reponse.status_code, "duree_ms": duree}
            DEMANDES.info("demande traitée", extra={"request": requete, **mesures})
        finally:
            _demande.reset(rappel)
        reponse.headers[EN_TETE] = demande
        return reponse


class LigneJson(logging.Formatter):
    """Écrit un fait en une ligne JSON : heure UTC, niveau, source, message, demande, route, mesures, erreur.

    Rien d'autre n'est repris de ce que porte le fait : ni chemin, ni paramètre, ni adresse IP, ni nom.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Ligne JSON de ce fait, sans saut de ligne ni caractère invisible."""
        requete = getattr(record, "request", None)
        demande = requete.META.get(CLE) if isinstance(requete, HttpRequest) else None
        ligne: dict[str, Any] = {
            "heure": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "source": record.name,
            "message": masquer(message_de(record)),
            "demande": demande or _demande.get(),
        }
        if isinstance(requete, HttpRequest):
            ligne["route"] = route_de(requete)
        ligne.update({nom: getattr(record, nom) for nom in MESURES if hasattr(record, nom)})
        if erreur := exception_de(record):
            ligne["erreur"] = [decrire(e) for e in enchainement(erreur)]
        texte = json.dumps(ligne, ensure_ascii=False)
        # Un caractère de commande ou d'écriture à rebours falsifierait ce qu'on lit dans un terminal.
        return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in texte)


def masquer(texte: str) -> str:
    """Texte où toute adresse électronique devient « […]@… », et toute adresse de page perd ce qui suit l'hôte."""
    return _COURRIEL.sub("[…]@…", _ADRESSE.sub(_hote_seul, texte))


def route_de(requete: HttpRequest) -> str | None:
    """Nom de la route demandée, sans ses arguments ; rien pour une adresse inconnue ou un fichier statique."""
    return requete.resolver_match.view_name if requete.resolver_match else None


def message_de(fait: logging.LogRecord) -> str:
    """Message d'un fait ; le chemin demandé y devient sa route, et le texte d'une exception son type."""
    erreur = exception_de(fait)
    if erreur is not None and str(fait.msg) == str(erreur):
        return nom_de(type(erreur))
    requete = getattr(fait, "request", None)
    if not isinstance(requete, HttpRequest) or not fait.args or not isinstance(fait.args, tuple):
        return fait.getMessage()
    chemins = {requete.path, requete.path.encode("unicode_escape").decode("ascii")}
    route = route_de(requete) or "adresse inconnue"
    return str(fait.msg) % tuple(route if argument in chemins else argument for argument in fait.args)


def exception_de(fait: logging.LogRecord) -> BaseException | None:
    """Exception que porte un fait, ou rien."""
    return fait.exc_info[1] if fait.exc_info else None


def enchainement(erreur: BaseException) -> Iterator[BaseException]:
    """L'exception, puis celle qui l'a causée, et ainsi de suite ; s'arrête si la chaîne se referme."""
    vues: set[int] = set()
    suivante: BaseException | None = erreur
    while suivante is not None and id(suivante) not in vues:
        vues.add(id(suivante))
        yield suivante
        suivante = suivante.__cause__ or (None if suivante.__suppress_context__ else suivante.__context__)


def decrire(erreur: BaseException) -> dict[str, Any]:
    """Type d'une exception et endroits traversés, « fichier:ligne fonction », sans son texte ni aucune valeur."""
    cadres = traceback.extract_tb(erreur.__traceback__)
    return {
        "type": nom_de(type(erreur)),
        "cadres": [f"{_fichier_court(c.filename)}:{c.lineno} {c.name}" for c in cadres],
    }


def nom_de(type_: type[BaseException]) -> str:
    """Nom complet d'un type d'exception."""
    return f"{type_.__module__}.{type_.__qualname__}".removeprefix("builtins.")


def client_anonyme(*_: object) -> str:
    """Ce que django-axes écrit à la place du nom et de l'adresse IP d'une personne (AXES_CLIENT_STR_CALLABLE)."""
    return "une personne"


def _hote_seul(trouvee: re.Match[str]) -> str:
    """Protocole et hôte d'une adresse, sans le nom ni le secret qui le précéderaient."""
    protocole, _, reste = trouvee[0].partition("://")
    hote = re.split(r"[/?#]", reste, maxsplit=1)[0].rpartition("@")[2]
    return f"{protocole}://{hote}/…"


def _fichier_court(chemin: str) -> str:
    """Chemin d'un fichier de code depuis le dépôt ou depuis les paquets installés."""
    return chemin.rpartition("site-packages/")[2].removeprefix(f"{settings.RACINE}/")
