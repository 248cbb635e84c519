"""Défaire un fichier appliqué, pendant un jour : chaque ligne revient à son avant, par un acte, jamais par un effacement."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.imports.application import PAQUET, TOUT_DE_SUITE
from parchemin.etapes.inscriptions.imports.memoire import avancer, enregistrer_les_lignes, memoire_de
from parchemin.etapes.inscriptions.imports.modele import AVERTISSEMENT, Remarque
from parchemin.etapes.inscriptions.imports.reception import verrouiller
from parchemin.etapes.inscriptions.imports.trace import code, fait
from parchemin.etapes.inscriptions.models import EtatInscription, FichierRecu, Inscription, LigneRecue
from parchemin.etapes.inscriptions.services.modifier_en_lot import (
    Modification,
    Refus,
    annuler_plusieurs,
    completer_plusieurs,
)
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.models import Acte
from parchemin.socle.journal.services import consigner
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte
from parchemin.socle.taches.services import lancer

DEFAIRE = "inscriptions.defaire_fichier"
DELAI = timedelta(hours=24)
# Les actes d'un import : tout autre acte sur la candidature veut dire que quelqu'un s'en est occupé.
D_IMPORT = ("inscriptions.inscrire", "inscriptions.completer", "inscriptions.rectifier")
GARDEE = "pas défaite"


def limite(fichier: FichierRecu) -> datetime | None:
    """Instant jusqu'auquel le fichier se défait ; `None` s'il n'est pas appliqué."""
    if fichier.etat != FichierRecu.Etat.APPLIQUE or fichier.applique_le is None:
        return None
    return fichier.applique_le + DELAI


def defaire(fichier: FichierRecu, *, par: Auteur, le: datetime) -> FichierRecu:
    """Fichier en train d'être défait, ou défait aussitôt s'il est petit ; le redemander ne lance rien de plus.

    Lève `ActeRefuse` s'il n'est pas appliqué, si le délai est passé, ou s'il n'a rien changé.
    """
    with transaction.atomic():
        verrouiller_ouverte(fichier.session)
        fichier = verrouiller(fichier)
        if fichier.etat == FichierRecu.Etat.DEFAIT:
            return fichier
        jusqu_a = limite(fichier)
        if jusqu_a is None:
            raise ActeRefuse("Ce fichier n'est pas appliqué : il n'y a rien à défaire.")
        if le > jusqu_a:
            raise ActeRefuse(
                f"Ce fichier se défaisait jusqu'au {jusqu_a:%d/%m/%Y à %H h %M} UTC ; "
                "depuis, ses changements se corrigent un à un, sur les fiches."
            )
        nombre = _faites(fichier).count()
        if not nombre:
            raise ActeRefuse("Aucune ligne de ce fichier n'a été faite : il n'y a rien à défaire.")
        if memoire_de(fichier).reste is None:
            dernier: int = _faites(fichier).aggregate(dernier=Max("numero"))["dernier"]
            avancer(fichier, dernier + 1)
            fichier.save(update_fields=["auteur", "lecture"])
        if nombre > TOUT_DE_SUITE:
            lancer(DEFAIRE, code(fichier), par=par, le=le, libelle=f"Défaire « {fichier.nom} »", total=nombre)
            return fichier
        while defaire_un_paquet(fichier, par=par, le=le):
            pass
        fichier.refresh_from_db(fields=["etat", "defait_le", "lecture"])
    return fichier


def defaire_un_paquet(fichier: FichierRecu, *, par: Auteur, le: datetime) -> int:
    """Nombre de lignes passées, défaites ou gardées, dans la transaction en cours ; zéro quand tout est passé."""
    session = verrouiller_ouverte(fichier.session)
    fichier = verrouiller(fichier)
    if fichier.etat != FichierRecu.Etat.APPLIQUE:
        return 0
    lignes = _suivantes(fichier)
    if not lignes:
        avancer(fichier, None)
        fichier.etat, fichier.defait_le = FichierRecu.Etat.DEFAIT, le
        fichier.save(update_fields=["etat", "defait_le", "lecture"])
        consigner(DEFAIRE, fait(fichier), par=par, le=le)
        return 0
    motif = f"Fichier n° {fichier.pk} défait"
    refus = _annuler(Connaissances(session), lignes, motif=motif, par=par, le=le)
    refus |= _retablir(Connaissances(session), lignes, motif=motif, par=par, le=le)
    for ligne in lignes:
        if phrases := refus.get(ligne.inscription_id or 0):
            remarques = [Remarque(AVERTISSEMENT, "", "", f"{GARDEE} : {p}").en_base() for p in phrases]
            ligne.diagnostics = [*ligne.diagnostics, *remarques]
        else:
            ligne.etat = LigneRecue.Etat.DEFAITE
    enregistrer_les_lignes(lignes)
    avancer(fichier, lignes[-1].numero)
    fichier.save(update_fields=["auteur", "lecture"])
    return len(lignes)


