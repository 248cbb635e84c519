"""Le référentiel d'un diplôme : chaque élément du texte officiel, à la lettre, avec une adresse stable.

Les fichiers du dossier `referentiel/` d'un diplôme transcrivent l'arrêté et la circulaire ; ce module les
lit, vérifie leurs liens et y cherche. Un code ne change jamais : il sert d'adresse.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from parchemin.droit.parametres import ValeurInvalide, lire_toml, textes_officiels
from parchemin.droit.references import Reference

LIBELLES_DES_GENRES: Mapping[str, str] = {
    "texte": "texte", "visas": "visas", "article": "article", "signature": "signature", "annexe": "annexe",
    "section": "section", "synthese": "ligne de synthèse", "pole": "pôle d'activités", "activite": "activité",
    "tache": "tâche", "conditions": "conditions d'exercice", "autonomie": "autonomie et responsabilité",
    "ressource": "ressource ou moyen", "liaison": "liaison fonctionnelle", "resultat": "résultat attendu",
    "bloc": "bloc de compétences", "competence": "compétence", "sous_competence": "sous-compétence",
    "savoir_associe": "savoir associé", "groupe_savoirs": "groupe de savoirs", "savoir": "savoir",
    "limite": "limite de savoirs", "critere": "critère d'évaluation", "unite": "unité",
    "reglement": "ligne du règlement d'examen", "epreuve": "épreuve", "situation": "situation d'évaluation",
    "horaire": "ligne de la grille horaire", "correspondance": "correspondance",
    "annexe_circulaire": "annexe de la circulaire",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Horaire:
    """Heures hebdomadaires d'un enseignement pour une année ; `coenseignement` : heures à deux professeurs."""

    total: int
    division: int
    demi_division: int
    annuel: int
    coenseignement_division: int
    coenseignement_demi: int


@dataclass(frozen=True, slots=True)
class Element:
    """Un élément du référentiel : son code (adresse), son genre, son libellé officiel, son texte, ses liens."""

    code: str
    genre: str
    libelle: str
    parent: str
    reference: Reference
    texte: tuple[str, ...]
    cellules: tuple[str, ...]
    liens: tuple[str, ...]
    horaires: tuple[Horaire, ...]
    remarque: str

    @property
    def libelle_du_genre(self) -> str:
        """Nom du genre tel qu'il se lit."""
        return LIBELLES_DES_GENRES[self.genre]


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """Un résultat de recherche : l'élément, son chemin, et l'endroit de son texte où les mots se trouvent."""

    element: Element
    chemin: tuple[Element, ...]
    extrait: str


class Referentiel:
    """Les éléments d'un diplôme, leur arbre, leurs liens dans les deux sens, et la recherche."""

    def __init__(self, elements: list[Element], ou: str) -> None:
        """Lève `ValeurInvalide` si un code est double, ou si un parent ou un lien n'existe pas."""
        self._par_code: dict[str, Element] = {}
        for element in elements:
            if element.code in self._par_code:
                raise ValeurInvalide(f"{ou} : le code {element.code} est écrit deux fois.")
            self._par_code[element.code] = element
        self._enfants: dict[str, list[Element]] = {}
        self._lies: dict[str, dict[str, Element]] = {}
        for element in elements:
            self._relier(element, ou)
        self._index = [(_plier(e.libelle), _plier(" ".join(_corps(e))), e) for e in elements]

    def _relier(self, element: Element, ou: str) -> None:
        self._enfants.setdefault(element.parent, []).append(element)
        for cite in filter(None, (element.parent, *element.liens)):
            if cite not in self._par_code:
                raise ValeurInvalide(f"{ou} : {element.code} cite {cite}, qui n'existe pas.")
        for cite in element.liens:
            self._lies.setdefault(element.code, {})[cite] = self._par_code[cite]
            self._lies.setdefault(cite, {})[element.code] = element

    def __iter__(self) -> Iterator[Element]:
        return iter(self._par_code.values())

    def __len__(self) -> int:
        return len(self._par_code)

    def element(self, code: str) -> Element:
        """Élément de ce code ; lève `KeyError`."""
        return self._par_code[code]

    def racines(self) -> list[Element]:
        """Éléments sans parent, dans l'ordre des fichiers."""
        return list(self._enfants.get("", ()))

    def enfants(self, code: str) -> list[Element]:
        """Éléments dont celui-ci est le parent, dans l'ordre du texte."""
        return list(self._enfants.get(code, ()))

    def chemin(self, code: str) -> tuple[Element, ...]:
        """Ancêtres, de la racine au parent."""
        ancetres: list[Element] = []
        parent = self._par_code[code].parent
        while parent:
            ancetres.insert(0, self._par_code[parent])
            parent = self._par_code[parent].parent
        return tuple(ancetres)

    def lies(self, code: str) -> list[Element]:
        """Éléments liés, dans un sens ou dans l'autre, triés par genre puis code."""
        return sorted(self._lies.get(code, {}).values(), key=lambda e: (e.genre, e.code))

    def genre(self, genre: str) -> list[Element]:
        """Tous les éléments d'un genre, dans l'ordre du texte."""
        return [e for e in self if e.genre == genre]

    def rechercher(self, demande: str, maximum: int = 50) -> list[Trouvaille]:
        """Éléments qui portent tous les mots (débuts de mots), sans tenir compte des accents ni de la casse.

        Un code exact vient d'abord, puis les libellés, puis les textes.
        """
        mots = [f" {mot}" for mot in _plier(demande).split()]
        if not mots:
            return []
        code = demande.strip().upper()
        trouves = []
        for ordre, (libelle, corps, element) in enumerate(self._index):
            if element.code.upper() == code:
                rang = 0
            elif all(mot in libelle for mot in mots):
                rang = 1
            elif all(mot in libelle or mot in corps for mot in mots):
                rang = 2
            else:
                continue
            trouves.append((rang, ordre, element))
        return [
            Trouvaille(e, self.chemin(e.code), _extrait(e, mots))
            for _, _, e in sorted(trouves[:], key=lambda t: t[:2])
        ][:maximum]

    def plus_proches(self, code: str, nombre: int = 3) -> list[Element]:
        """Éléments dont le code ressemble le plus au code demandé, pour une adresse erronée."""
        connus = {c.upper(): e for c, e in self._par_code.items()}
        proches = get_close_matches(code.upper(), connus, n=nombre)
        return [connus[c] for c in proches]


