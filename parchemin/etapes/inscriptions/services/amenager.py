"""Les aménagements d'épreuves : demander, recevoir l'avis, décider, notifier (CE, art. D613-26 et suivants).

La décision dit des mesures ; l'avis médical et sa raison n'entrent jamais ici.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction

from parchemin.droit.majorations import examiner_majoration
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import (
    DemandeAmenagement,
    Inscription,
    MesureAccordee,
    Notification,
)
from parchemin.etapes.inscriptions.plume import exiger_le_perimetre, exiger_le_service
from parchemin.etapes.inscriptions.services.examen import marquer, reexaminer
from parchemin.etapes.inscriptions.services.notifier import remettre
from parchemin.etapes.inscriptions.services.verrous import exiger_en_vie, jour_local, verrouiller
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.mots import simplifier
from parchemin.socle.organisation.refus import ActeRefuse, exiger_un_motif

Etat = DemandeAmenagement.Etat
# Une précision pratique (« agrandissement A3 ») n'a pas à contenir ces mots : c'est la raison, et elle reste dehors.
MOTS_MEDICAUX = (
    "dys", "trouble", "maladie", "handicap", "diagnostic", "syndrome", "autis", "tdah", "depress", "diabet",
    "cancer", "epileps", "surdite", "malvoy", "traitement", "psychi", "medical", "medecin",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mesure:
    """Une mesure de la décision ; `part` : part de la durée ajoutée, pour un temps majoré."""

    genre: MesureAccordee.Genre
    champ: MesureAccordee.Champ = MesureAccordee.Champ.TOUTES
    precision: str = ""
    part: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Decision:
    """Ce que l'autorité décide ; `exceptionnelle` : l'avis motive un temps au-delà du plafond ordinaire."""

    accordee: bool
    reference: str
    mesures: Sequence[Mesure] = ()
    exceptionnelle: bool = False


def demander(inscription: Inscription, *, par: Auteur, le: datetime) -> DemandeAmenagement:
    """Demande d'aménagement ; celle qui est en cours, telle quelle. Lève `ActeRefuse`."""
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        exiger_en_vie(inscription)
        exiger_le_perimetre(inscription, par, connaissances.regroupements)
        if deja := en_vigueur(inscription):
            if deja.etat in {Etat.DEMANDEE, Etat.AVIS_RENDU}:
                return deja
            # Une situation change : la nouvelle demande remplacera la décision, qui vaut jusque-là.
            raise ActeRefuse("Une décision existe déjà : le service la remplace quand la situation change.")
        demande = DemandeAmenagement.objects.create(inscription=inscription, demandee_le=le)
        consigner("inscriptions.demander_amenagement", _fait(demande, {"etat": demande.etat}), par=par, le=le)
    return demande


def recevoir_l_avis(
    demande: DemandeAmenagement, *, rendu_le: date, par: Auteur, le: datetime
) -> DemandeAmenagement:
    """Demande dont l'avis est rendu, ce jour-là ; rien d'autre de l'avis n'est gardé. Lève `ActeRefuse`."""
    with transaction.atomic():
        demande, inscription, connaissances = _verrouiller(demande)
        if demande.etat == Etat.AVIS_RENDU and demande.avis_le == rendu_le:
            return demande
        exiger_en_vie(inscription)
        exiger_le_service(inscription, par, connaissances.regroupements)
        if demande.etat not in {Etat.DEMANDEE, Etat.AVIS_RENDU}:
            raise ActeRefuse(
                f"La demande est « {demande.get_etat_display().lower()} » : l'avis vient avant la décision."
            )
        if rendu_le > jour_local(inscription, le):
            raise ActeRefuse(f"Le {rendu_le:%d/%m/%Y} n'est pas encore venu.")
        demande.etat, demande.avis_le = Etat.AVIS_RENDU, rendu_le
        demande.save(update_fields=["etat", "avis_le"])
        apres = {"etat": demande.etat, "avis_le": rendu_le.isoformat()}
        consigner("inscriptions.recevoir_avis", _fait(demande, apres), par=par, le=le)
    return demande


