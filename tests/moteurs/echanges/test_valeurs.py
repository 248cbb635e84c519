"""Chaque valeur se lit d'une seule façon, ou reçoit un diagnostic : rien n'est deviné."""

import pytest

from parchemin.moteurs.echanges.modele import Niveau
from parchemin.moteurs.echanges.valeurs import contacts, dates, identifiants, identite, lieux, scolarite
from parchemin.moteurs.echanges.valeurs.lue import Lecteur, serrer, simplifier, texte_court
from parchemin.moteurs.echanges.valeurs.pays import PAR_NOM
from parchemin.socle.organisation.uai import faute_d_uai


def verifier(lire: Lecteur, ecrit: str, texte: str, niveau: Niveau | None = None) -> None:
    lue = lire(ecrit)
    assert (lue.texte, lue.niveau) == (texte, niveau)
    assert bool(niveau) == bool(lue.attendu) == bool(lue.remede), "un diagnostic dit l'attendu et le remède"


BLOQUANT, AVERTISSEMENT = Niveau.BLOQUANT, Niveau.AVERTISSEMENT


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("528777848GG", "528777848GG"),
        ("1234567890A", "1234567890A"),
        ("1234A56789B", "1234A56789B"),
        (" 528777848gg ", "528777848GG"),
        ("528 777 848 GG", "528777848GG"),
    ],
)
def test_les_trois_dessins_d_ine(ecrit: str, lu: str) -> None:
    verifier(identifiants.ine, ecrit, lu)


@pytest.mark.parametrize(
    "ecrit", ["1,23457E+11", "1.2E+10", "1E11", "12345678901", "12345678901.0", "528777848"]
)
def test_un_ine_devenu_nombre_n_est_pas_devine(ecrit: str) -> None:
    verifier(identifiants.ine, ecrit, "", BLOQUANT)
    assert "tableur" in identifiants.ine(ecrit).remede


@pytest.mark.parametrize("ecrit", ["INCONNU", "528777848G", "52877784\uff18GG", "1234", "528777848GGG"])
def test_un_ine_mal_forme_est_refuse_sans_accuser_le_tableur(ecrit: str) -> None:
    verifier(identifiants.ine, ecrit, "", BLOQUANT)
    assert "tableur" not in identifiants.ine(ecrit).remede


def test_le_zero_de_tete_d_un_numero_est_remis_et_signale() -> None:
    verifier(identifiants.numero, "01216557741", "01216557741")
    verifier(identifiants.numero, "2011557741", "02011557741", AVERTISSEMENT)
    verifier(identifiants.numero, "2,01156E+09", "", BLOQUANT)
    verifier(identifiants.numero, "12345", "", BLOQUANT)


@pytest.mark.parametrize("chiffres", ["0750001", "0331234", "6200001", "9999999", "0000022"])
def test_la_lettre_d_un_uai_est_celle_du_registre(chiffres: str) -> None:
    uai = f"{chiffres}{identifiants.lettre_d_uai(chiffres)}"
    assert faute_d_uai(uai) == ""
    verifier(identifiants.uai, uai.lower(), uai)


def test_un_uai_faux_dit_la_lettre_attendue() -> None:
    verifier(identifiants.uai, "0921234A", "", BLOQUANT)
    assert "S et non A" in identifiants.uai("0921234A").attendu
    verifier(identifiants.uai, "750001U", "0750001U", AVERTISSEMENT)
    verifier(identifiants.uai, "lycée", "", BLOQUANT)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("09/04/2005", "2005-04-09"),
        ("9/4/2005", "2005-04-09"),
        ("09-04-2005", "2005-04-09"),
        ("09.04.2005", "2005-04-09"),
        ("2005-04-09", "2005-04-09"),
        ("2005-04-09T00:00:00", "2005-04-09"),
        ("09/04/2005 00:00", "2005-04-09"),
        ("29/02/2004", "2004-02-29"),
    ],
)
def test_une_date_se_lit_le_jour_d_abord_ou_en_iso(ecrit: str, lu: str) -> None:
    verifier(dates.jour, ecrit, lu)


@pytest.mark.parametrize(
    "ecrit",
    [
        "31/02/2005", "29/02/2005", "1900-02-29", "09/04/05", "05-04-09", "13/13/2005", "9 avril 2005", "09/04-2005",
        "2005", "0", "99999", "09/04/0005", "09/04/3005", "٠٩/٠٤/٢٠٠٥", "00/04/2005", "09042005",
    ],
)  # fmt: skip
def test_une_date_douteuse_est_refusee(ecrit: str) -> None:
    verifier(dates.jour, ecrit, "", BLOQUANT)


