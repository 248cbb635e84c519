"""Le fichier rendu avec ses diagnostics en regard de chaque ligne : on le corrige, on le renvoie."""

import io

from parchemin.moteurs.tableurs import ecrire_csv, proteger
from parchemin.socle.organisation.imports.lots import releve_du_lot, table_du_lot
from parchemin.socle.organisation.imports.modele import Diagnostic
from parchemin.socle.organisation.models import LotImporte

TITRES = ("_ligne", "_niveau", "_diagnostic")


def rendre_avec_diagnostics(lot: LotImporte) -> str:
    """CSV du fichier lu, chaque ligne précédée de son numéro, de son niveau et de ses diagnostics.

    Ces trois colonnes sont ignorées quand le fichier revient.
    """
    table = table_du_lot(lot)
    dits: dict[int, list[Diagnostic]] = {}
    for diagnostic in releve_du_lot(lot).diagnostics:
        dits.setdefault(diagnostic.ligne, []).append(diagnostic)
    flux = io.StringIO(newline="")
    titres = [titre for titre in table.titres if titre not in TITRES]
    gardees = [place for place, titre in enumerate(table.titres) if titre not in TITRES]
    ecrire_csv(
        flux, [*TITRES, *titres],
        (
            [
                str(numero), min((d.niveau for d in dits.get(numero, ())), default=""),
                " ".join(f"{d.colonne} : {d.attendu} attendu ; {d.remede}." for d in dits.get(numero, ())),
                *(proteger(cellules[place]) if place < len(cellules) else "" for place in gardees),
            ]
            for numero, cellules in table.rangees
        ),
    )  # fmt: skip
    return flux.getvalue()
