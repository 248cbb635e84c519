"""La connexion des agents par OpenID Connect : rien de ce que dit le fournisseur n'est cru avant d'être vérifié.

mozilla-django-oidc tient le dialogue (état, nonce, PKCE) ; les contrôles qu'elle laisse de côté sont ici : émetteur,
destinataire, dates, même sujet dans les deux réponses, second facteur, appels sans redirection.
"""

import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import import_from_settings as reglage

from parchemin.socle.comptes.controle import FACTEUR_DU_FOURNISSEUR
from parchemin.socle.comptes.entrees_refusees import ABANDON, PANNE, PERIMEE, SANS_PREUVE, EntreeRefusee
from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.services.rattachement import Identite

MOTEUR = "parchemin.socle.comptes.oidc.FournisseurDIdentite"
JETON = "jeton_du_fournisseur"  # clé de la session : le jeton d'identité, pour la seule déconnexion
TOLERANCE_S = 30  # écart admis entre l'horloge du fournisseur et la nôtre
# Méthodes (RFC 8176 et ProConnect) qui prouvent un second facteur. « mail » et « sms » n'en sont pas : ils se
# détournent ; « swk », clé copiée d'un appareil à l'autre, n'en est un qu'avec « mfa ».
FACTEURS = frozenset({"mfa", "otp", "totp", "pop", "hwk", "sc"})
JOURNAL = logging.getLogger("parchemin.fournisseur")


class FournisseurDIdentite(OIDCAuthenticationBackend):  # type: ignore[misc]  # bibliothèque sans annotations
    """Dialogue avec le fournisseur réglé par `PARCHEMIN_OIDC` ; relit aussi les sessions ouvertes par lui."""

    def authenticate(self, request: HttpRequest | None, **_: object) -> None:
        """Rien : on n'entre pas par ici avec un formulaire, seulement au retour du fournisseur."""
        return

    def get_user(self, user_id: int) -> Personne | None:
        """Personne de la session en cours, ou `None` si son compte est fermé."""
        return Personne.objects.filter(pk=user_id, fermee_le=None).first()

    def identifier(self, code: str, attente: Mapping[str, Any], retour: str) -> Identite:
        """Identité prouvée par l'échange du code ; lève `EntreeRefusee`.

        `attente` : nonce et vérificateur PKCE de la demande ; `retour` : adresse où le code a été reçu.
        """
        with _refus_traduits():
            jetons = self.get_token(
                {
                    "grant_type": "authorization_code", "code": code, "redirect_uri": retour,
                    "client_id": self.OIDC_RP_CLIENT_ID, "client_secret": self.OIDC_RP_CLIENT_SECRET,
                    "code_verifier": attente["code_verifier"],
                }
            )  # fmt: skip
            preuve = self.verify_token(jetons["id_token"], nonce=attente["nonce"])
            infos = self.get_userinfo(jetons["access_token"], jetons["id_token"], preuve)
            return Identite(_cle(preuve, infos), _courriel(infos), facteur_donne(preuve), jetons["id_token"])

    def get_token(self, payload: dict[str, Any]) -> Any:
        """Jetons rendus en échange du code ; le secret qui part avec lui ne suit aucune redirection."""
        return _appeler("POST", self.OIDC_OP_TOKEN_ENDPOINT, data=payload).json()

    def get_userinfo(self, access_token: str, id_token: str, payload: Mapping[str, Any]) -> Any:
        """Réponse UserInfo, vérifiée si elle est signée."""
        entetes = {"Authorization": f"Bearer {access_token}"}
        reponse = _appeler("GET", self.OIDC_OP_USER_ENDPOINT, headers=entetes)
        signee = reponse.headers.get("content-type", "").lower().startswith("application/jwt")
        return self.verify_token(reponse.text) if signee else reponse.json()

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """Clé du fournisseur que nomme l'en-tête du jeton ; lève une erreur s'il n'en a pas de ce nom."""
        entete = jwt.get_unverified_header(token)
        for cle in _appeler("GET", self.OIDC_OP_JWKS_ENDPOINT).json()["keys"]:
            if cle["kid"] == entete["kid"] and cle.get("alg", entete["alg"]) == entete["alg"]:
                return jwt.PyJWK(cle)
        raise SuspiciousOperation("clé inconnue")

    def verify_token(self, token: str, nonce: str | None = None) -> dict[str, Any]:
        """Charge d'un jeton signé par le fournisseur, pour nous, en cours de validité ; lève une erreur sinon.

        Avec un `nonce`, c'est un jeton d'identité et il répond à notre demande ; sans, une réponse UserInfo signée.
        """
        client = self.OIDC_RP_CLIENT_ID
        charge: dict[str, Any] = jwt.decode(
            token, self.retrieve_matching_jwk(token),
            # L'algorithme est celui que nous attendons, jamais celui que le jeton annonce.
            algorithms=[self.OIDC_RP_SIGN_ALGO], audience=client, issuer=reglage("OIDC_EMETTEUR"),
            leeway=TOLERANCE_S,
            options={"require": ["iss", "aud", "sub"] + (["exp", "iat", "nonce"] if nonce else [])},
        )  # fmt: skip
        if charge["aud"] not in (client, [client]) or charge.get("azp", client) != client:
            raise SuspiciousOperation("jeton destiné aussi à d'autres")
        if nonce and not secrets.compare_digest(str(charge["nonce"]).encode(), nonce.encode()):
            raise SuspiciousOperation("jeton d'une autre demande")
        return charge


