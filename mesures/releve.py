"""Ce qu'une mesure relève : un chiffre, son unité, et la borne annoncée s'il y en a une."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Mesure:
    """Un chiffre relevé ; `borne` est le maximum annoncé, dans la même unité."""

    nom: str
    valeur: float
    unite: str
    borne: float | None = None

    def __str__(self) -> str:
        chiffre = f"{self.valeur:,.0f}" if self.valeur >= 1_000 else f"{self.valeur:.3g}"
        fin = ""
        if self.borne is not None:
            verdict = "tenu" if self.valeur <= self.borne else "DÉPASSÉ"
            fin = f"   (annoncé : {_a_la_francaise(f'{self.borne:g}')} au plus, {verdict})"
        return f"{self.nom:<58} {_a_la_francaise(chiffre):>9} {self.unite}{fin}"


def _a_la_francaise(chiffre: str) -> str:
    return chiffre.replace(",", " ").replace(".", ",")


@dataclass(frozen=True, slots=True)
class Execution:
    """Temps écoulé (secondes) et mémoire au plus haut (Mo) d'un processus."""

    secondes: float
    megaoctets: float


def executer(commande: Sequence[str], *, sur_un_coeur: bool = True) -> Execution:
    """Lance un processus jusqu'au bout et le mesure ; lève `RuntimeError` s'il échoue."""
    debut = time.perf_counter()
    enfant = os.fork()
    if enfant == 0:
        _devenir(commande, sur_un_coeur)
    _, etat, usage = os.wait4(enfant, 0)
    secondes = time.perf_counter() - debut
    if code := os.waitstatus_to_exitcode(etat):
        raise RuntimeError(f"{' '.join(commande)} : code de sortie {code}")
    octets_par_unite = 1 if sys.platform == "darwin" else 1024
    return Execution(secondes, usage.ru_maxrss * octets_par_unite / 1e6)


def _devenir(commande: Sequence[str], sur_un_coeur: bool) -> None:
    if sur_un_coeur and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    muet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(muet, 1)
    os.dup2(muet, 2)
    os.execv(commande[0], list(commande))  # noqa: S606 — un interpréteur Python, sans interprète de commandes


def au_mieux(fois: int, mesurer: Callable[[], Execution]) -> Execution:
    """La plus rapide de plusieurs exécutions : le bruit de la machine n'ajoute que du temps."""
    return min((mesurer() for _ in range(fois)), key=lambda e: e.secondes)


@contextmanager
def dossier_temporaire() -> Iterator[Path]:
    """Dossier de travail, effacé à la fin."""
    with tempfile.TemporaryDirectory(prefix="parchemin-mesures-") as dossier:
        yield Path(dossier)


Releves = Iterable[Mesure | str]
"""Ce qu'un module de mesure rend au fil de l'eau : des chiffres, ou la raison de ne pas mesurer."""
