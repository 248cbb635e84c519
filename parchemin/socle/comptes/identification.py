"""Reconnaître quelqu'un : compte local, adresse du client, essais trop nombreux."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from parchemin.socle.comptes.models import Personne


class CompteLocal(BaseBackend):
    """Identifiant et mot de passe ; un compte inconnu prend le même temps qu'un mot de passe faux."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: object,
    ) -> Personne | None:
        """Personne reconnue, ou `None` sans dire ce qui ne va pas."""
        if username is None or password is None:
            return None
        personne = Personne.objects.filter(identifiant=username.strip().lower()).first()
        if personne is None or not personne.has_usable_password():
            make_password(password)
            return None
        return personne if personne.check_password(password) and personne.is_active else None

    def get_user(self, user_id: int) -> Personne | None:
        """Personne de la session en cours, ou `None` si son compte est fermé."""
        return Personne.objects.filter(pk=user_id, fermee_le=None).first()


def adresse_du_client(requete: HttpRequest) -> str:
    """Adresse du client : celle que donne le dernier mandataire de confiance, jamais celle que le client prétend."""
    relais = [a.strip() for a in requete.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if a.strip()]
    rang: int = settings.MANDATAIRES
    return relais[-rang] if 0 < rang <= len(relais) else str(requete.META.get("REMOTE_ADDR", ""))


def compte_masque(requete: HttpRequest | None, credentials: dict[str, str] | None) -> str:
    """Identifiant essayé, condensé avec la clé du service : le compteur d'échecs ne garde pas d'adresse électronique."""
    essaye = (credentials or {}).get("username") or ""
    return hmac.new(settings.SECRET_KEY.encode(), essaye.strip().lower().encode(), hashlib.sha256).hexdigest()
