"""Confier un rôle, le déléguer, le retirer, donner le code qui ouvre le compte."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from parchemin.socle.comptes.courriels import envoyer
from parchemin.socle.comptes.models import Habilitation, Jeton, Personne
from parchemin.socle.comptes.nomination import (
    Perimetre,
    fin_permise,
    refus_de_nommer,
    roles_confies,
    session_du,
)
from parchemin.socle.comptes.queries import couvertes, en_vigueur, habilitations_visibles
from parchemin.socle.comptes.roles import D_UN_AN, Nature, Role
from parchemin.socle.comptes.services.entrees import DUREES, emettre
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse


@dataclass(frozen=True, slots=True)
class Nommant:
    """Qui nomme : son rôle, sa portée, et sous quel nom le journal l'inscrit."""

    habilitation: Habilitation
    portee: Portee
    auteur: Auteur


@dataclass(frozen=True, slots=True)
class Identite:
    """Qui l'on nomme : l'adresse électronique, ou rien pour qui recevra un code sur papier."""

    nom: str
    prenom: str = ""
    courriel: str = ""
    identifiant: str = ""


@dataclass(frozen=True, slots=True)
class Mission:
    """Ce que l'on confie : un rôle, pour un périmètre, jusqu'à un terme (UTC)."""

    role: Role
    perimetre: Perimetre
    fin: datetime


@transaction.atomic
def nommer(identite: Identite, mission: Mission, *, par: Nommant, le: datetime, site: str) -> Habilitation:
    """Confie un rôle, en créant le compte s'il manque, et l'annonce par courriel ; refaire ne change rien.

    `site` : début des adresses du service. Lève `ActeRefuse` si le rôle, le périmètre ou le terme ne conviennent pas.
    """
    role, perimetre = mission.role, mission.perimetre
    refus = refus_de_nommer(par.habilitation, par.portee, role, perimetre) or fin_permise(
        mission.fin, par.habilitation, le=le
    )
    if refus:
        raise ActeRefuse(refus)
    personne = _personne_nommee(identite, le=le)
    _clore_les_echues(personne, role, perimetre.code, le=le)
    session = session_du(perimetre, par.habilitation.session)
    habilitation, creee = Habilitation.objects.get_or_create(
        personne=personne, role=role, perimetre=perimetre.code, retiree_le=None,
        defaults={
            "nature": perimetre.nature, "session": session, "debut": le, "fin": mission.fin,
            "accordee_par": par.auteur.code, **perimetre.champs,
        },
    )  # fmt: skip
    if creee:
        _annoncer(habilitation, par=par.auteur, le=le, site=site)
        _inscrire("comptes.nommer", habilitation, par=par.auteur, le=le)
    return habilitation


def _personne_nommee(identite: Identite, *, le: datetime) -> Personne:
    identifiant = (identite.courriel or identite.identifiant).strip().lower()
    if not identifiant:
        raise ActeRefuse("Donnez une adresse électronique, ou l'identifiant imprimé sur la convocation.")
    personne = Personne.objects.select_for_update().filter(identifiant=identifiant).first()
    if personne is None:
        try:
            with transaction.atomic():
                personne = Personne(
                    identifiant=identifiant, nom=identite.nom.strip(), prenom=identite.prenom.strip(),
                    courriel=identite.courriel.strip(), creee_le=le,
                )  # fmt: skip
                personne.set_unusable_password()
                personne.save()
        except IntegrityError:  # la même personne vient d'être créée par un autre envoi
            personne = Personne.objects.select_for_update().get(identifiant=identifiant)
    if personne.fermee_le is not None:
        raise ActeRefuse("Ce compte est fermé : seule l'administration nationale peut le rouvrir.")
    return personne


def _clore_les_echues(personne: Personne, role: str, perimetre: str, *, le: datetime) -> None:
    # Un rôle arrivé à son terme ne doit pas empêcher de le confier de nouveau.
    Habilitation.objects.filter(
        personne=personne, role=role, perimetre=perimetre, retiree_le=None, fin__lte=le
    ).update(retiree_le=le)


