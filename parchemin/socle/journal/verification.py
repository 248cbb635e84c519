"""Vérifier le journal de la base : par pages, sans le tenir en mémoire, pendant que d'autres y écrivent."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.db import connection

from parchemin.socle.journal import declencheurs
from parchemin.socle.journal.chaine import ActeLu, Maillon, ecrire_instant
from parchemin.socle.journal.controle import Bilan, Controle
from parchemin.socle.journal.models import Acte
from parchemin.socle.journal.tetes import Tete

PAR_PAGE: Final = 2_000
_COLONNES = (*Maillon._fields, "empreinte", "charge__sel", "charge__contenu")


def actes_lus() -> Iterator[ActeLu]:
    """Tous les actes, du premier au dernier.

    Un acte dont la charge s'efface pendant la lecture est plus ancien que l'acte qui l'ordonne : celui-ci sera lu aussi.
    """
    dernier = 0
    while page := _page_apres(dernier):
        yield from page
        dernier = page[-1].maillon.numero


def _page_apres(numero: int) -> list[ActeLu]:
    rangees = Acte.objects.filter(numero__gt=numero).order_by("numero").values_list(*_COLONNES)[:PAR_PAGE]
    return [
        ActeLu(Maillon(rang, ecrire_instant(le), *champs[:8]), *champs[8:]) for rang, le, *champs in rangees
    ]


def parcourir(controle: Controle) -> Iterator[int]:
    """Fait lire tout le journal au contrôle ; rend le nombre d'actes lus, de temps en temps et à la fin."""
    for rang, acte in enumerate(actes_lus(), start=1):
        controle.lire(acte)
        if rang % PAR_PAGE == 0:
            yield rang
    yield controle.nombre


def verifier(tetes: Iterable[Tete] = ()) -> Bilan:
    """Bilan du journal de la base, comparé aux têtes gardées ailleurs."""
    controle = Controle(tetes)
    for _ in parcourir(controle):
        pass
    return controle.conclure()


def protections_absentes() -> list[str]:
    """Phrases sur les refus que la base n'oppose plus : elle a été remaniée, ou quelqu'un les a retirés."""
    return [
        f"La base n'a plus le déclencheur « {nom} » : elle laisserait modifier le journal."
        for nom in declencheurs.absents(connection)
    ]


def derniere_tete() -> Tete | None:
    """Tête du dernier acte, à garder hors du système ; `None` si le journal est vide."""
    dernier = Acte.objects.order_by("-numero").values_list("numero", "empreinte").first()
    return Tete(*dernier) if dernier else None


def nombre_d_actes() -> int:
    """Combien d'actes annonce le journal : le numéro du dernier."""
    tete = derniere_tete()
    return tete.numero if tete else 0
