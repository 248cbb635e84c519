"""Un fournisseur d'identité en marche, réglé par l'environnement, et une personne fictive invitée."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config.fournisseur import reglages_du_fournisseur
from parchemin.socle.comptes.entrees_refusees import Refus
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.roles import Nature, Role
from tests.socle.comptes.oidc.fournisseur_d_essai import CLIENT, SECRET, FournisseurDEssai
from tests.socle.comptes.oidc.navigation import entrer, est_entre
from tests.socle.comptes.oidc.sans_trace import JWT, ecrits, tout


@pytest.fixture(scope="session")
def serveur() -> Iterator[FournisseurDEssai]:
    with FournisseurDEssai() as en_marche:
        yield en_marche


@pytest.fixture
def fournisseur(
    serveur: FournisseurDEssai, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> FournisseurDEssai:
    """Le fournisseur, remis en état, et les réglages qui y mènent."""
    serveur.remettre()
    monkeypatch.setenv("PARCHEMIN_OIDC", serveur.emetteur)
    monkeypatch.setenv("PARCHEMIN_OIDC_CLIENT", CLIENT)
    monkeypatch.setenv("PARCHEMIN_OIDC_SECRET", SECRET)
    reglages = reglages_du_fournisseur(settings.AUTHENTICATION_BACKENDS, en_service=False)
    for nom, valeur in reglages.items():
        setattr(settings, nom, valeur)
    return serveur


def inviter(courriel: str, *, fin_dans: timedelta = timedelta(days=100)) -> Personne:
    """Personne fictive à qui un rôle est confié, et qui n'est encore jamais entrée."""
    le = timezone.now()
    personne = Personne(
        identifiant=courriel,
        courriel=courriel,
        nom="Fictive",
        prenom="Claire",
        creee_le=le - timedelta(days=200),
    )
    personne.set_unusable_password()
    personne.save()
    Habilitation.objects.create(
        personne=personne, role=Role.NATIONAL, nature=Nature.NATIONAL, perimetre="national",
        debut=le - timedelta(days=200), fin=le + fin_dans, accordee_par="systeme",
    )  # fmt: skip
    return personne


@pytest.fixture
def claire(db: None) -> Personne:
    return inviter("claire.fictive@exemple.invalid")


@pytest.fixture
def journaux(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def refuse(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne, journaux: pytest.LogCaptureFixture
) -> Callable[..., None]:
    """Affirme qu'une entrée est refusée pour cette raison, sans trace, et qu'aucun secret n'est écrit nulle part."""

    def affirmer(refus: Refus, reponse: Callable[[], HttpResponseBase] | None = None) -> None:
        avant = tout()
        page = (reponse or (lambda: entrer(client)))()
        texte = page.content.decode()  # type: ignore[attr-defined]  # une page entière, jamais un flux
        assert page.status_code == refus.statut
        assert refus.titre.replace("'", "’") in texte.replace("&#x27;", "’").replace("'", "’")
        assert "no-store" in page.headers["Cache-Control"]
        assert not est_entre(client)
        assert tout() == avant
        ecrit = ecrits(journaux)
        secrets = [SECRET, *fournisseur.jetons, *fournisseur.codes, "agent-1", "détail interne", "Traceback"]
        assert [s for s in secrets if s in texte or s in ecrit] == []
        assert JWT.search(texte + ecrit) is None
        assert "claire.fictive@" not in (texte + ecrit).lower()
        assert f"refusée : {refus.code}" in ecrit

    return affirmer