def test_l_annee_a_deux_chiffres_dit_pourquoi() -> None:
    assert "quatre chiffres" in dates.jour("09/04/05").attendu
    assert "existe" in dates.jour("31/02/2005").attendu


def test_un_numero_de_jour_de_tableur_se_lit_et_se_signale() -> None:
    verifier(dates.jour, "38451", "2005-04-09", AVERTISSEMENT)
    verifier(dates.jour, "38451.0", "2005-04-09", AVERTISSEMENT)


def test_sifa_ecrit_ses_dates_sans_separateur() -> None:
    verifier(dates.jour_compact, "09042005", "2005-04-09")
    verifier(dates.jour_compact, "9042005", "2005-04-09", AVERTISSEMENT)
    verifier(dates.jour_compact, "31022005", "", BLOQUANT)
    verifier(dates.jour_compact, "09/04/2005", "2005-04-09")


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("-Dupont", "-Dupont"),
        ("Labbe\u0301", "Labbé"),
        ("LE   GOFF", "LE GOFF"),
        ("D\u2019ALMEIDA", "D'ALMEIDA"),
        ("L\u00b4HER", "L'HER"),
        ("Nguyễn", "Nguyễn"),
        ("Saint\u2011Just", "Saint-Just"),
        ("Al\u200bice\u00a0Marie", "Alice Marie"),
        ("Łukasz", "Łukasz"),
    ],
)
def test_un_nom_se_serre_sans_se_changer(ecrit: str, lu: str) -> None:
    verifier(identite.nom, ecrit, lu)


@pytest.mark.parametrize(
    ("ecrit", "ecriture"),
    [("محمد", "arabe"), ("דוד", "hébraïque"), ("王", "chinoise"), ("Иван", "cyrillique"), ("Νίκος", "grecque"),
     ("さくら", "japonaise"), ("김", "coréenne"), ("ሰላም", "éthiopienne")],
)  # fmt: skip
def test_une_autre_ecriture_est_refusee_avec_sa_raison(ecrit: str, ecriture: str) -> None:
    verifier(identite.nom, ecrit, "", BLOQUANT)
    assert f"écriture {ecriture}" in identite.nom(ecrit).attendu
    assert "lettres latines" in identite.nom(ecrit).remede


@pytest.mark.parametrize(
    "ecrit", ["=1+1", "a\x01b", "a\u202eb", "12", "-", "<b>", "x" * 201, "ꜳ", "a\u0335", "\U0001d400lice"]
)
def test_ce_qui_n_est_pas_un_nom_est_refuse(ecrit: str) -> None:
    verifier(identite.nom, ecrit, "", BLOQUANT)


def test_un_chiffre_dans_un_nom_se_signale() -> None:
    verifier(identite.nom, "Dupont2", "Dupont2", AVERTISSEMENT)


@pytest.mark.parametrize(
    ("ecrite", "lue"),
    [
        ("M.", "M"),
        ("Mme", "MME"),
        ("1", "M"),
        ("2", "MME"),
        ("F", "MME"),
        ("Féminin", "MME"),
        ("Monsieur", "M"),
    ],
)
def test_une_civilite_ou_un_code_sexe(ecrite: str, lue: str) -> None:
    verifier(identite.civilite, ecrite, lue)


def test_une_civilite_inconnue_est_refusee() -> None:
    verifier(identite.civilite, "X", "", BLOQUANT)


def test_les_zeros_manges_des_lieux_sont_remis_et_signales() -> None:
    verifier(lieux.commune, "33318", "33318")
    verifier(lieux.commune, "2A004", "2A004")
    verifier(lieux.commune, "1004", "01004", AVERTISSEMENT)
    verifier(lieux.commune, "Nice", "", AVERTISSEMENT)
    verifier(lambda ecrit: lieux.code_postal(ecrit, ""), "6000", "06000", AVERTISSEMENT)
    verifier(lambda ecrit: lieux.code_postal(ecrit, ""), "06 000", "06000")
    verifier(lambda ecrit: lieux.code_postal(ecrit, ""), "B-1000", "", AVERTISSEMENT)
    verifier(lambda ecrit: lieux.code_postal(ecrit, "131"), "1000", "1000")
    verifier(lieux.departement, "1", "001", AVERTISSEMENT)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [("033", "033"), ("33", "033"), ("01", "001"), ("2A", "02A"), ("02b", "02B"), ("974", "974"), ("99", "")],
)
def test_un_departement_a_trois_caracteres(ecrit: str, lu: str) -> None:
    verifier(lieux.departement, ecrit, lu)


