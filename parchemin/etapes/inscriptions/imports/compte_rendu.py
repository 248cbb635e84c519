"""Ce que montre la page d'un fichier reçu : des nombres qui mènent à leurs lignes, et chaque ligne en clair."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.imports.application import APPLIQUER, a_faire
from parchemin.etapes.inscriptions.imports.memoire import memoire_de
from parchemin.etapes.inscriptions.imports.modele import (
    AVERTISSEMENT,
    BLOQUANT,
    Genre,
    Remarque,
)
from parchemin.etapes.inscriptions.imports.retour import DEFAIRE, est_un_ajout, limite
from parchemin.etapes.inscriptions.imports.trace import code
from parchemin.etapes.inscriptions.models import FichierRecu, LigneRecue
from parchemin.etapes.inscriptions.queries.fichiers import VUES, nombres
from parchemin.moteurs.echanges import FORMATS
from parchemin.socle.organisation.models import Etablissement
from parchemin.socle.taches.models import OUVERTS, Travail
from parchemin.socle.taches.queries import dernier_travail

Etat = FichierRecu.Etat
FORMES: Mapping[str, str] = {
    Genre.AJOUT: "fait", Genre.CHANGEMENT: "change", Genre.INCHANGEE: "di", Genre.CONFLIT: "attention",
    Genre.REFUSEE: "bloquant", Genre.ECARTEE: "di",
}  # fmt: skip
FORMES_DES_ETATS: Mapping[str, str] = {"faite": "fait", "refusee": "bloquant", "defaite": "change"}
FORMES_DU_FICHIER: Mapping[str, str] = {
    Etat.LU: "cours", Etat.EN_COURS: "cours", Etat.APPLIQUE: "fait", Etat.DEFAIT: "change", Etat.ABANDONNE: "di",
}  # fmt: skip
NIVEAUX: Mapping[str, tuple[str, str]] = {
    BLOQUANT: ("Bloquant", "bloquant"), AVERTISSEMENT: ("À vérifier", "attention"), "information": ("À savoir", "info"),
}  # fmt: skip
# D'un ajout, ce qui suffit à le reconnaître ; le reste est sur la fiche une fois écrit.
D_UN_AJOUT = ("ne_le", "etablissement", "division", "voie", "forme", "langue_obligatoire")


@dataclass(frozen=True, slots=True)
class Valeur:
    """Un champ en clair, avant et après ; `avant` est vide pour un ajout."""

    champ: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Dite:
    """Une remarque telle qu'elle se montre : sa gravité en mot et en forme."""

    remarque: Remarque
    mot: str
    forme: str


@dataclass(frozen=True, slots=True)
class LigneRendue:
    """Une ligne du fichier en clair."""

    numero: int
    nom: str
    etat: str
    forme: str
    valeurs: Sequence[Valeur]
    remarques: Sequence[Dite]
    propositions: Sequence[tuple[str, str]]
    choix: str
    reponse: str
    inscription: int | None
    est_un_ajout: bool

    @property
    def question(self) -> str:
        """Tout ce qui est dit de la ligne, en phrases."""
        dites = (
            f"{d.remarque.colonne} : {d.remarque.dit}" if d.remarque.colonne else d.remarque.dit
            for d in self.remarques
        )
        return " ".join(f"{dite[:1].upper()}{dite[1:]}." for dite in dites)


