"""Ce que l'arbre doit respecter : des fonctions d'un texte ou d'un dossier à la liste de ses fautes.

Chacune ne dépend que de ses arguments : on la fait passer sur l'arbre, puis échouer sur une faute posée.
"""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
LIGNES_MAXIMUM = 400
FOURRE_TOUT = frozenset({"utils", "util", "common", "core", "helpers", "misc", "outils", "divers", "commun"})
HORLOGES = frozenset({"now", "utcnow", "today", "localdate", "localtime"})


def modules(*dossiers: str, racine: Path = RACINE) -> Iterator[Path]:
    """Fichiers Python des dossiers du dépôt qui existent déjà."""
    for dossier in dossiers:
        yield from sorted((racine / dossier).rglob("*.py"))


def nom(chemin: Path, racine: Path = RACINE) -> str:
    """Chemin d'un fichier tel qu'on le cite : depuis la racine du dépôt."""
    return chemin.relative_to(racine).as_posix()


def trop_longs(chemins: Iterable[Path], maximum: int = LIGNES_MAXIMUM) -> list[str]:
    """Modules de plus de `maximum` lignes."""
    longueurs = ((chemin, len(chemin.read_text(encoding="utf-8").splitlines())) for chemin in chemins)
    return [f"{chemin.name} : {longueur} lignes" for chemin, longueur in longueurs if longueur > maximum]


def fourre_tout(chemins: Iterable[Path]) -> list[str]:
    """Modules ou paquets dont le nom ne dit rien de ce qu'ils contiennent."""
    return [str(chemin) for chemin in chemins if FOURRE_TOUT & {*chemin.parts[:-1], chemin.stem}]


def paquets_muets(racine: Path) -> list[str]:
    """Dossiers de code sans `__init__.py`, ou dont l'`__init__.py` ne dit pas ce qu'ils font."""
    fautes = []
    for dossier in sorted({chemin.parent for chemin in racine.rglob("*.py")}):
        initial = dossier / "__init__.py"
        if not initial.exists():
            fautes.append(f"{dossier.name} : pas de __init__.py")
        elif not ast.get_docstring(ast.parse(initial.read_text(encoding="utf-8"))):
            fautes.append(f"{dossier.name} : __init__.py sans docstring")
    return fautes


def sigles_de_diplomes(referentiel: Path) -> frozenset[str]:
    """Noms des dossiers de diplômes : ce qu'aucune ligne de Python ne doit citer."""
    return frozenset(dossier.name for dossier in referentiel.iterdir() if dossier.is_dir())


def codes_d_epreuves(referentiel: Path) -> frozenset[str]:
    """Codes d'épreuves et d'unités de tous les diplômes, lus dans leurs données."""
    codes = set()
    for fichier in referentiel.rglob("epreuves*.toml"):
        for epreuve in tomllib.loads(fichier.read_text(encoding="utf-8"))["epreuve"]:
            codes |= {epreuve["code"], epreuve["unite"]}
    return frozenset(codes)


def diplomes_nommes(source: str, sigles: Iterable[str], codes: Iterable[str]) -> list[str]:
    """Lignes qui nomment un diplôme, et chaînes qui sont un code d'épreuve ou d'unité."""
    motif = re.compile(rf"\b({'|'.join(map(re.escape, sigles))})\b", re.IGNORECASE)
    lignes = enumerate(source.splitlines(), start=1)
    fautes = [f"ligne {numero} : {ligne.strip()}" for numero, ligne in lignes if motif.search(ligne)]
    interdits = frozenset(codes)
    return fautes + [
        f"ligne {noeud.lineno} : « {noeud.value} » est un code d'épreuve"
        for noeud in ast.walk(ast.parse(source))
        if isinstance(noeud, ast.Constant) and noeud.value in interdits
    ]


def flottants(source: str) -> list[str]:
    """Lignes qui emploient un nombre flottant : le type, une conversion, une annotation ou un littéral."""
    return [
        f"ligne {noeud.lineno}"
        for noeud in ast.walk(ast.parse(source))
        if (isinstance(noeud, ast.Name) and noeud.id == "float")
        or (isinstance(noeud, ast.Constant) and type(noeud.value) is float)
    ]


def horloges(source: str) -> list[str]:
    """Lignes qui lisent l'horloge, que ce soit par `datetime`, `date`, `timezone` ou `time`."""
    fautes = []
    for noeud in ast.walk(ast.parse(source)):
        if isinstance(noeud, ast.Attribute):
            porteur = noeud.value.id if isinstance(noeud.value, ast.Name) else ""
            if noeud.attr in HORLOGES or (porteur, noeud.attr) == ("time", "time"):
                fautes.append(f"ligne {noeud.lineno}")
        elif isinstance(noeud, ast.ImportFrom) and noeud.module == "time":
            fautes.extend(f"ligne {noeud.lineno}" for alias in noeud.names if alias.name == "time")
    return fautes


def identifiants_accentues(source: str) -> list[str]:
    """Identifiants qui sortent de l'ASCII, avec leur ligne."""
    jetons = tokenize.generate_tokens(io.StringIO(source).readline)
    return [
        f"ligne {jeton.start[0]} : {jeton.string}"
        for jeton in jetons
        if jeton.type == tokenize.NAME and not jeton.string.isascii()
    ]


def commandes_absentes_du_debut(texte: str, commandes: Iterable[str], lignes: int = 12) -> list[str]:
    """Commandes que les premières lignes d'un texte ne montrent pas."""
    debut = texte.splitlines()[:lignes]
    return [commande for commande in commandes if commande not in debut]


def expressions_trop_neuves(source: str) -> list[str]:
    """Ce qu'un vieux Python 3 ne saurait pas lire : il dirait « invalid syntax » avant la phrase prévue."""
    try:
        arbre = ast.parse(source, feature_version=(3, 4))
    except SyntaxError as faute:
        return [f"ligne {faute.lineno} : {faute.msg}"]
    return [
        f"ligne {noeud.lineno} : f-string" for noeud in ast.walk(arbre) if isinstance(noeud, ast.JoinedStr)
    ]
