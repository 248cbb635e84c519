"""Ce que le droit propose au jury pour un candidat, et pourquoi.

Code de l'éducation, art. D643-13 à D643-24. Le jury décide ; ce module propose.
La même fonction sert à décider vite (sans trace) et à expliquer (avec trace) :
l'explication ne peut donc pas s'écarter de la décision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from parchemin.droit import facultatives
from parchemin.droit.controle import ReglesDuControle
from parchemin.droit.diplome import Diplome
from parchemin.droit.formes import Amenagement, Forme, ReglesDesResultats
from parchemin.droit.moyenne import DECIMALES_AFFICHEES, Bareme, Calcul
from parchemin.droit.notes import Etat, Resultat
from parchemin.droit.parametres import Valeur, registre
from parchemin.droit.redaction import Redaction, Trace, tracer
from parchemin.droit.references import Anomalie, Motif


class Decision(StrEnum):
    """Décision proposée au jury."""

    ADMIS = "ADMIS"
    AJOURNE = "AJOURNE"
    CONTROLE = "CONTROLE"
    EN_COURS = "EN_COURS"
    SUSPENDU = "SUSPENDU"
    A_EXAMINER = "A_EXAMINER"

    @property
    def libelle(self) -> str:
        """Ce que lit l'usager."""
        return {
            "ADMIS": "admis",
            "AJOURNE": "ajourné",
            "CONTROLE": "autorisé à se présenter aux épreuves de contrôle",
            "EN_COURS": "en cours, unités restant à présenter",
            "SUSPENDU": "décision suspendue",
            "A_EXAMINER": "cas à examiner par le jury",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Faits d'un candidat ; chaque suite de résultats suit l'ordre du règlement d'examen."""

    obligatoires: tuple[Resultat, ...]
    facultatives: tuple[Resultat | None, ...]
    controle: tuple[Resultat | None, ...]
    forme: Forme = Forme.GLOBALE
    amenagements: frozenset[Amenagement] = field(default_factory=frozenset)

    @property
    def a_passe_le_controle(self) -> bool:
        """Vrai si une épreuve de contrôle porte un résultat."""
        return any(self.controle)


@dataclass(frozen=True, slots=True)
class Proposition:
    """Décision proposée, calcul qui fait foi, motifs, et unités acquises dans l'ordre du règlement."""

    decision: Decision
    calcul: Calcul
    motifs: tuple[Motif, ...]
    unites_acquises: tuple[str, ...]


# État, décision, code et phrase des blocages, dans l'ordre où ils se testent.
BLOCAGES: tuple[tuple[Etat, Decision, str, str, str], ...] = (
    (Etat.FRAUDE, Decision.SUSPENDU, "FRAUDE_EN_COURS", "fraude.suspension",
     "Suspicion de fraude non jugée : aucune décision avant celle de la commission de discipline."),
    (Etat.RESERVE, Decision.SUSPENDU, "NOTE_RESERVEE", "reserve.effet",
     "Note placée sous réserve de vérification : la décision attend la vérification."),
    (Etat.ANNULE, Decision.AJOURNE, "EPREUVE_ANNULEE", "fraude.annulation",
     "Épreuve annulée par la commission de discipline : le diplôme ne peut pas être délivré."),
    (Etat.ABSENT, Decision.AJOURNE, "ABSENCE_NON_JUSTIFIEE", "absence.obligatoire",
     "Absence non justifiée à une épreuve obligatoire : le diplôme ne peut pas être délivré."),
    (Etat.NON_VALIDE, Decision.AJOURNE, "NON_VALIDE", "nv.effet",
     "Épreuve non valide (dossier absent ou non conforme) : le diplôme ne peut pas être délivré."),
    (Etat.NON_PRESENTE, Decision.EN_COURS, "UNITES_RESTANTES", "progressive.unites_restantes",
     "Des unités restent à présenter à une session suivante."),
)  # fmt: skip

# Conclusions sans comparaison : code, valeur légale qui la fonde, phrase.
CONCLUSIONS = (
    ("ADM_VAE", "vae.admission_sans_note",
     "Aucune unité ne compte dans la moyenne : toutes sont dispensées ou acquises par validation."),
    ("CAS_A_EXAMINER", "controle.sans_professionnelle",
     "Aucune unité professionnelle ne compte : le jury examine le cas."),
    ("CTRL_SANS_EPREUVE", "controle.unites_choisissables",
     "Aucune épreuve générale n'a de note de cette session : aucun oral de contrôle n'est possible."),
    ("CTRL_ACCES", "controle.seuils",
     "Les deux moyennes ouvrent les épreuves de contrôle."),
)  # fmt: skip

# Valeurs que le code sait appliquer ; une autre est refusée, jamais ignorée.
VALEURS_APPLIQUEES: Mapping[str, tuple[object, ...]] = {
    "moyenne.benefices": (True,),
    "vae.admission_sans_note": (True,),
    "absence.obligatoire": ("diplome_refuse",),
    "absence.force_majeure": (0,),
    "absence.facultative": ("sans_effet",),
    "absence.zero_et_controle": (True,),
    "controle.note": ("meilleure", "substitution"),
    "controle.lv_cible": ("ensemble",),
    "controle.absence": ("note_initiale",),
    "controle.sans_professionnelle": ("a_examiner",),
    "controle.unites_choisissables": (("note_de_la_session",), ("note_de_la_session", "note_conservee")),
    "controle.mpro_facultatif": (False, True),
    "fac.apres_controle": (True, False),
    "forme.progressive.garde_lt10": (True, False),
    "progressive.unites_restantes": ("en_cours",),
    "fraude.suspension": ("suspendu",),
    "fraude.annulation": ("ajourne",),
    "reserve.effet": ("suspendu",),
    "nv.effet": ("diplome_refuse",),
    "dispense.moyenne": ("neutralisee",),
    "moyenne.affichage": (DECIMALES_AFFICHEES,),
}


class ValeurNonPriseEnCharge(NotImplementedError):
    """Le registre porte une valeur que la règle ne sait pas appliquer."""


class Reglement:
    """Règles de délivrance d'un diplôme, lues une fois à la date `le` (lève `HorsValidite`)."""

    def __init__(self, diplome: Diplome, le: date) -> None:
        self.diplome, self.le = diplome, le
        self.valeurs_lues: dict[str, Valeur] = {}
        self.bareme = Bareme(diplome, le)
        self.controle = ReglesDuControle(diplome, self.bareme, le)
        self.resultats = ReglesDesResultats(diplome, le)
        self.admission = self._lire("admission.moyenne_minimale")
        self.acces = self._lire("controle.seuils")
        self.unite = self._lire("unite.note_minimale")
        self.seuil_admission = int(2 * self.admission.valeur)
        self.seuil_acces = int(2 * self.acces.valeur["moyenne"])
        self.seuil_pro = int(2 * self.acces.valeur["professionnelle"])
        self.seuil_unite = int(2 * self.unite.valeur)
        for nom in ("fac.regle", "fac.max", "controle.nombre"):
            self._lire(nom)
        for nom, admises in VALEURS_APPLIQUEES.items():
            if (lue := self._lire(nom).valeur) not in admises:
                choix = ", ".join(map(repr, admises))
                raise ValeurNonPriseEnCharge(f"« {nom} » vaut {lue!r} ; valeurs appliquées : {choix}.")
        self.bonus_apres_controle: bool = self._lire("fac.apres_controle").valeur
        self.blocages = tuple(
            (etat, decision, Motif(code, phrase, self._lire(nom).reference))
            for etat, decision, code, nom, phrase in BLOCAGES
        )
        self.etats_bloquants = frozenset(etat for etat, *_ in BLOCAGES)
        self.sans_note, self.sans_professionnelle, self.sans_epreuve, self.ouverture = (
            Motif(code, phrase, self._lire(nom).reference) for code, nom, phrase in CONCLUSIONS
        )
        references = {etat: motif.reference for etat, _, motif in self.blocages}
        self.redaction = Redaction(diplome, self.bareme, self.valeurs_lues, references)

    def _lire(self, nom: str) -> Valeur:
        valeur = registre().valeur(nom, le=self.le, session=self.diplome.session)
        self.valeurs_lues[nom] = valeur
        return valeur

    def anomalies(self, dossier: Dossier) -> list[Anomalie]:
        """Tout ce que le règlement refuse dans le dossier, contrôle compris.

        Le droit au contrôle ne se juge pas sur des résultats refusés : seul leur nombre l'est alors.
        """
        trouvees = self.resultats.anomalies(dossier.obligatoires, dossier.forme, dossier.amenagements)
        if any(dossier.facultatives):
            trouvees += facultatives.anomalies_choix(self.diplome, dossier.facultatives)
        if dossier.a_passe_le_controle:
            trouvees += self._anomalies_controle(dossier, est_sain=not trouvees)
        return trouvees

    def _anomalies_controle(self, dossier: Dossier, *, est_sain: bool) -> list[Anomalie]:
        if _a_fraude(dossier) or any(r.etat is Etat.ANNULE for r in dossier.obligatoires):
            # La fraude suspend tout : des oraux ont pu se tenir, ils sont sans effet et ne se jugent pas.
            return []
        if not est_sain:
            return self.controle.en_trop(dossier.controle)
        premiere = self._premiere_deliberation(dossier, None)
        if premiere.decision is Decision.CONTROLE:
            return self.controle.anomalies(dossier.obligatoires, dossier.controle)
        return self.controle.sans_droit(dossier.controle)

    def deliberer(self, dossier: Dossier, trace: Trace | None = None) -> Proposition:
        """Décision proposée au jury ; remplit `trace` de chaque règle appliquée, dans l'ordre.

        Le dossier est supposé sans anomalie (`anomalies`). Avec des oraux de
        contrôle, la proposition est celle de la seconde délibération.
        """
        premiere = self._premiere_deliberation(dossier, trace)
        if premiere.decision is not Decision.CONTROLE or not dossier.a_passe_le_controle:
            return premiere
        return self._seconde_deliberation(dossier, trace)

    def _premiere_deliberation(self, dossier: Dossier, trace: Trace | None) -> Proposition:
        calcul = self.bareme.calculer(dossier.obligatoires, dossier.facultatives)
        if trace is not None:
            trace.extend(self.redaction.notes(dossier.obligatoires, dossier.facultatives))
            trace.append(self.redaction.sommes("SOMMES", calcul))
        decision, motifs = self._decider(dossier, calcul, trace)
        tracer(trace, *motifs)
        return Proposition(decision, calcul, motifs, self._unites_acquises(dossier.obligatoires, (), trace))

    def _decider(
        self, dossier: Dossier, calcul: Calcul, trace: Trace | None
    ) -> tuple[Decision, tuple[Motif, ...]]:
        if blocages := self._blocages(dossier):
            return blocages[0][0], tuple(motif for _, motif in blocages)
        if not calcul.coefficients:
            return Decision.ADMIS, (self.sans_note,)
        if calcul.atteint(self.seuil_admission):
            return Decision.ADMIS, (
                self.redaction.atteint("ADM_MOYENNE", calcul, self.admission, self.seuil_admission),
            )
        manques = []
        if not calcul.atteint(self.seuil_acces):
            manques.append(
                self.redaction.manque("MOYENNE_INSUFFISANTE", calcul, self.acces, self.seuil_acces)
            )
        if not self._atteint_pro(calcul):
            manques.append(
                self.redaction.manque_pro("MOYENNE_PRO_INSUFFISANTE", calcul, self.acces, self.seuil_pro)
            )
        if manques:
            return Decision.AJOURNE, tuple(manques)
        if not calcul.coefficients_pro:
            return Decision.A_EXAMINER, (self.sans_professionnelle,)
        if trace is not None:
            trace.append(self.redaction.atteint("SEUIL_CONTROLE", calcul, self.acces, self.seuil_acces))
            trace.append(
                self.redaction.atteint_pro("SEUIL_PROFESSIONNEL", calcul, self.acces, self.seuil_pro)
            )
        if not any(self.controle.choisissables(dossier.obligatoires)):
            return Decision.AJOURNE, (self.sans_epreuve,)
        return Decision.CONTROLE, (self.ouverture,)

    def _seconde_deliberation(self, dossier: Dossier, trace: Trace | None) -> Proposition:
        effets = self.controle.remplacements(dossier.obligatoires, dossier.controle)
        retenues = list(dossier.obligatoires)
        for effet in effets:
            if effet.est_retenu:
                for rang in effet.rangs:
                    retenues[rang] = effet.oral
        bonus = dossier.facultatives if self.bonus_apres_controle else ()
        calcul = self.bareme.calculer(retenues, bonus)
        if trace is not None:
            trace.extend(
                self.redaction.remplacement(e, dossier.obligatoires, self.controle.ref_note) for e in effets
            )
            trace.append(self.redaction.sommes("SOMMES_APRES_CONTROLE", calcul))
        if calcul.atteint(self.seuil_admission):
            decision = Decision.ADMIS
            motif = self.redaction.atteint("ADM_CONTROLE", calcul, self.admission, self.seuil_admission)
        else:
            decision = Decision.AJOURNE
            motif = self.redaction.manque(
                "MOYENNE_INSUFFISANTE", calcul, self.admission, self.seuil_admission
            )
        tracer(trace, motif)
        return Proposition(
            decision, calcul, (motif,), self._unites_acquises(dossier.obligatoires, retenues, trace)
        )

    def _blocages(self, dossier: Dossier) -> list[tuple[Decision, Motif]]:
        etats = {r.etat for r in dossier.obligatoires}
        if _a_fraude(dossier):
            etats.add(Etat.FRAUDE)
        if etats.isdisjoint(self.etats_bloquants):
            return []
        return [(decision, motif) for etat, decision, motif in self.blocages if etat in etats]

    def _atteint_pro(self, calcul: Calcul) -> bool:
        if self.controle.mpro_avec_bonus:
            return calcul.points_pro + calcul.bonus >= self.seuil_pro * calcul.coefficients_pro
        return calcul.atteint_pro(self.seuil_pro)

    def _unites_acquises(
        self, initiales: Sequence[Resultat], retenues: Sequence[Resultat], trace: Trace | None
    ) -> tuple[str, ...]:
        """Unités dont la note propre, ou celle du contrôle qui la remplace, atteint le seuil, ou acquises par VAE."""
        acquises = []
        for rang, epreuve in enumerate(self.diplome.obligatoires):
            if self._acquiert(initiales[rang]) or (retenues and self._acquiert(retenues[rang])):
                acquises.append(epreuve.unite)
        if trace is not None:
            trace.append(self.redaction.unites_acquises(acquises, self.unite, self.seuil_unite))
        return tuple(acquises)

    def _acquiert(self, resultat: Resultat) -> bool:
        etat = resultat.etat
        if etat is Etat.NOTE or etat is Etat.BENEFICE:
            return resultat.demi_points >= self.seuil_unite
        return etat is Etat.VAE


def _a_fraude(dossier: Dossier) -> bool:
    tous = (*dossier.obligatoires, *dossier.facultatives, *dossier.controle)
    return any(r is not None and r.etat is Etat.FRAUDE for r in tous)