def est_un_ajout(ligne: LigneRecue) -> bool:
    """Vrai si la ligne a créé la candidature : un import dit toujours la voie d'une nouvelle, ne la change jamais."""
    return "voie" in ligne.apres


def _faites(fichier: FichierRecu) -> QuerySet[LigneRecue]:
    return LigneRecue.objects.filter(fichier=fichier, etat=LigneRecue.Etat.FAITE, inscription__isnull=False)


def _suivantes(fichier: FichierRecu) -> list[LigneRecue]:
    """Lignes du paquet, de la dernière à la première : ce qui a été fait en dernier se défait d'abord."""
    reste = memoire_de(fichier).reste
    retenues: list[LigneRecue] = []
    prises: set[int | None] = set()
    suivantes = (
        _faites(fichier).filter(**{"numero__lt": reste} if reste is not None else {}).order_by("-numero")
    )
    for ligne in suivantes.select_for_update(no_key=True, of=("self",))[:PAQUET]:
        if ligne.inscription_id in prises:
            break
        retenues.append(ligne)
        prises.add(ligne.inscription_id)
    return retenues


def _annuler(
    connaissances: Connaissances, lignes: Sequence[LigneRecue], *, motif: str, par: Auteur, le: datetime
) -> Refus:
    """Annule les candidatures que ces lignes ont créées, si personne ne s'en est occupé depuis."""
    ajouts = {x.inscription_id: x for x in lignes if x.inscription_id and est_un_ajout(x)}
    if not ajouts:
        return {}
    inscriptions = Inscription.objects.select_related("candidat").in_bulk(list(ajouts))
    codes = [i.code for i in inscriptions.values()]
    touchees = set(
        Acte.objects.filter(objet__in=codes).exclude(acte__in=D_IMPORT).values_list("objet", flat=True)
    )
    refus: Refus = {}
    for numero, ligne in ajouts.items():
        if phrase := _pourquoi_la_garder(inscriptions[numero], ligne, touchees):
            refus[numero] = (phrase,)
    restitutions = {
        numero: (ligne.avant or {}, {c: ligne.apres.get(c, "") for c in ligne.avant or {}})
        for numero, ligne in ajouts.items()
        if numero not in refus
    }
    return refus | annuler_plusieurs(connaissances, restitutions, motif=motif, par=par, le=le)


def _pourquoi_la_garder(inscription: Inscription, ligne: LigneRecue, touchees: set[str]) -> str:
    numero = inscription.numero
    if inscription.etat != EtatInscription.DEPOSEE:
        return f"la candidature n° {numero} est {inscription.get_etat_display().lower()} depuis"
    if inscription.code in touchees:
        return f"quelqu'un s'est occupé de la candidature n° {numero} depuis : annulez-la sur sa fiche s'il le faut"
    actuel = champs.etat(inscription)
    if changes := [
        champs.libelle(c).lower() for c, v in ligne.apres.items() if c in actuel and actuel[c] != v
    ]:
        return f"la candidature n° {numero} a changé depuis ({', '.join(changes)})"
    return ""


def _retablir(
    connaissances: Connaissances, lignes: Sequence[LigneRecue], *, motif: str, par: Auteur, le: datetime
) -> Refus:
    """Rend aux candidatures changées leurs valeurs d'avant, si personne ne les a changées depuis."""
    modifications = [
        Modification(x.inscription_id, x.avant or {}, x.apres)
        for x in lignes
        if x.inscription_id and not est_un_ajout(x)
    ]
    return (
        completer_plusieurs(connaissances, modifications, motif=motif, par=par, le=le)
        if modifications
        else {}
    )
