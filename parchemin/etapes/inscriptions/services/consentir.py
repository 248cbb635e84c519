"""Choisir que son résultat soit publié ou non : un consentement se donne et se retire à tout moment (RGPD, art. 7)."""

from datetime import datetime

from django.db import transaction

from parchemin.etapes.inscriptions.models import Candidat, Inscription
from parchemin.etapes.inscriptions.plume import exiger_le_perimetre
from parchemin.etapes.inscriptions.services.verrous import verrouiller
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse


def choisir_la_publication(
    inscription: Inscription, choix: Candidat.Consentement, *, par: Auteur, le: datetime
) -> Inscription:
    """Candidature dont le candidat accepte ou refuse la publication du résultat ; la version signée ne change pas.

    Lève `ActeRefuse` pour tout autre que lui : personne ne consent à sa place.
    """
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        if par.role != Role.CANDIDAT:
            raise ActeRefuse("La publication de son résultat se choisit par le candidat lui-même.")
        exiger_le_perimetre(inscription, par, connaissances.regroupements)
        candidat = inscription.candidat
        avant = candidat.publication
        if avant == choix:
            return inscription
        candidat.publication = choix
        candidat.save(update_fields=["publication"])
        fait = Fait(
            inscription.code, str(candidat), inscription.session.code,
            {"publication": avant}, {"publication": choix.value},
        )  # fmt: skip
        consigner("inscriptions.choisir_publication", fait, par=par, le=le)
    return inscription
