"""Les styles d'un classeur ODS qui montrent un nombre comme une date ou une heure."""

from collections.abc import Mapping

from parchemin.moteurs.tableurs.archive import Archive
from parchemin.moteurs.tableurs.flux_xml import balises

_PARTIE = "styles.xml"
_DATES = {"date-style", "time-style"}
FORMATS = {"number-style", "currency-style", "percentage-style", "boolean-style", "text-style", *_DATES}
_STYLES_MAXIMUM = 100_000
_PARENTS_MAXIMUM = 50


class StylesOds:
    """Les styles d'une partie, qui cachent ceux de même nom du `socle`."""

    def __init__(self, archive: Archive, socle: "StylesOds | None" = None) -> None:
        self._archive, self._socle = archive, socle
        self._formats: dict[str, bool] = {}
        self._styles: dict[str, tuple[str, str]] = {}

    def ajouter(self, balise: str, attributs: Mapping[str, str]) -> None:
        """Retient un style de cellule ou un format de nombre, décrit par sa balise sans espace de noms."""
        nom = attributs.get("name", "")
        if balise in FORMATS:
            self._formats[nom] = balise in _DATES
        elif balise == "style" and attributs.get("family") == "table-cell":
            self._styles[nom] = attributs.get("data-style-name", ""), attributs.get("parent-style-name", "")
        if len(self._formats) + len(self._styles) > _STYLES_MAXIMUM:
            raise self._archive.fichier.refus("le classeur a trop de styles", "enregistrez-le en CSV")

    def est_date(self, style: str) -> bool:
        """Dit si un style de cellule, ou celui dont il hérite, montre une date ou une heure."""
        for _ in range(_PARENTS_MAXIMUM):
            if style not in self._styles:
                return self._socle is not None and self._socle.est_date(style)
            format_, style = self._styles[style]
            if format_:
                return self._format_de_date(format_)
        return False

    def _format_de_date(self, nom: str) -> bool:
        if nom in self._formats or self._socle is None:
            return self._formats.get(nom, False)
        return self._socle._format_de_date(nom)


def lire_styles(archive: Archive) -> StylesOds:
    """Rend les styles communs du classeur, s'il en a."""
    styles = StylesOds(archive)
    if _PARTIE in archive:
        for balise, attributs in balises(archive, _PARTIE):
            styles.ajouter(balise, attributs)
    return styles
