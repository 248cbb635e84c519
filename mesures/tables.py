"""De grandes tables de candidats fictifs, toujours les mêmes pour une même graine."""

from pathlib import Path
from random import Random

TITRES = (
    "numero;regime;voie;etablissement;habilitation;forme;amenagement;"
    "E1;E2;E3;E4;E5;E6;E7;E8;EF1;EF2;EF3;C_CGE;C_LVE;C_CEJM"
)
SITUATIONS = (
    ("A;scolaire;public;;;", 60),
    ("A;scolaire;prive_sous_contrat;non;globale;", 15),
    (";apprentissage;public;oui;;", 8),
    ("C;apprentissage;prive_hors_contrat;;;", 7),
    (";fpc;public;etendue;progressive;", 3),
    ("C;distance;;;;", 4),
    ("C;experience;;;progressive;etalement|conservation", 3),
)
RARES = ("AB", "FM", "VA", "R:12", "AN", "FR", "B:12,5")
UNE_CASE_RARE_SUR = 150
UNE_FACULTATIVE_SUR = 10
MOYENNE, ECART = 10.5, 3.0


def ecrire_table(chemin: Path, candidats: int, *, rares: bool = True, graine: int = 2026) -> Path:
    """CSV de candidats de la session 2026 ; sans `rares`, chaque case d'épreuve est une note."""
    hasard = Random(graine)  # noqa: S311 — des notes fictives, rien à protéger
    situations, poids = zip(*SITUATIONS, strict=True)
    with chemin.open("w", encoding="utf-8", newline="") as flux:
        flux.write(TITRES + "\n")
        for rang in range(candidats):
            situation = hasard.choices(situations, poids)[0]
            cases = [_note(hasard) for _ in range(8)]
            if rares and hasard.randrange(UNE_CASE_RARE_SUR) < len(cases):
                cases[hasard.randrange(len(cases))] = hasard.choice(RARES)
            libre = _note(hasard) if hasard.randrange(UNE_FACULTATIVE_SUR) == 0 else ""
            flux.write(f"{rang:08};{situation};{';'.join(cases)};;;{libre};;;\n")
    return chemin


def _note(hasard: Random) -> str:
    demi_points = min(40, max(0, round(2 * hasard.gauss(MOYENNE, ECART))))
    entier, demi = divmod(demi_points, 2)
    return f"{entier},5" if demi else str(entier)
