"""Le jury de délibération : sa composition est-elle régulière.

Code de l'éducation, art. D643-31. Un jury dont un membre n'était pas nommé par
l'arrêté a vu ses délibérations annulées : la liste signée fait seule foi.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parchemin.droit.parametres import registre
from parchemin.droit.references import Motif


class Qualite(StrEnum):
    """Qualité au titre de laquelle une personne est membre du jury."""

    ENSEIGNANT_CHERCHEUR = "enseignant_chercheur"
    INSPECTEUR = "inspecteur"
    ENSEIGNANT_PUBLIC = "enseignant_public"
    ENSEIGNANT_SOUS_CONTRAT = "enseignant_sous_contrat"
    ENSEIGNANT_CFA = "enseignant_cfa"
    EMPLOYEUR = "employeur"
    SALARIE = "salarie"
    PERSONNALITE_ETRANGERE = "personnalite_etrangere"


ENSEIGNANTS_PUBLICS = frozenset({Qualite.ENSEIGNANT_CHERCHEUR, Qualite.ENSEIGNANT_PUBLIC})
ENSEIGNANTS = ENSEIGNANTS_PUBLICS | {Qualite.ENSEIGNANT_SOUS_CONTRAT, Qualite.ENSEIGNANT_CFA}
PROFESSIONNELS = frozenset({Qualite.EMPLOYEUR, Qualite.SALARIE})


@dataclass(frozen=True, slots=True)
class MembreDuJury:
    """Une personne nommée par l'arrêté : son nom, sa qualité, et si elle préside."""

    nom: str
    qualite: Qualite
    preside: bool = False


@dataclass(frozen=True, slots=True)
class Jury:
    """Les membres nommés par l'arrêté, les présents, et les empêchés avant le début des travaux."""

    nommes: tuple[MembreDuJury, ...]
    presents: frozenset[str]
    empeches_avant: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AvisSurJury:
    """Le jury peut-il délibérer, pourquoi, et ce qui est signalé sans l'empêcher."""

    peut_deliberer: bool
    motifs: tuple[Motif, ...]
    avertissements: tuple[Motif, ...]


def verifier_jury(jury: Jury, *, le: date) -> AvisSurJury:
    """Régularité du jury, toutes irrégularités à la fois ; lève `HorsValidite` hors des périodes connues."""
    irregularites = [
        *_presidence(jury, le),
        *_equilibre_des_nommes(jury, le),
        *_etrangers(jury, le),
        *_presents_non_nommes(jury, le),
    ]
    avertissements = []
    if not any(m.code == "JURY_PARITE" for m in irregularites):
        troubles, tolerees = _parite_des_presents(jury, le)
        irregularites += troubles
        avertissements += tolerees
    quorum = registre().valeur("jury.quorum", le=le)
    regulier = Motif(
        "JURY_REGULIER",
        "Le jury est composé comme le code le prévoit ; aucun quorum n'est écrit.",
        quorum.reference,
    )
    return AvisSurJury(not irregularites, tuple(irregularites) or (regulier,), tuple(avertissements))


def _presidence(jury: Jury, le: date) -> Iterator[Motif]:
    regle = registre().valeur("jury.presidence", le=le)
    presidents = [m for m in jury.nommes if m.preside]
    if len(presidents) != 1:
        phrase = "L'arrêté doit désigner un président, et un seul."
        yield Motif("JURY_PRESIDENT", phrase, regle.reference)
    for president in presidents:
        if president.qualite.value not in regle.valeur:
            gabarit = "{nom} ne peut pas présider : ni enseignant-chercheur, ni inspecteur de la spécialité."
            yield Motif("JURY_PRESIDENT_QUALITE", gabarit, regle.reference, {"nom": president.nom})
        if president.nom not in jury.presents:
            gabarit = "{nom}, qui préside, est absent."
            yield Motif("JURY_PRESIDENT_ABSENT", gabarit, regle.reference, {"nom": president.nom})


