"""Ce que montre le catalogue des composants de suivi : une date à l'heure de Papeete, des étapes, un dépôt."""

from datetime import UTC, datetime

from parchemin.etapes.inscriptions.etapes import ETAPES, Etape
from parchemin.etapes.inscriptions.forms.candidat import DepotDePiece
from parchemin.etapes.inscriptions.limites import Limite, dire_la_limite
from parchemin.socle.organisation.models import Academie

LIMITE = datetime(2026, 1, 9, 3, 30, tzinfo=UTC)
FAITES, COURANTE = 2, 3


def exemples_de_suivi() -> dict[str, object]:
    """Valeurs que prennent les composants de suivi du catalogue."""
    etapes = [
        Etape(e.titre, "#composants-suivi", rang == COURANTE, rang <= FAITES)
        for rang, e in enumerate(ETAPES, 1)
    ]
    return {
        "limite": _limite("Europe/Paris", LIMITE), "limite_lointaine": _limite("Pacific/Tahiti", LIMITE),
        "limite_passee": _limite("Europe/Paris", datetime(2026, 2, 1, tzinfo=UTC)), "etapes_d_exemple": etapes,
        "depot_d_exemple": DepotDePiece(auto_id="depot_%s"),
    }  # fmt: skip


def _limite(fuseau: str, le: datetime) -> Limite | None:
    return dire_la_limite(LIMITE, Academie(fuseau=fuseau), le=le)
