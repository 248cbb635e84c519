"""Des personnes fictives devant les pages des fichiers, chacune avec son rôle ; les registres sont ouverts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.socle.comptes.controle import CHOIX, FACTEUR_DU_FOURNISSEUR
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.organisation.models import Academie, Echeance, Etablissement
from tests.etapes.inscriptions import monde as m

Ouvrir = Callable[..., Client]
FERMETURE = datetime(2099, 11, 21, 17, tzinfo=UTC)


@pytest.fixture
def monde(db: None) -> m.Monde:
    """Le petit monde, dont les registres sont ouverts aujourd'hui : les pages lisent l'horloge."""
    bati = m.batir()
    ouvrir_les_registres()
    return bati


def ouvrir_les_registres() -> None:
    """Recule la clôture : rien n'est tardif aujourd'hui."""
    Echeance.objects.filter(code=Operation.CLOTURE.value).update(le=FERMETURE)


@pytest.fixture
def ouvrir(monde: m.Monde) -> Ouvrir:
    """Ouvre le site pour une personne de ce rôle, entièrement identifiée."""

    def entrer(role: Role, sur: Academie | Etablissement | None = None) -> Client:
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
    """Le service des examens de l'académie de Lyon."""
    return ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk=m.PILOTE))


@pytest.fixture
def toulouse(ouvrir: Ouvrir) -> Client:
    """Le service des examens d'une autre académie."""
    return ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk=m.AUTONOME))


@pytest.fixture
def proviseur(ouvrir: Ouvrir) -> Client:
    """La direction du lycée."""
    return ouvrir(Role.DIRECTION, Etablissement.objects.get(pk=m.LYCEE))


@pytest.fixture
def national(ouvrir: Ouvrir) -> Client:
    """L'administration nationale, qui lit."""
    return ouvrir(Role.NATIONAL)
