"""Ce qui change d'un export au suivant : arrivées, départs, champs, jamais deux personnes confondues."""

from mesures.candidats import fichier
from parchemin.moteurs.echanges import Difference, difference, lire
from tests.moteurs.echanges.lectures import OBLIGATOIRES, en_csv

TITRES = ("INE", "Numéro de candidat", *OBLIGATOIRES, "Division")
INE, AUTRE = "528777848GG", "528777849GG"
NUMERO = "01216557741"


def comparer(avant: list[tuple[str, ...]], apres: list[tuple[str, ...]]) -> Difference:
    return difference(lire(en_csv(TITRES, *avant), "avant"), lire(en_csv(TITRES, *apres), "après"))


def comptes(ecart: Difference) -> tuple[int, int, int, int]:
    return len(ecart.ajoutees), len(ecart.retirees), len(ecart.changees), ecart.inchangees


ALICE = (INE, NUMERO, "LABBÉ", "Alice", "10/08/2005", "TS1")


def test_un_meme_fichier_ne_change_rien() -> None:
    lu = lire(fichier("listes_simples", 100), "x")
    ecart = difference(lu, lu)
    assert (comptes(ecart), ecart.est_vide) == ((0, 0, 0, 100), True)


def test_l_ordre_des_lignes_ne_compte_pas() -> None:
    autre = (AUTRE, "01216557742", "OZANNE", "Zoé", "11/08/2005", "TS1")
    assert comparer([ALICE, autre], [autre, ALICE]).est_vide


def test_un_ajout_un_retrait_un_changement() -> None:
    parti = (AUTRE, "01216557742", "OZANNE", "Zoé", "11/08/2005", "TS1")
    arrive = ("528777850GG", "01216557743", "LE GOFF", "José", "12/08/2005", "TS1")
    ecart = comparer([ALICE, parti], [(*ALICE[:5], "TS2"), arrive])
    assert comptes(ecart) == (1, 1, 1, 0)
    assert (ecart.ajoutees[0]["nom"], ecart.retirees[0]["nom"]) == ("LE GOFF", "OZANNE")
    assert ecart.changees[0].champs == {"division": ("TS1", "TS2")}


def test_un_ine_corrige_se_reconnait_au_numero() -> None:
    ecart = comparer([ALICE], [(AUTRE, *ALICE[1:])])
    assert [changement.champs for changement in ecart.changees] == [{"ine": (INE, AUTRE)}]


def test_un_ine_ajoute_se_reconnait_au_nom_et_a_la_naissance() -> None:
    ecart = comparer(
        [("", "", "LABBÉ", "Alice", "10/08/2005", "")], [(INE, "", "Labbe", "Alice Marie", "10/08/2005", "")]
    )
    assert ecart.changees[0].champs == {
        "ine": ("", INE), "nom": ("LABBÉ", "Labbe"), "prenoms": ("Alice", "Alice Marie"),
    }  # fmt: skip


def test_deux_ine_differents_ne_sont_pas_la_meme_personne() -> None:
    sans_numero = (INE, "", "LABBÉ", "Alice", "10/08/2005", "")
    assert comptes(comparer([sans_numero], [(AUTRE, *sans_numero[1:])])) == (1, 1, 0, 0)


def test_des_jumeaux_ne_se_confondent_pas() -> None:
    alice, zoe = (
        ("", "", "LABBÉ", "Alice", "10/08/2005", "TS1"),
        ("", "", "LABBÉ", "Zoé", "10/08/2005", "TS1"),
    )
    ecart = comparer([alice, zoe], [zoe, (*alice[:5], "TS2")])
    assert (comptes(ecart), ecart.changees[0].apres["prenoms"]) == ((0, 0, 1, 1), "Alice")


def test_un_ine_repete_n_apparie_personne_par_lui() -> None:
    autre = (INE, "01216557742", "OZANNE", "Zoé", "11/08/2005", "TS1")
    ecart = comparer([ALICE, autre], [autre, ALICE])
    assert comptes(ecart) == (0, 0, 0, 2)
