"""Ce que chacun voit de l'organisation : rien que les lignes de sa portée."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.heures import PARIS, HeureLocale
from parchemin.socle.organisation.models import (
    Academie,
    Centre,
    Echeance,
    Etablissement,
    LotImporte,
    Offre,
    Rattachement,
    Regroupement,
    SessionExamen,
)
from parchemin.socle.organisation.mots import simplifier
from parchemin.socle.organisation.portee import Portee


def sessions(portee: Portee) -> QuerySet[SessionExamen]:
    """Sessions visibles : celle du rôle, ou toutes si le rôle n'est borné à aucune."""
    return SessionExamen.objects.filter(**{"pk": portee.session} if portee.session else {})


def session_de_code(portee: Portee, code: str) -> SessionExamen | None:
    """Session visible de ce code (« ccst-2026 »), s'il y en a une."""
    diplome, _, annee = code.rpartition("-")
    if not annee.isascii() or not annee.isdigit():
        return None
    return sessions(portee).filter(diplome=diplome, annee=int(annee[:4])).first()


def session_courante(portee: Portee) -> SessionExamen | None:
    """La plus récente des sessions visibles qui ne sont pas closes ; à défaut la plus récente."""
    visibles = sessions(portee).order_by("-annee", "diplome")
    return visibles.exclude(phase="close").first() or visibles.first()


def academies(portee: Portee) -> QuerySet[Academie]:
    """Académies visibles : celles du rôle, et celles de ses établissements et de ses centres."""
    if portee.partout:
        return Academie.objects.all()
    return Academie.objects.filter(
        Q(pk__in=portee.academies)
        | Q(pk__in=Etablissement.objects.filter(pk__in=portee.etablissements).values("academie"))
        | Q(pk__in=Centre.objects.filter(pk__in=portee.centres).values("academie"))
    )


def academies_entieres(portee: Portee) -> QuerySet[Academie]:
    """Académies que le rôle couvre entièrement : celles où il peut ajouter."""
    return Academie.objects.all() if portee.partout else Academie.objects.filter(pk__in=portee.academies)


def etablissements(portee: Portee) -> QuerySet[Etablissement]:
    """Établissements visibles : ceux de l'académie du rôle, ou le sien."""
    visibles = Etablissement.objects.select_related("academie")
    if portee.partout:
        return visibles
    return visibles.filter(Q(academie__in=portee.academies) | Q(pk__in=portee.etablissements))


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce que la personne cherche ; un champ vide ne filtre pas.

    `offre` : « oui » ne garde que ceux qui offrent quelque chose à la session, « sans_places » ceux dont une capacité
    manque.
    """

    mot: str = ""
    academie: str = ""
    voie: str = ""
    secteur: str = ""
    offre: str = ""


def chercher_etablissements(
    portee: Portee, session: SessionExamen | None, filtres: Filtres
) -> QuerySet[Etablissement]:
    """Établissements visibles dont l'UAI, le nom et la commune contiennent tous les mots, accents indifférents."""
    trouves = etablissements(portee)
    for terme in simplifier(filtres.mot).split():
        trouves = trouves.filter(recherche__contains=terme)
    if filtres.academie:
        trouves = trouves.filter(academie=filtres.academie)
    if filtres.secteur:
        trouves = trouves.filter(secteur=filtres.secteur)
    if filtres.voie or filtres.offre:
        offertes = Offre.objects.filter(session=session, retiree_le=None)
        if filtres.voie:
            offertes = offertes.filter(voie=filtres.voie)
        if filtres.offre == "sans_places":
            offertes = offertes.filter(capacite=None)
        trouves = trouves.filter(pk__in=offertes.values("etablissement"))
    return trouves


def offres(portee: Portee, session: SessionExamen) -> QuerySet[Offre]:
    """Offres en cours d'une session visible, dans les établissements visibles."""
    return Offre.objects.filter(
        session__in=sessions(portee).filter(pk=session.pk),
        retiree_le=None,
        etablissement__in=etablissements(portee),
    )


def offres_de(etablissement: Etablissement, session: SessionExamen) -> QuerySet[Offre]:
    """Offres en cours d'un établissement que l'on a déjà le droit de voir."""
    return Offre.objects.filter(etablissement=etablissement, session=session, retiree_le=None)


def voies_offertes(
    portee: Portee, session: SessionExamen | None, trouves: Iterable[Etablissement]
) -> dict[str, list[Offre]]:
    """Offres de la session, par UAI, pour ces établissements."""
    rangees: dict[str, list[Offre]] = {e.pk: [] for e in trouves}
    for offre in offres(portee, session).filter(etablissement__in=rangees) if session else ():
        rangees[offre.etablissement_id].append(offre)
    return rangees


def regroupements(portee: Portee, session: SessionExamen | None = None) -> QuerySet[Regroupement]:
    """Regroupements visibles : ceux où une académie visible est rattachée ou pilote."""
    visibles = Regroupement.objects.filter(session__in=sessions(portee)).select_related(
        "session", "pilote", "pilote_sujets"
    )
    if session:
        visibles = visibles.filter(session=session)
    if portee.partout:
        return visibles
    siennes = academies(portee)
    membres = Rattachement.objects.filter(academie__in=siennes, jusque=None)
    return visibles.filter(Q(pk__in=membres.values("regroupement")) | Q(pilote__in=siennes))


