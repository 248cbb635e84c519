"""L'explication d'une décision : un objet JSON par candidat, assez complet pour la refaire sans rien d'autre.

Il dit les cases lues, les valeurs légales appliquées et chaque règle, dans l'ordre, avec
sa phrase et sa référence (code des relations entre le public et l'administration, art.
L311-3-1). Les fragments communs à des milliers de candidats ne sont écrits qu'une fois.
"""

import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring as citer_json
from typing import Any

from parchemin.droit.delivrance import Proposition, Reglement
from parchemin.droit.epreuves import Epreuve
from parchemin.droit.moyenne import Calcul
from parchemin.droit.notes import Resultat, ecrire_note
from parchemin.droit.parametres import Valeur
from parchemin.droit.redaction import Trace
from parchemin.droit.references import AUCUNE_VALEUR, Motif
from parchemin.moteurs.decision.candidats import Candidat
from parchemin.moteurs.decision.situations import SituationDuCandidat

# Motifs que la rédaction partage entre candidats : au-delà, elle aurait changé et rien ne se garde plus.
MOTIFS_GARDES = 10_000


class Redacteur:
    """Écrit les explications d'une session selon un règlement."""

    def __init__(self, reglement: Reglement) -> None:
        self.reglement = reglement
        diplome = reglement.diplome
        self._valeurs = en_json([_valeur(v) for v in reglement.valeurs_lues.values()])
        self._session = membres({
            "session": diplome.session, "le": reglement.le.isoformat(),
            "diplome": {"code": diplome.code, "sigle": diplome.sigle, "intitule": diplome.intitule,
                        "numerotation": diplome.numerotation,
                        "reference": diplome.numerotation_source.reference.libelle},
        })  # fmt: skip
        self._epreuves = (*diplome.obligatoires, *diplome.facultatives)
        self._fins = len(diplome.obligatoires), len(self._epreuves)
        self._faits: dict[tuple[int, str], str] = {}
        self._situations: dict[int, tuple[SituationDuCandidat, str]] = {}
        self._motifs: dict[int, tuple[Motif, str]] = {}

    def ecrire(self, candidat: Candidat, proposition: Proposition, trace: Trace) -> str:
        """Explication d'un candidat, sur une ligne ; `trace` est celle de sa délibération."""
        dossier = candidat.dossier
        resultats = (*dossier.obligatoires, *dossier.facultatives, *dossier.controle)
        faits = [
            self._fait(rang, case, r)
            for rang, (case, r) in enumerate(zip(candidat.cases, resultats, strict=True))
        ]
        premier, second = self._fins
        sommes = _sommes(proposition.calcul)
        motifs = ", ".join(citer_json(m.code) for m in proposition.motifs)
        unites = ", ".join(map(citer_json, proposition.unites_acquises))
        return (
            f'{{"numero": {citer_json(candidat.numero)}, {self._session}, '
            f'{self._situation(candidat.situation)}, "epreuves": [{_joindre(faits[:premier])}], '
            f'"facultatives": [{_joindre(faits[premier:second])}], '
            f'"controle": [{_joindre(faits[second:])}], "parametres": {self._valeurs}, '
            f'"etapes": [{_joindre(map(self._etape, trace))}], "decision": "{proposition.decision.value}", '
            f'"motifs": [{motifs}], {sommes}, "unites_acquises": [{unites}]}}\n'
        )

    def _situation(self, situation: SituationDuCandidat) -> str:
        garde = self._situations.get(id(situation))
        if garde is None:
            regime = situation.regime
            motifs = [
                {"code": m.code, "phrase": m.phrase, "reference": m.reference.libelle}
                for m in situation.motifs
            ]
            garde = situation, membres({
                "situation": dict(situation.lues),
                "regime": {"code": regime.value, "libelle": regime.libelle, "motifs": motifs},
                "forme": situation.forme.value,
                "amenagements": sorted(a.value for a in situation.amenagements),
            })  # fmt: skip
            self._situations[id(situation)] = garde
        return garde[1]

    def _fait(self, rang: int, case: str, resultat: Resultat | None) -> str:
        cle = (rang, case)
        if (garde := self._faits.get(cle)) is None:
            premier, second = self._fins
            if resultat is None and premier <= rang < second:
                garde = ""
            elif rang < second:
                garde = en_json(_epreuve(self._epreuves[rang]) | _resultat(case, resultat))
            else:
                discipline = self.reglement.diplome.disciplines[rang - second]
                sujet = {
                    "discipline": discipline.code,
                    "intitule": discipline.intitule,
                    "epreuves": discipline.epreuves,
                }
                garde = en_json(sujet | _resultat(case, resultat))
            self._faits[cle] = garde
        return garde

    def _etape(self, motif: Motif) -> str:
        garde = self._motifs.get(id(motif))
        if garde is None:
            ecrit = _motif(motif)
            # Un motif gardé ne peut pas être détruit : son identité ne servira à aucun autre.
            if _est_partage(motif) and len(self._motifs) < MOTIFS_GARDES:
                self._motifs[id(motif)] = motif, ecrit
            return ecrit
        return garde[1]


def en_json(valeur: Any) -> str:
    """JSON d'une valeur, accents tels quels ; les décimaux exacts sont écrits en texte."""
    return json.dumps(valeur, ensure_ascii=False, default=str, separators=(",", ":"))


def membres(objet: Mapping[str, Any]) -> str:
    """Membres d'un objet JSON, sans ses accolades."""
    return en_json(objet)[1:-1]


def _joindre(fragments: Iterable[str]) -> str:
    return ", ".join(filter(None, fragments))


def _valeur(valeur: Valeur) -> dict[str, Any]:
    return {
        "nom": valeur.nom, "valeur": valeur.valeur, "unite": valeur.unite, "periode": valeur.periode,
        "reference": valeur.reference.libelle, "statut": valeur.source.statut.value,
    }  # fmt: skip


def _epreuve(epreuve: Epreuve) -> dict[str, Any]:
    coefficient = None if epreuve.coefficient is None else str(epreuve.coefficient).replace(".", ",")
    return {
        "epreuve": epreuve.code, "unite": epreuve.unite, "domaine": epreuve.domaine.value,
        "coefficient": coefficient,
    }  # fmt: skip


def _resultat(case: str, resultat: Resultat | None) -> dict[str, Any]:
    if resultat is None:
        return {"lu": case, "etat": None, "note": None}
    note = ecrire_note(resultat.demi_points) if resultat.compte else None
    return {"lu": case, "etat": resultat.etat.value, "note": note}


def _motif(motif: Motif) -> str:
    valeurs = {cle: v.lus if isinstance(v, Calcul) else v for cle, v in motif.valeurs.items()}
    return (
        f'{{"code": "{motif.code}", "phrase": {citer_json(motif.phrase)}, '
        f'"reference": {citer_json(motif.reference.libelle)}, "valeurs": {en_json(valeurs)}}}'
    )


def _est_partage(motif: Motif) -> bool:
    return motif.valeurs is AUCUNE_VALEUR or motif.code in {"UNITE_COMPTEE", "UNITE_ECARTEE", "FACULTATIVE"}


def _sommes(calcul: Calcul) -> str:
    return membres(calcul.lus)
