"""Lit la première feuille d'un classeur ODS, au fil de l'eau, chaque nombre tel qu'il est stocké.

Les cellules et les rangées répétées sont dépliées sous les limites. Une cellule masquée, ou couverte par une
fusion, est lue comme les autres.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial

from parchemin.moteurs.tableurs.archive import Archive
from parchemin.moteurs.tableurs.feuille import Feuille
from parchemin.moteurs.tableurs.flux_xml import balises
from parchemin.moteurs.tableurs.modele import Fusion, NatureCellule, Rangee, Remarques, nettoyer
from parchemin.moteurs.tableurs.paragraphes_ods import ODF, LecteurParagraphes
from parchemin.moteurs.tableurs.styles_ods import FORMATS, StylesOds, lire_styles
from parchemin.moteurs.tableurs.valeurs import ecrire_date, ecrire_nombre

_CONTENU, _MANIFESTE = "content.xml", "META-INF/manifest.xml"
_OFFICE, _TABLE, _STYLE, _NOMBRE = (f"{ODF}{nom}:1.0" for nom in ("office", "table", "style", "datastyle"))
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_REPETITION = re.compile(r"[0-9]{1,9}")
_NOMBRES = {"float", "percentage", "currency"}
_LOGIQUES = {"true": "VRAI", "false": "FAUX"}
Valeur = tuple[str, NatureCellule | None]


def ouvrir_ods(archive: Archive, remarques: Remarques) -> Callable[[], Iterator[Rangee]]:
    """Rend de quoi parcourir la première feuille. Lève `TableauIllisible` si le classeur est chiffré."""
    if "encrypted-package" in archive:
        raise archive.fichier.protege()
    if _MANIFESTE in archive and any(nom == "encryption-data" for nom, _ in balises(archive, _MANIFESTE)):
        raise archive.fichier.protege()
    return partial(_rangees, archive, lire_styles(archive), remarques)


def _rangees(archive: Archive, communs: StylesOds, remarques: Remarques) -> Iterator[Rangee]:
    lecteur = _LecteurContenu(archive, communs, remarques)
    for _ in lecteur.lire(_CONTENU):
        yield from lecteur.feuille.vider()
    if not lecteur.trouvee:
        raise archive.fichier.refus("le classeur n'a pas de feuille de calcul", "mettez-y le tableau")


class _LecteurContenu(LecteurParagraphes):
    def __init__(self, archive: Archive, communs: StylesOds, remarques: Remarques) -> None:
        super().__init__(archive)
        self.remarques = remarques
        self.trouvee = False
        self.feuille = Feuille(self.fichier)
        self._styles = StylesOds(archive, communs)
        self._profondeur_feuille = self._tables = 0
        self._dedans = False
        self._suivante = 1
        self._fins_de_colonnes: list[int] = []
        self._styles_de_colonnes: list[str] = []
        self._rangee: dict[str, str] = {}
        self._cellule: dict[str, str] = {}
        self._colonne = self._elements = 0
        cellules = (f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell")
        self.debuts |= {
            f"{_OFFICE} spreadsheet": self._debut_classeur,
            f"{_TABLE} table": self._debut_table,
            f"{_TABLE} table-column": self._debut_colonne,
            f"{_TABLE} table-row": self._debut_rangee,
            **dict.fromkeys(cellules, self._debut_cellule),
            f"{_STYLE} style": partial(self._style, "style"),
            **{f"{_NOMBRE} {nom}": partial(self._style, nom) for nom in FORMATS},
        }
        self.fins |= {
            f"{_TABLE} table": self._fin_table,
            f"{_TABLE} table-row": self._fin_rangee,
            **dict.fromkeys(cellules, self._fin_cellule),
        }

    def _style(self, balise: str, attributs: dict[str, str]) -> None:
        courts = {nom.rpartition(" ")[2]: valeur for nom, valeur in attributs.items()}
        self._styles.ajouter(balise, courts)

    def _debut_classeur(self, _attributs: dict[str, str]) -> None:
        self._profondeur_feuille = self._profondeur + 1

    def _debut_table(self, attributs: dict[str, str]) -> None:
        self._tables += 1
        if not self.trouvee and self._profondeur == self._profondeur_feuille:
            self.trouvee = True
            self.remarques.feuille = attributs.get(f"{_TABLE} name", "")
        # Une table posée dans une cellule n'est pas la feuille.
        self._dedans = self.trouvee and self._tables == 1

    def _fin_table(self) -> None:
        self._tables -= 1
        self._dedans = self.trouvee and self._tables == 1
        if self.trouvee and not self._tables:
            self.terminer()

    def _debut_colonne(self, attributs: dict[str, str]) -> None:
        if self._dedans:
            self.feuille.verifier_colonne(len(self._fins_de_colonnes))
            precedente = self._fins_de_colonnes[-1] if self._fins_de_colonnes else 0
            self._fins_de_colonnes.append(precedente + self._fois("columns", attributs))
            self._styles_de_colonnes.append(attributs.get(f"{_TABLE} default-cell-style-name", ""))

    def _debut_rangee(self, attributs: dict[str, str]) -> None:
        if self._dedans:
            self._rangee = attributs
            self.feuille.ligne = self._suivante
            self._colonne = self._elements = 0

    def _fin_rangee(self) -> None:
        if self._dedans:
            fois = self._fois("rows", self._rangee)
            self.feuille.clore(self._elements, fois)
            self._suivante += fois

    def _debut_cellule(self, attributs: dict[str, str]) -> None:
        if self._dedans:
            self._cellule = attributs
            self._elements += 1
            self.commencer_cellule()

    def _fin_cellule(self) -> None:
        if not self._dedans:
            return
        if self.remarques.fusions is not None:
            self._noter_fusion()
        fois = self._fois("columns", self._cellule)
        texte, nature = self._lire_valeur(self.finir_cellule())
        self.feuille.poser(self._colonne, texte, nature, fois)
        self._colonne += fois

    def _noter_fusion(self) -> None:
        largeur = self._entier(self._cellule.get(f"{_TABLE} number-columns-spanned"))
        hauteur = self._entier(self._cellule.get(f"{_TABLE} number-rows-spanned"))
        if largeur > 1 or hauteur > 1:
            self.remarques.noter_fusion(Fusion(self.feuille.ligne, self._colonne, largeur, hauteur))

    def _fois(self, quoi: str, attributs: dict[str, str]) -> int:
        return self._entier(attributs.get(f"{_TABLE} number-{quoi}-repeated"))

    def _entier(self, ecrit: str | None) -> int:
        if ecrit is None:
            return 1
        if not _REPETITION.fullmatch(ecrit) or not int(ecrit):
            raise self.fichier.abime()
        return int(ecrit)

    def _lire_valeur(self, affiche: str) -> Valeur:
        cellule = self._cellule
        if (formule := cellule.get(f"{_TABLE} formula")) is not None:
            self._etendre_formule()
            return f"={formule.partition('=')[2]}", NatureCellule.FORMULE
        if cellule.get(f"{_CALC} value-type") == "error":
            return affiche, NatureCellule.ERREUR
        genre = cellule.get(f"{_OFFICE} value-type")
        if genre in _NOMBRES:
            return self._lire_nombre(cellule.get(f"{_OFFICE} value", ""), affiche)
        match genre:
            case None | "string":
                return affiche or nettoyer(cellule.get(f"{_OFFICE} string-value", "")), None
            case "date" | "time":
                return cellule.get(f"{_OFFICE} date-value") or affiche, NatureCellule.DATE
            case "boolean":
                return _LOGIQUES.get(
                    cellule.get(f"{_OFFICE} boolean-value", ""), affiche
                ), NatureCellule.BOOLEEN
            case "void":
                return "", None
            case _:
                return affiche, NatureCellule.ILLISIBLE

    def _lire_nombre(self, stocke: str, affiche: str) -> Valeur:
        nombre = ecrire_nombre(nettoyer(stocke))
        if nombre is None:
            return stocke or affiche, NatureCellule.ILLISIBLE
        if self._styles.est_date(self._style_en_cours()):
            return ecrire_date(nombre), NatureCellule.DATE
        return nombre, NatureCellule.NOMBRE

    def _style_en_cours(self) -> str:
        """Style de la cellule, sinon celui que donne la rangée, sinon celui que donne la colonne."""
        style = self._cellule.get(f"{_TABLE} style-name") or self._rangee.get(
            f"{_TABLE} default-cell-style-name"
        )
        if style:
            return style
        rang = bisect_right(self._fins_de_colonnes, self._colonne)
        return self._styles_de_colonnes[rang] if rang < len(self._styles_de_colonnes) else ""

    def _etendre_formule(self) -> None:
        largeur = self._cellule.get(f"{_TABLE} number-matrix-columns-spanned")
        hauteur = self._cellule.get(f"{_TABLE} number-matrix-rows-spanned")
        if largeur is not None or hauteur is not None:
            self.feuille.etendre_formule(self._colonne, self._entier(largeur), self._entier(hauteur))
