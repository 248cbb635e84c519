"""Nommer quelqu'un : lire le périmètre demandé, et dire si l'on en a le droit. Aucune écriture."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from parchemin.socle.comptes.models import Habilitation
from parchemin.socle.comptes.roles import D_UN_AN, DEFINITIONS, OBJETS, Nature, Role
from parchemin.socle.organisation.models import Academie, Centre, Etablissement, Regroupement, SessionExamen
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Le périmètre d'un rôle, retrouvé en base : sa nature, ce qu'il désigne, son code écrit."""

    nature: Nature
    code: str
    champs: dict[str, Any]

    @property
    def academie(self) -> str:
        """Code de l'académie où il se trouve ; vide pour le territoire entier."""
        sur = self.champs.get("academie")
        return sur.pk if sur else ""


def lire_perimetre(nature: Nature, saisi: str, academie: str = "") -> Perimetre:
    """Périmètre de cette nature désigné par sa clé (code d'académie, UAI, numéro) ; `ActeRefuse` s'il n'existe pas."""
    cle = saisi.strip()
    if nature is Nature.NATIONAL:
        return Perimetre(nature, "national", {})
    if nature in OBJETS:
        if not cle.isalnum():
            raise ActeRefuse(f"{nature.label} : donnez son numéro, en chiffres et en lettres.")
        ou = _trouver(Academie, academie, "académie")
        return Perimetre(nature, f"{nature}:{cle}", {"objet": f"{nature}:{cle}", "academie": ou})
    if nature is Nature.ACADEMIE:
        return Perimetre(nature, f"academie:{cle}", {"academie": _trouver(Academie, cle, "académie")})
    if nature is Nature.ETABLISSEMENT:
        etablissement = _trouver(Etablissement, cle.upper(), "établissement")
        return Perimetre(
            nature, f"etablissement:{etablissement.pk}",
            {"etablissement": etablissement, "academie": etablissement.academie},
        )  # fmt: skip
    if nature is Nature.CENTRE:
        centre = _trouver(Centre, cle, "centre d'examen")
        return Perimetre(nature, f"centre:{centre.pk}", {"centre": centre, "academie": centre.academie})
    regroupement = _trouver(Regroupement, cle, "regroupement")
    return Perimetre(nature, f"regroupement:{regroupement.pk}", {"regroupement": regroupement})


def _trouver(modele: type[Model], cle: str, nom: str) -> Any:
    if modele in (Centre, Regroupement) and not cle.isdecimal():
        trouve = None
    else:
        trouve = modele._default_manager.filter(pk=cle).first()
    if trouve is None:
        # La même phrase pour ce qui n'existe pas et pour ce qu'on ne voit pas : rien ne se devine.
        raise ActeRefuse(
            f"Cet {nom} n'est pas dans votre périmètre."
            if nom[0] in "aeiouyé"
            else f"Ce {nom} n'est pas dans votre périmètre."
        )
    return trouve


def contient(portee: Portee, perimetre: Perimetre) -> bool:
    """Vrai si la portée couvre tout le périmètre."""
    if portee.partout:
        return True
    champs = perimetre.champs
    session = session_du(perimetre, None)
    if portee.session and session is not None and session.pk != portee.session:
        return False
    match perimetre.nature:
        case Nature.NATIONAL:
            return False
        case Nature.REGROUPEMENT:
            return champs["regroupement"].pilote_id in portee.academies and all(
                r.academie_id in portee.academies
                for r in champs["regroupement"].rattachements.filter(jusque=None)
            )
        # Une candidature n'a d'établissement que lue en base : un numéro saisi à la main n'en dit aucun.
        case Nature.ETABLISSEMENT | Nature.CANDIDATURE if _etablissement(perimetre) in portee.etablissements:
            return True
        case Nature.CENTRE if champs["centre"].pk in portee.centres:
            return True
        case _ if champs.get("objet") in portee.objets:
            return True
    return perimetre.academie in portee.academies


def _etablissement(perimetre: Perimetre) -> str:
    sur = perimetre.champs.get("etablissement")
    return sur.pk if sur else ""


def roles_confies(tenu: Habilitation | None) -> frozenset[Role]:
    """Rôles que ce rôle permet de confier, de retirer ou d'ouvrir ; aucun pour un rôle reçu par délégation."""
    if tenu is None or tenu.deleguee_de_id:
        return frozenset()
    return DEFINITIONS[Role(tenu.role)].nomme


def refus_de_nommer(nommant: Habilitation | None, portee: Portee, role: Role, perimetre: Perimetre) -> str:
    """Pourquoi cette nomination n'est pas permise ; vide si elle l'est."""
    if nommant is not None and nommant.deleguee_de_id:
        return "Un rôle reçu par délégation ne permet pas de nommer : demandez à la personne qui vous l'a délégué."
    if role not in roles_confies(nommant):
        return f"Votre rôle ne nomme pas : {role.label}."
    if perimetre.nature not in DEFINITIONS[role].natures:
        return f"Le rôle « {role.label} » ne se tient pas pour : {perimetre.nature.label.lower()}."
    if not contient(portee, perimetre):
        return "Ce périmètre n'est pas dans le vôtre."
    return ""


def fin_permise(fin: datetime, nommant: Habilitation, *, le: datetime) -> str:
    """Pourquoi ce terme ne convient pas ; vide s'il convient : un an au plus, et pas au-delà du rôle de qui nomme."""
    if fin <= le:
        return "Le terme est déjà passé : choisissez un jour à venir."
    if fin > le + timedelta(days=D_UN_AN):
        return "Un rôle se tient un an au plus ; il se renouvelle à chaque session."
    if fin > nommant.fin and nommant.role != Role.NATIONAL:
        return f"Votre propre rôle finit le {nommant.fin:%d/%m/%Y} : le terme ne peut pas le dépasser."
    return ""


def session_du(perimetre: Perimetre, session: SessionExamen | None) -> SessionExamen | None:
    """Session à laquelle le rôle se borne : celle du regroupement ou du centre, sinon celle du nommant."""
    for nom in ("regroupement", "centre"):
        if nom in perimetre.champs:
            lue: SessionExamen = perimetre.champs[nom].session
            return lue
    return session
