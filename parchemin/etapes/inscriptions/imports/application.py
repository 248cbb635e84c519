"""Appliquer un fichier lu à blanc, par paquets : les candidatures et l'état de leurs lignes tiennent ou tombent ensemble.

Un processus tué au milieu reprend à la première ligne qui reste ; une ligne que la base a dépassée depuis la lecture est
laissée, avec sa phrase, et les autres passent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.imports.choix import juge_de
from parchemin.etapes.inscriptions.imports.jugement import Juge
from parchemin.etapes.inscriptions.imports.memoire import enregistrer_les_lignes, memoire_de
from parchemin.etapes.inscriptions.imports.modele import (
    BLOQUANT,
    LAISSER,
    LIGNE,
    Genre,
    Remarque,
    Rencontre,
    Voulue,
)
from parchemin.etapes.inscriptions.imports.reception import verrouiller
from parchemin.etapes.inscriptions.imports.trace import code, fait
from parchemin.etapes.inscriptions.models import FichierRecu, LigneRecue
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire_plusieurs
from parchemin.etapes.inscriptions.services.modifier_en_lot import Modification, completer_plusieurs
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import consigner
from parchemin.socle.organisation.etats import etat
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte
from parchemin.socle.taches.services import lancer

APPLIQUER = "inscriptions.appliquer_fichier"
PAQUET = 200
"""Lignes par transaction : moins d'une demi-seconde, que les autres attendent sans y penser."""
TOUT_DE_SUITE = 200
"""Jusque-là, le fichier s'applique le temps d'une page."""
PARTOUT = Portee(partout=True)
DEPUIS = "la base a changé depuis la lecture à blanc"
Etat = LigneRecue.Etat


@dataclass(slots=True)
class _Paquet:
    """Des lignes à faire, qui les fait et quand."""

    fichier: FichierRecu
    lignes: Sequence[LigneRecue]
    connaissances: Connaissances
    motif: str
    par: Auteur
    le: datetime
    ajouts: list[tuple[LigneRecue, Demande]] = field(default_factory=list)

    def refuser(self, ligne: LigneRecue, *phrases: str) -> None:
        """Laisse la ligne, et dit pourquoi."""
        ligne.etat = Etat.REFUSEE
        ligne.diagnostics = [*ligne.diagnostics, *(Remarque(BLOQUANT, "", "", p).en_base() for p in phrases)]


def a_faire(fichier: FichierRecu) -> QuerySet[LigneRecue]:
    """Lignes du fichier qui restent à appliquer, dans l'ordre."""
    tranchees = Q(genre=Genre.CONFLIT) & ~Q(choix__in=["", LAISSER])
    sures = Q(genre__in=[Genre.AJOUT, Genre.CHANGEMENT])
    return LigneRecue.objects.filter(sures | tranchees, fichier=fichier, etat=Etat.A_FAIRE).order_by("numero")


def appliquer(fichier: FichierRecu, *, par: Auteur, le: datetime) -> FichierRecu:
    """Fichier dont l'application est lancée, ou faite aussitôt s'il est petit ; le redemander ne lance rien de plus.

    Lève `ActeRefuse` s'il n'y a rien à appliquer, ou si le fichier est abandonné ou défait.
    """
    with transaction.atomic():
        # La session d'abord, comme chaque paquet : deux actes qui se croisent attendent, sans se bloquer.
        verrouiller_ouverte(fichier.session)
        fichier = verrouiller(fichier)
        _exiger_applicable(fichier)
        reste = a_faire(fichier).count()
        if not reste and fichier.etat == FichierRecu.Etat.APPLIQUE:
            return fichier
        if not reste and fichier.etat == FichierRecu.Etat.LU:
            raise ActeRefuse(
                "Ce fichier ne change rien : tout ce qu'il dit est déjà enregistré, ou reste à trancher."
            )
        fichier.etat = FichierRecu.Etat.EN_COURS
        fichier.save(update_fields=["etat"])
        if reste > TOUT_DE_SUITE:
            lancer(
                APPLIQUER, code(fichier), par=par, le=le, libelle=f"Appliquer « {fichier.nom} »", total=reste
            )
            return fichier
        while faire_un_paquet(fichier, par=par, le=le):
            pass
        fichier.refresh_from_db(fields=["etat", "applique_le"])
    return fichier


