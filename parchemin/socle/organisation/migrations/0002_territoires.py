"""Charge les académies et les départements livrés, là où ils ne sont pas déjà."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from parchemin.socle.organisation.territoires import academies_livrees


def charger(apps: Apps, editeur: BaseDatabaseSchemaEditor) -> None:
    academies, departements = (apps.get_model("organisation", nom) for nom in ("Academie", "Departement"))
    for livree in academies_livrees():
        academies.objects.get_or_create(
            code=livree.code,
            defaults={
                "nom": livree.nom,
                "nature": livree.nature,
                "fuseau": livree.fuseau,
                "region": livree.region,
                "remarque": livree.remarque,
            },
        )
        for departement in livree.departements:
            departements.objects.get_or_create(
                code=departement.code,
                defaults={
                    "nom": departement.nom,
                    "prefixe_uai": departement.prefixe_uai,
                    "academie_id": livree.code,
                },
            )


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]

    # Défaire ne retire rien : des fiches s'appuient peut-être déjà sur ces académies.
    operations = [migrations.RunPython(charger, migrations.RunPython.noop)]
