"""Garder une recherche sous un nom, la retirer : une commodité de la personne, que le journal n'inscrit pas."""

from parchemin.etapes.inscriptions.models import VueEnregistree
from parchemin.socle.comptes.models import Personne
from parchemin.socle.organisation.refus import ActeRefuse

VUES_MAXIMUM = 30


def garder(personne: Personne, nom: str, filtres: str) -> VueEnregistree:
    """Recherche gardée sous ce nom ; le même nom la remplace. Lève `ActeRefuse` au-delà de trente."""
    siennes = VueEnregistree.objects.filter(personne=personne)
    if not siennes.filter(nom=nom).exists() and siennes.count() >= VUES_MAXIMUM:
        raise ActeRefuse(
            f"Vous gardez déjà {VUES_MAXIMUM} recherches : retirez-en une avant d'en garder une autre."
        )
    vue, _ = VueEnregistree.objects.update_or_create(
        personne=personne, nom=nom, defaults={"filtres": filtres}
    )
    return vue


def retirer(personne: Personne, numero: int) -> bool:
    """Vrai si la recherche était à elle ; retirée deux fois, rien ne change."""
    retirees, _ = VueEnregistree.objects.filter(personne=personne, pk=numero).delete()
    return bool(retirees)
