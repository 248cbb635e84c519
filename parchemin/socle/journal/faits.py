"""Un acte lu pour être montré ou exporté : sa charge dépliée, ou la raison de son absence."""

import json
from dataclasses import dataclass
from datetime import datetime

from parchemin.socle.journal.libelles import libelle
from parchemin.socle.journal.models import Acte, Charge, Effacement
from parchemin.socle.journal.tetes import Tete

ABSENT = "rien"


@dataclass(frozen=True, slots=True)
class Changement:
    """Une valeur qu'un acte a changée, avant et après, en texte."""

    nom: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class ActeRaconte:
    """Un acte et ce que sa charge dit, tant qu'elle n'est pas effacée."""

    numero: int
    le: datetime
    acte: str
    auteur: str
    nom_auteur: str
    role: str
    perimetre: str
    objet: str
    nom_objet: str
    session: str
    changements: tuple[Changement, ...]
    motif: str
    a_sa_charge: bool
    efface_par: int | None
    """Numéro de l'acte qui a ordonné d'effacer la charge."""
    tete: Tete
    precedente: str

    @property
    def libelle(self) -> str:
        """Ce qui a été fait, en français."""
        return libelle(self.acte)

    @property
    def titre(self) -> str:
        """Rôle et périmètre sous lesquels l'acte a été fait."""
        return ", ".join(
            dit for dit in (libelle(self.role, "roles"), libelle(self.perimetre, "perimetres")) if dit
        )


def raconter(acte: Acte) -> ActeRaconte:
    """L'acte, avec sa charge et son effacement s'ils ont été lus avec lui."""
    gardee: Charge | None = getattr(acte, "charge", None)
    charge = _dechiffrer(gardee)
    effacement: Effacement | None = getattr(acte, "effacement", None)
    return ActeRaconte(
        numero=acte.numero, le=acte.le, acte=acte.acte, auteur=acte.auteur,
        nom_auteur=_texte(charge.get("nom_auteur", "")), role=acte.role, perimetre=acte.perimetre,
        objet=acte.objet, nom_objet=_texte(charge.get("nom_objet", "")), session=acte.session,
        changements=_changements(charge.get("avant"), charge.get("apres")),
        motif=_texte(charge.get("motif", "")), a_sa_charge=gardee is not None,
        efface_par=effacement.ordre_id if effacement else None,
        tete=Tete(acte.numero, acte.empreinte), precedente=acte.precedente,
    )  # fmt: skip


def _dechiffrer(charge: Charge | None) -> dict[str, object]:
    # Une charge abîmée ne doit pas empêcher de lire l'acte : c'est la vérification qui l'accuse.
    try:
        lue = json.loads(charge.contenu) if charge else {}
    except (ValueError, RecursionError):
        return {}
    return lue if isinstance(lue, dict) else {}


def _changements(avant: object, apres: object) -> tuple[Changement, ...]:
    ancien, nouveau = (valeurs if isinstance(valeurs, dict) else {} for valeurs in (avant, apres))
    noms = [*ancien, *(nom for nom in nouveau if nom not in ancien)]
    return tuple(
        Changement(nom, _texte(ancien.get(nom, ABSENT)), _texte(nouveau.get(nom, ABSENT))) for nom in noms
    )


def _texte(valeur: object) -> str:
    if isinstance(valeur, str):
        return valeur
    if isinstance(valeur, bool) or valeur is None:
        return {True: "oui", False: "non", None: ABSENT}[valeur]
    return json.dumps(valeur, ensure_ascii=False)
