"""La commande `parchemin parametres` : chaque valeur légale, sa référence, ce qu'elle changerait."""

from collections import Counter
from datetime import date
from fnmatch import fnmatchcase

import click

from parchemin.droit.parametres import Valeur
from parchemin.droit.references import Statut
from parchemin.droit.valeurs import toutes_les_valeurs
from parchemin.web.commande import mise_en_page, saisies
from parchemin.web.commande.mots import ecrire_valeur

EPILOGUE = """\b
Exemples :
  parchemin parametres --a-confirmer
  parchemin parametres --nom 'controle.*' --le 2026-07-01
"""

ACCORDS = {Statut.LU: "lues dans le texte", Statut.DEDUIT: "déduites", Statut.A_CONFIRMER: "à confirmer"}


@click.command("parametres", epilog=EPILOGUE)
@click.option("--a-confirmer", is_flag=True, help="Seulement ce qu'aucun texte lu n'établit.")
@click.option(
    "--nom", "motif", default="*", metavar="MOTIF", help="Seulement les noms de cette forme, « * » admis."
)
@click.option(
    "--le",
    type=saisies.Jour(),
    help="Seulement ce qui vaut ce jour-là ; par session, celle de l'année.",
)
@click.option(
    "--format",
    "sortie",
    type=click.Choice(saisies.FORMATS),
    default="texte",
    show_default=True,
    help="Sortie.",
)
def commande(a_confirmer: bool, motif: str, le: date | None, sortie: str) -> None:
    """Liste les valeurs légales : période, référence, statut, choix possibles, effet d'un changement."""
    retenues = [
        v
        for v in toutes_les_valeurs()
        if fnmatchcase(v.nom, motif if "*" in motif else f"*{motif}*")
        and (not a_confirmer or v.source.statut is Statut.A_CONFIRMER)
        and (le is None or _vaut(v, le))
    ]
    if not retenues:
        raise click.UsageError(f"Aucune valeur légale ne répond à la demande (nom « {motif} »).")
    if sortie == "json":
        mise_en_page.en_json([_rangee(v) for v in retenues])
    elif sortie == "csv":
        mise_en_page.en_csv(_rangee(v) for v in retenues)
    else:
        for v in retenues:
            _ecrire(v)
        _compter(retenues)


def _vaut(valeur: Valeur, le: date) -> bool:
    if valeur.sessions:
        return valeur.sessions[0] <= le.year <= valeur.sessions[1]
    return valeur.du <= le <= valeur.au


def _en_lignes(valeur: object) -> str:
    """Valeur lisible à l'écran : une table y prend une ligne par rangée."""
    if isinstance(valeur, tuple) and valeur and all(isinstance(rangee, dict) for rangee in valeur):
        return "\n".join(f"– {ecrire_valeur(rangee)}" for rangee in valeur)
    return ecrire_valeur(valeur)


def _ecrire(v: Valeur) -> None:
    mise_en_page.titre(v.nom)
    mise_en_page.ligne("Ce que c'est", v.libelle)
    etiquette = "Par défaut" if v.source.statut is Statut.A_CONFIRMER else "Valeur"
    mise_en_page.ligne(etiquette, f"{_en_lignes(v.valeur)} ({v.unite})")
    mise_en_page.ligne("Période", v.periode)
    mise_en_page.ligne("Texte", str(v.reference))
    mise_en_page.ligne("Statut", f"{v.source.statut.libelle}, relu le {v.source.lu_le:%d/%m/%Y}")
    if v.alternatives:
        mise_en_page.ligne("Autres choix", " ; ".join(v.alternatives))
    mise_en_page.ligne("Effet", v.effet)


def _compter(valeurs: list[Valeur]) -> None:
    nombres = Counter(v.source.statut for v in valeurs)
    detail = ", ".join(f"{nombres[s]} {ACCORDS[s]}" for s in Statut if nombres[s])
    click.echo(f"\n{len(valeurs)} valeur{'s' if len(valeurs) > 1 else ''} : {detail}.")


def _rangee(v: Valeur) -> dict[str, object]:
    return {
        "nom": v.nom, "libelle": v.libelle, "valeur": ecrire_valeur(v.valeur, en_clair=False), "unite": v.unite,
        "periode": v.periode, "reference": str(v.reference), "statut": v.source.statut.value,
        "lu_le": v.source.lu_le.isoformat(), "regle": v.source.regle,
        "alternatives": " | ".join(v.alternatives), "effet": v.effet,
    }  # fmt: skip
