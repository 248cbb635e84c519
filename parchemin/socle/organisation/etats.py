"""L'état d'une fiche en valeurs simples, pour le comparer, l'inscrire au journal ou montrer un conflit."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from django.db import models

ETABLISSEMENT = ("nom", "secteur", "nature", "adresse", "code_postal", "commune", "academie", "ferme_le")
ACADEMIE = ("nom", "nature", "fuseau", "region")
DEPARTEMENT = ("nom", "academie")
OFFRE = ("capacite",)
HABILITATION = ("voie", "debut", "fin", "etendue", "reference")
CENTRE = ("code", "nom", "academie", "etablissement", "adresse", "fuseau")
SALLE = ("capacite", "accessible")
ECHEANCE = ("libelle", "le", "reference")


def ecrire(valeur: object) -> str:
    """Valeur en texte, la même sur toutes les bases : « oui », « 2026-06-09 », « 2026-06-09T16:00:00+00:00 »."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        return valeur.astimezone(UTC).isoformat()
    if isinstance(valeur, date):
        return valeur.isoformat()
    return str(valeur)


def etat(fiche: models.Model, champs: Iterable[str]) -> dict[str, str]:
    """Valeurs des champs d'une fiche ; une fiche liée y est par sa clé."""
    return {champ: ecrire(fiche.serializable_value(champ)) for champ in champs}


def differences(avant: Mapping[str, str], apres: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """De deux états, les seules valeurs qui changent, avant et après ; rien avant si la fiche n'existait pas."""
    changes = [champ for champ in apres if apres[champ] != avant.get(champ, "")]
    return {champ: avant[champ] for champ in changes if champ in avant}, {c: apres[c] for c in changes}


def libelle(modele: type[models.Model], champ: str) -> str:
    """Nom d'un champ tel qu'on le lit, avec sa majuscule et ses accents."""
    colonne = modele._meta.get_field(champ)
    nom = str(getattr(colonne, "verbose_name", champ))
    # « academie » n'a d'accent que dans le nom de la fiche qu'il désigne.
    if isinstance(colonne, models.ForeignKey) and champ == colonne.related_model._meta.model_name:
        nom = str(colonne.related_model._meta.verbose_name)
    return nom[:1].upper() + nom[1:]


def dire(modele: type[models.Model], champ: str, valeur: str) -> str:
    """Valeur telle qu'on la lit : le libellé d'un choix, le nom d'une fiche liée, une date en chiffres, le texte sinon."""
    colonne = modele._meta.get_field(champ)
    if not valeur or not isinstance(colonne, models.Field):
        return valeur
    if isinstance(colonne, models.ForeignKey):
        liee = str(colonne.related_model._default_manager.filter(pk=valeur).first() or valeur)
        return liee if valeur in liee else f"{liee} ({valeur})"
    if isinstance(colonne, models.DateTimeField):
        return f"{datetime.fromisoformat(valeur):%d/%m/%Y %H:%M} UTC"
    if isinstance(colonne, models.DateField):
        return f"{date.fromisoformat(valeur):%d/%m/%Y}"
    return str(dict(colonne.flatchoices).get(valeur, valeur))
