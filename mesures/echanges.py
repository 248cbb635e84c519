"""Cent mille fichiers de candidats abîmés au hasard : jamais d'autre issue qu'une lecture ou le refus prévu.

`python -m mesures.echanges GRAINE [RANG]` rejoue tous les cas d'une graine, ou un seul.
"""

import io
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from random import Random

from mesures.candidats import fichier
from mesures.releve import Mesure, Releves
from parchemin.moteurs.echanges import (
    FORMATS,
    Champ,
    EchangeIllisible,
    FichierLu,
    Support,
    fichier_corrige,
    lire,
)

GRAINE, CAS = 2026, 100_000
CANDIDATS = 3
LIGNES, SECONDES = 5_000, 2
_UNE_RELECTURE_SUR = 8
_FEUILLE = "xl/worksheets/sheet1.xml"
_CELLULE = re.compile(rb"(?<=[;>])[^;<>\r\n]+(?=[;<\r\n])")
_ISO = {Champ.NE_LE, Champ.SORTIE_LE}
VALEURS = (
    "", " ", "-", "-Dupont", "=1+1", "@a", "+33612345678", "1,23457E+11", "1.2E+10", "31/02/2005", "38451", "09/04/05",
    "\u0000", "\u202e", "e\u0301", "محمد", "王", "דוד", '"', "'", '"a', "a'b", ";", "\t", "\r", "\n", "\U0001d49c", "\ufeff",
    "x" * 5_000, "&lt;", "&#0;", "<!--", "]]>", "_x0000_", "99", "99100", "2A004", "0", "None", "NaN", "VRAI", "#N/A",
    "0750001U", "U1,U21", "ÿ", "\x85", "\u2028", "100", "9" * 400, "1e999999999",
)  # fmt: skip
Mutation = Callable[[Random, bytes], bytes]


@cache
def exemple(code: str) -> bytes:
    """Court fichier juste de ce format."""
    return fichier(code, CANDIDATS)


@cache
def classeur(code: str) -> bytes:
    """Le même en XLSX."""
    return fichier_corrige(lire(exemple(code), "x"), Support.CLASSEUR).octets


def _octets_changes(hasard: Random, octets: bytes) -> bytes:
    change = bytearray(octets)
    for _ in range(hasard.randint(1, 8)):
        change[hasard.randrange(len(change))] = hasard.randrange(256)
    return bytes(change)


def _coupe(hasard: Random, octets: bytes) -> bytes:
    return octets[: hasard.randrange(len(octets))]


def _insere(hasard: Random, octets: bytes) -> bytes:
    place = hasard.randrange(len(octets))
    return octets[:place] + hasard.choice(VALEURS).encode() + octets[place:]


def _cellules_changees(hasard: Random, octets: bytes) -> bytes:
    for _ in range(hasard.randint(1, 5)):
        cellules = list(_CELLULE.finditer(octets))
        if not cellules:
            return octets
        visee = hasard.choice(cellules)
        octets = octets[: visee.start()] + hasard.choice(VALEURS).encode() + octets[visee.end() :]
    return octets


def _lignes_melees(hasard: Random, octets: bytes) -> bytes:
    lignes = octets.split(b"\n")
    hasard.shuffle(lignes)
    return b"\n".join(lignes[: hasard.randint(1, len(lignes))])


def _reencode(hasard: Random, octets: bytes) -> bytes:
    encodage = hasard.choice(
        ("utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-15", "utf-7", "utf-8-sig")
    )
    return octets.decode("utf-8", "replace").encode(encodage, "replace")


def _separe_autrement(hasard: Random, octets: bytes) -> bytes:
    return octets.replace(b";", hasard.choice((b"\t", b",", b"|", b";;", b'";"')))


MUTATIONS: Sequence[Mutation] = (
    _octets_changes, _coupe, _insere, *(_cellules_changees,) * 3, _lignes_melees, _reencode, _separe_autrement,
)  # fmt: skip


