"""Lecture de l'environnement : chaque valeur y est prise telle quelle, ou le démarrage s'arrête et dit quoi poser."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

POSTGRESQL = "postgresql"
# Ce qui n'en sort pas n'a pas à être chiffré.
CETTE_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
# Paramètres admis dans l'adresse de PostgreSQL : le chiffrement de la liaison, et la preuve du serveur.
CHIFFREMENT = frozenset({"sslmode", "sslrootcert"})
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        # WAL : on lit pendant qu'un autre écrit. FULL : un acte confirmé survit à une coupure de courant.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        # Le verrou d'écriture est pris dès le début : pas d'échec au milieu d'un acte.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    },
}


def texte(nom: str, defaut: str | None = None) -> str:
    """Variable d'environnement `nom` ; sans valeur ni défaut, refuse de démarrer."""
    valeur = os.environ.get(nom, "").strip() or defaut
    if valeur is None:
        raise ImproperlyConfigured(f"La variable d'environnement {nom} manque ; voir config/settings.py.")
    return valeur


def liste(nom: str, defaut: str | None = None) -> list[str]:
    """Variable d'environnement `nom`, valeurs séparées par des virgules ; sans valeur ni défaut, refuse de démarrer."""
    return [valeur.strip() for valeur in texte(nom, defaut).split(",")]


def editeur(a_completer: str) -> dict[str, str]:
    """Qui édite le site, case par case ; `a_completer` à la place de ce que l'environnement ne dit pas."""
    noms = ("editeur", "directeur", "hebergeur", "contact", "delegue")
    return {nom: texte(f"PARCHEMIN_{nom.upper()}", a_completer) for nom in noms}


def choix(nom: str, admis: tuple[str, ...], defaut: str) -> str:
    """Variable d'environnement `nom`, parmi les valeurs admises ; refuse toute autre."""
    valeur = texte(nom, defaut)
    if valeur not in admis:
        raise ImproperlyConfigured(f"{nom} vaut « {valeur} » ; valeurs admises : {', '.join(admis)}.")
    return valeur


def entier(nom: str, defaut: int) -> int:
    """Variable d'environnement `nom`, entier positif ou nul ; refuse toute autre écriture."""
    valeur = texte(nom, str(defaut))
    if not valeur.isdecimal():
        raise ImproperlyConfigured(f"{nom} vaut « {valeur} » ; un nombre entier est attendu.")
    return int(valeur)


def adresse(nom: str, protocoles: tuple[str, ...], defaut: str | None = None) -> SplitResult:
    """Variable d'environnement `nom`, adresse de l'un de ces protocoles ; le message d'erreur tait le mot de passe."""
    lue = urlsplit(texte(nom, defaut))
    if lue.scheme not in protocoles or not lue.hostname:
        attendus = ", ".join(f"{p}://…" for p in protocoles)
        raise ImproperlyConfigured(f"{nom} n'est pas une adresse lisible ; attendu : {attendus}.")
    return lue


def base_de_donnees(nom: str, defaut: Path | str, *, en_service: bool) -> dict[str, Any]:
    """Réglage d'une base : PostgreSQL si la variable est une adresse « postgresql://… », sinon un fichier SQLite.

    L'adresse peut porter `?sslmode=…&sslrootcert=…` (ceux de libpq). En service, vers une autre machine, la liaison est
    chiffrée même sans cela (`sslmode=require`) ; `verify-full` vérifie en plus le certificat du serveur.
    """
    if not texte(nom, str(defaut)).startswith(f"{POSTGRESQL}:"):
        return {**SQLITE, "NAME": texte(nom, str(defaut))}
    lue = adresse(nom, (POSTGRESQL,))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": lue.path.strip("/"), "HOST": lue.hostname, "PORT": lue.port or 5432,
        "USER": unquote(lue.username or ""), "PASSWORD": unquote(lue.password or ""),
        "OPTIONS": _chiffrement(nom, lue, en_service=en_service),
        # Une connexion coupée par le réseau est rouverte, pas rendue à l'usager.
        "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60,
    }  # fmt: skip


def _chiffrement(nom: str, lue: SplitResult, *, en_service: bool) -> dict[str, str]:
    demande = dict(parse_qsl(lue.query, keep_blank_values=True))
    if inconnus := sorted(demande.keys() - CHIFFREMENT):
        raise ImproperlyConfigured(
            f"{nom} : paramètre inconnu, {', '.join(inconnus)} ; admis : {', '.join(sorted(CHIFFREMENT))}."
        )
    obligatoire = en_service and lue.hostname not in CETTE_MACHINE
    if obligatoire and demande.get("sslmode", "require") in ("", "disable", "allow", "prefer"):
        raise ImproperlyConfigured(f"{nom} : en service, sslmode vaut require, verify-ca ou verify-full.")
    return {**({"sslmode": "require"} if obligatoire else {}), **demande}


def serveur_de_courriels(nom: str) -> dict[str, Any]:
    """Réglages d'envoi d'après « smtp://… », « smtp+tls://… » ou « smtps://… »."""
    lue = adresse(nom, ("smtp", "smtps", "smtp+tls"))
    return {
        "EMAIL_HOST": lue.hostname, "EMAIL_PORT": lue.port or (465 if lue.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(lue.username or ""), "EMAIL_HOST_PASSWORD": unquote(lue.password or ""),
        "EMAIL_USE_SSL": lue.scheme == "smtps", "EMAIL_USE_TLS": lue.scheme == "smtp+tls", "EMAIL_TIMEOUT": 15,
    }  # fmt: skip


def courriels(dossier: Path, *, en_service: bool) -> dict[str, Any]:
    """Réglages des courriels : par SMTP en service ou si un serveur est donné, sinon écrits dans un dossier.

    En service, un serveur d'une autre machine se joint par TLS ; son certificat est vérifié (réglage de Django).
    """
    expediteur = texte("PARCHEMIN_EXPEDITEUR", None if en_service else "parchemin@exemple.invalid")
    adresses = {"DEFAULT_FROM_EMAIL": expediteur, "SERVER_EMAIL": expediteur}
    if en_service or os.environ.get("PARCHEMIN_SMTP"):
        lue = adresse("PARCHEMIN_SMTP", ("smtp", "smtps", "smtp+tls"))
        if en_service and lue.scheme == "smtp" and lue.hostname not in CETTE_MACHINE:
            raise ImproperlyConfigured(
                "PARCHEMIN_SMTP : en service, smtps://… ou smtp+tls://… ; en clair, refusé."
            )
        moteur = "django.core.mail.backends.smtp.EmailBackend"
        return {**adresses, **serveur_de_courriels("PARCHEMIN_SMTP"), "EMAIL_BACKEND": moteur}
    moteur = "django.core.mail.backends.filebased.EmailBackend"
    return {**adresses, "EMAIL_BACKEND": moteur, "EMAIL_FILE_PATH": str(dossier)}


def journaux(*, en_service: bool) -> dict[str, Any]:
    """Réglages des journaux techniques : une ligne JSON par fait, sans donnée personnelle, sur la sortie d'erreur."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "parchemin.web.journalisation.LigneJson"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": "INFO" if en_service else "WARNING"},
        "loggers": {
            # Django a ses propres sorties, qui écriraient les chemins : tout remonte à la racine.
            "django": {"handlers": [], "propagate": True},
            # Une adresse inconnue n'est une nouvelle que pour qui surveille un service.
            "django.request": {"level": "INFO" if en_service else "ERROR"},
            # La file dirait chaque tâche prise, et qu'elle n'en trouve pas, chaque seconde.
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
        },
    }
