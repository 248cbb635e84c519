"""Inscrire un candidat à une session : créer sa candidature, sous un numéro (arrêté du 25 novembre 2020, art. 3)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import Dossier
from parchemin.etapes.inscriptions.models import (
    EN_VIE,
    Candidat,
    EtatInscription,
    Inscription,
    Numerotation,
)
from parchemin.etapes.inscriptions.plume import SYSTEME, exiger_la_plume, exiger_le_perimetre
from parchemin.etapes.inscriptions.services.examen import examiner, refuser_les_interdits
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.models import Academie, Etablissement, Phase, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse, Valeurs
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte

TARDIFS = frozenset({Role.PILOTE_ORGANISATION, Role.RATTACHEMENT, Role.VICE_RECTORAT})
# Premier chiffre des numéros donnés ici : jamais un zéro, qu'un tableur mangerait.
TETE = "9"


@dataclass(frozen=True, slots=True)
class Demande:
    """Une candidature à créer : ses valeurs (champs de `champs.TOUS`, en texte) et, s'il est connu, le candidat.

    `academie` est le code de l'académie d'origine, `numero` celui que la source lui a donné, vide pour en recevoir un.
    """

    academie: str
    valeurs: Valeurs
    candidat: Candidat | None = None
    numero: str = ""
    etat: EtatInscription = EtatInscription.DEPOSEE
    source: str = ""
    """D'où vient la demande, pour l'histoire : le fichier et sa ligne ; vide pour une saisie."""
    autre_personne: bool = False
    """Vrai si l'on sait que ce n'est pas le candidat de même nom et de même naissance déjà inscrit."""


def inscrire(
    session: SessionExamen, demande: Demande, *, motif: str = "", par: Auteur, le: datetime
) -> Inscription:
    """Candidature créée ; celle que le candidat a déjà, si elle dit la même chose.

    Lève `ActeRefuse` si le droit l'interdit, si les registres sont clos et qu'aucun motif n'est donné, si la personne n'a
    pas la plume, ou si le candidat a déjà une autre candidature.
    """
    with transaction.atomic():
        session = verrouiller_ouverte(session)
        connaissances = Connaissances(session)
        demande = _reconnaitre(demande)
        if deja := _deja_inscrit(demande, connaissances, par):
            return deja
        return inscrire_plusieurs(connaissances, [demande], motif=motif, par=par, le=le)[0]


def inscrire_plusieurs(
    connaissances: Connaissances, demandes: Sequence[Demande], *, motif: str = "", par: Auteur, le: datetime
) -> list[Inscription]:
    """Candidatures créées ensemble, dans la transaction en cours, un acte au journal pour chacune. Lève `ActeRefuse`."""
    session = connaissances.session
    if session.phase in {Phase.PREPARATION, Phase.PUBLIEE, Phase.CLOSE} and par.code != SYSTEME:
        raise ActeRefuse(
            f"{session} : les inscriptions ne sont pas ouvertes ({session.get_phase_display()})."
        )
    connaissances.retenir_etablissements(d.valeurs.get("etablissement", "") for d in demandes)
    preparees = [preparer(connaissances, d, motif=motif, par=par, le=le) for d in demandes]
    nouveaux = [i.candidat for i in preparees if i.candidat._state.adding]
    connus = [i.candidat for i in preparees if not i.candidat._state.adding]
    with _dire_si_pris("INE : un autre candidat a déjà celui-ci. Vérifiez-le, ou choisissez ce candidat."):
        for connu in connus:
            connu.save()
        Candidat.objects.bulk_create(nouveaux, batch_size=200)
    _numeroter(connaissances, preparees)
    for inscription in preparees:
        inscription.candidat = inscription.candidat  # la clé n'existe que depuis l'enregistrement du candidat
    with _dire_si_pris("Ce numéro de candidat, ou ce candidat, a déjà une candidature à cette session."):
        Inscription.objects.bulk_create(preparees, batch_size=200)
    for inscription, demande in zip(preparees, demandes, strict=True):
        dits = {"numero": inscription.numero, **champs.etat(inscription), "source": demande.source}
        fait = Fait(
            inscription.code, str(inscription.candidat), session.code,
            apres={c: v for c, v in dits.items() if v}, motif=motif.strip(),
        )  # fmt: skip
        consigner("inscriptions.inscrire", fait, par=par, le=le)
    return preparees


@contextmanager
def _dire_si_pris(phrase: str) -> Iterator[None]:
    """Lève `ActeRefuse` avec cette phrase si la base refuse un doublon, sans perdre la transaction en cours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as erreur:
        raise ActeRefuse(phrase) from erreur


