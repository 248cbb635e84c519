"""L'annuaire public de l'éducation : le nom, le secteur et l'adresse des établissements."""

from collections.abc import Iterable, Iterator
from datetime import date

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
from parchemin.socle.organisation.imports.objets import ETABLISSEMENT
from parchemin.socle.organisation.imports.valeurs import academie_ecrite, secteur_ecrit
from parchemin.socle.organisation.models import Academie, Etablissement
from parchemin.socle.organisation.mots import simplifier

COLONNES = (
    Colonne(
        "uai",
        "UAI de l'établissement",
        ("numero_d_uai", "numero_uai", "identifiant_de_l_etablissement", "code_uai"),
        obligatoire=True,
    ),
    Colonne(
        "nom",
        "nom de l'établissement",
        ("appellation_officielle", "nom_etablissement", "patronyme_uai"),
        obligatoire=True,
    ),
    Colonne(
        "nature",
        "ce qu'il est : lycée, CFA…",
        ("denomination_principale", "nature_uai_libe", "libelle_nature", "type_etablissement"),
    ),
    Colonne("secteur", "public ou privé", ("secteur_public_prive_libe", "statut_public_prive")),
    Colonne("contrat", "contrat d'un établissement privé", ("type_contrat_prive", "libelle_contrat")),
    Colonne("adresse", "voie et numéro", ("adresse_uai", "adresse_1")),
    Colonne("code_postal", "code postal", ("code_postal_uai",)),
    Colonne("commune", "commune", ("nom_commune", "libelle_commune", "localite_acheminement_uai")),
    Colonne("departement", "code du département", ("code_departement",)),
    Colonne("academie", "code ou nom de l'académie", ("code_academie", "libelle_academie")),
    Colonne("etat", "ouvert ou fermé", ("etat_etablissement_libe", "etat_etablissement")),
    Colonne("ferme_le", "date de fermeture", ("date_fermeture",)),
)
SANS_FICHE = "établissement sans fiche ici"
# Codes et mots de l'annuaire : 1 ouvert, 2 à fermer, 3 fermé, 4 à ouvrir.
FERMES = frozenset({"3", "ferme"})
ETATS = FERMES | {"1", "2", "4", "ouvert", "a fermer", "a ouvrir", ""}
# Ce que tient la fiche d'un établissement, en caractères.
LONGUEURS = {"nom": 120, "nature": 80, "adresse": 200, "commune": 60}


def examiner(lignes: Iterable[Ligne], contexte: Contexte) -> Iterator[Voulu | Diagnostic | Ignoree]:
    """Ce que demande chaque ligne : une fiche complétée, ou créée si la personne a choisi d'ajouter les inconnus."""
    secteurs = dict(Etablissement.objects.values_list("pk", "secteur"))
    for ligne in lignes:
        uai, sur_l_uai = uai_de(ligne)
        if sur_l_uai and sur_l_uai.niveau == BLOQUANT:
            yield sur_l_uai
        elif uai not in contexte.connus and not contexte.inconnus:
            yield Ignoree(ligne.numero, SANS_FICHE)
        else:
            yield from filter(None, [sur_l_uai])
            yield from _examiner(ligne, uai, secteurs.get(uai, ""), contexte)


def _examiner(
    ligne: Ligne, uai: str, secteur_connu: str, contexte: Contexte
) -> Iterator[Voulu | Diagnostic | Ignoree]:
    academie, sur_l_academie = _academie(ligne, uai, contexte)
    codes = {contexte.connus.get(uai), academie.pk if academie else None} - {None}
    if not contexte.dans_la_portee(*(code for code in codes if code)):
        yield Ignoree(ligne.numero, HORS_PORTEE)
        return
    fautes = [sur_l_academie, *_fautes(ligne)]
    secteur = secteur_ecrit(ligne["secteur"], ligne["contrat"], secteur_connu)
    if ligne["secteur"] and secteur is None:
        fautes.append(ligne.faute("secteur", "public ou privé", "corrigez le secteur"))
    if secteur == "":
        remede = "ajoutez la colonne « contrat », ou choisissez le secteur sur la fiche : le régime en dépend"
        fautes.append(ligne.avertir("secteur", "privé sous contrat ou hors contrat", remede))
    yield from filter(None, fautes)
    if any(faute and faute.niveau == BLOQUANT for faute in fautes) or academie is None:
        return
    textes = {cle: ligne[cle] for cle in ("nom", "nature", "adresse", "code_postal", "commune")}
    valeurs = {
        **textes, "code_postal": textes["code_postal"].zfill(5) if textes["code_postal"] else "",
        "academie": academie.pk, "secteur": secteur or "", "ferme_le": _fermeture(ligne) or "",
    }  # fmt: skip
    # Une case vide n'efface rien : elle ne dit rien.
    yield Voulu(ligne.numero, ETABLISSEMENT, uai, {champ: v for champ, v in valeurs.items() if v})


def _academie(ligne: Ligne, uai: str, contexte: Contexte) -> tuple[Academie | None, Diagnostic | None]:
    if not ligne["academie"]:
        return academie_de(ligne, uai, contexte)
    academie, est_ancienne = academie_ecrite(ligne["academie"], contexte)
    if academie is None:
        return None, ligne.faute("academie", "le code ou le nom d'une académie", "corrigez-le")
    return academie, ligne.avertir("academie", str(academie), "rien à faire") if est_ancienne else None


def _fautes(ligne: Ligne) -> Iterator[Diagnostic]:
    if not ligne["nom"]:
        yield ligne.faute("nom", "le nom de l'établissement", "ajoutez-le")
    for champ, longueur in LONGUEURS.items():
        if len(ligne[champ]) > longueur:
            yield ligne.faute(champ, f"{longueur} caractères au plus", "abrégez")
    code_postal = ligne["code_postal"]
    if code_postal and not (
        code_postal.isascii() and code_postal.isdigit() and len(code_postal) <= len("00000")
    ):
        yield ligne.faute("code_postal", "cinq chiffres", "corrigez-le")
    if simplifier(ligne["etat"]) not in ETATS:
        yield ligne.faute("etat", "ouvert ou fermé", "corrigez l'état")
    if _fermeture(ligne) is None:
        yield ligne.faute("ferme_le", "une date, par exemple 2026-08-31", "corrigez-la")
    elif simplifier(ligne["etat"]) in FERMES and not ligne["ferme_le"]:
        yield ligne.avertir("ferme_le", "la date de fermeture", "complétez-la sur la fiche")


def _fermeture(ligne: Ligne) -> str | None:
    """Date de fermeture, vide s'il n'y en a pas ; `None` si elle ne se lit pas. Une date à la française est admise."""
    ecrite = ligne["ferme_le"][:10]
    jour, mois, annee = ecrite.split("/") if ecrite.count("/") == len("//") else ("", "", "")
    try:
        return date.fromisoformat(f"{annee}-{mois}-{jour}" if annee else ecrite).isoformat() if ecrite else ""
    except ValueError:
        return None
