"""Le fichier d'origine rendu avec ses diagnostics en regard de chaque ligne : on le corrige, on le renvoie."""

import io
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import PurePath

from parchemin.moteurs.echanges.classeur import ecrire_classeur
from parchemin.moteurs.echanges.modele import Diagnostic, FichierEcrit, FichierLu, Niveau
from parchemin.moteurs.echanges.protection import proteger
from parchemin.moteurs.tableurs import ecrire_csv

TITRES = ("_ligne", "_niveau", "_diagnostic")
"""Colonnes ajoutées en tête ; la lecture les saute, et tout ce dont le titre commence par « _ »."""
_ECARTEE = "laissée de côté"


class Support(StrEnum):
    """Ce dans quoi un fichier corrigé est écrit."""

    CLASSEUR = "xlsx"
    """Tout y est du texte : rien n'est évalué, rien n'est protégé, aucun zéro n'est mangé."""
    CSV = "csv"
    """Les formules plausibles y reçoivent une apostrophe ; « -Dupont » reste « -Dupont »."""


def fichier_corrige(fichier: FichierLu, support: Support = Support.CLASSEUR) -> FichierEcrit:
    """Rend le fichier d'origine, préambule compris, ses diagnostics en regard ; `lire` le relit sans perte.

    Ce qui porte sur le fichier entier est à la fin, sur des lignes que la lecture saute.
    """
    nom = f"{PurePath(fichier.nom).stem or 'candidats'}_corrige.{support.value}"
    rangees = _rangees(fichier)
    if support is Support.CLASSEUR:
        return FichierEcrit(nom, ecrire_classeur(rangees, fichier.feuille or "Candidats"))
    flux = io.StringIO(newline="")
    protegees = ([proteger(cellule) for cellule in rangee] for rangee in rangees)
    ecrire_csv(flux, next(protegees), protegees)
    return FichierEcrit(nom, flux.getvalue().encode("utf-8-sig"))


def _rangees(fichier: FichierLu) -> Iterator[Sequence[str]]:
    dits: dict[int, list[Diagnostic]] = {}
    for diagnostic in fichier.tous_les_diagnostics():
        dits.setdefault(diagnostic.ligne, []).append(diagnostic)
    ecartees = {ligne.numero for ligne in fichier.ecartees}
    origine = fichier.origine
    for numero, cellules in origine.preambule:
        yield [*_en_regard(numero, dits.pop(numero, []), ecartee=False), *cellules]
    dits_de_l_entete = dits.pop(origine.ligne_entete, []) if _entete_est_seule(fichier) else []
    yield [*TITRES, *origine.entete]
    for numero, cellules in origine.rangees:
        yield [*_en_regard(numero, dits.pop(numero, []), ecartee=numero in ecartees), *cellules]
    restants = [*dits_de_l_entete, *(dit for groupe in dits.values() for dit in groupe)]
    for dit in restants:
        yield [str(dit.ligne or ""), dit.niveau.value, dit.phrase]


def _entete_est_seule(fichier: FichierLu) -> bool:
    """Faux pour un XML, dont les titres portent la ligne du premier élève."""
    return all(numero != fichier.origine.ligne_entete for numero, _ in fichier.origine.rangees[:1])


def _en_regard(numero: int, dits: Sequence[Diagnostic], *, ecartee: bool) -> list[str]:
    if ecartee:
        niveau = _ECARTEE
    elif any(dit.est_bloquant for dit in dits):
        niveau = Niveau.BLOQUANT.value
    else:
        niveau = Niveau.AVERTISSEMENT.value if dits else ""
    return [str(numero), niveau, " ".join(map(_dire, dits))]


def _dire(dit: Diagnostic) -> str:
    colonne = f"{dit.colonne} : " if dit.colonne else ""
    return f"{colonne}{dit.attendu} attendu ; {dit.remede}."
