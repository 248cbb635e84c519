"""Le second facteur : un code à six chiffres que donne le téléphone, et dix codes de secours à garder sur papier."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

import segno
from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from parchemin.socle.comptes.courriels import envoyer
from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.services.entrees import tracer_pour_soi

CODES_DE_SECOURS = 10
CHIFFRES = 6
EMETTEUR = "Parchemin"


def appareil(personne: Personne) -> TOTPDevice | None:
    """Appareil confirmé de la personne ; `None` si elle n'en a pas."""
    return TOTPDevice.objects.filter(user=personne, confirmed=True).first()


def appareil_a_confirmer(personne: Personne) -> TOTPDevice:
    """Appareil en cours d'installation : le même tant qu'il n'est pas confirmé, pour que recharger ne change pas le QR."""
    attente, _ = TOTPDevice.objects.get_or_create(
        user=personne, confirmed=False, defaults={"name": "téléphone"}
    )
    return attente


def adresse_otpauth(attente: TOTPDevice, personne: Personne) -> str:
    """Adresse que lit l'application du téléphone."""
    secret = secret_lisible(attente).replace(" ", "")
    return (
        f"otpauth://totp/{quote(EMETTEUR)}:{quote(personne.identifiant)}?secret={secret}&issuer={quote(EMETTEUR)}"
        f"&algorithm=SHA1&digits={CHIFFRES}&period=30"
    )


def secret_lisible(attente: TOTPDevice) -> str:
    """Secret à recopier si l'on ne peut pas photographier, par groupes de quatre."""
    brut = base64.b32encode(attente.bin_key).decode().rstrip("=")
    return " ".join(brut[i : i + 4] for i in range(0, len(brut), 4))


def image_qr(adresse: str) -> str:
    """QR en SVG, à poser dans la page ; sans style ni script."""
    svg: str = segno.make(adresse, error="m").svg_inline(scale=4, border=4, svgclass=None, lineclass=None)
    return svg


@transaction.atomic
def confirmer(personne: Personne, code: str, *, le: datetime) -> list[str] | None:
    """Installe l'appareil, retire l'ancien et donne les codes de secours ; `None` si le code est faux."""
    attente = TOTPDevice.objects.select_for_update().filter(user=personne, confirmed=False).first()
    if attente is None or not attente.verify_token(code):
        return None
    TOTPDevice.objects.filter(user=personne, confirmed=True).delete()
    attente.confirmed = True
    attente.save(update_fields=["confirmed"])
    codes = _tirer_les_codes(personne)
    tracer_pour_soi("comptes.second_facteur", personne, le=le)
    envoyer("securite", personne.courriel, fait="un second facteur a été installé")
    return codes


@transaction.atomic
def renouveler_codes(personne: Personne, *, le: datetime) -> list[str]:
    """Dix nouveaux codes de secours ; les anciens ne valent plus."""
    codes = _tirer_les_codes(personne)
    tracer_pour_soi("comptes.codes_de_secours", personne, le=le)
    envoyer("securite", personne.courriel, fait="de nouveaux codes de secours ont été tirés")
    return codes


def _tirer_les_codes(personne: Personne) -> list[str]:
    secours, _ = StaticDevice.objects.get_or_create(user=personne, defaults={"name": "codes de secours"})
    secours.token_set.all().delete()
    codes = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(CODES_DE_SECOURS)]
    StaticToken.objects.bulk_create(StaticToken(device=secours, token=_condenser(code)) for code in codes)
    return codes


def _condenser(code: str) -> str:
    # La base ne garde pas de code utilisable : qui la lirait n'entrerait pas.
    empreinte = hmac.new(settings.SECRET_KEY.encode(), code.replace("-", "").encode(), hashlib.sha256)
    return empreinte.hexdigest()[:16]


def codes_restants(personne: Personne) -> int:
    """Nombre de codes de secours encore utilisables."""
    return int(StaticToken.objects.filter(device__user=personne).count())


def verifier(personne: Personne, code: str) -> TOTPDevice | StaticDevice | None:
    """Appareil que ce code ouvre ; `None` s'il est faux, déjà servi, ou si les essais sont trop rapprochés."""
    serre = code.strip().replace(" ", "").lower()
    est_un_code = serre.isdigit() and len(serre) == CHIFFRES
    appareils: Iterable[TOTPDevice | StaticDevice] = (
        TOTPDevice.objects.select_for_update().filter(user=personne, confirmed=True)
        if est_un_code
        else StaticDevice.objects.select_for_update().filter(user=personne)
    )
    # Le verrou : le même code envoyé deux fois au même instant n'ouvre qu'une fois.
    with transaction.atomic():
        for candidat in appareils:
            if candidat.verify_is_allowed()[0] and candidat.verify_token(
                serre if est_un_code else _condenser(serre)
            ):
                return candidat
    return None
