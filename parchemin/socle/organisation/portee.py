"""Ce qu'une personne voit et touche de l'organisation, d'après le rôle qu'elle tient : une valeur, sans base ni page."""

from dataclasses import dataclass

from django.http import HttpRequest

from parchemin.socle.journal.auteurs import Auteur


@dataclass(frozen=True, slots=True)
class Portee:
    """Les codes que couvre un rôle ; `partout` les couvre tous, un ensemble vide n'en couvre aucun.

    `academies` couvre les académies entières ; `etablissements`, `centres` et `objets` (commission, lot, jury,
    candidature : « commission:12 ») ne couvrent qu'eux-mêmes. `session` borne à une session (son numéro, et son code
    « ccst-2026 ») ; 0 et vide : toutes. `contenus` : codes des périmètres que les académies contiennent.
    """

    partout: bool = False
    academies: frozenset[str] = frozenset()
    etablissements: frozenset[str] = frozenset()
    centres: frozenset[int] = frozenset()
    objets: frozenset[str] = frozenset()
    session: int = 0
    code_session: str = ""
    contenus: frozenset[str] = frozenset()

    @property
    def perimetres(self) -> frozenset[str] | None:
        """Codes de périmètre couverts, ceux que porte le journal ; `None` : tous."""
        if self.partout:
            return None
        return frozenset(
            [f"academie:{code}" for code in self.academies]
            + [f"etablissement:{uai}" for uai in self.etablissements]
            + [f"centre:{numero}" for numero in self.centres]
            + [*self.objets, *self.contenus]
        )


NULLE = Portee()


class Demande(HttpRequest):
    """Une demande passée par le contrôle des accès : elle porte l'auteur de ses actes et sa portée."""

    auteur: Auteur
    portee: Portee