def _exiger_applicable(fichier: FichierRecu) -> None:
    if fichier.etat in {FichierRecu.Etat.ABANDONNE, FichierRecu.Etat.DEFAIT}:
        raise ActeRefuse(
            f"Ce fichier est « {fichier.get_etat_display().lower()} » : renvoyez-le pour le reprendre."
        )
    if memoire_de(fichier).reste is not None:
        raise ActeRefuse("Ce fichier est en train d'être défait : attendez la fin, puis renvoyez-le.")


def en_rester_la(fichier: FichierRecu, *, par: Auteur, le: datetime) -> FichierRecu:
    """Fichier dont l'application s'arrête où elle en est : le reste n'est pas fait, et il peut se défaire.

    L'appelant a arrêté le travail en cours. Lève `ActeRefuse` si l'application n'a pas commencé.
    """
    with transaction.atomic():
        fichier = verrouiller(fichier)
        if fichier.etat == FichierRecu.Etat.EN_COURS:
            _finir(fichier, par=par, le=le)
        elif fichier.etat != FichierRecu.Etat.APPLIQUE:
            raise ActeRefuse("L'application de ce fichier n'a pas commencé : abandonnez-le.")
    return fichier


def faire_un_paquet(fichier: FichierRecu, *, par: Auteur, le: datetime) -> int:
    """Nombre de lignes passées, faites ou laissées, dans la transaction en cours ; zéro quand le fichier est fini.

    Lève `ActeRefuse` si la session est close.
    """
    session = verrouiller_ouverte(fichier.session)
    fichier = verrouiller(fichier)
    if fichier.etat != FichierRecu.Etat.EN_COURS:
        return 0
    lignes = _suivantes(fichier)
    if not lignes:
        _finir(fichier, par=par, le=le)
        return 0
    motif = memoire_de(fichier).options.motif
    paquet = _Paquet(fichier, lignes, Connaissances(session), motif, par, le)
    _faire(paquet)
    enregistrer_les_lignes(lignes)
    return len(lignes)


def _suivantes(fichier: FichierRecu) -> list[LigneRecue]:
    """Lignes du paquet ; celle qui complète ou change ce qu'une autre fait attend que celle-ci soit faite."""
    retenues: list[LigneRecue] = []
    prises: set[str | int] = set()
    for ligne in a_faire(fichier).select_for_update(no_key=True, of=("self",))[:PAQUET]:
        if {ligne.choix.removeprefix(f"{LIGNE}:"), ligne.inscription_id} & prises:
            break
        retenues.append(ligne)
        prises |= {str(ligne.numero)} | ({ligne.inscription_id} if ligne.inscription_id else set())
    return retenues


def _faire(paquet: _Paquet) -> None:
    a_juger = [x for x in paquet.lignes if x.inscription_id is None]
    juge = juge_de(
        paquet.fichier,
        a_juger,
        portee=PARTOUT,
        par=paquet.par,
        le=paquet.le,
        connaissances=paquet.connaissances,
    )
    modifications = {}
    for ligne in paquet.lignes:
        if ligne.inscription_id is not None:
            modifications[ligne.inscription_id] = (ligne, ligne.avant or {})
        elif ligne.choix.startswith(f"{LIGNE}:"):
            _completer_une_ligne(ligne, juge, paquet, modifications)
        else:
            _preparer_l_ajout(ligne, juge, paquet)
    _inscrire(paquet)
    _modifier(paquet, modifications)


def _preparer_l_ajout(ligne: LigneRecue, juge: Juge, paquet: _Paquet) -> None:
    voulue = Voulue.relue(ligne)
    rencontre = juge.apparieur().rencontrer(voulue, ligne.choix)
    if refus := _depasse(rencontre):
        paquet.refuser(ligne, refus)
        return
    try:
        demande = juge.demande(voulue, rencontre)
        _rappeler_l_avant(ligne, demande)
    except ActeRefuse as refuse:
        paquet.refuser(ligne, *refuse.phrases)
        return
    ligne.apres = {c: v for c, v in demande.valeurs.items() if v}
    paquet.ajouts.append((ligne, demande))