@dataclass(frozen=True, slots=True)
class CompteRendu:
    """Tout ce que la page d'un fichier montre au-dessus de ses lignes."""

    format: str
    nombres: Mapping[str, int]
    a_faire: int
    remarques: Sequence[Dite]
    travail: Travail | None
    defaisable_jusqu_a: datetime | None

    @property
    def acte(self) -> str:
        """Ce que dit le bouton : « Appliquer 12 changements »."""
        return f"Appliquer {self.a_faire} changement{'s' if self.a_faire > 1 else ''}"

    @property
    def travaille(self) -> bool:
        """Vrai si un travail est ouvert sur ce fichier, en marche ou en pause."""
        return self.travail is not None and self.travail.etat in OUVERTS

    @property
    def vues(self) -> list[tuple[str, str, int]]:
        """Vues qui ont des lignes : code, libellé, nombre ; celles qui attendent quelqu'un restent, même vides."""
        toujours = {"ajout", "changement", "conflit", "refusee"}
        return [(c, dit, self.nombres[c]) for c, (dit, _) in VUES.items() if self.nombres[c] or c in toujours]

    @property
    def premiere(self) -> str:
        """Vue que la page ouvre d'elle-même : ce qui attend une réponse, puis ce qui ne va pas, puis ce qui change."""
        ordre = ("conflit", "laissee", "refusee", "changement", "ajout")
        return next((c for c in ordre if self.nombres[c]), "toutes")


def compte_rendu(fichier: FichierRecu, *, le: datetime) -> CompteRendu:
    """Compte rendu du fichier à cet instant."""
    genre = DEFAIRE if fichier.etat in {Etat.APPLIQUE, Etat.DEFAIT} else APPLIQUER
    jusqu_a = limite(fichier)
    format_ = FORMATS.get(fichier.format)
    return CompteRendu(
        format_.libelle if format_ else fichier.format, nombres(fichier), a_faire(fichier).count(),
        dire(memoire_de(fichier).remarques), dernier_travail(genre, code(fichier)),
        jusqu_a if jusqu_a and le <= jusqu_a else None,
    )  # fmt: skip


def dire(remarques: Iterable[Remarque]) -> list[Dite]:
    """Remarques avec leur gravité en clair, les bloquantes d'abord."""
    dites = [Dite(r, *NIVEAUX.get(r.niveau, NIVEAUX["information"])) for r in remarques]
    rangs = list(NIVEAUX)
    return sorted(
        dites, key=lambda d: rangs.index(d.remarque.niveau) if d.remarque.niveau in rangs else len(rangs)
    )


def rendre(lignes: Sequence[LigneRecue]) -> list[LigneRendue]:
    """Lignes en clair ; les établissements qu'elles nomment sont lus en une fois."""
    uais = {
        v
        for x in lignes
        for etat in (x.avant, x.apres)
        for c, v in (etat or {}).items()
        if c == "etablissement"
    }
    noms = {pk: str(e) for pk, e in Etablissement.objects.in_bulk(uais - {""}).items()}
    return [_rendre(ligne, noms) for ligne in lignes]


def _rendre(ligne: LigneRecue, noms: Mapping[str, str]) -> LigneRendue:
    ajout = est_un_ajout(ligne)
    montres = [c for c in (D_UN_AJOUT if ajout else champs.TOUS) if c in ligne.apres]
    avant = {} if ajout else ligne.avant or {}
    valeurs = [
        Valeur(champs.libelle(c), _dire(c, avant.get(c, ""), noms), _dire(c, ligne.apres[c], noms))
        for c in montres
    ]
    fait = ligne.etat != LigneRecue.Etat.A_FAIRE
    propositions = [(p["code"], p["phrase"]) for p in ligne.homonymes]
    return LigneRendue(
        ligne.numero, " ".join(filter(None, (ligne.valeurs.get("nom", ""), ligne.valeurs.get("prenoms", "")))),
        ligne.get_etat_display() if fait else ligne.get_genre_display(),
        FORMES_DES_ETATS[ligne.etat] if fait else FORMES[ligne.genre], valeurs,
        dire(Remarque.relue(d) for d in ligne.diagnostics), propositions, ligne.choix,
        dict(propositions).get(ligne.choix, ""), ligne.inscription_id, ajout,
    )  # fmt: skip


def _dire(champ: str, valeur: str, noms: Mapping[str, str]) -> str:
    return noms.get(valeur, valeur) if champ == "etablissement" else champs.dire(champ, valeur)
