"""Le XML « BEE » de SIECLE : ISO-8859-15, divisions à part, sortants encore là."""

from datetime import date

import pytest

from mesures.candidats import UAI
from parchemin.moteurs.echanges import Autres, FichierLu, attentes_connues, lire
from tests.moteurs.echanges.pieges import zip_de

ELEVE = (
    "<ID_NATIONAL>1234567890A</ID_NATIONAL><INE_RNIE>528777848GG</INE_RNIE><NOM_DE_FAMILLE>Œuvrard</NOM_DE_FAMILLE>"
    "<NOM_USAGE></NOM_USAGE><PRENOM>Zoé</PRENOM><PRENOM2>Léa</PRENOM2><CODE_SEXE>2</CODE_SEXE>"
    "<DATE_NAISS>31/12/2004</DATE_NAISS><CODE_PAYS>100</CODE_PAYS><CODE_DEPARTEMENT_NAISS>033</CODE_DEPARTEMENT_NAISS>"
    "<CODE_COMMUNE_INSEE_NAISS>33318</CODE_COMMUNE_INSEE_NAISS><CODE_MEF>31131216221</CODE_MEF>"
    "<CODE_STATUT>ST</CODE_STATUT><DOUBLEMENT>0</DOUBLEMENT>"
    "<SCOLARITE_AN_DERNIER><CODE_MEF>31131216210</CODE_MEF><CODE_STRUCTURE>TS1</CODE_STRUCTURE></SCOLARITE_AN_DERNIER>"
)


def export(*eleves: str, encodage: str = "ISO-8859-15") -> bytes:
    fiches = "".join(f'<ELEVE ELEVE_ID="{rang}">\n{eleve}</ELEVE>\n' for rang, eleve in enumerate(eleves))
    return (
        f'<?xml version="1.0" encoding="{encodage}"?>\n<BEE_ELEVES VERSION="2.1"><PARAMETRES><UAJ>{UAI}</UAJ>'
        f"<ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE></PARAMETRES><DONNEES><ELEVES>\n{fiches}</ELEVES><STRUCTURES>"
        '<STRUCTURES_ELEVE ELEVE_ID="0"><STRUCTURE><CODE_STRUCTURE>GR1</CODE_STRUCTURE><TYPE_STRUCTURE>G'
        "</TYPE_STRUCTURE></STRUCTURE><STRUCTURE><CODE_STRUCTURE>CCST2</CODE_STRUCTURE><TYPE_STRUCTURE>D"
        "</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE></STRUCTURES></DONNEES></BEE_ELEVES>"
    ).encode(encodage)


def sorti(jour: str) -> str:
    return f"{ELEVE}<DATE_SORTIE>{jour}</DATE_SORTIE>"


@pytest.mark.parametrize("encodage", ["ISO-8859-15", "UTF-8", "windows-1252", "UTF-16"])
def test_un_eleve_se_lit_avec_sa_division_et_son_etablissement(encodage: str) -> None:
    lu = lire(export(ELEVE, encodage=encodage), "ElevesSansAdresses.xml")
    assert (lu.format, lu.version, lu.uai, lu.annee) == ("bee", "2.1", UAI, "2025")
    assert dict(lu.lignes[0].valeurs) == {
        "ine": "528777848GG", "civilite": "MME", "nom": "Œuvrard", "prenoms": "Zoé Léa", "ne_le": "2004-12-31",
        "naissance_pays": "100", "naissance_departement": "033", "naissance_commune": "33318", "mef": "31131216221",
        "voie": "scolaire", "redoublant": "non", "division": "CCST2", "uai": UAI,
    }  # fmt: skip
    assert lu.lignes[0].numero == 3
    assert list(lu.tous_les_diagnostics()) == []


def test_l_archive_que_donne_siecle_se_lit_telle_quelle() -> None:
    lu = lire(zip_de({"ElevesSansAdresses.xml": export(ELEVE)}), "ElevesSansAdresses.zip")
    assert len(lu.lignes) == 1


def numeros(lu: FichierLu) -> tuple[list[int], list[int]]:
    return [ligne.numero for ligne in lu.lignes], [ligne.numero for ligne in lu.ecartees]


def test_les_sortants_sont_ecartes_avec_leur_diagnostic() -> None:
    lu = lire(export(ELEVE, sorti("05/11/2025")), "x")
    assert numeros(lu) == ([3], [5])
    assert lu.ecartees[0].diagnostics[0].valeur == "2025-11-05"
    assert "sorti" in lu.ecartees[0].diagnostics[0].remede
    assert lu.est_applicable


def test_une_sortie_a_venir_n_est_pas_une_sortie() -> None:
    octets = export(sorti("05/11/2025"), sorti("31/08/2026"))
    assert numeros(lire(octets, "x", le=date(2026, 1, 15))) == ([5], [3])
    assert numeros(lire(octets, "x")) == ([], [3, 5])


def test_les_eleves_d_autres_formations_s_ecartent_si_on_le_demande() -> None:
    autre = ELEVE.replace("31131216221", "20010010110")
    connues = attentes_connues()
    lu = lire(
        export(ELEVE, autre), "x", attentes=type(connues)(connues.specialites, connues.mefs, Autres.ECARTER)
    )
    assert numeros(lu) == ([3], [5])


def test_deux_eleves_au_meme_identifiant_restent_deux() -> None:
    octets = export(ELEVE, ELEVE.replace("528777848GG", "528777849GG")).replace(
        b'ELEVE_ID="1"', b'ELEVE_ID="0"'
    )
    assert [ligne["ine"] for ligne in lire(octets, "x").lignes] == ["528777848GG", "528777849GG"]
