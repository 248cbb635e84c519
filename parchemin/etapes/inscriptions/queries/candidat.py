"""Ce qu'un candidat lit de sa propre candidature : tout son dossier, et rien de celui d'un autre."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import prefetch_related_objects

from parchemin.etapes.inscriptions.connaissances import CONFIRMATION, Connaissances
from parchemin.etapes.inscriptions.epreuves import (
    Effet,
    EpreuveDuCandidat,
    effets,
    epreuves_du_candidat,
)
from parchemin.etapes.inscriptions.faits import Dossier, Examen
from parchemin.etapes.inscriptions.models import (
    DemandeAmenagement,
    EtatInscription,
    Inscription,
    Notification,
    PieceDemandee,
    PieceDeposee,
)
from parchemin.etapes.inscriptions.queries.candidatures import CANDIDATURE, une, visibles
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.socle.organisation.portee import Portee

SAISIES_MONTREES = 50


@dataclass(frozen=True, slots=True)
class PieceDue:
    """Une pièce que la candidature demande : pourquoi, ce qui en a été remis, ce que le service réclame."""

    code: str
    libelle: str
    raison: str
    reference: str
    deposee: PieceDeposee | None = None
    demandee: PieceDemandee | None = None

    @property
    def pourquoi(self) -> str:
        """À qui, ou pour quelle raison, elle est demandée."""
        if self.raison.startswith("le candidat "):
            return f"Demandée parce que {self.raison}."
        voie = self.raison.removeprefix("voie : ")
        return f"Demandée à {self.raison}." if voie == self.raison else f"Demandée pour cette voie : {voie}."

    @property
    def est_a_remettre(self) -> bool:
        """Vrai si rien n'est remis, si la pièce remise est refusée, ou si le service la réclame de nouveau."""
        if self.demandee is not None or self.deposee is None:
            return True
        return self.deposee.etat == PieceDeposee.Etat.REFUSEE


class Sienne:
    """La candidature d'un candidat et tout ce qui la complète ; chaque partie se lit une fois, à la demande."""

    def __init__(self, inscription: Inscription) -> None:
        self.inscription = inscription
        self.connaissances = Connaissances(inscription.session)
        if inscription.etablissement:
            # Le droit lit les habilitations à chaque examen, et une page en fait plusieurs.
            prefetch_related_objects([inscription.etablissement], "habilitations_ccf")

    @cached_property
    def dossier(self) -> Dossier:
        """Notes conservées, dispenses, mesures, expérience, inscriptions passées."""
        return dossier(self.inscription)

    @cached_property
    def examen(self) -> Examen:
        """Ce que le droit dit de la candidature aujourd'hui."""
        return self.connaissances.regles.examiner(self.dossier)

    @cached_property
    def epreuves(self) -> list[EpreuveDuCandidat]:
        """Épreuves, avec leur forme et leur situation."""
        return epreuves_du_candidat(self.dossier, self.examen, self.connaissances.regles)

    @cached_property
    def effets(self) -> list[Effet]:
        """Effet exact de chaque option et de chaque absence."""
        return effets(self.dossier, self.epreuves, self.connaissances.regles)

    @cached_property
    def notifications(self) -> list[Notification]:
        """Ce qui lui a été remis et vaut encore, la plus récente d'abord."""
        return list(self.inscription.notifications.filter(sans_objet_le=None))

    @cached_property
    def deposees(self) -> list[PieceDeposee]:
        """Pièces remises, sans celles qui ont été remplacées."""
        return list(self.inscription.pieces_deposees.filter(remplacee_le=None))

    @cached_property
    def amenagement(self) -> DemandeAmenagement | None:
        """Demande ou décision d'aménagement en vigueur."""
        en_vigueur = self.inscription.amenagements.filter(remplacee_le=None)
        return en_vigueur.exclude(etat=DemandeAmenagement.Etat.RETIREE).first()

    @cached_property
    def pieces(self) -> list[PieceDue]:
        """Pièces dues, sauf la confirmation, qui a sa page, et ce que le service tient déjà ; dans l'ordre de la liste."""
        demandees = {p.code: p for p in self.inscription.pieces_demandees.filter(close_le=None)}
        deposees = {p.code: p for p in self.deposees}
        examinees = self.connaissances.pieces(self.dossier, self.deposees).attendues
        return [
            PieceDue(
                p.code, p.libelle, str(p.motif.valeurs.get("raison", "")), p.motif.reference.libelle,
                deposees.get(p.code), demandees.get(p.code),
            )
            for p in examinees if p.code != CONFIRMATION and (p.code in deposees or not p.est_remise)
        ]  # fmt: skip

    def piece(self, code: str) -> PieceDue | None:
        """Pièce due de ce code ; `None` si elle n'est pas attendue."""
        return next((p for p in self.pieces if p.code == code), None)


def la_sienne(portee: Portee) -> Inscription | None:
    """Candidature du candidat qui demande ; `None` pour qui n'est pas candidat, ou n'en a plus."""
    siennes = sorted(o.removeprefix(CANDIDATURE) for o in portee.objets if o.startswith(CANDIDATURE))
    numeros = [int(n) for n in siennes if n.isdecimal()]
    return une(portee, numeros[0]) if len(numeros) == 1 else None


def saisies_en_cours(portee: Portee) -> list[Inscription]:
    """Saisies commencées et pas encore déposées, les plus récentes d'abord."""
    brouillons = visibles(portee).filter(etat=EtatInscription.BROUILLON)
    return list(brouillons.select_related("candidat").order_by("-changee_le", "pk")[:SAISIES_MONTREES])
