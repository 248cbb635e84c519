"""Chaque format donne les mêmes champs neutres, et se reconnaît à son contenu."""

import pytest

from mesures.candidats import UAI, candidats, fichier
from parchemin.moteurs.echanges import (
    DICTIONNAIRE,
    FORMATS,
    Autres,
    Champ,
    EchangeIllisible,
    Niveau,
    attentes_connues,
    lire,
    modele_vierge,
    reconnaitre,
)
from tests.moteurs.echanges.lectures import OBLIGATOIRES, en_csv, le_diagnostic, lire_modele

CODES = tuple(FORMATS)
COMBIEN = 40


@pytest.mark.parametrize("code", CODES)
def test_un_format_se_reconnait_a_son_contenu_et_se_lit_sans_faute(code: str) -> None:
    octets = fichier(code, COMBIEN)
    assert reconnaitre(octets, "sans_extension").code == code
    lu = lire(octets, "sans_extension")
    assert (lu.format, len(lu.lignes)) == (code, COMBIEN)
    assert [d.phrase for d in lu.tous_les_diagnostics()] == []
    assert lu.est_applicable


@pytest.mark.parametrize("code", CODES)
def test_un_format_donne_les_champs_neutres(code: str) -> None:
    for ligne, candidat in zip(lire(fichier(code, COMBIEN), "x").lignes, candidats(COMBIEN), strict=True):
        attendus = {champ: valeur for champ, valeur in candidat.items() if champ in ligne.valeurs}
        if code == "pix":
            attendus[Champ.NAISSANCE_PAYS] = "99100"
        assert dict(ligne.valeurs) == attendus
        assert {Champ.INE, Champ.NOM, Champ.PRENOMS, Champ.NE_LE} <= ligne.valeurs.keys()


def test_notre_modele_porte_tous_les_champs() -> None:
    assert {colonne.champ for colonne in DICTIONNAIRE} == set(Champ)
    assert all(colonne.attendu for colonne in DICTIONNAIRE)


@pytest.mark.parametrize("colonne", DICTIONNAIRE, ids=lambda colonne: colonne.titre)
def test_l_exemple_du_dictionnaire_se_lit(colonne: object) -> None:
    decrite = next(c for c in DICTIONNAIRE if c is colonne)
    if decrite.exemple:
        lue = decrite.lire(decrite.exemple)
        assert lue.texte
        assert lue.niveau is None


def test_les_titres_d_un_format_ne_se_confondent_pas() -> None:
    for format_ in FORMATS.values():
        vus: set[str] = set()
        for colonne in format_.colonnes:
            assert not vus & colonne.titres, (format_.code, colonne.titre)
            vus |= colonne.titres
        assert set(format_.signature) <= {colonne.titre for colonne in format_.colonnes}


def test_le_modele_vierge_se_lit_et_ses_aides_se_sautent() -> None:
    vierge = modele_vierge()
    texte = vierge.octets.decode("utf-8-sig")
    assert texte.splitlines()[1].startswith("# facultatif;")
    rempli = texte + ";".join(["", "", "", "LABBÉ", "", "Alice", "10/08/2005", *[""] * 26]) + "\n"
    lu = lire(rempli.encode(), vierge.nom)
    assert [dict(ligne.valeurs) for ligne in lu.lignes] == [
        {"nom": "LABBÉ", "prenoms": "Alice", "ne_le": "2005-08-10"}
    ]
    assert lu.est_applicable
    vide = lire(vierge.octets, vierge.nom)
    assert le_diagnostic(vide).attendu == "au moins un candidat"


def test_les_alias_d_autres_logiciels_se_lisent() -> None:
    octets = en_csv(
        ("Code_INE", "nom", "nom_usuel", "prenom", "date_naissance"),
        ("528777848GG", "A", "B", "C", "1/2/2005"),
    )
    assert dict(lire(octets, "x").lignes[0].valeurs) == {
        "ine": "528777848GG", "nom": "A", "nom_usage": "B", "prenoms": "C", "ne_le": "2005-02-01",
    }  # fmt: skip


