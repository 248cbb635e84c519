"""L'UAI d'une ligne, et l'académie de son établissement : ce que l'offre et l'annuaire ont en commun."""

from parchemin.socle.organisation.imports.modele import Contexte, Diagnostic, Ligne
from parchemin.socle.organisation.imports.valeurs import academie_du_departement, completer
from parchemin.socle.organisation.models import Academie
from parchemin.socle.organisation.uai import faute_d_uai, normaliser_uai

HORS_PORTEE = "établissement hors de votre périmètre"


def uai_de(ligne: Ligne) -> tuple[str, Diagnostic | None]:
    """UAI de la ligne et ce qu'il y a à en dire : une faute, ou un zéro de tête remis."""
    uai = normaliser_uai(ligne["uai"])
    if faute := faute_d_uai(uai):
        return uai, ligne.faute("uai", "un UAI exact", faute.rstrip("."))
    if uai != ligne["uai"].upper():
        return uai, ligne.avertir("uai", f"« {uai} »", "rien à faire, l'écriture a été rétablie")
    return uai, None


def academie_de(ligne: Ligne, uai: str, contexte: Contexte) -> tuple[Academie | None, Diagnostic | None]:
    """Académie d'un établissement d'après la ligne, et ce qu'il y a à en dire."""
    ecrit = ligne["departement"]
    if ecrit and completer(ecrit, 3) not in contexte.departements:
        return None, ligne.faute(
            "departement", "un département français, « 059 » ou « 02A »", "corrigez le code"
        )
    academie = academie_du_departement(ecrit, uai, contexte)
    if academie is None:
        remede = "ajoutez une colonne « departement » qui la donne"
        return None, ligne.faute("uai", "un UAI dont le début désigne une académie", remede)
    attendue = academie_du_departement("", uai, contexte)
    if attendue and attendue != academie:
        lieu = f"{attendue}, d'après le début de l'UAI"
        return academie, ligne.avertir("departement", lieu, f"vérifiez ; l'académie retenue est {academie}")
    return academie, None
