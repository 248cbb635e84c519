"""Ce qu'un établissement lit de ses candidatures : ce qui reste à y faire, et qui n'a pas encore d'accès."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from parchemin.etapes.inscriptions.connaissances import CONFIRMATION, Connaissances
from parchemin.etapes.inscriptions.faits import Dossier
from parchemin.etapes.inscriptions.models import (
    SANS_SUITE,
    EtatInscription,
    Inscription,
    Notification,
    PieceDemandee,
    PieceDeposee,
)
from parchemin.etapes.inscriptions.queries.candidatures import visibles
from parchemin.etapes.inscriptions.queries.dossiers import dossiers
from parchemin.socle.organisation.models import Etablissement, SessionExamen
from parchemin.socle.organisation.portee import Portee

Liee = TypeVar("Liee", PieceDeposee, PieceDemandee, Notification)


@dataclass(frozen=True, slots=True)
class Releve:
    """Une candidature de l'établissement, avec ce qui y manque et ce qui n'a pas été lu."""

    inscription: Inscription
    manquantes: tuple[str, ...] = ()
    reclamees: Sequence[PieceDemandee] = ()
    a_lire: Sequence[Notification] = ()
    relancees: Sequence[Notification] = field(default_factory=tuple)


def candidatures(
    portee: Portee, session: SessionExamen, etablissement: Etablissement, division: str = ""
) -> QuerySet[Inscription]:
    """Candidatures en vie de l'établissement, d'une division si elle est dite ; par division, puis par nom."""
    trouvees = (
        visibles(portee).filter(session=session, etablissement=etablissement).exclude(etat__in=SANS_SUITE)
    )
    if division:
        trouvees = trouvees.filter(division=division)
    liees = ("candidat__compte", "academie", "session")
    return trouvees.select_related(*liees).order_by("division", "candidat__recherche", "pk")


def divisions(portee: Portee, session: SessionExamen, etablissement: Etablissement) -> list[str]:
    """Divisions de l'établissement, dans l'ordre ; vide pour les candidatures qui n'en ont pas."""
    siennes = candidatures(portee, session, etablissement).order_by("division")
    return list(siennes.values_list("division", flat=True).distinct())


def releves(inscriptions: Sequence[Inscription], connaissances: Connaissances) -> list[Releve]:
    """Relevé de chacune de ces candidatures, en un nombre de requêtes qui ne dépend pas de leur nombre."""
    connaissances.retenir_etablissements(i.etablissement_id or "" for i in inscriptions)
    for inscription in inscriptions:
        connaissances.rattacher(inscription)
    lus, cles = dossiers(inscriptions), [i.pk for i in inscriptions]
    remises = _ranger(PieceDeposee.objects.filter(inscription__in=cles, remplacee_le=None))
    reclamees = _ranger(PieceDemandee.objects.filter(inscription__in=cles, close_le=None))
    a_lire = _ranger(non_lues(cles))
    return [
        Releve(
            i, manquantes(lus[i.pk], remises[i.pk], connaissances), reclamees[i.pk], a_lire[i.pk],
            [n for n in a_lire[i.pk] if n.relancee_le],
        )
        for i in inscriptions
    ]  # fmt: skip


def non_lues(cles: Iterable[int]) -> QuerySet[Notification]:
    """De ces candidatures, ce qui n'est pas ouvert, et les décisions dont la réception n'est pas accusée."""
    a_lire = Q(ouverte_le=None) | Q(genre=Notification.Genre.AMENAGEMENT, accusee_le=None)
    return Notification.objects.filter(a_lire, inscription__in=list(cles), sans_objet_le=None).order_by(
        "remise_le"
    )


def manquantes(
    dossier: Dossier, deposees: Iterable[PieceDeposee], connaissances: Connaissances
) -> tuple[str, ...]:
    """Noms des pièces qui manquent ; la confirmation se compte à part."""
    dues = connaissances.pieces(dossier, deposees).manquantes
    return tuple(p.libelle for p in dues if p.code != CONFIRMATION)


@dataclass(frozen=True, slots=True)
class Compte:
    """Un établissement et combien de ses candidatures attendent quelque chose."""

    uai: str
    nom: str
    candidats: int
    a_completer: int
    a_confirmer: int
    pieces: int


def comptes(portee: Portee, session: SessionExamen) -> list[Compte]:
    """Établissements qui ont des candidatures, ceux où il reste le plus à faire d'abord ; en une requête."""
    vivantes = (
        visibles(portee).filter(session=session).exclude(etat__in=SANS_SUITE).exclude(etablissement=None)
    )
    lus = (
        vivantes.order_by().values("etablissement", "etablissement__nom")
        .annotate(
            candidats=Count("pk"), incompletes=Count("pk", filter=Q(a_completer__gt=0)),
            a_signer=Count("pk", filter=Q(etat=EtatInscription.DEPOSEE)),
            sans_pieces=Count("pk", filter=Q(pieces_manquantes__gt=0)),
        )
    )  # fmt: skip
    trouves = [
        Compte(
            c["etablissement"], c["etablissement__nom"], c["candidats"], c["incompletes"], c["a_signer"],
            c["sans_pieces"],
        )
        for c in lus
    ]  # fmt: skip
    return sorted(trouves, key=lambda c: (-(c.a_completer + c.a_confirmer + c.pieces), c.nom))


def _ranger(lignes: Iterable[Liee]) -> dict[int, list[Liee]]:
    ranges: dict[int, list[Liee]] = defaultdict(list)
    for ligne in lignes:
        ranges[ligne.inscription_id].append(ligne)
    return ranges
