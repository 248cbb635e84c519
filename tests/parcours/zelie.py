"""Écrit dans la base du service un compte national avec un second facteur, et donne ses codes de secours."""

import sys
import time
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402 : Django doit être lu avant
from django_otp.oath import TOTP  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from parchemin.socle.comptes.models import Habilitation, Personne  # noqa: E402
from parchemin.socle.comptes.services.second_facteur import confirmer, renouveler_codes  # noqa: E402

le = timezone.now()
zelie = Personne.objects.filter(identifiant="zelie@exemple.invalid").first()
if zelie is None:
    zelie = Personne(
        identifiant="zelie@exemple.invalid", nom="Fictive", prenom="Zélie", creee_le=le, activee_le=le
    )
    zelie.set_password(sys.argv[1])
    zelie.save()
    Habilitation.objects.create(
        personne=zelie, role="national", nature="national", perimetre="national", debut=le, fin=le + timedelta(days=9),
        accordee_par="systeme",
    )  # fmt: skip
    appareil = TOTPDevice.objects.create(user=zelie, confirmed=False)
    totp = TOTP(appareil.bin_key)
    totp.time = time.time()
    confirmer(zelie, f"{totp.token():06d}", le=le)
sys.stdout.write(" ".join(renouveler_codes(zelie, le=le)))
