"""Les formations attendues, lues de nos données : aucune ligne de code ne nomme un diplôme."""

import tomllib
from functools import cache
from importlib.resources import files

from parchemin.moteurs.echanges.modele import Attentes


@cache
def attentes_connues() -> Attentes:
    """Rend les attentes qui valent sans autre précision : toutes les formations de nos données."""
    lues = tomllib.loads(files("parchemin.moteurs.echanges").joinpath("formations.toml").read_text("utf-8"))
    formations = lues["formation"]
    return Attentes(
        frozenset(formation["specialite"] for formation in formations),
        frozenset(mef for formation in formations for mef in formation["mefs"]),
    )
