"""Tableau de bord, listes, actes groupés et relances : les adresses."""

from django.urls import URLPattern, path

from parchemin.etapes.inscriptions.views import accueil, candidats, groupes, non_lus

urlpatterns: list[URLPattern] = [
    path("inscriptions/", accueil.inscriptions, name="inscriptions"),
    path("inscriptions/candidats/", candidats.candidats, name="inscriptions-candidats"),
    path("inscriptions/candidats/exporter/", candidats.exporter, name="inscriptions-candidats-exporter"),
    path("inscriptions/candidats/groupe/", groupes.groupe, name="inscriptions-candidats-groupe"),
    path("inscriptions/candidats/vues/", candidats.vues, name="inscriptions-vues"),
    path("inscriptions/non-lus/", non_lus.non_lus, name="inscriptions-non-lus"),
]
