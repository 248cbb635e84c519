"""Deux académies, un lycée, et leurs navigateurs devant les fiches ; les registres sont ouverts, sauf mention contraire."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
from parchemin.etapes.inscriptions.services.recevoir import transferer
from parchemin.socle.comptes.models import Habilitation
from parchemin.socle.comptes.nomination import lire_perimetre
from parchemin.socle.comptes.roles import DEFINITIONS, Nature, Role
from parchemin.socle.organisation.models import Academie, Echeance
from tests.etapes.inscriptions import monde as m
from tests.socle.comptes.monde import entrer, personne
from tests.web.pages.lecture import Page, lue


@dataclass
class Bureau:
    """Le monde, et de quoi y faire entrer quelqu'un."""

    monde: m.Monde
    le: datetime

    def entrer(self, role: Role, cle: str = "", academie: str = m.PILOTE) -> Client:
        """Navigateur d'une personne de ce rôle, entièrement identifiée, bornée à la session."""
        return entrer(self.personne(role, cle, academie).personne)

    def personne(self, role: Role, cle: str = "", academie: str = m.PILOTE) -> Habilitation:
        """Habilitation de cette personne."""
        nature = sorted(DEFINITIONS[role].natures, reverse=True)[0] if cle else Nature.NATIONAL
        lu = lire_perimetre(nature, cle, academie)
        qui = personne(f"{role.value}-{cle}".lower(), le=self.le)
        return Habilitation.objects.create(
            personne=qui, role=role, nature=lu.nature, perimetre=lu.code,
            session=self.monde.session if cle else None, debut=self.le - timedelta(days=1),
            fin=self.le + timedelta(days=90), accordee_par="systeme", **lu.champs,
        )  # fmt: skip

    @cached_property
    def grenoble(self) -> Client:
        """Le service des examens de Grenoble, académie rattachée."""
        return self.entrer(Role.RATTACHEMENT, m.RATTACHEE, m.RATTACHEE)

    @cached_property
    def pilote(self) -> Client:
        """Le service de Lyon, pilote du regroupement."""
        return self.entrer(Role.PILOTE_ORGANISATION, str(self.monde.regroupement.pk))

    @cached_property
    def lyon(self) -> Client:
        """Le service des examens de Lyon, pour ses propres candidats."""
        return self.entrer(Role.RATTACHEMENT, m.PILOTE)

    @cached_property
    def proviseur(self) -> Client:
        """La direction du lycée de Lyon."""
        return self.entrer(Role.DIRECTION, m.LYCEE)

    def clore(self) -> None:
        """Les registres sont clos depuis hier."""
        self.fixer(Operation.CLOTURE, self.le - timedelta(days=1))

    def fixer(self, operation: Operation, le: datetime) -> None:
        """Cette échéance, à cet instant."""
        Echeance.objects.filter(code=operation.value).update(le=le)

    def transferer(self) -> None:
        """Les candidatures de Grenoble passent au pilote."""
        transferer(self.monde.session, Academie.objects.get(pk=m.RATTACHEE), par=m.RATTACHE, le=m.TRANSFERT)

    def de_grenoble(self, nom: str = "Fictif", **valeurs: str) -> Inscription:
        """Candidature d'un lycée de Grenoble."""
        demande = Demande(m.RATTACHEE, m.valeurs(nom, etablissement=m.CFA, **valeurs))
        return inscrire(self.monde.session, demande, par=m.RATTACHE, le=m.PENDANT)


@pytest.fixture
def bureau(db: None, tmp_path: Path, settings: Any) -> Bureau:
    settings.PIECES = tmp_path / "pieces"
    fait = Bureau(m.batir(), timezone.now())
    fait.fixer(Operation.CLOTURE, fait.le + timedelta(days=30))
    return fait


def adresse(nom: str, *arguments: object) -> str:
    """Adresse d'une page de la fiche : « modifier », « piece »…"""
    suite = f"-{nom}" if nom else ""
    return reverse(f"inscriptions-candidat{suite}", args=arguments)


def clair(page: Page) -> str:
    """Texte de la page, espaces et apostrophes ordinaires."""
    return page.texte.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def lire(client: Client, ou: str) -> str:
    """Texte de cette page, qui doit se lire."""
    reponse = client.get(ou)
    assert reponse.status_code == 200, (ou, reponse.status_code)
    return clair(lue(reponse))


def envoyer(client: Client, ou: str, saisie: Any = None) -> str:
    """Texte de la page qui suit l'envoi, redirection suivie ; l'acte doit être fait."""
    reponse = client.post(ou, saisie or {}, follow=True)
    assert reponse.redirect_chain, clair(lue(reponse))
    return clair(lue(reponse))


def refus(client: Client, ou: str, saisie: Any = None) -> str:
    """Texte de la page qui refuse l'envoi."""
    reponse = client.post(ou, saisie or {})
    assert reponse.status_code == 422, (ou, reponse.status_code)
    return clair(lue(reponse))


def saisie_de(client: Client, ou: str, **changements: Any) -> dict[str, Any]:
    """Ce que le navigateur enverrait de la page telle qu'elle est lue maintenant, avec ces changements."""
    form = client.get(ou).context["form"]
    saisie: dict[str, Any] = {}
    for champ in form:
        valeur = champ.value()
        if valeur in (None, False, ""):
            continue
        saisie[champ.name] = "on" if valeur is True else valeur
    for nom, valeur in changements.items():
        saisie.pop(nom, None)
        if valeur not in (None, False):
            saisie[nom] = valeur
    return saisie
