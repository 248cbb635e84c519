"""Le référentiel d'un diplôme : chaque élément du texte officiel, à la lettre, avec une adresse stable.

Les fichiers du dossier `referentiel/` d'un diplôme transcrivent l'arrêté et la circulaire ; ce module les
lit, vérifie leurs liens et y cherche. Un code ne change jamais : il sert d'adresse.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from parchemin.droit.parametres import ValeurInvalide, lire_toml, textes_officiels
from parchemin.droit.references import Reference
from parchemin.droit.referentiel.horaires import COMPTES, Compte, Horaire, lire_horaires, verifier_totaux

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


# Un code sert d'adresse : lettres et chiffres sans accent, séparés par des points ou des traits d'union.
CODE = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
CHAMPS_TEXTE = ("code", "genre", "libelle", "parent", "ou", "compte", "remarque")
CHAMPS_LISTE = ("texte", "cellules", "liens")
MOTS_AUTOUR = 18


@dataclass(frozen=True, slots=True)
class Element:
    """Un élément du référentiel : son code (adresse), son genre, son libellé officiel, son texte, ses liens.

    `texte` : paragraphes ; celui qui commence par « - » est une entrée de liste. `cellules` : une ligne de
    tableau. `remarque` : ce que Parchemin dit d'une faute visible du texte officiel, gardée telle quelle.
    """

    code: str
    genre: str
    libelle: str
    parent: str
    reference: Reference
    texte: tuple[str, ...]
    cellules: tuple[str, ...]
    liens: tuple[str, ...]
    horaires: tuple[Horaire, ...]
    compte: Compte
    remarque: str
    fichier: str

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

    def __init__(self, elements: Iterable[Element]) -> None:
        """Lève `ValeurInvalide` si un code est double, un parent ou un lien inconnu, un total inexact."""
        self._par_code: dict[str, Element] = {}
        self._enfants: dict[str, list[Element]] = {}
        self._lies: dict[str, dict[str, Element]] = {}
        self._majuscules: dict[str, Element] = {}
        for element in elements:
            self._ranger(element)
        for element in self:
            self._relier(element)
        for element in self:
            self._refuser_cercle(element)
        for code, enfants in self._enfants.items():
            lignes = [(e.compte, e.horaires) for e in enfants if e.horaires]
            if lignes:
                verifier_totaux(lignes, f"{enfants[0].fichier}, {code or 'grille horaire'}")
        self._index = [(_plier(e.libelle), _plier(" ".join(_corps(e))), e) for e in self]

    def _ranger(self, element: Element) -> None:
        # Deux adresses qui ne diffèrent que par la casse se confondraient.
        double = self._majuscules.setdefault(element.code.upper(), element)
        if double is not element:
            raise ValeurInvalide(
                f"{element.fichier} : le code {element.code} est écrit deux fois (déjà dans {double.fichier})."
            )
        self._par_code[element.code] = element

    def _relier(self, element: Element) -> None:
        self._enfants.setdefault(element.parent, []).append(element)
        for cite in filter(None, (element.parent, *element.liens)):
            if cite not in self._par_code:
                raise ValeurInvalide(f"{element.fichier}, {element.code} : cite {cite}, qui n'existe pas.")
        for cite in element.liens:
            self._lies.setdefault(element.code, {})[cite] = self._par_code[cite]
            self._lies.setdefault(cite, {})[element.code] = element

    def _refuser_cercle(self, element: Element) -> None:
        vus, parent = {element.code}, element.parent
        while parent:
            if parent in vus:
                raise ValeurInvalide(f"{element.fichier}, {element.code} : est son propre ancêtre.")
            vus.add(parent)
            parent = self._par_code[parent].parent

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
        trouves: list[tuple[int, Element]] = []
        for libelle, corps, element in self._index:
            if element.code.upper() == code:
                rang = 0
            elif all(mot in libelle for mot in mots):
                rang = 1
            elif all(mot in libelle or mot in corps for mot in mots):
                rang = 2
            else:
                continue
            trouves.append((rang, element))
        # Le tri est stable : à rang égal, l'ordre du texte.
        retenus = sorted(trouves, key=lambda t: t[0])[:maximum]
        return [Trouvaille(e, self.chemin(e.code), _extrait(e, mots)) for _, e in retenus]

    def plus_proches(self, code: str, nombre: int = 3) -> list[Element]:
        """Éléments dont le code ressemble le plus au code demandé, pour une adresse erronée."""
        proches = get_close_matches(code.upper(), self._majuscules, n=nombre)
        return [self._majuscules[c] for c in proches]


@cache
def lire_referentiel(dossier: Path) -> Referentiel:
    """Référentiel du diplôme rangé dans ce dossier ; lève `ValeurInvalide` en nommant fichier et élément."""
    fichiers = sorted((dossier / "referentiel").glob("*.toml"))
    if not fichiers:
        raise ValeurInvalide(f"{dossier.name} : aucun fichier dans le dossier « referentiel ».")
    lus = [(fichier, _lire_fichier(fichier)) for fichier in fichiers]
    ordonnes = sorted(lus, key=lambda lu: lu[1]["ordre"])
    return Referentiel([e for fichier, donnees in ordonnes for e in _lire_elements(fichier, donnees)])


def _lire_fichier(fichier: Path) -> dict[str, Any]:
    try:
        donnees = lire_toml(fichier)
    except tomllib.TOMLDecodeError as faute:
        raise ValeurInvalide(f"{fichier.name} : ce n'est pas du TOML ({faute}).") from faute
    if donnees.get("texte") not in textes_officiels():
        raise ValeurInvalide(
            f"{fichier.name} : le texte « {donnees.get('texte')} » n'est pas dans _textes.toml."
        )
    if not isinstance(donnees.get("ordre"), int):
        raise ValeurInvalide(f"{fichier.name} : « ordre » doit dire la place du fichier, en nombre entier.")
    if not isinstance(donnees.get("item"), list):
        raise ValeurInvalide(f"{fichier.name} : aucun élément [[item]].")
    return donnees


def _lire_elements(fichier: Path, donnees: Mapping[str, Any]) -> Iterator[Element]:
    texte = textes_officiels()[donnees["texte"]]
    for item in donnees["item"]:
        ou = f"{fichier.name}, {item.get('code', 'élément sans code')}"
        _verifier_champs(item, ou)
        cellules = tuple(item.get("cellules", ()))
        yield Element(
            code=item["code"], genre=item["genre"], libelle=item["libelle"], parent=item.get("parent", ""),
            reference=Reference(texte, item["ou"]), texte=tuple(item.get("texte", ())), cellules=cellules,
            liens=tuple(item.get("liens", ())),
            horaires=lire_horaires(cellules, ou) if item["genre"] == "horaire" else (),
            compte=item.get("compte", COMPTES[0]),
            remarque=item.get("remarque", ""), fichier=fichier.name,
        )  # fmt: skip


def _verifier_champs(item: Mapping[str, Any], ou: str) -> None:
    for cle in ("code", "genre", "libelle", "ou"):
        if not item.get(cle):
            raise ValeurInvalide(f"{ou} : il manque « {cle} ».")
    for cle, valeur in item.items():
        if cle not in CHAMPS_TEXTE + CHAMPS_LISTE:
            raise ValeurInvalide(f"{ou} : champ « {cle} » inconnu.")
        morceaux = valeur if cle in CHAMPS_LISTE and isinstance(valeur, list) else [valeur]
        if not all(isinstance(m, str) for m in morceaux) or (cle in CHAMPS_LISTE) != isinstance(valeur, list):
            raise ValeurInvalide(
                f"{ou} : « {cle} » doit être {'une liste' if cle in CHAMPS_LISTE else 'un texte'}."
            )
    if not CODE.fullmatch(item["code"]):
        raise ValeurInvalide(
            f"{ou} : un code n'a que lettres sans accent, chiffres, points et traits d'union."
        )
    if item["genre"] not in LIBELLES_DES_GENRES:
        raise ValeurInvalide(f"{ou} : genre « {item['genre']} » inconnu.")
    if item.get("compte", COMPTES[0]) not in COMPTES:
        raise ValeurInvalide(
            f"{ou} : compte « {item['compte']} » inconnu ; choisir parmi {', '.join(COMPTES)}."
        )


def _corps(element: Element) -> tuple[str, ...]:
    return (element.code, *element.texte, *element.cellules)


def _plier(texte: str) -> str:
    """Minuscules sans accents, mots séparés par une espace, une en tête : un début de mot se cherche ainsi."""
    sans_accents = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "oe").casefold())
    lettres = (c if c.isalnum() else " " for c in sans_accents if not unicodedata.combining(c))
    return " " + " ".join("".join(lettres).split())


def _extrait(element: Element, mots: list[str]) -> str:
    """Autour du premier mot trouvé, dans le paragraphe qui en porte le plus ; vide si le libellé les porte tous."""
    if all(mot in _plier(element.libelle) for mot in mots):
        return ""
    paragraphes = element.texte + element.cellules
    compte = [sum(mot in _plier(p) for mot in mots) for p in paragraphes]
    if not any(compte):
        return ""
    suite = paragraphes[compte.index(max(compte))].split()
    ici = next((n for n, mot in enumerate(suite) if any(m in _plier(mot) for m in mots)), 0)
    debut, fin = max(0, ici - MOTS_AUTOUR), ici + MOTS_AUTOUR
    return ("… " if debut else "") + " ".join(suite[debut:fin]) + (" …" if fin < len(suite) else "")
