"""Faire un acte pour plusieurs candidatures : d'abord à blanc, puis pour de bon, une transaction par candidat.

L'essai à blanc joue l'acte lui-même puis le défait : ce qu'il annonce est exactement ce que l'acte dira.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, Notification
from parchemin.etapes.inscriptions.plume import ACADEMIQUES, D_ETABLISSEMENT
from parchemin.etapes.inscriptions.services import confirmer, notifier, pieces, recevoir
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.refus import ActeRefuse

SANS_COURRIEL = "Sans adresse électronique : remettez-le-lui sur papier."


class ActeGroupe(StrEnum):
    """Un acte qui se fait pour plusieurs candidatures à la fois ; la valeur est son code dans l'adresse."""

    CONFIRMATION = "demander_la_confirmation"
    PAPIER = "confirmer_sur_papier"
    RECEVOIR = "declarer_recevables"
    RECLAMER = "reclamer_une_piece"
    RELANCER = "relancer"
    PREVENIR = "prevenir"

    @property
    def libelle(self) -> str:
        """Ce que fait l'acte, dans une liste."""
        return _MOTS[self][0]

    @property
    def rien(self) -> str:
        """Pourquoi l'acte ne changerait rien."""
        return _MOTS[self][2]

    def bouton(self, nombre: int) -> str:
        """Le bouton de l'acte : son verbe, et le nombre de candidats."""
        un, plusieurs = _MOTS[self][1]
        return plusieurs.format(nombre) if nombre > 1 else un

    def revient_a(self, role: Role) -> bool:
        """Vrai si ce rôle peut demander l'acte ; chaque candidature dit ensuite si elle l'admet."""
        return role in ACADEMIQUES or (role in D_ETABLISSEMENT and self in DES_ETABLISSEMENTS)


DES_ETABLISSEMENTS = frozenset({ActeGroupe.CONFIRMATION, ActeGroupe.RELANCER})
# Ce que fait l'acte ; son bouton, pour un candidat et pour plusieurs ; pourquoi il ne changerait rien.
_MOTS: Mapping[ActeGroupe, tuple[str, tuple[str, str], str]] = {
    ActeGroupe.CONFIRMATION: (
        "Demander la confirmation",
        ("Demander sa confirmation au candidat", "Demander leur confirmation aux {} candidats"),
        "La confirmation est déjà demandée, ou déjà donnée.",
    ),
    ActeGroupe.PAPIER: (
        "Enregistrer la confirmation sur papier",
        ("Enregistrer la confirmation du candidat", "Enregistrer la confirmation des {} candidats"),
        "La candidature est déjà confirmée.",
    ),
    ActeGroupe.RECEVOIR: (
        "Déclarer recevables",
        ("Déclarer recevable le candidat", "Déclarer recevables les {} candidats"),
        "La candidature est déjà recevable.",
    ),
    ActeGroupe.RECLAMER: (
        "Réclamer une pièce",
        ("Réclamer la pièce au candidat", "Réclamer la pièce aux {} candidats"),
        "Cette pièce est déjà réclamée pour ce jour.",
    ),
    ActeGroupe.RELANCER: (
        "Relancer les documents non ouverts",
        ("Relancer le candidat", "Relancer les {} candidats"),
        "Déjà relancé aujourd'hui, ou tout est ouvert.",
    ),
    ActeGroupe.PREVENIR: (
        "Prévenir l'établissement",
        ("Prévenir l'établissement du candidat", "Prévenir l'établissement des {} candidats"),
        "L'établissement est déjà prévenu, ou tout est ouvert, ou le candidat est individuel.",
    ),
}


class Verdict(StrEnum):
    """Ce que l'acte fait d'une candidature."""

    FAIT = "fait"
    SANS_EFFET = "sans_effet"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Choix:
    """Une candidature choisie, et la version que la personne en a vue."""

    numero: int
    version: int


@dataclass(frozen=True, slots=True)
class Consigne:
    """L'acte demandé et ce qu'il lui faut : la pièce et son jour, le genre de document, le début des adresses."""

    acte: ActeGroupe
    piece: str = ""
    pour_le: date | None = None
    motif: str = ""
    document: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Ce que l'acte a fait, ou ferait, d'une candidature ; `phrases` : le refus, ou ce qu'il faut savoir."""

    inscription: Inscription
    verdict: Verdict
    phrases: tuple[str, ...] = ()

    @property
    def choix(self) -> str:
        """Ce que la page renvoie d'elle : son numéro interne et sa version."""
        return f"{self.inscription.pk}.{self.inscription.version}"