@cache
def lire_referentiel(dossier: Path) -> Referentiel:
    """Référentiel du diplôme rangé dans ce dossier ; lève `ValeurInvalide` en nommant fichier et élément."""
    elements = []
    for fichier in sorted((dossier / "referentiel").glob("*.toml")):
        donnees = lire_toml(fichier)
        textes = textes_officiels()
        if donnees.get("texte") not in textes:
            raise ValeurInvalide(
                f"{fichier.name} : le texte « {donnees.get('texte')} » n'est pas dans _textes.toml."
            )
        texte = textes[donnees["texte"]]
        for item in donnees["item"]:
            ou = f"{fichier.name}, {item.get('code', 'élément sans code')}"
            elements.append(_lire_element(item, ou, Reference(texte, item.get("ou", ""))))
    return Referentiel(elements, dossier.name)


def _lire_element(item: Mapping[str, Any], ou: str, reference: Reference) -> Element:
    for cle in ("code", "genre", "libelle", "ou"):
        if not item.get(cle):
            raise ValeurInvalide(f"{ou} : il manque « {cle} ».")
    if item["genre"] not in LIBELLES_DES_GENRES:
        raise ValeurInvalide(f"{ou} : genre « {item['genre']} » inconnu.")
    return Element(
        code=item["code"], genre=item["genre"], libelle=item["libelle"], parent=item.get("parent", ""),
        reference=reference, texte=tuple(item.get("texte", ())), cellules=tuple(item.get("cellules", ())),
        liens=tuple(item.get("liens", ())), horaires=_lire_horaires(item.get("horaires")),
        remarque=item.get("remarque", ""),
    )  # fmt: skip


def _lire_horaires(donnees: Mapping[str, int] | None) -> tuple[Horaire, ...]:
    if donnees is None:
        return ()
    cles = ("total", "division", "demi", "annuel", "coenseignement_division", "coenseignement_demi")
    return tuple(Horaire(*(donnees[f"{cle}_{annee}"] for cle in cles)) for annee in (1, 2))


def _corps(element: Element) -> tuple[str, ...]:
    return (element.code, *element.texte, *element.cellules)


def _plier(texte: str) -> str:
    """Minuscules sans accents, mots séparés par une espace, une en tête : un début de mot se cherche ainsi."""
    sans_accents = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "oe").casefold())
    lettres = (c if c.isalnum() else " " for c in sans_accents if not unicodedata.combining(c))
    return " " + " ".join("".join(lettres).split())


def _extrait(element: Element, mots: list[str]) -> str:
    """Premier paragraphe qui porte un des mots ; vide si le libellé les porte tous."""
    if all(mot in _plier(element.libelle) for mot in mots):
        return ""
    for paragraphe in element.texte + element.cellules:
        if any(mot in _plier(paragraphe) for mot in mots):
            return paragraphe
    return ""
