"""Fichiers reçus, exports : les adresses."""

from django.urls import URLPattern, path

from parchemin.etapes.inscriptions.views import fichiers, hors_bee

urlpatterns: list[URLPattern] = [
    path("inscriptions/fichiers/", fichiers.fichiers, name="inscriptions-fichiers"),
    path("inscriptions/fichiers/modele/", fichiers.modele_vierge, name="inscriptions-fichier-modele"),
    path("inscriptions/fichiers/<int:numero>/", fichiers.fichier, name="inscriptions-fichier"),
    path(
        "inscriptions/fichiers/<int:numero>/corrige/", fichiers.corrige, name="inscriptions-fichier-corrige"
    ),
    path(
        "inscriptions/fichiers/<int:numero>/comparer/",
        fichiers.comparaison,
        name="inscriptions-fichier-comparer",
    ),
    path("inscriptions/hors-bee/", hors_bee.hors_bee_a_ecrire, name="inscriptions-hors-bee"),
]
