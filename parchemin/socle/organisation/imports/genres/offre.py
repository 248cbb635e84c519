"""L'offre de formation : les places de chaque établissement, par voie et par session."""

from collections.abc import Iterable, Iterator

from parchemin.socle.organisation.imports.genres.uai import HORS_PORTEE, academie_de, uai_de
from parchemin.socle.organisation.imports.modele import (
    BLOQUANT,
    Colonne,
    Contexte,
    Diagnostic,
    Ignoree,
    Ligne,
    Voulu,
)
from parchemin.socle.organisation.imports.objets import ETABLISSEMENT, OFFRE, SEPARATEUR
from parchemin.socle.organisation.imports.valeurs import VOIES, entier
from parchemin.socle.organisation.models import PLACES_MAXIMUM
from parchemin.socle.organisation.mots import simplifier
from parchemin.socle.organisation.services.etablissements import A_RENSEIGNER

COLONNES = (
    Colonne(
        "uai",
        "UAI de l'établissement",
        ("numero_d_uai", "code_uai", "identifiant_de_l_etablissement"),
        obligatoire=True,
    ),
    Colonne(
        "statut",
        "voie : scolaire, apprentissage, fpc ou distance",
        ("voie",),
        obligatoire=True,
    ),
    Colonne(
        "capacite",
        "places offertes",
        ("capacitepsup", "places"),
        obligatoire=True,
    ),
    Colonne(
        "session", "année de la session ; sans cette colonne, toutes les lignes sont de la session choisie"
    ),
    Colonne("departement", "département, pour un établissement nouveau", ("code_departement",)),
    Colonne("mefstat11", "formation, sur onze chiffres ; une seule spécialité par fichier"),
    Colonne("rentree", "année de rentrée, pour mémoire"),
)
AUTRE_SESSION = "autre session"
# Les cinq derniers chiffres d'un MEF statistique désignent la spécialité, quelle que soit l'année d'études.
CHIFFRES_DE_SPECIALITE = 5


def examiner(lignes: Iterable[Ligne], contexte: Contexte) -> Iterator[Voulu | Diagnostic | Ignoree]:
    """Ce que demande chaque ligne : son offre, et son établissement s'il n'est pas encore enregistré."""
    specialite = ""
    annee = contexte.session.annee if contexte.session else 0
    for ligne in lignes:
        lue = entier(ligne["session"]) if ligne["session"] else annee
        if lue is None:
            yield ligne.faute("session", "une année, par exemple 2026", "corrigez-la")
            continue
        if lue != annee:
            yield Ignoree(ligne.numero, AUTRE_SESSION)
            continue
        specialite = specialite or ligne["mefstat11"][-CHIFFRES_DE_SPECIALITE:]
        if ligne["mefstat11"][-CHIFFRES_DE_SPECIALITE:] != specialite:
            remede = "n'y laissez que les lignes de la spécialité de la session"
            yield ligne.faute("mefstat11", f"une seule spécialité dans le fichier, « …{specialite} »", remede)
            continue
        yield from _examiner(ligne, contexte)


def _examiner(ligne: Ligne, contexte: Contexte) -> Iterator[Voulu | Diagnostic | Ignoree]:
    uai, sur_l_uai = uai_de(ligne)
    if sur_l_uai and sur_l_uai.niveau == BLOQUANT:
        yield sur_l_uai
        return
    academie, sur_l_academie = academie_de(ligne, uai, contexte)
    code = contexte.connus.get(uai) or (academie.pk if academie else "")
    if code and not contexte.dans_la_portee(code):
        yield Ignoree(ligne.numero, HORS_PORTEE)
        return
    yield from filter(None, (sur_l_uai, sur_l_academie))
    voie, places = VOIES.get(simplifier(ligne["statut"])), entier(ligne["capacite"])
    if voie is None:
        yield ligne.faute("statut", "scolaire, apprentissage, fpc ou distance", "corrigez la voie")
    if not ligne["capacite"]:
        yield ligne.avertir("capacite", "un nombre de places", "complétez-la quand vous la connaîtrez")
    elif places is None or places > PLACES_MAXIMUM:
        yield ligne.faute("capacite", f"un nombre de places, de 0 à {PLACES_MAXIMUM}", "corrigez-le")
        return
    if uai not in contexte.connus and academie:
        nouveau = {"nom": A_RENSEIGNER, "academie": academie.pk}
        yield Voulu(ligne.numero, ETABLISSEMENT, uai, nouveau)
    if voie:
        capacite = {"capacite": "" if places is None else str(places)}
        yield Voulu(ligne.numero, OFFRE, f"{uai}{SEPARATEUR}{voie}", capacite)
