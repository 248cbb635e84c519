"""Prendre connaissance de ce que l'autre académie a changé, consigner un document remis."""

from datetime import datetime

from django.db import transaction

from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.queries.relais import non_vus
from parchemin.etapes.inscriptions.services.verrous import verrouiller
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.faits import raconter
from parchemin.socle.journal.queries import historique
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse


def prendre_connaissance(inscription: Inscription, *, par: Auteur, le: datetime) -> int:
    """Nombre de modifications de l'autre académie dont celle-ci dit avoir pris connaissance.

    Rien à voir : rien ne se consigne. Lève `ActeRefuse` si la personne n'est d'aucune des deux académies.
    """
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        cote = connaissances.regroupements.role(inscription.academie_id, par)
        if cote is None:
            raise ActeRefuse("Seules les deux académies de la candidature se disent ce qu'elles ont vu.")
        vus = non_vus(inscription, map(raconter, historique(inscription.code)), cote)
        if not vus:
            return 0
        apres = {"actes": [acte.numero for acte in vus]}
        fait = Fait(inscription.code, str(inscription.candidat), inscription.session.code, apres=apres)
        consigner("inscriptions.prendre_connaissance", fait, par=par, le=le)
    return len(vus)


def consigner_l_edition(inscriptions: list[Inscription], genre: str, *, par: Auteur, le: datetime) -> None:
    """Consigne, pour chaque candidature, qu'un papier officiel de ce genre a été tiré, et dans quelle version."""
    with transaction.atomic():
        for i in inscriptions:
            apres = {"document": genre, "version": i.version}
            consigner(
                "inscriptions.editer",
                Fait(i.code, str(i.candidat), i.session.code, apres=apres),
                par=par,
                le=le,
            )
