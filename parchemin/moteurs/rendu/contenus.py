"""Ce que dit chaque document : les textes et les nombres, mis en ordre pour leur gabarit.

Relevé de notes, attestation de blocs (code de l'éducation, art. D643-15), procès-verbal de délibération,
statistiques de session. Un document non définitif se dit proposition : le jury décide.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from parchemin.droit.attestations import Attestation, UniteObtenue, attester
from parchemin.droit.delivrance import Decision, Reglement
from parchemin.droit.moyenne import tronquer
from parchemin.droit.notes import ecrire_note
from parchemin.droit.parametres import registre
from parchemin.droit.references import Motif
from parchemin.moteurs.rendu.session import CandidatDecide

CALCUL = ("FACULTATIVE", "SOMMES", "SEUIL_CONTROLE", "SEUIL_PROFESSIONNEL", "CONTROLE_RETENU", "CONTROLE_SANS_EFFET",
          "SOMMES_APRES_CONTROLE")  # fmt: skip
NOTES = ("UNITE_COMPTEE", "UNITE_ECARTEE")
MENTION = (
    "Décision prise sur le fondement d'un traitement algorithmique, qui applique le règlement d'examen aux notes pour "
    "proposer au jury la délivrance du diplôme ({reference}). Le candidat peut demander au service des examens les "
    "règles de ce traitement et leur application à son cas. Sans réponse après {silence} mois, la demande est refusée "
    "({refus}) ; il a alors {saisine} mois pour saisir la Commission d'accès aux documents administratifs ({recours})."
)


@dataclass(frozen=True, slots=True)
class Edition:
    """Ce qui vaut pour tous les documents d'un tirage : règlement, caractère définitif, jour de la délibération."""

    reglement: Reglement
    est_definitive: bool = False
    deliberation: date | None = None

    @property
    def entete(self) -> dict[str, Any]:
        """Champs communs des gabarits."""
        diplome = self.reglement.diplome
        return {
            "diplome": f"Brevet de technicien supérieur « {diplome.intitule} »",
            "session": diplome.session, "definitif": self.est_definitive,
            "pied": f"{diplome.sigle}, session {diplome.session}",
            "statut": "" if self.est_definitive else "Proposition établie avant la délibération : le jury décide.",
            "deliberation": f"{self.deliberation:%d/%m/%Y}" if self.deliberation else "",
            "mention": self.mention,
        }  # fmt: skip

    @property
    def mention(self) -> str:
        """Mention due par une décision fondée sur un traitement algorithmique ; vide si aucun texte ne la demande.

        Lève `HorsValidite` hors des périodes connues.
        """
        due, silence, saisine = (
            registre().valeur(nom, le=self.reglement.le)
            for nom in (
                "decision.mention_algorithmique",
                "communication.silence_mois",
                "communication.saisine_mois",
            )
        )
        if not due.valeur:
            return ""
        return MENTION.format(
            reference=due.reference, silence=silence.valeur, refus=silence.reference.subdivision,
            saisine=saisine.valeur, recours=saisine.reference.subdivision,
        )  # fmt: skip


def a_examiner(decides: Iterable[CandidatDecide]) -> list[str]:
    """Numéros des candidats que le jury doit encore examiner : aucun document définitif avant sa décision."""
    return [d.candidat.numero for d in decides if d.proposition.decision is Decision.A_EXAMINER]


def delivrables(decides: Sequence[CandidatDecide], edition: Edition) -> Sequence[CandidatDecide]:
    """Candidats dont le relevé peut être remis : un résultat suspendu ne devient pas définitif.

    Suspicion de fraude non jugée (`fraude.suspension`) ou note réservée (`reserve.effet`) : pas de relevé définitif.
    """
    if not edition.est_definitive:
        return decides
    return [d for d in decides if d.proposition.decision is not Decision.SUSPENDU]


def releve(decides: Sequence[CandidatDecide], edition: Edition) -> dict[str, Any]:
    """Un ou plusieurs relevés de notes, à la suite."""
    titre = "Relevé de notes"
    return edition.entete | {
        "titre": titre, "genre": titre, "candidats": [_candidat(d) for d in decides],
    }  # fmt: skip


def attestation(decides: Sequence[CandidatDecide], edition: Edition) -> dict[str, Any]:
    """Attestations des unités acquises, pour des candidats à qui elle est due (`attestation_due`)."""
    titre = "Attestation de blocs de compétences"
    candidats = []
    for decide in decides:
        due = attestation_due(decide, edition)
        anterieures = [
            u for u in decide.proposition.unites_acquises if u not in {x.unite for x in due.unites}
        ]
        candidats.append(
            _candidat(decide)
            | {
                "blocs": [
                    [
                        u.unite,
                        u.intitule,
                        f"Bloc {u.bloc}" if u.bloc else "Unité générale",
                        f"{u.valable_jusqu_au:%d/%m/%Y}",
                    ]
                    for u in due.unites
                ],
                "anterieures": ", ".join(anterieures),
                "fondement": [{"phrase": m.phrase, "reference": m.reference.libelle} for m in due.motifs],
            }
        )
    return edition.entete | {"titre": titre, "genre": titre, "candidats": candidats}


