"""Ce qu'il y a à dire d'un fichier entier : colonnes absentes ou inconnues, fusions, feuilles non lues, doublons."""

from collections.abc import Iterable, Iterator, Sequence

from parchemin.moteurs.echanges.assemblage import Place
from parchemin.moteurs.echanges.formats import Format
from parchemin.moteurs.echanges.grille import Grille
from parchemin.moteurs.echanges.modele import Champ, Diagnostic, LigneLue, Niveau
from parchemin.moteurs.echanges.valeurs.lue import simplifier
from parchemin.moteurs.tableurs import Fusion, Rangee, lettres_colonne

_CLES = (Champ.INE, Champ.NUMERO)
_FUSIONS_DITES = 50
_FEUILLES_DITES = 5


def remarquer(grille: Grille, entete: Rangee, places: Sequence[Place], format_: Format) -> list[Diagnostic]:
    """Rend les diagnostics qui portent sur le fichier et non sur une ligne."""
    dits = [*_absentes(entete, places, format_), *_inconnues(entete, format_), *_fusions(grille, entete)]
    if grille.autres_feuilles:
        noms = ", ".join(grille.autres_feuilles[:_FEUILLES_DITES])
        dits.append(Diagnostic(
            Niveau.AVERTISSEMENT, 0, "", noms, "une seule feuille",
            "seule la première est lue : mettez-y tous les candidats", grille.feuille,
        ))  # fmt: skip
    return [dit if dit.feuille else _situer(dit, grille.feuille) for dit in dits]


def _situer(dit: Diagnostic, feuille: str) -> Diagnostic:
    return Diagnostic(dit.niveau, dit.ligne, dit.colonne, dit.valeur, dit.attendu, dit.remede, feuille)


def _absentes(entete: Rangee, places: Sequence[Place], format_: Format) -> Iterator[Diagnostic]:
    remplis = {place.champ for place in places}
    for colonne in format_.colonnes:
        if colonne.obligatoire and colonne.champ not in remplis:
            yield Diagnostic(
                Niveau.BLOQUANT,
                entete.ligne,
                "",
                "",
                f"une colonne « {colonne.titre} »",
                "ajoutez-la au fichier",
            )


def _inconnues(entete: Rangee, format_: Format) -> Iterator[Diagnostic]:
    if not format_.signale_les_inconnues:
        return
    connus = frozenset[str]().union(*(colonne.titres for colonne in format_.colonnes))
    for titre in entete.cellules:
        if titre and simplifier(titre) not in connus:
            yield Diagnostic(
                Niveau.AVERTISSEMENT,
                entete.ligne,
                titre,
                "",
                "un titre du modèle",
                "cette colonne n'est pas lue",
            )


def _fusions(grille: Grille, entete: Rangee) -> Iterator[Diagnostic]:
    """Une fusion ne laisse de valeur que dans sa première cellule : parmi les candidats, les autres sont perdues."""
    for fusion in grille.fusions[:_FUSIONS_DITES]:
        fin = fusion.ligne + fusion.hauteur - 1
        if fin < entete.ligne:
            continue
        est_dans_les_lignes = fin > entete.ligne
        yield Diagnostic(
            Niveau.BLOQUANT if est_dans_les_lignes else Niveau.AVERTISSEMENT,
            fusion.ligne,
            lettres_colonne(fusion.colonne),
            _etendue(fusion),
            "des cellules séparées",
            "annulez la fusion, puis recopiez la valeur dans chaque cellule",
        )


def _etendue(fusion: Fusion) -> str:
    fin = f"{lettres_colonne(fusion.colonne + fusion.largeur - 1)}{fusion.ligne + fusion.hauteur - 1}"
    return f"{lettres_colonne(fusion.colonne)}{fusion.ligne}:{fin}"


def doublons(lignes: Iterable[LigneLue]) -> Iterator[Diagnostic]:
    """Rend un avertissement par ligne dont l'INE ou le numéro a déjà été lu."""
    vus: dict[tuple[Champ, str], int] = {}
    for ligne in lignes:
        for champ in _CLES:
            valeur = ligne[champ]
            if not valeur:
                continue
            premiere = vus.setdefault((champ, valeur), ligne.numero)
            if premiere != ligne.numero:
                yield Diagnostic(
                    Niveau.AVERTISSEMENT, ligne.numero, champ.value, valeur, "une seule ligne par candidat",
                    f"la ligne {premiere} a la même valeur : gardez la bonne", ligne.feuille,
                )  # fmt: skip