def test_un_pays_se_lit_par_son_code_ou_son_nom() -> None:
    verifier(lieux.pays, "100", "100")
    verifier(lieux.pays, "99109", "99109")
    verifier(lieux.pays, "France", "100")
    verifier(lieux.pays, "CÔTE D'IVOIRE", "326")
    verifier(lieux.pays, "Syldavie", "", AVERTISSEMENT)
    verifier(lieux.pays_ou_nom, "Syldavie", "Syldavie", AVERTISSEMENT)
    assert len(set(PAR_NOM.values())) > 180


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("06 12 34 56 78", "0612345678"),
        ("06.12.34.56.78", "0612345678"),
        ("+33 6 12 34 56 78", "0612345678"),
        ("0033612345678", "0612345678"),
        ("+33 (0)6 12 34 56 78", "0612345678"),
        ("+262692123456", "+262692123456"),
    ],
)
def test_un_telephone(ecrit: str, lu: str) -> None:
    verifier(contacts.telephone, ecrit, lu)


def test_un_telephone_sans_zero_ou_double_se_signale() -> None:
    verifier(contacts.telephone, "612345678", "0612345678", AVERTISSEMENT)
    verifier(contacts.telephone, "0612345678 ou 0712345678", "", AVERTISSEMENT)


def test_un_courriel() -> None:
    verifier(contacts.courriel, "Alice.Labbe@Exemple.FR", "Alice.Labbe@exemple.fr")
    for faute in (
        "alice",
        "a@b",
        "a@b.fr;c@d.fr",
        "é@exemple.fr",
        "a b@exemple.fr",
        f"{'a' * 300}@exemple.fr",
    ):
        verifier(contacts.courriel, faute, "", AVERTISSEMENT)


def test_les_langues_sans_code_etabli_gardent_le_leur() -> None:
    verifier(scolarite.langue, "0002", "anglais")
    verifier(scolarite.langue, "7", "espagnol")
    verifier(scolarite.langue, "0013", "0013", AVERTISSEMENT)
    verifier(scolarite.langue, "ALLEMAND LV2", "allemand")
    verifier(scolarite.langue, "langue des signes française", "langue des signes française")
    for faute in ("=1", "espagno\u202el", "angla\x07s"):
        verifier(scolarite.langue, faute, "", AVERTISSEMENT)


def test_les_voies_se_lisent_du_statut_et_de_la_categorie() -> None:
    for ecrit, voie in (
        ("ST", "scolaire"),
        ("AP", "apprentissage"),
        ("APP", "apprentissage"),
        ("à distance", "distance"),
    ):
        verifier(scolarite.voie, ecrit, voie)
    verifier(scolarite.voie, "XX", "", AVERTISSEMENT)
    verifier(scolarite.categorie, "SCOLAIRE BACPRO 3 ANS (132)", "scolaire")
    verifier(scolarite.categorie, "FORMATION CONTINUE (200)", "fpc")
    verifier(scolarite.categorie, "AUTRE (1)", "", AVERTISSEMENT)


def test_les_codes_de_l_inscription() -> None:
    verifier(scolarite.forme, "Globale", "globale")
    verifier(scolarite.forme, "les deux", "", BLOQUANT)
    verifier(scolarite.unites, "u1 ; U21/u1", "U1,U21")
    verifier(scolarite.unites, "anglais", "", BLOQUANT)
    verifier(scolarite.oui_non, "O", "oui")
    verifier(scolarite.oui_non, "0", "non")
    verifier(scolarite.oui_non, "peut-être", "", AVERTISSEMENT)
    verifier(scolarite.mef, "31131216221", "31131216221")
    verifier(scolarite.mef, "MEF1", "", AVERTISSEMENT)
    verifier(scolarite.specialite, "32031216", "31216")
    verifier(scolarite.specialite, "BTS", "", AVERTISSEMENT)


def test_les_textes_se_serrent_et_se_simplifient() -> None:
    assert serrer("  a\u00a0 b\u200b ") == "a b"
    assert simplifier("Prénom(s) N° Œuvre*") == "prenom s n o oeuvre"
    verifier(texte_court(3), "abcd", "", AVERTISSEMENT)
    verifier(texte_court(9), "a\x07b", "", AVERTISSEMENT)
