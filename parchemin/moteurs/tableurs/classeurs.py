"""Rend une liste en CSV, XLSX ou ODS, prête à ouvrir, à filtrer, à fusionner dans un courrier."""

import io
from collections.abc import Iterable, Sequence

from parchemin.moteurs.tableurs.modele import FormatTableau
from parchemin.moteurs.tableurs.sortie import Types, Valeur
from parchemin.moteurs.tableurs.sortie_csv import ecrire_csv_protege


def exporter(
    format_: FormatTableau, titres: Sequence[str], lignes: Iterable[Sequence[Valeur]], *, feuille: str = "Liste",
    types: Types | None = None,
) -> bytes:  # fmt: skip
    """Octets du tableau dans ce format ; les mêmes pour les mêmes données.

    `types` impose ce que sont les valeurs d'une colonne, par son titre ; sans lui, un `str` reste un texte, un
    `int` ou un `Decimal` est un nombre, une `date` est une date. Lève `ExportImpossible`.
    """
    flux = io.BytesIO()
    if format_ is FormatTableau.CSV:
        ecrire_csv_protege(flux, titres, lignes, types=types)
    elif format_ is FormatTableau.XLSX:
        # Lue ici : la bibliothèque qui écrit un classeur ralentirait toute commande qui n'en écrit pas.
        from parchemin.moteurs.tableurs.sortie_xlsx import ecrire_xlsx

        ecrire_xlsx(flux, titres, lignes, feuille=feuille, types=types)
    else:
        from parchemin.moteurs.tableurs.sortie_ods import ecrire_ods

        ecrire_ods(flux, titres, lignes, feuille=feuille, types=types)
    return flux.getvalue()