def preparer(
    connaissances: Connaissances, demande: Demande, *, motif: str, par: Auteur, le: datetime
) -> Inscription:
    """Candidature telle qu'elle serait créée, examinée par le droit, sans rien enregistrer. Lève `ActeRefuse`."""
    academie = _academie(demande.academie, connaissances)
    candidat = demande.candidat or Candidat()
    inscription = Inscription(
        session=connaissances.session, academie=academie, candidat=candidat, numero=demande.numero,
        etat=demande.etat, deposee_le=le.astimezone(ZoneInfo(academie.fuseau)).date(), changee_le=le,
    )  # fmt: skip
    valeurs = {c: v for c, v in demande.valeurs.items() if c != "academie"}
    poser_tout(inscription, valeurs, connaissances)
    exiger_la_plume(inscription, par, connaissances.regroupements)
    refuser_l_etablissement(inscription)
    champs.verifier(candidat, champs.DU_CANDIDAT)
    champs.verifier(inscription, [*champs.CHOIX, "numero"] if demande.numero else champs.CHOIX)
    candidat.preparer()
    examen = examiner(Dossier(inscription), connaissances)
    if demande.etat != EtatInscription.BROUILLON:
        tardive = bool(motif.strip()) and (par.code == SYSTEME or par.role in TARDIFS)
        refuser_les_interdits(examen, hors_registres=tardive)
    return inscription


def poser_tout(inscription: Inscription, valeurs: Valeurs, connaissances: Connaissances) -> None:
    """Écrit ces valeurs sur la candidature et son candidat ; lève `ActeRefuse` si l'une ne se lit pas."""
    for champ, texte in valeurs.items():
        if champ == "etablissement":
            inscription.etablissement = _etablissement(texte, connaissances)
        elif champ == "academie":
            inscription.academie = _academie(texte, connaissances)
        else:
            porteur = inscription.candidat if champ in champs.DU_CANDIDAT else inscription
            champs.poser(porteur, champ, texte)


def refuser_l_etablissement(inscription: Inscription) -> None:
    """Lève `ActeRefuse` si l'établissement n'est pas de l'académie d'origine, ou s'il est fermé."""
    etablissement = inscription.etablissement
    if etablissement is None:
        return
    if etablissement.academie_id != inscription.academie_id:
        raise ActeRefuse(
            f"{etablissement} est de l'académie {etablissement.academie}, pas de celle de la candidature "
            f"({inscription.academie}) : choisissez l'établissement ou l'académie qui convient."
        )
    if etablissement.ferme_le and etablissement.ferme_le <= inscription.deposee_le:
        raise ActeRefuse(f"{etablissement} est fermé depuis le {etablissement.ferme_le:%d/%m/%Y}.")


def _academie(code: str, connaissances: Connaissances) -> Academie:
    academie = connaissances.academies.get(code)
    if academie is None:
        raise ActeRefuse(f"« {code} » n'est le code d'aucune académie.")
    return academie


def _etablissement(uai: str, connaissances: Connaissances) -> Etablissement | None:
    if not uai:
        return None
    etablissement = connaissances.etablissement(uai.strip().upper())
    if etablissement is None:
        raise ActeRefuse(
            f"Établissement : « {uai} » n'est pas enregistré. Vérifiez l'UAI, ou ajoutez l'établissement d'abord."
        )
    return etablissement


