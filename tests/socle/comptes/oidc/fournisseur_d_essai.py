"""Un vrai fournisseur OpenID Connect, en HTTP sur cette machine, qui se conduit bien ou mal selon l'essai."""

import json
import logging
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, redirect, request
from werkzeug.serving import make_server

# Authlib refuse « http » sans cela ; ce fournisseur ne sort pas de la machine.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.flask_oauth2 import (  # type: ignore[import-untyped]  # sans annotations
    AuthorizationServer,
)
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]  # sans annotations
    AuthorizationCodeMixin,
    ClientMixin,
    OAuth2Error,
    grants,
)
from authlib.oauth2.rfc7636 import CodeChallenge  # type: ignore[import-untyped]  # sans annotations
from authlib.oidc.core import OpenIDCode  # type: ignore[import-untyped]  # sans annotations
from authlib.oidc.rpinitiated import EndSessionEndpoint  # type: ignore[import-untyped]  # sans annotations

from tests.socle.comptes.oidc.signatures import CLES, signer

CLIENT, SECRET = "parchemin-essai", "secret-d-essai"
RETOUR, SORTIE = "http://testserver/connexion/retour/", "http://testserver/"


@dataclass
class Conduite:
    """Ce que répond le fournisseur ; par défaut, ce qu'il faut."""

    agent: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "agent-1", "email": "Claire.Fictive@exemple.invalid", "given_name": "Claire",
            "usual_name": "Fictive", "siret": "00000000000000",
        }
    )  # fmt: skip
    amr: list[str] | None = field(default_factory=lambda: ["pwd", "mfa"])
    acr: str = "eidas1"
    preuve: dict[str, Any] = field(default_factory=dict)
    """Ce qu'on change au jeton d'identité ; `None` ôte la case."""
    infos: dict[str, Any] = field(default_factory=dict)
    """Ce qu'on change à UserInfo."""
    signature: str = "RS256"
    """RS256, ES256, none, HS256 (clé publique prise pour secret), autre_cle, cle_inconnue."""
    infos_signees: bool = True
    erreur: str = ""
    """Erreur rendue par la page d'autorisation."""
    pannes: dict[str, Any] = field(default_factory=dict)
    """Point d'entrée → statut d'erreur, « illisible », « lent », ou adresse vers où il renvoie."""


@dataclass
class Client(ClientMixin):  # type: ignore[misc]  # bibliothèque sans annotations
    """Le seul client inscrit : Parchemin."""

    client_id: str = CLIENT
    client_metadata: dict[str, Any] = field(default_factory=lambda: {"post_logout_redirect_uris": [SORTIE]})

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return RETOUR

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == RETOUR

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_post"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]  # bibliothèque sans annotations
    """Un code émis, en attente d'échange."""

    code: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return RETOUR

    def get_scope(self) -> str:
        return self.scope