def _inscrire(acte: str, habilitation: Habilitation, *, par: Auteur, le: datetime, motif: str = "") -> None:
    consigner(
        acte,
        Fait(
            objet=habilitation.personne.code,
            nom_objet=str(habilitation.personne),
            session=habilitation.session.code if habilitation.session else "",
            apres={
                "habilitation": habilitation.pk, "role": habilitation.role, "perimetre": habilitation.perimetre,
                "fin": habilitation.fin.isoformat(timespec="seconds"),
            },
            motif=motif,
        ),
        par=par,
        le=le,
    )  # fmt: skip


def _annoncer(habilitation: Habilitation, *, par: Auteur, le: datetime, site: str) -> None:
    personne = habilitation.personne
    valeurs = {"habilitation": habilitation, "par": par.nom, "site": site}
    if personne.activee_le is not None:
        envoyer("nomination", personne.courriel, **valeurs)
    elif personne.courriel:
        secret = emettre(personne, Jeton.Genre.INVITATION, le=le)
        envoyer(
            "invitation",
            personne.courriel,
            secret=secret,
            jours=DUREES[Jeton.Genre.INVITATION].days,
            **valeurs,
        )


@transaction.atomic
def nommer_le_premier(identite: Identite, *, le: datetime) -> tuple[Habilitation, str]:
    """Crée le premier compte de l'administration nationale, et rend le secret de son lien d'entrée.

    Lève `ActeRefuse` s'il en existe déjà un : les suivants se nomment à l'écran, par lui.
    """
    if Habilitation.objects.filter(role=Role.NATIONAL).exists():
        raise ActeRefuse(
            "Un compte de l'administration nationale existe déjà : c'est lui qui nomme les suivants."
        )
    systeme = Auteur(code="systeme", nom="Mise en service")
    habilitation = Habilitation.objects.create(
        personne=_personne_nommee(identite, le=le), role=Role.NATIONAL, nature=Nature.NATIONAL,
        perimetre=Nature.NATIONAL, debut=le, fin=le + timedelta(days=D_UN_AN), accordee_par=systeme.code,
    )  # fmt: skip
    secret = emettre(habilitation.personne, Jeton.Genre.INVITATION, le=le)
    _inscrire("comptes.nommer", habilitation, par=systeme, le=le)
    return habilitation, secret


@transaction.atomic
def deleguer(
    habilitation: Habilitation, a: Personne, *, fin: datetime, par: Auteur, le: datetime, site: str
) -> Habilitation:
    """Confie son propre rôle à une personne déjà connue, pour un temps qui ne dépasse pas le sien ; `ActeRefuse` sinon."""
    if habilitation.deleguee_de_id:
        raise ActeRefuse("Un rôle reçu par délégation ne se délègue pas à son tour.")
    if a.pk == habilitation.personne_id:
        raise ActeRefuse("On ne se délègue pas un rôle à soi-même.")
    if not habilitation.est_en_vigueur(le=le) or not le < fin <= habilitation.fin:
        raise ActeRefuse(
            f"Le terme doit venir, et ne pas dépasser celui de votre rôle, le {habilitation.fin:%d/%m/%Y}."
        )
    _clore_les_echues(a, habilitation.role, habilitation.perimetre, le=le)
    deleguee, creee = Habilitation.objects.get_or_create(
        personne=a, role=habilitation.role, perimetre=habilitation.perimetre, retiree_le=None,
        defaults={
            "nature": habilitation.nature, "session": habilitation.session, "debut": le, "fin": fin,
            "regroupement": habilitation.regroupement, "academie": habilitation.academie,
            "etablissement": habilitation.etablissement, "centre": habilitation.centre, "objet": habilitation.objet,
            "accordee_par": par.code, "deleguee_de": habilitation,
        },
    )  # fmt: skip
    if creee:
        _annoncer(deleguee, par=par, le=le, site=site)
        _inscrire("comptes.deleguer", deleguee, par=par, le=le)
    return deleguee


