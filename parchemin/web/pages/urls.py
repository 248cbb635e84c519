"""Adresses des pages publiques."""

from django.urls import path

from parchemin.web.pages import views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("que-dois-je-passer/", views.que_dois_je_passer, name="que_dois_je_passer"),
    path("reglement/", views.reglement, name="reglement"),
    path("referentiel/", views.referentiel, name="referentiel"),
    path("referentiel/<str:code>/", views.element, name="referentiel-element"),
    path("calendrier/", views.page_calendrier, name="calendrier"),
    path("decisions/", views.page_decisions, name="decisions"),
    path("decisions/<str:numero>/", views.decision, name="decisions-une"),
    path("parametres/", views.parametres, name="parametres"),
    path("composants/", views.composants, name="composants"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("mentions-legales/", views.mentions_legales, name="mentions_legales"),
    path("donnees-personnelles/", views.donnees_personnelles, name="donnees_personnelles"),
    path("hors-ligne/", views.hors_ligne, name="hors_ligne"),
    path("sw.js", views.service_hors_ligne, name="service_hors_ligne"),
    path(".well-known/security.txt", views.securite, name="securite"),
    path("sante", views.sante, name="sante"),
]
