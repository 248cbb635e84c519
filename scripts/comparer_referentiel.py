"""Compare le référentiel transcrit aux textes officiels, ligne à ligne et dans les deux sens.

usage : python scripts/comparer_referentiel.py DOSSIER_DES_TEXTES [DOSSIER_DU_DIPLOME]

Mot à mot, ponctuation et casse comprises : seuls le balisage, les blancs, les puces et la forme des apostrophes
sont ignorés. Chaque morceau des textes (ligne, cellule, paragraphe) prend dans les données les mots qui lui
répondent, et un mot ne sert qu'une fois : un oubli se voit même si la phrase est répétée ailleurs. Ce qui
s'explique est dans `scripts/ecarts_expliques.toml`, avec sa raison. Sort avec 1 s'il reste un écart.
"""

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
DIPLOME = RACINE / "parchemin" / "droit" / "referentiel" / "ccst"
EXPLIQUES = Path(__file__).with_name("ecarts_expliques.toml")

COUPURES = re.compile(r"\t|</?(?:p|li|ul)\b[^>]*>|\*{4}|\s{3,}| \| ")
LIENS = re.compile(r"\[([^\]]*)\]\(mailto:[^)]*\)|<(https?:[^>]+)>")
BALISES = re.compile(r"</?[a-zA-Z][^>]*>")
# Gras et italique du balisage. L'astérisque d'un renvoi est du texte : « (*) », « 2* », « vivante ** ».
EMPHASE = re.compile(r"(?<=\S)\*\*|\*\*(?=\S)|(?<=[^\s(*])\*(?![)*])|(?<![(*])\*(?=[^\s)*])")
CASE_A_RENVOI = re.compile(r"\d+\*+")
PUCES = re.compile(r"^(?:#+|[-➤•])(?:\s+|$)")
# Un même code s'écrit de plusieurs façons : A1.4T1., A1.1.T1., C2-1, « Bloc de compétences n° 3: ».
CODES = (
    (re.compile(r"^(A\d\.\d)\.?(T\d)\.(?=\s)"), r"\1.\2"),
    (re.compile(r"^C(\d)-(\d)(?=\s)"), r"C\1.\2"),
    (re.compile(r"^Bloc de compétences [Nn]° ?(\d) ?:"), r"B\1"),
    (re.compile(r"^Art\. (\d(?:er)?)\. –"), r"Article \1"),
)
GENRES_A_CODE = ("tache", "activite", "competence", "bloc", "unite")


@dataclass(frozen=True, slots=True)
class Morceau:
    """Des mots qui se suivent, et d'où ils viennent : fichier, ligne ; pour une donnée, code et champ."""

    mots: tuple[str, ...]
    fichier: str
    ligne: int
    code: str = ""
    champ: str = ""

    def __str__(self) -> str:
        """Les mots tels qu'ils se lisent."""
        return " ".join(self.mots)


def mots(texte: str) -> tuple[str, ...]:
    """Mots d'un morceau, sans balise, puce ni mise en forme."""
    if CASE_A_RENVOI.fullmatch(texte.strip()):
        return (texte.strip(),)
    nu = BALISES.sub("", LIENS.sub(r"\1\2", texte)).replace("’", "'").replace(r"\_", "_")
    echappes = nu.replace(r"\*", "\0").strip()
    avant = ""
    while avant != echappes:
        avant, echappes = echappes, PUCES.sub("", EMPHASE.sub("", echappes)).strip()
    nu = echappes.replace("\0", "*")
    for forme, unique in CODES:
        nu = forme.sub(unique, nu)
    return tuple(nu.split())


def morceaux(fichier: Path) -> Iterator[Morceau]:
    """Tout ce que le texte contient ; les traits des tableaux n'en sont pas."""
    for numero, ligne in enumerate(fichier.read_text(encoding="utf-8").split("\n"), start=1):
        if set(ligne) <= set("-\t "):
            continue
        for morceau in COUPURES.split(ligne):
            if lus := mots(morceau):
                yield Morceau(lus, fichier.name, numero)


