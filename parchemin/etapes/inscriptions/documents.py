"""Les papiers d'une candidature : récapitulatif, confirmation à signer, attestation d'inscription.

Remplit, depuis la base, ce que le moteur de rendu imprime ; les instants sont à l'heure de l'académie d'origine.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from parchemin.droit.notes import ecrire_note
from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.connaissances import CONFIRMATION, Connaissances
from parchemin.etapes.inscriptions.epreuves import (
    EpreuveDuCandidat,
    Situation,
    effets,
    epreuves_du_candidat,
)
from parchemin.etapes.inscriptions.faits import Dossier, Examen, codes
from parchemin.etapes.inscriptions.fiche_suivi import dire_la_mesure
from parchemin.etapes.inscriptions.models import (
    Candidat,
    EtatDemande,
    EtatInscription,
    Inscription,
    PieceDeposee,
)
from parchemin.moteurs.rendu import papiers_d_inscription as papiers
from parchemin.moteurs.rendu.inscriptions import (
    CadreDInscription,
    Coordonnees,
    Delivrance,
    EffetDeChoix,
    EpreuveInscrite,
    EtatCivil,
    InscriptionAImprimer,
    LieuDeFormation,
    PieceSuivie,
    RetourAttendu,
    SortDEpreuve,
)
from parchemin.moteurs.rendu.papiers_d_inscription import PapierRefuse
from parchemin.moteurs.rendu.session import plier
from parchemin.moteurs.rendu.typographe import composer
from parchemin.socle.organisation.heures import HeureLocale
from parchemin.socle.organisation.models import Academie
from parchemin.socle.organisation.refus import ActeRefuse

MAJORITE = 18
# L'intitulé officiel dit quelles épreuves se passent dans une langue choisie.
LANGUE_VIVANTE = "langue vivante"
FRANCE = frozenset({"", "france"})
SORTS: Mapping[Situation, SortDEpreuve] = {
    Situation.PRESENTEE: SortDEpreuve.PRESENTEE, Situation.CONSERVEE: SortDEpreuve.CONSERVEE,
    Situation.DISPENSEE: SortDEpreuve.DISPENSEE, Situation.ACQUISE: SortDEpreuve.VAE,
    Situation.NON_PRESENTEE: SortDEpreuve.NON_PRESENTEE,
}  # fmt: skip


class Papier(StrEnum):
    """Un papier d'inscription ; la valeur est dans son adresse et dans le nom de son fichier."""

    RECAPITULATIF = "recapitulatif"
    CONFIRMATION = "confirmation"
    ATTESTATION = "attestation"

    @property
    def est_officiel(self) -> bool:
        """Vrai si chaque tirage se consigne : il engage le candidat ou le service."""
        return self is not Papier.RECAPITULATIF


@dataclass(frozen=True, slots=True)
class Matiere:
    """Une candidature et ce qu'il faut pour l'imprimer, lus en base."""

    dossier: Dossier
    connaissances: Connaissances
    deposees: Sequence[PieceDeposee]


def imprimer(papier: Papier, matieres: Sequence[Matiere], *, le: datetime) -> bytes:
    """PDF de ce papier pour ces candidatures, dans l'ordre alphabétique, chacune sur sa feuille.

    Lève `ActeRefuse` s'il ne se délivre pas, ou si un nom ne s'imprime pas : chaque phrase dit où et quoi changer.
    """
    for matiere in matieres:
        if refus := refus_d_imprimer(papier, matiere.dossier.inscription):
            raise ActeRefuse(refus)
    prets = sorted((preparer(m, le=le) for m in matieres), key=_rang)
    try:
        if papier is Papier.ATTESTATION:
            academie = matieres[0].dossier.inscription.academie
            donnees = papiers.attestation_inscription(prets, _delivrance(academie, le=le))
            return composer("attestation_inscription", donnees)
        remplir: Callable[[Sequence[InscriptionAImprimer]], dict[str, Any]] = (
            papiers.confirmation if papier is Papier.CONFIRMATION else papiers.recapitulatif
        )
        return composer(papier.value, remplir(prets))
    except PapierRefuse as refuse:
        raise ActeRefuse(*(f"{faute}." for faute in refuse.fautes)) from refuse


