"""Le registre d'avancement : par académie, établissement ou division, combien de candidatures à chaque étape."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from parchemin.etapes.inscriptions.models import SANS_SUITE, EtatInscription
from parchemin.etapes.inscriptions.queries.candidatures import AUCUN, CAS, CONFIRMEES, visibles
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.models import Academie, Regroupement, SessionExamen
from parchemin.socle.organisation.portee import Portee

LIGNES_MONTREES = 30
# Les parts de la jauge : leur dessin, leur mot.
PARTS = (
    ("harmonise", "recevables"), ("corrige", "confirmés, à contrôler"), ("numerise", "inscrits, à confirmer"),
    ("absent", "en cours de saisie"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Regard:
    """Qui regarde : sa portée, son rôle, les académies qu'il voit, celles d'entre elles qui pilotent un regroupement."""

    portee: Portee
    session: SessionExamen
    role: Role
    academies: Mapping[str, Academie]
    pilotes: frozenset[str]

    @property
    def lieu(self) -> Academie | None:
        """Académie de la personne : la sienne, ou le pilote de son regroupement ; `None` si elle les voit toutes."""
        if self.role == Role.PILOTE_ORGANISATION:
            return next((a for code, a in self.academies.items() if code in self.pilotes), None)
        return next(iter(self.academies.values())) if len(self.academies) == 1 else None

    @property
    def axe(self) -> str:
        """Ce que nomme une ligne du registre : académie, établissement, ou division pour un établissement."""
        if self.portee.etablissements:
            return "division"
        return "academie" if len(self.academies) != 1 else "etablissement"


def regard(portee: Portee, session: SessionExamen, auteur: Auteur) -> Regard:
    """Le regard de cette personne sur cette session."""
    pilotees = Regroupement.objects.filter(session=session, pilote=OuterRef("pk"))
    lues = queries.academies(portee).annotate(pilote_ici=Exists(pilotees))
    academies = {a.pk: a for a in lues}
    pilotes = frozenset(code for code, a in academies.items() if getattr(a, "pilote_ici", False))
    return Regard(portee, session, Role(auteur.role), academies, pilotes)


@dataclass(frozen=True, slots=True)
class Avancement:
    """Nombre de candidatures en vie à chaque étape ; `inscrits` ne compte pas les saisies en cours."""

    brouillons: int = 0
    inscrits: int = 0
    confirmes: int = 0
    recevables: int = 0
    transferes: int = 0
    pieces: int = 0
    a_completer: int = 0
    sans_regime: int = 0
    a_recevoir: int = 0

    def plus(self, autre: "Avancement") -> "Avancement":
        """La somme, étape par étape."""
        sommes = {f.name: getattr(self, f.name) + getattr(autre, f.name) for f in fields(self)}
        return replace(self, **sommes)

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """Part de chaque état, pour la jauge."""
        return (
            ("harmonise", self.recevables), ("corrige", self.confirmes - self.recevables),
            ("numerise", self.inscrits - self.confirmes), ("absent", self.brouillons),
        )  # fmt: skip

    @property
    def est_acheve(self) -> bool:
        """Vrai si plus rien n'y attend personne."""
        return self.recevables == self.inscrits and not (self.brouillons or self.pieces or self.a_completer)


VIDE = Avancement()


@dataclass(frozen=True, slots=True)
class Groupe:
    """Les candidatures d'une ligne qui sont dans le même état, transférées ou non."""

    cle: str
    nom: str
    est_pilotee: bool
    est_transferee: bool
    avancement: Avancement


@dataclass(frozen=True, slots=True)
class Colonne:
    """Un nombre du registre : son titre, ce qu'il compte d'un avancement, le filtre de sa liste."""

    titre: str
    champ: str
    filtre: str


TRANSFERES = Colonne("Transférés", "transferes", "cas=transferes")
COLONNES = (
    Colonne("Inscrits", "inscrits", "cas=inscrits"),
    Colonne("Confirmés", "confirmes", "cas=confirmes"),
    Colonne("Recevables", "recevables", "etat=recevable"),
    TRANSFERES,
    Colonne("Incomplets", "a_completer", "cas=a_completer"),
    Colonne("Pièces manquantes", "pieces", "cas=pieces"),
)


