"""La table des académies et de leurs départements."""

from collections.abc import Iterable, Iterator

from parchemin.socle.organisation.heures import fuseaux
from parchemin.socle.organisation.imports.modele import Colonne, Contexte, Diagnostic, Ignoree, Ligne, Voulu
from parchemin.socle.organisation.imports.objets import ACADEMIE, DEPARTEMENT
from parchemin.socle.organisation.imports.valeurs import completer
from parchemin.socle.organisation.models import Academie
from parchemin.socle.organisation.mots import meme_nom
from parchemin.socle.organisation.territoires import (
    academies_anciennes,
    autre_ecriture,
    codes_sans_academie,
    mots_sans_region,
)

COLONNES = (
    Colonne("code_academie", "code à deux chiffres", ("code de l'academie",), obligatoire=True),
    Colonne("academie", "nom de l'académie", ("libelle_academie",), obligatoire=True),
    Colonne("departement", "code du département à trois caractères", ("code_departement",)),
    Colonne("libelle_departement", "nom du département"),
    Colonne("region", "nom de la région", ("libelle_region",)),
    Colonne("fuseau", "fuseau horaire IANA, obligatoire pour une académie nouvelle", ("fuseau_horaire",)),
)
LONGUEUR_DES_NOMS = 60
SANS_ACADEMIE = "code qui ne désigne pas une académie"
ANCIENNE = "académie qui n'existe plus"


def examiner(lignes: Iterable[Ligne], contexte: Contexte) -> Iterator[Voulu | Diagnostic | Ignoree]:
    """Ce que demande chaque ligne : le nom d'une académie, et le rattachement d'un département."""
    for ligne in lignes:
        code = completer(ligne["code_academie"], 2)
        if code in codes_sans_academie():
            yield Ignoree(ligne.numero, SANS_ACADEMIE)
        elif code in academies_anciennes():
            yield Ignoree(ligne.numero, ANCIENNE)
        elif len(code) != len("00") or not code.isdigit():
            yield ligne.faute("code_academie", "un code d'académie à deux chiffres", "corrigez-le")
        elif faute := _faute(ligne, contexte.academies.get(code)):
            yield faute
        else:
            yield from _demandes(ligne, code, contexte)


def _faute(ligne: Ligne, connue: Academie | None) -> Diagnostic | None:
    if not ligne["academie"]:
        return ligne.faute("academie", "le nom de l'académie", "ajoutez-le")
    if ligne["fuseau"] and ligne["fuseau"] not in fuseaux():
        return ligne.faute("fuseau", "un fuseau horaire IANA, par exemple Indian/Reunion", "corrigez-le")
    if connue is None and not ligne["fuseau"]:
        remede = "ajoutez une colonne « fuseau » qui le donne"
        return ligne.faute("fuseau", "le fuseau horaire de cette académie nouvelle", remede)
    for cle in ("academie", "libelle_departement", "region"):
        if len(ligne[cle]) > LONGUEUR_DES_NOMS and not meme_nom(
            ligne[cle], autre_ecriture(ligne["code_academie"])
        ):
            return ligne.faute(cle, f"{LONGUEUR_DES_NOMS} caractères au plus", "abrégez")
    if ligne["departement"] and not ligne["libelle_departement"]:
        return ligne.faute("libelle_departement", "le nom du département", "ajoutez-le")
    return None


def _demandes(ligne: Ligne, code: str, contexte: Contexte) -> Iterator[Voulu]:
    connue = contexte.academies.get(code)
    region = "" if ligne["region"] in mots_sans_region() else ligne["region"]
    ecrit = {"nom": ligne["academie"], "fuseau": ligne["fuseau"], "region": region}
    garde = {"nom": connue.nom, "fuseau": connue.fuseau, "region": connue.region} if connue else {}
    yield Voulu(ligne.numero, ACADEMIE, code, _valeurs(code, ecrit, garde))
    if ligne["departement"]:
        departement = completer(ligne["departement"], 3)
        connu = contexte.departements.get(departement)
        garde = {"nom": connu.nom} if connu and connu.pk == departement else {}
        nom = _valeurs(departement, {"nom": ligne["libelle_departement"]}, garde)
        yield Voulu(ligne.numero, DEPARTEMENT, departement, {**nom, "academie": code})


def _valeurs(code: str, ecrit: dict[str, str], garde: dict[str, str]) -> dict[str, str]:
    """Valeurs écrites. Une case vide, ou un nom qui ne diffère que par sa typographie, laisse ce qui est gardé."""
    return {
        champ: garde[champ] if champ in garde and _dit_la_meme_chose(code, valeur, garde[champ]) else valeur
        for champ, valeur in ecrit.items()
        if valeur or champ in garde
    }


def _dit_la_meme_chose(code: str, ecrit: str, garde: str) -> bool:
    return not ecrit or meme_nom(ecrit, garde) or meme_nom(ecrit, autre_ecriture(code))
