"""L'espace du candidat, l'inscription par étapes, l'établissement : les adresses."""

from django.urls import path

from parchemin.etapes.inscriptions.views import candidat, etablissement, inscrire, pieces_du_candidat

urlpatterns = [
    path("ma-candidature/", candidat.accueil, name="ma-candidature"),
    path("ma-candidature/messages/<int:numero>/", candidat.message, name="ma-candidature-message"),
    path("ma-candidature/messages/<int:numero>/accuser/", candidat.accuser, name="ma-candidature-accuser"),
    path("ma-candidature/epreuves/", candidat.epreuves, name="ma-candidature-epreuves"),
    path("ma-candidature/modifier/<slug:quoi>/", candidat.modifier, name="ma-candidature-modifier"),
    path("ma-candidature/publication/", candidat.publication, name="ma-candidature-publication"),
    path("ma-candidature/renoncer/", candidat.renoncer, name="ma-candidature-renoncer"),
    path("ma-candidature/confirmer/", candidat.confirmer, name="ma-candidature-confirmer"),
    path("ma-candidature/pieces/", pieces_du_candidat.pieces, name="ma-candidature-pieces"),
    path("ma-candidature/pieces/<slug:code>/", pieces_du_candidat.piece, name="ma-candidature-piece"),
    path("ma-candidature/fichiers/<int:numero>/", pieces_du_candidat.fichier, name="ma-candidature-fichier"),
    path(
        "ma-candidature/documents/<slug:genre>/", pieces_du_candidat.document, name="ma-candidature-document"
    ),
    path("ma-candidature/demandes/", pieces_du_candidat.demandes, name="ma-candidature-demandes"),
    path("ma-candidature/demandes/<slug:quoi>/", pieces_du_candidat.demander, name="ma-candidature-demander"),
    path(
        "ma-candidature/demandes/<slug:quoi>/<int:numero>/retirer/",
        pieces_du_candidat.retirer,
        name="ma-candidature-retirer",
    ),
    path("inscriptions/reste-a-faire/", etablissement.reste, name="inscriptions-reste-a-faire"),
    path(
        "inscriptions/reste-a-faire/relancer/",
        etablissement.relancer,
        name="inscriptions-reste-a-faire-relancer",
    ),
    path("inscriptions/reste-a-faire/acces/", etablissement.acces, name="inscriptions-reste-a-faire-acces"),
    path(
        "inscriptions/reste-a-faire/papillons/",
        etablissement.papillons,
        name="inscriptions-reste-a-faire-papillons",
    ),
    path("inscriptions/inscrire/", inscrire.inscrire, name="inscriptions-inscrire"),
    path(
        "inscriptions/inscrire/<int:numero>/<slug:etape>/", inscrire.etape, name="inscriptions-inscrire-etape"
    ),
    path(
        "inscriptions/inscrire/<int:numero>/ajouter/<slug:quoi>/",
        inscrire.ajouter,
        name="inscriptions-inscrire-ajouter",
    ),
    path(
        "inscriptions/inscrire/<int:numero>/retirer/<slug:quoi>/<int:ligne>/",
        inscrire.retirer,
        name="inscriptions-inscrire-retirer",
    ),
]
