"""Reprendre un fichier depuis les pages : à blanc, puis pour de bon, une seule fois."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import (
    Etablissement,
    LotImporte,
    Offre,
    SessionExamen,
)
from tests.socle.organisation.pages.envois import Saisie, envoyer, refus, saisie_de
from tests.web.pages.lecture import lue

pytestmark = pytest.mark.django_db


def fichier(contenu: str, nom: str = "offre.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu.encode(), content_type="text/csv")


def test_un_fichier_se_lit_a_blanc_s_applique_et_ne_s_applique_qu_une_fois(
    lyon: Client, session: SessionExamen, lycee: Etablissement, cfa: Etablissement
) -> None:
    contenu = f"uai;statut;capacite\n{lycee.pk};scolaire;24\n{cfa.pk};fpc;12\n"
    saisie: Saisie = {"genre": "offre", "session": session.pk, "fichier": fichier(contenu)}
    page = envoyer(lyon, "imports", saisie)
    assert "Prêt à appliquer" in page.texte
    assert "1 ligne : établissement hors de votre périmètre" in page.texte.replace("\u00a0", " ")
    assert not Offre.objects.exists()
    lot = LotImporte.objects.get()
    for _ in range(2):
        assert "Appliqué" in envoyer(lyon, "import", {"acte": "appliquer"}, lot.pk).texte
    assert Offre.objects.get().etablissement == lycee
    assert Acte.objects.filter(acte="organisation.appliquer_import").count() == 1
    assert lyon.post(reverse("organisation-import", args=[lot.pk]), {"acte": "effacer"}).status_code == 404


def test_un_fichier_fautif_montre_ses_diagnostics_et_revient_corrige(
    national: Client, session: SessionExamen, lycee: Etablissement
) -> None:
    contenu = f"uai;statut;capacite\n{lycee.pk};stage;24\n"
    page = envoyer(
        national, "imports", {"genre": "offre", "session": session.pk, "fichier": fichier(contenu)}
    )
    assert "Des fautes bloquent ce fichier" in page.texte
    assert "Scolaire, apprentissage, fpc ou distance" in page.texte
    lot = LotImporte.objects.get()
    assert "Des fautes bloquent" in refus(national, "import", {"acte": "appliquer"}, lot.pk)
    reponse = national.get(reverse("organisation-import-corrige", args=[lot.pk]))
    assert (
        reponse.headers["Content-Disposition"] == f'attachment; filename="fichier-{lot.pk}-diagnostics.csv"'
    )
    assert reponse.content.decode("utf-8-sig").startswith("_ligne;_niveau;_diagnostic;uai")
    assert "Abandonné" in envoyer(national, "import", {"acte": "abandonner"}, lot.pk).texte


@pytest.mark.parametrize(
    ("genre", "contenu", "mot"),
    [
        ("offre", "", "vide"),
        ("offre", "%PDF-1.7", "c'est un PDF"),
        ("offre", "a;b\n1;2\n", "Il manque la colonne « uai »"),
        ("academies", "code_academie;academie\n10;Lyon\n", "Sélectionnez un choix valide"),
    ],
)
def test_un_fichier_illisible_ou_hors_de_portee_est_refuse_sans_rien_ecrire(
    lyon: Client, session: SessionExamen, genre: str, contenu: str, mot: str
) -> None:
    texte = refus(lyon, "imports", {"genre": genre, "session": session.pk, "fichier": fichier(contenu)})
    assert mot in texte
    assert not LotImporte.objects.exists()


def test_la_base_changee_entre_temps_se_voit_et_la_relecture_repart(
    national: Client, session: SessionExamen, lycee: Etablissement
) -> None:
    contenu = f"uai;nom\n{lycee.pk};Lycée du Fichier\n"
    envoyer(
        national,
        "imports",
        {"genre": "annuaire", "session": session.pk, "fichier": fichier(contenu, "annuaire.csv")},
    )
    lot = LotImporte.objects.get()
    envoyer(national, "etablissement-modifier", saisie_de(lycee, nom="Lycée Saisi"), lycee.pk)
    assert "La base a changé" in lue(national.get(reverse("organisation-import", args=[lot.pk]))).texte
    assert "c'est maintenant « Lycée Saisi »" in refus(national, "import", {"acte": "appliquer"}, lot.pk)
    assert "Prêt à appliquer" in envoyer(national, "import", {"acte": "relire"}, lot.pk).texte
    envoyer(national, "import", {"acte": "appliquer"}, lot.pk)
    assert Etablissement.objects.get(pk=lycee.pk).nom == "Lycée du Fichier"
