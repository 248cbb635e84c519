"""Adresses du journal."""

from django.urls import path

from parchemin.socle.journal import views

urlpatterns = [
    path("", views.journal, name="journal"),
    path("actes/<int:numero>/", views.acte, name="journal-acte"),
    path("export/", views.exporter, name="journal-export"),
    path("verifier/", views.verifier, name="journal-verifier"),
    path("verificateur/", views.verificateur, name="journal-verificateur"),
]
