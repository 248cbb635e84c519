"""Ce que le droit dit d'une note à conserver ou d'une dispense demandée, et ce qu'on en garde."""

from collections.abc import Iterable

from parchemin.droit.benefices import BeneficeExamine, NoteAnterieure, ReglesDesBenefices
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
from parchemin.etapes.inscriptions.models.titres import DEMI_POINTS_MAXIMUM
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
        GenreDeTitre(dispense.genre), dispense.niveau, codes(dispense.enseignements), note_de_la_dispense(dispense),
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


def note_de_la_dispense(dispense: Dispense) -> NoteAnterieure | None:
    """La note d'un autre BTS qui fonde la dispense, dans les mots du droit ; `None` pour un autre titre."""
    d = dispense
    if d.note_annee is None or d.note_demi_points is None or d.note_obtenue_le is None:
        return None
    return NoteAnterieure(d.note_diplome, d.note_annee, d.note_unite, d.note_demi_points, d.note_obtenue_le)


def poser_la_note(dispense: Dispense, note: NoteAnterieure | None, connaissances: Connaissances) -> None:
    """Écrit sur la demande la note d'un autre BTS et son terme : la dispense vaut tant que vaut le bénéfice (annexe IV b).

    Lève `ActeRefuse` si la note manque à ce titre, accompagne un autre titre, ou vient du BTS de la session.
    """
    regles, unite = connaissances.regles, dispense.unite
    if dispense.genre != GenreDeTitre.BENEFICE_AUTRE_BTS:
        if note:
            raise ActeRefuse(f"{unite} : seul le bénéfice de l'unité d'un autre BTS se fonde sur une note.")
        return
    if note is None:
        raise ActeRefuse(
            f"{unite} : donnez la note de l'autre BTS : diplôme, session, unité d'origine, note, jour de la délibération."
        )
    exiger_une_note(note.unite, note.session, note.demi_points)
    if _nom_nu(note.diplome) in map(_nom_nu, (regles.diplome.code, *regles.diplomes_d_origine.values())):
        raise ActeRefuse(f"{unite} : la note vient de ce BTS : demandez à la conserver, elle comptera.")
    if note.session >= regles.diplome.session:
        raise ActeRefuse(f"{unite} : la note vient d'une session d'avant {regles.diplome.session}.")
    dispense.note_diplome = note.diplome.strip()[:160]
    dispense.note_annee, dispense.note_unite = note.session, note.unite
    dispense.note_demi_points, dispense.note_obtenue_le = note.demi_points, note.obtenue_le
    benefices = ReglesDesBenefices(regles.diplome, le=regles.le)
    dispense.fin = benefices.fin_de_validite(note.obtenue_le, note.session)


def exiger_une_note(unite: str, annee: int, demi_points: int) -> None:
    """Lève `ActeRefuse` si ces demi-points ne font pas une note sur 20."""
    if not 0 <= demi_points <= DEMI_POINTS_MAXIMUM:
        raise ActeRefuse(f"{unite} ({annee}) : une note va de 0 à 20, par demi-point.")


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


def _nom_nu(diplome: str) -> str:
    """Intitulé sans ce qui l'entoure : « BTS Technico-commercial (arrêté du…) » et « technico-commercial » sont le même."""
    return diplome.partition(" (")[0].casefold().strip().removeprefix("bts").strip()


def dire(motif: Motif) -> str:
    """Motif et article, prêts à lire."""
    phrase = motif.phrase.rstrip(".")
    return f"{phrase[:1].upper()}{phrase[1:]} ({motif.reference.libelle})."