def test_le_titre_d_une_colonne_l_emporte_sur_ses_alias() -> None:
    octets = en_csv(("Nom", *OBLIGATOIRES), ("D'USAGE", "LABBÉ", "Alice", "10/08/2005"))
    assert lire(octets, "x").lignes[0]["nom"] == "LABBÉ"


def test_un_diese_n_est_un_commentaire_que_dans_notre_modele() -> None:
    assert lire(en_csv(OBLIGATOIRES, ("# aide", "", "")), "x").lignes == []
    octets = fichier("pix", 1).replace(b"000000000GG", b"#")
    assert len(lire(octets, "x").lignes) == 1


def test_un_fichier_inconnu_dit_ce_qui_manque_a_chaque_format() -> None:
    with pytest.raises(EchangeIllisible) as refus:
        lire(en_csv(("nom", "prenoms", "age"), ("A", "B", "20")), "x.csv")
    for format_ in FORMATS.values():
        assert format_.libelle in refus.value.cause
    assert refus.value.cause.endswith("il manque Date de naissance")
    assert "modèle" in refus.value.remede


def test_une_colonne_inconnue_du_modele_se_signale() -> None:
    dit = le_diagnostic(lire_modele(("Taille",), ("1m70",)))
    assert (dit.niveau, dit.colonne, dit.ligne) == (Niveau.AVERTISSEMENT, "Taille", 1)


def test_une_case_obligatoire_vide_bloque_et_se_situe() -> None:
    lu = lire(en_csv(OBLIGATOIRES, ("LABBÉ", "", "10/08/2005")), "essai.csv")
    dit = le_diagnostic(lu)
    assert (dit.ligne, dit.colonne, dit.est_bloquant) == (2, "Prénoms", True)
    assert not lu.est_applicable
    assert lu.lignes[0].est_bloquee


def test_une_valeur_fautive_ne_se_dit_qu_une_fois_et_n_entre_pas_dans_les_champs() -> None:
    lu = lire(en_csv(OBLIGATOIRES, ("LABBÉ", "Alice", "31/02/2005")), "essai.csv")
    assert le_diagnostic(lu).phrase == (
        "ligne 2, colonne Date de naissance : « 31/02/2005 » lu, un jour qui existe attendu ; "
        "vérifiez le jour et le mois, le jour d'abord."
    )
    assert Champ.NE_LE not in lu.lignes[0].valeurs
    assert lu.origine.rangees == [(2, ["LABBÉ", "Alice", "31/02/2005"])]


def test_une_cellule_de_trop_bloque() -> None:
    dit = le_diagnostic(lire(en_csv(OBLIGATOIRES, ("LABBÉ", "Alice", "10/08/2005", "", "x")), "essai.csv"))
    assert (dit.colonne, dit.valeur, dit.est_bloquant) == ("E", "x", True)


def test_les_lignes_d_adresse_se_joignent() -> None:
    (ligne,) = lire_modele(("Adresse", "Adresse (suite)"), ("12 rue X", "Bât. B")).lignes
    assert ligne["adresse"] == "12 rue X\nBât. B"


def test_le_code_postal_se_lit_selon_le_pays() -> None:
    belge, francais = lire_modele(("Code postal", "Pays"), ("1000", "BELGIQUE"), ("1000", "")).lignes
    assert (belge["code_postal"], belge["pays"], belge.diagnostics) == ("1000", "131", ())
    assert (francais["code_postal"], francais.diagnostics[0].niveau) == ("01000", Niveau.AVERTISSEMENT)


def test_un_departement_qui_n_est_pas_celui_de_la_commune_se_signale() -> None:
    titres = ("Département de naissance", "Code de la commune de naissance", "Pays de naissance")
    juste, faux, sans = lire_modele(
        titres, ("974", "97422", "100"), ("33", "75056", "100"), ("", "", "100")
    ).lignes
    assert juste.diagnostics == ()
    assert "075" in faux.diagnostics[0].attendu
    assert "commune de naissance" in sans.diagnostics[0].attendu


