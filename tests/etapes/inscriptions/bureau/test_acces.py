"""Qui voit quoi au bureau des inscriptions : chacun son périmètre, et rien pour qui n'a pas à voir."""

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.models import Academie, Etablissement
from tests.etapes.inscriptions import monde as m
from tests.socle.organisation.navigateurs import Ouvrir
from tests.web.pages.lecture import visiter

PAGES = ("inscriptions", "inscriptions-candidats", "inscriptions-non-lus")


@pytest.fixture
def candidats(monde: m.Monde) -> None:
    m.inscrit(monde, "Dulycee")
    m.inscrit(monde, "Duvoisin", etablissement=m.VOISIN)
    m.inscrit(monde, "Degrenoble", academie=m.RATTACHEE, etablissement=m.CFA)
    m.inscrit(monde, "Detoulouse", academie=m.AUTONOME, etablissement=m.AILLEURS, par=m.TOULOUSE)


def noms(navigateur: Client) -> set[str]:
    texte = visiter(navigateur, reverse("inscriptions-candidats")).texte
    return {nom for nom in ("Dulycee", "Duvoisin", "Degrenoble", "Detoulouse") if nom in texte}


@pytest.mark.usefixtures("candidats")
def test_chacun_voit_les_candidats_de_son_perimetre(
    national: Client, pilote: Client, lyon: Client, grenoble: Client, proviseur: Client
) -> None:
    assert noms(national) == {"Dulycee", "Duvoisin", "Degrenoble", "Detoulouse"}
    assert noms(pilote) == {"Dulycee", "Duvoisin", "Degrenoble"}
    assert noms(lyon) == {"Dulycee", "Duvoisin"}
    assert noms(grenoble) == {"Degrenoble"}
    assert noms(proviseur) == {"Dulycee"}


@pytest.mark.usefixtures("candidats")
@pytest.mark.parametrize("role", [Role.INSPECTEUR, Role.AUDITEUR, Role.DELEGUE])
def test_les_regards_lisent_sans_agir_ni_emporter(ouvrir: Ouvrir, role: Role) -> None:
    regard = ouvrir(role, Academie.objects.get(pk=m.PILOTE))
    assert noms(regard) == {"Dulycee", "Duvoisin"}
    page = visiter(regard, reverse("inscriptions"))
    assert "Vous lisez" in page.texte
    assert "À traiter aujourd" not in page.texte
    assert regard.get(reverse("inscriptions-candidats-exporter")).status_code == 403
    assert regard.get(reverse("inscriptions-candidats-groupe")).status_code == 403
    assert regard.post(reverse("inscriptions-candidats-groupe")).status_code == 403


@pytest.mark.parametrize(
    ("role", "sur"), [(Role.ENSEIGNANT, m.LYCEE), (Role.PILOTE_SUJETS, ""), (Role.CANDIDAT, "candidature")]
)
def test_les_autres_roles_n_entrent_pas(ouvrir: Ouvrir, monde: m.Monde, role: Role, sur: str) -> None:
    lieux = {m.LYCEE: Etablissement.objects.get(pk=m.LYCEE), "": monde.regroupement}
    navigateur = ouvrir(role, lieux.get(sur, lieux[m.LYCEE]))
    for page in PAGES:
        assert navigateur.get(reverse(page)).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_un_visiteur_est_envoye_se_connecter(client: Client, monde: m.Monde, page: str) -> None:
    assert client.get(reverse(page)).status_code == 302


def test_un_candidat_d_ailleurs_ne_s_ouvre_pas(monde: m.Monde, grenoble: Client) -> None:
    ailleurs, sien = m.inscrit(monde), m.inscrit(monde, "Sien", academie=m.RATTACHEE, etablissement=m.CFA)
    liste = reverse("inscriptions-candidats")
    assert grenoble.get(f"{liste}?candidat={ailleurs.pk}").status_code == 404
    page = visiter(grenoble, f"{liste}?candidat={sien.pk}")
    assert "Sien Léa" in page.titres["h2"]
    assert grenoble.get(f"{liste}?candidat=99999999999999999999").status_code == 200


def test_une_session_qu_on_ne_voit_pas_est_absente(national: Client) -> None:
    for page in (*PAGES, "inscriptions-candidats-exporter"):
        assert national.get(f"{reverse(page)}?session=ccst-1999").status_code == 404
