"""Tenir la fiche d'un établissement et ce qu'il prépare."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from parchemin.droit.parametres import HorsValidite, registre
from parchemin.droit.regimes import Voie
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.models import Etablissement, Offre, SessionExamen
from parchemin.socle.organisation.refus import (
    ActeRefuse,
    Valeurs,
    exiger_un_motif,
    refuser_l_ecrasement,
    verifier_la_fiche,
)
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte

A_RENSEIGNER = "À renseigner"


def enregistrer_etablissement(
    uai: str, valeurs: Valeurs, *, lu: Valeurs, motif: str = "", par: Auteur, le: datetime
) -> Etablissement:
    """Établissement de cet UAI, créé ou modifié. `valeurs` : champs de `etats.ETABLISSEMENT`, en texte.

    `lu` porte les valeurs que la personne voyait ; vide pour une création. Lève `Conflit` si l'une d'elles a changé,
    `ActeRefuse` si une valeur ne convient pas.
    """
    with transaction.atomic():
        etablissement = Etablissement.objects.select_for_update(no_key=True).filter(pk=uai).first()
        avant = etats.etat(etablissement, etats.ETABLISSEMENT) if etablissement else {}
        if etablissement and not etats.differences(avant, valeurs)[1]:
            return etablissement
        if etablissement:
            refuser_l_ecrasement(Etablissement, lu=lu, actuel=avant, saisi=valeurs)
        etablissement = _remplir(etablissement or Etablissement(uai=uai), valeurs)
        etablissement.save()
        ancien, nouveau = etats.differences(avant, valeurs)
        fait = _fait(etablissement, ancien or None, nouveau, motif=motif)
        consigner("organisation.enregistrer_etablissement", fait, par=par, le=le)
    return etablissement


@dataclass(frozen=True, slots=True)
class Preparation:
    """Ce qu'un établissement prépare : une voie d'une session, et sa capacité en places si on la connaît."""

    session: SessionExamen
    voie: Voie
    capacite: int | None = None


def ajouter_offre(
    etablissement: Etablissement, preparation: Preparation, *, lu: Valeurs, par: Auteur, le: datetime
) -> Offre:
    """Offre de la voie pour la session ; sa capacité change si elle existe, elle est reprise si elle fut retirée.

    `lu` porte la capacité que la personne voyait, vide si elle n'en voyait pas. Lève `Conflit` si elle a changé,
    `ActeRefuse` si la voie n'a pas d'établissement de formation, si l'établissement est fermé ou la session close.
    """
    with transaction.atomic():
        session, voie = verrouiller_ouverte(preparation.session), preparation.voie
        _verifier_la_voie(voie, session)
        offre = Offre.objects.filter(etablissement=etablissement, session=session, voie=voie).first()
        avant = etats.etat(offre, etats.OFFRE) if offre and offre.retiree_le is None else {}
        apres = {"capacite": etats.ecrire(preparation.capacite)}
        if offre and avant == apres:
            return offre
        if etablissement.ferme_le and etablissement.ferme_le <= le.date():
            raise ActeRefuse(f"{etablissement} est fermé depuis le {etablissement.ferme_le:%d/%m/%Y}.")
        if avant:
            refuser_l_ecrasement(Offre, lu=lu, actuel=avant, saisi=apres)
        offre = offre or Offre(etablissement=etablissement, session=session, voie=voie)
        offre.capacite, offre.retiree_le = preparation.capacite, None
        verifier_la_fiche(offre)
        offre.save()
        la_voie = {"voie": voie.value}
        fait = _fait(
            etablissement, {**la_voie, **avant} if avant else None, {**la_voie, **apres}, session=session
        )
        consigner("organisation.ajouter_offre", fait, par=par, le=le)
    return offre


def retirer_offre(offre: Offre, *, motif: str, par: Auteur, le: datetime) -> Offre:
    """Offre retirée de la session ; elle reste lisible. Lève `ActeRefuse` sans motif ou si la session est close."""
    with transaction.atomic():
        verrouiller_ouverte(offre.session)
        offre = Offre.objects.select_for_update(no_key=True).get(pk=offre.pk)
        if offre.retiree_le:
            return offre
        motif = exiger_un_motif(motif, "les candidats de cette voie ne pourront plus y être inscrits.")
        offre.retiree_le = le
        offre.save(update_fields=["retiree_le"])
        avant = {"voie": offre.voie, **etats.etat(offre, etats.OFFRE)}
        fait = _fait(offre.etablissement, avant, None, motif=motif, session=offre.session)
        consigner("organisation.retirer_offre", fait, par=par, le=le)
    return offre


def _remplir(etablissement: Etablissement, valeurs: Valeurs) -> Etablissement:
    for champ in valeurs:
        if champ == "ferme_le":
            etablissement.ferme_le = _jour(valeurs[champ])
        elif champ == "academie":
            etablissement.academie_id = valeurs[champ]
        else:
            setattr(etablissement, champ, valeurs[champ])
    verifier_la_fiche(etablissement)
    return etablissement


def _jour(texte: str) -> date | None:
    try:
        return date.fromisoformat(texte) if texte else None
    except ValueError:
        raise ActeRefuse(f"Fermé le : « {texte} » n'est pas une date. Exemple : 2026-08-31.") from None


def _verifier_la_voie(voie: Voie, session: SessionExamen) -> None:
    try:
        exigence = registre().valeur("regime.etablissement", le=date(session.annee, 7, 1)).valeur[voie.value]
    except HorsValidite as inconnue:
        raise ActeRefuse(str(inconnue)) from inconnue
    if exigence == "interdit":
        raise ActeRefuse(f"La voie « {voie.libelle} » n'a pas d'établissement de formation : rien à offrir.")


def _fait(
    etablissement: Etablissement, avant: Valeurs | None, apres: Valeurs | None,
    *, motif: str = "", session: SessionExamen | None = None,
) -> Fait:  # fmt: skip
    code = session.code if session else ""
    return Fait(f"etablissement:{etablissement.pk}", str(etablissement), code, avant, apres, motif.strip())
