"""Changer ou annuler beaucoup de candidatures à la fois : mêmes règles qu'une à une, un acte au journal pour chacune.

Ce qui ne peut pas se faire est rendu, phrase à l'appui, sans arrêter le reste.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import Dossier
from parchemin.etapes.inscriptions.models import (
    Candidat,
    EtatInscription,
    Inscription,
    Notification,
    PieceDeposee,
)
from parchemin.etapes.inscriptions.plume import exiger_la_plume, exiger_le_service
from parchemin.etapes.inscriptions.queries.dossiers import dossiers
from parchemin.etapes.inscriptions.services.examen import EXAMINES, examiner, refuser_les_interdits
from parchemin.etapes.inscriptions.services.inscrire import poser_tout, refuser_l_etablissement
from parchemin.etapes.inscriptions.services.modifier import (
    COMPLETER,
    RECTIFIER,
    RESERVES,
    est_figee,
    faire_suivre_l_acces,
)
from parchemin.etapes.inscriptions.services.notifier import prevenir_d_une_modification, rendre_sans_objet
from parchemin.etapes.inscriptions.services.verrous import exiger_en_vie, verrouiller_plusieurs
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse, Valeurs, exiger_un_motif

INE_PRIS = (
    "INE : un autre candidat a déjà celui-ci. Vérifiez-le ; s'il est juste, le service des examens tranche."
)
POURQUOI = "les registres sont clos ou la candidature confirmée ; les deux académies liront ce motif."
MARQUES = ("version", "changee_le")
Refus = dict[int, tuple[str, ...]]
"""Phrases de refus, par numéro interne de candidature ; celles qui n'y sont pas sont faites."""


@dataclass(frozen=True, slots=True)
class Modification:
    """Ce qu'on veut d'une candidature (`champs.TOUS`, en texte), et ce qu'on y avait lu."""

    inscription: int
    valeurs: Valeurs
    lu: Valeurs = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Prete:
    """Une modification vérifiée, posée sur la fiche, à enregistrer."""

    inscription: Inscription
    avant: Valeurs
    demandees: Valeurs
    est_une_rectification: bool


def completer_plusieurs(
    connaissances: Connaissances,
    modifications: Sequence[Modification],
    *,
    motif: str = "",
    par: Auteur,
    le: datetime,
) -> Refus:
    """Refus des modifications qui n'ont pas pu se faire ; les autres sont écrites, dans la transaction en cours.

    Une modification déjà faite n'écrit rien. Après la clôture ou la confirmation, il faut un service d'examens et un
    motif, comme pour une seule (`modifier.completer`). La session doit être verrouillée.
    """
    retenues = _relire(connaissances, [m.inscription for m in modifications])
    lus = dossiers(list(retenues.values()))
    pieces = _pieces(retenues)
    refus: Refus = {}
    pretes: list[_Prete] = []
    for modification in modifications:
        try:
            dossier = lus[modification.inscription]
            prete = _preparer(dossier, modification, connaissances, motif=motif, par=par, le=le)
            if prete:
                poser_le_changement(dossier, prete.demandees, connaissances, pieces[modification.inscription])
        except ActeRefuse as refuse:
            refus[modification.inscription] = refuse.phrases
        else:
            pretes += [prete] if prete else []
    faites = _sans_ine_pris(pretes, refus)
    for prete in faites:
        _ecrire(prete, le=le)
    # Le journal en dernier : qui le tient n'attend plus rien de personne.
    for prete in faites:
        acte = RECTIFIER if prete.est_une_rectification else COMPLETER
        fait = _fait(prete.inscription, prete.avant, prete.demandees, motif)
        consigner(acte, fait, par=par, le=le)
    return refus


def poser_le_changement(
    dossier: Dossier, demandees: Valeurs, connaissances: Connaissances, deposees: Iterable[PieceDeposee] = ()
) -> None:
    """Pose ces valeurs sur la candidature du dossier et redemande au droit ce qu'il en dit ; rien n'est enregistré.

    Lève `ActeRefuse` si une valeur ne convient pas ou si le droit
    interdit ce qui ne l'était pas déjà.
    """
    inscription = dossier.inscription
    choix = [c for c in demandees if c in champs.DE_L_INSCRIPTION]
    # L'état civil ne change rien à ce que le droit examine.
    deja = connaissances.regles.examiner(dossier).points if choix else ()
    poser_tout(inscription, demandees, connaissances)
    champs.verifier(inscription.candidat, [c for c in demandees if c in champs.DU_CANDIDAT])
    if choix:
        refuser_l_etablissement(inscription)
        champs.verifier(inscription, choix)
        examen = examiner(dossier, connaissances, deposees)
        if inscription.etat != EtatInscription.BROUILLON:
            refuser_les_interdits(examen, deja=deja)


def refus_de_rectifier(
    inscription: Inscription, connaissances: Connaissances, *, motif: str, par: Auteur, le: datetime
) -> str:
    """Pourquoi une candidature figée ne peut pas changer ainsi ; vide si elle ne l'est pas, ou si tout y est."""
    if not est_figee(inscription, connaissances, le=le):
        return ""
    try:
        exiger_le_service(inscription, par, connaissances.regroupements)
        exiger_un_motif(motif, POURQUOI)
    except ActeRefuse as refuse:
        return str(refuse)
    return ""


