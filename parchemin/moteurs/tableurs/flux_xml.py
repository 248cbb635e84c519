"""Lit le XML d'un classeur au fil de l'eau, sans jamais le tenir en mémoire.

Expat est appelé sans intermédiaire : une feuille nationale compte des millions de cellules, et la couche
Python qu'ajoute defusedxml les rend plusieurs fois plus lentes. Sa protection est reprise ici : tout DOCTYPE
est refusé, donc aucune entité, interne ou externe, ne peut être déclarée.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn
from xml.parsers import expat

from parchemin.moteurs.tableurs.archive import ERREURS_ZIP, Archive

Attributs = Mapping[str, str]
TRANCHE = 65_536
# Une balise inachevée est relue depuis son début à chaque tranche : sans borne, le temps serait quadratique.
_BALISE_MAXIMUM = 1_000_000
_PETITE_PARTIE = 20_000_000
_ENCODAGES = {"utf-8", "utf-16", "us-ascii", "iso-8859-1"}


class LecteurXml:
    """Base des lecteurs : appelle la fonction de chaque balise connue, nommée « espace nom »."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.fichier = archive, archive.fichier
        self.debuts: dict[str, Callable[[dict[str, str]], None]] = {}
        self.fins: dict[str, Callable[[], None]] = {}
        self._fini = False
        self._entendus: list[str] = []
        self._retenus: list[str] = []
        self._longueur = 0
        self.expat = expat.ParserCreate(None, " ")
        self.expat.buffer_text = True
        self.expat.buffer_size = TRANCHE
        self.expat.StartElementHandler = self.debut
        self.expat.EndElementHandler = self.fin
        self.expat.StartDoctypeDeclHandler = self._refuser_doctype
        self.expat.XmlDeclHandler = self._verifier_encodage

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        """Reçoit chaque balise ouvrante."""
        appel = self.debuts.get(nom)
        if appel is not None:
            appel(attributs)

    def fin(self, nom: str) -> None:
        """Reçoit chaque balise fermante."""
        appel = self.fins.get(nom)
        if appel is not None:
            appel()

    def ecouter(self, _attributs: Attributs | None = None) -> None:
        """Commence à retenir le texte qui vient."""
        self._entendus = []
        self.expat.CharacterDataHandler = self._entendus.append

    def entendu(self) -> str:
        """Cesse de retenir le texte et le rend."""
        self.expat.CharacterDataHandler = None
        return "".join(self._entendus)

    def retenir(self, texte: str) -> None:
        """Ajoute un morceau au texte en cours. Lève `TableauIllisible` s'il devient démesuré."""
        # Le compte d'un morceau vide n'est pas nul : des millions de balises vides empliraient la liste.
        self._longueur += len(texte) + 1
        self._borner(self._longueur)
        self._retenus.append(texte)

    def retenu(self) -> str:
        """Rend le texte en cours et en commence un autre."""
        texte = "".join(self._retenus)
        self._retenus, self._longueur = [], 0
        return texte

    def terminer(self) -> None:
        """Dit que le reste de la partie n'intéresse plus : il ne sera plus analysé."""
        self._fini = True
        self.expat.StartElementHandler = self.expat.EndElementHandler = None

    def lire(self, membre: str) -> Iterator[None]:
        """Lit une partie de l'archive en s'arrêtant après chaque tranche. Lève `TableauIllisible`.

        Le membre est toujours lu jusqu'au bout : sa somme de contrôle n'est vérifiée qu'à la fin.
        """
        lus = balises = 0
        with self.archive.ouvrir(membre) as flux:
            while True:
                try:
                    tranche = flux.read(TRANCHE)
                except ERREURS_ZIP as erreur:
                    raise self.fichier.abime() from erreur
                if not self._fini:
                    lus += len(tranche)
                    balises += tranche.count(b"<")
                    self._analyser(tranche)
                    self._surveiller(lus, balises)
                yield
                if not tranche:
                    return

    def _analyser(self, tranche: bytes) -> None:
        try:
            self.expat.Parse(tranche, not tranche)
        except expat.ExpatError as erreur:
            raise self.fichier.abime() from erreur

    def _surveiller(self, lus: int, balises: int) -> None:
        if lus - self.expat.CurrentByteIndex > _BALISE_MAXIMUM or balises > self.fichier.limites.balises:
            raise self.fichier.refus("le classeur contient une partie démesurée", "enregistrez-le en CSV")
        self._borner(sum(map(len, self._entendus)))

    def _borner(self, caracteres: int) -> None:
        if caracteres > self.fichier.limites.caracteres:
            raise self.fichier.refus(
                f"une cellule dépasse {self.fichier.limites.caracteres} caractères", "raccourcissez-la"
            )

    def _refuser_doctype(self, *_declaration: object) -> NoReturn:
        raise self.fichier.refus(
            "le classeur contient une déclaration DOCTYPE, que les tableurs n'écrivent jamais",
            "ouvrez-le dans le tableur et enregistrez-le de nouveau",
        )

    def _verifier_encodage(self, _version: str, encodage: str | None, _seul: int) -> None:
        if encodage is not None and encodage.lower() not in _ENCODAGES:
            raise self.fichier.abime()


class _Balises(LecteurXml):
    """Met de côté les balises ouvrantes, avec leurs attributs, sans leurs espaces de noms."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self.lues: list[tuple[str, dict[str, str]]] = []

    def debut(self, nom: str, attributs: dict[str, str]) -> None:
        courts = {cle.rpartition(" ")[2]: valeur for cle, valeur in attributs.items()}
        self.lues.append((nom.rpartition(" ")[2], courts))


def balises(archive: Archive, membre: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Rend dans l'ordre les balises ouvrantes d'une petite partie : nom et attributs, sans espaces de noms.

    Lève `TableauIllisible` si la partie manque, est abîmée ou dépasse 20 Mo.
    """
    if membre not in archive or archive.taille(membre) > _PETITE_PARTIE:
        raise archive.fichier.abime()
    lecteur = _Balises(archive)
    for _ in lecteur.lire(membre):
        yield from lecteur.lues
        lecteur.lues = []
