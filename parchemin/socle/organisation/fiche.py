"""La fiche d'un établissement : ce qu'il prépare, ses habilitations, le régime que le droit en conclut, son histoire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from parchemin.droit.regimes import Voie
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.faits import RegimeConstate, regime_constate
from parchemin.socle.organisation.histoire import Episode, histoire
from parchemin.socle.organisation.models import Etablissement, HabilitationCCF, Offre, SessionExamen


@dataclass(frozen=True, slots=True)
class Fiche:
    """Ce que montre la page d'un établissement ; `le` est le jour où se lit le régime."""

    le: date | None
    preparations: Sequence[tuple[Offre, RegimeConstate]]
    habilitations: Sequence[HabilitationCCF]
    histoire: Sequence[Episode]


def fiche_d_etablissement(
    etablissement: Etablissement, session: SessionExamen | None, *, le: date | None
) -> Fiche:
    """Fiche de l'établissement ; le régime se lit au jour de référence de la session, sauf demande contraire."""
    habilitations = list(etablissement.habilitations_ccf.all())
    episodes = histoire(f"etablissement:{etablissement.pk}")
    if session is None:
        return Fiche(None, (), habilitations, episodes)
    jour = le or queries.jour_du_droit(session)
    preparations = [
        (offre, regime_constate(etablissement, session.diplome, Voie(offre.voie), habilitations, le=jour))
        for offre in queries.offres_de(etablissement, session)
    ]
    return Fiche(jour, preparations, habilitations, episodes)
