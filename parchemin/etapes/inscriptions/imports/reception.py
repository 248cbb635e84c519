"""Lire un fichier de candidats à blanc : une ligne en base par ligne du fichier, et rien d'autre d'écrit."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.imports.connus import Connus
from parchemin.etapes.inscriptions.imports.jugement import Contexte, Juge
from parchemin.etapes.inscriptions.imports.memoire import Memoire, lecteur_de, memoire_de, retenir
from parchemin.etapes.inscriptions.imports.modele import (
    AVERTISSEMENT,
    Jugement,
    Options,
    Remarque,
    Voulue,
)
from parchemin.etapes.inscriptions.imports.traduction import Traducteur
from parchemin.etapes.inscriptions.models import FichierRecu, LigneRecue
from parchemin.etapes.inscriptions.plume import ACADEMIQUES, D_ETABLISSEMENT, SYSTEME
from parchemin.moteurs.echanges import (
    Autres,
    Diagnostic,
    EchangeIllisible,
    FichierLu,
    LigneLue,
    attentes_connues,
    lire,
)
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.heures import PARIS
from parchemin.socle.organisation.imports.lots import Recu
from parchemin.socle.organisation.models import Etablissement, Phase, SessionExamen
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte

OCTETS_MAXIMUM = 10_000_000
PAR_ENVOI = 500
IMPORTENT = ACADEMIQUES | D_ETABLISSEMENT
SANS_OPTION = Options()
Jugees = list[tuple[Voulue, Jugement]]


def lire_a_blanc(
    recu: Recu,
    session: SessionExamen,
    *,
    portee: Portee,
    options: Options = SANS_OPTION,
    par: Auteur,
    le: datetime,
) -> FichierRecu:
    """Fichier reçu et ce que chacune de ses lignes ferait ; rien d'autre n'est écrit.

    Le même fichier relu par la même personne, tant qu'il n'est pas appliqué, met à jour le même fichier reçu. Lève
    `ActeRefuse` si le fichier ne se lit pas, si la personne n'importe pas, ou si la session n'est pas ouverte.
    """
    _exiger_qui_importe(par, session)
    if len(recu.octets) > OCTETS_MAXIMUM:
        raise ActeRefuse(
            f"« {recu.nom} » pèse plus de {OCTETS_MAXIMUM // 10**6} Mo : n'y laissez que les candidats, ou découpez-le."
        )
    options, etablissement = _borner(options, portee)
    reperes = {
        "session": session, "condense": hashlib.sha256(recu.octets).hexdigest(), "lu_par": par.code,
        "etat": FichierRecu.Etat.LU,
    }  # fmt: skip
    neuf = FichierRecu(
        **reperes, nom=recu.nom[-200:] or "fichier", octets=recu.octets, etablissement=etablissement, lu_le=le
    )
    connaissances = Connaissances(session)
    lu = relu(neuf, options, le=le)
    neuf.academie_id = _academie(etablissement, portee)
    contexte = Contexte(
        portee, par, le, options.motif, options.etablissement or lu.uai, neuf.academie_id or ""
    )
    jugees, remarques = _juger(lu, connaissances, options, contexte)
    with transaction.atomic():
        # La session tenue, deux envois du même fichier ne font qu'un fichier reçu.
        verrouiller_ouverte(session)
        deja = FichierRecu.objects.select_for_update(no_key=True).filter(**reperes).first()
        neuf.pk, neuf.format = deja.pk if deja else None, lu.format
        retenir(neuf, Memoire(options, remarques, lu.annee), par)
        neuf.save()
        _ranger(neuf, jugees)
    return neuf


def relire(fichier: FichierRecu, *, portee: Portee, par: Auteur, le: datetime) -> FichierRecu:
    """Fichier comparé à la base d'aujourd'hui, sans être renvoyé ; les réponses déjà données sont à redonner.

    Lève `ActeRefuse` si la personne n'importe pas. Un fichier déjà appliqué, défait ou abandonné reste tel quel.
    """
    _exiger_qui_importe(par, fichier.session)
    options = memoire_de(fichier).options
    connaissances = Connaissances(fichier.session)
    lu = relu(fichier, options, le=le)
    bornes = options.etablissement or lu.uai, fichier.academie_id or ""
    jugees, remarques = _juger(lu, connaissances, options, Contexte(portee, par, le, options.motif, *bornes))
    with transaction.atomic():
        fichier = verrouiller(fichier)
        if fichier.etat == FichierRecu.Etat.LU:
            fichier.lu_le = le
            retenir(fichier, Memoire(options, remarques, lu.annee), lecteur_de(fichier))
            fichier.save(update_fields=["lu_le", "auteur", "lecture"])
            _ranger(fichier, jugees)
    return fichier


def abandonner(fichier: FichierRecu) -> FichierRecu:
    """Fichier auquel on renonce ; rien n'avait été écrit. Lève `ActeRefuse` s'il est appliqué ou en train de l'être."""
    with transaction.atomic():
        fichier = verrouiller(fichier)
        if fichier.etat == FichierRecu.Etat.ABANDONNE:
            return fichier
        if fichier.etat != FichierRecu.Etat.LU:
            raise ActeRefuse(
                f"Ce fichier est « {fichier.get_etat_display().lower()} » : il se défait, il ne s'abandonne plus."
            )
        fichier.etat = FichierRecu.Etat.ABANDONNE
        fichier.save(update_fields=["etat"])
    return fichier


