"""Lire un fichier à blanc, puis appliquer ses changements en une fois, ou y renoncer."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.imports.catalogue import GENRES, Genre
from parchemin.socle.organisation.imports.examen import contexte_de, etats_actuels, relever
from parchemin.socle.organisation.imports.lecture import Table, lire_le_fichier, ranger
from parchemin.socle.organisation.imports.modele import AJOUTE, Changement, Diagnostic, Releve
from parchemin.socle.organisation.imports.objets import (
    ACADEMIE,
    DEPARTEMENT,
    ETABLISSEMENT,
    OBJETS,
    OFFRE,
    RATTACHEMENT,
    SEPARATEUR,
    Geste,
    academies_des_etablissements,
    par_paquets,
)
from parchemin.socle.organisation.models import (
    Academie,
    Departement,
    Etablissement,
    LotImporte,
    SessionExamen,
)
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse, Conflit, Ecart
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte

# Ce qu'une seule transaction écrit sans faire attendre les autres.
CHANGEMENTS_MAXIMUM = 5_000


@dataclass(frozen=True, slots=True)
class Recu:
    """Un fichier reçu : son nom, tel que la personne le connaît, et ses octets."""

    nom: str
    octets: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lecture:
    """Comment lire un fichier : son genre, la session qu'il concerne, ce que couvre la personne.

    `inconnus` : ajouter les établissements qui n'ont pas encore de fiche.
    """

    genre: str
    session: SessionExamen | None
    portee: Portee
    inconnus: bool = False


def lire_a_blanc(recu: Recu, lecture: Lecture, *, par: Auteur, le: datetime) -> LotImporte:
    """Lot qui garde ce que le fichier changerait ; rien d'autre n'est écrit.

    Le même fichier relu par la même personne, tant qu'il n'est pas appliqué, met à jour le même lot. Lève `ActeRefuse`
    si le fichier ne se lit pas, si une colonne manque, ou si la personne ne peut pas reprendre ce genre de fichier.
    """
    genre = _genre(lecture)
    nom = recu.nom[-200:] or "fichier"
    table = lire_le_fichier(recu.octets, nom)
    condense = hashlib.sha256(recu.octets).hexdigest()
    reperes = {
        "genre": genre.code, "session": lecture.session if genre.de_session else None, "condense": condense,
        "lu_par": par.code, "etat": LotImporte.Etat.LU,
    }  # fmt: skip
    with transaction.atomic():
        lot = LotImporte.objects.select_for_update(no_key=True).filter(**reperes).first() or LotImporte(
            **reperes
        )
        lot.nom_du_fichier, lot.lu_le = nom, le
        lot.lignes = _examiner(table, genre, lecture)
        lot.save()
    return lot


def relire(lot: LotImporte, *, portee: Portee, le: datetime) -> LotImporte:
    """Lot dont les changements sont comparés à la base d'aujourd'hui, sans renvoyer le fichier. Lève `ActeRefuse`."""
    with transaction.atomic():
        lot = LotImporte.objects.select_for_update(no_key=True).get(pk=lot.pk)
        if lot.etat != LotImporte.Etat.LU:
            return lot
        lecture = Lecture(lot.genre, lot.session, portee, lot.lignes["inconnus"])
        lot.lignes, lot.lu_le = _examiner(table_du_lot(lot), _genre(lecture), lecture), le
        lot.save(update_fields=["lignes", "lu_le"])
    return lot


def appliquer(lot: LotImporte, *, portee: Portee, par: Auteur, le: datetime) -> LotImporte:
    """Lot appliqué : tous ses changements, ou aucun ; un lot déjà appliqué ne change plus rien.

    Lève `ActeRefuse` si une faute bloque, s'il n'y a rien à changer ou si un acte refuse, `Conflit` si la base a changé
    depuis la lecture à blanc.
    """
    try:
        with transaction.atomic():
            lot = LotImporte.objects.select_for_update(no_key=True).get(pk=lot.pk)
            if lot.etat != LotImporte.Etat.APPLIQUE:
                _appliquer(lot, portee, par=par, le=le)
    except IntegrityError as erreur:
        raise ActeRefuse(
            "Quelqu'un a écrit la même chose au même moment : relisez le fichier. Rien n'a été écrit."
        ) from erreur
    return lot


def abandonner(lot: LotImporte) -> LotImporte:
    """Lot auquel on renonce ; rien n'avait été écrit. Lève `ActeRefuse` s'il est déjà appliqué."""
    with transaction.atomic():
        lot = LotImporte.objects.select_for_update(no_key=True).get(pk=lot.pk)
        if lot.etat == LotImporte.Etat.APPLIQUE:
            raise ActeRefuse(
                "Ce fichier est déjà appliqué : ses changements se défont un à un, sur les fiches."
            )
        lot.etat = LotImporte.Etat.ABANDONNE
        lot.save(update_fields=["etat"])
    return lot


def releve_du_lot(lot: LotImporte) -> Releve:
    """Ce que la lecture à blanc du lot a trouvé."""
    return Releve.depuis(lot.lignes["releve"])


def table_du_lot(lot: LotImporte) -> Table:
    """Le fichier du lot, tel qu'il a été lu."""
    fautes = [Diagnostic(**faute) for faute in lot.lignes["fautes"]]
    return Table(
        lot.lignes["titres"], [(numero, cellules) for numero, cellules in lot.lignes["rangees"]], fautes
    )


