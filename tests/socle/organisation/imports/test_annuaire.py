"""L'annuaire public : compléter les fiches, sans rien effacer ni deviner."""

import pytest

from parchemin.socle.organisation.imports.lots import releve_du_lot
from parchemin.socle.organisation.models import Etablissement
from parchemin.socle.organisation.portee import Portee
from tests.socle.organisation.conftest import uai
from tests.socle.organisation.imports.fichiers import csv, demandes, lire, phrases

pytestmark = pytest.mark.django_db
PREMIER = (
    "numero_d_uai;appellation_officielle;denomination_principale;secteur_public_prive_libe;adresse_uai;code_postal_uai;"
    "localite_acheminement_uai;etat_etablissement_libe;date_fermeture"
)
SECOND = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Statut_public_prive;Type_contrat_prive;Code_postal;Nom_commune;"
    "Code_academie;etat"
)


def test_une_fiche_se_complete_d_apres_l_annuaire(lycee: Etablissement) -> None:
    octets = csv(
        PREMIER,
        f"{lycee.pk};Lycée Fictif des Brumes;LYCEE POLYVALENT;Public;1 rue Inventée;1000;VILLEFICTIVE;OUVERT;",
    )
    assert demandes(lire(octets, "annuaire")) == [
        ("etablissement", lycee.pk, {
            "nature": "LYCEE POLYVALENT", "adresse": "1 rue Inventée", "code_postal": "01000", "commune": "VILLEFICTIVE",
        })
    ]  # fmt: skip


def test_un_etablissement_sans_fiche_n_est_ajoute_que_sur_demande(lycee: Etablissement) -> None:
    octets = csv(SECOND, f"{uai('0690009')};Lycée Nouveau;Public;SANS OBJET;69001;Lyon;10;1")
    assert releve_du_lot(lire(octets, "annuaire")).ignorees == {"établissement sans fiche ici": 1}
    assert demandes(lire(octets, "annuaire", inconnus=True))[0][1] == uai("0690009")


@pytest.mark.parametrize(
    ("secteur", "contrat", "avant", "apres"),
    [
        ("Public", "", "inconnu", "public"),
        ("Privé", "CONTRAT D'ASSOCIATION TOUTES CLASSES", "inconnu", "prive_sous_contrat"),
        ("Privé", "HORS CONTRAT", "inconnu", "prive_hors_contrat"),
        ("Privé", "", "prive_sous_contrat", None),
        ("Privé", "", "inconnu", None),
        ("Consulaire", "", "public", "consulaire"),
        ("", "", "public", None),
    ],
)
def test_le_secteur_se_lit_du_statut_et_du_contrat(
    lycee: Etablissement, secteur: str, contrat: str, avant: str, apres: str | None
) -> None:
    Etablissement.objects.update(secteur=avant)
    lot = lire(csv(SECOND, f"{lycee.pk};{lycee.nom};{secteur};{contrat};;;10;"), "annuaire")
    assert [valeurs.get("secteur") for _, _, valeurs in demandes(lot)] == ([apres] if apres else [])
    doute = secteur == "Privé" and not contrat and avant == "inconnu"
    assert any("privé sous contrat ou hors contrat attendu" in p for p in phrases(lot)) == doute


@pytest.mark.parametrize("ecrite", ["2026-08-31", "31/08/2026", "2026-08-31T00:00:00"])
def test_une_fermeture_se_date(lycee: Etablissement, ecrite: str) -> None:
    lot = lire(csv(PREMIER, f"{lycee.pk};{lycee.nom};;Public;;;;FERME;{ecrite}"), "annuaire")
    assert demandes(lot) == [("etablissement", lycee.pk, {"ferme_le": "2026-08-31"})]


@pytest.mark.parametrize(
    ("fautive", "mot"),
    [
        ("{uai};;;Public;;;;OUVERT;", "le nom de l'établissement"),
        ("{uai};{long};;Public;;;;OUVERT;", "120 caractères au plus"),
        ("{uai};Nom;;Mixte;;;;OUVERT;", "public ou privé"),
        ("{uai};Nom;;Public;;6900A;;OUVERT;", "cinq chiffres"),
        ("{uai};Nom;;Public;;;;EN TRAVAUX;", "ouvert ou fermé"),
        ("{uai};Nom;;Public;;;;FERME;bientôt", "une date, par exemple 2026-08-31"),
        ("0690001;Nom;;Public;;;;OUVERT;", "un UAI exact"),
    ],
)
def test_une_ligne_fautive_bloque_le_fichier(lycee: Etablissement, fautive: str, mot: str) -> None:
    lot = lire(csv(PREMIER, fautive.format(uai=lycee.pk, long="L" * 121)), "annuaire")
    assert any(p.startswith("bloquant : ligne 2") and mot in p for p in phrases(lot))
    assert demandes(lot) == []


@pytest.mark.parametrize(
    ("ecrite", "retenue"), [("5", "70"), ("Caen", "70"), ("16", "16"), ("toulouse", "16")]
)
def test_une_academie_se_lit_de_son_code_de_son_nom_ou_de_l_ancien(
    lycee: Etablissement, ecrite: str, retenue: str
) -> None:
    lot = lire(csv(SECOND, f"{lycee.pk};{lycee.nom};;;;;{ecrite};"), "annuaire")
    assert demandes(lot)[0][2] == {"academie": retenue}
    assert ("Normandie attendu" in "".join(phrases(lot))) == (retenue == "70")


def test_une_academie_inconnue_bloque(lycee: Etablissement) -> None:
    lot = lire(csv(SECOND, f"{lycee.pk};{lycee.nom};;;;;98;"), "annuaire")
    assert "le code ou le nom d'une académie attendu" in phrases(lot)[0]


def test_une_academie_ne_prend_pas_l_etablissement_d_une_autre(
    lycee: Etablissement, cfa: Etablissement
) -> None:
    lyon = Portee(academies=frozenset({"10"}))
    octets = csv(SECOND, f"{cfa.pk};Pris;Public;;;;10;", f"{lycee.pk};Donné;Public;;;;16;")
    lot = lire(octets, "annuaire", portee=lyon)
    assert demandes(lot) == []
    assert releve_du_lot(lot).ignorees == {"établissement hors de votre périmètre": 2}
