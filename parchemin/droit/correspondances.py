"""Ce que donne une unité d'un règlement dans le règlement qui le suit.

Un règlement est une numérotation du diplôme ou un diplôme plus ancien qu'il remplace. Les tables
(`correspondances.toml`) s'enchaînent : une note traverse autant de lignes qu'il y a eu de règlements.
Arrêté du 25 novembre 2020, art. 4 et annexe VI.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES, lire_diplome
from parchemin.droit.parametres import ValeurInvalide, lire_source, lire_toml, textes_officiels
from parchemin.droit.references import Source, Texte


@dataclass(frozen=True, slots=True)
class ReglementConnu:
    """Un règlement dont une note peut venir : diplôme, première et dernière session, unités obligatoires.

    `premiere_session` est `None` quand les textes lus ne la disent pas.
    """

    code: str
    diplome: str
    intitule: str
    premiere_session: int | None
    derniere_session: int
    unites: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Correspondance:
    """Une ligne de table : l'unité d'un règlement, et ce qu'elle donne (parfois rien) dans le suivant."""

    de: str
    unite: str
    vers: str
    donne: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Suite:
    """Le chemin d'une unité : ce qu'elle donne dans le règlement visé, et les lignes traversées."""

    unites: tuple[str, ...]
    lignes: tuple[Correspondance, ...]


class SansCorrespondance(LookupError):
    """L'unité n'est pas du règlement d'où la note est dite venir, ou rien ne mène au règlement visé."""


class Correspondances:
    """Les règlements d'un diplôme et les lignes qui mènent de l'un à l'autre."""

    def __init__(
        self, reglements: Iterable[ReglementConnu], lignes: Iterable[Correspondance], ou: str
    ) -> None:
        """Lève `ValeurInvalide` si une table est incomplète, contradictoire ou cite une unité inconnue."""
        self.reglements = tuple(reglements)
        self.lignes = tuple(lignes)
        self._par_unite = {(ligne.de, ligne.unite): ligne for ligne in self.lignes}
        self._suivant = {ligne.de: ligne.vers for ligne in self.lignes}
        _verifier(self.reglements, self.lignes, ou)

    def reglement(self, diplome: str, session: int) -> ReglementConnu | None:
        """Règlement sous lequel ce diplôme s'est passé à cette session ; `None` s'il n'y en a pas."""
        for reglement in self.reglements:
            premiere = reglement.premiere_session
            if (
                reglement.diplome == diplome
                and (premiere is None or premiere <= session)
                and session <= reglement.derniere_session
            ):
                return reglement
        return None

    def suivre(self, depart: ReglementConnu, unite: str, vers: str) -> Suite:
        """Unités que donne `unite` dans le règlement `vers` ; lève `SansCorrespondance`."""
        if unite not in depart.unites:
            raise SansCorrespondance(f"« {unite} » n'est pas une unité obligatoire : {depart.intitule}.")
        code = depart.code
        unites: tuple[str, ...] = (unite,)
        lignes: tuple[Correspondance, ...] = ()
        while code != vers:
            if code not in self._suivant:
                raise SansCorrespondance(f"Aucune table ne mène de « {depart.code} » à « {vers} ».")
            traversees = tuple(self._par_unite[code, u] for u in unites)
            lignes = (*lignes, *traversees)
            unites = tuple(u for ligne in traversees for u in ligne.donne)
            code = self._suivant[code]
        return Suite(unites, lignes)


@cache
def correspondances(code: str, dossier: Path = DOSSIER_DES_DIPLOMES) -> Correspondances:
    """Correspondances livrées avec le diplôme `code` ; lève `ValeurInvalide` si elles sont fautives."""
    return lire_correspondances(dossier / code)


