"""Ce que fait un navigateur : partir chez le fournisseur, en revenir, lire la page."""

from urllib.parse import urlsplit

import requests
from django.http import HttpResponseBase
from django.test import Client

DEPART, RETOUR = "/connexion/fournisseur/", "/connexion/retour/"


def partir(navigateur: Client, suite: str = "") -> str:
    """Adresse chez le fournisseur où mène le bouton de connexion."""
    reponse = navigateur.get(DEPART, {"suite": suite} if suite else {})
    assert reponse.status_code == 302
    return reponse.headers["Location"]


def chez_le_fournisseur(adresse: str) -> str:
    """Adresse de retour que rend le fournisseur, chemin et paramètres seuls."""
    reponse = requests.get(adresse, allow_redirects=False, timeout=5)
    assert reponse.status_code == 302, reponse.text
    retour = urlsplit(reponse.headers["Location"])
    assert (retour.netloc, retour.path) == ("testserver", RETOUR)
    return f"{retour.path}?{retour.query}"


def entrer(navigateur: Client, suite: str = "") -> HttpResponseBase:
    """Réponse au retour, après l'aller chez le fournisseur."""
    return navigateur.get(chez_le_fournisseur(partir(navigateur, suite)))


def est_entre(navigateur: Client) -> bool:
    """Vrai si ce navigateur a une session ouverte par quelqu'un."""
    return "_auth_user_id" in navigateur.session
