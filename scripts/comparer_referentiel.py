"""Compare le référentiel transcrit aux textes officiels, ligne à ligne et dans les deux sens.

usage : python scripts/comparer_referentiel.py DOSSIER_DES_TEXTES [DOSSIER_DU_DIPLOME]

Chaque morceau des textes (ligne, cellule, paragraphe) doit se trouver dans les données, et chaque libellé des
données dans les textes. Ce qui s'explique (mise en page, personnes nommées, coordonnées) est dans
`scripts/ecarts_expliques.toml`. Sort avec 1 s'il reste un écart.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
DIPLOME = RACINE / "parchemin" / "droit" / "referentiel" / "ccst"
EXPLIQUES = Path(__file__).with_name("ecarts_expliques.toml")
BALISES = re.compile(r"</?[a-zA-Z][^>]*>")
COUPURES = re.compile(r"\t|</?p[^>]*>|</?li[^>]*>|</?ul[^>]*>|\s{3,}")
# Le code d'une tâche ou d'une compétence est un champ des données, pas une part de son libellé.
CODE_EN_TETE = re.compile(r"^\W*(?:A\d\.\d\.?(?:T\d)?|C\d[.-]\d)[\s.*]+")
ARTICLE_EN_TETE = re.compile(r"^\**Art\. \d\s*(?:er)?\s*\.\**\s*–\s*")


def serrer(texte: str) -> str:
    """Le texte sans balise, mise en forme, ponctuation ni blanc : ce qui doit être égal des deux côtés."""
    nu = CODE_EN_TETE.sub("", ARTICLE_EN_TETE.sub("", BALISES.sub(" ", texte).strip()))
    return re.sub(r"[\W_]+", "", nu).casefold()


def morceaux(fichier: Path) -> Iterator[tuple[int, str]]:
    """Numéro de ligne et morceau lisible, pour tout ce que le texte contient."""
    for numero, ligne in enumerate(fichier.read_text(encoding="utf-8").split("\n"), start=1):
        for morceau in COUPURES.split(ligne):
            if serrer(morceau):
                yield numero, morceau.strip()


def donnees(dossier: Path) -> Iterator[tuple[str, str, str]]:
    """Fichier, code et texte de chaque chaîne transcrite ; une cellule à barres donne ses parts."""
    for fichier in sorted((dossier / "referentiel").glob("*.toml")):
        for item in tomllib.loads(fichier.read_text(encoding="utf-8"))["item"]:
            chaines = [item["libelle"], *item.get("texte", ()), *item.get("cellules", ())]
            for chaine in chaines:
                for part in chaine.split(" | "):
                    if serrer(part):
                        yield fichier.name, item["code"], part


def comparer(textes: list[Path], dossier: Path, expliques: dict[str, list[str]]) -> list[str]:
    """Écarts inexpliqués, prêts à lire : absents des données, puis absents des textes."""
    # Bout à bout : un groupe et ses savoirs sont un seul morceau du texte et plusieurs éléments des données.
    transcrit = "".join(serrer(t) for _, _, t in donnees(dossier))
    officiel = "".join(serrer(m) for f in textes for _, m in morceaux(f))
    excuses = [re.compile(motif) for motif in expliques["textes"]]
    ecarts = [
        f"{fichier.name}, ligne {numero} : absent des données : {morceau[:110]}"
        for fichier in textes
        for numero, morceau in morceaux(fichier)
        if serrer(morceau) not in transcrit and not any(e.search(morceau) for e in excuses)
    ]
    propres = {serrer(libelle) for libelle in expliques["donnees"]}
    ecarts += [
        f"{fichier}, {code} : absent des textes : {texte[:110]}"
        for fichier, code, texte in donnees(dossier)
        if serrer(texte) not in officiel and serrer(texte) not in propres
    ]
    return ecarts


def main(arguments: list[str]) -> int:
    """Lit les arguments, compare, écrit le compte rendu ; code de sortie du processus."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    textes = sorted(Path(arguments[0]).glob("*.txt"))
    if not textes:
        print(f"{arguments[0]} ne contient aucun texte (*.txt).")
        return 2
    dossier = Path(arguments[1]) if len(arguments) == 2 else DIPLOME
    ecarts = comparer(textes, dossier, tomllib.loads(EXPLIQUES.read_text(encoding="utf-8")))
    for ecart in ecarts:
        print(ecart)
    lus = sum(1 for f in textes for _ in morceaux(f))
    s = "s" if len(ecarts) > 1 else ""
    print(f"{lus} morceaux de texte comparés ; {len(ecarts)} écart{s} inexpliqué{s}.")
    return 1 if ecarts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
