"""Une panne se retente, un refus se dit en français, un ouvrier mort est remplacé ; rien ne se fait deux fois."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parchemin.socle.taches import execution, services
from parchemin.socle.taches.models import EtatTravail, Travail
from parchemin.socle.taches.ouvrier import UneTache, ouvrier
from tests.socle.taches.chantier import Chantier, RefusDuMetier, base_occupee, refus
from tests.socle.taches.gestes import (
    attendre,
    lance,
    objets_consignes,
    prendre,
    relu,
    tranches_d_un_paquet,
    une_tranche,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chantier")]


def test_une_panne_passagere_se_retente_toute_seule(chantier: Chantier) -> None:
    chantier.pannes = [None, base_occupee()]
    travail = lance()
    ouvrier(une_fois=True)
    travail = relu(travail)
    assert (travail.etat, travail.fait, travail.tentatives) == ("en_attente", 10, 1)
    assert travail.message == (
        "Une panne passagère a interrompu ce travail ; nouvel essai dans 10 secondes, le 2e sur 3."
    )
    assert len(objets_consignes()) == 10, "le paquet en panne s'est défait"
    assert ouvrier(une_fois=True) == 0, "il n'est pas encore temps"
    attendre()
    ouvrier(une_fois=True)
    travail = relu(travail)
    assert (travail.etat, travail.fait, travail.tentatives) == ("fini", 35, 0)
    assert objets_consignes() == [f"ligne:{rang}" for rang in range(35)]


def test_trois_pannes_au_meme_endroit_font_echouer(chantier: Chantier) -> None:
    chantier.pannes = [base_occupee(), TimeoutError(), base_occupee()]
    travail = lance()
    for attente in (10, 60):
        avant = timezone.now()
        ouvrier(une_fois=True)
        assert DBTaskResult.objects.ready().count() == 0
        prevue = DBTaskResult.objects.get(status=TaskResultStatus.READY).run_after
        assert timedelta(0) <= prevue - avant - timedelta(seconds=attente) < timedelta(seconds=5)
        attendre()
    ouvrier(une_fois=True)
    travail = relu(travail)
    assert (travail.etat, travail.tentatives) == ("echoue", 3)
    assert travail.message.startswith(
        "Une panne passagère a interrompu ce travail 3 fois de suite au même endroit."
    )
    assert objets_consignes() == []
    services.relancer(travail)
    ouvrier(une_fois=True)
    assert (relu(travail).etat, len(objets_consignes())) == ("fini", 35)


@pytest.mark.parametrize(
    ("panne", "message"),
    [
        (refus(), "Ligne 12 : la date manque.\nCorrigez-la, puis renvoyez le fichier."),
        (RefusDuMetier("La session est close."), "La session est close."),
    ],
)
def test_un_refus_du_metier_fait_echouer_avec_sa_phrase(
    chantier: Chantier, panne: Exception, message: str
) -> None:
    chantier.pannes = [None, panne]
    travail = lance()
    ouvrier(une_fois=True)
    travail = relu(travail)
    assert (travail.etat, travail.message, travail.fait) == ("echoue", message, 10)
    assert len(objets_consignes()) == 10


def test_un_defaut_fait_echouer_sans_montrer_son_texte(
    chantier: Chantier, caplog: pytest.LogCaptureFixture
) -> None:
    chantier.pannes = [ZeroDivisionError("note de Zoé Fictive")]
    travail = lance()
    ouvrier(une_fois=True)
    assert (relu(travail).etat, relu(travail).message) == ("echoue", execution.DEFAUT)
    assert [fait.message for fait in caplog.records if fait.levelname == "ERROR"] == ["défaut d'un travail"]
    tache = DBTaskResult.objects.get()
    assert (tache.status, tache.traceback) == (TaskResultStatus.SUCCESSFUL, ""), "rien de personnel n'y reste"


def test_un_genre_qui_n_existe_plus_fait_echouer(monkeypatch: pytest.MonkeyPatch) -> None:
    travail = lance()
    Travail.objects.update(genre="essais.disparu")
    ouvrier(une_fois=True)
    assert (relu(travail).etat, relu(travail).message) == ("echoue", execution.DEFAUT)


def test_un_travail_muet_est_repris(monkeypatch: pytest.MonkeyPatch) -> None:
    tranches_d_un_paquet(monkeypatch)
    travail = lance()
    une_tranche()
    prise = prendre(travail)
    assert services.reprendre_les_interrompus(le=timezone.now()) == 0, "il vient d'être pris"
    plus_tard = timezone.now() + timedelta(seconds=31)
    assert services.reprendre_les_interrompus(le=plus_tard) == 1
    assert services.reprendre_les_interrompus(le=plus_tard) == 0, "sa tâche attend désormais dans la file"
    assert relu(travail).message == (
        "Le programme qui faisait ce travail s'est arrêté ; nouvel essai aussitôt, le 2e sur 3."
    )
    prise.refresh_from_db()
    assert prise.status == TaskResultStatus.FAILED
    # L'ouvrier qu'on croyait mort se réveille : sa tâche ne vaut plus.
    UneTache("réveillé").run_task(prise)
    assert relu(travail).fait == 10
    ouvrier(une_fois=True)
    assert (relu(travail).etat, len(objets_consignes())) == ("fini", 35)


def test_un_travail_pris_mais_jamais_commence_est_repris() -> None:
    travail = lance()
    prendre(travail)
    assert services.reprendre_les_interrompus(le=timezone.now() + timedelta(seconds=31)) == 1
    ouvrier(une_fois=True)
    assert relu(travail).etat == EtatTravail.FINI


def test_un_travail_qui_attend_son_tour_n_est_pas_interrompu(chantier: Chantier) -> None:
    chantier.pannes = [base_occupee()]
    lance()
    lance("lot:13")
    ouvrier(une_fois=True)
    lance("lot:14")
    services.mettre_en_pause(lance("lot:15"))
    assert services.reprendre_les_interrompus(le=timezone.now() + timedelta(days=2)) == 0


def test_un_travail_qui_abat_ses_ouvriers_echoue_a_la_troisieme_fois() -> None:
    travail = lance()
    for _ in range(3):
        prendre(travail)
        services.reprendre_les_interrompus(le=timezone.now() + timedelta(seconds=31))
    travail = relu(travail)
    assert (travail.etat, travail.tentatives) == ("echoue", 3)
    assert travail.message.startswith(
        "Le programme qui faisait ce travail s'est arrêté 3 fois de suite au même endroit."
    )