def prevoir(choisies: Iterable[Inscription], consigne: Consigne, *, par: Auteur, le: datetime) -> list[Issue]:
    """Ce que l'acte ferait de chacune de ces candidatures ; rien n'est écrit, aucun courriel ne part."""
    return [_jouer(i, consigne, par=par, le=le, pour_de_bon=False) for i in choisies]


def appliquer(
    choisies: Iterable[Inscription], consigne: Consigne, versions: Sequence[Choix], *, par: Auteur, le: datetime
) -> list[Issue]:  # fmt: skip
    """Ce que l'acte a fait de chacune ; une candidature refusée n'arrête pas les autres, refaire ne change rien.

    `versions` : ce que la personne avait vu de chacune ; une confirmation sur papier ne vaut que pour cette version.
    """
    vues = {c.numero: c.version for c in versions}
    issues = []
    for inscription in choisies:
        inscription.version = vues.get(inscription.pk, inscription.version)
        issues.append(_jouer(inscription, consigne, par=par, le=le, pour_de_bon=True))
    return issues


def _jouer(
    inscription: Inscription, consigne: Consigne, *, par: Auteur, le: datetime, pour_de_bon: bool
) -> Issue:
    try:
        with transaction.atomic():
            avant = _consignes(inscription)
            _GESTES[consigne.acte](inscription, consigne, par, le)
            change = _consignes(inscription) > avant
            if not pour_de_bon:
                transaction.set_rollback(True)
    except ActeRefuse as refus:
        return Issue(inscription, Verdict.REFUSE, refus.phrases)
    if not change:
        return Issue(inscription, Verdict.SANS_EFFET, (consigne.acte.rien,))
    sur_papier = consigne.acte in AVEC_COURRIEL and not inscription.candidat.courriel
    return Issue(inscription, Verdict.FAIT, (SANS_COURRIEL,) if sur_papier else ())


def _consignes(inscription: Inscription) -> int:
    """Actes au journal : un acte qui n'a rien changé n'y a rien inscrit."""
    return Acte.objects.filter(objet=inscription.code).count()


def _demander(i: Inscription, _: Consigne, par: Auteur, le: datetime) -> None:
    confirmer.demander_la_confirmation(i, par=par, le=le)


def _confirmer(i: Inscription, _: Consigne, par: Auteur, le: datetime) -> None:
    confirmer.confirmer(i, Inscription.Confirmation.PAPIER, version=i.version, par=par, le=le)


def _recevoir(i: Inscription, _: Consigne, par: Auteur, le: datetime) -> None:
    recevoir.declarer_recevable(i, par=par, le=le)


def _reclamer(i: Inscription, consigne: Consigne, par: Auteur, le: datetime) -> None:
    if consigne.pour_le is None:
        raise ActeRefuse("Dites la pièce à réclamer et le jour où elle doit être remise.")
    pieces.demander(i, consigne.piece, pour_le=consigne.pour_le, motif=consigne.motif, par=par, le=le)


def _relancer(i: Inscription, consigne: Consigne, par: Auteur, le: datetime) -> None:
    notifier.relancer(_non_ouvertes(i, consigne), par=par, le=le, site=consigne.site)


def _prevenir(i: Inscription, consigne: Consigne, par: Auteur, le: datetime) -> None:
    notifier.escalader(_non_ouvertes(i, consigne), par=par, le=le, site=consigne.site)


def _non_ouvertes(i: Inscription, consigne: Consigne) -> list[Notification]:
    if i.etat == EtatInscription.ANNULEE:
        return []
    lues = i.notifications.filter(ouverte_le=None, sans_objet_le=None)
    return list(lues.filter(genre=consigne.document) if consigne.document else lues)


AVEC_COURRIEL = frozenset({ActeGroupe.RELANCER})
_GESTES: Mapping[ActeGroupe, Callable[[Inscription, Consigne, Auteur, datetime], None]] = {
    ActeGroupe.CONFIRMATION: _demander, ActeGroupe.PAPIER: _confirmer, ActeGroupe.RECEVOIR: _recevoir,
    ActeGroupe.RECLAMER: _reclamer, ActeGroupe.RELANCER: _relancer, ActeGroupe.PREVENIR: _prevenir,
}  # fmt: skip
