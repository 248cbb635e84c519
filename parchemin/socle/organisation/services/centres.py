"""Ouvrir et fermer les centres d'examen d'une session, tenir leurs salles."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.models import Academie, Centre, Etablissement, Salle, SessionExamen
from parchemin.socle.organisation.mots import de
from parchemin.socle.organisation.refus import (
    ActeRefuse,
    Valeurs,
    exiger_un_motif,
    refuser_l_ecrasement,
    verifier_la_fiche,
)
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte


@dataclass(frozen=True, slots=True)
class FicheCentre:
    """Ce qu'on dit d'un centre ; `code` vide se tire de l'établissement ou du nom, `fuseau` vide de l'académie."""

    nom: str
    academie: Academie
    etablissement: Etablissement | None = None
    adresse: str = ""
    fuseau: str = ""
    code: str = ""

    @property
    def code_propose(self) -> str:
        """Code écrit, à défaut l'UAI de l'établissement, à défaut le nom abrégé."""
        return self.code or slugify(self.etablissement.pk if self.etablissement else self.nom)[:20].strip("-")


def creer_centre(session: SessionExamen, fiche: FicheCentre, *, par: Auteur, le: datetime) -> Centre:
    """Centre d'examen de la session ; celui qui dit déjà la même chose, tel quel.

    Lève `ActeRefuse` si le code est pris, si l'établissement est d'une autre académie, ou si la session est close.
    """
    with transaction.atomic():
        session = verrouiller_ouverte(session)
        centre = Centre(
            session=session, code=fiche.code_propose, nom=fiche.nom.strip(), academie=fiche.academie,
            etablissement=fiche.etablissement, adresse=fiche.adresse.strip(), fuseau=fiche.fuseau,
        )  # fmt: skip
        pris = Centre.objects.filter(session=session, code=centre.code).first()
        if (
            pris
            and pris.ferme_le is None
            and etats.etat(pris, etats.CENTRE) == etats.etat(centre, etats.CENTRE)
        ):
            return pris
        if pris:
            raise ActeRefuse(
                f"Le code « {pris.code} » est déjà celui du centre {pris.nom} : choisissez-en un autre."
            )
        if fiche.etablissement and fiche.etablissement.academie_id != fiche.academie.pk:
            raise ActeRefuse(
                f"{fiche.etablissement} est de l'académie {de(fiche.etablissement.academie.nom)}, "
                f"pas {de(fiche.academie.nom)} : corrigez l'une ou l'autre."
            )
        verifier_la_fiche(centre)
        centre.save()
        fait = _fait(centre, None, etats.etat(centre, etats.CENTRE))
        consigner("organisation.creer_centre", fait, par=par, le=le)
    return centre


def fermer_centre(centre: Centre, *, motif: str, par: Auteur, le: datetime) -> Centre:
    """Centre fermé ; il reste lisible. Lève `ActeRefuse` sans motif ou si la session est close."""
    with transaction.atomic():
        verrouiller_ouverte(centre.session)
        centre = Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
        if centre.ferme_le:
            return centre
        motif = exiger_un_motif(motif, "les candidats convoqués dans ce centre devront l'être ailleurs.")
        centre.ferme_le = le
        centre.save(update_fields=["ferme_le"])
        fait = _fait(centre, {"ferme_le": ""}, {"ferme_le": etats.ecrire(le)}, motif)
        consigner("organisation.fermer_centre", fait, par=par, le=le)
    return centre


@dataclass(frozen=True, slots=True)
class FicheSalle:
    """Ce qu'on dit d'une salle : son nom, ses places, et si un fauteuil roulant y accède."""

    nom: str
    capacite: int
    accessible: bool = False


def ajouter_salle(centre: Centre, fiche: FicheSalle, *, lu: Valeurs, par: Auteur, le: datetime) -> Salle:
    """Salle du centre ; modifiée si ce nom existe, reprise si elle avait été retirée.

    `lu` porte les valeurs que la personne voyait de cette salle, vide si elle n'en voyait pas. Lève `Conflit` si elles
    ont changé, `ActeRefuse` si une valeur ne convient pas ou si le centre est fermé.
    """
    with transaction.atomic():
        centre = _verrouiller_ouvert(centre)
        salle = Salle.objects.filter(centre=centre, nom=fiche.nom.strip()).first()
        avant = etats.etat(salle, etats.SALLE) if salle and salle.retiree_le is None else {}
        apres = {"capacite": etats.ecrire(fiche.capacite), "accessible": etats.ecrire(fiche.accessible)}
        if salle and avant == apres:
            return salle
        if avant:
            refuser_l_ecrasement(Salle, lu=lu, actuel=avant, saisi=apres)
        salle = salle or Salle(centre=centre, nom=fiche.nom.strip())
        salle.capacite, salle.accessible, salle.retiree_le = fiche.capacite, fiche.accessible, None
        verifier_la_fiche(salle)
        salle.save()
        nom = {"salle": salle.nom}
        fait = _fait(centre, {**nom, **avant} if avant else None, {**nom, **apres})
        consigner("organisation.ajouter_salle", fait, par=par, le=le)
    return salle


def retirer_salle(salle: Salle, *, motif: str, par: Auteur, le: datetime) -> Salle:
    """Salle retirée du centre ; elle reste lisible. Lève `ActeRefuse` sans motif ou si le centre est fermé."""
    with transaction.atomic():
        centre = _verrouiller_ouvert(salle.centre)
        salle = Salle.objects.select_for_update(no_key=True).get(pk=salle.pk)
        if salle.retiree_le:
            return salle
        motif = exiger_un_motif(motif, "les candidats placés dans cette salle devront l'être ailleurs.")
        salle.retiree_le = le
        salle.save(update_fields=["retiree_le"])
        fait = _fait(centre, {"salle": salle.nom, **etats.etat(salle, etats.SALLE)}, None, motif)
        consigner("organisation.retirer_salle", fait, par=par, le=le)
    return salle


def _verrouiller_ouvert(centre: Centre) -> Centre:
    verrouiller_ouverte(centre.session)
    centre = Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if centre.ferme_le:
        raise ActeRefuse(f"Le centre {centre.nom} est fermé : ses salles ne changent plus.")
    return centre


def _fait(centre: Centre, avant: Valeurs | None, apres: Valeurs | None, motif: str = "") -> Fait:
    return Fait(f"centre:{centre.pk}", centre.nom, centre.session.code, avant, apres, motif)
