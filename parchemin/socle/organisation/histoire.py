"""L'histoire d'une fiche telle que sa page la montre : les actes qui l'ont changée, sans le nom de qui les a faits.

Les noms ne se lisent qu'au journal, par ceux qui y ont accès.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from parchemin.socle.journal.faits import ABSENT, Changement, raconter
from parchemin.socle.journal.queries import historique
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.models import (
    Academie,
    Centre,
    Etablissement,
    HabilitationCCF,
    Offre,
    Regroupement,
    Salle,
    SessionExamen,
)

# De chaque acte : ce qu'il a fait, en français, et la fiche dont il nomme les champs.
ACTES: Mapping[str, tuple[str, type[models.Model]]] = {
    "organisation.ouvrir_session": ("Session ouverte", SessionExamen),
    "organisation.changer_phase": ("Phase changée", SessionExamen),
    "organisation.creer_regroupement": ("Regroupement créé", Regroupement),
    "organisation.rattacher": ("Rattachement", Regroupement),
    "organisation.designer_pilote_sujets": ("Pilote des sujets désigné", Regroupement),
    "organisation.enregistrer_etablissement": ("Fiche enregistrée", Etablissement),
    "organisation.ajouter_offre": ("Offre enregistrée", Offre),
    "organisation.retirer_offre": ("Offre retirée", Offre),
    "organisation.habiliter_ccf": ("Habilitation CCF inscrite", HabilitationCCF),
    "organisation.remplacer_habilitation": ("Habilitation CCF remplacée", HabilitationCCF),
    "organisation.creer_centre": ("Centre ouvert", Centre),
    "organisation.fermer_centre": ("Centre fermé", Centre),
    "organisation.ajouter_salle": ("Salle enregistrée", Salle),
    "organisation.retirer_salle": ("Salle retirée", Salle),
    "organisation.enregistrer_academie": ("Académie enregistrée", Academie),
}


@dataclass(frozen=True, slots=True)
class Episode:
    """Un acte de l'histoire d'une fiche : quand, quoi, ce qui a changé, pourquoi."""

    le: datetime
    quoi: str
    changements: tuple[Changement, ...]
    motif: str


def histoire(objet: str) -> list[Episode]:
    """Actes faits sur cet objet, du plus récent au plus ancien."""
    return [
        Episode(acte.le, quoi, tuple(_lisibles(modele, acte.changements)), acte.motif)
        for acte in map(raconter, historique(objet).reverse())
        for quoi, modele in [ACTES.get(acte.acte, (acte.acte, SessionExamen))]
    ]


def _lisibles(modele: type[models.Model], changements: Iterable[Changement]) -> Iterable[Changement]:
    """Changements en clair ; une case vide qui naît vide n'en est pas un, une valeur qui naît n'a pas d'avant."""
    for changement in changements:
        avant, apres = ("" if valeur == ABSENT else valeur for valeur in (changement.avant, changement.apres))
        if avant == apres:
            continue
        try:
            nom = etats.libelle(modele, changement.nom)
            avant, apres = (etats.dire(modele, changement.nom, valeur) for valeur in (avant, apres))
        except FieldDoesNotExist:
            nom = changement.nom.capitalize()
        yield Changement(nom, avant, apres)
