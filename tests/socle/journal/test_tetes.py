"""Les têtes : ce qui s'imprime se relit, une faute de copie se voit, les deux programmes disent la même chose."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.socle.journal.tetes import EXEMPLE, Tete, TeteIllisible, mots
from tests.socle.journal.fabrique import verificateur

EMPREINTES = st.binary(min_size=32, max_size=32).map(bytes.hex)
NUMEROS = st.integers(1, 10**12)
AUTONOME = verificateur()


def distance(un: str, autre: str) -> int:
    """Nombre de lettres à ajouter, retirer ou changer pour passer d'un mot à l'autre."""
    avant = list(range(len(autre) + 1))
    for rang, lettre in enumerate(un, start=1):
        ligne = [rang]
        for place, autre_lettre in enumerate(autre, start=1):
            ligne.append(min(avant[place] + 1, ligne[-1] + 1, avant[place - 1] + (lettre != autre_lettre)))
        avant = ligne
    return avant[-1]


def test_il_y_a_un_mot_par_octet_court_et_sans_accent() -> None:
    assert len(mots()) == len(set(mots())) == 256
    assert all(mot.isascii() and mot.isalpha() and mot.islower() and 3 <= len(mot) <= 7 for mot in mots())


def test_deux_mots_different_d_au_moins_trois_lettres() -> None:
    assert [couple for couple in itertools.combinations(mots(), 2) if distance(*couple) < 3] == []


def test_le_verificateur_autonome_a_les_memes_mots() -> None:
    assert tuple(AUTONOME.MOTS) == mots()


@given(NUMEROS, EMPREINTES)
def test_une_tete_ecrite_se_relit_et_repond_a_son_acte(numero: int, empreinte: str) -> None:
    tete = Tete(numero, empreinte)
    assert Tete.lire(tete.entiere) == tete
    courte = Tete.lire(str(tete))
    assert (courte.numero, courte.empreinte) == (numero, empreinte[:24])
    assert str(courte) == str(tete) == AUTONOME.ecrire_tete(numero, empreinte)
    for ecrite in (str(tete), tete.entiere):
        assert tuple(AUTONOME.lire_tete(ecrite)) == (numero, Tete.lire(ecrite).empreinte)
        assert Tete.lire(ecrite).correspond(numero, empreinte)
        assert not Tete.lire(ecrite).correspond(numero + 1, empreinte)


@given(EMPREINTES, st.integers(0, 23))
def test_un_seul_chiffre_autre_ne_repond_pas(empreinte: str, rang: int) -> None:
    autre = empreinte[:rang] + ("0" if empreinte[rang] != "0" else "1") + empreinte[rang + 1 :]
    assert not Tete.lire(str(Tete(7, empreinte))).correspond(7, autre)


@pytest.mark.parametrize(
    "ecrite",
    [
        EXEMPLE,
        "  ACTE 1234 :  Abeille  ACIER agneau\naigle 0123456789ABCDEF ",
        "« acte 1\N{NARROW NO-BREAK SPACE}234\N{NO-BREAK SPACE}: abeille acier agneau aigle 0123456789abcdef »",
        "acte n° 1234 abeille, acier, agneau, aigle, 0123 4567 89ab cdef.",
        "Acte 1234 : abéille acïer agneau aiglé 0123456789abcdef",
    ],
)
def test_casse_espaces_et_accents_ne_comptent_pas(ecrite: str) -> None:
    assert Tete.lire(ecrite) == Tete(1234, "0123456789abcdef00010203")
    assert tuple(AUTONOME.lire_tete(ecrite)) == (1234, "0123456789abcdef00010203")


def test_un_mot_mal_copie_est_nomme_avec_son_voisin() -> None:
    with pytest.raises(TeteIllisible, match=r"« abeile » n'est pas un mot.*est-ce « abeille »"):
        Tete.lire(EXEMPLE.replace("abeille", "abeile"))
    with pytest.raises(AUTONOME.Illisible, match="abeile"):
        AUTONOME.lire_tete(EXEMPLE.replace("abeille", "abeile"))


@pytest.mark.parametrize(
    "ecrite",
    [
        "",
        "acte",
        "1234",
        "acte 12 : abeille acier agneau 0123456789abcdef",
        EXEMPLE[:-1],
        "acte x : " + "0" * 64,
    ],
)
def test_ce_qui_n_est_pas_une_tete_est_refuse_avec_un_exemple(ecrite: str) -> None:
    with pytest.raises(TeteIllisible, match=r"Exemple : « acte 1234"):
        Tete.lire(ecrite)
    with pytest.raises(AUTONOME.Illisible):
        AUTONOME.lire_tete(ecrite)
