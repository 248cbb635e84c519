"""Décider une session : d'un tableau de candidats au tableau des décisions, avec ou sans explications."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from parchemin.droit.delivrance import Decision, Proposition, Reglement
from parchemin.droit.diplome import codes_des_diplomes, diplome
from parchemin.droit.moyenne import ecrire_quotient
from parchemin.droit.redaction import Trace
from parchemin.moteurs.decision.candidats import Candidat, LecteurDeCandidats
from parchemin.moteurs.decision.colonnes import lire_titres
from parchemin.moteurs.decision.explications import Redacteur
from parchemin.moteurs.decision.fautes import Faute, Signaler, SuiviDesFautes, TableauRefuse
from parchemin.moteurs.tableurs import (
    EcritureImpossible,
    Tableau,
    TableauIllisible,
    ecrire_csv,
    ecriture_groupee,
    lire_tableau,
    meme_fichier,
)

TITRES_ECRITS = (
    "numero", "decision", "points", "coefficients", "moyenne", "moyenne_professionnelle", "bonus", "motifs",
    "unites_acquises",
)  # fmt: skip
SEPARATEUR = "|"
PAS_D_AVANCEMENT = 1_000
MOIS_DE_LECTURE, JOUR_DE_LECTURE = 7, 1

Avancement = Callable[[int, int], None]
"""Reçoit le nombre de rangées décidées et leur total."""


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce qui a été décidé : nombre de candidats par décision, dans l'ordre des décisions."""

    decisions: Mapping[Decision, int]

    @property
    def candidats(self) -> int:
        """Nombre de candidats décidés."""
        return sum(self.decisions.values())


class DiplomeAChoisir(LookupError):
    """Plusieurs diplômes sont livrés : il faut dire lequel."""


def seul_diplome() -> str:
    """Code du diplôme livré quand il est seul ; lève `DiplomeAChoisir` sinon."""
    codes = codes_des_diplomes()
    if len(codes) != 1:
        raise DiplomeAChoisir(f"Plusieurs diplômes sont livrés ({', '.join(codes)}) : dire lequel.")
    return codes[0]


def reglement_de_session(session: int, le: date | None = None, code: str | None = None) -> Reglement:
    """Règlement d'un diplôme pour une session, lu au jour `le`.

    Par défaut, le seul diplôme livré et le 1er juillet de la session. Lève `HorsValidite` si la session ou le
    jour sort des périodes connues, `DiplomeAChoisir` s'il faut dire le diplôme.
    """
    lecture = le or date(session, MOIS_DE_LECTURE, JOUR_DE_LECTURE)
    return Reglement(diplome(code or seul_diplome(), session=session), lecture)


def decider(
    entree: Path,
    sortie: Path,
    reglement: Reglement,
    *,
    signaler: Signaler,
    explications: Path | None = None,
    avancement: Avancement | None = None,
) -> Bilan:
    """Décide chaque candidat du tableau `entree` ; écrit `sortie`, et `explications` s'il est donné, ou rien.

    Chaque faute passe par `signaler`, puis `TableauRefuse` est levée. Lève aussi `TableauIllisible` et
    `EcritureImpossible`.
    """
    _separer(entree, sortie, explications)
    tableau = lire_tableau(entree)
    suivi = SuiviDesFautes(signaler)
    lecteur = LecteurDeCandidats(reglement, lire_titres(tableau.entete, entree, reglement.diplome, suivi))
    travail = _Travail(tableau, lecteur, suivi, avancement)
    with ecriture_groupee(*filter(None, (sortie, explications))) as flux:
        ecrire_csv(flux[0], TITRES_ECRITS, travail.lignes(flux[1] if explications else None))
        if not lecteur.rangees:
            suivi.du_fichier(entree, "aucun candidat sous la ligne de titres")
        if suivi.nombre:
            raise TableauRefuse(suivi.nombre)
    return Bilan({d: travail.decisions[d] for d in Decision if travail.decisions[d]})


def _separer(entree: Path, sortie: Path, explications: Path | None) -> None:
    """Refuse qu'une sortie soit le tableau lu ; l'écriture refuse elle-même deux sorties semblables."""
    for chemin in filter(None, (sortie, explications)):
        if meme_fichier(entree, chemin):
            raise EcritureImpossible("c'est le tableau à lire ; donnez un autre nom", chemin)


class _Travail:
    """Lit, décide et écrit les candidats un à un ; à la première faute, cesse de décider mais lit tout."""

    def __init__(
        self,
        tableau: Tableau,
        lecteur: LecteurDeCandidats,
        suivi: SuiviDesFautes,
        avancement: Avancement | None,
    ) -> None:
        self.tableau, self.lecteur, self.suivi, self.avancement = tableau, lecteur, suivi, avancement
        self.decisions: Counter[Decision] = Counter()

    def lignes(self, explications: TextIO | None) -> Iterator[tuple[str, ...]]:
        """Lignes à écrire, dans l'ordre du tableau ; explique chacune dans `explications`."""
        reglement = self.lecteur.reglement
        redacteur = Redacteur(reglement) if explications else None
        for candidat in self._candidats():
            if explications is not None and redacteur is not None:
                trace: Trace = []
                proposition = reglement.deliberer(candidat.dossier, trace)
                explications.write(redacteur.ecrire(candidat, proposition, trace))
            else:
                proposition = reglement.deliberer(candidat.dossier)
            self.decisions[proposition.decision] += 1
            yield _ligne(candidat.numero, proposition)

    def _candidats(self) -> Iterator[Candidat]:
        total = self._total() if self.avancement else 0
        for rang, rangee in enumerate(self.tableau.rangees(), start=1):
            fautes: list[Faute] = []
            candidat = self.lecteur.lire(rangee, fautes)
            if fautes:
                self.suivi.de_la_ligne(rangee.ligne, fautes)
            elif candidat is not None and not self.suivi.nombre:
                yield candidat
            if self.avancement and (rang % PAS_D_AVANCEMENT == 0 or rang == total):
                self.avancement(rang, total)

    def _total(self) -> int:
        total = 0
        # Un tableau coupé se dira à la lecture, après les fautes des premières rangées.
        with suppress(TableauIllisible):
            for _ in self.tableau.rangees():
                total += 1
        return total


def _ligne(numero: str, proposition: Proposition) -> tuple[str, ...]:
    calcul = proposition.calcul
    return (
        numero,
        proposition.decision.value,
        ecrire_quotient(calcul.points, calcul.echelle),
        ecrire_quotient(2 * calcul.coefficients, calcul.echelle),
        calcul.moyenne_lue,
        calcul.moyenne_pro_lue,
        ecrire_quotient(calcul.bonus, calcul.echelle),
        SEPARATEUR.join([motif.code for motif in proposition.motifs]),
        SEPARATEUR.join(proposition.unites_acquises),
    )
