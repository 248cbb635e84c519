"""Une demande se lit une seule fois et d'une seule façon : ni double décodage, ni paramètre doublé, ni mélange."""

import pytest
from django.test import Client

from tests.web.pages.lecture import visiter


@pytest.fixture
def visiteur() -> Client:
    return Client(raise_request_exception=False)


def test_une_adresse_n_est_decodee_qu_une_fois(visiteur: Client) -> None:
    reponse = visiteur.get("/referentiel/?q=%253Cb%253E")
    assert b"%3Cb%3E" in reponse.content
    assert b"<b>" not in reponse.content
    assert visiteur.get("/referentiel/C1%252E3/").status_code == 404


def test_un_parametre_repete_ne_compte_que_par_sa_derniere_valeur(visiteur: Client) -> None:
    seule = visiter(visiteur, "/reglement/?regime=A")
    assert visiter(visiteur, "/reglement/?regime=Z&regime=A").texte == seule.texte
    assert visiter(visiteur, "/reglement/?regime=A&regime=Z").statut == 404


def test_un_temoin_ou_un_corps_ne_tiennent_pas_lieu_de_parametre(visiteur: Client) -> None:
    visiteur.cookies["regime"] = "Z"
    assert visiteur.get("/reglement/").status_code == 200
    corps = visiteur.generic("GET", "/reglement/", "regime=Z", "application/x-www-form-urlencoded")
    assert corps.status_code == 200
