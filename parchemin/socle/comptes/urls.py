"""Adresses des comptes."""

from django.urls import path

from parchemin.socle.comptes.views import compte, connexion, droits, fournisseur

urlpatterns = [
    path("connexion/", connexion.connexion, name="connexion"),
    path("connexion/oubli/", connexion.oubli, name="connexion-oubli"),
    path("connexion/lien/<str:secret>/", connexion.lien, name="connexion-lien"),
    path("connexion/courrier/", connexion.papier, name="connexion-papier"),
    path("connexion/fournisseur/", fournisseur.partir, name="connexion-fournisseur"),
    path("connexion/retour/", fournisseur.revenir, name="connexion-retour"),
    path("deconnexion/", connexion.deconnexion, name="deconnexion"),
    path("session/prolonger/", connexion.prolonger, name="prolonger"),
    path("second-facteur/", connexion.second_facteur, name="second_facteur"),
    path("second-facteur/installer/", connexion.installer_second_facteur, name="second_facteur-installer"),
    path("mon-espace/", compte.mon_espace, name="mon_espace"),
    path("mon-espace/role/", compte.choisir_role, name="mon_espace-role"),
    path("compte/", compte.compte, name="compte"),
    path("compte/mot-de-passe/", compte.mot_de_passe, name="compte-mot_de_passe"),
    path("compte/codes-de-secours/", compte.codes_de_secours, name="compte-codes_de_secours"),
    path("compte/qui-voit-quoi/", compte.qui_voit, name="compte-qui_voit_quoi"),
    path("droits/", droits.droits, name="droits"),
    path("droits/inviter/", droits.inviter, name="droits-inviter"),
    path("droits/deleguer/", droits.deleguer, name="droits-deleguer"),
    path("droits/<int:numero>/reprendre/", droits.reprendre, name="droits-reprendre"),
    path("droits/<int:numero>/", droits.une, name="droits-une"),
    path("droits/<int:numero>/retirer/", droits.retirer, name="droits-retirer"),
    path("droits/<int:numero>/renvoyer/", droits.renvoyer, name="droits-renvoyer"),
    path("droits/<int:numero>/code-papier/", droits.code_papier, name="droits-code_papier"),
]