def refus_d_imprimer(papier: Papier, inscription: Inscription) -> str:
    """Pourquoi ce papier ne se délivre pas pour cette candidature ; vide s'il se délivre."""
    if papier is Papier.RECAPITULATIF:
        return ""
    if not inscription.est_en_vie:
        return (
            f"La candidature n° {inscription.numero} est {inscription.get_etat_display().lower()} : "
            "ce papier ne se délivre plus."
        )
    if inscription.etat == EtatInscription.BROUILLON:
        return "La candidature n'est pas encore déposée : terminez sa saisie, puis imprimez."
    return ""


def preparer(matiere: Matiere, *, le: datetime) -> InscriptionAImprimer:
    """La candidature, prête pour ses papiers."""
    dossier, connues = matiere.dossier, matiere.connaissances
    i, regles = dossier.inscription, connues.regles
    examen = regles.examiner(dossier)
    lignes = epreuves_du_candidat(dossier, examen, regles)
    inscrites = [(e, _epreuve(e, dossier)) for e in lignes if e.situation in SORTS]
    fuseau = i.academie.fuseau
    jour = le.astimezone(ZoneInfo(fuseau)).date()
    en_ligne = i.confirmee_par == Inscription.Confirmation.EN_LIGNE and i.confirmee_le
    lieu = i.etablissement
    return InscriptionAImprimer(
        i.pk, i.version, HeureLocale(le, fuseau).complete, i.session.annee, f"BTS {regles.diplome.intitule}",
        regles.diplome.sigle, _etat_civil(i.candidat), _cadre(matiere, examen),
        tuple(dite for e, dite in inscrites if e.est_obligatoire),
        facultatives=tuple(dite for e, dite in inscrites if not e.est_obligatoire),
        coordonnees=_coordonnees(i.candidat), lieu=LieuDeFormation(lieu.nom, lieu.pk, lieu.commune) if lieu else None,
        numero=i.numero, amenagements=tuple(" : ".join(dire_la_mesure(m)) for m in dossier.mesures),
        pieces=tuple(_pieces(matiere, ZoneInfo(fuseau))),
        effets=tuple(EffetDeChoix(e.quoi, e.effet, e.reference) for e in effets(dossier, lignes, regles)),
        mineur=_age(i.candidat.ne_le, jour) < MAJORITE,
        validee_en_ligne=HeureLocale(i.confirmee_le, fuseau).complete if en_ligne and i.confirmee_le else "",
        retour=None if i.confirmee_le else _retour(i, connues),
    )  # fmt: skip


def _rang(prete: InscriptionAImprimer) -> tuple[str, str, int]:
    return plier(prete.etat_civil.nom), plier(prete.etat_civil.prenoms), prete.candidature


def _delivrance(academie: Academie, *, le: datetime) -> Delivrance:
    nature = "Académie" if academie.nature == Academie.Nature.ACADEMIE else academie.get_nature_display()
    return Delivrance(
        f"{nature} : {academie.nom}, service des examens", HeureLocale(le, academie.fuseau).complete
    )


def _etat_civil(c: Candidat) -> EtatCivil:
    feminin = {Candidat.Civilite.MADAME.value: True, Candidat.Civilite.MONSIEUR.value: False}.get(c.civilite)
    return EtatCivil(c.nom, c.prenoms, c.ne_le, c.naissance_lieu, c.nom_usage, c.ine, feminin)


def _coordonnees(c: Candidat) -> Coordonnees:
    ville = f"{c.code_postal} {c.localite}".strip()
    pays = "" if c.pays.casefold() in FRANCE else c.pays
    lignes = [*c.adresse.splitlines(), ville, pays]
    return Coordonnees(tuple(ligne for ligne in lignes if ligne.strip()), c.courriel, c.telephone)


