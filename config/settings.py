"""Réglages de Parchemin : un seul fichier ; ce qui change d'une machine à l'autre vient de l'environnement.

Une valeur absente ou illisible arrête le démarrage et dit quoi poser. Variables lues, outre `config/fournisseur.py` :

- `PARCHEMIN_MODE` : « service » (par défaut), « demonstration » ou « essai » ;
- `PARCHEMIN_CLE_SECRETE` : obligatoire en service, cinquante caractères au moins ;
- `PARCHEMIN_HOTES` : noms servis, séparés par des virgules ; obligatoire en service ;
- `PARCHEMIN_BASE` : fichier SQLite (`var/parchemin.sqlite3` par défaut) ou adresse `postgresql://…?sslmode=…` ;
- `PARCHEMIN_SMTP` : serveur de courriels, `smtp+tls://nom:secret@hote:587` ; obligatoire en service ;
- `PARCHEMIN_EXPEDITEUR` : adresse à laquelle on peut répondre ; obligatoire en service ;
- `PARCHEMIN_MANDATAIRES` : nombre de mandataires devant le service, un par défaut ;
- `PARCHEMIN_DEBUG` : « oui » ou « non » ; « oui » n'est admis qu'en démonstration ;
- `PARCHEMIN_DEMONSTRATION` et `_PIECES` : dossiers de la session fictive montrée, et des pièces remises ;
- `PARCHEMIN_EDITEUR`, `_DIRECTEUR`, `_HEBERGEUR`, `_CONTACT`, `_DELEGUE` : mentions légales du site.
"""

from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.environnement import base_de_donnees, choix, courriels, editeur, entier, journaux, liste, texte
from config.fournisseur import reglages_du_fournisseur
from parchemin.web.csp import NONCE

RACINE = Path(__file__).resolve().parent.parent
MODE = choix("PARCHEMIN_MODE", ("service", "demonstration", "essai"), "service")
EN_SERVICE = MODE == "service"

# Hors service, clé et hôtes sont connus de tous : ces modes n'écoutent que la machine elle-même.
SECRET_KEY = texte("PARCHEMIN_CLE_SECRETE", None if EN_SERVICE else "django-insecure-parchemin-sans-secret")
if EN_SERVICE and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("PARCHEMIN_CLE_SECRETE doit avoir cinquante caractères au moins.")
ALLOWED_HOSTS = liste("PARCHEMIN_HOTES", None if EN_SERVICE else "localhost,127.0.0.1")
DEBUG = choix("PARCHEMIN_DEBUG", ("oui", "non"), "oui" if MODE == "demonstration" else "non") == "oui"
if DEBUG and MODE != "demonstration":
    raise ImproperlyConfigured("PARCHEMIN_DEBUG=oui montre le code et les données : démonstration seulement.")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "parchemin.socle.journal",
    "parchemin.socle.taches",
    "parchemin.socle.organisation",
    "parchemin.socle.comptes",
    "parchemin.etapes.inscriptions",
    "parchemin.web",
]

MIDDLEWARE = [
    "parchemin.web.journalisation.SuiviDesDemandes",
    "parchemin.web.csp.PolitiqueDeContenu",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Comprimer ne révèle pas les jetons : Django les masque autrement à chaque réponse.
    "django.middleware.gzip.GZipMiddleware",
    "parchemin.web.typographie.Typographie",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "parchemin.web.hygiene.DemandeLisible",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # En dernier : décide d'après la personne, son rôle et la table des accès, juste avant la vue.
    "parchemin.socle.comptes.controle.ControleDesAcces",
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
                "django.contrib.messages.context_processors.messages",
                "parchemin.web.csp.nonce",
                "parchemin.socle.comptes.contexte.personne",
                "parchemin.web.pages.contexte.enveloppe",
            ]
        },
    }
]

