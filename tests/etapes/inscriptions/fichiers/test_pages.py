"""Les fichiers depuis les pages : envoyer, lire, trancher, appliquer, défaire, comparer, emporter."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mesures.candidats import fichier as fichier_de_mesure
from parchemin.etapes.inscriptions.imports import application
from parchemin.etapes.inscriptions.models import FichierRecu, Inscription
from parchemin.moteurs.echanges import FORMATS, lire
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import Academie, Etablissement
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.taches.models import Travail
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fichiers import depot as d
from tests.moteurs.echanges.pieges import LUS, REFUSES
from tests.web.pages.lecture import Page, lue

pytestmark = pytest.mark.django_db
# Justes mais longs : le moteur les lit dans ses essais, les mesures disent le temps d'un grand fichier.
LONGS = {"le plus gros qu'on admette", "des fautes toutes différentes"}
EXEMPLE = Path(__file__).resolve().parents[3] / "moteurs" / "echanges" / "cyclades_liste_simple.csv"


def envoyer(client: Client, monde: m.Monde, octets: bytes, nom: str = "candidats.csv", **saisie: str) -> Any:
    corps = {
        "session": monde.session.pk,
        "autres": "ecarter",
        "fichier": SimpleUploadedFile(nom, octets),
    } | saisie
    return client.post(reverse("inscriptions-fichiers"), corps, follow=True)


def agir(client: Client, acte: str, **saisie: str) -> Any:
    adresse = reverse("inscriptions-fichier", args=[FichierRecu.objects.latest("pk").pk])
    return client.post(adresse, {"acte": acte} | saisie, follow=True)


def texte(reponse: Any) -> str:
    assert reponse.status_code in {200, 422}, reponse.status_code
    return " ".join(lue(reponse).texte.replace("’", "'").split())


def test_un_fichier_se_lit_s_applique_une_seule_fois_et_se_defait(lyon: Client, monde: m.Monde) -> None:
    page = texte(envoyer(lyon, monde, d.modele(d.ligne("Dupont"), d.ligne(ne_le="31/02/2005"))))
    assert "Prêt à appliquer" in page
    assert "Appliquer 1 changement" in page
    assert "Date de naissance : « 31/02/2005 » lu" in page
    assert not Inscription.objects.exists()
    for _ in range(2):
        assert "Chaque candidature écrite a son acte" in texte(agir(lyon, "appliquer"))
    assert Inscription.objects.count() == 1
    assert "Ce que quelqu'un avait changé depuis" in texte(agir(lyon, "defaire"))
    assert Inscription.objects.get().etat == "annulee"


def test_chaque_nombre_mene_a_ses_lignes(lyon: Client, monde: m.Monde) -> None:
    m.inscrit(monde, "Dupont")
    envoyer(lyon, monde, d.modele(d.ligne("Dupont", division="TS9"), d.ligne("Neuf"), d.ligne(ne_le="")))
    adresse = reverse("inscriptions-fichier", args=[FichierRecu.objects.get().pk])
    vues = {
        "ajout": "Neuf",
        "changement": "TS9",
        "refusee": "Date de naissance",
        "remarques": "Bloquant",
        "toutes": "Neuf",
    }
    for voir, mot in vues.items():
        assert mot in texte(lyon.get(adresse, {"voir": voir}))
    page = lue(lyon.get(adresse))
    assert {"?voir=ajout#lignes", "?voir=changement#lignes", "?voir=refusee#lignes"} <= set(page.propositions)
    for voir in ("inconnue", "é", "toutes&page=99", "-1"):
        assert lyon.get(f"{adresse}?voir={voir}").status_code == 200


def test_les_homonymes_se_tranchent_sur_la_page(lyon: Client, monde: m.Monde) -> None:
    inscription = m.inscrit(monde, "Dupont", prenoms="Léa Marie")
    page = texte(envoyer(lyon, monde, d.modele(d.ligne("Dupont", division="TS9"))))
    assert "Des lignes sont à trancher" in page
    assert "La même personne : Dupont Léa Marie" in page
    recu = FichierRecu.objects.get()
    champ = f"ligne-{d.une(recu).numero}"
    assert "Choisissez une des réponses proposées" in texte(agir(lyon, "trancher", **{champ: "meme:0"}))
    retenue = texte(agir(lyon, "trancher", **{champ: f"meme:{inscription.candidat_id}"}))
    assert "Vos réponses sont retenues" in retenue
    agir(lyon, "appliquer")
    inscription.refresh_from_db()
    assert inscription.division == "TS9"


@pytest.mark.parametrize(
    ("octets", "nom", "mot"),
    [
        (b"", "vide.csv", "Ce fichier est vide"),
        (b"%PDF-1.7", "liste.pdf", "PDF"),
        (b"a;b\n1;2\n", "autre.csv", "aucun format connu"),
        (b"nom;prenoms;ne_le\n", f"{'n' * 220}.csv", "trop long"),
    ],
)
def test_un_envoi_qui_ne_se_lit_pas_est_refuse_et_rien_n_est_ecrit(
    lyon: Client, monde: m.Monde, octets: bytes, nom: str, mot: str
) -> None:
    reponse = envoyer(lyon, monde, octets, nom)
    assert (reponse.status_code, mot in texte(reponse)) == (422, True)
    assert not FichierRecu.objects.exists()


def test_un_envoi_trop_gros_est_refuse_avec_la_limite(lyon: Client, monde: m.Monde) -> None:
    reponse = envoyer(lyon, monde, b"x" * 10_000_001)
    assert (
        reponse.status_code,
        "10 Mo" in reponse.content.decode().replace("\u202f", " ").replace("\xa0", " "),
    ) == (413, True)
    with pytest.raises(ActeRefuse, match="plus de 10 Mo"):
        d.lire(monde, b"x" * 10_000_001)


def test_sans_fichier_ou_avec_un_etablissement_inconnu(lyon: Client, monde: m.Monde) -> None:
    saisie = {"session": monde.session.pk, "autres": "ecarter"}
    assert "Choisissez le fichier à lire" in texte(lyon.post(reverse("inscriptions-fichiers"), saisie))
    inconnu = envoyer(lyon, monde, d.modele(d.ligne()), etablissement="0000000A")
    assert "n'est pas un établissement enregistré" in texte(inconnu)


@pytest.mark.parametrize("nom", sorted({*REFUSES, *LUS} - LONGS))
def test_un_fichier_hostile_ne_fait_jamais_d_erreur(lyon: Client, monde: m.Monde, nom: str) -> None:
    octets = (REFUSES[nom][0] if nom in REFUSES else LUS[nom])()
    reponse = envoyer(lyon, monde, octets, "piège.csv")
    assert reponse.status_code in {200, 413, 422}
    if recu := FichierRecu.objects.first():
        for voir in ("toutes", "remarques", "conflit"):
            assert (
                lyon.get(reverse("inscriptions-fichier", args=[recu.pk]), {"voir": voir}).status_code == 200
            )
        assert lyon.get(reverse("inscriptions-fichier-corrige", args=[recu.pk])).status_code == 200
        assert agir(lyon, "appliquer").status_code in {200, 422}


@pytest.mark.parametrize("code", FORMATS)
def test_chaque_format_se_lit_et_s_applique(national: Client, ouvrir: Any, monde: m.Monde, code: str) -> None:
    Etablissement.objects.create(
        uai="0750001U", nom="Centre fictif", nature="CFA", academie_id=m.PILOTE, secteur="public"
    )
    lyon = ouvrir(Role.RATTACHEMENT, Academie.objects.get(pk=m.PILOTE))
    nom = f"candidats.{'xml' if code == 'bee' else 'csv'}"
    envoyer(lyon, monde, fichier_de_mesure(code, 3), nom, etablissement="0750001U")
    recu = FichierRecu.objects.get()
    assert (recu.format, d.genres(recu)) == (code, ["ajout"] * 3)
    agir(lyon, "appliquer")
    assert set(Inscription.objects.values_list("voie", "forme", "etablissement")) == {
        ("apprentissage", "globale", "0750001U")
    }


@pytest.mark.parametrize("code", FORMATS)
def test_chaque_format_dit_la_ligne_qui_ne_va_pas(lyon: Client, monde: m.Monde, code: str) -> None:
    octets = fichier_de_mesure(code, 1)
    lu = lire(octets, "c")
    ne_le = lu.lignes[0]["ne_le"]
    jour = f"{ne_le[8:]}{ne_le[5:7]}{ne_le[:4]}" if code == "sifa" else "/".join(reversed(ne_le.split("-")))
    faux = "31022005" if code == "sifa" else "31/02/2005"
    envoyer(lyon, monde, octets.replace(jour.encode(), faux.encode()), etablissement=m.LYCEE)
    recu = FichierRecu.objects.get()
    assert d.genres(recu)[0] in {"refusee", "ecartee"}
    assert recu.lignes.get().diagnostics


def test_l_exemple_de_cyclades_s_importe_se_corrige_et_repart_hors_bee(lyon: Client, monde: m.Monde) -> None:
    octets = EXEMPLE.read_bytes()
    ecartees = texte(envoyer(lyon, monde, octets, "liste.csv", etablissement=m.LYCEE))
    assert "Rien à changer" in ecartees
    assert set(d.genres(FichierRecu.objects.get())) == {"ecartee"}
    page = texte(envoyer(lyon, monde, octets, "liste.csv", etablissement=m.LYCEE, autres="avertir"))
    assert "Appliquer 16 changements" in page
    assert "Ce fichier nomme l'année 2023" in page
    assert "onze chiffres attendu" in texte(
        lyon.get(reverse("inscriptions-fichier", args=[FichierRecu.objects.latest("pk").pk]))
    )
    corrige = lyon.get(
        reverse("inscriptions-fichier-corrige", args=[FichierRecu.objects.latest("pk").pk]), {"format": "csv"}
    )
    assert "liste_corrige.csv" in corrige.headers["Content-Disposition"]
    assert lire(corrige.content, "corrige.csv").lignes[0]["numero"] == "02011557741"
    agir(lyon, "appliquer")
    assert Inscription.objects.filter(etablissement=m.LYCEE).count() == 16
    assert Inscription.objects.filter(numero="02011557741", candidat__nom="ALLARD", division="TMA").exists()
    adresse = f"{reverse('inscriptions-hors-bee')}?etablissement={m.LYCEE}"
    apercu = texte(lyon.get(adresse))
    assert "16 candidatures de votre périmètre" in apercu
    for version in ("2.1", "2.3"):
        fichier = lyon.post(adresse, {"version": version})
        assert f'filename="{m.LYCEE}_{version}_2026_' in fichier.headers["Content-Disposition"]
        relu = lire(fichier.content, f"x_{version}_2026_010120260000.csv")
        assert (relu.format, relu.version, len(relu.lignes)) == ("hors_bee", version, 16)
        assert {ligne["uai"] for ligne in relu.lignes} == {m.LYCEE}
    assert Acte.objects.filter(acte="inscriptions.exporter").count() == 2


def test_le_fichier_corrige_se_renvoie_tel_quel(lyon: Client, monde: m.Monde) -> None:
    envoyer(lyon, monde, d.modele(d.ligne("Dupont"), d.ligne("-Dupont", ne_le="31/02/2005")))
    recu = FichierRecu.objects.get()
    for format_ in ("csv", "xlsx"):
        rendu = lyon.get(reverse("inscriptions-fichier-corrige", args=[recu.pk]), {"format": format_})
        envoyer(lyon, monde, rendu.content, f"renvoye.{format_}")
        renvoye = FichierRecu.objects.latest("pk")
        assert d.genres(renvoye) == ["ajout", "refusee"]
        assert renvoye.lignes.last().valeurs["nom"] == "-Dupont"  # type: ignore[union-attr]  # deux lignes à l'instant


def test_le_modele_se_remplit_dans_chaque_format(lyon: Client, monde: m.Monde) -> None:
    for format_ in ("csv", "xlsx", "ods"):
        rendu = lyon.get(reverse("inscriptions-fichier-modele"), {"format": format_})
        assert f'filename="modele_candidats.{format_}"' in rendu.headers["Content-Disposition"]
        relu = lire(rendu.content, f"modele.{format_}")
        assert (relu.format, list(relu.lignes)) == ("modele", [])
    assert lyon.get(reverse("inscriptions-fichier-modele"), {"format": "doc"}).status_code == 404
    assert "Onze caractères" in texte(lyon.get(reverse("inscriptions-fichiers")))


def test_deux_exports_de_la_meme_source_se_comparent_et_la_comparaison_s_emporte(
    lyon: Client, monde: m.Monde
) -> None:
    envoyer(lyon, monde, d.modele(d.ligne("Reste", division="TS1"), d.ligne("Part")))
    envoyer(lyon, monde, d.modele(d.ligne("Reste", division="TS2"), d.ligne("Arrive")))
    ancien, nouveau = FichierRecu.objects.order_by("pk")
    adresse = reverse("inscriptions-fichier-comparer", args=[nouveau.pk])
    assert "Comparer à l'export" in texte(lyon.get(adresse))
    page = texte(lyon.get(adresse, {"avec": ancien.pk}))
    assert "Arrivé Arrive Léa" in page
    assert "Parti Part Léa" in page
    assert "Division TS1 TS2" in page
    for format_ in ("csv", "xlsx", "ods"):
        assert lyon.get(adresse, {"avec": ancien.pk, "format": format_}).content
    for avec in ("0", "abc", str(nouveau.pk), "9" * 30):
        assert lyon.get(adresse, {"avec": avec}).status_code == 404


def test_chacun_ne_voit_que_les_fichiers_de_son_perimetre(
    lyon: Client, toulouse: Client, proviseur: Client, national: Client, monde: m.Monde
) -> None:
    envoyer(proviseur, monde, d.modele(d.ligne("Dupont", uai=""), d.ligne("Voisin", uai=m.VOISIN)))
    recu = FichierRecu.objects.get()
    assert (recu.etablissement_id, d.genres(recu)) == (m.LYCEE, ["ajout", "ecartee"])
    adresse = reverse("inscriptions-fichier", args=[recu.pk])
    statuts = [c.get(adresse).status_code for c in (proviseur, lyon, national, toulouse)]
    assert statuts == [200, 200, 200, 404]
    assert toulouse.post(adresse, {"acte": "appliquer"}).status_code == 404
    assert national.post(adresse, {"acte": "appliquer"}).status_code == 403
    assert not Inscription.objects.exists()


def test_un_acte_inconnu_est_refuse(lyon: Client, monde: m.Monde) -> None:
    envoyer(lyon, monde, d.modele(d.ligne()))
    adresse = reverse("inscriptions-fichier", args=[FichierRecu.objects.get().pk])
    assert lyon.post(adresse, {"acte": "effacer"}).status_code == 404
    assert "Abandonné" in texte(agir(lyon, "abandonner"))
    assert "renvoyez-le" in texte(agir(lyon, "appliquer"))
    assert "il se défait" not in texte(agir(lyon, "relire"))


def test_la_base_changee_se_relit_sans_renvoyer_le_fichier(lyon: Client, monde: m.Monde) -> None:
    envoyer(lyon, monde, d.modele(d.ligne("Dupont", division="TS9")))
    m.inscrit(monde, "Dupont")
    agir(lyon, "relire")
    assert d.genres(FichierRecu.objects.get()) == ["changement"]


def test_un_grand_fichier_se_suit_et_s_arrete(
    lyon: Client, proviseur: Client, monde: m.Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "TOUT_DE_SUITE", 1)
    envoyer(lyon, monde, d.modele(d.ligne("Un"), d.ligne("Deux")))
    page = texte(agir(lyon, "appliquer"))
    assert "0 ligne sur 2" in page
    assert "Mettre en pause" in page
    travail = Travail.objects.get()
    lyon.post(reverse("travail-arret", args=[travail.pk]))
    arrete: Page = lue(lyon.get(reverse("inscriptions-fichier", args=[FichierRecu.objects.get().pk])))
    assert "Reprendre l'application" in arrete.texte.replace("’", "'")
    assert "Appliqué" in texte(agir(lyon, "en_rester_la"))
    assert not Inscription.objects.exists()


def test_passe_un_jour_la_page_ne_propose_plus_de_defaire(lyon: Client, monde: m.Monde) -> None:
    envoyer(lyon, monde, d.modele(d.ligne("Un")))
    assert "Défaire ce fichier" in texte(agir(lyon, "appliquer"))
    FichierRecu.objects.update(applique_le=timezone.now() - timedelta(hours=25))
    adresse = reverse("inscriptions-fichier", args=[FichierRecu.objects.get().pk])
    assert "Défaire ce fichier" not in texte(lyon.get(adresse))
    assert "se défaisait jusqu'au" in texte(agir(lyon, "defaire"))


def test_le_hors_bee_d_une_liste_vide_ou_d_un_filtre_qui_ne_se_lit_pas(lyon: Client, monde: m.Monde) -> None:
    adresse = reverse("inscriptions-hors-bee")
    assert "il n'y a rien à écrire" in texte(lyon.get(adresse))
    assert "il n'y a rien à écrire" in texte(lyon.post(adresse, {"version": "2.3"}))
    m.inscrit(monde, "=Dupont", langue_obligatoire="italien")
    page = texte(lyon.get(adresse, {"etat": "inventé"}))
    assert "Laissé de côté : état" in page
    assert "Ce qui manque" in page
    assert lyon.post(adresse, {"version": "9.9"}).status_code == 422


def test_la_page_d_un_fichier_ne_demande_pas_plus_pour_plus_de_lignes(lyon: Client, monde: m.Monde) -> None:
    envoyer(lyon, monde, d.modele(*(d.ligne(f"Fictif {rang}") for rang in range(60))))
    adresse = reverse("inscriptions-fichier", args=[FichierRecu.objects.get().pk])
    with CaptureQueriesContext(connection) as requetes:
        lyon.get(adresse)
    assert len(requetes) <= 16
