"""Adresses et filtres hostiles : jamais de panne, rien qui fuit, la même réponse que pour ce qui n'existe pas."""

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.socle.comptes.roles import Role
from parchemin.socle.comptes.routes import routes
from tests.socle.comptes.monde import Monde, entrer, titulaire

NOMBRES = ("0", "99999999999999999999999", "2147483648")
MOTS = ("%00", "..%2f..%2fetc", "%F0%9F%92%A9", "'%20OR%20'1'='1", "a" * 3000, "%E2%80%AEfdp", "-1", "%ff%fe")
FILTRES = (
    "q",
    "role",
    "page",
    "session",
    "academie",
    "voie",
    "secteur",
    "offre",
    "le",
    "objet",
    "auteur",
    "acte",
    "du",
    "au",
    "suite",
    "regime",
    "statut",
    "etat",
    "etablissement",
    "forme",
    "division",
    "cas",
    "candidat",
    "tri",
    "format",
    "plume",
    "vue",
)


# Un rôle que la route n'admet pas est refusé avant que l'objet soit cherché.
REFUS = (400, 403, 404, 405)


@pytest.fixture
def national(monde: Monde) -> Client:
    return entrer(titulaire(Role.NATIONAL, monde).personne)


@pytest.fixture
def pilote(monde: Monde) -> Client:
    return entrer(titulaire(Role.PILOTE_ORGANISATION, monde).personne)


@pytest.fixture
def candidat(monde: Monde) -> Client:
    return entrer(titulaire(Role.CANDIDAT, monde).personne)


def motifs() -> list[tuple[str, str]]:
    """Nom et motif d'adresse de chaque route, arguments compris."""
    return [(nom, str(motif.pattern)) for nom, motif in routes()]


@pytest.mark.parametrize("nombre", NOMBRES)
def test_un_numero_forge_n_existe_pas(
    national: Client, pilote: Client, candidat: Client, nombre: str
) -> None:
    # Les convertisseurs d'adresse n'admettent que des chiffres : on écrit l'adresse comme le ferait un curieux.
    for nom, motif in motifs():
        if "<int:" not in motif:
            continue
        arguments = {m.partition(">")[0]: 1 for m in motif.split("<int:")[1:]} | {
            m.partition(">")[0]: "x1" for m in [*motif.split("<str:")[1:], *motif.split("<slug:")[1:]]
        }
        adresse = reverse(nom, kwargs=arguments).replace("/1/", f"/{nombre}/")
        for client in (national, pilote, candidat):
            for methode in ("GET", "POST"):
                statut = client.generic(methode, adresse).status_code
                assert statut in REFUS, (methode, adresse, statut)


@pytest.mark.parametrize("mot", MOTS)
def test_un_mot_forge_n_existe_pas(national: Client, pilote: Client, candidat: Client, mot: str) -> None:
    for nom, motif in motifs():
        genre = next((g for g in ("<str:", "<slug:") if g in motif), "")
        if not genre or "<int:" in motif or nom == "connexion-lien":
            continue
        avant, _, apres = reverse(
            nom, kwargs={motif.split(genre)[1].partition(">")[0]: "motadresse"}
        ).partition("motadresse")
        for client in (national, pilote, candidat):
            for methode in ("GET", "POST"):
                statut = client.generic(methode, f"{avant}{mot}{apres}").status_code
                assert statut in REFUS, (methode, nom, mot, statut)


@pytest.mark.parametrize("mot", [*MOTS, "2026-31-31", "9" * 40])
def test_un_filtre_forge_ne_fait_rien_tomber(
    national: Client, pilote: Client, candidat: Client, mot: str
) -> None:
    requete = "&".join(f"{filtre}={mot}" for filtre in FILTRES)
    for nom, motif in motifs():
        if "<" in motif or nom == "connexion-fournisseur":
            continue
        for client in (national, pilote, candidat):
            statut = client.get(f"{reverse(nom)}?{requete}").status_code
            assert statut < 500, (nom, mot)


def test_un_lien_forge_ne_dit_rien(db: None) -> None:
    client = Client()
    for mot in MOTS:
        assert client.get(f"/connexion/lien/{mot}/").status_code in (302, 400, 404)
        assert client.get("/connexion/lien/choisir/").status_code == 410
