"""Les fautes d'un tableau : où, quoi, et ce qui est attendu ; une ligne par case fautive."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

Signaler = Callable[[str], None]
"""Reçoit chaque faute, en une ligne prête à lire, dans l'ordre du tableau."""


class Faute(NamedTuple):
    """Une faute d'une case : place et titre de sa colonne, et ce qui est refusé."""

    place: int
    colonne: str
    message: str


class TableauRefuse(Exception):
    """Le tableau porte des fautes, déjà signalées une par une : rien n'a été écrit."""

    def __init__(self, nombre: int) -> None:
        self.nombre = nombre
        super().__init__(
            "Une faute : rien n'a été écrit." if nombre == 1 else f"{nombre} fautes : rien n'a été écrit."
        )


class SuiviDesFautes:
    """Compte les fautes et les signale au fil de la lecture : un tableau peut en porter des millions."""

    def __init__(self, signaler: Signaler) -> None:
        self._signaler = signaler
        self.nombre = 0

    def du_fichier(self, fichier: object, message: str, colonne: str = "") -> None:
        """Signale une faute qui ne tient à aucune ligne."""
        self._compter(f"{fichier}, colonne {colonne} : {message}" if colonne else f"{fichier} : {message}")

    def de_la_ligne(self, ligne: int, fautes: Iterable[Faute]) -> None:
        """Signale les fautes d'une rangée dans l'ordre des colonnes du tableau, une seule fois par case."""
        par_case: dict[tuple[int, str], list[str]] = {}
        for faute in sorted(fautes, key=lambda f: f.place):
            par_case.setdefault((faute.place, faute.colonne), []).append(faute.message)
        for (_, colonne), messages in par_case.items():
            self._compter(f"ligne {ligne}, colonne {colonne} : {' ; '.join(messages)}")

    def _compter(self, phrase: str) -> None:
        self.nombre += 1
        self._signaler(phrase)
