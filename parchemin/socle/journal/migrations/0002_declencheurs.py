"""Pose les déclencheurs qui figent le journal."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from parchemin.socle.journal import declencheurs


def poser(apps: StateApps, editeur: BaseDatabaseSchemaEditor) -> None:
    declencheurs.poser(editeur.connection)


def retirer(apps: StateApps, editeur: BaseDatabaseSchemaEditor) -> None:
    declencheurs.retirer(editeur.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_journal")]
    operations = [migrations.RunPython(poser, retirer)]
