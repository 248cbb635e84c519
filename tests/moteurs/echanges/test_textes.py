"""L'encodage et le séparateur se devinent ; ce qui ne se lit pas est refusé à sa place."""

import pytest

from parchemin.moteurs.echanges import EchangeIllisible, lire
from parchemin.moteurs.echanges.textes import decoder, deviner_dialecte
from tests.moteurs.echanges.lectures import OBLIGATOIRES, en_csv

TEXTE = "Nom de famille;Prénoms;Date de naissance\nŒUVRARD;Zoé;10/08/2005\n"


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-15"])
def test_un_encodage_se_devine(encodage: str) -> None:
    lu = lire(TEXTE.encode(encodage), "x.csv")
    assert lu.lignes[0]["nom"] == "ŒUVRARD"
    assert lu.origine.encodage.startswith(encodage)
    assert list(lu.tous_les_diagnostics()) == []


@pytest.mark.parametrize("bom", ["\ufeff"])
@pytest.mark.parametrize("encodage", ["utf-16-le", "utf-16-be"])
def test_utf_16_se_lit_dans_ses_deux_sens(bom: str, encodage: str) -> None:
    assert decoder((bom + TEXTE).encode(encodage), "x") == (TEXTE, encodage)


def test_l_euro_et_le_oe_distinguent_latin9_de_cp1252() -> None:
    assert decoder("€ œ é".encode("iso-8859-15"), "x") == ("€ œ é", "iso-8859-15")
    assert decoder("€ œ é".encode("cp1252"), "x") == ("€ œ é", "cp1252")
    assert decoder("é".encode("cp1252"), "x") == ("é", "cp1252")


@pytest.mark.parametrize("separateur", [";", "\t", ","])
def test_un_separateur_se_devine(separateur: str) -> None:
    octets = en_csv(OBLIGATOIRES, ("LABBÉ", f"Alice{separateur} Zoé", "10/08/2005"), separateur=separateur)
    lu = lire(octets, "x")
    assert lu.origine.separateur == separateur
    assert len(lu.lignes) == 1
    assert deviner_dialecte(octets.decode()).separateur == separateur


def test_une_liste_de_cyclades_n_a_pas_de_guillemet() -> None:
    assert deviner_dialecte("N° Candidat;N° Inscription;x").guillemets is False
    assert deviner_dialecte("N° Candidat;Nom;x").guillemets is True


@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
def test_les_trois_fins_de_ligne(fin: str) -> None:
    assert [ligne.numero for ligne in lire(TEXTE.replace("\n", fin).encode(), "x").lignes] == [2]


def test_un_caractere_nul_est_situe() -> None:
    with pytest.raises(EchangeIllisible) as refus:
        lire(TEXTE.replace("Zoé", "Zo\0").encode(), "liste.csv")
    assert (refus.value.ligne, refus.value.colonne) == (2, "B")
    assert str(refus.value).startswith("liste.csv, ligne 2, colonne B : un caractère nul")


def test_un_utf_16_coupe_est_refuse() -> None:
    with pytest.raises(EchangeIllisible) as refus:
        lire(TEXTE.encode("utf-16") + b"a", "x")
    assert refus.value.ligne == 3
    assert "CSV UTF-8" in refus.value.remede


def test_un_refus_de_tableur_garde_sa_ligne() -> None:
    with pytest.raises(EchangeIllisible) as refus:
        lire((TEXTE + 'a"b;c;d\n').encode(), "x")
    assert refus.value.ligne == 3
    assert "ligne" not in refus.value.cause
