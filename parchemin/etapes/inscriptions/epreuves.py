"""Ce que chaque candidat passe : épreuve par épreuve, sous quelle forme, ou pourquoi il ne la passe pas ; et l'effet de
chaque absence, dit avant qu'il signe.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from parchemin.droit.notes import ecrire_note
from parchemin.droit.parametres import registre
from parchemin.droit.parcours import EpreuveAPasser, epreuves_a_passer
from parchemin.droit.regimes import Regime
from parchemin.etapes.inscriptions.faits import Dossier, Examen, Regles, codes
from parchemin.etapes.inscriptions.models import Benefice, Dispense, EtatDemande


class Situation(StrEnum):
    """Ce qu'il en est d'une épreuve pour un candidat."""

    PRESENTEE = "presentee"
    CONSERVEE = "conservee"
    DISPENSEE = "dispensee"
    ACQUISE = "acquise"
    NON_PRESENTEE = "non_presentee"
    NON_CHOISIE = "non_choisie"

    @property
    def libelle(self) -> str:
        """Mot que lit le candidat."""
        return {
            "presentee": "Présentée", "conservee": "Note conservée", "dispensee": "Dispensée",
            "acquise": "Acquise par validation de l'expérience", "non_presentee": "Non présentée à cette session",
            "non_choisie": "Non choisie",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class EpreuveDuCandidat:
    """Une épreuve, pour ce candidat : son nom, son coefficient, sa forme (vide sans régime), sa situation et sa raison."""

    code: str
    unite: str
    intitule: str
    coefficient: str
    modalite: str
    duree: str
    situation: Situation
    raison: str
    reference: str
    est_obligatoire: bool

    @property
    def est_presentee(self) -> bool:
        """Vrai si le candidat la passe à cette session."""
        return self.situation is Situation.PRESENTEE


@dataclass(frozen=True, slots=True)
class Effet:
    """Ce qu'un choix ou une absence entraîne exactement, et le texte qui le dit."""

    quoi: str
    effet: str
    reference: str


def epreuves_du_candidat(dossier: Dossier, examen: Examen, regles: Regles) -> list[EpreuveDuCandidat]:
    """Épreuves de la session dans l'ordre du règlement ; sans régime connu, la forme reste à dire."""
    regime = examen.regime.regime
    passees = epreuves_a_passer(regles.diplome, regime or Regime.C, le=regles.le)
    choisies = codes(dossier.inscription.facultatives)
    gardees = {u: b for b in dossier.benefices if b.etat == EtatDemande.ACCORDEE for u in codes(b.unites)}
    dispenses = {d.unite: d for d in dossier.dispenses if d.etat == EtatDemande.ACCORDEE}
    lignes = []
    for passee in passees:
        e = passee.epreuve
        situation, raison = (
            _obligatoire(e.unite, examen, gardees, dispenses)
            if e.est_obligatoire
            else (Situation.PRESENTEE if {e.code, e.unite} & choisies else Situation.NON_CHOISIE, "")
        )
        lignes.append(_ligne(passee, situation, raison, connue=regime is not None))
    return lignes


def effets(dossier: Dossier, lignes: list[EpreuveDuCandidat], regles: Regles) -> list[Effet]:
    """Ce qu'entraîne chaque absence et chaque choix du candidat, à lire avant de confirmer. Lève `HorsValidite`."""
    presentees = [ligne for ligne in lignes if ligne.est_presentee]
    dits = [
        _lu("absence.obligatoire", "Absence non justifiée à une épreuve obligatoire", regles),
        _lu("absence.force_majeure", "Absence pour force majeure, dûment constatée", regles),
    ]
    if any(ligne.modalite.startswith("CCF") for ligne in presentees):
        dits.append(_lu("absence.ccf", "Absence non justifiée à une situation d'évaluation de CCF", regles))
    if any(not ligne.est_obligatoire for ligne in presentees):
        dits.append(_lu("absence.facultative", "Absence à une épreuve facultative choisie", regles))
        dits.append(_lu("fac.regle", "Épreuve facultative présentée", regles))
    return [*dits, *_par_situation({ligne.situation for ligne in lignes}, regles), _forme(dossier, regles)]


def _par_situation(situations: set[Situation], regles: Regles) -> list[Effet]:
    dits = []
    if Situation.CONSERVEE in situations:
        definitive = registre().valeur("benefice.renonciation_definitive", le=regles.le)
        suite = (
            " Y renoncer est définitif : seule la nouvelle note compte alors." if definitive.valeur else ""
        )
        effet = f"Elle compte avec le coefficient de l'épreuve d'aujourd'hui.{suite}"
        dits.append(Effet("Note conservée", effet, definitive.reference.libelle))
    if Situation.DISPENSEE in situations or Situation.ACQUISE in situations:
        dits.append(_lu("dispense.moyenne", "Unité dispensée, ou acquise par l'expérience", regles))
    if Situation.NON_PRESENTEE in situations:
        dits.append(_lu("progressive.unites_restantes", "Unité laissée à une autre session", regles))
    return dits


def _forme(dossier: Dossier, regles: Regles) -> Effet:
    definitive = registre().valeur("forme.definitive", le=regles.le)
    sauf = ", sauf si vous changez de voie" if "changement_de_voie" in definitive.valeur else ""
    quoi = f"{dossier.inscription.get_forme_display()} choisie"
    return Effet(quoi, f"Elle vaut aussi pour les sessions suivantes{sauf}.", definitive.reference.libelle)


def _lu(nom: str, quoi: str, regles: Regles) -> Effet:
    valeur = registre().valeur(nom, le=regles.le)
    return Effet(quoi, valeur.effet, valeur.reference.libelle)


def _obligatoire(
    unite: str, examen: Examen, gardees: Mapping[str, Benefice], dispenses: Mapping[str, Dispense]
) -> tuple[Situation, str]:
    if unite in gardees:
        b = gardees[unite]
        fin = f", jusqu'au {b.fin:%d/%m/%Y}" if b.fin else ""
        return Situation.CONSERVEE, f"{ecrire_note(b.demi_points)}, {b.unite} de la session {b.annee}{fin}"
    if unite in dispenses:
        d = dispenses[unite]
        acquise = d.genre == "vae"
        titre = f"{d.origine}, jusqu'au {d.fin:%d/%m/%Y}" if d.fin else d.intitule or d.get_genre_display()
        return (Situation.ACQUISE if acquise else Situation.DISPENSEE), titre
    if unite in examen.unites:
        return Situation.PRESENTEE, ""
    return Situation.NON_PRESENTEE, "unité laissée à une autre session"


def _ligne(passee: EpreuveAPasser, situation: Situation, raison: str, *, connue: bool) -> EpreuveDuCandidat:
    e = passee.epreuve
    return EpreuveDuCandidat(
        e.code, e.unite, e.intitule, passee.coefficient, passee.modalite if connue else "forme à déterminer",
        passee.duree if connue else "", situation, raison, passee.source.reference.libelle, e.est_obligatoire,
    )  # fmt: skip
