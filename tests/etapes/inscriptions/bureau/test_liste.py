"""La liste des candidats : ce que la recherche trouve, ce que les filtres gardent, ce que l'adresse porte."""

from collections.abc import Sequence
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, VueEnregistree
from parchemin.etapes.inscriptions.services.vues import VUES_MAXIMUM
from parchemin.socle.comptes.models import Personne
from tests.etapes.inscriptions import monde as m
from tests.web.pages.lecture import Page, visiter

NOMS = ("Dupont", "Dùpond", "-Dupont", "O'Brien", "Audupont", "Le Goff")


@pytest.fixture
def candidats(monde: m.Monde) -> dict[str, Inscription]:
    inscrits = {
        nom: m.inscrit(monde, nom, ine=f"{rang:09d}AB", ne_le=f"2005-04-{rang + 10}")
        for rang, nom in enumerate(NOMS)
    }
    inscrits["Voisin"] = m.inscrit(monde, "Voisin", etablissement=m.VOISIN, prenoms="Dupont")
    return inscrits


class Liste(Page):
    """La page de la liste, et les noms qu'elle montre, dans leur ordre."""

    noms: Sequence[str] = ()


def chercher(navigateur: Client, **filtres: object) -> Liste:
    reponse = navigateur.get(f"{reverse('inscriptions-candidats')}?{urlencode(filtres)}")
    page = Liste(statut=reponse.status_code)
    page.feed(reponse.content.decode())
    page.texte = " ".join(page.texte.split())
    page.noms = [ligne.inscription.candidat.nom for ligne in reponse.context["lignes"]]
    return page


def trouves(page: Liste) -> list[str]:
    return list(page.noms)


@pytest.mark.parametrize(
    ("mot", "attendus"),
    [
        ("dupont", {"Dupont", "-Dupont", "Voisin"}),
        ("Dùpond", {"Dùpond"}),
        ("DUPON", {"Dupont", "Dùpond", "-Dupont", "Voisin"}),
        ("-Dupont", {"Dupont", "-Dupont", "Voisin"}),
        ("O'Brien", {"O'Brien"}),
        ("o’brien", {"O'Brien"}),
        ("le go", {"Le Goff"}),
        ("dupont voisin", {"Voisin"}),
        ("léa dupont", {"Dupont", "-Dupont"}),
        ("000000003ab", {"O'Brien"}),
        ("9991002k", {"Voisin"}),
        ("91026000002", {"Dùpond"}),
        ("910 2600 0002", {"Dùpond"}),
        ("'91026000002", {"Dùpond"}),
        ("0002", {"Dùpond"}),
        ("personne", set()),
        ("%", set(NOMS) | {"Voisin"}),
    ],
)
@pytest.mark.usefixtures("candidats")
def test_la_recherche_ignore_accents_et_ponctuation(lyon: Client, mot: str, attendus: set[str]) -> None:
    page = chercher(lyon, mot=mot)
    assert set(trouves(page)) == attendus
    if not attendus:
        assert "Aucun candidat ne répond" in page.texte


def test_les_filtres_sont_dans_l_adresse_et_se_retirent_un_a_un(
    lyon: Client, candidats: dict[str, Inscription]
) -> None:
    Inscription.objects.filter(pk=candidats["Dupont"].pk).update(a_completer=2, regime="")
    page = chercher(lyon, mot="dup", etat="deposee", cas="a_completer", etablissement=m.LYCEE, tri="etat")
    assert trouves(page) == ["Dupont"]
    assert "2 points à compléter" in page.texte
    assert "régime à déterminer" in page.texte
    assert "Retirer le filtre Recherche dup" in page.texte
    retraits = [a for a in page.propositions if a.startswith("?") and "tri=etat" in a and "candidat" not in a]
    assert any("etat=deposee" in a and "cas=" not in a for a in retraits)
    assert any("cas=a_completer" in a and "mot=" not in a for a in retraits)
    assert "?tri=etat" in retraits
    assert set(trouves(chercher(lyon, regime="-"))) == {"Dupont"}
    assert set(trouves(chercher(lyon, etablissement="9991002k"))) == {"Voisin"}
    assert trouves(chercher(lyon, voie="apprentissage")) == []
    assert set(trouves(chercher(lyon, forme="globale"))) == set(NOMS) | {"Voisin"}


