"""Ce que les pages lisent du référentiel : portes d'entrée, élément et ce qu'il contient, recherche."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES, codes_des_diplomes
from parchemin.droit.referentiel.lecture import Element, Referentiel, Trouvaille, lire_referentiel
from parchemin.web.pages.reglements import Choix, PageInconnue

PORTES = {
    "Par bloc de compétences": "bloc",
    "Par épreuve": "epreuve",
    "Par pôle d'activités": "pole",
}
# Au-delà, la page d'un élément montre les titres de ses grandes parties plutôt que tout leur texte.
ELEMENTS_PAR_PAGE = 125
GRANDE_PARTIE = 8
MOTS_DU_FIL = 6
COLONNE_COURTE = 60
SEPARATEUR = " | "
NIVEAU_MAXIMUM = 5
TITRES_DES_HORAIRES = (
    "1re année, total", "1re, division", "1re, ½ division", "1re, volume annuel",
    "2de année, total", "2de, division", "2de, ½ division", "2de, volume annuel",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Morceau:
    """Un morceau de texte à montrer, dans l'ordre : `genre` dit lequel des champs est rempli.

    « titre » : `elements` (un seul) et `niveau` ; « paragraphe » : `texte` ; « liste » : `lignes` ;
    « feuilles » et « renvois » : `elements` ; « tableau » : `lignes` (titres) et `elements`.
    """

    genre: str
    niveau: int = 2
    texte: str = ""
    lignes: tuple[str, ...] = ()
    elements: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Fiche:
    """Un élément à son adresse : où il se trouve, ce qu'il dit, ce qu'il contient, ce qui lui est lié."""

    element: Element
    chemin: Choix
    morceaux: tuple[Morceau, ...]
    lies: tuple[tuple[str, tuple[Element, ...]], ...]
    voisins: tuple[Element | None, Element | None]


def referentiel() -> Referentiel:
    """Référentiel du diplôme livré."""
    return lire_referentiel(DOSSIER_DES_DIPLOMES / codes_des_diplomes()[0])


def portes() -> list[tuple[str, Sequence[Element]]]:
    """Les portes d'entrée, puis chaque texte dans son ordre."""
    lu = referentiel()
    entrees = [(titre, lu.genre(genre)) for titre, genre in PORTES.items()]
    textes = [racine for racine in lu.racines() if racine.genre == "texte"]
    return [*entrees, *((texte.libelle, lu.enfants(texte.code)) for texte in textes)]


def fiche(code: str) -> Fiche:
    """Élément de ce code ; lève `PageInconnue` avec les plus proches."""
    lu = referentiel()
    try:
        element = lu.element(code)
    except KeyError:
        proches = [(f"{e.code} {e.libelle}", adresse(e)) for e in lu.plus_proches(code)]
        # Rien de ressemblant : la recherche dans tout le texte est la meilleure suite.
        proches = proches or [("Chercher dans le référentiel", "/referentiel/")]
        raise PageInconnue(f"« {code} » n'est pas un code du référentiel.", proches) from None
    tient = sum(1 for _ in _descendants(lu, code)) <= ELEMENTS_PAR_PAGE
    return Fiche(
        element,
        [("Référentiel", reverse("referentiel")), *((_court(e), adresse(e)) for e in lu.chemin(code))],
        (*_dire(element, lu.enfants(code)), *_dire_enfants(lu, element, 2, entier=tient)),
        _lies(lu, code),
        _voisins(lu, element),
    )


def adresse(element: Element) -> str:
    """Adresse stable d'un élément."""
    return reverse("referentiel-element", args=[element.code])


def rechercher(demande: str) -> list[Trouvaille]:
    """Éléments qui répondent à la demande, au plus cinquante."""
    return referentiel().rechercher(demande)


def _court(element: Element) -> str:
    """Un libellé assez court pour le fil d'Ariane."""
    mots = element.libelle.split()
    return " ".join(mots[:MOTS_DU_FIL]) + (" …" if len(mots) > MOTS_DU_FIL else "")


def _descendants(lu: Referentiel, code: str) -> Iterator[Element]:
    for enfant in lu.enfants(code):
        yield enfant
        yield from _descendants(lu, enfant.code)