def annuler_plusieurs(
    connaissances: Connaissances, restitutions: Mapping[int, tuple[Valeurs, Valeurs]], *, motif: str, par: Auteur,
    le: datetime,
) -> Refus:  # fmt: skip
    """Refus des candidatures qui n'ont pas pu être annulées ; les autres le sont, dans la transaction en cours.

    `restitutions` : pour chacune, ce que son candidat doit redevenir et ce qu'on y avait écrit, souvent rien. Ce que
    quelqu'un a changé depuis arrête tout pour celle-là. La session doit être verrouillée.
    """
    motif = exiger_un_motif(motif, "le candidat ne sera pas convoqué ; le motif reste avec sa candidature.")
    retenues = _relire(connaissances, restitutions)
    attendent = set(
        Notification.objects.filter(
            inscription__in=list(retenues), ouverte_le=None, sans_objet_le=None
        ).values_list("inscription_id", flat=True)
    )
    refus: Refus = {}
    faits: list[Fait] = []
    for numero, (rendu, ecrit) in restitutions.items():
        inscription = retenues[numero]
        try:
            exiger_en_vie(inscription)
            exiger_la_plume(inscription, par, connaissances.regroupements)
            actuel = champs.etat(inscription)
            champs.refuser_tout_ecrasement(lu=ecrit, actuel=actuel, saisi=rendu)
        except ActeRefuse as refuse:
            refus[numero] = refuse.phrases
            continue
        avant = {"etat": inscription.etat, **{c: actuel[c] for c in rendu}}
        inscription.etat = EtatInscription.ANNULEE
        poser_tout(inscription, rendu, connaissances)
        _enregistrer(inscription, rendu, ["etat"], le=le)
        if numero in attendent:
            rendre_sans_objet(inscription, le=le)
        faits.append(_fait(inscription, avant, {"etat": inscription.etat, **rendu}, motif))
    # Le journal en dernier : un candidat qui ouvre un document tient ce document et attend le journal.
    for fait in faits:
        consigner("inscriptions.annuler", fait, par=par, le=le)
    return refus


def _relire(connaissances: Connaissances, cles: Iterable[int]) -> dict[int, Inscription]:
    retenues = {i.pk: i for i in verrouiller_plusieurs(cles)}
    connaissances.retenir_etablissements(i.etablissement_id or "" for i in retenues.values())
    for inscription in retenues.values():
        connaissances.rattacher(inscription)
    return retenues


def _pieces(retenues: Mapping[int, Inscription]) -> dict[int, list[PieceDeposee]]:
    rangees: dict[int, list[PieceDeposee]] = defaultdict(list)
    for piece in PieceDeposee.objects.filter(inscription__in=list(retenues), remplacee_le=None):
        rangees[piece.inscription_id].append(piece)
    return rangees


def _preparer(
    dossier: Dossier,
    modification: Modification,
    connaissances: Connaissances,
    *,
    motif: str,
    par: Auteur,
    le: datetime,
) -> _Prete | None:
    inscription = dossier.inscription
    if interdit := sorted(RESERVES & modification.valeurs.keys()):
        raise ActeRefuse(
            f"{champs.libelle(interdit[0])} : ce champ a son propre acte, avec ses conséquences."
        )
    avant = champs.etat(inscription)
    demandees = champs.changes(avant, modification.valeurs)
    if not demandees:
        return None
    exiger_en_vie(inscription)
    exiger_la_plume(inscription, par, connaissances.regroupements)
    champs.refuser_tout_ecrasement(lu=modification.lu, actuel=avant, saisi=demandees)
    if phrase := refus_de_rectifier(inscription, connaissances, motif=motif, par=par, le=le):
        raise ActeRefuse(phrase)
    figee = est_figee(inscription, connaissances, le=le)
    return _Prete(inscription, {c: avant[c] for c in demandees}, demandees, figee)


def _sans_ine_pris(pretes: Sequence[_Prete], refus: Refus) -> list[_Prete]:
    """Les modifications dont l'INE n'est à personne d'autre ; les autres rejoignent les refus."""
    voulus = {p.demandees["ine"] for p in pretes if p.demandees.get("ine")}
    pris = dict(Candidat.objects.filter(ine__in=voulus).values_list("ine", "pk"))
    gardees = []
    for prete in pretes:
        ine, candidat = prete.demandees.get("ine"), prete.inscription.candidat_id
        if ine and pris.setdefault(ine, candidat) != candidat:
            refus[prete.inscription.pk] = (INE_PRIS,)
        else:
            gardees.append(prete)
    return gardees


def _ecrire(prete: _Prete, *, le: datetime) -> None:
    inscription, demandees = prete.inscription, prete.demandees
    choix = [c for c in demandees if c in champs.DE_L_INSCRIPTION]
    _enregistrer(inscription, demandees, [*choix, *EXAMINES] if choix else [], le=le)
    if "etablissement" in demandees:
        faire_suivre_l_acces(inscription)
    if prete.est_une_rectification:
        prevenir_d_une_modification(inscription, list(demandees), le=le)


def _enregistrer(
    inscription: Inscription, demandees: Valeurs, de_l_inscription: Sequence[str], *, le: datetime
) -> None:
    """N'écrit que ce qui change, et fait de la candidature une nouvelle version."""
    if du_candidat := [c for c in demandees if c in champs.DU_CANDIDAT]:
        inscription.candidat.save(update_fields=[*du_candidat, "recherche"])
    inscription.version, inscription.changee_le = inscription.version + 1, le
    inscription.save(update_fields=[*de_l_inscription, *MARQUES])


def _fait(inscription: Inscription, avant: Valeurs, apres: Valeurs, motif: str) -> Fait:
    return Fait(
        inscription.code,
        str(inscription.candidat),
        inscription.session.code,
        avant,
        dict(apres),
        motif.strip(),
    )
