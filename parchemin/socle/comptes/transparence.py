"""Qui voit quoi de moi : se déduit de la table des accès et des rôles en vigueur, donc ne peut pas mentir."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from parchemin.socle.comptes.acces import TABLE, Donnee
from parchemin.socle.comptes.models import Habilitation
from parchemin.socle.comptes.queries import qui_couvre
from parchemin.socle.comptes.roles import Role

# Ces pages ne montrent que les siennes à chacun.
A_SOI = frozenset({"compte"})


@dataclass(frozen=True, slots=True)
class Regard:
    """Ce qu'un rôle peut lire d'une personne, et qui tient ce rôle pour son périmètre aujourd'hui."""

    role: Role
    donnees: tuple[Donnee, ...]
    titulaires: tuple[Habilitation, ...]


def donnees_lues(role: Role) -> tuple[Donnee, ...]:
    """Données personnelles des autres que les pages ouvertes à ce rôle montrent."""
    montrees = {
        donnee
        for route, acces in TABLE.items()
        if route not in A_SOI and role in (acces.lecture or ())
        for donnee in acces.montre
    }
    return tuple(donnee for donnee in Donnee if donnee in montrees)


def qui_voit_quoi(habilitations: Iterable[Habilitation], *, le: datetime) -> list[Regard]:
    """Rôles qui lisent quelque chose de la personne, avec leurs titulaires d'aujourd'hui."""
    siennes = list(habilitations)
    couvrent = [
        h for h in qui_couvre(siennes, le=le) if h.personne_id not in {s.personne_id for s in siennes}
    ]
    regards = []
    for role in Role:
        titulaires = tuple(h for h in couvrent if h.role == role)
        if titulaires and (donnees := donnees_lues(role)):
            regards.append(Regard(role, donnees, titulaires))
    return regards