def attestation_due(decide: CandidatDecide, edition: Edition) -> Attestation:
    """Attestation due pour les unités acquises à cette session (art. D643-15).

    Une unité conservée ou validée garde la date de sa première obtention, que le tableau ne dit pas : elle
    est citée à part. Lève `ValueError` sans jour de délibération.
    """
    if edition.deliberation is None:
        raise ValueError("Une attestation demande le jour de la délibération.")
    session = edition.reglement.diplome.session
    resultats = zip(edition.reglement.diplome.obligatoires, decide.candidat.dossier.obligatoires, strict=True)
    obtenues = [
        UniteObtenue(epreuve.unite, session, edition.deliberation)
        for epreuve, resultat in resultats
        if epreuve.unite in decide.proposition.unites_acquises and resultat.etat.est_de_la_session
    ]
    return attester(decide.proposition.decision, obtenues, edition.reglement.diplome, le=edition.reglement.le)


def proces_verbal(decides: Sequence[CandidatDecide], edition: Edition, lieu: str) -> dict[str, Any]:
    """Procès-verbal de délibération d'une liste de candidats."""
    titre = "Procès-verbal de délibération"
    comptes = Counter(d.proposition.decision for d in decides)
    lignes = [
        {
            "numero": d.candidat.numero, "nom": f"{d.identite.nom} {d.identite.prenom}",
            "moyenne": d.proposition.calcul.moyenne_lue or "–", "decision": d.proposition.decision.libelle,
            "motifs": ", ".join(m.code for m in d.proposition.motifs),
        }
        for d in decides
    ]  # fmt: skip
    codes = {m.code: m for d in decides for m in d.proposition.motifs}
    return edition.entete | {
        "titre": titre, "genre": titre, "lieu": lieu, "lignes": lignes,
        "comptes": [[d.libelle, str(comptes[d])] for d in Decision if comptes[d]],
        "legende": [[code, codes[code].reference.libelle] for code in sorted(codes)],
    }  # fmt: skip


def statistiques(decides: Sequence[CandidatDecide], edition: Edition) -> dict[str, Any]:
    """Statistiques de la session : effectifs exacts, taux tronqués, moyennes par épreuve."""
    titre = "Statistiques de la session"
    return edition.entete | {
        "titre": titre, "genre": titre, "total": len(decides),
        "decisions": _taux(Counter(d.proposition.decision.libelle for d in decides)),
        "regimes": _croiser(decides, lambda d: f"Régime {d.candidat.situation.regime.value}"),
        "academies": _croiser(decides, lambda d: d.identite.academie or "Académie non renseignée"),
        "epreuves": _epreuves(decides, edition), "seuil": ecrire_note(edition.reglement.seuil_unite),
    }  # fmt: skip


def _candidat(decide: CandidatDecide) -> dict[str, Any]:
    identite, proposition = decide.identite, decide.proposition
    etapes = [m for m in decide.trace if isinstance(m, Motif)]
    unites = ", ".join(proposition.unites_acquises) or "aucune"
    return {
        "nom": identite.nom, "prenom": identite.prenom, "naissance": identite.naissance,
        "numero": decide.candidat.numero,
        "etablissement": identite.etablissement, "academie": identite.academie,
        "regime": decide.candidat.situation.regime.value, "regime_libelle": decide.candidat.situation.regime.libelle,
        "lignes": [_ligne(m.valeurs) for m in etapes if m.code in NOTES],
        "calcul": [m.phrase for m in etapes if m.code in CALCUL],
        "decision": proposition.decision.libelle[:1].upper() + proposition.decision.libelle[1:],
        "motifs": [{"phrase": m.phrase, "reference": m.reference.libelle} for m in proposition.motifs],
        "unites": unites,
    }  # fmt: skip


def _ligne(valeurs: Mapping[str, Any]) -> dict[str, str]:
    note = str(valeurs.get("note", valeurs["resultat"]))
    etat = "" if valeurs["etat"] == "note de la session" else str(valeurs["etat"])
    return {
        "epreuve": valeurs["epreuve"], "unite": valeurs["unite"], "intitule": valeurs["intitule"], "etat": etat,
        "coefficient": valeurs["coefficient"], "note": note, "points": valeurs.get("points", "–"),
    }  # fmt: skip


def _taux(comptes: Mapping[str, int]) -> list[list[str]]:
    total = sum(comptes.values())
    return [
        [nom, str(n), f"{tronquer(100 * n, total)} %"]
        for nom, n in sorted(comptes.items(), key=lambda c: (-c[1], c[0]))
    ]


def _croiser(decides: Iterable[CandidatDecide], cle: Any) -> list[list[str]]:
    groupes: dict[str, Counter[Decision]] = {}
    for decide in decides:
        groupes.setdefault(cle(decide), Counter())[decide.proposition.decision] += 1
    return [
        [nom, str(c.total()), str(c[Decision.ADMIS]), f"{tronquer(100 * c[Decision.ADMIS], c.total())} %"]
        for nom, c in sorted(groupes.items())
    ]


def _epreuves(decides: Sequence[CandidatDecide], edition: Edition) -> list[list[str]]:
    lignes = []
    for rang, epreuve in enumerate(edition.reglement.diplome.obligatoires):
        resultats = [d.candidat.dossier.obligatoires[rang] for d in decides]
        notes = sorted(r.demi_points for r in resultats if r.etat.est_de_la_session)
        moyenne = tronquer(sum(notes), 2 * len(notes)) or "–"
        mediane = ecrire_note(notes[len(notes) // 2]) if notes else "–"
        suffisantes = sum(n >= edition.reglement.seuil_unite for n in notes)
        part = f"{tronquer(100 * suffisantes, len(notes))} %" if notes else "–"
        lignes.append([epreuve.code, epreuve.intitule, str(len(notes)), moyenne, mediane, part])
    return lignes
