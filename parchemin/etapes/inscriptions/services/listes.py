"""La liste des pièces d'une académie : ce qu'elle change à la liste par défaut (arrêté du 25 novembre 2020, art. 3)."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parchemin.droit.pieces import ConditionDePiece, pieces_du_diplome
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import codes
from parchemin.etapes.inscriptions.models import PieceAcademique
from parchemin.etapes.inscriptions.plume import SYSTEME
from parchemin.etapes.inscriptions.services.reexamen import reexaminer_l_academie
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.models import Academie, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte

CODE = re.compile(r"[a-zA-Z0-9_-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class LigneDeListe:
    """Ce qu'une académie fait d'une pièce : la demander (libellé, voies, cas), ou ne pas la demander."""

    code: str
    libelle: str = ""
    voies: str = ""
    conditions: str = ""
    est_retiree: bool = False


def fixer_la_liste(
    session: SessionExamen, academie: Academie, ligne: LigneDeListe, *, par: Auteur, le: datetime
) -> PieceAcademique:
    """Ce que l'académie change à la liste par défaut ; la version d'avant reste lisible. Lève `ActeRefuse`."""
    with transaction.atomic():
        session = verrouiller_ouverte(session)
        connaissances = Connaissances(session)
        if par.code != SYSTEME and connaissances.regroupements.role(academie.pk, par) is None:
            raise ActeRefuse(
                f"La liste des pièces de l'académie {academie} revient à son recteur (arrêté, art. 3)."
            )
        _verifier_la_ligne(ligne, connaissances)
        valeurs = {
            "libelle": ligne.libelle.strip()[:200], "voies": ligne.voies, "conditions": ligne.conditions,
            "est_retiree": ligne.est_retiree,
        }  # fmt: skip
        actuelles = PieceAcademique.objects.filter(session=session, academie=academie, remplacee_le=None)
        actuelle = actuelles.filter(code=ligne.code).first()
        if actuelle and all(getattr(actuelle, c) == v for c, v in valeurs.items()):
            return actuelle
        actuelles.filter(code=ligne.code).update(remplacee_le=le)
        piece = PieceAcademique.objects.create(
            session=session, academie=academie, code=ligne.code, depuis=le, **valeurs
        )
        fait = Fait(
            f"academie:{academie.pk}", str(academie), session.code, apres={"piece": ligne.code, **valeurs}
        )
        reexaminer_l_academie(session, academie, par=par, le=le)
        consigner("inscriptions.fixer_la_liste", fait, par=par, le=le)
    return piece


def _verifier_la_ligne(ligne: LigneDeListe, connaissances: Connaissances) -> None:
    """Lève `ActeRefuse` si la ligne ne convient pas : une liste fautive fausserait tous les dossiers de l'académie."""
    connues = {p.code for p in pieces_du_diplome(connaissances.regles.diplome)}
    if ligne.est_retiree and ligne.code not in connues:
        raise ActeRefuse(
            f"« {ligne.code} » n'est pas dans la liste par défaut : il n'y a rien à ne pas demander."
        )
    if not ligne.est_retiree and not ligne.libelle.strip():
        raise ActeRefuse("Libellé : dites au candidat quelle pièce vous demandez.")
    if not CODE.fullmatch(ligne.code):
        raise ActeRefuse(
            f"Code : « {ligne.code} » ne convient pas ; quarante lettres sans accent, chiffres, tirets au plus."
        )
    voies, cas = {v.value for v in Voie}, {c.value for c in ConditionDePiece}
    for nom, ecrits, connus in (("Voies", ligne.voies, voies), ("Cas", ligne.conditions, cas)):
        if inconnus := sorted(codes(ecrits) - connus):
            raise ActeRefuse(
                f"{nom} : « {inconnus[0]} » n'est pas connu. Connus : {', '.join(sorted(connus))}."
            )


def revenir_au_defaut(
    session: SessionExamen, academie: Academie, code: str, *, par: Auteur, le: datetime
) -> bool:
    """Vrai si l'académie changeait quelque chose à cette pièce et n'y change plus rien ; l'ancien choix reste lisible.

    Lève `ActeRefuse` si la liste n'est pas celle de la personne, ou si la session est close.
    """
    with transaction.atomic():
        session = verrouiller_ouverte(session)
        regroupements = Connaissances(session).regroupements
        if par.code != SYSTEME and regroupements.role(academie.pk, par) is None:
            raise ActeRefuse(
                f"La liste des pièces de l'académie {academie} revient à son recteur (arrêté, art. 3)."
            )
        actuelles = PieceAcademique.objects.filter(session=session, academie=academie, code=code)
        if not actuelles.filter(remplacee_le=None).update(remplacee_le=le):
            return False
        fait = Fait(f"academie:{academie.pk}", str(academie), session.code, apres={"piece": code})
        reexaminer_l_academie(session, academie, par=par, le=le)
        consigner("inscriptions.revenir_au_defaut", fait, par=par, le=le)
    return True
