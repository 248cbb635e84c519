"""Adresses des travaux longs ; chacune a sa ligne dans la table des accès."""

from django.urls import path

from parchemin.socle.taches import views

urlpatterns = [
    path("", views.travaux, name="travaux"),
    path("<int:numero>/", views.avancement, name="travail"),
    path("<int:numero>/pause/", views.pause, name="travail-pause"),
    path("<int:numero>/reprise/", views.reprise, name="travail-reprise"),
    path("<int:numero>/arret/", views.arret, name="travail-arret"),
    path("<int:numero>/relance/", views.relance, name="travail-relance"),
]
