"""Adresses des inscriptions ; chacune a sa ligne dans la table des accès."""

from parchemin.etapes.inscriptions.urls import bureau, candidat, fiche, fichiers

urlpatterns = [*bureau.urlpatterns, *fiche.urlpatterns, *fichiers.urlpatterns, *candidat.urlpatterns]