def lire_correspondances(dossier: Path, textes: Mapping[str, Texte] | None = None) -> Correspondances:
    """Correspondances d'un dossier de diplôme ; sans fichier, ses seules numérotations, sans passage."""
    connus = textes_officiels() if textes is None else textes
    fichier = dossier / "correspondances.toml"
    donnees = lire_toml(fichier) if fichier.exists() else {}
    ou = f"{dossier.name}/correspondances.toml"
    anciens = [
        ReglementConnu(
            a["code"], a["diplome"], a["intitule"], a.get("premiere_session"), a["derniere_session"],
            tuple(a["unites"]), lire_source(a, f"{ou}, règlement {a['code']}", connus),
        )
        for a in donnees.get("ancien", ())
    ]  # fmt: skip
    lignes = [
        Correspondance(
            ligne["de"], ligne["unite"], ligne["vers"], tuple(ligne["donne"]),
            lire_source(ligne, f"{ou}, {ligne['de']} {ligne['unite']}", connus),
        )
        for ligne in donnees.get("ligne", ())
    ]  # fmt: skip
    return Correspondances([*anciens, *_numerotations(dossier, connus)], lignes, ou)


def _numerotations(dossier: Path, textes: Mapping[str, Texte]) -> Iterable[ReglementConnu]:
    """Un règlement par numérotation du diplôme, ses sessions réunies."""
    reunies: dict[str, list[Mapping[str, Any]]] = {}
    for periode in lire_toml(dossier / "diplome.toml")["numerotation"]:
        reunies.setdefault(periode["code"], []).append(periode)
    for code, periodes in reunies.items():
        premiere = min(p["sessions"][0] for p in periodes)
        edition = lire_diplome(dossier, premiere, textes)
        yield ReglementConnu(
            code, edition.code, f"{edition.sigle}, numérotation de {code}", premiere,
            max(p["sessions"][1] for p in periodes), tuple(e.unite for e in edition.obligatoires),
            edition.numerotation_source,
        )  # fmt: skip


def _verifier(reglements: tuple[ReglementConnu, ...], lignes: tuple[Correspondance, ...], ou: str) -> None:
    """Refuse une table où une note pourrait se perdre, se dédoubler ou tourner en rond."""
    unites = {r.code: r.unites for r in reglements}
    if len(unites) < len(reglements):
        raise ValeurInvalide(f"{ou} : deux règlements portent le même code.")
    for ligne in lignes:
        if absent := next((c for c in (ligne.de, ligne.vers) if c not in unites), None):
            raise ValeurInvalide(f"{ou} : règlement « {absent} » inconnu.")
        citees = [(ligne.de, ligne.unite), *((ligne.vers, u) for u in ligne.donne)]
        if inconnue := next((c for c in citees if c[1] not in unites[c[0]]), None):
            raise ValeurInvalide(f"{ou} : « {inconnue[1]} » n'est pas une unité de « {inconnue[0]} ».")
    for code in unites:
        _verifier_table([x for x in lignes if x.de == code], unites[code], f"{ou}, depuis « {code} »")
    _refuser_cycles({x.de: x.vers for x in lignes}, ou)


def _verifier_table(table: list[Correspondance], unites: tuple[str, ...], ou: str) -> None:
    """Un seul règlement suivant, une ligne par unité, une seule origine pour chaque unité donnée."""
    if not table:
        return
    if len({x.vers for x in table}) > 1:
        raise ValeurInvalide(f"{ou} : un seul règlement peut suivre.")
    if sorted(x.unite for x in table) != sorted(unites):
        raise ValeurInvalide(f"{ou} : une ligne, et une seule, par unité.")
    donnees = [u for x in table for u in x.donne]
    if double := next((u for u in donnees if donnees.count(u) > 1), None):
        raise ValeurInvalide(f"{ou} : « {double} » viendrait de deux unités.")


def _refuser_cycles(suivants: Mapping[str, str], ou: str) -> None:
    for depart in suivants:
        code, pas = depart, 0
        while code in suivants and pas <= len(suivants):
            code, pas = suivants[code], pas + 1
        if pas > len(suivants):
            raise ValeurInvalide(f"{ou} : les règlements se suivent en rond.")
