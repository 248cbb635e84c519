"""Ce que montre la page d'un fichier lu : chaque changement, en clair, et ce qui est arrivé depuis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parchemin.socle.organisation.imports.lots import conflits, releve_du_lot
from parchemin.socle.organisation.imports.modele import AJOUTE, BLOQUANT, Changement, Diagnostic
from parchemin.socle.organisation.imports.objets import OBJETS, SEPARATEUR
from parchemin.socle.organisation.models import LotImporte

EN_CONFLIT = "conflit"


@dataclass(frozen=True, slots=True)
class Valeur:
    """Un champ qui change, en clair ; `avant` est vide pour un ajout."""

    champ: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class LigneRendue:
    """Un changement du fichier : son genre (ajoute, modifie, conflit), son objet, ses valeurs."""

    ligne: int
    genre: str
    nature: str
    cle: str
    valeurs: Sequence[Valeur]


@dataclass(frozen=True, slots=True)
class CompteRendu:
    """Tout ce que la page d'un fichier lu montre."""

    lignes: Sequence[tuple[Changement, str]]
    """Chaque changement et son genre : ajoute, modifie ou conflit, les conflits d'abord."""
    diagnostics: Sequence[Diagnostic]
    ignorees: Mapping[str, int]
    inutiles: Sequence[str]
    ajoutes: int
    modifies: int
    inchanges: int
    en_conflit: int
    bloquants: int

    @property
    def est_applicable(self) -> bool:
        """Vrai s'il y a de quoi appliquer, et que rien ne s'y oppose."""
        return bool(self.lignes) and not self.bloquants and not self.en_conflit

    @property
    def acte(self) -> str:
        """Ce que dit le bouton : « Appliquer 12 changements »."""
        return f"Appliquer {len(self.lignes)} changement{'s' if len(self.lignes) > 1 else ''}"


def compte_rendu(lot: LotImporte) -> CompteRendu:
    """Compte rendu du lot ; tant qu'il n'est pas appliqué, il est comparé à la base d'aujourd'hui."""
    releve = releve_du_lot(lot)
    heurts = conflits(lot, releve.changements) if lot.etat == LotImporte.Etat.LU else {}
    lignes = [(c, EN_CONFLIT if (c.nature, c.cle) in heurts else c.genre) for c in releve.changements]
    ajoutes = sum(genre == AJOUTE for _, genre in lignes)
    return CompteRendu(
        lignes=sorted(lignes, key=lambda ligne: ligne[1] != EN_CONFLIT),
        diagnostics=sorted(releve.diagnostics, key=lambda d: d.niveau != BLOQUANT),
        ignorees=releve.ignorees, inutiles=lot.lignes["inutiles"], ajoutes=ajoutes, en_conflit=len(heurts),
        modifies=len(lignes) - ajoutes - len(heurts),
        inchanges=releve.inchanges, bloquants=len(releve.bloquants),
    )  # fmt: skip


def rendre(changement: Changement, genre: str) -> LigneRendue:
    """Changement en clair ; il se lit dans la base : à ne demander que pour ce qui se montre."""
    objet, avant = OBJETS[changement.nature], changement.avant or {}
    valeurs = [
        Valeur(objet.libelle(champ), objet.dire(champ, avant.get(champ, "")), objet.dire(champ, apres))
        for champ, apres in changement.apres.items()
    ]
    return LigneRendue(changement.ligne, genre, objet.nom, changement.cle.replace(SEPARATEUR, ", "), valeurs)
