"""Le site, avec les pages des travaux."""

from django.urls import URLPattern, URLResolver, include, path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as du_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    *du_site,
    path("travaux/", include("parchemin.socle.taches.urls")),
]
