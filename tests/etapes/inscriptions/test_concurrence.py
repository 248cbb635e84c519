"""Deux académies, deux onglets, au même instant : un seul acte passe, personne n'écrase personne, rien ne se bloque."""

from pathlib import Path

from tests.socle.organisation.bases import jouer_sur_postgresql, jouer_sur_un_fichier, sur_postgresql

MODULE = "tests.etapes.inscriptions.concurrents"


def test_sur_un_fichier_sqlite(tmp_path: Path) -> None:
    jouer_sur_un_fichier(MODULE, tmp_path)


@sur_postgresql
def test_sur_postgresql() -> None:
    jouer_sur_postgresql(MODULE, "candidatures")
