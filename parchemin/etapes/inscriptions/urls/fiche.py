"""La candidature d'un candidat et ses actes : les adresses."""

from django.urls import URLPattern, path

from parchemin.etapes.inscriptions.views import (
    actes,
    amenagements,
    documents,
    fiche,
    parcours,
    pieces,
    titres,
    transferts,
)

UN = "inscriptions/candidats/<int:numero>/"
NOM = "inscriptions-candidat"
PIECE, TITRE = f"{UN}pieces/<slug:code>/", f"{UN}titres/<str:genre>/<int:titre>/"
LYCEE = "inscriptions/etablissements/<str:uai>/"
AMENAGEMENT = f"{UN}amenagements/<int:demande>/"

urlpatterns: list[URLPattern] = [
    path(UN, fiche.candidat, name=NOM),
    path(f"{UN}modifier/<str:groupe>/", actes.modifier, name=f"{NOM}-modifier"),
    path(f"{UN}voie/", actes.voie, name=f"{NOM}-voie"),
    path(f"{UN}papier/", actes.papier, name=f"{NOM}-papier"),
    path(f"{UN}confirmation/", actes.demander, name=f"{NOM}-demander"),
    path(f"{UN}recevable/", actes.recevable, name=f"{NOM}-recevable"),
    path(f"{UN}rejet/", actes.rejet, name=f"{NOM}-rejet"),
    path(f"{UN}annulation/", actes.annulation, name=f"{NOM}-annulation"),
    path(f"{UN}vu/", fiche.vu, name=f"{NOM}-vu"),
    # Le parcours.
    path(f"{UN}parcours/", parcours.parcours, name=f"{NOM}-parcours"),
    path(f"{UN}parcours/experience/", parcours.experience, name=f"{NOM}-experience"),
    path(f"{UN}parcours/anterieure/", parcours.anterieure, name=f"{NOM}-anterieure"),
    path(f"{UN}parcours/<str:genre>/<int:ligne>/retirer/", parcours.retirer, name=f"{NOM}-parcours-retirer"),
    # Les pièces.
    path(PIECE, pieces.piece, name=f"{NOM}-piece"),
    path(f"{PIECE}deposer/", pieces.deposer, name=f"{NOM}-piece-deposer"),
    path(f"{PIECE}papier/", pieces.papier, name=f"{NOM}-piece-papier"),
    path(f"{PIECE}reclamer/", pieces.reclamer, name=f"{NOM}-piece-reclamer"),
    path(f"{PIECE}<int:depot>/controler/", pieces.controler, name=f"{NOM}-piece-controler"),
    path(f"{UN}fichiers/<int:depot>/", pieces.fichier, name=f"{NOM}-piece-fichier"),
    # Notes à conserver et dispenses.
    path(f"{UN}titres/benefice/", titres.benefice, name=f"{NOM}-benefice"),
    path(f"{UN}titres/dispense/", titres.dispense, name=f"{NOM}-dispense"),
    path(f"{TITRE}decider/", titres.decider, name=f"{NOM}-titre-decider"),
    path(f"{TITRE}renoncer/", titres.renoncer, name=f"{NOM}-titre-renoncer"),
    # Aménagements.
    path(f"{UN}amenagements/", amenagements.demander, name=f"{NOM}-amenagement"),
    path(f"{AMENAGEMENT}avis/", amenagements.avis, name=f"{NOM}-amenagement-avis"),
    path(f"{AMENAGEMENT}decider/", amenagements.decider, name=f"{NOM}-amenagement-decider"),
    path(f"{AMENAGEMENT}remplacer/", amenagements.remplacer, name=f"{NOM}-amenagement-remplacer"),
    path(f"{AMENAGEMENT}retirer/", amenagements.retirer, name=f"{NOM}-amenagement-retirer"),
    # Les papiers.
    path(f"{UN}documents/<slug:genre>/", documents.document, name=f"{NOM}-document"),
    path(f"{LYCEE}confirmations/", documents.confirmations, name="inscriptions-confirmations"),
    path(f"{LYCEE}confirmations.pdf", documents.confirmations_pdf, name="inscriptions-confirmations-pdf"),
    # Les transferts, la liste des pièces.
    path("inscriptions/transferts/", transferts.transferts, name="inscriptions-transferts"),
    path(
        "inscriptions/transferts/<str:code>/",
        transferts.transferer,
        name="inscriptions-transferts-transferer",
    ),
    path("inscriptions/pieces/", transferts.pieces, name="inscriptions-pieces"),
    path(
        "inscriptions/pieces/<str:code>/ajouter/",
        transferts.piece_ajouter,
        name="inscriptions-pieces-ajouter",
    ),
    path(
        "inscriptions/pieces/<str:code>/retirer/",
        transferts.piece_retirer,
        name="inscriptions-pieces-retirer",
    ),
    path(
        "inscriptions/pieces/<str:code>/defaut/", transferts.piece_defaut, name="inscriptions-pieces-defaut"
    ),
]