def membres(regroupement: Regroupement) -> list[Academie]:
    """Académies rattachées aujourd'hui au regroupement, le pilote d'abord."""
    en_cours = regroupement.rattachements.filter(jusque=None).select_related("academie")
    return sorted((r.academie for r in en_cours), key=lambda a: (a.pk != regroupement.pilote_id, a.nom))


def partis(regroupement: Regroupement) -> QuerySet[Rattachement]:
    """Rattachements terminés du regroupement, le plus récent d'abord."""
    return regroupement.rattachements.exclude(jusque=None).select_related("academie").order_by("-jusque")


def rattachements(portee: Portee, academie: Academie) -> QuerySet[Rattachement]:
    """Rattachements d'une académie, en cours et terminés, des sessions visibles."""
    return (
        Rattachement.objects.filter(academie=academie, session__in=sessions(portee))
        .select_related("session", "regroupement__pilote")
        .order_by("-session__annee", "-depuis")
    )


def academies_sans_regroupement(session: SessionExamen) -> QuerySet[Academie]:
    """Académies qu'aucun regroupement ne tient pour la session : il faut les rattacher, ou les dire autonomes."""
    tenues = Rattachement.objects.filter(session=session, jusque=None)
    return Academie.objects.exclude(pk__in=tenues.values("academie")).exclude(
        nature=Academie.Nature.SERVICE_COMMUN
    )


def centres(portee: Portee, session: SessionExamen | None = None) -> QuerySet[Centre]:
    """Centres visibles : ceux de l'académie du rôle, de son établissement, ou le sien."""
    visibles = Centre.objects.filter(session__in=sessions(portee)).select_related(
        "session", "academie", "etablissement"
    )
    if session:
        visibles = visibles.filter(session=session)
    if portee.partout:
        return visibles
    return visibles.filter(
        Q(academie__in=portee.academies)
        | Q(etablissement__in=portee.etablissements)
        | Q(pk__in=portee.centres)
    )


def centres_avec_places(portee: Portee, session: SessionExamen | None) -> QuerySet[Centre]:
    """Centres visibles, ouverts d'abord, avec le nombre de leurs salles et de leurs places."""
    ouvertes = Q(salles__retiree_le=None)
    return (
        centres(portee, session)
        .annotate(
            nombre_de_salles=Count("salles", filter=ouvertes),
            places=Coalesce(Sum("salles__capacite", filter=ouvertes), 0),
        )
        .order_by(F("ferme_le").asc(nulls_first=True), "nom", "pk")
    )


def echeances(portee: Portee, session: SessionExamen, academie: Academie | None = None) -> QuerySet[Echeance]:
    """Échéances en vigueur, communes et propres aux académies visibles ; pour une académie, la propre l'emporte."""
    visibles = Echeance.objects.filter(
        session__in=sessions(portee).filter(pk=session.pk), remplacee_le=None
    ).select_related("academie", "session")
    if academie is None:
        return visibles.filter(Q(academie=None) | Q(academie__in=academies(portee)))
    propres = visibles.filter(academie=academie)
    return visibles.filter(
        Q(academie__in=academies(portee).filter(pk=academie.pk))
        | Q(academie=None) & ~Q(code__in=propres.values("code"))
    )


def echeances_remplacees(portee: Portee, session: SessionExamen) -> QuerySet[Echeance]:
    """Échéances qui ne valent plus, la plus récemment remplacée d'abord."""
    anciennes = Echeance.objects.filter(session__in=sessions(portee).filter(pk=session.pk)).exclude(
        remplacee_le=None
    )
    return (
        anciennes.filter(Q(academie=None) | Q(academie__in=academies(portee)))
        .select_related("academie")
        .order_by("-remplacee_le")
    )


@dataclass(frozen=True, slots=True)
class EcheanceDite:
    """Une échéance dans l'heure d'un lieu, et dans celle de Paris si ce n'est pas la même."""

    echeance: Echeance
    heure: HeureLocale
    a_paris: HeureLocale | None


def dire_l_echeance(echeance: Echeance, academie: Academie | None) -> EcheanceDite:
    """Échéance dans l'heure de l'académie, à défaut de la sienne, à défaut de Paris."""
    lieu = academie or echeance.academie
    heure, paris = HeureLocale(echeance.le, lieu.fuseau if lieu else PARIS), HeureLocale(echeance.le, PARIS)
    return EcheanceDite(echeance, heure, paris if paris.saisie != heure.saisie else None)


def lots(portee: Portee, auteur: Auteur) -> QuerySet[LotImporte]:
    """Fichiers importés : tous pour qui couvre tout, les siens pour les autres."""
    visibles = LotImporte.objects.select_related("session")
    return visibles if portee.partout else visibles.filter(lu_par=auteur.code)


def compte_par_voie(offertes: QuerySet[Offre]) -> Iterable[tuple[str, int]]:
    """Nombre d'offres par voie."""
    return offertes.order_by("voie").values_list("voie").annotate(nombre=Count("pk"))


def jour_du_droit(session: SessionExamen) -> date:
    """Jour où se lisent les valeurs légales de la session : le 1er juillet de son année."""
    return date(session.annee, 7, 1)