class FournisseurDEssai:
    """Autorisation, échange du code, UserInfo, clés et sortie ; garde la trace de ce qu'on lui a demandé."""

    def __init__(self) -> None:
        self.codes: dict[str, Code] = {}
        self.jetons: set[str] = set()
        self.conduite = Conduite()
        self.appels: Counter[str] = Counter()
        self.demandes: list[dict[str, str]] = []
        self.sorties: list[dict[str, Any]] = []
        self.reveil = threading.Event()
        self.serveur = make_server("127.0.0.1", 0, self._application(), threaded=True)
        self.emetteur = f"http://127.0.0.1:{self.serveur.port}/api/v2"
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
        self.fil = threading.Thread(target=self.serveur.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> "FournisseurDEssai":
        self.fil.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.reveil.set()
        self.serveur.shutdown()
        self.fil.join()
        self.serveur.server_close()

    def remettre(self) -> None:
        """Oublie l'essai précédent."""
        self.codes.clear()
        self.jetons.clear()
        self.conduite = Conduite()
        self.appels.clear()
        self.demandes.clear()
        self.sorties.clear()

    def preuve(self, nonce: str) -> dict[str, Any]:
        """Charge du jeton d'identité, tordue comme l'essai le veut."""
        conduite, maintenant = self.conduite, int(time.time())
        charge = {
            "iss": self.emetteur, "aud": CLIENT, "sub": conduite.agent["sub"], "iat": maintenant,
            "exp": maintenant + 60, "nonce": nonce, "acr": conduite.acr, "amr": conduite.amr,
        }  # fmt: skip
        return sans_vide({**charge, **conduite.preuve})

    def infos(self) -> dict[str, Any]:
        """Réponse UserInfo, tordue comme l'essai le veut."""
        charge = dict(self.conduite.agent)
        if self.conduite.infos_signees:
            charge |= {"iss": self.emetteur, "aud": CLIENT}
        return sans_vide({**charge, **self.conduite.infos})

    def _panne(self) -> Response | None:
        point = request.path.removeprefix("/api/v2")
        self.appels[point] += 1
        match self.conduite.pannes.get(point):
            case None:
                return None
            case "illisible":
                return Response("<html>pas du JSON</html>", content_type="application/json")
            case "lent":
                self.reveil.wait(5)
                return Response(status=200)
            case str() as ailleurs if ailleurs.startswith("http"):
                return Response(status=307, headers={"Location": ailleurs})
            case dict() | list() as reponse:
                return Response(json.dumps(reponse), content_type="application/json")
            case statut:
                return Response("détail interne du fournisseur", status=statut)

    def _application(self) -> Flask:
        application = Flask("fournisseur_d_essai")
        serveur = AuthorizationServer(
            application, lambda cle: Client() if cle == CLIENT else None,
            lambda jeton, _: self.jetons.add(jeton["access_token"]),
        )  # fmt: skip
        serveur.register_grant(_echange(self), [_preuve(self)(), CodeChallenge(required=True)])
        serveur.register_endpoint(_sortie(self))
        application.before_request(self._panne)

        @application.get("/api/v2/authorize")
        def autoriser() -> Any:
            self.demandes.append(dict(request.args))
            if self.conduite.erreur:
                return redirect(f"{RETOUR}?error={self.conduite.erreur}&state={request.args['state']}")
            try:
                accord = serveur.get_consent_grant(end_user=self.conduite.agent)
            except OAuth2Error as erreur:
                return jsonify(dict(erreur.get_body())), 400
            return serveur.create_authorization_response(grant=accord, grant_user=self.conduite.agent)

        application.post("/api/v2/token", endpoint="echanger")(serveur.create_token_response)

        @application.get("/api/v2/userinfo")
        def informer() -> Any:
            if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.jetons:
                return jsonify(error="invalid_token"), 401
            if self.conduite.infos_signees:
                return Response(signer(self.infos(), self.conduite.signature), content_type="application/jwt")
            return jsonify(self.infos())

        application.get("/api/v2/jwks", endpoint="cles")(lambda: jsonify(CLES.as_dict(private=False)))
        application.get("/api/v2/session/end", endpoint="sortir")(
            lambda: serveur.create_endpoint_response("end_session") or ("sans retour", 400)
        )
        return application


def sans_vide(charge: dict[str, Any]) -> dict[str, Any]:
    """La charge sans les cases que l'essai ôte."""
    return {cle: valeur for cle, valeur in charge.items() if valeur is not None}


def _echange(fournisseur: FournisseurDEssai) -> type:
    class Echange(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # bibliothèque sans annotations
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]

        def save_authorization_code(self, code: str, requete: Any) -> None:
            donnees = requete.payload.data
            fournisseur.codes[code] = Code(
                code,
                requete.scope,
                donnees["nonce"],
                donnees["code_challenge"],
                donnees["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return fournisseur.codes.get(code)

        def delete_authorization_code(self, code: Code) -> None:
            del fournisseur.codes[code.code]

        def authenticate_user(self, code: Code) -> dict[str, Any]:
            return fournisseur.conduite.agent

    return Echange


def _preuve(fournisseur: FournisseurDEssai) -> type:
    class Preuve(OpenIDCode):  # type: ignore[misc]  # bibliothèque sans annotations
        def exists_nonce(self, nonce: str, requete: Any) -> bool:
            return any(code.nonce == nonce for code in fournisseur.codes.values())

        def encode_id_token(self, jeton: dict[str, Any], requete: Any) -> str:
            return signer(
                fournisseur.preuve(requete.authorization_code.nonce), fournisseur.conduite.signature
            )

    return Preuve


def _sortie(fournisseur: FournisseurDEssai) -> type:
    class Sortie(EndSessionEndpoint):  # type: ignore[misc]  # bibliothèque sans annotations
        def get_server_jwks(self) -> Any:
            return CLES

        def end_session(self, demande: Any) -> None:
            fournisseur.sorties.append(demande.id_token_claims)

    return Sortie
