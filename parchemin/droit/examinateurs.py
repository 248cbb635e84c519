"""Qui peut interroger ou corriger ce candidat, et qui peut tenir un oral de contrôle.

La langue de l'examinateur et l'équipe pédagogique en CCF viennent des textes ; les
incompatibilités (candidat connu, parenté, intérêt) ne sont écrites dans aucun texte
lu : elles découlent de l'impartialité et restent des règles par défaut, dites comme
telles dans chaque motif.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parchemin.droit.diplome import Diplome
from parchemin.droit.parametres import Valeur, registre
from parchemin.droit.references import Motif, Statut


class Lien(StrEnum):
    """Lien déclaré entre une personne et un candidat."""

    ENSEIGNE = "enseigne"
    MEME_ETABLISSEMENT = "meme_etablissement"
    PARENTE = "parente"
    TUTEUR = "tuteur"
    INTERET_DECLARE = "interet_declare"


class Examen(StrEnum):
    """Façon dont la personne évalue le candidat."""

    CCF = "ccf"
    PONCTUEL = "ponctuel"
    COPIE_ANONYME = "copie_anonyme"


class Structure(StrEnum):
    """Où enseigne un examinateur d'épreuve de contrôle."""

    LYCEE_PUBLIC = "lycee_public"
    LYCEE_SOUS_CONTRAT = "lycee_sous_contrat"
    CFA_EPLE = "cfa_eple"
    AUTRE = "autre"


@dataclass(frozen=True, slots=True)
class Rencontre:
    """Une personne et un candidat qu'elle évaluerait.

    `langue` : langue de l'épreuve, `None` si l'épreuve n'est pas de langue ;
    `langues_enseignees` : celles de la personne.
    """

    examen: Examen
    liens: frozenset[Lien] = frozenset()
    langue: str | None = None
    langues_enseignees: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AvisSurExaminateur:
    """La personne peut-elle évaluer le candidat, pourquoi, et ce qui est seulement signalé.

    `a_confirmer` : l'avis repose, au moins pour part, sur une règle par défaut.
    """

    peut_examiner: bool
    a_confirmer: bool
    motifs: tuple[Motif, ...]
    avertissements: tuple[Motif, ...]


PAR_DEFAUT = " Règle par défaut, à confirmer : aucun texte lu ne l'écrit."


def avis_sur_examinateur(rencontre: Rencontre, diplome: Diplome, *, le: date) -> AvisSurExaminateur:
    """Dit si la personne peut évaluer le candidat ; lève `HorsValidite` hors des périodes connues."""
    table = registre().valeur("commission.incompatibilites", le=le)
    equipe = diplome.valeur("commission.formateurs_en_ccf")
    refus: list[Motif] = []
    signales: list[Motif] = []
    permis: list[Motif] = []
    if rencontre.langue is not None and rencontre.langue not in rencontre.langues_enseignees:
        regle = diplome.valeur("commission.langue")
        gabarit = "L'épreuve est en {langue}, que l'examinateur n'enseigne pas."
        refus.append(Motif("EXAMINATEUR_LANGUE", gabarit, regle.reference, {"langue": rencontre.langue}))
    for lien in sorted(rencontre.liens):
        if rencontre.examen is Examen.CCF and lien.value in equipe.valeur:
            phrase = "En contrôle en cours de formation, le candidat est évalué par ses formateurs."
            permis.append(Motif("EXAMINATEUR_EQUIPE", phrase, equipe.reference))
            continue
        effet, motif = _incompatibilite(lien, rencontre.examen, table)
        {"refuse": refus, "signale": signales, "permis": permis}[effet].append(motif)
    if not refus and not permis:
        permis.append(
            Motif(
                "EXAMINATEUR_ADMIS",
                "Rien ne s'oppose à ce que cette personne évalue le candidat.",
                table.reference,
            )
        )
    a_confirmer = any(m.reference == table.reference for m in (*refus, *signales))
    return AvisSurExaminateur(not refus, a_confirmer, tuple(refus or permis), tuple(signales))


def _incompatibilite(lien: Lien, examen: Examen, table: Valeur) -> tuple[str, Motif]:
    """Effet d'un lien et motif qui le dit, réserve comprise quand la règle est à confirmer."""
    ligne = next(x for x in table.valeur if x["lien"] == lien.value)
    effet: str = ligne[examen.value]
    reserve = PAR_DEFAUT if table.source.statut is Statut.A_CONFIRMER else ""
    return effet, Motif(f"EXAMINATEUR_{lien.name}", ligne["phrase"] + reserve, table.reference)


def avis_sur_examinateur_de_controle(
    disciplines: frozenset[str], discipline: str, structure: Structure, diplome: Diplome
) -> AvisSurExaminateur:
    """Dit si la personne peut tenir l'oral de contrôle : discipline enseignée, en lycée ou en CFA public.

    `disciplines` et `discipline` portent les codes du diplôme ; lève `KeyError` pour
    une discipline qu'il n'a pas.
    """
    intitules = {d.code: d.intitule for d in diplome.disciplines}
    regle = registre().valeur("controle.examinateur", session=diplome.session)
    refus = []
    valeurs = {"discipline": intitules[discipline]}
    if discipline not in disciplines:
        gabarit = "L'examinateur n'enseigne pas « {discipline} »."
        refus.append(Motif("CONTROLE_DISCIPLINE", gabarit, regle.reference, valeurs))
    if structure.value not in regle.valeur:
        phrase = (
            "L'examinateur n'enseigne ni en lycée public ou sous contrat, "
            "ni dans un centre de formation porté par un lycée public."
        )
        refus.append(Motif("CONTROLE_STRUCTURE", phrase, regle.reference))
    admis = Motif(
        "CONTROLE_EXAMINATEUR", "L'examinateur enseigne « {discipline} ».", regle.reference, valeurs
    )
    return AvisSurExaminateur(
        not refus, regle.source.statut is Statut.A_CONFIRMER, tuple(refus) or (admis,), ()
    )