# En mémoire pour les essais : une vérification ne doit laisser aucun fichier derrière elle.
BASE = ":memory:" if MODE == "essai" else RACINE / "var/parchemin.sqlite3"
DATABASES = {"default": base_de_donnees("PARCHEMIN_BASE", BASE, en_service=EN_SERVICE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# La même file sur les deux bases : un travail y entre dans la transaction de l'acte qui le demande.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "comptes.Personne"
AUTHENTICATION_BACKENDS = [
    # Compte les échecs par couple (compte, adresse) : une classe qui se trompe ne ferme pas la porte aux autres.
    "axes.backends.AxesStandaloneBackend",
    "parchemin.socle.comptes.identification.CompteLocal",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "parchemin.socle.comptes.mots_de_passe.RegleDuMotDePasse"}]
LOGIN_URL = "connexion"
LOGIN_REDIRECT_URL = "mon_espace"
LOGOUT_REDIRECT_URL = "accueil"
# Secondes d'inactivité au bout desquelles la session se ferme ; la page prévient et propose de continuer.
INACTIVITE_S = entier("PARCHEMIN_INACTIVITE_S", 30 * 60)
# Le terme n'est repoussé qu'une fois par minute : lire une page n'est pas écrire en base.
PAS_DE_SESSION_S = 60
SESSION_COOKIE_AGE = INACTIVITE_S + PAS_DE_SESSION_S
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
OIDC_NOM = ""
globals().update(reglages_du_fournisseur(AUTHENTICATION_BACKENDS, en_service=EN_SERVICE))
MANDATAIRES = entier("PARCHEMIN_MANDATAIRES", 1 if EN_SERVICE else 0)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "parchemin.socle.comptes.identification.compte_masque"
AXES_CLIENT_IP_CALLABLE = "parchemin.socle.comptes.identification.adresse_du_client"
AXES_CLIENT_STR_CALLABLE = "parchemin.web.journalisation.client_anonyme"
AXES_VERBOSE = False
# La page de connexion dit elle-même que les essais sont trop nombreux : l'intergiciel d'axes la remplacerait.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
# Les territoires vont d'UTC−10 à UTC+12 : tout est gardé en UTC et montré avec son fuseau.
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = RACINE / "var/static" if EN_SERVICE else None
# Sans étape de collecte hors service ; en service, fichiers comprimés et nommés par leur empreinte.
WHITENOISE_USE_FINDERS = not EN_SERVICE
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if EN_SERVICE
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

DEMONSTRATION = Path(texte("PARCHEMIN_DEMONSTRATION", str(RACINE / "demonstration")))
PIECES = Path(texte("PARCHEMIN_PIECES", str(RACINE / "var/pieces")))
# Qui édite le site : à compléter par qui le déploie, et cela se voit sur la page tant que ce n'est pas fait.
A_COMPLETER = "à compléter"
EDITEUR = editeur(A_COMPLETER)

# Rien d'extérieur ; un script n'est lu que si la page lui donne le nonce de la réponse.
SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": [NONCE],
    "worker-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# Hors service, les courriels se lisent dans un dossier ; ceux des essais restent en mémoire.
globals().update(courriels(RACINE / "var/courriels", en_service=EN_SERVICE))

# « __Host- » : le navigateur ne prend ce témoin que de cet hôte, par TLS, pour tout le site.
TEMOINS = "__Host-" if EN_SERVICE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{TEMOINS}sessionid", f"{TEMOINS}csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = EN_SERVICE
CSRF_FAILURE_VIEW = "parchemin.web.pages.erreurs.formulaire_perime"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = EN_SERVICE
# Le serveur d'application est derrière un mandataire qui parle TLS et pose cet en-tête.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if EN_SERVICE else None
SECURE_HSTS_SECONDS = 31_536_000 if EN_SERVICE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = EN_SERVICE
X_FRAME_OPTIONS = "DENY"

# Au-delà, la demande est refusée avant d'être lue en mémoire.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000

LOGGING = journaux(en_service=EN_SERVICE)
