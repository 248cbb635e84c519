"""Ce qu'un travail dit à qui l'attend : ses nombres, sa barre, ce qu'on peut en faire."""

from datetime import timedelta

import pytest

from parchemin.socle.taches.faits import compter, suivre
from parchemin.socle.taches.models import EtatTravail, Travail
from tests.socle.taches.chantier import GENRE
from tests.socle.taches.conftest import LE

FINE = "\N{NARROW NO-BREAK SPACE}"


def suivi_de(
    etat: EtatTravail, fait: int = 0, total: int | None = None, genre: str = GENRE
) -> tuple[object, ...]:
    """Phrase, position et fin de la barre."""
    lu = suivre(Travail(genre=genre, objet="lot:12", etat=etat, fait=fait, total=total, cree_le=LE),
                ouvrier_vu_le=LE, le=LE)  # fmt: skip
    return lu.phrase, lu.valeur, lu.maximum


@pytest.mark.parametrize(
    ("nombre", "dit"),
    [(0, "0 ligne"), (1, "1 ligne"), (2, "2 lignes"), (1200, f"1{FINE}200 lignes")],
)
def test_compter_en_francais(nombre: int, dit: str) -> None:
    assert compter(nombre, ("ligne", "lignes")) == dit


@pytest.mark.parametrize(
    ("travail", "attendu"),
    [
        ((EtatTravail.EN_COURS, 1200, 5000), (f"1{FINE}200 lignes sur 5{FINE}000", 1200, 5000)),
        ((EtatTravail.EN_COURS, 3, None), ("3 lignes", 0, None)),
        ((EtatTravail.EN_ATTENTE, 0, 0), ("0 ligne sur 0", 0, 1)),
        ((EtatTravail.FINI, 0, 0), ("0 ligne sur 0", 1, 1)),
        ((EtatTravail.FINI, 7, None), ("7 lignes", 1, 1)),
        ((EtatTravail.ECHOUE, 7, None), ("7 lignes", 0, 1)),
        ((EtatTravail.ECHOUE, 7, 9, "essais.disparu"), ("7 éléments sur 9", 7, 9)),
    ],
)
def test_la_phrase_et_la_barre(
    travail: tuple[EtatTravail, int, int | None], attendu: tuple[object, ...]
) -> None:
    assert suivi_de(*travail) == attendu


@pytest.mark.parametrize(
    ("etat", "actes"),
    [
        (EtatTravail.EN_ATTENTE, (True, False, True, False)),
        (EtatTravail.EN_COURS, (True, False, True, False)),
        (EtatTravail.EN_PAUSE, (False, True, True, False)),
        (EtatTravail.FINI, (False, False, False, False)),
        (EtatTravail.ECHOUE, (False, False, False, True)),
        (EtatTravail.ARRETE, (False, False, False, True)),
    ],
)
def test_ce_qu_on_peut_en_faire(etat: EtatTravail, actes: tuple[bool, ...]) -> None:
    lu = suivre(Travail(genre=GENRE, objet="lot:12", etat=etat, cree_le=LE), ouvrier_vu_le=None, le=LE)
    assert (lu.se_suspend, lu.se_reprend, lu.s_arrete, lu.se_relance) == actes
    assert lu.sans_ouvrier == lu.court == actes[0]
    assert lu.etat == etat.label


@pytest.mark.parametrize(("silence_s", "absent"), [(0, False), (60, False), (61, True)])
def test_un_ouvrier_muet_depuis_une_minute_est_absent(silence_s: int, absent: bool) -> None:
    travail = Travail(genre=GENRE, objet="lot:12", etat=EtatTravail.EN_COURS, cree_le=LE)
    lu = suivre(travail, ouvrier_vu_le=LE - timedelta(seconds=silence_s), le=LE)
    assert lu.sans_ouvrier is absent
    assert lu.adresse == "/essai/12/"
