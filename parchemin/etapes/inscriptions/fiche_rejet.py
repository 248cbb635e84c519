"""Ce que l'on propose à qui rejette une candidature : les raisons que le droit relève, et ce que le candidat peut faire."""

from datetime import datetime

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.fiche_suivi import pieces_suivies
from parchemin.etapes.inscriptions.queries.fiche import Lecture

RECOURS = (
    "Vous pouvez contester cette décision dans les deux mois qui suivent sa réception : auprès du service des examens, "
    "ou devant le tribunal administratif (code de justice administrative, art. R421-1)."
)


def raisons_proposees(lu: Lecture, *, le: datetime) -> list[str]:
    """Points interdits, points à compléter et pièces manquantes, une phrase chacun, article à l'appui."""
    examen = lu.connaissances.regles.examiner(lu.dossier)
    points = [p.complet for p in (*examen.interdits, *examen.a_completer)]
    pieces = [
        f"Pièce non remise : {p.libelle} ({p.reference})." for p in pieces_suivies(lu, le=le) if not p.est_remise
    ]  # fmt: skip
    return [*points, *pieces]


def remedes_proposes(lu: Lecture) -> str:
    """Mise en règle tant que les registres sont ouverts, voies et délais de recours ; à relire avant d'envoyer."""
    cloture = lu.connaissances.calendrier.jour(Operation.CLOTURE, lu.inscription.academie)
    regle = (
        f"Jusqu'au {cloture:%d/%m/%Y}, clôture des registres, vous pouvez déposer une candidature en règle. "
        if cloture
        else ""
    )
    return f"{regle}{RECOURS}"
