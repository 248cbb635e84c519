"""Retrouver la personne que désigne une identité du fournisseur ; aucun compte n'est jamais créé par ce chemin."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from parchemin.socle.comptes.courriels import envoyer
from parchemin.socle.comptes.entrees_refusees import COLLISION, FERME, INCONNUE, EntreeRefusee
from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.queries import en_vigueur
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner


@dataclass(frozen=True, slots=True)
class Identite:
    """Ce que le fournisseur a prouvé de quelqu'un : sa clé stable (« sub »), son adresse, s'il a donné un second facteur."""

    cle: str
    courriel: str
    facteur: bool
    jeton: str = field(repr=False)
    """Jeton d'identité, à garder dans la session pour la déconnexion, et nulle part ailleurs."""


@transaction.atomic
def rattacher(identite: Identite, *, fournisseur: str, le: datetime) -> Personne:
    """Personne reliée à cette identité ; la première fois, celle qu'on a invitée à cette adresse lui est reliée.

    Lève `EntreeRefusee` si personne ne convient, si l'adresse est celle d'une autre identité ou si le compte est fermé.
    """
    personne = Personne.objects.filter(identite_externe=identite.cle).first()
    if personne is None:
        personne = _invitee(identite, le=le)
    if personne.fermee_le is not None:
        raise EntreeRefusee(FERME)
    if personne.identite_externe is None:
        _lier(personne, identite, fournisseur=fournisseur, le=le)
    return personne


def _invitee(identite: Identite, *, le: datetime) -> Personne:
    # Le verrou range l'un derrière l'autre deux retours simultanés de la même personne.
    personne = Personne.objects.select_for_update().filter(identifiant=identite.courriel).first()
    if personne is None or not identite.courriel:
        raise EntreeRefusee(INCONNUE)
    if personne.identite_externe not in (None, identite.cle):
        raise EntreeRefusee(COLLISION)
    if personne.fermee_le is None and not en_vigueur(le=le).filter(personne=personne).exists():
        raise EntreeRefusee(INCONNUE)
    return personne


def _lier(personne: Personne, identite: Identite, *, fournisseur: str, le: datetime) -> None:
    personne.identite_externe = identite.cle
    personne.activee_le = personne.activee_le or le
    personne.save(update_fields=["identite_externe", "activee_le"])
    consigner(
        "comptes.lier_fournisseur",
        Fait(
            objet=personne.code, nom_objet=str(personne),
            apres={"fournisseur": fournisseur, "identite": identite.cle},
        ),
        par=Auteur(code=personne.code, nom=str(personne)),
        le=le,
    )  # fmt: skip
    envoyer("securite", personne.courriel, fait=f"on peut désormais entrer avec {fournisseur}")
