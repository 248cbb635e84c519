"""Les « Listes simples » de Cyclades : préambule de hauteur variable, guillemet « ' », colonne en double, zéros mangés."""

from pathlib import Path

import pytest

from mesures.candidats import UAI, fichier
from parchemin.moteurs.echanges import Champ, Niveau, lire
from parchemin.moteurs.echanges.formats.listes_simples import recoller

EXEMPLE = (Path(__file__).parent / "cyclades_liste_simple.csv").read_bytes()
ENTETE = (
    "Division de classe;N° Candidat;N° Inscription;N° Océan;Nom de famille;Nom d'usage;Prénom(s);Date de Naissance;"
    "Division de classe;INE;Catégorie Candidat;Code Spécialité;Spécialité;Etat;Enseignements"
)


def liste(*lignes: str, preambule: int = 8) -> bytes:
    return "\r\n".join(["préambule;;"] * preambule + [ENTETE, *lignes]).encode("utf-8-sig")


def ligne(
    division: str = "'TS1'", autre: str = "'TS1'", numero: str = "01216557741", specialite: str = "31216"
) -> str:
    return (
        f"{division};{numero};002 Version 2; -;D'ALMEIDA; -;Zoé;09/04/2005;{autre};528777848GG;SCOLAIRE BTS (1);"
        f"{specialite};Métiers de l'accueil;Inscrit;Non renseigné"
    )


def test_l_exemple_se_lit_en_entier() -> None:
    lu = lire(EXEMPLE, "liste.csv")
    assert (lu.format, len(lu.lignes), lu.annee, lu.origine.ligne_entete) == ("listes_simples", 16, "2023", 9)
    assert dict(lu.lignes[0].valeurs) == {
        Champ.NUMERO: "02011557741", Champ.NOM: "ALLARD", Champ.PRENOMS: "Victoire", Champ.NE_LE: "2005-04-09",
        Champ.DIVISION: "TMA", Champ.INE: "528777848GG", Champ.VOIE: "scolaire", Champ.SPECIALITE: "31212",
        Champ.ETAT: "Inscrit",
    }  # fmt: skip
    assert lu.lignes[1]["enseignements"] == "Section européenne - Anglais"
    assert lu.est_applicable


def test_l_exemple_avertit_des_zeros_manges_de_la_specialite_et_de_l_uai() -> None:
    lu = lire(EXEMPLE, "liste.csv")
    assert [(d.colonne, d.niveau) for d in lu.lignes[0].diagnostics] == [
        ("N° Candidat", Niveau.AVERTISSEMENT),
        ("Code Spécialité", Niveau.AVERTISSEMENT),
    ]
    assert [(d.ligne, d.valeur) for d in lu.diagnostics] == [(3, "0921234A")]
    assert lu.uai == ""


@pytest.mark.parametrize("hauteur", [0, 1, 8, 9, 29])
def test_l_entete_se_trouve_ou_qu_elle_soit(hauteur: int) -> None:
    lu = lire(liste(ligne(), preambule=hauteur), "x")
    assert [lue.numero for lue in lu.lignes] == [hauteur + 2]
    assert list(lu.tous_les_diagnostics()) == []


def test_l_etablissement_et_la_session_du_preambule_valent_pour_les_lignes() -> None:
    lu = lire(fichier("listes_simples", 2), "x")
    assert (lu.uai, lu.annee) == (UAI, "2026")
    assert [lue["uai"] for lue in lu.lignes] == [UAI, UAI]


def test_un_point_virgule_entre_guillemets_ne_coupe_pas() -> None:
    (lue,) = lire(liste(ligne(division="'TS;1'", autre="'TS;1'")), "x").lignes
    assert (lue["division"], lue.diagnostics) == ("TS;1", ())


def test_une_apostrophe_en_tete_sans_fin_reste() -> None:
    (lue,) = lire(liste(ligne(division="'s-Gravenhage", autre="")), "x").lignes
    assert lue["division"] == "'s-Gravenhage"


def test_deux_divisions_differentes_se_signalent() -> None:
    (lue,) = lire(liste(ligne(autre="'TS2'")), "x").lignes
    assert lue["division"] == "TS1"
    assert "TS1" in lue.diagnostics[0].attendu


def test_les_guillemets_du_csv_se_lisent_aussi_apres_un_tableur() -> None:
    octets = liste(
        ligne().replace("D'ALMEIDA", '"D\'ALMEIDA"').replace("Métiers de l'accueil", '"a ""b"" ; c"')
    )
    (lue,) = lire(octets, "x").lignes
    assert (lue["nom"], lue["etat"], lue.diagnostics) == ("D'ALMEIDA", "Inscrit", ())


@pytest.mark.parametrize(
    ("cellules", "largeur", "attendues"),
    [
        (["a", "l'b", "c'"], 3, ["a", "l'b", "c'"]),
        (["'a", "b'", "c"], 2, ["a;b", "c"]),
        (["'a", "b'", "c"], 3, ["'a", "b'", "c"]),
        (["'a''b'", "'"], 2, ["a'b", "'"]),
        (["'a", "b", "c'", "'d", "e'"], 2, ["a;b;c", "d;e"]),
        (["'a", "b"], 1, ["'a", "b"]),
    ],
)
def test_recoller(cellules: list[str], largeur: int, attendues: list[str]) -> None:
    assert list(recoller(cellules, largeur)) == attendues
