"""La grille de sûreté (`docs/asvs.csv`) : la lire, et dire ses fautes.

Les identifiants et les niveaux sont ceux de l'OWASP ASVS 5.0.0 (CC BY-SA 4.0) ; les phrases sont les nôtres.
"""

import ast
import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ATTENDUES = {"1": 70, "2": 183}
ETATS = ("conforme", "non applicable", "écart")
LONGUEUR_MAXIMUM = 90
VERIFIER = "amorce.py"
SEPARATEUR = " + "
# Ce qui défait une protection de Django sans que les règles de style (S308, S610, S611) le voient.
INTERDITS = re.compile(r"safeseq|\|\s*safe\b|autoescape off|csrf_exempt|\.raw\(|from_string\(|\bTemplate\(")


@dataclass(frozen=True, slots=True)
class Exigence:
    """Une ligne de la grille ; `essai` nomme un ou plusieurs essais, séparés par « + »."""

    identifiant: str
    niveau: str
    chapitre: str
    exigence: str
    etat: str
    explication: str
    essai: str

    @property
    def essais(self) -> list[str]:
        """Essais nommés, « chemin::essai » ou « amorce.py::vérification »."""
        return self.essai.split(SEPARATEUR) if self.essai else []


def grille(fichier: Path) -> list[Exigence]:
    """Lignes de la grille, dans l'ordre."""
    with fichier.open(encoding="utf-8", newline="") as flux:
        return [Exigence(**ligne) for ligne in csv.DictReader(flux, delimiter=";")]


def rang(identifiant: str) -> tuple[int, ...]:
    """Rang d'une exigence : « 10.4.1 » suit « 9.2.3 »."""
    return tuple(int(n) for n in identifiant.split("."))


def comptes_faux(lignes: Collection[Exigence]) -> Iterator[str]:
    """Ce qui manque ou se répète dans l'ensemble."""
    niveaux = Counter(ligne.niveau for ligne in lignes)
    yield from (
        f"niveau {n} : {niveaux[n]} lignes" for n, attendu in ATTENDUES.items() if niveaux[n] != attendu
    )
    yield from (f"niveau inconnu : {niveau}" for niveau in niveaux if niveau not in ATTENDUES)
    identifiants = [ligne.identifiant for ligne in lignes]
    yield from (f"{i} : plusieurs lignes" for i, fois in Counter(identifiants).items() if fois > 1)
    if identifiants != sorted(identifiants, key=rang):
        yield "les lignes ne suivent pas l'ordre des identifiants"


def lignes_fautives(lignes: Iterable[Exigence]) -> Iterator[str]:
    """Lignes qui n'ont pas leur état, leur raison ou leur preuve."""
    for ligne in lignes:
        if ligne.etat not in ETATS:
            yield f"{ligne.identifiant} : état « {ligne.etat} »"
        if not 0 < len(ligne.exigence) <= LONGUEUR_MAXIMUM:
            yield f"{ligne.identifiant} : {len(ligne.exigence)} caractères"
        if ligne.etat == "conforme" and not ligne.essais:
            yield f"{ligne.identifiant} : conforme sans essai"
        par_l_amorce = any(essai.startswith(f"{VERIFIER}::") for essai in ligne.essais)
        if (ligne.etat != "conforme" or par_l_amorce) and not ligne.explication:
            yield f"{ligne.identifiant} : sans raison"


def essais_inconnus(lignes: Iterable[Exigence], racine: Path, verifications: Collection[str]) -> list[str]:
    """Essais nommés qui n'existent pas ; `verifications` : noms de celles de `amorce.py verifier`."""
    connus: dict[str, set[str]] = {VERIFIER: set(verifications)}
    inconnus = []
    for ligne in lignes:
        for essai in ligne.essais:
            chemin, _, nom = essai.partition("::")
            if chemin not in connus:
                connus[chemin] = essais_de(racine / chemin)
            if nom not in connus[chemin]:
                inconnus.append(f"{ligne.identifiant} : {essai}")
    return inconnus


def essais_de(fichier: Path) -> set[str]:
    """Noms des essais d'un module ; aucun si le module n'existe pas."""
    if not fichier.is_file():
        return set()
    arbre = ast.parse(fichier.read_text(encoding="utf-8"))
    return {n.name for n in arbre.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}


def protections_defaites(source: str) -> list[str]:
    """Lignes d'un module ou d'un gabarit qui défont l'échappement, l'ORM ou le jeton des formulaires."""
    lignes = enumerate(source.splitlines(), start=1)
    return [f"ligne {numero} : {ligne.strip()}" for numero, ligne in lignes if INTERDITS.search(ligne)]
