"""Cyclades, édition « Listes simples » : un préambule de hauteur variable, le guillemet « ' », des zéros mangés."""

from collections.abc import Sequence

from parchemin.moteurs.echanges.formats.colonnes import Colonne, Format
from parchemin.moteurs.echanges.modele import Champ
from parchemin.moteurs.echanges.valeurs import dates, identifiants, identite, scolarite
from parchemin.moteurs.echanges.valeurs.lue import texte_court

_GUILLEMETS = ("'", '"')


def recoller(cellules: Sequence[str], largeur: int) -> Sequence[str]:
    """Ôte les guillemets qui entourent une cellule, et rassemble celles qu'un « ; » entre guillemets a coupées.

    « Métiers de l'accueil » reste entier : une apostrophe ne compte qu'en tête et en fin de cellule.
    """
    if not any(cellule.startswith(_GUILLEMETS) for cellule in cellules):
        return cellules
    recollees: list[str] = []
    attente: list[str] = []
    de_trop = len(cellules) - largeur
    for rang, cellule in enumerate(cellules):
        attente.append(cellule)
        ouverte = ";".join(attente)
        if (
            _manque_une_fin(ouverte)
            and len(attente) <= de_trop
            and _se_ferme(ouverte[0], cellules[rang + 1 :])
        ):
            continue
        de_trop -= len(attente) - 1
        recollees.append(_deshabiller(ouverte))
        attente = []
    return recollees


def _est_close(cellule: str) -> bool:
    """Vrai si le guillemet de tête est refermé en fin ; doublé, il est dans le texte et ne ferme rien."""
    contenu, guillemet = cellule[1:], cellule[0]
    return (len(contenu) - len(contenu.rstrip(guillemet))) % 2 == 1


def _manque_une_fin(cellule: str) -> bool:
    return cellule.startswith(_GUILLEMETS) and not _est_close(cellule)


def _se_ferme(guillemet: str, suite: Sequence[str]) -> bool:
    return any(cellule.endswith(guillemet) for cellule in suite)


def _deshabiller(cellule: str) -> str:
    if cellule.startswith(_GUILLEMETS) and _est_close(cellule):
        return cellule[1:-1].replace(cellule[0] * 2, cellule[0]).strip()
    return cellule


LISTES_SIMPLES = Format(
    code="listes_simples",
    libelle="Cyclades, « Listes simples » (CSV)",
    colonnes=(
        Colonne("N° Candidat", Champ.NUMERO, identifiants.numero, ("Numéro Candidat",), obligatoire=True),
        Colonne("N° Inscription"),
        Colonne("N° Océan"),
        Colonne("Nom de famille", Champ.NOM, identite.nom, obligatoire=True),
        Colonne("Nom d'usage", Champ.NOM_USAGE, identite.nom),
        Colonne("Prénom(s)", Champ.PRENOMS, identite.nom, ("Prénoms",), obligatoire=True),
        Colonne("Date de Naissance", Champ.NE_LE, dates.jour, obligatoire=True),
        Colonne("Division de classe", Champ.DIVISION, texte_court(40)),
        Colonne("INE", Champ.INE, identifiants.ine),
        Colonne("Catégorie Candidat", Champ.VOIE, scolarite.categorie),
        Colonne("Code Spécialité", Champ.SPECIALITE, scolarite.specialite),
        Colonne("Spécialité"),
        Colonne("Etat", Champ.ETAT, texte_court(60)),
        Colonne("Enseignements", Champ.ENSEIGNEMENTS),
    ),
    signature=("N° Candidat", "N° Inscription", "Nom de famille", "Date de Naissance"),
    vides=frozenset({"-", "Non renseigné"}),
    preparer=recoller,
)