def conflits(lot: LotImporte, changements: Sequence[Changement]) -> dict[tuple[str, str], list[Ecart]]:
    """Ce qui a changé dans la base depuis la lecture à blanc, par objet (nature, clé)."""
    actuels = etats_actuels(((c.nature, c.cle) for c in changements), lot.session)
    trouves = {(c.nature, c.cle): _ecarts(c, actuels.get((c.nature, c.cle))) for c in changements}
    return {objet: ecarts for objet, ecarts in trouves.items() if ecarts}


def _genre(lecture: Lecture) -> Genre:
    genre = GENRES.get(lecture.genre)
    if genre is None:
        raise ActeRefuse(f"« {lecture.genre} » n'est pas un genre de fichier connu : {', '.join(GENRES)}.")
    if genre.de_session and lecture.session is None:
        raise ActeRefuse(f"{genre.libelle} : choisissez la session que le fichier concerne.")
    if genre.national and not lecture.portee.partout:
        raise ActeRefuse(
            f"{genre.libelle} : ce fichier touche toutes les académies, qui sont hors de votre périmètre."
        )
    return genre


def _examiner(table: Table, genre: Genre, lecture: Lecture) -> dict[str, Any]:
    lignes, inutiles = ranger(table, genre.colonnes)
    session = lecture.session if genre.de_session else None
    contexte = contexte_de(session, lecture.portee, inconnus=lecture.inconnus)
    releve = relever(lignes, genre, contexte, table.fautes)
    if len(releve.changements) > CHANGEMENTS_MAXIMUM:
        raise ActeRefuse(
            f"Ce fichier changerait {len(releve.changements)} fiches ; {CHANGEMENTS_MAXIMUM} au plus à la fois. "
            "Découpez-le, par académie par exemple."
        )
    return {
        "titres": table.titres, "rangees": table.rangees, "fautes": [asdict(faute) for faute in table.fautes],
        "inutiles": inutiles, "inconnus": lecture.inconnus, "releve": asdict(releve),
    }  # fmt: skip


def _appliquer(lot: LotImporte, portee: Portee, *, par: Auteur, le: datetime) -> None:
    if lot.etat == LotImporte.Etat.ABANDONNE:
        raise ActeRefuse("Ce fichier a été abandonné : renvoyez-le pour le reprendre.")
    _genre(Lecture(lot.genre, lot.session, portee))
    releve = releve_du_lot(lot)
    if releve.bloquants:
        raise ActeRefuse(
            f"Des fautes bloquent ce fichier ({len(releve.bloquants)}) : corrigez-les, puis renvoyez-le."
        )
    if not releve.changements:
        raise ActeRefuse("Ce fichier ne change rien : tout ce qu'il dit est déjà enregistré.")
    _verrouiller(lot, releve.changements)
    _verifier_la_portee(releve.changements, portee)
    if heurts := conflits(lot, releve.changements):
        raise Conflit(*(ecart for ecarts in heurts.values() for ecart in ecarts))
    geste = Geste(lot.session, f"Fichier « {lot.nom_du_fichier} », lot {lot.pk}", par, le)
    for changement in sorted(releve.changements, key=_ordre):
        _ecrire(changement, geste)
    lot.etat, lot.applique_le = LotImporte.Etat.APPLIQUE, le
    lot.save(update_fields=["etat", "applique_le"])
    consigner("organisation.appliquer_import", _fait(lot, releve), par=par, le=le)


