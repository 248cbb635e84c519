"""Réexaminer les candidatures d'une académie quand sa liste de pièces change : les listes comptent alors juste.

Ce n'est pas un acte sur les candidatures : seul ce que les listes en montrent est redit.
"""

from collections.abc import Sequence
from datetime import datetime

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import Inscription, PieceDeposee
from parchemin.etapes.inscriptions.queries.dossiers import dossiers
from parchemin.etapes.inscriptions.services.examen import EXAMINES, examiner
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import Academie, SessionExamen
from parchemin.socle.taches.services import lancer

REEXAMINER = "inscriptions.reexaminer"
PAR_PAQUET = 200


def reexaminer_l_academie(session: SessionExamen, academie: Academie, *, par: Auteur, le: datetime) -> None:
    """Réexamine tout de suite une petite académie ; une grande l'est à l'écart, par paquets."""
    siennes = a_reexaminer(session.pk, academie.pk)
    if len(siennes) <= PAR_PAQUET:
        reexaminer_plusieurs(session, siennes)
    else:
        # Chaque changement a son travail : celui qui court a déjà passé des candidatures sous la liste d'avant.
        objet = f"pieces:{session.pk}-{academie.pk}-{le:%Y%m%d%H%M%S%f}"
        libelle = f"Recompter les pièces, {academie}"
        lancer(REEXAMINER, objet, par=par, le=le, libelle=libelle, total=len(siennes))


def a_reexaminer(session: int, academie: str) -> list[int]:
    """Numéros internes des candidatures de l'académie, dans un ordre où rien ne s'intercale ni ne disparaît."""
    siennes = Inscription.objects.filter(session=session, academie=academie)
    return list(siennes.order_by("pk").values_list("pk", flat=True))


def reexaminer_plusieurs(session: SessionExamen, cles: Sequence[int]) -> int:
    """Redit de ces candidatures ce que les listes en montrent ; rend combien ont été lues."""
    connaissances = Connaissances(session)
    retenues = Inscription.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(cles))
    inscriptions = list(retenues.select_related("candidat").order_by("pk"))
    connaissances.retenir_etablissements(i.etablissement_id or "" for i in inscriptions)
    deposees: dict[int, list[PieceDeposee]] = {}
    for piece in PieceDeposee.objects.filter(inscription__in=list(cles), remplacee_le=None):
        deposees.setdefault(piece.inscription_id, []).append(piece)
    for inscription in inscriptions:
        connaissances.rattacher(inscription)
    lus = dossiers(inscriptions)
    for inscription in inscriptions:
        examiner(lus[inscription.pk], connaissances, deposees.get(inscription.pk, ()))
    Inscription.objects.bulk_update(inscriptions, EXAMINES, batch_size=PAR_PAQUET)
    return len(inscriptions)
