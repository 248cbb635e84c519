"""Contrôler un journal, acte après acte : ce qui a été modifié, retiré, ajouté, déplacé, et où.

Sans tête gardée ailleurs, un journal réécrit en entier ou coupé à la fin reste cohérent : rien ne le montre. Après la
dernière tête gardée non plus.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from parchemin.socle.journal.chaine import EFFACER, ORIGINE, ActeLu, empreinte_acte, empreinte_charge
from parchemin.socle.journal.tetes import Tete

PHRASES_GARDEES = 100
"""Au-delà, les phrases se comptent sans se garder : un journal ruiné ne doit pas remplir la mémoire."""


@dataclass(frozen=True, slots=True)
class Constat:
    """Ce qui ne va pas à un acte, en une phrase."""

    numero: int
    phrase: str

    def __str__(self) -> str:
        return f"Acte {self.numero} : {self.phrase}"


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce que le contrôle d'un journal a trouvé."""

    nombre: int
    """Actes lus."""
    tete: Tete | None
    """Tête du dernier acte lu, empreinte entière ; `None` si le journal est vide."""
    anomalies: tuple[Constat, ...]
    nombre_d_anomalies: int
    remarques: tuple[Constat, ...]
    nombre_de_remarques: int
    tetes: tuple[Tete, ...] = ()
    """Têtes gardées auxquelles le journal a été comparé."""

    @property
    def est_intact(self) -> bool:
        """Dit si aucune anomalie n'a été trouvée ; les remarques n'en sont pas."""
        return not self.nombre_d_anomalies

    @property
    def anomalies_tues(self) -> int:
        """Anomalies comptées sans être gardées."""
        return self.nombre_d_anomalies - len(self.anomalies)

    @property
    def remarques_tues(self) -> int:
        """Remarques comptées sans être gardées."""
        return self.nombre_de_remarques - len(self.remarques)

    @property
    def dernier_prouve(self) -> int:
        """Numéro du dernier acte que couvre une tête gardée ; 0 sans tête."""
        return max((tete.numero for tete in self.tetes), default=0)


