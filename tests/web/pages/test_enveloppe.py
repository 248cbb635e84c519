"""Autour des pages : erreurs, témoins d'affichage, mentions, accessibilité, hors connexion, signalement."""

import csv
from collections import Counter
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from parchemin.web.csp import PolitiqueDeContenu, ecrire_politique
from parchemin.web.pages import erreurs, rgaa
from parchemin.web.typographie import Typographie
from tests.web.pages.lecture import lue, visiter


@pytest.mark.parametrize(
    ("vue", "statut", "phrase"),
    [
        (erreurs.demande_illisible, 400, "recommencez"),
        (erreurs.acces_refuse, 403, "Demandez cet accès"),
        (erreurs.page_introuvable, 404, "Vérifiez l’adresse"),
        (erreurs.panne, 500, "Réessayez"),
        (erreurs.formulaire_perime, 403, "rechargez la page"),
    ],
)
def test_chaque_erreur_dit_quoi_faire(
    vue: Callable[[HttpRequest], HttpResponse], statut: int, phrase: str
) -> None:
    requete = RequestFactory().get("/nulle/")
    requete.resolver_match = None
    page = lue(Typographie(vue)(requete))
    assert page.statut == statut
    assert phrase in page.texte
    assert len(page.titres["h1"]) == 1
    assert page.en_ligne == []


def test_un_formulaire_sans_jeton_est_refuse_et_s_explique() -> None:
    page = lue(Client(enforce_csrf_checks=True).post("/reglement/"))
    assert page.statut == 403
    assert "Ce formulaire n’est plus valable" in page.texte


def test_un_hote_inconnu_est_refuse(visiteur: Client) -> None:
    assert visiteur.get("/", headers={"host": "ailleurs.invalid"}).status_code == 400


@pytest.mark.parametrize(
    ("temoin", "valeur", "attribut"),
    [
        ("theme", "sombre", 'data-theme="sombre"'),
        ("contraste", "fort", 'data-contraste="fort"'),
        ("raccourcis", "non", 'data-raccourcis="non"'),
    ],
)
def test_la_page_arrive_dans_l_affichage_choisi(
    visiteur: Client, temoin: str, valeur: str, attribut: str
) -> None:
    assert attribut not in visiteur.get("/").content.decode()
    visiteur.cookies[temoin] = valeur
    assert attribut in visiteur.get("/").content.decode()


def test_un_temoin_falsifie_est_sans_effet(visiteur: Client) -> None:
    visiteur.cookies["theme"] = '"><script>'
    assert 'data-theme="' not in visiteur.get("/").content.decode()


def test_le_bandeau_dit_la_demonstration_hors_service(visiteur: Client, settings: Settings) -> None:
    assert "personnes fictives" in visiter(visiteur, "/").texte
    settings.MODE = "service"
    assert "personnes fictives" not in visiter(visiteur, "/").texte


def test_la_politique_se_lit_des_reglages(settings: Settings) -> None:
    assert ecrire_politique({"default-src": ["'self'"], "sandbox": ""}) == "default-src 'self'; sandbox"
    settings.SECURE_CSP = {"default-src": ["'none'"]}

    def suite(requete: HttpRequest) -> HttpResponse:
        return HttpResponse()

    reponse = PolitiqueDeContenu(suite)(RequestFactory().get("/"))
    assert reponse.headers["Content-Security-Policy"] == "default-src 'none'"


def test_ce_qui_reste_a_completer_se_voit_puis_disparait(visiteur: Client, settings: Settings) -> None:
    assert "à compléter" in visiter(visiteur, "/mentions-legales/").texte
    settings.EDITEUR = dict.fromkeys(settings.EDITEUR, "Rectorat fictif")
    page = visiter(visiteur, "/mentions-legales/")
    assert "Rectorat fictif" in page.texte
    assert "à compléter" not in page.texte


def test_le_signalement_d_une_faille(visiteur: Client, settings: Settings) -> None:
    texte = visiteur.get("/.well-known/security.txt").content.decode()
    assert "Contact:" not in texte
    assert "\nExpires: 2" in texte
    settings.EDITEUR = {**settings.EDITEUR, "contact": "securite@exemple.invalid"}
    assert visiteur.get("/.well-known/security.txt").content.decode().startswith("Contact: mailto:securite@")


def test_la_sante_ne_dit_rien_d_autre(visiteur: Client) -> None:
    assert visiteur.get("/sante").content == b"ok\n"


def test_le_service_hors_ligne_garde_une_page_qui_existe(visiteur: Client) -> None:
    reponse = visiteur.get("/sw.js")
    assert reponse.headers["Content-Type"].startswith("text/javascript")
    assert '"/hors-ligne/"' in reponse.content.decode()


# Critères par thématique, du premier (images) au treizième (consultation).
CRITERES = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]


def test_la_grille_a_ses_106_criteres() -> None:
    with rgaa.GRILLE.open(encoding="utf-8", newline="") as flux:
        lignes = list(csv.DictReader(flux, delimiter=";"))
    compte = Counter(ligne["critere"].partition(".")[0] for ligne in lignes)
    assert [compte[str(n)] for n in range(1, 14)] == CRITERES
    assert len(lignes) == len({ligne["critere"] for ligne in lignes}) == sum(CRITERES)
    assert len({ligne["objet"] for ligne in lignes}) == sum(CRITERES)


def test_la_declaration_compte_la_grille(visiteur: Client) -> None:
    texte = visiter(visiteur, "/accessibilite/").texte
    audites = sum(c.statut != "non audité" for c in rgaa.grille())
    assert ("Non audité : aucun des 106" in texte.replace("\N{NO-BREAK SPACE}", " ")) == (audites == 0)
