"""Qui n'a pas ouvert quoi : par document, le papier à part, et de quoi relancer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.services import confirmer, notifier
from parchemin.etapes.inscriptions.services.recevoir import Rejet, rejeter
from tests.etapes.inscriptions import monde as m
from tests.web.pages.lecture import Page, visiter

RECEMMENT = datetime.now(UTC) - timedelta(days=9)


@pytest.fixture
def candidats(monde: m.Monde) -> list[Inscription]:
    inscrits = [
        m.inscrit(monde, "Joignable"),
        m.inscrit(monde, "Sanscourriel", courriel=""),
        m.inscrit(monde, "Ouvert"),
        m.inscrit(monde, "Ailleurs", academie=m.RATTACHEE, etablissement=m.CFA),
    ]
    for inscription in inscrits:
        par = m.RATTACHE if inscription.academie_id == m.RATTACHEE else m.LYON
        confirmer.demander_la_confirmation(inscription, par=par, le=RECEMMENT)
    ouvert = inscrits[2]
    notifier.ouvrir(ouvert.notifications.get(), par=m.candidat(ouvert), le=RECEMMENT)
    return inscrits


def page(navigateur: Client, filtres: str = "") -> Page:
    return visiter(navigateur, f"{reverse('inscriptions-non-lus')}{filtres}")


@pytest.mark.usefixtures("candidats")
def test_la_page_dit_quoi_depuis_quand_et_met_le_papier_a_part(lyon: Client, pilote: Client) -> None:
    lu = page(lyon)
    assert "2 documents remis ne sont pas ouverts" in lu.texte.replace("\u00a0", " ")
    assert "Confirmation d’inscription à signer 2 2 1" in lu.texte
    par_courriel, _, sur_papier = lu.texte.partition("Sur papier")
    assert "il y a 9 jours" in par_courriel.replace("\u00a0", " ")
    assert "Joignable" in par_courriel
    assert "Sanscourriel" in sur_papier
    assert "Ailleurs" not in lu.texte
    assert "Ouvert Léa" not in lu.texte
    # Avant le transfert, le pilote voit les documents de Grenoble ; sa plume ne va pas jusque-là.
    assert "Ailleurs" in page(pilote).texte
    assert "Ailleurs" not in page(pilote, "?plume=oui").texte


def test_relancer_mene_a_l_apercu_des_memes_candidats(lyon: Client, candidats: list[Inscription]) -> None:
    (relancer,) = [a for a in page(lyon).propositions if "acte=relancer" in a]
    apercu = visiter(lyon, relancer)
    assert "Relancer les 2 candidats" in apercu.texte.replace("\u00a0", " ")
    notifier.relancer(
        candidats[0].notifications.all(), par=m.LYON, le=datetime.now(UTC), site="https://exemple.invalid"
    )
    assert "1 fois" in page(lyon).texte
    assert "Déjà relancé aujourd’hui" in visiter(lyon, relancer).texte


def test_un_genre_de_document_se_filtre(lyon: Client, candidats: list[Inscription]) -> None:
    rejeter(
        candidats[2], Rejet(["Diplôme déjà obtenu."], "Deux mois pour contester."), par=m.LYON, le=RECEMMENT
    )
    # Rejetée, la candidature n'attend plus rien, sauf que sa décision soit lue : un délai court.
    assert "Ouvert Léa" in page(lyon, "?document=recevabilite").texte
    lu = page(lyon, "?document=piece")
    assert "Tout ce qui a été remis a été ouvert" in lu.texte
    assert "Retirer le filtre Non ouvert Pièce demandée" in lu.texte


@pytest.mark.usefixtures("candidats")
def test_l_etablissement_relance_mais_ne_se_previent_pas_lui_meme(proviseur: Client) -> None:
    propositions = page(proviseur).propositions
    assert any("acte=relancer" in a for a in propositions)
    assert not any("acte=prevenir" in a for a in propositions)