def decider(
    demande: DemandeAmenagement, decision: Decision, *, par: Auteur, le: datetime
) -> DemandeAmenagement:
    """Demande décidée : mesures accordées ou refus, notifié au candidat avec accusé de réception à donner.

    Lève `ActeRefuse` sans référence, sans mesure, ou si une mesure sort de ce que le texte permet.
    """
    with transaction.atomic():
        demande, inscription, connaissances = _verrouiller(demande)
        exiger_le_service(inscription, par, connaissances.regroupements)
        if demande.etat in {Etat.ACCORDEE, Etat.REFUSEE}:
            if _dit(demande, decision):
                return demande
            raise ActeRefuse("La décision est prise : une nouvelle la remplace, avec son motif.")
        if demande.etat == Etat.RETIREE:
            raise ActeRefuse("La demande a été retirée : il n'y a plus rien à décider.")
        exiger_en_vie(inscription)
        _ecrire(demande, decision, connaissances, le=le)
        _notifier(demande, le=le)
        reexaminer(inscription, connaissances)
        marquer(inscription, le=le)
        consigner("inscriptions.decider_amenagement", _fait(demande, _mesures(demande)), par=par, le=le)
    return demande


def remplacer(
    demande: DemandeAmenagement, decision: Decision, *, motif: str, par: Auteur, le: datetime
) -> DemandeAmenagement:
    """Nouvelle décision à la place de l'ancienne, qui reste lisible. Lève `ActeRefuse` sans motif."""
    with transaction.atomic():
        demande, inscription, connaissances = _verrouiller(demande)
        exiger_le_service(inscription, par, connaissances.regroupements)
        actuelle = en_vigueur(inscription)
        if demande.remplacee_le and actuelle and _dit(actuelle, decision):
            return actuelle
        if demande.remplacee_le or demande.etat not in {Etat.ACCORDEE, Etat.REFUSEE}:
            raise ActeRefuse("Cette décision n'est plus en vigueur : relisez la fiche. Rien n'a été écrit.")
        exiger_en_vie(inscription)
        motif = exiger_un_motif(motif, "l'ancienne décision a pu être notifiée, et des salles réservées.")
        _refuser_la_raison("Motif", motif, "nouvelle décision du 12 janvier")
        avant = _mesures(demande)
        demande.remplacee_le = le
        demande.save(update_fields=["remplacee_le"])
        nouvelle = DemandeAmenagement(
            inscription=inscription,
            etat=Etat.AVIS_RENDU,
            demandee_le=demande.demandee_le,
            avis_le=demande.avis_le,
        )
        nouvelle.save()
        _ecrire(nouvelle, decision, connaissances, le=le)
        _notifier(nouvelle, le=le)
        reexaminer(inscription, connaissances)
        marquer(inscription, le=le)
        fait = _fait(nouvelle, _mesures(nouvelle), motif, avant=avant)
        consigner("inscriptions.remplacer_amenagement", fait, par=par, le=le)
    return nouvelle


def retirer(demande: DemandeAmenagement, *, par: Auteur, le: datetime) -> DemandeAmenagement:
    """Demande retirée par qui l'a faite, tant qu'elle n'est pas décidée. Lève `ActeRefuse`."""
    with transaction.atomic():
        demande, inscription, connaissances = _verrouiller(demande)
        if demande.etat == Etat.RETIREE:
            return demande
        exiger_le_perimetre(inscription, par, connaissances.regroupements)
        if demande.etat not in {Etat.DEMANDEE, Etat.AVIS_RENDU}:
            raise ActeRefuse(
                "La décision est prise : le candidat peut ne pas s'en servir, elle ne se retire pas."
            )
        demande.etat = Etat.RETIREE
        demande.save(update_fields=["etat"])
        consigner("inscriptions.retirer_amenagement", _fait(demande, {"etat": demande.etat}), par=par, le=le)
    return demande


def en_vigueur(inscription: Inscription) -> DemandeAmenagement | None:
    """Demande ou décision en vigueur de la candidature ; `None` s'il n'y en a pas."""
    return inscription.amenagements.filter(remplacee_le=None).exclude(etat=Etat.RETIREE).first()


