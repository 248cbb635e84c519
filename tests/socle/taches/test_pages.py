"""Les pages des travaux : chacun suit les siens, agit sur eux, et sait si personne ne les fait avancer."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from parchemin.socle.comptes import acces
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.taches import queries, services
from parchemin.socle.taches.models import EtatTravail, Travail
from tests.socle.comptes.monde import Monde, batir, entrer, titulaire
from tests.socle.taches.chantier import GENRE
from tests.socle.taches.conftest import LE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.socle.taches.adresses")]
ACTES = ("travail-pause", "travail-reprise", "travail-arret", "travail-relance")
RAFRAICHIR = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def table_des_acces(monkeypatch: pytest.MonkeyPatch) -> None:
    lignes = {
        **dict.fromkeys(("travaux", "travail"), acces._role(acces.INSTITUTION)),
        **dict.fromkeys(ACTES, acces._role(None, acces.INSTITUTION - acces.REGARDS)),
    }
    for nom, ligne in lignes.items():
        monkeypatch.setitem(acces.TABLE, nom, ligne)


@pytest.fixture
def monde(db: None) -> Monde:
    return batir()


@pytest.fixture
def gestionnaire(monde: Monde) -> tuple[Client, Auteur]:
    return arrivant(Role.RATTACHEMENT, monde)


@pytest.fixture
def travail(gestionnaire: tuple[Client, Auteur]) -> Travail:
    lance = services.lancer(
        GENRE, "lot:12", par=gestionnaire[1], le=LE, libelle="Import « a.csv »", total=5000
    )
    Travail.objects.update(fait=1200)
    return lance


def arrivant(role: Role, monde: Monde) -> tuple[Client, Auteur]:
    """Quelqu'un qui tient ce rôle et vient d'entrer, et l'auteur de ses actes."""
    tenue = titulaire(role, monde)
    auteur = Auteur(f"personne:{tenue.personne.pk}", "Fictif", role.value, tenue.perimetre)
    return entrer(tenue.personne), auteur


def lire(client: Client, adresse: str, **en_tetes: str) -> str:
    """Texte d'une page, espaces insécables remis à plat."""
    reponse = client.get(adresse, headers=en_tetes)
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(reponse.content.decode()))


def test_la_page_dit_ou_en_est_le_travail(gestionnaire: tuple[Client, Auteur], travail: Travail) -> None:
    services.signaler("ouvrier-1", le=timezone.now())
    page = lire(gestionnaire[0], f"/travaux/{travail.pk}/")
    assert "1 200 lignes sur 5 000" in page
    assert 'max="5000" value="1200"' in page
    assert "En attente" in page
    assert 'hx-trigger="every 2s"' in page
    assert "Mettre en pause" in page
    assert "Arrêter" in page
    assert "Actualiser" in page
    assert "Personne ne fait avancer" not in page
    assert 'href="/essai/12/"' in page


def test_sans_ouvrier_la_page_le_dit(gestionnaire: tuple[Client, Auteur], travail: Travail) -> None:
    assert "Personne ne fait avancer les travaux" in lire(gestionnaire[0], f"/travaux/{travail.pk}/")
    services.signaler("ouvrier-1", le=timezone.now() - timedelta(minutes=2))
    assert "Dernier signe" in lire(gestionnaire[0], f"/travaux/{travail.pk}/")
    services.prendre_conge("ouvrier-1")
    assert queries.ouvrier_vu_le() is None
    services.mettre_en_pause(travail)
    assert "Personne ne fait avancer" not in lire(gestionnaire[0], f"/travaux/{travail.pk}/")


def test_le_rafraichissement_ne_rend_que_le_fragment(
    gestionnaire: tuple[Client, Auteur], travail: Travail
) -> None:
    reponse = gestionnaire[0].get(f"/travaux/{travail.pk}/", headers=RAFRAICHIR)
    assert "<html" not in reponse.content.decode()
    assert f'id="travail-{travail.pk}"' in reponse.content.decode()
    assert "HX-Refresh" not in reponse.headers
    assert "HX-Request" in reponse.headers["Vary"]
    services.arreter(travail, le=LE)
    reponse = gestionnaire[0].get(f"/travaux/{travail.pk}/", headers=RAFRAICHIR)
    assert reponse.headers["HX-Refresh"] == "true"
    assert "hx-get" not in reponse.content.decode()


