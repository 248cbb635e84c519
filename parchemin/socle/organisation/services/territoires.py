"""Tenir la liste des académies et des départements, quand le ministère la change."""

from datetime import datetime

from django.db import transaction

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation import etats
from parchemin.socle.organisation.models import Academie, Departement
from parchemin.socle.organisation.refus import Valeurs, refuser_l_ecrasement, verifier_la_fiche


def enregistrer_academie(code: str, valeurs: Valeurs, *, lu: Valeurs, par: Auteur, le: datetime) -> Academie:
    """Académie de ce code, créée ou modifiée. `valeurs` : champs de `etats.ACADEMIE`.

    Lève `Conflit` si un champ n'est plus tel qu'il a été lu, `ActeRefuse` si une valeur ne convient pas.
    """
    with transaction.atomic():
        academie = Academie.objects.select_for_update(no_key=True).filter(pk=code).first() or Academie(
            code=code
        )
        avant = etats.etat(academie, etats.ACADEMIE) if not academie._state.adding else {}
        if _est_deja_ainsi(Academie, avant, lu, valeurs):
            return academie
        for champ, valeur in valeurs.items():
            setattr(academie, champ, valeur)
        verifier_la_fiche(academie)
        academie.save()
        fait = _fait(f"academie:{code}", academie.nom, avant, valeurs)
        consigner("organisation.enregistrer_academie", fait, par=par, le=le)
    return academie


def enregistrer_departement(
    code: str, valeurs: Valeurs, *, lu: Valeurs, par: Auteur, le: datetime
) -> Departement:
    """Département de ce code, créé ou modifié. `valeurs` : champs de `etats.DEPARTEMENT`, l'académie par son code.

    Lève `Conflit` si un champ n'est plus tel qu'il a été lu, `ActeRefuse` si une valeur ne convient pas.
    """
    with transaction.atomic():
        departement = Departement.objects.select_for_update(no_key=True).filter(pk=code).first()
        avant = etats.etat(departement, etats.DEPARTEMENT) if departement else {}
        departement = departement or Departement(code=code, prefixe_uai=code)
        if _est_deja_ainsi(Departement, avant, lu, valeurs):
            return departement
        departement.nom = valeurs.get("nom", departement.nom)
        departement.academie_id = valeurs.get("academie", departement.academie_id)
        verifier_la_fiche(departement)
        departement.save()
        fait = _fait(f"departement:{code}", departement.nom, avant, valeurs)
        consigner("organisation.enregistrer_departement", fait, par=par, le=le)
    return departement


def _est_deja_ainsi(
    modele: type[Academie | Departement], avant: Valeurs, lu: Valeurs, valeurs: Valeurs
) -> bool:
    if avant and not etats.differences(avant, valeurs)[1]:
        return True
    if avant:
        refuser_l_ecrasement(modele, lu=lu, actuel=avant, saisi=valeurs)
    return False


def _fait(objet: str, nom: str, avant: Valeurs, valeurs: Valeurs) -> Fait:
    ancien, nouveau = etats.differences(avant, valeurs)
    return Fait(objet, nom, avant=ancien or None, apres=nouveau)
