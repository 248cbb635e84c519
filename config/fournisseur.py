"""Le fournisseur d'identité des agents (OpenID Connect, ProConnect par défaut) : ses réglages, pris de l'environnement.

- `PARCHEMIN_OIDC` : son émetteur (`iss`), tel qu'il le signe ; absente, aucun fournisseur et aucun bouton ;
- `PARCHEMIN_OIDC_CLIENT`, `_SECRET` : ce qu'il nous a donné ; obligatoires avec l'émetteur ;
- `PARCHEMIN_OIDC_NOM` : ce qu'on lit sur le bouton, « ProConnect » par défaut ;
- `PARCHEMIN_OIDC_AUTORISATION`, `_JETONS`, `_IDENTITE`, `_CLES`, `_SORTIE` : ses cinq adresses ; par défaut, celles
  de ProConnect sous l'émetteur (`/authorize`, `/token`, `/userinfo`, `/jwks`, `/session/end`) ;
- `PARCHEMIN_OIDC_SIGNATURE` : algorithme choisi à l'inscription chez lui, `RS256` (par défaut) ou `ES256` ;
- `PARCHEMIN_OIDC_DONNEES` : « scopes » demandés, séparés par des espaces ;
- `PARCHEMIN_OIDC_ACR` : niveaux (`acr`) qui prouvent un second facteur, séparés par des espaces.

Les adresses sont écrites, et non lues chez le fournisseur au démarrage (« discovery ») : le service démarre quand le
fournisseur est en panne, toutes ses instances ont les mêmes, et un document servi par autrui ne décide pas où partent le
secret et les codes. L'adresse électronique qu'il donne vaut adresse vérifiée : ne régler ici qu'un fournisseur qui
vérifie celles de ses agents.
"""

import json
import os
from collections.abc import Iterable
from typing import Any

from config.environnement import adresse, choix, texte

# Nom de la variable, réglage que lit mozilla-django-oidc, chemin chez ProConnect.
ADRESSES = (
    ("AUTORISATION", "OIDC_OP_AUTHORIZATION_ENDPOINT", "/authorize"),
    ("JETONS", "OIDC_OP_TOKEN_ENDPOINT", "/token"),
    ("IDENTITE", "OIDC_OP_USER_ENDPOINT", "/userinfo"),
    ("CLES", "OIDC_OP_JWKS_ENDPOINT", "/jwks"),
    ("SORTIE", "OIDC_SORTIE", "/session/end"),
)


def reglages_du_fournisseur(moteurs: Iterable[str], *, en_service: bool) -> dict[str, Any]:
    """Réglages de Django pour ce fournisseur, ajouté aux `moteurs` d'authentification ; rien s'il manque.

    En service, toutes ses adresses sont en `https`. Lève `ImproperlyConfigured` s'il est réglé à moitié.
    """
    if not os.environ.get("PARCHEMIN_OIDC", "").strip():
        return {}
    protocoles = ("https",) if en_service else ("https", "http")
    emetteur = adresse("PARCHEMIN_OIDC", protocoles).geturl()
    niveaux = texte("PARCHEMIN_OIDC_ACR", "eidas2 eidas3").split()
    return {
        **{
            reglage: adresse(f"PARCHEMIN_OIDC_{nom}", protocoles, emetteur.rstrip("/") + chemin).geturl()
            for nom, reglage, chemin in ADRESSES
        },
        "OIDC_NOM": texte("PARCHEMIN_OIDC_NOM", "ProConnect"),
        "OIDC_EMETTEUR": emetteur,
        "OIDC_ACR": niveaux,
        "OIDC_RP_CLIENT_ID": texte("PARCHEMIN_OIDC_CLIENT"),
        "OIDC_RP_CLIENT_SECRET": texte("PARCHEMIN_OIDC_SECRET"),
        "OIDC_RP_SIGN_ALGO": choix("PARCHEMIN_OIDC_SIGNATURE", ("RS256", "ES256"), "RS256"),
        "OIDC_RP_SCOPES": texte("PARCHEMIN_OIDC_DONNEES", "openid given_name usual_name email siret"),
        # Les niveaux sont souhaités, non exigés : qui n'a pas de second facteur là-bas donnera le nôtre.
        "OIDC_AUTH_REQUEST_EXTRA_PARAMS": {
            "claims": json.dumps({"id_token": {"amr": {"essential": True}, "acr": {"values": niveaux}}})
        },
        "OIDC_USE_PKCE": True,
        "OIDC_CREATE_USER": False,
        "OIDC_TIMEOUT": 5,  # secondes, pour chacun des appels
        "OIDC_AUTHENTICATION_CALLBACK_URL": "connexion-retour",
        "OIDC_REDIRECT_FIELD_NAME": "suite",
        "AUTHENTICATION_BACKENDS": [*moteurs, "parchemin.socle.comptes.oidc.FournisseurDIdentite"],
    }