def _reconnaitre(demande: Demande) -> Demande:
    """Demande portée par le candidat qui a déjà cet INE ; lève `ActeRefuse` si c'est manifestement quelqu'un d'autre."""
    ine = demande.valeurs.get("ine", "")
    if demande.candidat or not ine:
        return demande
    connu = Candidat.objects.filter(ine=ine).first()
    if connu is None:
        return demande
    if connu.ne_le.isoformat() != demande.valeurs.get("ne_le"):
        raise ActeRefuse(
            f"INE : « {ine} » est déjà celui d'un candidat né un autre jour. Vérifiez l'INE et la date de naissance ; "
            "si les deux sont justes, le service des examens tranche."
        )
    return replace(demande, candidat=connu)


def _deja_inscrit(demande: Demande, connaissances: Connaissances, par: Auteur) -> Inscription | None:
    """Candidature en vie du même candidat, si elle dit ce qui est demandé ; lève `ActeRefuse` si elle dit autre chose.

    Sans INE, la même personne se reconnaît à son nom, ses prénoms et sa naissance ; un homonyme se dit, il ne se devine pas.
    """
    vivantes = Inscription.objects.filter(session=connaissances.session, etat__in=EN_VIE)
    vivantes = vivantes.select_related("candidat", "academie")
    ne_le = _jour(demande.valeurs.get("ne_le", ""))
    deja = None
    if demande.candidat is not None and not demande.candidat._state.adding:
        deja = vivantes.filter(candidat=demande.candidat).first()
    elif ne_le and not demande.autre_personne:
        nom = nom_cherche(demande.valeurs)
        deja = vivantes.filter(candidat__recherche=nom, candidat__ne_le=ne_le).first()
    if deja is None:
        return None
    try:
        exiger_le_perimetre(deja, par, connaissances.regroupements)
    except ActeRefuse:
        # Ni son numéro, ni son académie : qui devine une naissance n'apprend rien de plus.
        raise ActeRefuse(
            "Ce candidat a déjà une candidature à cette session, hors de votre périmètre : demandez-en la correction "
            "ou l'annulation au service des examens. Si c'est une autre personne, née le même jour sous le même nom, "
            "dites-le-lui aussi."
        ) from None
    if deja.academie_id == demande.academie and not champs.changes(champs.etat(deja), demande.valeurs):
        return deja
    raise ActeRefuse(
        f"{deja.candidat} a déjà une candidature à cette session (n° {deja.numero}, {deja.academie}) : complétez-la, "
        "ou faites-la annuler d'abord. Si c'est une autre personne, née le même jour sous le même nom, dites-le."
    )


def nom_cherche(valeurs: Valeurs) -> str:
    """Nom et prénoms de ces valeurs, tels que la recherche les lit."""
    voulu = Candidat(**{c: valeurs.get(c, "") for c in ("nom", "nom_usage", "prenoms")})
    voulu.preparer()
    return voulu.recherche


def _jour(texte: str) -> date | None:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return None


def _numeroter(connaissances: Connaissances, inscriptions: Sequence[Inscription]) -> None:
    """Donne un numéro à chaque candidature qui n'en a pas, à la suite de ceux de son académie."""
    par_academie: dict[str, list[Inscription]] = {}
    for inscription in inscriptions:
        if not inscription.numero:
            par_academie.setdefault(inscription.academie_id, []).append(inscription)
    venus = {i.numero for i in inscriptions if i.numero}
    for academie, siennes in sorted(par_academie.items()):
        compteur, _ = Numerotation.objects.select_for_update(no_key=True).get_or_create(
            session=connaissances.session, academie_id=academie
        )
        tete = f"{TETE}{academie}{connaissances.session.annee % 100:02}"
        pris = venus | _numeros_d_ailleurs(connaissances.session, tete, compteur.dernier)
        for inscription in siennes:
            compteur.dernier += 1
            while f"{tete}{compteur.dernier:06}" in pris:
                compteur.dernier += 1
            inscription.numero = f"{tete}{compteur.dernier:06}"
        compteur.save(update_fields=["dernier"])


def _numeros_d_ailleurs(session: SessionExamen, tete: str, dernier: int) -> set[str]:
    """Numéros de cette forme venus d'un fichier et que le compteur n'a pas atteints : ils l'arrêteraient pour toujours."""
    siens = Inscription.objects.filter(session=session, numero__gt=f"{tete}{dernier:06}")
    return set(siens.filter(numero__startswith=tete).values_list("numero", flat=True))
