"""Ce que plusieurs commandes demandent de la même façon : session, diplôme, format de sortie."""

import re
from datetime import date

import click

from parchemin.droit.diplome import Diplome, codes_des_diplomes, diplome, sessions_connues
from parchemin.droit.parametres import HorsValidite

SESSION_PAR_DEFAUT = 2026
FORMATS = ("texte", "json", "csv")


class Annee(click.ParamType[int]):
    """Une année d'examen."""

    name = "AAAA"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Année en quatre chiffres."""
        if re.fullmatch(r"[0-9]{4}", str(value)):
            return int(value)
        return self.fail(f"« {value} » n'est pas une année d'examen en quatre chiffres.", param, ctx)


class Jour(click.ParamType[date]):
    """Un jour écrit AAAA-MM-JJ."""

    name = "AAAA-MM-JJ"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Jour écrit ainsi ; refuse toute autre écriture, même si elle se devine."""
        if isinstance(value, date):
            return value
        ecrit = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
        try:
            return date.fromisoformat(value if ecrit else "")
        except ValueError:
            return self.fail(f"« {value} » n'est pas un jour du calendrier écrit AAAA-MM-JJ.", param, ctx)


def diplome_demande(code: str | None, session: int | None) -> Diplome:
    """Diplôme et session demandés, par défaut l'unique diplôme livré et sa dernière session.

    Lève `click.BadParameter` en disant ce qui existe.
    """
    codes = codes_des_diplomes()
    if code is None:
        if len(codes) != 1:
            raise click.BadParameter(f"préciser --diplome : {', '.join(codes)}.")
        code = codes[0]
    if code not in codes:
        raise click.BadParameter(f"le diplôme « {code} » n'existe pas. Diplômes : {', '.join(codes)}.")
    try:
        return diplome(code, session=session or sessions_connues(code)[-1])
    except HorsValidite as refus:
        raise click.BadParameter(str(refus)) from None
