"""Lire une candidature avec tout ce qui la complète, en un nombre de requêtes qui ne dépend pas du nombre de candidats."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from parchemin.etapes.inscriptions.faits import Dossier
from parchemin.etapes.inscriptions.models import (
    Anterieure,
    Benefice,
    DemandeAmenagement,
    Dispense,
    EtatDemande,
    Experience,
    Inscription,
    MesureAccordee,
)


def dossiers(inscriptions: Sequence[Inscription]) -> dict[int, Dossier]:
    """Dossier de chacune de ces candidatures, par numéro interne."""
    cles = [i.pk for i in inscriptions]
    benefices = Benefice.objects.exclude(etat=EtatDemande.RETIREE).filter(inscription__in=cles)
    dispenses = Dispense.objects.exclude(etat=EtatDemande.RETIREE).filter(inscription__in=cles)
    mesures = MesureAccordee.objects.filter(
        demande__inscription__in=cles,
        demande__remplacee_le=None,
        demande__etat=DemandeAmenagement.Etat.ACCORDEE,
    ).select_related("demande")
    anterieures = Anterieure.objects.filter(inscription__in=cles, retiree_le=None)
    experiences = Experience.objects.filter(inscription__in=cles, retiree_le=None)
    ranges = (
        _ranger(benefices), _ranger(dispenses), _ranger(mesures, de=lambda m: m.demande.inscription_id),
        _ranger(anterieures), _ranger(experiences),
    )  # fmt: skip
    return {i.pk: Dossier(i, *(r[i.pk] for r in ranges)) for i in inscriptions}


def dossier(inscription: Inscription) -> Dossier:
    """Dossier d'une candidature ; vide si elle n'est pas encore en base."""
    return dossiers([inscription])[inscription.pk] if inscription.pk else Dossier(inscription)


def _ranger(lignes: Iterable[Any], de: Any = lambda ligne: ligne.inscription_id) -> dict[int, list[Any]]:
    ranges: dict[int, list[Any]] = defaultdict(list)
    for ligne in lignes:
        ranges[de(ligne)].append(ligne)
    return ranges
