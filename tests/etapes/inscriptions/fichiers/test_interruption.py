"""Un ouvrier tué au milieu d'un fichier, puis repris, sur les deux bases ; deux personnes qui appliquent ensemble."""

from pathlib import Path

from tests.socle.organisation.bases import jouer_sur_postgresql, jouer_sur_un_fichier, sur_postgresql

MODULE = "tests.etapes.inscriptions.fichiers.atelier"
DELAI_S = 200


def test_tue_puis_repris_sur_un_fichier_sqlite(tmp_path: Path) -> None:
    jouer_sur_un_fichier(MODULE, tmp_path, delai=DELAI_S)


@sur_postgresql
def test_tue_puis_repris_sur_postgresql() -> None:
    jouer_sur_postgresql(MODULE, "fichiers", delai=DELAI_S)