def relu(fichier: FichierRecu, options: Options, *, le: datetime) -> FichierLu:
    """Le fichier lu par le moteur d'échange, à cette date. Lève `ActeRefuse` s'il ne se lit pas."""
    attentes = replace(attentes_connues(), autres=Autres(options.autres))
    jour = le.astimezone(ZoneInfo(PARIS)).date()
    try:
        return lire(bytes(fichier.octets), fichier.nom, le=jour, attentes=attentes)
    except EchangeIllisible as illisible:
        raise ActeRefuse(str(illisible)) from illisible


def verrouiller(fichier: FichierRecu) -> FichierRecu:
    """Fichier relu et verrouillé jusqu'à la fin de la transaction."""
    retenus = FichierRecu.objects.select_for_update(no_key=True, of=("self",)).select_related("session")
    return retenus.defer("octets").get(pk=fichier.pk)


def _exiger_qui_importe(par: Auteur, session: SessionExamen) -> None:
    if par.code != SYSTEME and par.role not in IMPORTENT:
        raise ActeRefuse(
            "Importer des candidats revient aux établissements et aux services d'examens des académies."
        )
    if session.phase in {Phase.PREPARATION, Phase.PUBLIEE, Phase.CLOSE}:
        raise ActeRefuse(
            f"{session} : les inscriptions ne sont pas ouvertes ({session.get_phase_display()})."
        )


def _borner(options: Options, portee: Portee) -> tuple[Options, Etablissement | None]:
    """Options où l'établissement est celui de la personne si elle n'en tient qu'un ; lève `ActeRefuse` hors de sa portée."""
    uai = options.etablissement.strip().upper()
    if not portee.partout and not portee.academies:
        siens = portee.etablissements
        if uai and uai not in siens:
            raise ActeRefuse(f"« {uai} » n'est pas votre établissement : vous n'importez que ses candidats.")
        uai = uai or (next(iter(siens)) if len(siens) == 1 else "")
        if not uai:
            raise ActeRefuse("Choisissez l'établissement dont ce fichier porte les candidats.")
    if not uai:
        return replace(options, etablissement=""), None
    etablissement = Etablissement.objects.select_related("academie").filter(pk=uai).first()
    if etablissement is None:
        raise ActeRefuse(
            f"« {uai} » n'est pas un établissement enregistré : vérifiez l'UAI, ou ajoutez-le d'abord."
        )
    if not (portee.partout or uai in portee.etablissements or etablissement.academie_id in portee.academies):
        raise ActeRefuse(f"{etablissement} n'est pas dans votre périmètre.")
    return replace(options, etablissement=uai), etablissement


