"""Inscrire la décision du recteur qui habilite au contrôle en cours de formation (CE, art. D643-19 à D643-21)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from parchemin.droit.regimes import Voie
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.faits import habilitation_refusee
from parchemin.socle.organisation.models import Etablissement, HabilitationCCF
from parchemin.socle.organisation.refus import ActeRefuse, exiger_un_motif, verifier_la_fiche


@dataclass(frozen=True, slots=True)
class Decision:
    """Ce que dit la décision : le diplôme, la voie, la période (jours compris), son étendue et sa référence."""

    diplome: str
    voie: Voie
    debut: date
    fin: date
    etendue: bool
    reference: str


def habiliter_ccf(
    etablissement: Etablissement, decision: Decision, *, par: Auteur, le: datetime
) -> HabilitationCCF:
    """Habilitation inscrite ; celle qui dit déjà la même chose, telle quelle.

    Lève `ActeRefuse` si les textes n'admettent pas d'habilitation pour ce cas, si la période est vide ou si une autre
    habilitation court déjà.
    """
    with transaction.atomic():
        etablissement = Etablissement.objects.select_for_update(no_key=True).get(pk=etablissement.pk)
        return _inscrire(etablissement, decision, remplacee=None, motif="", par=par, le=le)


def remplacer_habilitation(
    ancienne: HabilitationCCF, decision: Decision, *, motif: str, par: Auteur, le: datetime
) -> HabilitationCCF:
    """Habilitation inscrite à la place d'une autre, qui reste lisible. Lève `ActeRefuse`."""
    with transaction.atomic():
        etablissement = Etablissement.objects.select_for_update(no_key=True).get(pk=ancienne.etablissement_id)
        ancienne = HabilitationCCF.objects.select_for_update(no_key=True).get(pk=ancienne.pk)
        if ancienne.remplacee_le:
            return _deja_remplacee(ancienne, decision)
        return _inscrire(etablissement, decision, remplacee=ancienne, motif=motif, par=par, le=le)


def _inscrire(
    etablissement: Etablissement, decision: Decision, *, remplacee: HabilitationCCF | None, motif: str,
    par: Auteur, le: datetime,
) -> HabilitationCCF:  # fmt: skip
    nouvelle = _fiche(etablissement, decision)
    voisines = _voisines(nouvelle)
    if identique := next((h for h in voisines if _dit(h, decision)), None):
        return identique
    _verifier(nouvelle, [h for h in voisines if remplacee is None or h.pk != remplacee.pk])
    avant = None
    if remplacee:
        motif = exiger_un_motif(motif, "l'habilitation remplacée a pu fonder le régime de candidats.")
        avant = etats.etat(remplacee, etats.HABILITATION)
        remplacee.remplacee_le = le
        remplacee.save(update_fields=["remplacee_le"])
    nouvelle.save()
    fait = Fait(
        f"etablissement:{etablissement.pk}", str(etablissement), avant=avant,
        apres=etats.etat(nouvelle, etats.HABILITATION), motif=motif,
    )  # fmt: skip
    consigner(
        "organisation.remplacer_habilitation" if remplacee else "organisation.habiliter_ccf",
        fait,
        par=par,
        le=le,
    )
    return nouvelle


def _fiche(etablissement: Etablissement, decision: Decision) -> HabilitationCCF:
    return HabilitationCCF(
        etablissement=etablissement, diplome=decision.diplome, voie=decision.voie.value, debut=decision.debut,
        fin=decision.fin, etendue=decision.etendue, reference=decision.reference.strip(),
    )  # fmt: skip


def _dit(habilitation: HabilitationCCF, decision: Decision) -> bool:
    return (
        habilitation.debut == decision.debut
        and habilitation.fin == decision.fin
        and habilitation.etendue == decision.etendue
        and habilitation.reference == decision.reference.strip()
    )


def _voisines(nouvelle: HabilitationCCF) -> list[HabilitationCCF]:
    """Habilitations en vigueur de la même voie."""
    return list(
        HabilitationCCF.objects.filter(
            etablissement=nouvelle.etablissement,
            diplome=nouvelle.diplome,
            voie=nouvelle.voie,
            remplacee_le=None,
        )
    )


def _verifier(nouvelle: HabilitationCCF, voisines: list[HabilitationCCF]) -> None:
    verifier_la_fiche(nouvelle)
    if nouvelle.fin <= nouvelle.debut:
        raise ActeRefuse(
            f"L'habilitation finirait le {nouvelle.fin:%d/%m/%Y}, avant d'avoir commencé le {nouvelle.debut:%d/%m/%Y}."
        )
    if refus := habilitation_refusee(nouvelle):
        raise ActeRefuse(*refus)
    for autre in voisines:
        if autre.debut <= nouvelle.fin and nouvelle.debut <= autre.fin:
            raise ActeRefuse(
                f"Une habilitation court déjà du {autre.debut:%d/%m/%Y} au {autre.fin:%d/%m/%Y} "
                f"({autre.reference}) : remplacez-la, ou choisissez une période qui ne la chevauche pas."
            )


def _deja_remplacee(ancienne: HabilitationCCF, decision: Decision) -> HabilitationCCF:
    """Double envoi : l'habilitation demandée existe déjà. Sinon quelqu'un d'autre l'a remplacée."""
    for actuelle in _voisines(ancienne):
        if actuelle.voie == decision.voie and _dit(actuelle, decision):
            return actuelle
    raise ActeRefuse(
        f"L'habilitation du {ancienne.debut:%d/%m/%Y} a déjà été remplacée par quelqu'un d'autre : "
        "relisez la fiche de l'établissement. Rien n'a été écrasé."
    )
