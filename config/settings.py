"""Réglages de Parchemin : un seul fichier ; ce qui change d'une machine à l'autre vient de l'environnement.

Une valeur absente ou illisible arrête le démarrage et dit quoi poser. Variables lues :

- `PARCHEMIN_MODE` : « service » (par défaut), « demonstration » ou « essai » ;
- `PARCHEMIN_CLE_SECRETE` : obligatoire en service, cinquante caractères au moins ;
- `PARCHEMIN_HOTES` : noms servis, séparés par des virgules ; obligatoire en service ;
- `PARCHEMIN_BASE` : fichier SQLite, `var/parchemin.sqlite3` par défaut ;
- `PARCHEMIN_DEBUG` : « oui » ou « non » ; « oui » n'est admis qu'en démonstration ;
- `PARCHEMIN_DEMONSTRATION` : dossier de la session fictive que montrent les pages ;
- `PARCHEMIN_EDITEUR`, `_DIRECTEUR`, `_HEBERGEUR`, `_CONTACT`, `_DELEGUE` : mentions légales du site.
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

INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "parchemin.web"]

MIDDLEWARE = [
    "parchemin.web.csp.PolitiqueDeContenu",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Comprimer ne révèle pas les jetons : Django les masque autrement à chaque réponse.
    "django.middleware.gzip.GZipMiddleware",
    "parchemin.web.typographie.Typographie",
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
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "parchemin.web.pages.contexte.enveloppe",
            ]
        },
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
STATIC_ROOT = RACINE / "var/static" if EN_SERVICE else None
# Sans étape de collecte hors service ; en service, fichiers comprimés et nommés par leur empreinte.
WHITENOISE_USE_FINDERS = not EN_SERVICE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if EN_SERVICE
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# La session de démonstration que montrent les pages, écrite par « parchemin demonstration ».
DEMONSTRATION = Path(texte("PARCHEMIN_DEMONSTRATION", str(RACINE / "demonstration")))
# Qui édite le site : à compléter par qui le déploie, et cela se voit sur la page tant que ce n'est pas fait.
A_COMPLETER = "à compléter"
EDITEUR = {
    nom: texte(f"PARCHEMIN_{nom.upper()}", A_COMPLETER)
    for nom in ("editeur", "directeur", "hebergeur", "contact", "delegue")
}

# Rien d'extérieur, aucun script ni style écrit dans la page.
SECURE_CSP = {
    "default-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = EN_SERVICE
CSRF_FAILURE_VIEW = "parchemin.web.pages.erreurs.formulaire_perime"
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
    # Une adresse inconnue n'est une nouvelle que pour qui surveille un service.
    "loggers": {"django.request": {"level": "INFO" if EN_SERVICE else "ERROR"}},
}