def _feuille_changee(hasard: Random, octets: bytes) -> bytes:
    """Change une partie du classeur, puis le referme : l'archive reste juste."""
    flux = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(octets)) as lu, zipfile.ZipFile(flux, "w") as ecrit:
        visee = hasard.choice((_FEUILLE, _FEUILLE, _FEUILLE, *lu.namelist()))
        for nom in lu.namelist():
            contenu = lu.read(nom)
            ecrit.writestr(nom, hasard.choice(MUTATIONS)(hasard, contenu) if nom == visee else contenu)
    return flux.getvalue()


def fabriquer(graine: int, rang: int) -> bytes:
    """Octets d'un cas : toujours les mêmes pour une graine et un rang."""
    hasard = Random(f"{graine}:{rang}")  # noqa: S311 — des fichiers d'essai, rien à protéger
    code = hasard.choice(tuple(FORMATS))
    if hasard.randrange(5):
        octets = exemple(code)
        for _ in range(hasard.choice((1, 1, 1, 2, 3))):
            octets = hasard.choice(MUTATIONS)(hasard, octets) if octets else octets
        return octets
    mutation = hasard.choice((_feuille_changee, _feuille_changee, _octets_changes, _coupe))
    return mutation(hasard, classeur(code))


def verifier(lu: FichierLu) -> None:
    """Affirme ce qui est vrai de tout fichier lu ; lève `AssertionError`."""
    for ligne in (*lu.lignes, *lu.ecartees):
        for champ, valeur in ligne.valeurs.items():
            if not valeur or not valeur.replace("\n", "").isprintable():
                raise AssertionError(f"{champ} : {valeur!r}")
            if champ in _ISO:
                date.fromisoformat(valeur)
    for dit in lu.tous_les_diagnostics():
        if not (dit.attendu and dit.remede and dit.phrase):
            raise AssertionError(f"diagnostic muet : {dit!r}")


def essayer(graine: int, rang: int) -> str:
    """Lit un cas et rend son issue : « refusé », ou le format reconnu. Toute autre exception est une faute."""
    try:
        lu = lire(fabriquer(graine, rang), f"cas {rang}")
    except EchangeIllisible as refus:
        if not (refus.cause and refus.remede):
            raise AssertionError(f"refus muet : {refus}") from refus
        return "refusé"
    verifier(lu)
    if rang % _UNE_RELECTURE_SUR == 0:
        rendu = fichier_corrige(lu, Support.CSV if rang % 2 else Support.CLASSEUR)
        relu = lire(rendu.octets, rendu.nom)
        if relu.format != lu.format or len(relu.lignes) != len(lu.lignes):
            raise AssertionError(
                f"relu {relu.format}, {len(relu.lignes)} lignes ; lu {lu.format}, {len(lu.lignes)}"
            )
    return lu.format


def tirer(graine: int, cas: int) -> tuple[Mapping[str, int], list[str]]:
    """Nombre de cas par issue, et les fautes, chacune avec le rang qui la rejoue."""
    issues: Counter[str] = Counter()
    fautes = []
    for rang in range(cas):
        try:
            issues[essayer(graine, rang)] += 1
        except Exception as erreur:
            fautes.append(f"rang {rang} : {type(erreur).__name__} {erreur}")
    return issues, fautes


def mesurer(graine: int = GRAINE) -> Releves:
    """Vitesse de chaque format, puis les cas au hasard."""
    for code in FORMATS:
        octets = fichier(code, LIGNES)
        debut = time.perf_counter()
        lire(octets, code)
        yield Mesure(f"{LIGNES} lignes, {code}", time.perf_counter() - debut, "s", SECONDES)
    debut = time.perf_counter()
    issues, fautes = tirer(graine, CAS)
    yield Mesure(f"{CAS} cas au hasard, graine {graine}", time.perf_counter() - debut, "s")
    for issue, compte in sorted(issues.items()):
        yield Mesure(f"issue : {issue}", compte, "cas")
    yield Mesure("fautes", len(fautes), "cas", 0)
    yield from fautes[:20]


def principal(arguments: Sequence[str]) -> None:
    """Rejoue une graine, ou un cas d'une graine."""
    graine = int(arguments[0]) if arguments else GRAINE
    if len(arguments) > 1:
        print(essayer(graine, int(arguments[1])))
        return
    for releve in mesurer(graine):
        print(releve, flush=True)


if __name__ == "__main__":
    principal(sys.argv[1:])