def _equilibre_des_nommes(jury: Jury, le: date) -> Iterator[Motif]:
    """Parité, enseignants publics majoritaires, un enseignant-chercheur, employeurs et salariés."""
    parite = registre().valeur("jury.parite", le=le)
    enseignants, professionnels = _moities(jury.nommes, le)
    valeurs = {"enseignants": len(enseignants), "professionnels": len(professionnels)}
    if len(enseignants) != len(professionnels):
        gabarit = "{enseignants} enseignants et {professionnels} professionnels nommés : il en faut autant."
        yield Motif("JURY_PARITE", gabarit, parite.reference, valeurs)
    if not any(m.qualite is Qualite.ENSEIGNANT_CHERCHEUR for m in jury.nommes):
        yield Motif("JURY_SANS_CHERCHEUR", "Aucun enseignant-chercheur n'est nommé.", parite.reference)
    qualites = {m.qualite for m in professionnels}
    if professionnels and not qualites.issuperset(PROFESSIONNELS):
        phrase = "Les professionnels nommés doivent compter des employeurs et des salariés."
        yield Motif("JURY_PROFESSION", phrase, parite.reference)
    publics = sum(m.qualite in ENSEIGNANTS_PUBLICS for m in enseignants)
    if enseignants and 2 * publics <= len(enseignants):
        regle = registre().valeur("jury.enseignants_publics", le=le)
        gabarit = (
            "{publics} enseignants publics sur {enseignants} enseignants : ils doivent être majoritaires."
        )
        yield Motif("JURY_PUBLICS", gabarit, regle.reference, valeurs | {"publics": publics})


def _moities(
    membres: tuple[MembreDuJury, ...] | list[MembreDuJury], le: date
) -> tuple[list[MembreDuJury], list[MembreDuJury]]:
    """Les enseignants et les professionnels dont la parité se compte."""
    hors_president = registre().valeur("jury.president_hors_parite", le=le).valeur
    comptes = [m for m in membres if not (m.preside and hors_president)]
    return [m for m in comptes if m.qualite in ENSEIGNANTS], [
        m for m in comptes if m.qualite in PROFESSIONNELS
    ]


def _etrangers(jury: Jury, le: date) -> Iterator[Motif]:
    regle = registre().valeur("jury.etrangers_max", le=le)
    nombre = sum(m.qualite is Qualite.PERSONNALITE_ETRANGERE for m in jury.nommes)
    if nombre > regle.valeur:
        gabarit, valeurs = (
            "{nombre} personnalités étrangères ; {maximum} au plus.",
            {"nombre": nombre, "maximum": regle.valeur},
        )
        yield Motif("JURY_ETRANGERS", gabarit, regle.reference, valeurs)


def _presents_non_nommes(jury: Jury, le: date) -> Iterator[Motif]:
    regle = registre().valeur("jury.nomination", le=le)
    for nom in sorted(jury.presents - {m.nom for m in jury.nommes}):
        gabarit = "{nom} n'est pas nommé par l'arrêté : il ne peut ni siéger, ni signer la liste de présence."
        yield Motif("JURY_NON_NOMME", gabarit, regle.reference, {"nom": nom})


def _parite_des_presents(jury: Jury, le: date) -> tuple[list[Motif], list[Motif]]:
    """Parité rompue par des absences : tolérée si elles précèdent toutes le début des travaux."""
    enseignants, professionnels = _moities([m for m in jury.nommes if m.nom in jury.presents], le)
    if len(enseignants) == len(professionnels):
        return [], []
    regle = registre().valeur("jury.parite", le=le)
    tardifs = sorted(m.nom for m in jury.nommes if m.nom not in jury.presents | jury.empeches_avant)
    valeurs = {"absents": ", ".join(tardifs)}
    if tardifs:
        gabarit = "Parité rompue, sans empêchement constaté avant le début des travaux : {absents}."
        return [Motif("JURY_PARITE_ROMPUE", gabarit, regle.reference, valeurs)], []
    phrase = (
        "Parité rompue par des empêchements antérieurs au début des travaux : le jury délibère valablement."
    )
    return [], [Motif("JURY_PARITE_TOLEREE", phrase, regle.reference)]