def _verrouiller(lot: LotImporte, changements: Sequence[Changement]) -> None:
    """Prend d'avance, toujours dans le même ordre, tout ce que les actes du lot verrouilleront un à un.

    Un acte fait au même moment sur l'une de ces fiches attend alors son tour, au lieu de tenir la fiche pendant que le
    lot tient le journal.
    """
    if lot.session:
        verrouiller_ouverte(lot.session)
    for modele, cles in (
        (Academie, [c.cle for c in changements if c.nature == ACADEMIE]),
        (Departement, [c.cle for c in changements if c.nature == DEPARTEMENT]),
        (Etablissement, _etablissements_touches(changements)),
    ):
        for paquet in par_paquets(sorted(cles)):
            fiches = modele._default_manager.select_for_update(no_key=True).filter(pk__in=paquet)
            list(fiches.order_by("pk").values_list("pk"))


def _etablissements_touches(changements: Sequence[Changement]) -> set[str]:
    return {c.cle.partition(SEPARATEUR)[0] for c in changements if c.nature in {ETABLISSEMENT, OFFRE}}


def _ecrire(changement: Changement, geste: Geste) -> None:
    try:
        OBJETS[changement.nature].ecrire(changement, geste)
    except ActeRefuse as refus:
        raise ActeRefuse(*(f"Ligne {changement.ligne} : {phrase}" for phrase in refus.phrases)) from refus


def _ordre(changement: Changement) -> tuple[int, int, int]:
    """Ce dont les autres dépendent d'abord ; un pilote qui s'en va, quand ses académies sont parties."""
    rang = list(OBJETS).index(changement.nature)
    if changement.nature != RATTACHEMENT:
        return rang, 0, changement.ligne
    arrive = changement.apres["pilote"] == changement.cle
    part = (changement.avant or {}).get("pilote") == changement.cle
    return rang, 0 if arrive else 2 if part else 1, changement.ligne


def _verifier_la_portee(changements: Sequence[Changement], portee: Portee) -> None:
    """Le rôle a pu changer depuis la lecture à blanc : la portée se vérifie de nouveau au moment d'écrire."""
    if portee.partout:
        return
    codes = set(academies_des_etablissements(_etablissements_touches(changements)).values())
    codes |= {c.apres["academie"] for c in changements if "academie" in c.apres}
    if codes - portee.academies:
        raise ActeRefuse(
            "Ce fichier touche des établissements qui ne sont plus dans votre périmètre : relisez-le."
        )


def _ecarts(changement: Changement, actuel: Mapping[str, str] | None) -> list[Ecart]:
    avant, objet = changement.avant, OBJETS[changement.nature]
    sujet = f"Ligne {changement.ligne}, {objet.nom} {changement.cle.replace(SEPARATEUR, ', ')}"
    if actuel is None:
        return [] if avant is None else [Ecart(sujet, "une fiche", "", "la modifier")]
    return [
        Ecart(
            f"{sujet}, {objet.libelle(champ)}", *(objet.dire(champ, v) for v in (lu, actuel[champ], demande))
        )
        for champ, demande in changement.apres.items()
        for lu in [(avant or {}).get(champ, "")]
        if actuel[champ] not in {lu if avant is not None else demande, demande}
    ]


def _fait(lot: LotImporte, releve: Releve) -> Fait:
    ajoutes = sum(changement.genre == AJOUTE for changement in releve.changements)
    apres = {
        "genre": lot.genre, "condense": lot.condense, "ajoutes": ajoutes,
        "modifies": len(releve.changements) - ajoutes,
    }  # fmt: skip
    session = lot.session.code if lot.session else ""
    return Fait(f"import:{lot.pk}", lot.nom_du_fichier, session, apres=apres)