def _cadre(matiere: Matiere, examen: Examen) -> CadreDInscription:
    i = matiere.dossier.inscription
    pilote = matiere.connaissances.regroupements.pilote(i.academie_id)
    raison = "; ".join(f"{m.phrase.rstrip('.')} ({m.reference.libelle})" for m in examen.regime.motifs)
    return CadreDInscription(
        i.get_voie_display(), i.get_forme_display(), examen.regime.libelle, raison or "à préciser",
        i.academie.nom, pilote.nom if pilote else "aucune", redoublant=i.redoublant,
    )  # fmt: skip


def _epreuve(e: EpreuveDuCandidat, dossier: Dossier) -> EpreuveInscrite:
    i = dossier.inscription
    langue = ""
    if LANGUE_VIVANTE in e.intitule.casefold():
        langue = i.langue_obligatoire if e.est_obligatoire else i.langue_facultative
    evaluation = f"{e.modalite}, {e.duree}" if e.duree else e.modalite
    commun = EpreuveInscrite(
        e.code, e.intitule, evaluation, e.unite, e.coefficient if e.est_obligatoire else "", langue
    )
    if e.situation is not Situation.CONSERVEE:
        return _avec(commun, sort=SORTS[e.situation], raison=e.raison)
    gardee = next(
        b for b in dossier.benefices if b.etat == EtatDemande.ACCORDEE and e.unite in codes(b.unites)
    )
    return _avec(
        commun, sort=SortDEpreuve.CONSERVEE, note=ecrire_note(gardee.demi_points), session=gardee.annee,
        jusqu_au=gardee.fin, raison="" if gardee.unite == e.unite else f"note de {gardee.unite}",
    )  # fmt: skip


def _avec(epreuve: EpreuveInscrite, **valeurs: Any) -> EpreuveInscrite:
    return EpreuveInscrite(
        epreuve.code, epreuve.intitule, epreuve.evaluation, epreuve.unite, epreuve.coefficient, epreuve.langue, **valeurs
    )  # fmt: skip


def _pieces(matiere: Matiere, fuseau: ZoneInfo) -> Iterable[PieceSuivie]:
    connues, i = matiere.connaissances, matiere.dossier.inscription
    echeance = connues.calendrier.jour(Operation.PIECES, i.academie)
    remises = {p.code: p for p in matiere.deposees if p.remplacee_le is None}
    for attendue in connues.pieces(matiere.dossier, remises.values()).attendues:
        piece = remises.get(attendue.code)
        if attendue.est_remise and piece is None and attendue.code != CONFIRMATION:
            # Le service la tient déjà : personne n'a à la remettre.
            continue
        quand = piece.deposee_le if piece else i.confirmee_le
        remise = quand.astimezone(fuseau).date() if attendue.est_remise and quand else None
        yield PieceSuivie(attendue.libelle, remise, echeance, piece.motif if piece else "")


def _retour(i: Inscription, connues: Connaissances) -> RetourAttendu | None:
    """Où renvoyer la confirmation : à l'établissement, au service des examens pour un candidat individuel."""
    limite = connues.calendrier.limite(Operation.CONFIRMATIONS, i.academie)
    lieu = i.etablissement
    # Le papier l'écrit après « au plus tard le » : sans échéance au calendrier, qui le reçoit fixe le jour.
    sans = f"jour que fixe {'votre établissement' if lieu else 'le service des examens'}"
    avant = HeureLocale(limite, i.academie.fuseau).complete if limite else sans
    if lieu is None:
        return RetourAttendu(avant, (f"Académie : {i.academie.nom}", "Service des examens"))
    lignes = (lieu.nom, *lieu.adresse.splitlines(), f"{lieu.code_postal} {lieu.commune}".strip())
    return RetourAttendu(avant, tuple(ligne for ligne in lignes if ligne.strip()))


def _age(ne_le: date, jour: date) -> int:
    return jour.year - ne_le.year - ((jour.month, jour.day) < (ne_le.month, ne_le.day))
