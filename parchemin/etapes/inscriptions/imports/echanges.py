"""Ce qui sort de Parchemin vers d'autres logiciels : fichier corrigé, modèle, comparaison, fichier « hors BEE »."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.imports.memoire import memoire_de
from parchemin.etapes.inscriptions.imports.reception import relu
from parchemin.etapes.inscriptions.models import FichierRecu, Inscription
from parchemin.moteurs.echanges import (
    DICTIONNAIRE,
    Champ,
    Difference,
    FichierEcrit,
    LigneLue,
    ReglagesHorsBee,
    Support,
    difference,
    ecrire_hors_bee,
    fichier_corrige,
    modele_vierge,
)
from parchemin.moteurs.tableurs.classeurs import exporter
from parchemin.moteurs.tableurs.modele import FormatTableau
from parchemin.socle.organisation.heures import PARIS

AJOUTE, RETIRE, CHANGE = "arrivé", "parti", "changé"
VERSIONS = ("2.3", "2.1")
CANDIDATS_MAXIMUM = 20_000
_LIBELLES = {c.champ: c.titre for c in reversed(DICTIONNAIRE) if c.champ}
_REPRIS = tuple(champ for champ in Champ if champ.value in champs.TOUS)


@dataclass(frozen=True, slots=True)
class Ecart:
    """Une ligne de la comparaison de deux exports : qui, ce qui lui arrive, et quoi d'avant à après."""

    sort: str
    nom: str
    ne_le: str
    ine: str
    champ: str = ""
    avant: str = ""
    apres: str = ""

    def cellules(self) -> list[str]:
        """L'écart, prêt pour un tableau."""
        return [self.sort, self.nom, self.ne_le, self.ine, self.champ, self.avant, self.apres]


TITRES_D_ECART = ("Ce qui lui arrive", "Candidat", "Naissance", "INE", "Champ", "Avant", "Après")


def corriger(fichier: FichierRecu, support: Support, *, le: datetime) -> FichierEcrit:
    """Le fichier rendu avec ses diagnostics en regard de chaque ligne. Lève `ActeRefuse` s'il ne se lit plus."""
    return fichier_corrige(relu(fichier, memoire_de(fichier).options, le=le), support)


def modele(format_: FormatTableau) -> FichierEcrit:
    """Le modèle à remplir, avec ce qu'on attend de chaque colonne sur des lignes que la lecture saute."""
    if format_ is FormatTableau.CSV:
        return modele_vierge()
    aides = (
        [("obligatoire" if c.obligatoire else "facultatif") for c in DICTIONNAIRE],
        [c.attendu for c in DICTIONNAIRE],
        [f"exemple : {c.exemple}" for c in DICTIONNAIRE],
    )
    lignes = [[f"# {aide[0]}", *aide[1:]] for aide in aides]
    octets = exporter(format_, [c.titre for c in DICTIONNAIRE], lignes, feuille="Candidats")
    return FichierEcrit(f"modele_candidats.{format_.value.lower()}", octets)


def comparer(ancien: FichierRecu, nouveau: FichierRecu, *, le: datetime) -> tuple[Difference, list[Ecart]]:
    """Ce qui a changé d'un export à l'autre, et chaque écart sur une ligne. Lève `ActeRefuse` si l'un ne se lit plus."""
    avant, apres = (relu(f, memoire_de(f).options, le=le) for f in (ancien, nouveau))
    dit = difference(avant, apres)
    ecarts = [
        *(_ecart(AJOUTE, ligne) for ligne in dit.ajoutees),
        *(_ecart(RETIRE, ligne) for ligne in dit.retirees),
        *(
            _ecart(CHANGE, c.apres, _LIBELLES.get(Champ(champ), champ), *valeurs)
            for c in dit.changees
            for champ, valeurs in c.champs.items()
        ),
    ]
    return dit, ecarts


def tableau_des_ecarts(ecarts: Iterable[Ecart], format_: FormatTableau) -> bytes:
    """Octets de la comparaison dans ce format."""
    return exporter(format_, TITRES_D_ECART, (e.cellules() for e in ecarts), feuille="Comparaison")


def hors_bee(
    inscriptions: Sequence[Inscription], version: str, *, nom: str, reglages: ReglagesHorsBee, le: datetime
) -> FichierEcrit:
    """Fichier « hors BEE » de ces candidatures, daté à l'heure de Paris ; chaque valeur qui manque y est dite."""
    annee = inscriptions[0].session.annee if inscriptions else le.year
    lignes = [_ligne(rang, inscription) for rang, inscription in enumerate(inscriptions, 2)]
    local = le.astimezone(ZoneInfo(PARIS))
    return ecrire_hors_bee(lignes, version, nom=nom, session=annee, le=local, reglages=reglages)


def _ligne(rang: int, inscription: Inscription) -> LigneLue:
    """Candidature dans les champs des échanges ; la ligne est celle du fichier rendu, entête comprise."""
    etat = champs.etat(inscription)
    valeurs: dict[str, str] = {champ: etat[champ.value] for champ in _REPRIS}
    valeurs |= {Champ.NUMERO: inscription.numero, Champ.UAI: inscription.etablissement_id or ""}
    return LigneLue(rang, {champ: valeur for champ, valeur in valeurs.items() if valeur})


def _ecart(sort: str, ligne: LigneLue, champ: str = "", avant: str = "", apres: str = "") -> Ecart:
    nom = " ".join(filter(None, (ligne[Champ.NOM], ligne[Champ.PRENOMS])))
    ne_le = "/".join(reversed(ligne[Champ.NE_LE].split("-")))
    return Ecart(sort, nom, ne_le, ligne[Champ.INE], champ, avant, apres)
