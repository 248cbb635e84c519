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

# De chaque acte : la fiche dont il nomme les champs.
ACTES: Mapping[str, type[models.Model]] = {
    "organisation.ouvrir_session": SessionExamen,
    "organisation.changer_phase": SessionExamen,
    "organisation.creer_regroupement": Regroupement,
    "organisation.rattacher": Regroupement,
    "organisation.designer_pilote_sujets": Regroupement,
    "organisation.enregistrer_etablissement": Etablissement,
    "organisation.ajouter_offre": Offre,
    "organisation.retirer_offre": Offre,
    "organisation.habiliter_ccf": HabilitationCCF,
    "organisation.remplacer_habilitation": HabilitationCCF,
    "organisation.creer_centre": Centre,
    "organisation.fermer_centre": Centre,
    "organisation.ajouter_salle": Salle,
    "organisation.retirer_salle": Salle,
    "organisation.enregistrer_academie": Academie,
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
        Episode(acte.le, acte.libelle, tuple(_lisibles(modele, acte.changements)), acte.motif)
        for acte in map(raconter, historique(objet).reverse())
        for modele in [ACTES.get(acte.acte, SessionExamen)]
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
