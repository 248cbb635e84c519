"""La même règle d'admission écrite pour OpenFisca-core : `python regle_openfisca.py ENTREE SORTIE`.

Notes seules, première délibération : admis, contrôle ou ajourné. OpenFisca calcule en
flottants, colonne par colonne, sans motifs. Écrit sur la sortie standard, en JSON, les
secondes de la règle seule et de toute la chaîne, lecture et écriture du CSV comprises.
"""

import csv
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

SESSION = "2026"
COEFFICIENTS = {"e1": 3.0, "e2": 1.5, "e3": 1.5, "e4": 3.0, "e5": 6.0, "e6": 4.0, "e7": 3.0, "e8": 3.0}
PROFESSIONNELLES = ("e5", "e6", "e7", "e8")
FACULTATIVES = ("ef1", "ef2", "ef3")
DECISIONS = np.array(["AJOURNE", "CONTROLE", "ADMIS"])

Candidat = build_entity(key="candidat", plural="candidats", label="Candidat", is_person=True)


def points(candidats: Any, session: Any, _parametres: Any) -> Any:
    """Points des épreuves obligatoires."""
    return sum(candidats(code, session) * poids for code, poids in COEFFICIENTS.items())


def points_professionnels(candidats: Any, session: Any, _parametres: Any) -> Any:
    """Points des épreuves professionnelles."""
    return sum(candidats(code, session) * COEFFICIENTS[code] for code in PROFESSIONNELLES)


def bonus(candidats: Any, session: Any, parametres: Any) -> Any:
    """Points des facultatives : l'excédent sur le seuil."""
    seuil = parametres(session).admission
    return sum(np.maximum(0, candidats(code, session) - seuil) for code in FACULTATIVES)


def decision(candidats: Any, session: Any, parametres: Any) -> Any:
    """Rang de la décision : les deux seuils de la moyenne, puis celui de la moyenne professionnelle."""
    seuils = parametres(session)
    total = candidats("points", session) + candidats("bonus", session)
    professionnels = sum(COEFFICIENTS[code] for code in PROFESSIONNELLES)
    admis = total >= seuils.admission * sum(COEFFICIENTS.values())
    controle = (total >= seuils.controle * sum(COEFFICIENTS.values())) & (
        candidats("points_professionnels", session) >= seuils.professionnelle * professionnels
    )
    return np.select([admis, controle], [2, 1], 0)


def systeme() -> Any:
    """Le système OpenFisca : trois seuils datés, une variable par épreuve, quatre formules."""
    cree = TaxBenefitSystem([Candidat])
    seuils = {"admission": 10, "controle": 8, "professionnelle": 10}
    donnees = {nom: {"values": {"2022-06-05": {"value": seuil}}} for nom, seuil in seuils.items()}
    cree.parameters = ParameterNode(data=donnees)
    commun = {"entity": Candidat, "definition_period": DateUnit.YEAR, "value_type": float}
    for code in (*COEFFICIENTS, *FACULTATIVES):
        cree.add_variable(type(code, (Variable,), dict(commun)))
    for formule in (points, points_professionnels, bonus, decision):
        cree.add_variable(type(formule.__name__, (Variable,), {**commun, "formula": formule}))
    return cree


def principal(entree: str, sortie: str) -> None:
    """Lit, décide, écrit ; mesure."""
    regles = systeme()
    debut = time.perf_counter()
    with Path(entree).open(encoding="utf-8", newline="") as flux:
        lecteur = csv.reader(flux, delimiter=";")
        places = {titre.lower(): place for place, titre in enumerate(next(lecteur))}
        lignes = list(lecteur)
    codes = (*COEFFICIENTS, *FACULTATIVES)
    notes = {c: np.array([float(x[places[c]].replace(",", ".") or 0) for x in lignes]) for c in codes}
    avant = time.perf_counter()
    simulation = SimulationBuilder().build_default_simulation(regles, count=len(lignes))
    for code, valeurs in notes.items():
        simulation.set_input(code, SESSION, valeurs)
    decidees = DECISIONS[simulation.calculate("decision", SESSION).astype(int)]
    apres = time.perf_counter()
    with Path(sortie).open("w", encoding="utf-8", newline="") as flux:
        flux.writelines(f"{ligne[places['numero']]};{d}\n" for ligne, d in zip(lignes, decidees, strict=True))
    json.dump({"regle": apres - avant, "chaine": time.perf_counter() - debut}, sys.stdout)


if __name__ == "__main__":
    principal(*sys.argv[1:])