class Controle:
    """Lit les actes dans l'ordre, puis conclut ; sa mémoire ne dépend que des effacements en attente d'ordre."""

    def __init__(self, tetes: Iterable[Tete] = ()) -> None:
        self._tetes = tuple(tetes)
        self._attendu = 1
        self.nombre = 0
        self._precedent: ActeLu | None = None
        self._sans_charge: set[int] = set()
        self._anomalies, self._remarques = _Constats(), _Constats()
        self._retrouvees: set[Tete] = set()

    def lire(self, acte: ActeLu) -> None:
        """Contrôle l'acte qui suit."""
        numero = acte.maillon.numero
        if numero != self._attendu:
            phrase = (
                f"l'acte {self._attendu} était attendu : un acte manque, est répété ou a changé de place."
            )
            self._anomalies.noter(numero, phrase)
        self._controler_la_suite(acte)
        if empreinte_acte(acte.maillon) != acte.empreinte:
            self._anomalies.noter(
                numero, "sa date, ses codes ou son rang ne sont pas ceux que son empreinte scelle : il a été modifié."
            )  # fmt: skip
        self._controler_la_charge(acte)
        for tete in self._tetes:
            if tete.numero == numero:
                self._comparer(tete, acte)
        self._attendu = numero + 1
        self.nombre += 1
        self._precedent = acte

    def conclure(self) -> Bilan:
        """Bilan, une fois le dernier acte lu."""
        for debut, fin in intervalles(self._sans_charge):
            etendue = f"jusqu'à l'acte {fin}, " if fin > debut else ""
            phrase = f"{etendue}la charge manque, et aucun acte {EFFACER} n'ordonne de l'effacer."
            self._anomalies.noter(debut, phrase)
        for tete in self._tetes:
            if tete not in self._retrouvees:
                phrase = f"la tête gardée « {tete} » n'a plus son acte : il a été retiré, ou la fin du journal coupée."
                self._anomalies.noter(tete.numero, phrase)
        dernier = self._precedent
        return Bilan(
            nombre=self.nombre,
            tete=Tete(dernier.maillon.numero, dernier.empreinte) if dernier else None,
            anomalies=tuple(self._anomalies.gardes),
            nombre_d_anomalies=self._anomalies.nombre,
            remarques=tuple(self._remarques.gardes),
            nombre_de_remarques=self._remarques.nombre,
            tetes=self._tetes,
        )

    def _controler_la_suite(self, acte: ActeLu) -> None:
        numero, precedent = acte.maillon.numero, self._precedent
        if acte.maillon.precedente != (precedent.empreinte if precedent else ORIGINE):
            phrase = "l'empreinte précédente qu'il scelle n'est pas celle de l'acte lu avant lui : la chaîne est rompue."
            self._anomalies.noter(numero, phrase)
        if precedent and acte.maillon.le < precedent.maillon.le:
            phrase = f"daté du {acte.maillon.le}, avant l'acte précédent ({precedent.maillon.le}) : une horloge a reculé."
            self._remarques.noter(numero, phrase)

    def _controler_la_charge(self, acte: ActeLu) -> None:
        numero = acte.maillon.numero
        if acte.sel is None or acte.charge is None:
            self._sans_charge.add(numero)
        elif empreinte_charge(acte.sel, acte.charge) != acte.maillon.empreinte_charge:
            phrase = "ses noms, ses valeurs avant ou après, ou son motif ne sont pas ceux que son empreinte scelle."
            self._anomalies.noter(numero, phrase)
        elif acte.maillon.acte == EFFACER:
            self._suivre_l_ordre(numero, acte.charge)

    def _suivre_l_ordre(self, numero: int, charge: str) -> None:
        for debut, fin in numeros_ordonnes(charge):
            for efface in range(max(debut, 1), min(fin, numero - 1) + 1):
                if efface in self._sans_charge:
                    self._sans_charge.discard(efface)
                else:
                    phrase = f"sa charge devait être effacée (acte {numero}) et elle est encore là."
                    self._remarques.noter(efface, phrase)

    def _comparer(self, tete: Tete, acte: ActeLu) -> None:
        self._retrouvees.add(tete)
        if not tete.correspond(acte.maillon.numero, acte.empreinte):
            phrase = f"ne répond pas à la tête gardée « {tete} » : lui ou un acte d'avant a été réécrit."
            self._anomalies.noter(tete.numero, phrase)


class _Constats:
    """Compte les constats et garde les premiers."""

    def __init__(self) -> None:
        self.nombre, self.gardes = 0, list[Constat]()

    def noter(self, numero: int, phrase: str) -> None:
        self.nombre += 1
        if len(self.gardes) < PHRASES_GARDEES:
            self.gardes.append(Constat(numero, phrase))


def controler(actes: Iterable[ActeLu], tetes: Iterable[Tete] = ()) -> Bilan:
    """Bilan du contrôle d'un journal entier, lu au fil de l'eau."""
    controle = Controle(tetes)
    for acte in actes:
        controle.lire(acte)
    return controle.conclure()


def numeros_ordonnes(charge: str) -> list[tuple[int, int]]:
    """Suites d'actes (premier, dernier) qu'ordonne d'effacer la charge d'un acte `journal.effacer`."""
    try:
        suites = [(debut, fin) for debut, fin in json.loads(charge)["apres"]["numeros"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    return [(debut, fin) for debut, fin in suites if type(debut) is int and type(fin) is int]


def intervalles(numeros: Iterable[int]) -> list[tuple[int, int]]:
    """Numéros réunis en intervalles d'actes qui se suivent : 1, 2, 3, 7 donnent (1, 3) et (7, 7)."""
    reunis: list[tuple[int, int]] = []
    for numero in sorted(set(numeros)):
        if reunis and numero == reunis[-1][1] + 1:
            reunis[-1] = (reunis[-1][0], numero)
        else:
            reunis.append((numero, numero))
    return reunis
