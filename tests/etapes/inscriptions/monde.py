"""Un petit monde fictif pour les inscriptions : une session ouverte, un regroupement, des lycées, et qui agit."""

from dataclasses import dataclass
from datetime import UTC, datetime

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import (
    Academie,
    Echeance,
    Etablissement,
    Phase,
    Rattachement,
    Regroupement,
    SessionExamen,
)

PILOTE, RATTACHEE, AUTONOME = "10", "08", "16"  # Lyon, Grenoble, Toulouse
LYCEE, CFA, VOISIN, AILLEURS = "9991001J", "9990801S", "9991002K", "9991601L"
OUVERTURE, CLOTURE = datetime(2025, 10, 13, 6, tzinfo=UTC), datetime(2025, 11, 21, 17, tzinfo=UTC)
TRANSFERT = datetime(2026, 1, 12, 17, tzinfo=UTC)
PENDANT, APRES = datetime(2025, 11, 3, 9, tzinfo=UTC), datetime(2025, 12, 1, 9, tzinfo=UTC)
EPREUVES = datetime(2026, 5, 18, 12, tzinfo=UTC)
DELIBERATION = datetime(2026, 6, 25, 6, tzinfo=UTC)


@dataclass
class Monde:
    """La session et son regroupement ; Lyon pilote Grenoble, Toulouse est autonome."""

    session: SessionExamen
    regroupement: Regroupement
    autonome: Regroupement

    @property
    def pilote(self) -> Auteur:
        """Un agent de l'académie pilote."""
        return auteur(Role.PILOTE_ORGANISATION, f"regroupement:{self.regroupement.pk}", 1)


def batir() -> Monde:
    """Écrit le monde dans la base d'essai ; les académies y sont déjà."""
    session = SessionExamen.objects.create(
        diplome="ccst", annee=2026, phase=Phase.INSCRIPTIONS, ouverte_le=OUVERTURE
    )
    regroupement = _regrouper(session, PILOTE, [PILOTE, RATTACHEE])
    autonome = _regrouper(session, AUTONOME, [AUTONOME])
    for uai, academie, secteur in (
        (LYCEE, PILOTE, "public"), (VOISIN, PILOTE, "prive_hors_contrat"),
        (CFA, RATTACHEE, "prive_sous_contrat"), (AILLEURS, AUTONOME, "public"),
    ):  # fmt: skip
        Etablissement.objects.create(
            uai=uai, nom=f"Lycée fictif {uai}", academie_id=academie, secteur=secteur
        )
    for operation, le in (
        (Operation.OUVERTURE, OUVERTURE), (Operation.CLOTURE, CLOTURE), (Operation.TRANSFERT, TRANSFERT),
        (Operation.EPREUVES, EPREUVES), (Operation.DELIBERATION, DELIBERATION),
    ):  # fmt: skip
        Echeance.objects.create(session=session, code=operation.value, libelle=operation.libelle, le=le)
    return Monde(session, regroupement, autonome)


def _regrouper(session: SessionExamen, pilote: str, academies: list[str]) -> Regroupement:
    cree = Regroupement.objects.create(session=session, code=pilote, pilote_id=pilote)
    for code in academies:
        Rattachement.objects.create(
            regroupement=cree, session=session, academie=Academie.objects.get(pk=code), depuis=OUVERTURE
        )
    return cree


def auteur(role: Role, perimetre: str, numero: int = 2) -> Auteur:
    """Quelqu'un de fictif qui tient ce rôle."""
    return Auteur(f"personne:{numero}", f"Personne fictive {numero}", role.value, perimetre)


RATTACHE = auteur(Role.RATTACHEMENT, f"academie:{RATTACHEE}", 3)
TOULOUSE = auteur(Role.RATTACHEMENT, f"academie:{AUTONOME}", 4)
LYON = auteur(Role.RATTACHEMENT, f"academie:{PILOTE}", 5)
PROVISEUR = auteur(Role.DIRECTION, f"etablissement:{LYCEE}", 6)
DIRECTION_DU_CFA = auteur(Role.DIRECTION, f"etablissement:{CFA}", 7)


def candidat(inscription: Inscription) -> Auteur:
    """Le candidat de cette candidature."""
    return auteur(Role.CANDIDAT, inscription.code, 100 + inscription.pk)


def valeurs(nom: str = "Fictif", **autres: str) -> dict[str, str]:
    """Valeurs d'une candidature ordinaire, scolaire et complète, que `autres` change."""
    return {
        "civilite": "MME", "nom": nom, "prenoms": "Léa", "ne_le": "2005-04-09", "naissance_pays": "100",
        "naissance_lieu": "Lyon", "voie": "scolaire", "etablissement": LYCEE, "division": "TS2",
        "langue_obligatoire": "anglais", "courriel": "lea@exemple.invalid",
    } | autres  # fmt: skip


def inscrit(
    monde: Monde, nom: str = "Fictif", *, academie: str = PILOTE, par: Auteur | None = None,
    le: datetime = PENDANT, **autres: str,
) -> Inscription:  # fmt: skip
    """Candidature déposée, par le lycée ou par l'académie qui tient la plume."""
    qui = par or (RATTACHE if academie == RATTACHEE else LYON)
    return inscrire(monde.session, Demande(academie, valeurs(nom, **autres)), par=qui, le=le)