@dataclass(frozen=True, slots=True)
class LigneDeRegistre:
    """Une académie, un établissement ou une division : son nom, sa liste, son avancement."""

    nom: str
    adresse: str
    avancement: Avancement
    se_transfere: bool

    def nombres(self, colonnes: Sequence[Colonne]) -> list[tuple[int | None, str]]:
        """Nombre de chaque colonne et la liste qu'il ouvre ; `None` où la colonne n'a pas d'objet."""
        return [
            (None if c is TRANSFERES and not self.se_transfere else getattr(self.avancement, c.champ),
             f"{self.adresse}&{c.filtre}")
            for c in colonnes
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Registre:
    """Les lignes où il reste à faire, le nombre de celles qui sont achevées ou ne tiennent pas, et les totaux.

    `plume` : total de ce que le pilote peut changer ; `a_transferer` : candidatures déposées qui doivent l'être.
    """

    lignes: Sequence[LigneDeRegistre]
    achevees: int
    autres: int
    total: Avancement
    plume: Avancement
    a_transferer: int


def lire_le_registre(vu: Regard, *, entier: bool = False) -> Registre:
    """Registre d'avancement, par ligne de l'axe, en une requête ; `entier` : les lignes achevées aussi."""
    noms: dict[str, str] = {}
    lignes: dict[str, Avancement] = {}
    total, plume, a_transferer = VIDE, VIDE, 0
    for groupe in _grouper(vu):
        noms[groupe.cle] = groupe.nom
        lignes[groupe.cle] = lignes.get(groupe.cle, VIDE).plus(groupe.avancement)
        total = total.plus(groupe.avancement)
        if groupe.est_pilotee or groupe.est_transferee:
            plume = plume.plus(groupe.avancement)
        else:
            a_transferer += groupe.avancement.inscrits
    dites = sorted(
        (_ligne(vu, cle, noms[cle], lu) for cle, lu in lignes.items()), key=lambda ligne: ligne.nom
    )
    ouvertes = [ligne for ligne in dites if entier or not ligne.avancement.est_acheve]
    montrees = ouvertes if entier else ouvertes[:LIGNES_MONTREES]
    achevees, autres = len(dites) - len(ouvertes), len(ouvertes) - len(montrees)
    return Registre(montrees, achevees, autres, total, plume, a_transferer)


def _grouper(vu: Regard) -> Iterator[Groupe]:
    vivantes = visibles(vu.portee).filter(session=vu.session).exclude(etat__in=SANS_SUITE)
    axes = {"academie", vu.axe, *({"etablissement__nom"} if vu.axe == "etablissement" else ())}
    groupes = vivantes.order_by().values(*axes, "etat", transferee=Q(transferee_le__isnull=False)).annotate(
        nombre=Count("pk"), pieces=Count("pk", filter=Q(pieces_manquantes__gt=0)),
        incompletes=Count("pk", filter=Q(a_completer__gt=0)),
        sans_regime=Count("pk", filter=Q(regime="")), prets=Count("pk", filter=CAS["a_recevoir"][1]),
    )  # fmt: skip
    for lu in groupes:
        cle = str(lu[vu.axe] or "")
        yield Groupe(
            cle, _nom(vu, cle, lu), lu["academie"] in vu.pilotes, bool(lu["transferee"]), _avancement(lu)
        )


def _nom(vu: Regard, cle: str, lu: Mapping[str, Any]) -> str:
    if vu.axe == "academie":
        return vu.academies[cle].nom if cle in vu.academies else cle
    if vu.axe == "etablissement":
        return str(lu["etablissement__nom"] or "Candidats individuels")
    return cle or "Sans division"


def _avancement(lu: Mapping[str, Any]) -> Avancement:
    etat, nombre = lu["etat"], lu["nombre"]
    depose = etat != EtatInscription.BROUILLON
    return Avancement(
        brouillons=0 if depose else nombre, inscrits=nombre if depose else 0,
        confirmes=nombre if etat in CONFIRMEES else 0,
        recevables=nombre if etat == EtatInscription.RECEVABLE else 0,
        transferes=nombre if lu["transferee"] else 0, pieces=lu["pieces"],
        a_completer=lu["incompletes"], sans_regime=lu["sans_regime"], a_recevoir=lu["prets"],
    )  # fmt: skip


def _ligne(vu: Regard, cle: str, nom: str, lu: Avancement) -> LigneDeRegistre:
    filtres = {vu.axe: cle or AUCUN, "session": vu.session.code}
    adresse = f"{reverse('inscriptions-candidats')}?{urlencode(filtres)}"
    pilotee = cle in vu.pilotes if vu.axe == "academie" else bool(vu.pilotes)
    return LigneDeRegistre(nom, adresse, lu, not pilotee)
