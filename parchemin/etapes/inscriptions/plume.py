"""Qui tient la plume : qui peut changer une candidature, et à partir de quand (circulaire d'organisation, § 1.1).

Avant le transfert, l'académie rattachée écrit et le pilote lit ; après, l'une et l'autre écrivent, et chacune voit
aussitôt ce que l'autre a fait. L'établissement et le candidat écrivent tant que la candidature n'est pas confirmée.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from parchemin.droit.modifications import RoleAcademique
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import Academie, Rattachement, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse

SYSTEME = "systeme"
ACADEMIQUES = frozenset({Role.PILOTE_ORGANISATION, Role.RATTACHEMENT, Role.VICE_RECTORAT})
D_ETABLISSEMENT = frozenset({Role.DIRECTION, Role.DDFPT})
AVANT_CONFIRMATION = frozenset({EtatInscription.BROUILLON, EtatInscription.DEPOSEE})


@dataclass(frozen=True, slots=True)
class Regroupements:
    """Le pilote de chaque académie d'une session, et le regroupement où elle se trouve."""

    pilotes: Mapping[str, Academie]
    numeros: Mapping[str, int]

    @classmethod
    def de(cls, session: SessionExamen) -> "Regroupements":
        """Regroupements de la session, lus en une fois."""
        liens = Rattachement.objects.filter(session=session, jusque=None).select_related(
            "regroupement__pilote"
        )
        lus = list(liens)
        return cls(
            {r.academie_id: r.regroupement.pilote for r in lus},
            {r.academie_id: r.regroupement_id for r in lus},
        )

    def pilote(self, academie: str) -> Academie | None:
        """Académie pilote de celle-ci (elle-même si elle est autonome) ; `None` si elle n'est d'aucun regroupement."""
        return self.pilotes.get(academie)

    def role(self, academie: str, auteur: Auteur) -> RoleAcademique | None:
        """Place qu'a l'auteur pour une candidature de cette académie ; `None` s'il n'est pas d'une académie en cause."""
        if auteur.role in {Role.RATTACHEMENT, Role.VICE_RECTORAT}:
            est_sienne = auteur.perimetre == f"academie:{academie}"
            return RoleAcademique.RATTACHEE if est_sienne else None
        if auteur.role == Role.PILOTE_ORGANISATION:
            numero = self.numeros.get(academie)
            return RoleAcademique.PILOTE if auteur.perimetre == f"regroupement:{numero}" else None
        return None

    def en_cause(self, academie: str) -> frozenset[RoleAcademique]:
        """Académies que concerne une modification : une seule quand le pilote est l'académie d'origine."""
        pilote = self.pilote(academie)
        if pilote is None or pilote.pk == academie:
            return frozenset({RoleAcademique.RATTACHEE})
        return frozenset(RoleAcademique)


def refus_d_ecrire(inscription: Inscription, par: Auteur, regroupements: Regroupements) -> str:
    """Pourquoi cette personne ne peut pas changer cette candidature aujourd'hui ; vide si elle le peut."""
    if par.code == SYSTEME:
        return ""
    if par.role in ACADEMIQUES:
        return _refus_academique(inscription, par, regroupements)
    if par.role in D_ETABLISSEMENT:
        if par.perimetre != f"etablissement:{inscription.etablissement_id}":
            return "Cette candidature n'est pas de votre établissement."
        return _refus_apres_confirmation(inscription, "demandez la correction à l'académie")
    if par.role == Role.CANDIDAT:
        if par.perimetre != inscription.code:
            return "Cette candidature n'est pas la vôtre."
        return _refus_apres_confirmation(inscription, "écrivez au service des examens de votre académie")
    return "Votre rôle lit les candidatures ; ce sont les académies, les établissements et les candidats qui les changent."


def exiger_la_plume(inscription: Inscription, par: Auteur, regroupements: Regroupements) -> None:
    """Lève `ActeRefuse` si la personne ne peut pas changer cette candidature."""
    if refus := refus_d_ecrire(inscription, par, regroupements):
        raise ActeRefuse(refus)


def exiger_le_service(inscription: Inscription, par: Auteur, regroupements: Regroupements) -> None:
    """Lève `ActeRefuse` si la personne n'est pas d'un service d'examens qui tient la plume."""
    if par.code != SYSTEME and par.role not in ACADEMIQUES:
        raise ActeRefuse("Cet acte revient au service des examens de l'académie.")
    exiger_la_plume(inscription, par, regroupements)


def exiger_le_perimetre(inscription: Inscription, par: Auteur, regroupements: Regroupements) -> None:
    """Lève `ActeRefuse` si la candidature n'est pas dans le périmètre de la personne : la sienne, celle de son lycée, de
    son académie. Assez pour remettre une pièce ou demander un aménagement, qui n'attendent pas la plume.
    """
    tenus = {
        Role.CANDIDAT: inscription.code,
        **dict.fromkeys(D_ETABLISSEMENT, f"etablissement:{inscription.etablissement_id}"),
    }
    sien = par.role in tenus and par.perimetre == tenus[Role(par.role)]
    if not (sien or par.code == SYSTEME or regroupements.role(inscription.academie_id, par)):
        raise ActeRefuse("Cette candidature n'est pas dans votre périmètre.")


def _refus_academique(inscription: Inscription, par: Auteur, regroupements: Regroupements) -> str:
    academie = inscription.academie_id
    match regroupements.role(academie, par):
        case None:
            return "Cette candidature n'est ni de votre académie, ni de votre regroupement."
        case RoleAcademique.RATTACHEE:
            return ""
        case _:
            pilote = regroupements.pilote(academie)
            if inscription.transferee_le or (pilote and pilote.pk == academie):
                return ""
            return (
                f"Avant le transfert, l'académie d'origine ({inscription.academie.nom}) tient la plume ; "
                "le pilote lit. Après, l'une et l'autre écrivent (circulaire d'organisation, § 1.1)."
            )


def _refus_apres_confirmation(inscription: Inscription, remede: str) -> str:
    if inscription.etat in AVANT_CONFIRMATION:
        return ""
    return f"La candidature n'est plus à compléter ({inscription.get_etat_display().lower()}) : {remede}."
