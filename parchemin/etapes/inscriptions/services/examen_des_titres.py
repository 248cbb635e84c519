"""Ce que le droit dit d'une note à conserver ou d'une dispense demandée, et ce qu'on en garde."""

from collections.abc import Iterable

from parchemin.droit.benefices import BeneficeExamine, ReglesDesBenefices
from parchemin.droit.dispenses import (
    DemandeDeDispense,
    DispenseExaminee,
    GenreDeTitre,
    IssueDeDispense,
    ReglesDesDispenses,
    Titre,
)
from parchemin.droit.references import Motif
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import codes, ecrire_codes
from parchemin.etapes.inscriptions.models import Benefice, Dispense, Inscription
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.socle.organisation.refus import ActeRefuse


def examiner_les_benefices(
    inscription: Inscription, benefices: Iterable[Benefice], connaissances: Connaissances
) -> list[list[BeneficeExamine]]:
    """Pour chaque note, dans l'ordre, ce que le droit en dit pour chaque unité qu'elle donne."""
    retenus = list(benefices)
    regles = ReglesDesBenefices(connaissances.regles.diplome, le=connaissances.regles.le)
    faits = connaissances.regles.notes_anterieures(dossier(inscription), retenus)
    examines = regles.examiner(faits)
    return [[e for e in examines if e.note is note] for note in faits.notes]


def examiner_la_dispense(
    dispense: Dispense, connaissances: Connaissances, *, decision: bool | None = None
) -> DispenseExaminee:
    """Ce que le droit dit de la demande ; lève `ActeRefuse` si l'unité n'est pas de la session."""
    i, regles = dispense.inscription, connaissances.regles
    titre = Titre(
        GenreDeTitre(dispense.genre), dispense.niveau, codes(dispense.enseignements),
        est_justifie=dispense.est_justifiee,
    )  # fmt: skip
    demande = DemandeDeDispense(
        dispense.unite,
        titre,
        i.deposee_le,
        connaissances.calendrier.deliberation(i.academie),
        decision=decision,
    )
    try:
        return ReglesDesDispenses(regles.diplome, le=regles.le).examiner(demande)
    except KeyError:
        connues = ", ".join(regles.ordre_des_unites)
        raise ActeRefuse(f"« {dispense.unite} » n'est pas une unité de cette session ({connues}).") from None


def exiger(examines: list[BeneficeExamine]) -> None:
    """Lève `ActeRefuse` si la note ne se conserve pour aucune unité."""
    if not any(e.est_accorde for e in examines):
        raise ActeRefuse(*(dire(m) for e in examines for m in e.motifs))


def poser_l_examen(benefice: Benefice, examines: list[BeneficeExamine], connaissances: Connaissances) -> None:
    """Écrit sur la demande les unités que donne la note, son terme et ses motifs."""
    accordes = [e for e in examines if e.est_accorde]
    benefice.unites = ecrire_codes(
        (e.unite for e in accordes if e.unite), connaissances.regles.ordre_des_unites
    )
    benefice.fin = min(e.valable_jusqu_au for e in accordes if e.valable_jusqu_au)
    benefice.motifs = [dire(m) for e in accordes for m in e.motifs]


def refuser_meme_justifiee(dispense: Dispense, connaissances: Connaissances) -> None:
    """Lève `ActeRefuse` si le texte s'y oppose de toute façon : inutile de réclamer un justificatif pour refuser ensuite."""
    dispense.est_justifiee = True
    supposee = examiner_la_dispense(dispense, connaissances)
    dispense.est_justifiee = False
    if supposee.issue is IssueDeDispense.REFUSEE:
        raise ActeRefuse(*(dire(m) for m in supposee.motifs))


def manque_le_justificatif(examinee: DispenseExaminee) -> bool:
    """Vrai si seul le justificatif manque : la demande se reçoit, la décision attendra la pièce."""
    return [m.code for m in examinee.motifs] == ["DISPENSE_SANS_JUSTIFICATIF"]


def dire(motif: Motif) -> str:
    """Motif et article, prêts à lire."""
    phrase = motif.phrase.rstrip(".")
    return f"{phrase[:1].upper()}{phrase[1:]} ({motif.reference.libelle})."
