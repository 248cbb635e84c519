"""Les genres de fichiers que l'on sait reprendre."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parchemin.socle.organisation.imports.genres import academies, annuaire, offre, regroupements
from parchemin.socle.organisation.imports.modele import Colonne, Contexte, Diagnostic, Ignoree, Ligne, Voulu
from parchemin.socle.organisation.imports.objets import ETABLISSEMENT, OFFRE

Examen = Callable[[Iterable[Ligne], Contexte], Iterator[Voulu | Diagnostic | Ignoree]]


@dataclass(frozen=True, slots=True)
class Genre:
    """Un genre de fichier : ses colonnes, ce que disent ses lignes, et qui peut le reprendre."""

    code: str
    libelle: str
    colonnes: Sequence[Colonne]
    examiner: Examen
    national: bool = False
    """Touche toutes les académies : il faut les couvrir toutes."""
    de_session: bool = False
    """Ses lignes valent pour une session, que l'on choisit."""
    principale: str = ""
    """Nature d'objet que le fichier ne devrait dire qu'une fois par ligne."""


GENRES: Mapping[str, Genre] = {
    genre.code: genre
    for genre in (
        Genre("offre", "Offre de formation", offre.COLONNES, offre.examiner, de_session=True, principale=OFFRE),
        Genre("annuaire", "Annuaire des établissements", annuaire.COLONNES, annuaire.examiner, principale=ETABLISSEMENT),
        Genre("regroupements", "Regroupements interacadémiques", regroupements.COLONNES, regroupements.examiner,
              national=True, de_session=True),
        Genre("academies", "Académies et départements", academies.COLONNES, academies.examiner, national=True),
    )
}  # fmt: skip
