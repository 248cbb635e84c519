"""Les courriels passent par un vrai serveur SMTP ; un serveur muet ou qui refuse ne défait pas un acte inscrit."""

import email
import email.policy
import logging
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from config.environnement import serveur_de_courriels
from parchemin.socle.comptes.controle import auteur_de
from parchemin.socle.comptes.models import Habilitation
from parchemin.socle.comptes.nomination import lire_perimetre
from parchemin.socle.comptes.queries import portee_de
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.comptes.services.nominations import Identite, Mission, Nommant, nommer
from parchemin.socle.journal.models import Acte
from tests.socle.comptes import monde as m
from tests.socle.comptes.monde import Monde, titulaire


class Serveur:
    """Reçoit, ou refuse un destinataire, comme le ferait un serveur académique."""

    def __init__(self) -> None:
        self.recus: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(  # noqa: N802 : nom imposé
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 boîte inconnue"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.recus.append(message)
        return "250 OK"


def regler(settings: Settings, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("PARCHEMIN_SMTP", f"smtp://127.0.0.1:{port}")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for nom, valeur in serveur_de_courriels("PARCHEMIN_SMTP").items():
        setattr(settings, nom, valeur)


@pytest.fixture
def port() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@pytest.fixture
def serveur(settings: Settings, monkeypatch: pytest.MonkeyPatch, port: int) -> Iterator[Serveur]:
    regler(settings, monkeypatch, port)
    recoit = Serveur()
    en_marche = Controller(recoit, hostname="127.0.0.1", port=port)
    en_marche.start()
    yield recoit
    en_marche.stop()


def inviter(monde: Monde) -> Habilitation:
    national = titulaire(Role.NATIONAL, monde)
    mission = Mission(
        Role.DIRECTION, lire_perimetre(Nature.ETABLISSEMENT, m.LYCEE), monde.le + timedelta(days=30)
    )
    par = Nommant(national, portee_de(national), auteur_de(national.personne, national))
    identite = Identite("Fictive", "Élise", "elise@exemple.invalid")
    return nommer(identite, mission, par=par, le=monde.le, site="https://examens.exemple.invalid")


def test_l_invitation_arrive_en_francais_et_se_repond(
    monde: Monde, serveur: Serveur, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        inviter(monde)
    [recu] = serveur.recus
    assert (recu["To"], recu["From"]) == ("elise@exemple.invalid", "parchemin@exemple.invalid")
    assert recu["Subject"] == "Parchemin : votre accès"
    corps = recu.get_content()
    assert "Bonjour Élise Fictive," in corps
    assert "Direction d'établissement" in corps
    assert corps.count("https://examens.exemple.invalid/connexion/lien/") == 1


def test_un_destinataire_refuse_ne_defait_pas_l_acte_et_se_journalise_sans_adresse(
    monde: Monde, serveur: Serveur, caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    serveur.refuses.add("elise@exemple.invalid")
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        faite = inviter(monde)
    assert serveur.recus == []
    assert Acte.objects.filter(acte="comptes.nommer", objet=faite.personne.code).exists()
    assert [fait.levelname for fait in caplog.records] == ["ERROR"]


def test_un_serveur_muet_ne_defait_pas_l_acte(
    monde: Monde, settings: Settings, monkeypatch: pytest.MonkeyPatch, port: int, caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    regler(settings, monkeypatch, port)
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        faite = inviter(monde)
    assert faite.pk
    assert caplog.records


def test_un_acte_defait_n_annonce_rien(
    monde: Monde, serveur: Serveur, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    from django.db import transaction

    class Panne(Exception):
        pass

    def inviter_puis_tomber() -> None:
        with transaction.atomic():
            inviter(monde)
            raise Panne

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Panne):
        inviter_puis_tomber()
    assert serveur.recus == []
    assert not Acte.objects.exists()