def donnees(dossier: Path) -> Iterator[Morceau]:
    """Chaque chaîne transcrite, dans l'ordre des fichiers."""
    for fichier in sorted((dossier / "referentiel").glob("*.toml")):
        contenu = fichier.read_text(encoding="utf-8")
        lignes = {
            trouve[1]: numero
            for numero, ligne in enumerate(contenu.split("\n"), start=1)
            if (trouve := re.fullmatch(r'code = "(.+)"', ligne))
        }
        for item in tomllib.loads(contenu)["item"]:
            for champ, chaine in _chaines(item):
                for part in chaine.split(" | "):
                    if lus := mots(part):
                        yield Morceau(lus, fichier.name, lignes.get(item["code"], 0), item["code"], champ)


def _chaines(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    suite = (*item.get("texte", ()), *item.get("cellules", ()))
    a_code = item["genre"] in GENRES_A_CODE and not any(t.startswith(item["code"]) for t in suite)
    yield "libelle", f"{item['code']} {item['libelle']}" if a_code else item["libelle"]
    yield from (("texte", chaine) for chaine in suite)


def rapprocher(officiel: list[Morceau], transcrit: list[Morceau]) -> tuple[list[Morceau], list[Morceau]]:
    """Morceaux des textes absents des données, et suites de mots des données absentes des textes."""
    suite = [(mot, morceau) for morceau in transcrit for mot in morceau.mots]
    places: dict[str, list[int]] = defaultdict(list)
    for place, (mot, _) in enumerate(suite):
        places[mot].append(place)
    libres = [True] * len(suite)
    absents = []
    # Les longs d'abord : un titre court ne prend pas les mots d'une phrase qui le contient.
    for morceau in sorted(officiel, key=lambda m: -len(m.mots)):
        etendue = len(morceau.mots)
        for place in places[morceau.mots[0]]:
            fin = place + etendue
            if all(libres[place:fin]) and tuple(mot for mot, _ in suite[place:fin]) == morceau.mots:
                libres[place:fin] = [False] * etendue
                break
        else:
            absents.append(morceau)
    return sorted(absents, key=lambda m: (m.fichier, m.ligne)), _restes(suite, libres)


def _restes(suite: list[tuple[str, Morceau]], libres: list[bool]) -> list[Morceau]:
    restes: list[tuple[Morceau, list[str]]] = []
    precedent = -2
    for place, (mot, morceau) in enumerate(suite):
        if libres[place]:
            if precedent == place - 1 and restes[-1][0] is morceau:
                restes[-1][1].append(mot)
            else:
                restes.append((morceau, [mot]))
            precedent = place
    return [Morceau(tuple(reste), m.fichier, m.ligne, m.code) for m, reste in restes]


def comparer(textes: list[Path], dossier: Path, expliques: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """Écarts inexpliqués, prêts à lire : absents des données, absents des textes, explications inutiles."""
    transcrit = list(donnees(dossier))
    propres = {id(m): n for m in transcrit for n, e in enumerate(expliques["donnees"]) if _convient(e, m)}
    officiel = [m for f in textes for m in morceaux(f)]
    absents, en_trop = rapprocher(officiel, [m for m in transcrit if id(m) not in propres])
    excuses = [next((n for n, e in enumerate(expliques["textes"]) if _convient(e, m)), None) for m in absents]
    ecarts = [
        f"{m.fichier}, ligne {m.ligne} : absent des données : {str(m)[:110]}"
        for m, excuse in zip(absents, excuses, strict=True)
        if excuse is None
    ]
    ecarts += [
        f"{m.fichier}, ligne {m.ligne}, {m.code} : absent des textes : {str(m)[:110]}" for m in en_trop
    ]
    for famille, servies in (("textes", excuses), ("donnees", list(propres.values()))):
        for n, e in enumerate(expliques[famille]):
            if servies.count(n) != e["fois"]:
                ecarts.append(f"« {e['motif']} » explique {servies.count(n)} écarts au lieu de {e['fois']}.")
    return ecarts


def _convient(explication: Mapping[str, Any], morceau: Morceau) -> bool:
    return (
        re.fullmatch(explication["motif"], str(morceau)) is not None
        and re.fullmatch(explication.get("code", ".*"), morceau.code) is not None
        and explication.get("champ", morceau.champ) == morceau.champ
    )


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
