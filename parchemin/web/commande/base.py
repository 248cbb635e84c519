"""Ouvrir la base du service depuis une commande, ou dire pourquoi elle ne s'ouvre pas."""

import os
from pathlib import Path
from typing import NoReturn

import click


def ouvrir_la_base() -> None:
    """Lit les réglages et vérifie que la base est là et à jour ; sort avec 2 et une phrase sinon."""
    # Django n'est lu qu'ici : l'aide et les refus ne l'attendent pas.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connection

    try:
        django.setup()
        nom = str(connection.settings_dict["NAME"])
        # Ouvrir un fichier SQLite absent le créerait, vide.
        if connection.vendor == "sqlite" and ":memory:" not in nom and "mode=memory" not in nom:
            Path(nom).stat()
        tables = connection.introspection.table_names()
    except ImproperlyConfigured as erreur:
        renoncer(str(erreur))
    except (DatabaseError, OSError):
        renoncer("La base de données ne s'ouvre pas ; voir PARCHEMIN_BASE.")
    if "journal_acte" not in tables:
        renoncer("Cette base n'a pas de journal ; voir PARCHEMIN_BASE.")


def renoncer(phrase: str) -> NoReturn:
    """Dit la phrase sur la sortie d'erreur et sort avec 2."""
    click.echo(phrase, err=True)
    raise click.exceptions.Exit(2)