def _ecrire(
    demande: DemandeAmenagement, decision: Decision, connaissances: Connaissances, *, le: datetime
) -> None:
    if not decision.reference.strip():
        raise ActeRefuse("Référence de la décision : elle permet au candidat de la contester.")
    _refuser_la_raison("Référence de la décision", decision.reference, "D-2026-12")
    if decision.accordee and not decision.mesures:
        raise ActeRefuse("Une décision favorable accorde au moins une mesure.")
    visees = [(m.genre, m.champ) for m in decision.mesures]
    if double := next((m for m in decision.mesures if visees.count((m.genre, m.champ)) > 1), None):
        raise ActeRefuse(
            f"{double.genre.label} : une seule mesure pour les mêmes épreuves ({double.champ.label.lower()})."
        )
    demande.etat = Etat.ACCORDEE if decision.accordee else Etat.REFUSEE
    demande.decidee_le, demande.reference = le, decision.reference.strip()[:120]
    demande.save()
    for mesure in decision.mesures if decision.accordee else ():
        _verifier(mesure, decision, connaissances)
        MesureAccordee.objects.create(
            demande=demande, genre=mesure.genre, champ=mesure.champ, precision=mesure.precision.strip()[:120],
            numerateur=mesure.part.numerator, denominateur=mesure.part.denominator,
        )  # fmt: skip


def _verifier(mesure: Mesure, decision: Decision, connaissances: Connaissances) -> None:
    _refuser_la_raison(mesure.genre.label, mesure.precision, "agrandissement A3")
    est_un_temps = mesure.genre is MesureAccordee.Genre.TEMPS_MAJORE
    if est_un_temps != bool(mesure.part):
        raise ActeRefuse(
            "Temps majoré : donnez la part de la durée, par exemple un tiers ; elle ne vaut que pour lui."
        )
    if mesure.part > 1:
        raise ActeRefuse(f"Temps majoré : {mesure.part} ferait plus que doubler la durée ; vérifiez la part.")
    if est_un_temps:
        refus = examiner_majoration(
            mesure.part, exceptionnelle=decision.exceptionnelle, session=connaissances.session.annee
        )
        if refus:
            raise ActeRefuse(f"{refus.phrase} ({refus.motif.reference.libelle}).")


def _refuser_la_raison(champ: str, texte: str, exemple: str) -> None:
    """Lève `ActeRefuse` si le texte dit la raison d'une mesure : il se lirait dans la fiche, les listes et le journal."""
    # Un logiciel de traitement de texte est une mesure, la plus courante.
    mots = simplifier(texte).replace("traitement de texte", "").split()
    if any(mot.startswith(MOTS_MEDICAUX) for mot in mots):
        raise ActeRefuse(f"{champ} : n'écrivez que la mesure, jamais sa raison. Exemple : « {exemple} ».")


def _notifier(demande: DemandeAmenagement, *, le: datetime) -> None:
    sens = "accordés" if demande.etat == Etat.ACCORDEE else "refusés"
    objet = f"Aménagements {sens}, décision {demande.reference}"
    remettre(demande.inscription, Notification.Genre.AMENAGEMENT, objet, le=le)


def _dit(demande: DemandeAmenagement, decision: Decision) -> bool:
    voulues = (
        {(m.genre.value, m.champ.value, m.part) for m in decision.mesures} if decision.accordee else set()
    )
    ecrites = {
        (m.genre, m.champ, Fraction(m.numerateur, m.denominateur)) for m in demande.mesures.all()
    }  # fmt: skip
    return demande.reference == decision.reference.strip() and voulues == ecrites


def _mesures(demande: DemandeAmenagement) -> dict[str, object]:
    dites = [
        f"{m} ({m.numerateur}/{m.denominateur})" if m.numerateur else str(m) for m in demande.mesures.all()
    ]  # fmt: skip
    return {"etat": demande.etat, "reference": demande.reference, "mesures": dites}


def _verrouiller(demande: DemandeAmenagement) -> tuple[DemandeAmenagement, Inscription, Connaissances]:
    inscription, connaissances = verrouiller(demande.inscription)
    relue = DemandeAmenagement.objects.select_for_update(no_key=True).get(pk=demande.pk)
    relue.inscription = inscription
    return relue, inscription, connaissances


def _fait(
    demande: DemandeAmenagement,
    apres: Mapping[str, object],
    motif: str = "",
    *,
    avant: Mapping[str, object] | None = None,
) -> Fait:
    i = demande.inscription
    return Fait(i.code, str(i.candidat), i.session.code, avant, apres, motif)
