"""Ce qui vaut pour toute page : elle répond, se nomme, n'appelle rien d'extérieur, ne pèse guère."""

import gzip
from itertools import chain

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.web.pages.lecture import visiter

TITRES = {
    "/": "Un examen, de l’inscription au diplôme",
    "/que-dois-je-passer/": "Que dois-je passer ?",
    "/que-dois-je-passer/?voie=scolaire&etablissement=public&habilitation=non": "Que dois-je passer ?",
    "/que-dois-je-passer/?voie=experience&etablissement=public": "Que dois-je passer ?",
    "/reglement/": "Le règlement de l’examen",
    "/reglement/?regime=C&session=2026&compare=2024": "Le règlement de l’examen",
    "/referentiel/": "Le référentiel",
    "/referentiel/?q=negociation": "Le référentiel",
    "/calendrier/": "Le calendrier de la session",
    "/decisions/": "Les décisions de la session fictive",
    "/decisions/?decision=AJOURNE&q=fictif&page=1": "Les décisions de la session fictive",
    "/parametres/": "Les valeurs légales",
    "/parametres/?statut=&q=seuil": "Les valeurs légales",
    "/parametres/?statut=": "Les valeurs légales",
    "/composants/": "Composants",
    "/accessibilite/": "Déclaration d’accessibilité",
    "/mentions-legales/": "Mentions légales",
    "/donnees-personnelles/": "Données personnelles",
    "/hors-ligne/": "Vous êtes hors connexion",
}
INCONNUES = [
    "/nulle/part/",
    "/referentiel/C99.9/",
    "/decisions/0992600000X/",
    "/reglement/?session=1999",
    "/reglement/?regime=Z",
    "/reglement/?compare=2019",
    "/que-dois-je-passer/?voie=ecole",
    "/parametres/?statut=certain",
    "/decisions/?decision=RECALE",
    "/calendrier/?session=abc",
]
POIDS_MAXIMUM = 150_000


@pytest.mark.parametrize(("adresse", "titre"), TITRES.items())
def test_la_page_repond_et_se_nomme(visiteur: Client, adresse: str, titre: str) -> None:
    page = visiter(visiteur, adresse)
    assert page.statut == 200
    assert [" ".join(t.split()) for t in page.titres["h1"]] == [titre]
    assert page.titre.endswith("– Parchemin")


@pytest.mark.parametrize("adresse", [*TITRES, *INCONNUES])
def test_rien_d_exterieur_ni_d_ecrit_dans_la_page(visiteur: Client, adresse: str) -> None:
    reponse = visiteur.get(adresse)
    assert reponse.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert "unsafe" not in reponse.headers["Content-Security-Policy"]
    page = visiter(visiteur, adresse)
    assert [a for a in page.adresses if a.startswith(("http", "//", "data:", "javascript:"))] == []
    assert page.en_ligne == []
    assert sorted({i for i in page.ids if page.ids.count(i) > 1}) == []


@pytest.mark.parametrize("adresse", TITRES)
def test_la_premiere_vue_est_legere(visiteur: Client, adresse: str) -> None:
    reponse = visiteur.get(adresse)
    page = visiter(visiteur, adresse)
    statiques = [a.removeprefix("/static/") for a in page.adresses if a.startswith("/static/")]
    fichiers = [finders.find(nom) for nom in statiques]
    assert all(fichiers), statiques
    contenus = chain([reponse.content], (open_binaire(str(f)) for f in fichiers))
    assert sum(len(gzip.compress(c, 6)) for c in contenus) <= POIDS_MAXIMUM


def open_binaire(fichier: str) -> bytes:
    with open(fichier, "rb") as flux:  # noqa: PTH123 : un chemin que rend Django
        return flux.read()


@pytest.mark.parametrize("adresse", INCONNUES)
def test_une_adresse_inconnue_propose_les_plus_proches(visiteur: Client, adresse: str) -> None:
    page = visiter(visiteur, adresse)
    assert page.statut == 404
    assert [" ".join(t.split()) for t in page.titres["h1"]] == ["Cette page n’existe pas"]


@pytest.mark.parametrize(
    ("adresse", "proche"),
    [
        ("/reglemant/", "/reglement/"),
        ("/calandrier", "/calendrier/"),
        ("/tout-autre-chose/", "/referentiel/"),
        ("/referentiel/C1.33/", "/referentiel/C1.3/"),
        ("/referentiel/c1.3/", "/referentiel/C1.3/"),
        ("/reglement/?session=1999", "?session=2026"),
        ("/reglement/?regime=Z", "?regime=A"),
        ("/decisions/09926000001X/", "/decisions/09926000001/"),
        ("/que-dois-je-passer/?voie=scolair", "?voie=scolaire"),
    ],
)
def test_les_propositions_sont_des_liens(visiteur: Client, adresse: str, proche: str) -> None:
    page = visiter(visiteur, adresse)
    assert page.statut == 404
    assert proche in page.propositions


@pytest.mark.parametrize("adresse", [a for a in TITRES if "?" not in a])
def test_chaque_lien_de_la_page_mene_quelque_part(visiteur: Client, adresse: str) -> None:
    page = visiter(visiteur, adresse)
    liens = {a.partition("#")[0] for a in page.adresses if a.startswith(("/", "?"))}
    liens = {lien if lien.startswith("/") else f"{adresse}{lien}" for lien in liens if lien}
    perdus = [lien for lien in sorted(liens)[:40] if not lien.startswith("/static/")
              and visiteur.get(lien).status_code != 200]  # fmt: skip
    assert perdus == []


def test_une_page_ne_s_ecrit_pas(visiteur: Client) -> None:
    assert visiteur.post("/reglement/").status_code == 405
