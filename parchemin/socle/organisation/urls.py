"""Adresses de l'organisation ; chacune a sa ligne dans la table des accès."""

from django.urls import path

from parchemin.socle.organisation.views import (
    accueil,
    calendrier,
    centres,
    etablissements,
    imports,
    regroupements,
    sessions,
)

urlpatterns = [
    path("", accueil.organisation, name="organisation"),
    path("sessions/", sessions.sessions, name="organisation-sessions"),
    path("sessions/<slug:code>/", sessions.session, name="organisation-session"),
    path("sessions/<slug:code>/phase/", sessions.phase, name="organisation-session-phase"),
    path("academies/", accueil.academies, name="organisation-academies"),
    path("academies/<str:code>/", accueil.academie, name="organisation-academie"),
    path("regroupements/", regroupements.regroupements, name="organisation-regroupements"),
    path("regroupements/creer/", regroupements.creer, name="organisation-regroupement-creer"),
    path("regroupements/<int:numero>/", regroupements.regroupement, name="organisation-regroupement"),
    path("regroupements/<int:numero>/rattacher/", regroupements.rattachement, name="organisation-rattacher"),
    path(
        "regroupements/<int:numero>/pilote-sujets/",
        regroupements.pilote_sujets,
        name="organisation-pilote-sujets",
    ),
    path("etablissements/", etablissements.etablissements, name="organisation-etablissements"),
    path("etablissements/<str:uai>/", etablissements.etablissement, name="organisation-etablissement"),
    path(
        "etablissements/<str:uai>/modifier/",
        etablissements.modifier,
        name="organisation-etablissement-modifier",
    ),
    path("etablissements/<str:uai>/offre/", etablissements.offre_ajouter, name="organisation-offre-ajouter"),
    path(
        "etablissements/<str:uai>/offre/<int:numero>/retirer/",
        etablissements.offre_retirer,
        name="organisation-offre-retirer",
    ),
    path(
        "etablissements/<str:uai>/habilitation-ccf/",
        etablissements.habilitation,
        name="organisation-habilitation-ccf",
    ),
    path("centres/", centres.centres, name="organisation-centres"),
    path("centres/creer/", centres.creer, name="organisation-centre-creer"),
    path("centres/<int:numero>/", centres.centre, name="organisation-centre"),
    path("centres/<int:numero>/fermer/", centres.fermer, name="organisation-centre-fermer"),
    path("centres/<int:numero>/salles/", centres.salle_ajouter, name="organisation-salle-ajouter"),
    path(
        "centres/<int:numero>/salles/<int:salle>/retirer/",
        centres.salle_retirer,
        name="organisation-salle-retirer",
    ),
    path("calendrier/", calendrier.calendrier, name="organisation-calendrier"),
    path("imports/", imports.imports, name="organisation-imports"),
    path("imports/<int:numero>/", imports.un_import, name="organisation-import"),
    path("imports/<int:numero>/corrige/", imports.corrige, name="organisation-import-corrige"),
]
