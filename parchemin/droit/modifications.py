"""Modifier une candidature : jusqu'à quand, et par quelles académies (circulaire d'organisation, § 1.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parchemin.droit.delivrance import ValeurNonPriseEnCharge
from parchemin.droit.diplome import Diplome
from parchemin.droit.references import Motif

SANS_GEL = "aucun"


class RoleAcademique(StrEnum):
    """Place d'une académie dans un regroupement."""

    RATTACHEE = "rattachee"
    PILOTE = "pilote"

    @property
    def libelle(self) -> str:
        """Nom du rôle, dans une phrase."""
        return {"rattachee": "l'académie rattachée", "pilote": "l'académie pilote"}[self.value]


class EvenementDeGel(StrEnum):
    """Ce qui peut clore les modifications d'une candidature."""

    CONFIRMATION = "confirmation"
    CONVOCATION = "convocation"

    @property
    def libelle(self) -> str:
        """Nom de l'événement, dans une phrase."""
        return {
            "confirmation": "la confirmation d'inscription signée",
            "convocation": "la réception de la convocation",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Modification:
    """Une demande de modification et ce qui en est enregistré.

    `academies` : les rôles en cause pour ce candidat (un seul hors regroupement) ;
    `enregistrees` : les rôles qui l'ont faite ; `evenements` : dates connues. Lève `ValueError`
    si aucune académie n'est en cause.
    """

    demandee_le: date
    academies: frozenset[RoleAcademique]
    enregistrees: frozenset[RoleAcademique] = field(default_factory=frozenset)
    evenements: Mapping[EvenementDeGel, date] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Refuse une demande dont personne ne serait chargé : elle passerait pour achevée."""
        if not self.academies:
            raise ValueError("Une modification concerne au moins une académie.")


@dataclass(frozen=True, slots=True)
class ModificationExaminee:
    """Si la modification est permise, si elle est achevée, qui doit encore la faire, motifs à l'appui."""

    est_permise: bool
    est_achevee: bool
    manquent: tuple[RoleAcademique, ...]
    motifs: tuple[Motif, ...]


def examiner_modification(modification: Modification, diplome: Diplome) -> ModificationExaminee:
    """Ce que devient la demande ; le jour même de l'événement qui la gèle, elle est encore permise.

    Lève `HorsValidite` hors des sessions connues, `ValeurNonPriseEnCharge` si l'événement du gel est inconnu.
    """
    gel = diplome.valeur("inscription.gel")
    if gel.valeur not in (SANS_GEL, *EvenementDeGel):
        raise ValeurNonPriseEnCharge(f"« inscription.gel » vaut {gel.valeur!r} : événement inconnu.")
    for evenement, jour in modification.evenements.items():
        if evenement.value == gel.valeur and modification.demandee_le > jour:
            gabarit = "Aucune modification après {evenement}, le {jour}."
            valeurs = {"evenement": evenement.libelle, "jour": f"{jour:%d/%m/%Y}"}
            motif = Motif("MODIFICATION_GELEE", gabarit, gel.reference, valeurs)
            return ModificationExaminee(False, False, (), (motif,))
    double = diplome.valeur("inscription.double_modification")
    exigees = [RoleAcademique(a) for a in double.valeur if RoleAcademique(a) in modification.academies]
    manquent = tuple(a for a in exigees if a not in modification.enregistrees)
    if manquent:
        gabarit = "La modification reste à enregistrer par {academies}."
        valeurs = {"academies": " et ".join(a.libelle for a in manquent)}
        motif = Motif("MODIFICATION_INACHEVEE", gabarit, double.reference, valeurs)
    else:
        phrase = "La modification est enregistrée par toutes les académies en cause."
        motif = Motif("MODIFICATION_ACHEVEE", phrase, double.reference)
    return ModificationExaminee(True, not manquent, manquent, (motif,))
