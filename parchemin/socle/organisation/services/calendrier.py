"""Fixer les échéances d'une session (circulaire, § 1.2) ; une échéance remplacée reste lisible."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.models import Academie, Echeance, SessionExamen
from parchemin.socle.organisation.refus import (
    Valeurs,
    exiger_un_motif,
    refuser_l_ecrasement,
    verifier_la_fiche,
)
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte


@dataclass(frozen=True, slots=True)
class Operation:
    """Ce qu'il faut avoir fait, et avant quel instant ; sans académie, l'échéance est commune à toutes."""

    code: str
    libelle: str
    limite: datetime
    academie: Academie | None = None
    reference: str = ""


def fixer_echeance(
    session: SessionExamen, operation: Operation, *, lu: Valeurs, motif: str = "", par: Auteur, le: datetime
) -> Echeance:
    """Échéance en vigueur pour l'opération ; celle qu'elle remplace reste lisible.

    `lu` porte les valeurs que la personne voyait (champs de `etats.ECHEANCE`), vide si elle n'en voyait pas. Lève
    `Conflit` si elles ont changé, `ActeRefuse` sans motif pour remplacer, ou si la session est close.
    """
    with transaction.atomic():
        session = verrouiller_ouverte(session)
        ancienne = Echeance.objects.filter(
            session=session, code=operation.code, academie=operation.academie, remplacee_le=None
        ).first()
        nouvelle = Echeance(
            session=session, code=operation.code, libelle=operation.libelle.strip(), academie=operation.academie,
            le=operation.limite, reference=operation.reference.strip(),
        )  # fmt: skip
        apres = etats.etat(nouvelle, etats.ECHEANCE)
        avant = etats.etat(ancienne, etats.ECHEANCE) if ancienne else {}
        if ancienne and avant == apres:
            return ancienne
        verifier_la_fiche(nouvelle)
        if ancienne:
            refuser_l_ecrasement(Echeance, lu=lu, actuel=avant, saisi=apres)
            motif = exiger_un_motif(
                motif, "cette échéance en remplace une que des services connaissent déjà."
            )
            ancienne.remplacee_le = le
            ancienne.save(update_fields=["remplacee_le"])
        nouvelle.save()
        objet = f"echeance:{session.code}/{operation.code}"
        if operation.academie:
            objet += f"/{operation.academie.pk}"
        fait = Fait(objet, nouvelle.libelle, session.code, avant or None, apres, motif.strip())
        consigner("organisation.fixer_echeance", fait, par=par, le=le)
    return nouvelle
