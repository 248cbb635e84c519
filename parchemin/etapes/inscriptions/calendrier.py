"""Les dates d'une session qui bornent les inscriptions, dans l'heure de chaque académie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from parchemin.droit.inscription import DatesDInscription
from parchemin.socle.organisation.heures import PARIS
from parchemin.socle.organisation.models import Academie, Echeance, SessionExamen


class Operation(StrEnum):
    """Opération du calendrier que les inscriptions attendent ; la valeur est le code de son échéance.

    Le code est celui que donne l'écran du calendrier au libellé ci-dessous : l'une se fixe donc comme toute autre.
    """

    OUVERTURE = "ouverture-des-registres"
    CLOTURE = "cloture-des-registres"
    CONFIRMATIONS = "retour-des-confirmations"
    PIECES = "depot-des-pieces"
    TRANSFERT = "transfert-des-candidatures"
    EPREUVES = "debut-des-epreuves"
    DELIBERATION = "deliberation-du-jury"

    @property
    def libelle(self) -> str:
        """Ce que dit le calendrier."""
        return {
            "ouverture-des-registres": "Ouverture des registres",
            "cloture-des-registres": "Clôture des registres",
            "retour-des-confirmations": "Retour des confirmations",
            "depot-des-pieces": "Dépôt des pièces",
            "transfert-des-candidatures": "Transfert des candidatures",
            "debut-des-epreuves": "Début des épreuves",
            "deliberation-du-jury": "Délibération du jury",
        }[self.value]


@dataclass(frozen=True)
class Calendrier:
    """Les échéances en vigueur d'une session : propres à une académie, à défaut communes à toutes."""

    session: SessionExamen
    limites: Mapping[tuple[str, str], datetime] = field(default_factory=dict)

    @classmethod
    def de(cls, session: SessionExamen) -> "Calendrier":
        """Calendrier de la session, lu en une fois."""
        valables = Echeance.objects.filter(session=session, remplacee_le=None)
        lignes = valables.values_list("code", "academie_id", "le")
        return cls(session, {(code, academie or ""): le for code, academie, le in lignes})

    def limite(self, operation: Operation, academie: Academie | None = None) -> datetime | None:
        """Instant limite (UTC) pour cette académie ; `None` si le calendrier ne le dit pas."""
        propre = self.limites.get((operation.value, academie.pk)) if academie else None
        return propre or self.limites.get((operation.value, ""))

    def jour(self, operation: Operation, academie: Academie | None = None) -> date | None:
        """Jour de cette limite à l'horloge de l'académie, de Paris sans académie ; `None` s'il n'est pas fixé."""
        limite = self.limite(operation, academie)
        fuseau = ZoneInfo(academie.fuseau if academie else PARIS)
        return limite.astimezone(fuseau).date() if limite else None

    def est_passee(self, operation: Operation, academie: Academie | None, *, le: datetime) -> bool:
        """Vrai si la limite est fixée et dépassée à cet instant."""
        limite = self.limite(operation, academie)
        return limite is not None and le > limite

    def dates(self, academie: Academie) -> DatesDInscription:
        """Dates que le droit demande ; ce que le calendrier ne fixe pas encore ne ferme rien.

        Sans jour de début des épreuves, le 1er juillet de la session en tient lieu : les services refusent alors
        d'eux-mêmes ce qui en dépend.
        """
        ouverture = self.jour(Operation.OUVERTURE, academie) or date(self.session.annee - 2, 1, 1)
        cloture = self.jour(Operation.CLOTURE, academie) or date(self.session.annee, 12, 31)
        debut = self.jour(Operation.EPREUVES, academie) or date(self.session.annee, 7, 1)
        return DatesDInscription(ouverture, cloture, debut)

    def deliberation(self, academie: Academie | None = None) -> date:
        """Jour prévu de la délibération ; le 1er juillet de la session s'il n'est pas fixé."""
        return self.jour(Operation.DELIBERATION, academie) or date(self.session.annee, 7, 1)