def _appeler(methode: str, adresse: str, **envoi: Any) -> requests.Response:
    """Réponse du fournisseur, sans suivre de redirection : la bibliothèque, elle, en suivrait une vers n'importe où."""
    reponse = requests.request(
        methode, adresse, timeout=reglage("OIDC_TIMEOUT"), allow_redirects=False, **envoi
    )
    reponse.raise_for_status()
    if reponse.status_code != 200:
        raise SuspiciousOperation("réponse qui n'en est pas une")
    return reponse


def _cle(preuve: Mapping[str, Any], infos: Mapping[str, Any]) -> str:
    cle = preuve["sub"]
    if infos["sub"] != cle:
        raise SuspiciousOperation("les deux réponses ne parlent pas de la même personne")
    if not (0 < len(cle) <= 255 and cle.isascii() and cle.isprintable()):
        raise SuspiciousOperation("sujet illisible")
    return str(cle)


def _courriel(infos: Mapping[str, Any]) -> str:
    # ProConnect n'envoie pas « email_verified » : ses fournisseurs sont tenus de ne donner que des adresses de service
    # vérifiées, et nous les croyons. Un fournisseur qui dit le contraire est cru aussi : l'adresse ne compte plus.
    courriel = infos.get("email")
    if not isinstance(courriel, str) or "@" not in courriel or infos.get("email_verified", True) is not True:
        return ""
    return courriel.strip().lower() if courriel.isprintable() else ""


def facteur_donne(preuve: Mapping[str, Any]) -> bool:
    """Vrai si le jeton d'identité dit qu'un second facteur a été donné (`amr`), ou un niveau qui l'exige (`acr`)."""
    methodes = preuve.get("amr")
    return preuve.get("acr") in reglage("OIDC_ACR") or (
        isinstance(methodes, list) and not FACTEURS.isdisjoint(methodes)
    )


@contextmanager
def _refus_traduits() -> Iterator[None]:
    """Toute erreur du dialogue devient `EntreeRefusee` ; seul son type est journalisé, son texte peut citer un jeton."""
    try:
        yield
    except (
        requests.RequestException,
        SuspiciousOperation,
        jwt.PyJWTError,
        LookupError,
        TypeError,
        ValueError,
    ) as e:
        panne = isinstance(e, requests.RequestException)
        if isinstance(e, requests.HTTPError) and e.response is not None:
            panne = e.response.status_code >= 500
        JOURNAL.warning("réponse du fournisseur d'identité refusée : %s", type(e).__name__)
        raise EntreeRefusee(PANNE if panne else SANS_PREUVE) from None


def identite_au_retour(requete: HttpRequest) -> Identite:
    """Identité prouvée par ce retour du fournisseur, qui répond à une demande de cette session ; `EntreeRefusee` sinon."""
    attente = _reprendre(requete)
    if erreur := requete.GET.get("error"):
        raise EntreeRefusee(PANNE if erreur in ("server_error", "temporarily_unavailable") else ABANDON)
    code, emetteur = requete.GET.get("code"), reglage("OIDC_EMETTEUR")
    if not code or requete.GET.get("iss", emetteur) != emetteur:
        raise EntreeRefusee(SANS_PREUVE)
    retour = requete.build_absolute_uri(reverse("connexion-retour"))
    return FournisseurDIdentite().identifier(code, attente, retour)


def _reprendre(requete: HttpRequest) -> Mapping[str, Any]:
    """Ce que la demande de cet état attend ; l'état ne sert qu'une fois, même si la suite échoue."""
    attentes = requete.session.get("oidc_states", {})
    etat = requete.GET.get("state", "")
    if etat not in attentes:
        raise EntreeRefusee(PERIMEE)
    attente: Mapping[str, Any] = attentes.pop(etat)
    # Enregistré avant d'appeler le fournisseur : le même retour, rejoué pendant l'appel, ne trouve plus rien.
    requete.session.save()
    return attente


def retenir(requete: HttpRequest, identite: Identite) -> None:
    """Garde dans la session, une fois ouverte, le second facteur donné chez le fournisseur et de quoi s'y déconnecter."""
    requete.session[FACTEUR_DU_FOURNISSEUR] = identite.facteur
    requete.session[JETON] = identite.jeton


def adresse_de_sortie(requete: HttpRequest) -> str | None:
    """Adresse qui ferme aussi la session chez le fournisseur ; `None` si l'on n'est pas entré par lui.

    À lire avant de fermer la session, puis à ouvrir par le navigateur. L'état est imposé par ProConnect ; nous ne le
    relisons pas au retour : la session est déjà fermée, il ne reste rien à protéger.
    """
    jeton = requete.session.get(JETON)
    if not settings.OIDC_NOM or not jeton:
        return None
    suite = requete.build_absolute_uri(resolve_url(settings.LOGOUT_REDIRECT_URL))
    demande = {"id_token_hint": jeton, "post_logout_redirect_uri": suite, "state": secrets.token_urlsafe(32)}
    return f"{reglage('OIDC_SORTIE')}?{urlencode(demande)}"
