"""Lire une valeur écrite de plusieurs façons : un code sans son zéro de tête, une académie par son nom, une voie."""

from collections.abc import Mapping

from parchemin.droit.regimes import Voie
from parchemin.socle.organisation.imports.modele import Contexte
from parchemin.socle.organisation.models import Academie, Etablissement
from parchemin.socle.organisation.mots import simplifier
from parchemin.socle.organisation.territoires import academies_anciennes

VOIES: Mapping[str, Voie] = {
    ecrit: voie
    for voie, ecritures in {
        Voie.SCOLAIRE: ("scolaire", "voie scolaire", "sco", "st", "initiale"),
        Voie.APPRENTISSAGE: ("apprentissage", "apprenti", "apprentis", "ap"),
        Voie.FPC: ("fpc", "formation continue", "formation professionnelle continue"),
        Voie.DISTANCE: ("distance", "a distance", "enseignement a distance", "ead"),
    }.items()
    for ecrit in ecritures
}
PRIVE = "prive"
SECTEURS: Mapping[str, str] = {
    "public": Etablissement.Secteur.PUBLIC,
    "consulaire": Etablissement.Secteur.CONSULAIRE,
    "prive sous contrat": Etablissement.Secteur.PRIVE_SOUS_CONTRAT,
    "prive hors contrat": Etablissement.Secteur.PRIVE_HORS_CONTRAT,
    "hors contrat": Etablissement.Secteur.PRIVE_HORS_CONTRAT,
    "prive": PRIVE,
}


def completer(code: str, longueur: int) -> str:
    """Code dont les zéros de tête, mangés par un tableur, sont remis : « 1 » → « 001 »."""
    return code.zfill(longueur) if code[:1].isdigit() else code


def entier(texte: str) -> int | None:
    """Nombre entier écrit en chiffres, même avec une virgule suivie de zéros ; `None` si ce n'en est pas un."""
    chiffres, _, decimales = texte.replace(",", ".").partition(".")
    if not chiffres.isascii() or not chiffres.isdigit() or decimales.strip("0"):
        return None
    return int(chiffres[:10])


def academie_ecrite(ecrit: str, contexte: Contexte) -> tuple[Academie | None, bool]:
    """Académie désignée par son code ou son nom, et si c'est par celui d'une académie qui n'existe plus."""
    code = completer(ecrit, 2)
    if trouvee := contexte.academies.get(code) or contexte.academies.get(simplifier(ecrit)):
        return trouvee, False
    remplacante = academies_anciennes().get(code) or academies_anciennes().get(ecrit.strip().capitalize())
    return (contexte.academies.get(remplacante), True) if remplacante else (None, False)


def academie_du_departement(ecrit: str, uai: str, contexte: Contexte) -> Academie | None:
    """Académie du département écrit, à défaut de celui que dit l'UAI."""
    departement = contexte.departements.get(completer(ecrit, 3)) or contexte.departements.get(uai[:3])
    return departement.academie if departement else None


def secteur_ecrit(secteur: str, contrat: str, actuel: str = "") -> str | None:
    """Secteur d'après les deux colonnes de l'annuaire ; vide si l'on ne peut pas trancher, `None` s'il n'est pas connu.

    « Privé » sans son contrat ne dit pas le régime : le secteur privé déjà enregistré est gardé, sinon rien n'est dit.
    """
    lu = SECTEURS.get(simplifier(secteur))
    if lu != PRIVE:
        return lu
    if "hors" in simplifier(contrat):
        return Etablissement.Secteur.PRIVE_HORS_CONTRAT
    if "contrat" in simplifier(contrat):
        return Etablissement.Secteur.PRIVE_SOUS_CONTRAT
    return actuel if actuel.startswith(PRIVE) else ""
