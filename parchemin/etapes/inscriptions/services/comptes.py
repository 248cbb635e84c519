"""Donner à un candidat l'accès à sa candidature : un compte, un rôle borné à elle, une invitation ou un code sur papier."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.plume import exiger_le_perimetre
from parchemin.etapes.inscriptions.services.verrous import exiger_en_vie, verrouiller
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.nomination import Perimetre
from parchemin.socle.comptes.roles import D_UN_AN, Nature, Role
from parchemin.socle.comptes.services.nominations import (
    Identite,
    Mission,
    Nommant,
    emettre_code_papier,
    nommer,
)
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse


class Voie(StrEnum):
    """Par où l'accès parvient au candidat."""

    COURRIEL = "courriel"
    PAPIER = "papier"


@dataclass(frozen=True, slots=True)
class Acces:
    """L'accès d'un candidat : son compte, et le code à imprimer s'il lui faut un papier (montré une seule fois)."""

    inscription: Inscription
    habilitation: Habilitation
    code: str = ""

    @property
    def nom(self) -> str:
        """À qui va le papillon."""
        candidat = self.inscription.candidat
        return f"{candidat.nom_usage or candidat.nom} {candidat.prenoms}"

    @property
    def identifiant(self) -> str:
        """Ce que le candidat tape pour se connecter."""
        return self.habilitation.personne.identifiant

    @property
    def est_ouvert(self) -> bool:
        """Vrai si le candidat a déjà choisi son mot de passe."""
        return self.habilitation.personne.activee_le is not None


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce qu'a donné une action groupée : les accès donnés, et pour chaque autre candidature pourquoi elle ne l'a pas été."""

    donnes: tuple[Acces, ...]
    refus: tuple[tuple[Inscription, str], ...]


def donner_un_acces(inscription: Inscription, *, par: Nommant, le: datetime, site: str) -> Acces:
    """Accès du candidat à sa candidature, annoncé par courriel s'il a une adresse ; déjà donné, tel quel.

    Lève `ActeRefuse` hors du périmètre de qui le donne, ou si la candidature n'est plus en vie.
    """
    with transaction.atomic():
        inscription, connaissances = verrouiller(inscription)
        exiger_en_vie(inscription)
        exiger_le_perimetre(inscription, par.auteur, connaissances.regroupements)
        mission = Mission(Role.CANDIDAT, perimetre_de(inscription), _terme(par, le=le))
        habilitation = nommer(_identite(inscription), mission, par=par, le=le, site=site)
        if habilitation.etablissement_id != inscription.etablissement_id:
            # Il a changé de lycée : c'est le nouveau qui l'aide à entrer, plus l'ancien.
            habilitation.etablissement = inscription.etablissement
            habilitation.save(update_fields=["etablissement"])
        candidat = inscription.candidat
        if candidat.compte_id != habilitation.personne_id:
            candidat.compte = habilitation.personne
            candidat.save(update_fields=["compte"])
            fait = Fait(
                inscription.code, str(candidat), inscription.session.code,
                apres={"compte": habilitation.personne.code},
            )  # fmt: skip
            consigner("inscriptions.donner_acces", fait, par=par.auteur, le=le)
    return Acces(inscription, habilitation)


def donner_un_code(inscription: Inscription, *, par: Nommant, le: datetime, site: str) -> Acces:
    """Accès du candidat, avec un code à imprimer qui remplace le précédent. Lève `ActeRefuse`."""
    with transaction.atomic():
        acces = donner_un_acces(inscription, par=par, le=le, site=site)
        return Acces(
            acces.inscription, acces.habilitation, emettre_code_papier(acces.habilitation, par=par, le=le)
        )


def donner_les_acces(
    inscriptions: Iterable[Inscription], voie: Voie, *, par: Nommant, le: datetime, site: str
) -> Bilan:
    """Accès de plusieurs candidats ; ce qui ne se peut pas pour l'un n'arrête pas les autres."""
    donner = donner_un_code if voie is Voie.PAPIER else donner_un_acces
    donnes, refus = [], []
    for inscription in inscriptions:
        if voie is Voie.COURRIEL and not inscription.candidat.courriel:
            refus.append((inscription, "pas d'adresse électronique"))
            continue
        try:
            donnes.append(donner(inscription, par=par, le=le, site=site))
        except ActeRefuse as raison:
            refus.append((inscription, str(raison)))
    return Bilan(tuple(donnes), tuple(refus))


def perimetre_de(inscription: Inscription) -> Perimetre:
    """Périmètre du rôle de candidat : sa candidature, lue en base, avec l'académie et l'établissement où elle est."""
    champs = {"objet": inscription.code, "academie": inscription.academie}
    if inscription.etablissement:
        champs["etablissement"] = inscription.etablissement
    return Perimetre(Nature.CANDIDATURE, inscription.code, champs)


def _terme(par: Nommant, *, le: datetime) -> datetime:
    un_an = le + timedelta(days=D_UN_AN)
    return un_an if par.habilitation.role == Role.NATIONAL else min(un_an, par.habilitation.fin)


def _identite(inscription: Inscription) -> Identite:
    """Sous quel nom ouvrir le compte : celui qu'il a déjà, son adresse si elle n'est à personne d'autre, son numéro."""
    candidat = inscription.candidat
    if candidat.compte:
        deja = candidat.compte
        return Identite(deja.nom, deja.prenom, deja.courriel, deja.identifiant)
    courriel = candidat.courriel.strip()
    # Une adresse partagée ouvrirait à l'un la candidature de l'autre : le second entre par son numéro.
    est_prise = courriel and Personne.objects.filter(identifiant=courriel.lower()).exists()
    nom, prenom = candidat.nom_usage or candidat.nom, candidat.prenoms
    if not courriel or est_prise:
        return Identite(nom, prenom, "", _identifiant_libre(inscription))
    return Identite(nom, prenom, courriel)


def _identifiant_libre(inscription: Inscription) -> str:
    """Numéro du candidat ; précédé de sa session si une autre l'a déjà donné à quelqu'un, à qui il ouvrirait celle-ci."""
    numero = inscription.numero
    est_pris = Personne.objects.filter(identifiant=numero).exists()
    return f"{inscription.session.code}-{numero}" if est_pris else numero
