"""Les champs d'une candidature que l'on lit et change : leur nom, leur valeur en texte, ce qui change entre deux états."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from parchemin.etapes.inscriptions.models import Candidat, Inscription
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.refus import ActeRefuse, Conflit, Ecart, Valeurs, refuser_l_ecrasement

IDENTITE = (
    "civilite", "nom", "nom_usage", "prenoms", "ne_le", "naissance_pays", "naissance_departement",
    "naissance_commune", "naissance_lieu", "nationalite", "ine",
)  # fmt: skip
COORDONNEES = (
    "adresse", "code_postal", "localite", "pays", "telephone", "courriel", "publication",
)  # fmt: skip
DU_CANDIDAT = (*IDENTITE, *COORDONNEES)
CHOIX = (
    "voie", "etablissement", "division", "mef", "forme", "unites", "facultatives", "langue_obligatoire",
    "langue_facultative", "preparation_suivie", "redoublant", "sportif_haut_niveau", "positionnement",
)  # fmt: skip
DE_L_INSCRIPTION = ("academie", *CHOIX)
TOUS = (*DU_CANDIDAT, *DE_L_INSCRIPTION)
OUI = frozenset({"oui", "true", "1"})
NON = frozenset({"non", "false", "0", ""})


def modele(champ: str) -> type[models.Model]:
    """Table qui porte ce champ ; lève `KeyError` si aucune ne le porte."""
    if champ in DU_CANDIDAT:
        return Candidat
    if champ in DE_L_INSCRIPTION:
        return Inscription
    raise KeyError(champ)


def libelle(champ: str) -> str:
    """Nom du champ tel qu'on le lit."""
    return etats.libelle(modele(champ), champ)


def dire(champ: str, valeur: str) -> str:
    """Valeur telle qu'on la lit."""
    colonne = modele(champ)._meta.get_field(champ)
    if isinstance(colonne, models.BooleanField):
        return valeur or "non"
    return etats.dire(modele(champ), champ, valeur)


def etat(inscription: Inscription) -> dict[str, str]:
    """Tous les champs de la candidature et de son candidat, en texte."""
    return etats.etat(inscription.candidat, DU_CANDIDAT) | etats.etat(inscription, DE_L_INSCRIPTION)


def poser(fiche: models.Model, champ: str, texte: str) -> None:
    """Écrit sur la fiche la valeur d'un champ donnée en texte ; lève `ActeRefuse` si elle ne se lit pas."""
    colonne = fiche._meta.get_field(champ)
    if isinstance(colonne, models.BooleanField):
        if texte.casefold() not in OUI | NON:
            raise ActeRefuse(f"{libelle(champ)} : « {texte} » ne se lit pas ; écrivez « oui » ou « non ».")
        setattr(fiche, champ, texte.casefold() in OUI)
    elif isinstance(colonne, models.DateField):
        setattr(fiche, champ, _jour(champ, texte))
    elif isinstance(colonne, models.ForeignKey):
        setattr(fiche, colonne.attname, texte or None)
    else:
        setattr(fiche, champ, texte.strip())


def _jour(champ: str, texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise ActeRefuse(
            f"{libelle(champ)} : « {texte} » n'est pas une date. Exemple : 2005-04-09."
        ) from None


def verifier(fiche: models.Model, champs: Iterable[str]) -> None:
    """Lève `ActeRefuse` si la valeur d'un de ces champs ne convient pas, un champ par phrase ; la base n'est pas lue."""
    retenus = set(champs)
    # Une clé étrangère se vérifierait par une lecture de la base : l'acte l'a déjà retrouvée.
    exclus = {
        f.name for f in fiche._meta.fields if f.name not in retenus or isinstance(f, models.ForeignKey)
    }  # fmt: skip
    try:
        fiche.clean_fields(exclude=exclus)
    except ValidationError as fautes:
        raise ActeRefuse(
            *(f"{libelle(champ)} : {' '.join(phrases)}" for champ, phrases in fautes.message_dict.items())
        ) from fautes


def refuser_tout_ecrasement(*, lu: Valeurs, actuel: Valeurs, saisi: Valeurs) -> None:
    """Lève un seul `Conflit` qui dit tous les champs que quelqu'un d'autre a changés entre-temps."""
    ecarts: list[Ecart] = []
    for champs in (DU_CANDIDAT, DE_L_INSCRIPTION):
        siens = {c: v for c, v in saisi.items() if c in champs}
        try:
            refuser_l_ecrasement(modele(champs[0]), lu=lu, actuel=actuel, saisi=siens)
        except Conflit as conflit:
            ecarts += conflit.ecarts
    if ecarts:
        raise Conflit(*ecarts)


def changes(avant: Mapping[str, str], apres: Mapping[str, str]) -> dict[str, str]:
    """De ce qui est demandé, ce qui n'est pas déjà ainsi ; lève `KeyError` pour un champ qui n'existe pas."""
    for champ in apres:
        modele(champ)
    return {champ: valeur for champ, valeur in apres.items() if avant.get(champ, "") != valeur}