@transaction.atomic
def retirer(numero: int, *, par: Nommant, motif: str, le: datetime) -> Habilitation:
    """Retire un rôle et ses délégations, aussitôt ; refaire ne change rien. `ActeRefuse` si ce n'est pas permis."""
    habilitation = Habilitation.objects.select_for_update().get(pk=numero)
    if habilitation.retiree_le is not None:
        return habilitation
    if not habilitations_visibles(par.portee).filter(pk=numero).exists():
        raise ActeRefuse("Ce rôle n'est pas dans votre périmètre.")
    _verifier_le_retrait(habilitation, par=par, motif=motif, le=le)
    retirees = [
        habilitation,
        *habilitation.delegations.select_for_update().filter(retiree_le=None).order_by("pk"),
    ]
    for retiree in retirees:
        retiree.retiree_le = le
        retiree.save(update_fields=["retiree_le"])
    for retiree in retirees:
        _inscrire("comptes.retirer", retiree, par=par.auteur, le=le, motif=motif.strip())
        envoyer(
            "retrait",
            retiree.personne.courriel,
            habilitation=retiree,
            par=par.auteur.nom,
            motif=motif.strip(),
        )
    return habilitation


def _verifier_le_retrait(habilitation: Habilitation, *, par: Nommant, motif: str, le: datetime) -> None:
    if not motif.strip():
        raise ActeRefuse("Dites pourquoi ce rôle est retiré : la personne et le journal le liront.")
    sienne = habilitation.deleguee_de_id == par.habilitation.pk
    if not sienne and habilitation.role not in roles_confies(par.habilitation):
        raise ActeRefuse(f"Votre rôle ne retire pas : {habilitation.get_role_display()}.")
    if habilitation.role == Role.NATIONAL:
        autres = Habilitation.objects.filter(
            role=Role.NATIONAL, retiree_le=None, deleguee_de=None, fin__gt=le, personne__fermee_le=None
        ).exclude(pk=habilitation.pk)
        if not autres.exists():
            raise ActeRefuse(
                "C'est le dernier compte de l'administration nationale : nommez-en un autre d'abord."
            )


@transaction.atomic
def renvoyer_l_invitation(habilitation: Habilitation, *, par: Nommant, le: datetime, site: str) -> None:
    """Envoie un nouveau lien à qui n'a pas encore ouvert son compte ; l'ancien ne vaut plus. `ActeRefuse` sinon."""
    personne = habilitation.personne
    if habilitation.role not in roles_confies(par.habilitation):
        raise ActeRefuse(f"Votre rôle n'invite pas : {habilitation.get_role_display()}.")
    if personne.activee_le or not personne.courriel or not habilitation.est_en_vigueur(le=le):
        raise ActeRefuse(
            "Il n'y a pas d'invitation à renvoyer : le compte est ouvert, sans adresse, ou le rôle est fini."
        )
    _annoncer(habilitation, par=par.auteur, le=le, site=site)
    _inscrire("comptes.renvoyer_invitation", habilitation, par=par.auteur, le=le)


@transaction.atomic
def emettre_code_papier(habilitation: Habilitation, *, par: Nommant, le: datetime) -> str:
    """Code à imprimer, montré une seule fois ; le précédent ne vaut plus. `ActeRefuse` si le rôle n'est pas du sien."""
    if habilitation.role not in roles_confies(par.habilitation):
        raise ActeRefuse(f"Votre rôle ne donne pas de code à : {habilitation.get_role_display()}.")
    if not habilitation.est_en_vigueur(le=le):
        raise ActeRefuse("Ce rôle n'est plus en vigueur : il n'y a pas de code à donner.")
    personne = Personne.objects.select_for_update().get(pk=habilitation.personne_id)
    if refus := _refus_de_rouvrir(personne, par=par, le=le):
        raise ActeRefuse(refus)
    secret = emettre(personne, Jeton.Genre.PAPIER, le=le)
    _inscrire("comptes.code_papier", habilitation, par=par.auteur, le=le)
    return secret


def _refus_de_rouvrir(personne: Personne, *, par: Nommant, le: datetime) -> str:
    """Pourquoi ce nommant ne peut pas tenir en main l'entrée de ce compte ; vide s'il le peut.

    Un code ouvre le compte entier, pas un seul de ses rôles : qui le tire doit pouvoir confier tous ceux qu'il porte.
    """
    if personne.activee_le and personne.courriel:
        return (
            "Ce compte est ouvert et a une adresse : la personne y demande elle-même un nouveau mot de passe."
        )
    tenus = en_vigueur(le=le).filter(personne=personne)
    siens = tenus.filter(couvertes(par.portee), role__in=roles_confies(par.habilitation))
    if tenus.exclude(pk__in=siens.values("pk")).exists():
        return "Cette personne tient aussi un rôle qui n'est pas de votre ressort : son code se demande plus haut."
    return ""