def test_pause_reprise_arret_relance_d_un_clic(gestionnaire: tuple[Client, Auteur], travail: Travail) -> None:
    client, adresse = gestionnaire[0], f"/travaux/{travail.pk}/"
    for acte, etat, bouton in (
        ("pause", EtatTravail.EN_PAUSE, "Reprendre"),
        ("reprise", EtatTravail.EN_ATTENTE, "Mettre en pause"),
        ("arret", EtatTravail.ARRETE, "Relancer"),
        ("relance", EtatTravail.EN_ATTENTE, "Mettre en pause"),
    ):
        reponse = client.post(f"{adresse}{acte}/")
        assert (reponse.status_code, reponse.headers["Location"]) == (302, adresse)
        assert Travail.objects.get(pk=travail.pk).etat == etat
        assert bouton in lire(client, adresse)


def test_un_acte_venu_trop_tard_se_dit(gestionnaire: tuple[Client, Auteur], travail: Travail) -> None:
    services.arreter(travail, le=LE)
    gestionnaire[0].post(f"/travaux/{travail.pk}/pause/")
    page = lire(gestionnaire[0], f"/travaux/{travail.pk}/")
    assert "ce travail est arrêté, il n’y a plus rien à mettre en pause" in page


@pytest.mark.parametrize(
    ("retour", "attendu"),
    [("/organisation/?page=2", "/organisation/?page=2"), ("https://ailleurs.invalid/", "/travaux/{}/")],
)
def test_un_acte_ramene_a_la_page_d_ou_l_on_vient_jamais_ailleurs(
    gestionnaire: tuple[Client, Auteur], travail: Travail, retour: str, attendu: str
) -> None:
    reponse = gestionnaire[0].post(f"/travaux/{travail.pk}/pause/", {"retour": retour})
    assert reponse.headers["Location"] == attendu.format(travail.pk)


def test_un_autre_ne_voit_ni_ne_touche_ce_travail(monde: Monde, travail: Travail) -> None:
    voisin, _ = arrivant(Role.VICE_RECTORAT, monde)
    assert voisin.get(f"/travaux/{travail.pk}/").status_code == 404
    assert "Import" not in lire(voisin, "/travaux/")
    for nom in ("pause", "reprise", "arret", "relance"):
        assert voisin.post(f"/travaux/{travail.pk}/{nom}/").status_code == 404
    assert Travail.objects.get(pk=travail.pk).etat == EtatTravail.EN_ATTENTE


def test_qui_couvre_tout_voit_et_agit_qui_regarde_n_agit_pas(monde: Monde, travail: Travail) -> None:
    national, _ = arrivant(Role.NATIONAL, monde)
    assert "Import « a.csv »" in lire(national, "/travaux/")
    assert "Mettre en pause" in lire(national, f"/travaux/{travail.pk}/")
    auditeur, _ = arrivant(Role.AUDITEUR, monde)
    assert auditeur.post(f"/travaux/{travail.pk}/pause/").status_code == 403
    assert national.get(f"/travaux/{travail.pk}/pause/").status_code == 405
    assert national.post(f"/travaux/{travail.pk}/pause/").status_code == 302


def test_la_liste_dit_les_etats_et_se_lit_vide(gestionnaire: tuple[Client, Auteur], travail: Travail) -> None:
    page = lire(gestionnaire[0], "/travaux/")
    assert "1 200 lignes sur 5 000" in page
    Travail.objects.all().delete()
    assert "Aucun travail" in lire(gestionnaire[0], "/travaux/")


def test_un_message_d_echec_se_lit_phrase_par_phrase(
    gestionnaire: tuple[Client, Auteur], travail: Travail
) -> None:
    Travail.objects.update(
        etat="echoue", tache=None, fini_le=LE, message="Ligne <b>12</b> : date absente.\nCorrigez-la."
    )
    reponse = gestionnaire[0].get(f"/travaux/{travail.pk}/").content.decode()
    assert "Ligne &lt;b&gt;12&lt;/b&gt;" in reponse
    assert "<p>Corrigez-la.</p>" in reponse
    assert "Relancer" in reponse
    assert "hx-trigger" not in reponse