@pytest.mark.usefixtures("candidats")
def test_un_filtre_qui_ne_se_lit_pas_est_laisse_de_cote_et_dit(lyon: Client) -> None:
    page = chercher(lyon, etat="perdu", cas="inconnu", tri="hasard")
    assert "Un filtre de l’adresse ne se lit pas" in page.texte
    assert "état" in page.texte
    assert len(trouves(page)) == len(NOMS) + 1


def test_le_tri_par_etat_suit_le_temps_et_s_inverse(lyon: Client, candidats: dict[str, Inscription]) -> None:
    Inscription.objects.filter(pk=candidats["Dupont"].pk).update(etat=EtatInscription.BROUILLON)
    Inscription.objects.filter(pk=candidats["Le Goff"].pk).update(etat=EtatInscription.REJETEE)
    par_etat = trouves(chercher(lyon, tri="etat"))
    assert (par_etat[0], par_etat[-1]) == ("Dupont", "Le Goff")
    a_rebours = trouves(chercher(lyon, tri="-etat"))
    assert (a_rebours[0], a_rebours[-1]) == ("Le Goff", "Dupont")
    assert trouves(chercher(lyon))[0] == "Audupont"
    assert trouves(chercher(lyon, tri="-nom"))[0] == "Voisin"
    assert trouves(chercher(lyon, tri="etablissement"))[-1] == "Voisin"


def test_cinquante_par_page(monde: m.Monde, lyon: Client) -> None:
    lettres = "abcdefghij"
    for n in range(51):
        m.inscrit(monde, f"Fictif {lettres[n // 10]}{lettres[n % 10]}")
    page = chercher(lyon)
    assert "Candidats 1 à 50 sur 51" in page.texte
    assert "Page 1 sur 2" in page.texte
    assert "Candidats 51 à 51 sur 51" in chercher(lyon, page=2).texte
    assert "Candidats 1 à 50 sur 51" in chercher(lyon, page="x").texte


def test_le_panneau_s_ouvre_a_cote_de_la_liste_et_garde_les_filtres(
    lyon: Client, candidats: dict[str, Inscription]
) -> None:
    ouvert = candidats["O'Brien"]
    page = chercher(lyon, mot="brien", candidat=ouvert.pk)
    assert "panneau" in page.classes
    assert "O’Brien Léa" in page.titres["h2"]
    assert "lea@exemple.invalid" in page.texte
    assert "?mot=brien" in page.propositions
    assert "panneau" not in chercher(lyon, mot="brien").classes


@pytest.mark.usefixtures("candidats")
def test_une_recherche_se_garde_se_rouvre_et_se_retire(lyon: Client) -> None:
    adresse = reverse("inscriptions-vues")
    garder = {"nom": "Pièces de TS2", "filtres": "cas=pieces&division=TS2&etat=perdu&autre=1"}
    for _ in range(2):
        page = lyon.post(adresse, garder, follow=True)
        assert "est gardée" in page.content.decode()
    vue = VueEnregistree.objects.get()
    assert vue.filtres == "division=TS2&cas=pieces"
    assert (
        f"?{vue.filtres.replace('&', '&')}" in visiter(lyon, reverse("inscriptions-candidats")).propositions
    )
    for _ in range(2):
        assert lyon.post(adresse, {"retirer": vue.pk}, follow=True).status_code == 200
    assert not VueEnregistree.objects.exists()


def test_une_recherche_sans_nom_ou_de_trop_est_refusee_avec_une_phrase(
    lyon: Client, grenoble: Client
) -> None:
    adresse = reverse("inscriptions-vues")
    assert "Donnez un nom" in lyon.post(adresse, {"nom": " "}, follow=True).content.decode()
    personne = Personne.objects.get(identifiant__contains="academie:10")
    for n in range(VUES_MAXIMUM):
        VueEnregistree.objects.create(personne=personne, nom=f"Vue {n}")
    assert "retirez-en une" in lyon.post(adresse, {"nom": "De trop"}, follow=True).content.decode()
    siennes = VueEnregistree.objects.filter(personne=personne)
    grenoble.post(adresse, {"retirer": siennes.earliest("pk").pk})
    grenoble.post(adresse, {"retirer": "9" * 30})
    assert siennes.count() == VUES_MAXIMUM
