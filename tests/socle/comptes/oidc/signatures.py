"""Signer un jeton comme il faut, ou comme le ferait un faussaire."""

import base64
import hashlib
import hmac
import json
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

RSA, AUTRE_RSA = (
    RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}) for kid in ("rsa", "autre")
)
EC = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig", "alg": "ES256"})
CLES = KeySet([RSA, EC])


def signer(charge: dict[str, Any], maniere: str) -> str:
    """Jeton signé, ou mal signé : RS256, ES256, none, HS256 (clé publique prise pour secret), autre_cle, cle_inconnue."""
    match maniere:
        case "ES256":
            return jwt.encode({"alg": "ES256", "kid": "ec"}, charge, EC, ["ES256"])
        case "autre_cle":
            return jwt.encode({"alg": "RS256", "kid": "rsa"}, charge, AUTRE_RSA, ["RS256"])
        case "cle_inconnue":
            return jwt.encode({"alg": "RS256", "kid": "autre"}, charge, AUTRE_RSA, ["RS256"])
        case "none" | "HS256" as algorithme:
            return mal_signer(algorithme, charge)
    return jwt.encode({"alg": "RS256", "kid": "rsa"}, charge, RSA, ["RS256"])


def mal_signer(algorithme: str, charge: dict[str, Any]) -> str:
    """Jeton sans signature, ou signé avec la clé publique prise pour un secret partagé."""
    parties = ({"alg": algorithme, "kid": "rsa", "typ": "JWT"}, charge)
    debut = ".".join(en_base64(json.dumps(partie).encode()) for partie in parties)
    publique = RSA.as_pem(private=False)
    sceau = hmac.new(publique, debut.encode(), hashlib.sha256).digest() if algorithme == "HS256" else b""
    return f"{debut}.{en_base64(sceau)}"


def en_base64(octets: bytes) -> str:
    """Écriture des jetons : base64 pour adresses, sans remplissage."""
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