def test_un_meme_ine_sur_deux_lignes_se_signale() -> None:
    dit = le_diagnostic(lire_modele(("INE",), ("528777848GG",), ("528777848gg",)))
    assert (dit.ligne, dit.colonne, dit.valeur) == (3, "ine", "528777848GG")


def test_une_autre_formation_s_accepte_s_avertit_ou_s_ecarte() -> None:
    octets = en_csv(
        (*OBLIGATOIRES, "Spécialité", "MEF"),
        ("A", "B", "1/2/2005", "31212", ""),
        ("C", "D", "1/2/2005", "", "3113121621"),
    )
    connues = attentes_connues()
    avertie = lire(octets, "x")
    assert [ligne.diagnostics[0].niveau for ligne in avertie.lignes] == [Niveau.AVERTISSEMENT] * 2
    for autres, lues, ecartees in ((Autres.ACCEPTER, 2, 0), (Autres.ECARTER, 0, 2)):
        attentes = type(connues)(connues.specialites, connues.mefs, autres)
        lu = lire(octets, "x", attentes=attentes)
        assert (len(lu.lignes), len(lu.ecartees)) == (lues, ecartees)


def test_pix_a_deux_versions() -> None:
    octets = fichier("pix", 2)
    assert lire(octets, "x").version == "avec sexe"
    assert lire(octets.replace(b"Code sexe*", b"Code couleur"), "x").version == "sans sexe"


def test_eleves_complete_a_des_titres_a_espace_final_et_ecarte_les_sortis() -> None:
    octets = fichier("eleves_complete", 3)
    assert "Repr. Lég. ;".encode() in octets
    titres = octets.decode("utf-8-sig").splitlines()[0].split(";")
    rangees = [ligne.split(";") for ligne in octets.decode("utf-8-sig").splitlines()[1:]]
    rangees[1][titres.index("Motif Sortie")] = "DEMISSION"
    rangees[0][titres.index("Lib. Mat. Enseignée 2")] = "Espagnol"
    lu = lire(en_csv(titres, *rangees), "ElevesComplete.csv")
    assert [ligne.numero for ligne in lu.lignes] == [2, 4]
    assert lu.lignes[0]["enseignements"] == "Anglais, Espagnol"
    assert lu.ecartees[0].diagnostics[0].colonne == "Motif Sortie"


def test_sifa_lit_les_textes_habilles_en_formules_et_la_naissance_a_l_etranger() -> None:
    titres = "INE;NUMERO_UAI;NOM;PRENOM1;DATE_NAIS;LIEU_NAIS;DIPLOME;STATUT;SEXE"
    ligne = f'="528777848GG";{UAI};LABBE;ALICE;="09042005";99352;="32031216";APP;2'
    lu = lire(f"{titres}\n{ligne}\n".encode(), "SIFA.csv")
    assert list(lu.tous_les_diagnostics()) == []
    assert dict(lu.lignes[0].valeurs) == {
        "ine": "528777848GG", "uai": UAI, "nom": "LABBE", "prenoms": "ALICE", "ne_le": "2005-04-09",
        "naissance_pays": "99352", "specialite": "31216", "voie": "apprentissage", "civilite": "MME",
    }  # fmt: skip


def test_un_fichier_sans_diagnostic_de_trop_reste_borne() -> None:
    octets = en_csv(
        (*OBLIGATOIRES, "Courriel", "Téléphone"), *(("1", "2", "3", "4", "5") for _ in range(5_000))
    )
    lu = lire(octets, "x")
    assert sum(len(ligne.diagnostics) for ligne in lu.lignes) == 20_000
    assert [d.attendu for d in lu.diagnostics if d.est_bloquant] == ["moins de 20000 fautes"]
