"""Ce qu'on met dans un tableau rendu : des textes, des nombres exacts, des jours ; rien qui puisse devenir une formule.

Un numéro, un INE, un code postal est un texte : ses zéros restent. Un instant s'écrit en texte, dans l'heure du
lieu, avant d'arriver ici.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice

from parchemin.moteurs.tableurs.modele import LIMITES, citer, nettoyer

Valeur = str | int | Decimal | date | None
"""Ce qu'on donne ; un `bool` s'écrit « oui » ou « non », `None` laisse la case vide."""
Cellule = str | Decimal | date
"""Ce qu'on écrit, une fois vérifié."""
Types = Mapping[str, "TypeColonne"]

CARACTERES_MAXIMUM = 32_767
"""Ce qu'une cellule de tableur contient au plus."""
CHIFFRES_MAXIMUM = 15
"""Au-delà, un tableur arrondit : ce n'est plus un nombre mais un numéro, donc un texte."""
# Les tableurs comptent un 29 février 1900 qui n'a pas existé : avant le 1er mars, leurs dates se décalent.
PREMIER_JOUR = date(1900, 3, 1)
RANGEES_MESUREES = 200
LARGEUR_MINIMUM, LARGEUR_MAXIMUM = 8, 60
_FINS_DE_LIGNE = re.compile(r"\r\n?")
# Ce que ni XML ni UTF-8 ne savent écrire.
_INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REMPLACANT = "\N{REPLACEMENT CHARACTER}"
_HORS_NOM_DE_FEUILLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOM_DE_FEUILLE_MAXIMUM = 31


class TypeColonne(StrEnum):
    """Ce que toutes les valeurs d'une colonne doivent être."""

    TEXTE = "un texte"
    NOMBRE = "un nombre"
    DATE = "une date"


class ExportImpossible(ValueError):
    """Le tableau ne peut pas être écrit : la phrase dit la ligne, la colonne et ce qui ne va pas."""


def preparer_titres(titres: Sequence[str]) -> list[str]:
    """Titres sur une ligne, tous différents, comme le veut un publipostage. Lève `ExportImpossible`."""
    prepares = [" ".join(_lisible(titre).split()) for titre in titres]
    if not prepares or not all(prepares):
        raise ExportImpossible("chaque colonne doit avoir un titre")
    vus: set[str] = set()
    for titre in prepares:
        # Un traitement de texte ne distingue pas « Nom » de « nom ».
        if titre.casefold() in vus:
            raise ExportImpossible(f"deux colonnes ont le titre {citer(titre)}")
        vus.add(titre.casefold())
    return prepares


def preparer_lignes(
    titres: Sequence[str], lignes: Iterable[Sequence[Valeur]], types: Types | None
) -> Iterator[list[Cellule]]:
    """Rangées vérifiées, une à une. Lève `ExportImpossible` à la première qui ne convient pas."""
    imposes = [(types or {}).get(titre) for titre in titres]
    if inconnus := (types or {}).keys() - set(titres):
        raise ExportImpossible(f"aucune colonne n'a le titre {citer(min(inconnus))}")
    for numero, ligne in enumerate(lignes, start=2):
        if numero > LIMITES.lignes:
            raise ExportImpossible(f"le tableau dépasse {LIMITES.lignes} lignes")
        if len(ligne) != len(titres):
            raise ExportImpossible(
                f"ligne {numero} : {len(ligne)} valeurs pour {len(titres)} colonnes"
            )  # fmt: skip
        try:
            yield list(map(_preparer, ligne, imposes))
        except ExportImpossible:
            raise _situer(numero, titres, ligne, imposes) from None


def mesurer(
    titres: Sequence[str], rangees: Iterator[list[Cellule]]
) -> tuple[list[int], Iterator[list[Cellule]]]:
    """Largeur de chaque colonne, en caractères, d'après les premières rangées ; et toutes les rangées."""
    premieres = list(islice(rangees, RANGEES_MESUREES))
    largeurs = [
        max(LARGEUR_MINIMUM, min(LARGEUR_MAXIMUM, 2 + max(map(_longueur, (titre, *colonne)))))
        for titre, *colonne in zip(titres, *premieres, strict=True)
    ]
    return largeurs, chain(premieres, rangees)


def nommer_feuille(nom: str) -> str:
    """Nom de feuille que tous les tableurs admettent."""
    admis = _HORS_NOM_DE_FEUILLE.sub("-", _lisible(nom)).strip(" '")[:_NOM_DE_FEUILLE_MAXIMUM].strip(" '")
    return admis or "Liste"


def _preparer(valeur: Valeur, impose: TypeColonne | None) -> Cellule:
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, bool):
        return _texte("oui" if valeur else "non", impose)
    if isinstance(valeur, str):
        return _texte(_lisible(valeur), impose)
    if isinstance(valeur, datetime):
        raise ExportImpossible("un instant s'écrit en texte, dans l'heure du lieu")
    if isinstance(valeur, date):
        return _jour(valeur, impose)
    if isinstance(valeur, int | Decimal):
        return _nombre(Decimal(valeur), impose)
    raise ExportImpossible(f"{type(valeur).__name__} n'est ni un texte, ni un nombre exact, ni une date")


def _texte(texte: str, impose: TypeColonne | None) -> str:
    if impose not in {None, TypeColonne.TEXTE}:
        raise ExportImpossible(f"{citer(texte)} n'est pas {impose}")
    if len(texte) > CARACTERES_MAXIMUM:
        raise ExportImpossible(f"le texte dépasse {CARACTERES_MAXIMUM} caractères")
    return texte


def _jour(jour: date, impose: TypeColonne | None) -> Cellule:
    if impose is TypeColonne.NOMBRE:
        raise ExportImpossible(f"{citer(jour.isoformat())} n'est pas {impose}")
    return jour.isoformat() if impose is TypeColonne.TEXTE or jour < PREMIER_JOUR else jour


def _nombre(nombre: Decimal, impose: TypeColonne | None) -> Cellule:
    if not nombre.is_finite() or impose is TypeColonne.DATE:
        raise ExportImpossible(f"{citer(str(nombre))} n'est pas {impose or TypeColonne.NOMBRE}")
    ecrit = ecrire_nombre_exact(nombre)
    trop_long = sum(map(str.isdigit, ecrit)) > CHIFFRES_MAXIMUM
    return ecrit if impose is TypeColonne.TEXTE or trop_long else nombre


def ecrire_nombre_exact(nombre: Decimal) -> str:
    """Nombre avec un point, sans exposant."""
    return format(nombre, "f")


def _lisible(texte: str) -> str:
    """Texte dont les fins de ligne sont LF et les caractères impossibles, remplacés à vue."""
    return _INTERDITS.sub(_REMPLACANT, _FINS_DE_LIGNE.sub("\n", texte))


def _situer(
    numero: int, titres: Sequence[str], ligne: Sequence[Valeur], imposes: Sequence[TypeColonne | None]
) -> ExportImpossible:
    for titre, valeur, impose in zip(titres, ligne, imposes, strict=True):
        try:
            _preparer(valeur, impose)
        except ExportImpossible as refus:
            return ExportImpossible(f"ligne {numero}, colonne {citer(titre)} : {refus}")
    raise AssertionError("une valeur de cette ligne a été refusée")


def _longueur(cellule: Cellule) -> int:
    """Caractères de la plus longue ligne d'une cellule."""
    return max(map(len, nettoyer(str(cellule)).split("\n")))
