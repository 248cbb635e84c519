"""Ce qu'un acte de l'organisation répond quand il refuse : des phrases et, pour un conflit, champ par champ."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models

from parchemin.socle.organisation.etats import dire, libelle

Valeurs = Mapping[str, str]


class ActeRefuse(Exception):
    """L'acte n'a pas lieu, rien n'est écrit : chaque phrase dit pourquoi et quoi faire."""

    def __init__(self, *phrases: str) -> None:
        super().__init__(" ".join(phrases))
        self.phrases = phrases


@dataclass(frozen=True, slots=True)
class Ecart:
    """Un champ que quelqu'un a changé entre la lecture et l'envoi."""

    libelle: str
    lu: str
    actuel: str
    saisi: str

    @property
    def phrase(self) -> str:
        """Ce qu'on avait lu, ce que c'est devenu, ce qu'on voulait écrire."""
        return (
            f"{self.libelle} : vous aviez lu {_citer(self.lu)}, c'est maintenant {_citer(self.actuel)} ; "
            f"vous demandiez {_citer(self.saisi)}."
        )


class Conflit(ActeRefuse):
    """Quelqu'un a changé la même chose depuis la lecture : rien n'est écrasé."""

    def __init__(self, *ecarts: Ecart) -> None:
        super().__init__(
            "Quelqu'un a changé cela pendant que vous le remplissiez ; rien n'a été écrasé. "
            "Relisez ce qui suit, corrigez s'il le faut, puis envoyez de nouveau.",
            *(ecart.phrase for ecart in ecarts),
        )
        self.ecarts = ecarts


def _citer(valeur: str) -> str:
    return f"« {valeur} »" if valeur else "une case vide"


def refuser_l_ecrasement(modele: type[models.Model], *, lu: Valeurs, actuel: Valeurs, saisi: Valeurs) -> None:
    """Lève `Conflit` si un champ demandé n'est plus tel qu'on l'a lu, sauf s'il est déjà tel qu'on le demande.

    Un champ absent de `lu` était vide pour qui remplissait : c'est le cas de tous quand on croyait ajouter.
    """
    changes = [champ for champ in saisi if actuel[champ] not in {lu.get(champ, ""), saisi[champ]}]
    if changes:
        raise Conflit(*(_ecart(modele, c, lu.get(c, ""), actuel[c], saisi[c]) for c in changes))


def _ecart(modele: type[models.Model], champ: str, *valeurs: str) -> Ecart:
    lu, actuel, saisi = (dire(modele, champ, valeur) for valeur in valeurs)
    return Ecart(libelle(modele, champ), lu, actuel, saisi)


def exiger_un_motif(motif: str, pourquoi: str) -> str:
    """Motif sans blancs autour ; lève `ActeRefuse` s'il manque."""
    if not motif.strip():
        raise ActeRefuse(f"Donnez un motif : {pourquoi}")
    return motif.strip()


def verifier_la_fiche(fiche: models.Model) -> None:
    """Lève `ActeRefuse` si une valeur de la fiche ne convient pas, un champ par phrase.

    Les contraintes d'unicité restent à la base : on les lui laisse dire dans la transaction de l'acte.
    """
    try:
        fiche.clean_fields()
    except ValidationError as fautes:
        raise ActeRefuse(
            *(
                f"{libelle(type(fiche), champ)} : {' '.join(phrases)}"
                for champ, phrases in fautes.message_dict.items()
            )
        ) from fautes
