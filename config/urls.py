"""Adresses du site : chaque étape y pose les siennes sous son nom."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("parchemin.web.pages.urls")),
    path("", include("parchemin.socle.comptes.urls")),
    path("organisation/", include("parchemin.socle.organisation.urls")),
    path("", include("parchemin.etapes.inscriptions.urls")),
    path("travaux/", include("parchemin.socle.taches.urls")),
    path("journal/", include("parchemin.socle.journal.urls")),
]

handler400 = "parchemin.web.pages.erreurs.demande_illisible"
handler403 = "parchemin.web.pages.erreurs.acces_refuse"
handler404 = "parchemin.web.pages.erreurs.page_introuvable"
handler500 = "parchemin.web.pages.erreurs.panne"
