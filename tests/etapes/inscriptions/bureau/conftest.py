"""Des personnes fictives devant les pages du bureau des inscriptions, chacune avec son rôle."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from parchemin.socle.comptes.controle import CHOIX, FACTEUR_DU_FOURNISSEUR
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.organisation.models import Academie, Etablissement, Regroupement
from tests.etapes.inscriptions import monde as m

Ouvrir = Callable[..., Client]
Lieu = Academie | Etablissement | Regroupement


@pytest.fixture
def monde(db: None) -> m.Monde:
    return m.batir()


@pytest.fixture
def ouvrir(monde: m.Monde) -> Ouvrir:
    """Ouvre le site pour une personne de ce rôle, entièrement identifiée."""

    def entrer(role: Role, sur: Lieu | None = None) -> Client:
        nature = Nature(str(sur._meta.model_name)) if sur else Nature.NATIONAL
        perimetre = f"{nature}:{sur.pk}" if sur else ""
        personne = Personne.objects.create(
            identifiant=f"{role}-{perimetre}@exemple.invalid".lower(),
            nom="Fictif",
            creee_le=datetime.now(UTC),
        )
        debut = datetime.now(UTC) - timedelta(days=1)
        tenue = Habilitation.objects.create(
            personne=personne, role=role, nature=nature, perimetre=perimetre, accordee_par="personne:0",
            debut=debut, fin=debut + timedelta(days=30), **({nature.value: sur} if sur else {}),
        )  # fmt: skip
        navigateur = Client()
        navigateur.force_login(personne, backend="parchemin.socle.comptes.identification.CompteLocal")
        ouverte = navigateur.session
        ouverte[CHOIX], ouverte[FACTEUR_DU_FOURNISSEUR] = tenue.pk, True
        ouverte.save()
        return navigateur

    return entrer


@pytest.fixture
def lyon(ouvrir: Ouvrir) -> Client:
    """Le service des examens de Lyon, académie pilote, pour ses propres candidats."""
    return ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk=m.PILOTE))


@pytest.fixture
def grenoble(ouvrir: Ouvrir) -> Client:
    """Le service des examens de Grenoble, rattachée à Lyon."""
    return ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk=m.RATTACHEE))


@pytest.fixture
def pilote(ouvrir: Ouvrir, monde: m.Monde) -> Client:
    """L'académie pilote, pour tout son regroupement."""
    return ouvrir(Role.PILOTE_ORGANISATION, monde.regroupement)


@pytest.fixture
def national(ouvrir: Ouvrir) -> Client:
    return ouvrir(Role.NATIONAL)


@pytest.fixture
def proviseur(ouvrir: Ouvrir) -> Client:
    return ouvrir(Role.DIRECTION, Etablissement.objects.get(pk=m.LYCEE))