def _juger(
    lu: FichierLu, connaissances: Connaissances, options: Options, contexte: Contexte
) -> tuple[Jugees, list[Remarque]]:
    traducteur = Traducteur.pour(lu, connaissances, options)
    lignes = _avec_ce_qui_les_bloque(lu)
    voulues = _numeroter(
        [*map(traducteur.traduire, lignes), *(traducteur.traduire(x, ecartee=True) for x in lu.ecartees)]
    )
    connus = Connus(connaissances, [v for v in voulues if not (v.ecartee or v.est_bloquee)], lu.format)
    juge = Juge(contexte, connus)
    remarques = [*_remarques(lu, options, connaissances.session)]
    return [(voulue, juge.juger(voulue)) for voulue in voulues], remarques


def _avec_ce_qui_les_bloque(lu: FichierLu) -> list[LigneLue]:
    """Lignes retenues, chacune avec ce qui la bloque parmi ce que la lecture dit du fichier entier."""
    bloquants: dict[int, list[Diagnostic]] = {}
    for diagnostic in lu.diagnostics:
        if diagnostic.est_bloquant:
            bloquants.setdefault(diagnostic.ligne, []).append(diagnostic)
    return [
        replace(ligne, diagnostics=(*ligne.diagnostics, *bloquants[ligne.numero]))
        if ligne.numero in bloquants else ligne
        for ligne in lu.lignes
    ]  # fmt: skip


def _numeroter(voulues: list[Voulue]) -> list[Voulue]:
    """Lignes dans l'ordre du fichier ; un fichier d'une seule longue ligne numérote ses candidats."""
    rangees = sorted(voulues, key=lambda v: v.numero)
    if max(Counter(v.numero for v in rangees).values(), default=0) > 1:
        return [replace(voulue, numero=rang) for rang, voulue in enumerate(rangees, 1)]
    return rangees


def _remarques(lu: FichierLu, options: Options, session: SessionExamen) -> Iterator[Remarque]:
    """Ce qu'il y a à dire du fichier entier ; ce qui tient à une ligne est sur elle."""
    lignes = {ligne.numero for ligne in (*lu.lignes, *lu.ecartees)}
    yield from (Remarque.du_fichier(d) for d in lu.diagnostics if d.ligne not in lignes)
    if lu.annee and lu.annee not in {str(session.annee), str(session.annee - 1)}:
        dit = f"ce fichier nomme l'année {lu.annee}, la session est {session.annee}"
        yield Remarque(AVERTISSEMENT, "", lu.annee, dit, "vérifiez que c'est le bon export")
    if lu.uai and options.etablissement and lu.uai != options.etablissement:
        dit = f"ce fichier nomme l'établissement {lu.uai}, et non {options.etablissement}"
        yield Remarque(AVERTISSEMENT, "", lu.uai, dit, "vérifiez l'établissement choisi")


def _academie(etablissement: Etablissement | None, portee: Portee) -> str | None:
    if etablissement:
        return etablissement.academie_id
    return next(iter(portee.academies)) if len(portee.academies) == 1 else None


def _ranger(fichier: FichierRecu, jugees: Jugees) -> None:
    """Une ligne en base par ligne du fichier, à la place de celles d'une lecture précédente."""
    LigneRecue.objects.filter(fichier=fichier).delete()
    LigneRecue.objects.bulk_create(
        (
            LigneRecue(
                fichier=fichier, numero=voulue.numero, genre=jugement.genre, valeurs=dict(voulue.valeurs),
                avant=dict(jugement.avant) if jugement.avant else None, apres=dict(jugement.apres),
                diagnostics=dits(jugement.remarques), inscription=jugement.inscription,
                homonymes=[p.en_base() for p in jugement.propositions],
            )
            for voulue, jugement in jugees
        ),
        batch_size=PAR_ENVOI,
    )  # fmt: skip


def dits(remarques: Sequence[Remarque]) -> list[dict[str, str]]:
    """Remarques telles que la base les garde, chacune une fois."""
    return [r.en_base() for r in dict.fromkeys(remarques)]