def _dire(element: Element, enfants: Sequence[Element]) -> Iterator[Morceau]:
    """Le texte propre d'un élément : paragraphes, et listes quand les lignes commencent par un tiret.

    Une ligne à colonnes est l'en-tête du tableau qui suit ; celle que le tableau ne reprend pas se lit en liste.
    """
    titres = _titres(element, enfants[0]) if enfants and enfants[0].cellules else ()
    for est_liste, suite in groupby(element.texte, key=lambda ligne: ligne.startswith("- ")):
        lignes = tuple(suite)
        if est_liste:
            yield Morceau("liste", lignes=tuple(ligne.removeprefix("- ") for ligne in lignes))
            continue
        for ligne in lignes:
            colonnes = tuple(ligne.split(SEPARATEUR))
            if len(colonnes) == 1:
                yield Morceau("paragraphe", texte=ligne)
            elif colonnes != titres:
                yield _dire_colonnes(colonnes)


def _dire_colonnes(colonnes: tuple[str, ...]) -> Morceau:
    """Une ligne d'en-tête que le tableau ne reprend pas : sur une ligne si elle est courte, en liste sinon."""
    if max(map(len, colonnes)) <= COLONNE_COURTE:
        return Morceau("paragraphe", texte=" · ".join(colonnes))
    return Morceau("liste", lignes=colonnes)


def _dire_enfants(lu: Referentiel, parent: Element, niveau: int, *, entier: bool) -> Iterator[Morceau]:
    """Ce que contient un élément, dans l'ordre du texte ; les enfants sans texte se suivent en liste ou tableau.

    Si la page n'est pas `entier`, une grande partie y montre ses titres seuls.
    """

    def sorte(enfant: Element) -> tuple[str, str]:
        if enfant.cellules:
            return "tableau", enfant.genre
        est_feuille = not enfant.texte and not lu.enfants(enfant.code)
        return ("feuilles", enfant.genre) if est_feuille else ("titre", enfant.code)

    for (genre, _), suite in groupby(lu.enfants(parent.code), key=sorte):
        enfants = tuple(suite)
        if genre == "tableau":
            yield Morceau(genre, lignes=_titres(parent, enfants[0]), elements=enfants)
        elif genre == "feuilles":
            yield Morceau(genre, elements=enfants)
        else:
            yield Morceau(genre, niveau=niveau, elements=enfants)
            yield from _dire_un(lu, enfants[0], min(niveau + 1, NIVEAU_MAXIMUM), entier=entier)


def _dire_un(lu: Referentiel, element: Element, niveau: int, *, entier: bool) -> Iterator[Morceau]:
    enfants = lu.enfants(element.code)
    if not entier and sum(1 for _ in _descendants(lu, element.code)) > GRANDE_PARTIE:
        yield Morceau("renvois", elements=tuple(enfants))
        return
    yield from _dire(element, enfants)
    yield from _dire_enfants(lu, element, niveau, entier=entier)


def _titres(parent: Element, ligne: Element) -> tuple[str, ...]:
    """Titres des colonnes d'un tableau, tels que le texte les imprime ; leur rang s'il ne le permet pas."""
    attendus = len(ligne.cellules) + 1
    for texte in reversed(parent.texte):
        lus = tuple(texte.split(SEPARATEUR))
        if len(lus) == attendus:
            return lus
    if ligne.horaires:
        return ("Enseignement", *TITRES_DES_HORAIRES)
    return ("Ligne", *(f"Colonne {n}" for n in range(1, attendus)))


def _lies(lu: Referentiel, code: str) -> tuple[tuple[str, tuple[Element, ...]], ...]:
    """Éléments liés, rangés par genre."""
    genres = groupby(lu.lies(code), key=lambda e: e.libelle_du_genre)
    return tuple((genre[:1].upper() + genre[1:], tuple(suite)) for genre, suite in genres)


def _voisins(lu: Referentiel, element: Element) -> tuple[Element | None, Element | None]:
    """Le précédent et le suivant de même parent."""
    freres = lu.enfants(element.parent)
    rang = freres.index(element)
    return (freres[rang - 1] if rang else None, freres[rang + 1] if rang + 1 < len(freres) else None)
