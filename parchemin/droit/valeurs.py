"""Toutes les valeurs légales en une liste : registre général, valeurs de chaque diplôme, règlement d'examen.

Les coefficients, durées et formes sont des valeurs légales comme les seuils : elles ont une référence,
une date de lecture, un statut, et se relisent au même endroit.
"""

from collections.abc import Iterator
from dataclasses import replace

from parchemin.droit.diplome import Diplome, codes_des_diplomes, diplome, sessions_connues
from parchemin.droit.epreuves import Epreuve, FormeEpreuve
from parchemin.droit.parametres import Valeur, registre


def toutes_les_valeurs() -> Iterator[Valeur]:
    """Chaque valeur légale livrée, les sessions consécutives de même valeur réunies."""
    yield from registre()
    for code in codes_des_diplomes():
        editions = [diplome(code, session=s) for s in sessions_connues(code)]
        yield from (replace(v, nom=f"{code}.{v.nom}") for v in editions[0].registre)
        yield from _reunir([v for edition in editions for v in _valeurs_du_reglement(edition)])


def _reunir(valeurs: list[Valeur]) -> Iterator[Valeur]:
    """Sessions consécutives de même valeur et de même source en une ligne ; une valeur qui revient en fait deux."""
    reunies: dict[tuple[object, ...], list[Valeur]] = {}
    for valeur in valeurs:
        suites = reunies.setdefault((valeur.nom, repr(valeur.valeur), valeur.source), [])
        connue = suites[-1] if suites else None
        if connue and connue.sessions and valeur.sessions and connue.sessions[1] + 1 == valeur.sessions[0]:
            suites[-1] = replace(valeur, sessions=(connue.sessions[0], valeur.sessions[1]))
        else:
            suites.append(valeur)
    lignes = [valeur for suites in reunies.values() for valeur in suites]
    yield from sorted(lignes, key=lambda v: (v.nom, v.sessions or (0, 0)))


def _valeurs_du_reglement(edition: Diplome) -> Iterator[Valeur]:
    sessions = (edition.session, edition.session)
    racine = edition.code
    yield Valeur(
        f"{racine}.numerotation", edition.numerotation, "numérotation", "Numérotation des épreuves",
        "Fixe les codes, les coefficients et les formes de la session.",
        edition.numerotation_source, sessions=sessions,
    )  # fmt: skip
    for epreuve in edition.epreuves:
        yield _coefficient(racine, epreuve, sessions)
        for forme in epreuve.formes:
            yield _forme(racine, epreuve, forme, sessions)
    for discipline in edition.disciplines:
        yield Valeur(
            f"{racine}.controle.{discipline.code}", discipline.epreuves, "épreuves visées",
            f"Épreuve de contrôle : {discipline.intitule}", "Fixe les notes que l'oral peut remplacer.",
            discipline.source, sessions=sessions,
        )  # fmt: skip
    for exclusion in edition.exclusions:
        yield Valeur(
            f"{racine}.exclusion.{'_'.join(exclusion.epreuves)}", exclusion.epreuves, "épreuves",
            "Facultatives dont une seule peut être présentée", "Une inscription qui les réunit est refusée.",
            exclusion.source, sessions=sessions,
        )  # fmt: skip


def _coefficient(racine: str, epreuve: Epreuve, sessions: tuple[int, int]) -> Valeur:
    valeur = "facultative" if epreuve.coefficient is None else str(epreuve.coefficient).replace(".", ",")
    return Valeur(
        f"{racine}.{epreuve.code}.coefficient", valeur, "coefficient", f"Coefficient : {epreuve.intitule}",
        "Poids de l'épreuve dans la moyenne.", epreuve.source, sessions=sessions,
    )  # fmt: skip


def _forme(racine: str, epreuve: Epreuve, forme: FormeEpreuve, sessions: tuple[int, int]) -> Valeur:
    regimes = "".join(sorted(forme.regimes))
    decrite = {
        "evaluation": forme.evaluation.value,
        "nature": forme.nature.value,
        "duree": forme.duree,
        "preparation": forme.preparation,
        "situations": forme.nombre_situations,
    }
    return Valeur(
        f"{racine}.{epreuve.code}.forme_{regimes}", decrite, "minutes", f"Forme, régime {regimes} : {epreuve.intitule}",
        "Fixe ce que passent les candidats de ce régime.", forme.source, sessions=sessions,
    )  # fmt: skip
