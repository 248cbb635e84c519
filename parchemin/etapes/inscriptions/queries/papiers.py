"""Les candidatures d'un établissement dont la confirmation reste à signer, prêtes à imprimer d'un coup."""

from collections import defaultdict
from collections.abc import Sequence

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, PieceDeposee
from parchemin.etapes.inscriptions.queries.candidatures import visibles
from parchemin.socle.organisation.models import Etablissement, SessionExamen
from parchemin.socle.organisation.portee import Portee


def a_confirmer(portee: Portee, session: SessionExamen, etablissement: Etablissement) -> list[Inscription]:
    """Candidatures déposées de l'établissement, par nom : leur confirmation est à imprimer et à signer."""
    deposees = visibles(portee).filter(
        session=session, etablissement=etablissement, etat=EtatInscription.DEPOSEE
    )
    lues = list(deposees.select_related("candidat"))
    connaissances = Connaissances(session)
    for inscription in lues:
        connaissances.rattacher(inscription)
    return lues


def pieces_en_vigueur(inscriptions: Sequence[Inscription]) -> dict[int, list[PieceDeposee]]:
    """Pièces remises et non remplacées de chacune, par numéro interne."""
    rangees: dict[int, list[PieceDeposee]] = defaultdict(list)
    cles = [i.pk for i in inscriptions]
    for piece in PieceDeposee.objects.filter(inscription__in=cles, remplacee_le=None):
        rangees[piece.inscription_id].append(piece)
    return rangees
