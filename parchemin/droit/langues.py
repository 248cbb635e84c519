"""Le choix des langues à l'inscription : code de l'éducation, art. D643-15-2, et règlement du diplôme."""

from collections.abc import Collection
from dataclasses import dataclass

from parchemin.droit.diplome import Diplome
from parchemin.droit.parametres import registre
from parchemin.droit.references import Anomalie, Motif, Reference
from parchemin.droit.regimes import Voie


@dataclass(frozen=True, slots=True)
class ChoixDeLangues:
    """Langues choisies, vides si elles ne le sont pas ; `enseignees` est `None` si on ne sait pas lesquelles."""

    obligatoire: str = ""
    facultative: str = ""
    enseignees: frozenset[str] | None = None


def anomalies_des_langues(
    choix: ChoixDeLangues, unites: Collection[str], voie: Voie, diplome: Diplome
) -> list[Anomalie]:
    """Ce qui s'oppose au choix, pour les unités que présente le candidat ; lève `HorsValidite`.

    Deux langues se comparent sans tenir compte de la casse ni des blancs extérieurs.
    """
    epreuves = diplome.valeur("langues.epreuves")
    demandees = {
        "langue_obligatoire": (choix.obligatoire, bool(set(epreuves.valeur["obligatoires"]) & set(unites))),
        "langue_facultative": (choix.facultative, epreuves.valeur["facultative"] in unites),
    }
    trouvees = []
    for champ, (langue, est_due) in demandees.items():
        if est_due and not _nom(langue):
            phrase = "choisir la langue de l'épreuve"
            trouvees.append(_anomalie(champ, "LANGUE_MANQUANTE", phrase, epreuves.reference))
        elif est_due:
            trouvees += _hors_limites(champ, langue, choix, voie, diplome)
    if demandees["langue_facultative"][1] and _nom(choix.obligatoire) == _nom(choix.facultative) != "":
        gabarit = "« {langue} » est déjà la langue obligatoire : en choisir une autre à l'épreuve facultative"
        valeurs = {"langue": choix.facultative.strip()}
        motif = Motif("LANGUE_IDENTIQUE", gabarit, epreuves.reference, valeurs)
        trouvees.append(Anomalie("langue_facultative", motif, ("langue_obligatoire",)))
    return trouvees


def _hors_limites(
    champ: str, langue: str, choix: ChoixDeLangues, voie: Voie, diplome: Diplome
) -> list[Anomalie]:
    """Langue hors de la liste de l'arrêté, ou non enseignée à un candidat qui doit s'y tenir."""
    liste = registre().valeur("langues.liste", session=diplome.session)
    limitees = registre().valeur("langues.enseignees", session=diplome.session)
    trouvees = []
    if liste.valeur and _nom(langue) not in map(_nom, liste.valeur):
        gabarit = "« {langue} » n'est pas dans la liste des langues de l'examen"
        trouvees.append(_anomalie(champ, "LANGUE_HORS_LISTE", gabarit, liste.reference, langue))
    if (
        voie.value in limitees.valeur
        and choix.enseignees is not None
        and _nom(langue) not in map(_nom, choix.enseignees)
    ):
        gabarit = "« {langue} » n'est pas enseignée dans l'établissement du candidat"
        trouvees.append(_anomalie(champ, "LANGUE_NON_ENSEIGNEE", gabarit, limitees.reference, langue))
    return trouvees


def _nom(langue: str) -> str:
    return langue.strip().casefold()


def _anomalie(champ: str, code: str, gabarit: str, reference: Reference, langue: str = "") -> Anomalie:
    return Anomalie(champ, Motif(code, gabarit, reference, {"langue": langue.strip()}))
