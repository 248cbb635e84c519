"""Lit le XML « BEE » de SIECLE comme un tableau : une rangée par élève, une colonne par balise.

Aucun DOCTYPE, donc aucune entité ; taille, profondeur et nombre de balises bornés ; rien n'est jamais cherché ailleurs.
"""

from collections.abc import Iterator
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from parchemin.moteurs.echanges.grille import Grille, borner
from parchemin.moteurs.echanges.modele import CELLULES_MAXIMUM, LIGNES_MAXIMUM, EchangeIllisible
from parchemin.moteurs.tableurs import Limites, Rangee, nettoyer

RACINE = "BEE_ELEVES"
_TRANCHE = 65_536
_PROFONDEUR = 20
_BALISE_MAXIMUM, _VALEUR_MAXIMUM = 100_000, 10_000
_COLONNES_MAXIMUM = 200
_ENCODAGES = {"utf-8", "utf-16", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
_PARAMETRES = ("UAJ", "ANNEE_SCOLAIRE", "DATE_EXPORT")
_REMEDE = "exportez-le de nouveau depuis SIECLE, sans le modifier"
STRUCTURE = "CODE_STRUCTURE"
VERSION = "VERSION"
_GENRE = "TYPE_STRUCTURE"
_CLES_DE_STRUCTURE = (STRUCTURE, _GENRE)


def lire_bee(octets: bytes, nom: str, limites: Limites) -> Grille:
    """Rend la grille des élèves, précédée des paramètres de l'export. Lève `EchangeIllisible`."""
    lecteur = _LecteurBee(nom, limites.balises)
    lecteur.lire(octets)
    return Grille(nom, borner(lecteur.rangees(), nom), encodage=lecteur.encodage)


class _Eleve(NamedTuple):
    ligne: int
    cle: str
    valeurs: dict[str, str]


class _LecteurBee:
    def __init__(self, nom: str, balises: int) -> None:
        self.nom, self.encodage, self._balises = nom, "utf-8", balises
        self._chemin: list[str] = []
        self._texte: list[str] = []
        self._longueur = 0
        self._eleves: list[_Eleve] = []
        self._titres: dict[str, None] = {}
        self._cellules = 0
        self._divisions: dict[str, str] = {}
        self._parametres: dict[str, str] = {}
        self._eleve = ""
        self._structure: dict[str, str] = {}
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._debut
        self._expat.EndElementHandler = self._fin
        self._expat.CharacterDataHandler = self._entendre
        self._expat.StartDoctypeDeclHandler = self._refuser_doctype
        self._expat.XmlDeclHandler = self._verifier_encodage

    def lire(self, octets: bytes) -> None:
        try:
            for debut in range(0, len(octets), _TRANCHE):
                self._expat.Parse(octets[debut : debut + _TRANCHE], False)
                if debut + _TRANCHE - self._expat.CurrentByteIndex > _BALISE_MAXIMUM + _TRANCHE:
                    raise self._refus("une balise ou un texte démesuré s'y trouve")
            self._expat.Parse(b"", True)
        except expat.ExpatError as erreur:
            raise self._refus("le XML est abîmé", colonne=str(erreur.offset + 1)) from erreur
        except (LookupError, ValueError) as erreur:
            raise self._refus("l'encodage annoncé n'est pas celui du texte") from erreur

    def rangees(self) -> Iterator[Rangee]:
        """Rend les paramètres, les titres, puis les élèves ; la division est celle de leur structure « D »."""
        for titre, valeur in self._parametres.items():
            if valeur:
                yield Rangee(1, [titre, valeur], {})
        yield Rangee(self._eleves[0].ligne if self._eleves else 1, [*self._titres, STRUCTURE], {})
        for eleve in self._eleves:
            valeurs = eleve.valeurs
            cellules = [
                *(valeurs.get(titre, "") for titre in self._titres),
                self._divisions.get(eleve.cle, ""),
            ]
            if any(cellules):
                yield Rangee(eleve.ligne, cellules, {})

    def _debut(self, nom: str, attributs: dict[str, str]) -> None:
        self._balises -= 1
        if self._balises < 0 or len(self._chemin) >= _PROFONDEUR:
            raise self._refus(f"trop de balises, ou plus de {_PROFONDEUR} l'une dans l'autre")
        if not self._chemin and nom != RACINE:
            raise self._refus(
                f"la racine est « {nom[:40]} » et non {RACINE} : ce n'est pas un export d'élèves"
            )
        if not self._chemin:
            self._parametres[VERSION] = attributs.get(VERSION, "")
        self._chemin.append(nom)
        self._texte, self._longueur = [], 0
        if nom == "ELEVE":
            self._compter()
            precedente = self._eleves[-1].ligne if self._eleves else 0
            # Un XML d'une seule ligne : chaque élève garde un numéro à lui, à défaut d'être le bon.
            ligne = max(self._expat.CurrentLineNumber, precedente + 1)
            self._eleves.append(_Eleve(ligne, attributs.get("ELEVE_ID", ""), {}))
            self._garder("ELEVE_ID", self._eleves[-1].cle)
        elif nom == "STRUCTURES_ELEVE":
            self._eleve = attributs.get("ELEVE_ID", "")
        elif nom == "STRUCTURE":
            self._structure = {}

    def _entendre(self, texte: str) -> None:
        self._longueur += len(texte)
        if self._longueur > _VALEUR_MAXIMUM:
            raise self._refus(f"une valeur dépasse {_VALEUR_MAXIMUM} caractères")
        self._texte.append(texte)

    def _fin(self, nom: str) -> None:
        valeur = nettoyer("".join(self._texte))
        self._texte, self._longueur = [], 0
        self._chemin.pop()
        parent = self._chemin[-1] if self._chemin else ""
        if parent == "ELEVE":
            self._garder(nom, valeur)
        elif parent == "STRUCTURE" and nom in _CLES_DE_STRUCTURE:
            self._structure[nom] = valeur
        elif parent == "PARAMETRES" and nom in _PARAMETRES:
            self._parametres[nom] = valeur
        if nom == "STRUCTURE" and self._structure.get(_GENRE) == "D":
            self._compter()
            self._divisions.setdefault(self._eleve, self._structure.get(STRUCTURE, ""))

    def _garder(self, titre: str, valeur: str) -> None:
        if not valeur:
            return
        self._compter()
        self._titres.setdefault(titre)
        if len(self._titres) > _COLONNES_MAXIMUM:
            raise self._refus(f"plus de {_COLONNES_MAXIMUM} balises différentes y décrivent un élève")
        self._eleves[-1].valeurs.setdefault(titre, valeur)

    def _compter(self) -> None:
        self._cellules += 1
        if len(self._eleves) > LIGNES_MAXIMUM or self._cellules > CELLULES_MAXIMUM:
            raise self._refus(
                f"plus de {LIGNES_MAXIMUM} élèves, ou de {CELLULES_MAXIMUM} valeurs, s'y trouvent"
            )

    def _refuser_doctype(self, *_declaration: object) -> NoReturn:
        raise self._refus("une déclaration DOCTYPE s'y trouve, que SIECLE n'écrit jamais")

    def _verifier_encodage(self, _version: str, encodage: str | None, _seul: int) -> None:
        self.encodage = (encodage or "utf-8").lower()
        if self.encodage not in _ENCODAGES:
            raise self._refus(f"l'encodage « {self.encodage[:40]} » n'est pas admis")

    def _refus(self, cause: str, colonne: str = "") -> EchangeIllisible:
        ligne = self._expat.CurrentLineNumber
        return EchangeIllisible(self.nom, cause, _REMEDE, ligne=ligne, colonne=colonne)
