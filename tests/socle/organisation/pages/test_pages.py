"""Chaque page de l'organisation se lit, et ne montre que le périmètre de qui la lit."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.droit.regimes import Voie
from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.heures import instant
from parchemin.socle.organisation.models import (
    Academie,
    Centre,
    Echeance,
    Etablissement,
    Offre,
    Rattachement,
    Regroupement,
    Salle,
    SessionExamen,
)
from parchemin.socle.organisation.services.calendrier import Operation, fixer_echeance
from parchemin.socle.organisation.services.centres import FicheCentre, FicheSalle, ajouter_salle, creer_centre
from parchemin.socle.organisation.services.etablissements import Preparation, ajouter_offre
from parchemin.socle.organisation.services.regroupements import creer_regroupement
from tests.socle.organisation.conftest import LE, NATIONAL, uai
from tests.socle.organisation.imports.fichiers import csv, lire
from tests.socle.organisation.navigateurs import Ouvrir
from tests.web.pages.lecture import Page, lue, visiter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monde(session: SessionExamen, lycee: Etablissement, cfa: Etablissement) -> None:
    """Lyon et Toulouse, chacune avec une offre, un centre, une salle, un regroupement ; une échéance à Papeete."""
    for etablissement, voie in ((lycee, Voie.SCOLAIRE), (cfa, Voie.APPRENTISSAGE)):
        ajouter_offre(etablissement, Preparation(session, voie, 20), lu={}, par=NATIONAL, le=LE)
        fiche = FicheCentre(f"Centre {etablissement.academie}", etablissement.academie, etablissement)
        centre = creer_centre(session, fiche, par=NATIONAL, le=LE)
        ajouter_salle(centre, FicheSalle("A 101", 18, accessible=True), lu={}, par=NATIONAL, le=LE)
        creer_regroupement(session, etablissement.academie, par=NATIONAL, le=LE)
    papeete = Academie.objects.get(pk="41")
    limite = instant(datetime.fromisoformat("2026-06-09T08:00"), papeete.fuseau)
    fixer_echeance(
        session, Operation("depot", "Dépôt des notes", limite, papeete), lu={}, par=NATIONAL, le=LE
    )


def adresses(lycee: Etablissement, session: SessionExamen) -> dict[str, str]:
    """Une adresse de chaque page qui se lit."""
    centre, regroupement = Centre.objects.get(academie="10"), Regroupement.objects.get(pilote="10")
    lot = lire(csv("uai;statut;capacite", f"{lycee.pk};scolaire;30", f"{lycee.pk};stage;1"), "offre", session)
    pages: dict[str, list[object]] = {
        "": [], "-sessions": [], "-session": [session.code], "-academies": [], "-academie": ["10"],
        "-regroupements": [], "-regroupement": [regroupement.pk], "-etablissements": [],
        "-etablissement": [lycee.pk], "-etablissement-modifier": [lycee.pk], "-centres": [],
        "-centre": [centre.pk], "-centre-creer": [], "-calendrier": [], "-imports": [], "-import": [lot.pk],
    }  # fmt: skip
    return {nom: reverse(f"organisation{nom}", args=arguments) for nom, arguments in pages.items()}


def test_le_national_lit_toutes_les_pages(
    national: Client, lycee: Etablissement, session: SessionExamen
) -> None:
    for adresse in adresses(lycee, session).values():
        page = visiter(national, adresse)
        assert (adresse, page.statut) == (adresse, 200)
        assert len(page.titres["h1"]) == 1
        assert page.en_ligne == []
        assert len(page.ids) == len(set(page.ids)), adresse


def test_toutes_les_pages_se_lisent_aussi_quand_rien_n_existe(national: Client) -> None:
    for modele in (Salle, Offre, Echeance, Rattachement, Centre, Regroupement, SessionExamen):
        modele._default_manager.all().delete()
    vides = (
        "",
        "-sessions",
        "-academies",
        "-regroupements",
        "-etablissements",
        "-centres",
        "-calendrier",
        "-imports",
    )
    for nom in vides:
        assert (nom, visiter(national, reverse(f"organisation{nom}")).statut) == (nom, 200)
    assert national.get(reverse("organisation-centre-creer")).status_code == 404


def test_une_academie_ne_lit_rien_de_toulouse(
    lyon: Client, lycee: Etablissement, cfa: Etablissement, session: SessionExamen
) -> None:
    for adresse in adresses(lycee, session).values():
        if "imports/" in adresse and not adresse.endswith("imports/"):
            continue
        page = visiter(lyon, adresse)
        assert (adresse, page.statut) == (adresse, 200)
        for mot in (cfa.nom, cfa.pk, "Centre Toulouse"):
            assert mot not in page.texte, adresse


def test_ce_qui_n_est_pas_visible_repond_comme_ce_qui_n_existe_pas(
    lyon: Client, cfa: Etablissement, session: SessionExamen
) -> None:
    ailleurs, rien = Centre.objects.get(academie="16").pk, 99_999
    regroupement, lot = (
        Regroupement.objects.get(pilote="16").pk,
        lire(csv("uai;statut;capacite", f"{cfa.pk};fpc;1"), "offre", session).pk,
    )
    couples = [
        ("-etablissement", cfa.pk, "0000000A"), ("-etablissement-modifier", cfa.pk, "0000000A"),
        ("-academie", "16", "ZZ"), ("-centre", ailleurs, rien), ("-regroupement", regroupement, rien),
        ("-import", lot, rien), ("-import-corrige", lot, rien), ("-session", "ccst-2025", "ccst-2099"),
    ]  # fmt: skip
    for nom, cachee, absente in couples:
        reponses = [lyon.get(reverse(f"organisation{nom}", args=[cle])) for cle in (cachee, absente)]
        assert [r.status_code for r in reponses] == [404, 404], nom
        assert lue(reponses[0]).texte == lue(reponses[1]).texte
    assert lyon.get(reverse("organisation-calendrier"), {"academie": "16"}).status_code == 404
    assert lyon.get(reverse("organisation"), {"session": "ccst-2025"}).status_code == 404


def test_l_accueil_compte_et_chaque_nombre_ouvre_sa_liste(
    national: Client, lycee: Etablissement, session: SessionExamen
) -> None:
    Etablissement.objects.filter(pk=lycee.pk).update(secteur="inconnu")
    page = visiter(national, reverse("organisation"))
    assert "phase « Préparation »" in page.texte.replace("\u00a0", " ")
    assert "32 académies sans regroupement" in page.texte
    assert "1 établissement au secteur à renseigner" in page.texte
    listes = [a for a in page.propositions if "session=ccst-2026" in a]
    assert len(listes) == 7
    for adresse in listes:
        assert visiter(national, adresse).statut == 200
    (a_renseigner,) = [a for a in listes if "secteur=inconnu" in a]
    assert lycee.pk in visiter(national, a_renseigner).texte


def page_des_etablissements(navigateur: Client, **filtres: str) -> Page:
    return lue(navigateur.get(reverse("organisation-etablissements"), filtres))


def test_la_recherche_ignore_les_accents_et_les_filtres_restent_dans_l_adresse(
    national: Client, lycee: Etablissement, cfa: Etablissement
) -> None:
    assert lycee.nom in page_des_etablissements(national, mot="lycee BRUMES").texte.replace("’", "'")
    vide = page_des_etablissements(national, mot="introuvable")
    assert "Aucun établissement ne répond" in vide.texte
    filtree = page_des_etablissements(
        national, academie="16", voie="apprentissage", secteur="prive_hors_contrat"
    )
    assert cfa.pk in filtree.texte
    assert lycee.pk not in filtree.texte


def test_la_liste_se_pagine_en_gardant_ses_filtres(national: Client, lycee: Etablissement) -> None:
    Etablissement.objects.bulk_create(
        Etablissement(
            uai=uai(f"069{n:04}"), nom=f"École {n:03}", academie=lycee.academie, recherche=f"ecole {n}"
        )
        for n in range(100, 161)
    )
    premiere = page_des_etablissements(national, mot="ecole")
    assert "61 établissements" in premiere.texte
    assert "?mot=ecole&page=2" in premiere.adresses
    assert "École 160" in page_des_etablissements(national, mot="ecole", page="2").texte


def test_la_fiche_explique_le_regime_et_cite_l_article(national: Client, cfa: Etablissement) -> None:
    page = visiter(national, reverse("organisation-etablissement", args=[cfa.pk]))
    assert "Régime C : épreuves ponctuelles." in page.texte.replace("\u00a0", " ")
    assert "Code de l’éducation, art. D643-19" in page.texte.replace("\u00a0", " ")
    assert "Offre enregistrée" in page.texte
    Etablissement.objects.update(secteur="inconnu")
    assert (
        "Régime à déterminer" in visiter(national, reverse("organisation-etablissement", args=[cfa.pk])).texte
    )


def test_la_fiche_ne_nomme_pas_qui_a_agi(national: Client, cfa: Etablissement) -> None:
    page = visiter(national, reverse("organisation-etablissement", args=[cfa.pk]))
    assert NATIONAL.nom not in page.texte
    assert NATIONAL.code not in page.texte


@pytest.mark.parametrize(
    ("academie", "attendues"),
    [
        ("41", ["9 juin 2026, 8 h", "Pacific/Tahiti", "UTC−10", "9 juin 2026, 20 h à Paris"]),
        ("", ["9 juin 2026, 8 h", "Pacific/Tahiti"]),
    ],
)
def test_le_calendrier_dit_l_heure_du_lieu_et_celle_de_paris(
    national: Client, academie: str, attendues: list[str]
) -> None:
    page = lue(national.get(reverse("organisation-calendrier"), {"academie": academie}))
    for attendue in attendues:
        assert attendue in page.texte.replace("\u00a0", " ")


def test_le_calendrier_de_wallis_se_lit_a_son_heure_sans_la_demander(
    ouvrir: Ouvrir, session: SessionExamen
) -> None:
    commune = Operation(
        "saisie", "Saisie des notes", instant(datetime.fromisoformat("2026-06-09T18:00"), "Europe/Paris")
    )
    fixer_echeance(session, commune, lu={}, par=NATIONAL, le=LE)
    wallis = ouvrir(Role.VICE_RECTORAT, Academie.objects.get(pk="42"))
    page = visiter(wallis, reverse("organisation-calendrier"))
    dite = page.texte.replace("\u00a0", " ")
    assert "10 juin 2026, 4 h Pacific/Wallis UTC+12 9 juin 2026, 18 h à Paris" in dite
    assert "Dépôt des notes" not in dite


def test_un_etablissement_lit_sa_fiche_et_ne_la_modifie_pas(ouvrir: Ouvrir, lycee: Etablissement) -> None:
    direction = ouvrir(Role.DIRECTION, lycee)
    page = visiter(direction, reverse("organisation-etablissement", args=[lycee.pk]))
    assert page.statut == 200
    assert "Modifier la fiche" not in page.texte
    assert "Inscrire une décision" not in page.texte
    assert direction.get(reverse("organisation-etablissement-modifier", args=[lycee.pk])).status_code == 403
    assert direction.get(reverse("organisation-imports")).status_code == 403
