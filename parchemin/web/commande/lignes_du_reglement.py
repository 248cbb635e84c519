"""Le règlement d'un régime mis en lignes : chacune dit une chose, avec son article et sa certitude."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parchemin.droit.diplome import Diplome
from parchemin.droit.parametres import Valeur, registre
from parchemin.droit.parcours import EpreuveAPasser, ecrire_duree, epreuves_a_passer
from parchemin.droit.references import Reference, Statut
from parchemin.droit.regimes import Regime, Voie
from parchemin.droit.stages import SituationDeStage, SituationFpc, exigence_de_stage
from parchemin.web.commande.mots import ecrire_valeur

FACULTATIVES = ("fac.max", "fac.regle", "absence.facultative", "fac.apres_controle")
CONTROLE = ("controle.seuils", "controle.nombre", "controle.unites_choisissables", "controle.note")
ADMISSION = (
    "admission.moyenne_minimale",
    "unite.note_minimale",
    "absence.obligatoire",
    "absence.force_majeure",
)


@dataclass(frozen=True, slots=True)
class Ligne:
    """Une chose dite : sa rubrique, son objet, son texte, ce qui la fonde et sa certitude.

    `cle` désigne la rubrique d'une session à l'autre, quand les épreuves changent de numéro.
    """

    rubrique: str
    objet: str
    texte: str
    reference: Reference
    statut: Statut
    cle: str

    @property
    def certitude(self) -> str:
        """Réserve à montrer au lecteur : vide si la chose a été lue dans le texte même."""
        return self.statut.reserve

    @property
    def article(self) -> str:
        """Référence, suivie du statut si la chose n'a pas été lue dans le texte même."""
        return str(self.reference) + ("" if self.statut is Statut.LU else f" [{self.statut.libelle}]")


@dataclass(frozen=True, slots=True)
class Rubrique:
    """Ce sous quoi des lignes se rangent : son titre, et la clé qui ne change pas d'une session à l'autre."""

    titre: str
    cle: str

    def ligne(self, objet: str, texte: str, reference: Reference, statut: Statut) -> Ligne:
        """Une ligne de cette rubrique."""
        return Ligne(self.titre, objet, texte, reference, statut, self.cle)

    def valeurs(self, valeurs: Iterable[Valeur]) -> Iterator[Ligne]:
        """Une ligne par valeur légale."""
        for v in valeurs:
            yield self.ligne(v.libelle, _dire(v), v.reference, v.source.statut)


def _dire(valeur: Valeur) -> str:
    """Ce que dit une valeur à qui lit un règlement : un nombre et son unité, ou une phrase."""
    ecrite = ecrire_valeur(valeur.valeur)
    est_un_nombre = isinstance(valeur.valeur, int | Decimal) and not isinstance(valeur.valeur, bool)
    return f"{ecrite} {valeur.unite}" if est_un_nombre else ecrite


def lignes_du_reglement(
    diplome: Diplome, regime: Regime, *, le: date, voie: Voie | None = None
) -> list[Ligne]:
    """Tout ce que le règlement dit d'un candidat de ce régime : épreuves, facultatives, contrôle, admission, stage.

    `voie` restreint le stage à la sienne. Lève `HorsValidite`.
    """
    statut_des_commissions = diplome.valeur("commission.compositions").source.statut
    lignes = [
        ligne
        for epreuve in epreuves_a_passer(diplome, regime, le=le)
        for ligne in _epreuve(epreuve, statut_des_commissions)
    ]
    lignes += _facultatives(diplome, le)
    lignes += _controle(diplome, le)
    lignes += Rubrique("Admission", "admission").valeurs(_lire(ADMISSION, diplome, le))
    lignes += _stage(diplome, [voie] if voie else _voies(regime, le))
    return lignes


def _lire(noms: Sequence[str], diplome: Diplome, le: date) -> Iterator[Valeur]:
    return (registre().valeur(nom, le=le, session=diplome.session) for nom in noms)


def _epreuve(e: EpreuveAPasser, statut_des_commissions: Statut) -> Iterator[Ligne]:
    rubrique = Rubrique(f"{e.epreuve.code} {e.epreuve.intitule}", e.epreuve.intitule)
    coefficient = e.coefficient if not e.epreuve.est_obligatoire else f"coefficient {e.coefficient}"
    unite = f"{e.epreuve.unite}, épreuve {e.epreuve.domaine.libelle}, {coefficient}"
    yield rubrique.ligne("Unité", unite, e.epreuve.source.reference, e.epreuve.source.statut)
    deroulement = "".join(f"\n– {temps}" for temps in e.deroulement)
    forme = {
        "Forme": f"{e.modalite}, {e.duree}{deroulement}", "Quand": e.forme.periode, "Support": e.forme.support,
        "À savoir": e.forme.remarque,
    }  # fmt: skip
    for objet, texte in forme.items():
        if texte:
            yield rubrique.ligne(objet, texte, e.source.reference, e.source.statut)
    devant = " ; ".join(e.commission) or "composition que les textes lus ne fixent pas"
    yield rubrique.ligne("Devant", devant, e.composition.reference, statut_des_commissions)


def _facultatives(diplome: Diplome, le: date) -> Iterator[Ligne]:
    rubrique = Rubrique("Règles des facultatives", "facultatives")
    for exclusion in diplome.exclusions:
        texte = f"{' ou '.join(exclusion.epreuves)}, pas ensemble"
        yield rubrique.ligne("Choix", texte, exclusion.source.reference, exclusion.source.statut)
    yield from rubrique.valeurs(_lire(FACULTATIVES, diplome, le))


def _controle(diplome: Diplome, le: date) -> Iterator[Ligne]:
    rubrique = Rubrique("Épreuves de contrôle", "controle")
    for d in diplome.disciplines:
        texte = (
            f"{d.intitule} ({' et '.join(d.epreuves)}), oral de {ecrire_duree(d.duree)}, "
            f"après {ecrire_duree(d.preparation)} de préparation"
        )
        yield rubrique.ligne(d.code, texte, d.source.reference, d.source.statut)
    yield from rubrique.valeurs(_lire(CONTROLE, diplome, le))


def _voies(regime: Regime, le: date) -> list[Voie]:
    """Voies qui peuvent conduire à ce régime, d'après la table des régimes."""
    menent = {
        ligne["voie"]
        for ligne in registre().valeur("regime.table", le=le).valeur
        if ligne["regime"] == regime
    }
    return [voie for voie in Voie if voie.value in menent]


def _stage(diplome: Diplome, voies: Sequence[Voie]) -> Iterator[Ligne]:
    rubrique = Rubrique("Stage", "stage")
    for voie in voies:
        if voie is Voie.DISTANCE:
            regle = diplome.valeur("stage.distance")
            yield rubrique.ligne(voie.value, regle.effet, regle.reference, regle.source.statut)
            continue
        for situation in SituationFpc if voie is Voie.FPC else (None,):
            exigence = exigence_de_stage(SituationDeStage(voie=voie, situation_fpc=situation), diplome)
            motif = exigence.motifs[0]
            pieces = " ; ".join(" ou ".join(sorted(p.libelle for p in choix)) for choix in exigence.pieces)
            statut = diplome.valeur("stage.cas").source.statut
            yield rubrique.ligne(voie.value, f"{motif.phrase} Pièces : {pieces}.", motif.reference, statut)
