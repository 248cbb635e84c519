"""De vrais processus : tués, arrêtés, à plusieurs, sur les deux bases ; le travail finit comme d'une traite."""

import os
from pathlib import Path

import pytest
from django.db import OperationalError

from parchemin.socle.taches import ouvrier as module
from parchemin.socle.taches.ouvrier import Arret, ouvrier
from tests.socle.organisation.bases import jouer_sur_postgresql, jouer_sur_un_fichier, sur_postgresql

ATELIER = "tests.socle.taches.atelier"


def test_sur_un_fichier_sqlite(tmp_path: Path) -> None:
    jouer_sur_un_fichier(ATELIER, tmp_path)


@sur_postgresql
def test_sur_postgresql() -> None:
    jouer_sur_postgresql(ATELIER, "travaux")


@pytest.mark.django_db
def test_un_ouvrier_sans_son_parent_s_arrete() -> None:
    assert Arret(parent=os.getppid()).est_venu is False
    assert Arret(parent=os.getpid()).est_venu is True
    assert ouvrier(parent=os.getpid()) == 0


@pytest.mark.django_db
def test_une_base_muette_est_attendue_puis_le_travail_continue(monkeypatch: pytest.MonkeyPatch) -> None:
    attentes: list[int] = []

    def tombee(*_: object, **__: object) -> None:
        raise OperationalError("plus de base")

    def patienter(secondes: int, arret: Arret) -> None:
        attentes.append(secondes)
        arret.demande = True

    monkeypatch.setattr(module, "signaler", tombee)
    monkeypatch.setattr(module, "_patienter", patienter)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    assert ouvrier() == 0
    assert attentes == [module.PANNE_S]
    with pytest.raises(OperationalError, match="plus de base"):
        ouvrier(une_fois=True)