def _rappeler_l_avant(ligne: LigneRecue, demande: Demande) -> None:
    """Pose sur la ligne ce que le candidat déjà connu redeviendra si on la défait.

    Lève `Conflit` si quelqu'un a changé cela depuis la lecture à blanc.
    """
    if demande.candidat is None:
        ligne.avant = None
        return
    actuel = etat(demande.candidat, champs.DU_CANDIDAT)
    siennes = {c: v for c, v in demande.valeurs.items() if c in actuel}
    champs.refuser_tout_ecrasement(lu=actuel | (ligne.avant or {}), actuel=actuel, saisi=siennes)
    ligne.avant = {c: actuel[c] for c in siennes}


def _depasse(rencontre: Rencontre) -> str:
    """Pourquoi une candidature nouvelle ne l'est plus ; vide si elle l'est encore."""
    if rencontre.question:
        return f"{DEPUIS} : {rencontre.question}. Relisez le fichier."
    if rencontre.inscription is not None:
        numero = rencontre.inscription.numero
        return f"{DEPUIS} : ce candidat a maintenant la candidature n° {numero}. Relisez le fichier."
    return ""


def _completer_une_ligne(
    ligne: LigneRecue,
    juge: Juge,
    paquet: _Paquet,
    modifications: dict[int, tuple[LigneRecue, dict[str, str]]],
) -> None:
    """La ligne dit la suite d'une autre : elle change la candidature que celle-ci vient de faire."""
    autre = LigneRecue.objects.filter(
        fichier=paquet.fichier, numero=int(ligne.choix.partition(":")[2])
    ).first()
    inscription = autre.inscription if autre else None
    if inscription is None or autre is None or autre.etat == Etat.REFUSEE:
        paquet.refuser(ligne, "la ligne qu'elle complète n'a pas été faite")
        return
    paquet.connaissances.rattacher(inscription)
    juge.connus.dossiers |= {inscription.pk: dossier(inscription)}
    jugement = juge.changer(Voulue.relue(ligne), inscription, ligne.choix)
    if jugement.genre == Genre.REFUSEE:
        paquet.refuser(ligne, *(r.dit for r in jugement.remarques if r.est_bloquante))
        return
    ligne.inscription, ligne.avant, ligne.apres = (
        inscription,
        dict(jugement.avant or {}),
        dict(jugement.apres),
    )
    modifications[inscription.pk] = (ligne, ligne.avant)


def _inscrire(paquet: _Paquet) -> None:
    """Crée ensemble les candidatures du paquet ; si l'une est refusée, une à une, pour que les autres passent."""
    if not paquet.ajouts:
        return
    try:
        with transaction.atomic():
            _creer(paquet, paquet.ajouts)
    except (ActeRefuse, IntegrityError):
        for ajout in paquet.ajouts:
            try:
                with transaction.atomic():
                    _creer(paquet, [ajout])
            except ActeRefuse as refuse:
                paquet.refuser(ajout[0], *refuse.phrases)
            except IntegrityError:
                paquet.refuser(ajout[0], f"{DEPUIS} : quelqu'un a inscrit ce candidat. Relisez le fichier.")


def _creer(paquet: _Paquet, ajouts: Sequence[tuple[LigneRecue, Demande]]) -> None:
    source = f"Fichier « {paquet.fichier.nom} »"
    demandes = [replace(demande, source=f"{source}, ligne {ligne.numero}") for ligne, demande in ajouts]
    inscrites = inscrire_plusieurs(
        paquet.connaissances, demandes, motif=paquet.motif, par=paquet.par, le=paquet.le
    )
    for (ligne, _), inscription in zip(ajouts, inscrites, strict=True):
        ligne.inscription, ligne.etat = inscription, Etat.FAITE


def _modifier(paquet: _Paquet, modifications: dict[int, tuple[LigneRecue, dict[str, str]]]) -> None:
    if not modifications:
        return
    voulues = [Modification(numero, ligne.apres, lu) for numero, (ligne, lu) in modifications.items()]
    refus = completer_plusieurs(
        paquet.connaissances, voulues, motif=paquet.motif, par=paquet.par, le=paquet.le
    )
    for numero, (ligne, _) in modifications.items():
        if numero in refus:
            paquet.refuser(ligne, *refus[numero])
        else:
            ligne.etat = Etat.FAITE


def _finir(fichier: FichierRecu, *, par: Auteur, le: datetime) -> None:
    fichier.etat, fichier.applique_le = FichierRecu.Etat.APPLIQUE, le
    fichier.save(update_fields=["etat", "applique_le"])
    consigner(APPLIQUER, fait(fichier), par=par, le=le)
