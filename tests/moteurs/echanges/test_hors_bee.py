"""L'import « hors BEE » de Cyclades se lit et s'écrit, dans ses deux versions, sans code inventé."""

from datetime import datetime
from itertools import count

import pytest

from mesures.candidats import UAI, fichier
from parchemin.moteurs.echanges import Champ, LigneLue, ReglagesHorsBee, difference, ecrire_hors_bee, lire
from parchemin.moteurs.echanges.formats import VERSIONS

LE = datetime(2026, 1, 23, 10, 49)  # noqa: DTZ001 — l'heure locale du nom de fichier
# Recopiés de l'étude, indépendamment du module : l'ordre des colonnes fait le format.
TITRES_2_3 = (
    "civilite;nom_famille;prenoms;ine;pays_naissance;date_naissance;depCOM_naissance;commune_naissance;nationalite;"
    "pays;adresse_1;code_postal;localite;telephone;adresse_mail;categ_socio_pro;etablissement;division_classe;serie;"
    "enseignement;categorie;langue_section_inter;langue_section_euro;specialite1;specialite2;specialite3;LVA;LVB"
)


def ecrire(*lignes: LigneLue, version: str = "2.3") -> tuple[str, str]:
    ecrit = ecrire_hors_bee(lignes, version, nom="ccst", session=2026, le=LE)
    return ecrit.nom, ecrit.octets.decode()


def une_ligne(**valeurs: str) -> LigneLue:
    identite = {
        "nom": "LABBÉ",
        "prenoms": "Alice",
        "ne_le": "2005-08-10",
        "uai": UAI,
        "naissance_pays": "131",
    }
    return LigneLue(7, identite | valeurs)


@pytest.mark.parametrize(("version", "colonnes"), [("2.1", 34), ("2.3", 28)])
def test_le_fichier_a_le_nom_et_les_colonnes_de_sa_version(version: str, colonnes: int) -> None:
    nom, texte = ecrire(une_ligne(), version=version)
    assert nom == f"ccst_{version}_2026_230120261049.csv"
    assert [len(ligne.split(";")) for ligne in texte.splitlines()] == [colonnes, colonnes]


def test_les_colonnes_de_la_version_2_3_sont_dans_l_ordre() -> None:
    assert ecrire()[1] == TITRES_2_3 + "\n"
    assert set(VERSIONS["2.1"]) - set(VERSIONS["2.3"]) == {
        "adresse_2", "adresse_3", "adresse_4", "telephone_mobile", "zone_geo_souhaitee", "dnl",
    }  # fmt: skip


@pytest.mark.parametrize("version", ["2.1", "2.3"])
def test_ce_qui_est_ecrit_se_relit_sans_changement(version: str) -> None:
    lu = lire(fichier("hors_bee", 50), "x")
    nom, texte = ecrire(*lu.lignes, version=version)
    relu = lire(texte.encode(), nom)
    assert (relu.format, relu.version, relu.annee) == ("hors_bee", version, "2026")
    ecart = difference(lu, relu)
    assert (ecart.est_vide, ecart.inchangees) == (True, 50)


def test_les_valeurs_de_tout_le_fichier_viennent_des_reglages() -> None:
    reglages = ReglagesHorsBee("BTS", "600", "X", {"M": "1", "MME": "2"})
    ecrit = ecrire_hors_bee([une_ligne(civilite="MME")], nom="a", session=2026, le=LE, reglages=reglages)
    cellules = dict(zip(TITRES_2_3.split(";"), ecrit.octets.decode().splitlines()[1].split(";"), strict=True))
    assert [cellules[titre] for titre in ("civilite", "serie", "categorie", "enseignement")] == [
        "2",
        "BTS",
        "600",
        "X",
    ]


def test_pays_langues_et_dates_prennent_leur_code() -> None:
    ligne = une_ligne(
        naissance_pays="99100",
        naissance_commune="33318",
        langue_obligatoire="anglais",
        langue_facultative="allemand",
    )
    _, texte = ecrire(ligne)
    cellules = dict(zip(TITRES_2_3.split(";"), texte.splitlines()[1].split(";"), strict=True))
    lus = [
        cellules[titre] for titre in ("pays_naissance", "commune_naissance", "date_naissance", "LVA", "LVB")
    ]
    assert lus == ["100", "33318", "10/08/2005", "0002", "0001"]


def test_une_langue_sans_code_etabli_s_ecrit_telle_quelle_et_s_avertit() -> None:
    ecrit = ecrire_hors_bee([une_ligne(langue_obligatoire="italien")], nom="a", session=2026, le=LE)
    assert ";italien;" in ecrit.octets.decode()
    assert [(d.ligne, d.colonne, d.valeur) for d in ecrit.diagnostics] == [(7, "LVA", "italien")]


def test_ce_que_cyclades_refusera_se_dit() -> None:
    ecrit = ecrire_hors_bee([LigneLue(3, {"nom": "=A1"})], nom="a", session=2026, le=LE)
    assert [d.colonne for d in ecrit.diagnostics] == [
        "prenoms",
        "ne_le",
        "uai",
        "commune_naissance",
        "nom_famille",
    ]


def test_une_adresse_de_cinq_lignes_tient_dans_chaque_version() -> None:
    adresse = "\n".join(f"ligne {rang}" for _, rang in zip(range(5), count(1), strict=False))
    for version, attendue in (
        ("2.1", "ligne 1;ligne 2;ligne 3;ligne 4 ligne 5"),
        ("2.3", "ligne 1 ligne 2 ligne 3 ligne 4 ligne 5"),
    ):
        _, texte = ecrire(une_ligne(adresse=adresse), version=version)
        assert f";{attendue};" in texte


def test_une_version_inconnue_n_existe_pas() -> None:
    with pytest.raises(ValueError, match=r"2\.1 ou 2\.3"):
        ecrire_hors_bee([], "3.0", nom="a", session=2026, le=LE)


def test_la_commune_a_l_etranger_est_un_lieu() -> None:
    lu = lire(ecrire(une_ligne(naissance_lieu="Bruxelles"))[1].encode(), "x")
    assert (lu.lignes[0]["naissance_lieu"], lu.lignes[0]["naissance_commune"]) == ("Bruxelles", "")
    assert lu.lignes[0][Champ.NAISSANCE_PAYS] == "131"
