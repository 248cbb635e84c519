"""Réglages de Parchemin : un seul fichier ; ce qui change d'une machine à l'autre vient de l'environnement.

Une valeur absente ou illisible arrête le démarrage et dit quoi poser. Variables lues :

- `PARCHEMIN_MODE` : « service » (par défaut), « demonstration » ou « essai » ;
- `PARCHEMIN_CLE_SECRETE` : obligatoire en service, cinquante caractères au moins ;
- `PARCHEMIN_HOTES` : noms servis, séparés par des virgules ; obligatoire en service ;
- `PARCHEMIN_BASE` : fichier SQLite, `var/parchemin.sqlite3` par défaut ;
- `PARCHEMIN_DEBUG` : « oui » ou « non » ; « oui » n'est admis qu'en démonstration.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

RACINE = Path(__file__).resolve().parent.parent
MODES = ("service", "demonstration", "essai")


def texte(nom: str, defaut: str | None = None) -> str:
    """Variable d'environnement `nom` ; sans valeur ni défaut, refuse de démarrer."""
    valeur = os.environ.get(nom, "").strip() or defaut
    if valeur is None:
        raise ImproperlyConfigured(f"La variable d'environnement {nom} manque ; voir config/settings.py.")
    return valeur


def choix(nom: str, admis: tuple[str, ...], defaut: str) -> str:
    """Variable d'environnement `nom`, parmi les valeurs admises ; refuse toute autre."""
    valeur = texte(nom, defaut)
    if valeur not in admis:
        raise ImproperlyConfigured(f"{nom} vaut « {valeur} » ; valeurs admises : {', '.join(admis)}.")
    return valeur


MODE = choix("PARCHEMIN_MODE", MODES, "service")
EN_SERVICE = MODE == "service"

# Hors service, clé et hôtes sont connus de tous : ces modes n'écoutent que la machine elle-même.
SECRET_KEY = texte("PARCHEMIN_CLE_SECRETE", None if EN_SERVICE else "django-insecure-parchemin-sans-secret")
if EN_SERVICE and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("PARCHEMIN_CLE_SECRETE doit avoir cinquante caractères au moins.")
ALLOWED_HOSTS = [
    hote.strip()
    for hote in texte("PARCHEMIN_HOTES", None if EN_SERVICE else "localhost,127.0.0.1").split(",")
]
DEBUG = choix("PARCHEMIN_DEBUG", ("oui", "non"), "oui" if MODE == "demonstration" else "non") == "oui"
if DEBUG and MODE != "demonstration":
    raise ImproperlyConfigured("PARCHEMIN_DEBUG=oui montre le code et les données : démonstration seulement.")

INSTALLED_APPS = ["parchemin.web"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        # En mémoire pour les essais : une vérification ne doit laisser aucun fichier derrière elle.
        "NAME": ":memory:"
        if MODE == "essai"
        else texte("PARCHEMIN_BASE", str(RACINE / "var/parchemin.sqlite3")),
        "OPTIONS": {
            # WAL : on lit pendant qu'un autre écrit. FULL : un acte confirmé survit à une coupure de courant.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            # Le verrou d'écriture est pris dès le début : pas d'échec au milieu d'un acte.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
# Les territoires vont d'UTC−10 à UTC+12 : tout est gardé en UTC et montré avec son fuseau.
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = RACINE / "var/static"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = EN_SERVICE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = EN_SERVICE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = EN_SERVICE
# Le serveur d'application est derrière un mandataire qui parle TLS et pose cet en-tête.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if EN_SERVICE else None
SECURE_HSTS_SECONDS = 31_536_000 if EN_SERVICE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = EN_SERVICE
SECURE_HSTS_PRELOAD = EN_SERVICE
X_FRAME_OPTIONS = "DENY"

# Au-delà, la demande est refusée avant d'être lue en mémoire.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "{asctime} {levelname} {name} : {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne"}},
    "root": {"handlers": ["console"], "level": "INFO" if EN_SERVICE else "WARNING"},
}
