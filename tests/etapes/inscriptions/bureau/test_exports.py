"""Les listes que l'on emporte : relues telles quelles, bornées au périmètre, consignées au journal."""

import json
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.etapes.inscriptions import exports
from parchemin.etapes.inscriptions.models import Notification
from parchemin.etapes.inscriptions.services import confirmer
from parchemin.etapes.inscriptions.services.notifier import remettre
from parchemin.moteurs.tableurs import lire_octets
from parchemin.socle.journal.models import Acte
from tests.etapes.inscriptions import monde as m
from tests.web.pages.lecture import lue


def exporter(navigateur: Client, genre: str, **filtres: str) -> list[dict[str, str]]:
    """Lignes du fichier, par titre."""
    demande = urlencode({"format": genre, **filtres})
    reponse = navigateur.get(f"{reverse('inscriptions-candidats-exporter')}?{demande}")
    assert reponse.status_code == 200
    assert f'.{genre}"' in reponse["Content-Disposition"]
    tableau = lire_octets(reponse.content, f"liste.{genre}")
    titres, rangees = list(tableau.entete.cellules), [list(r.cellules) for r in tableau.rangees()]
    return [dict(zip(titres, [*r, *[""] * (len(titres) - len(r))], strict=True)) for r in rangees]


@pytest.mark.parametrize("genre", ["csv", "xlsx", "ods"])
def test_un_export_se_relit_tel_quel_pret_au_publipostage(monde: m.Monde, lyon: Client, genre: str) -> None:
    m.inscrit(
        monde, "-Dupont", ine="012345678AB", adresse="1 rue fictive", code_postal="01000",
        telephone="0600000001", naissance_lieu="=1+1",
    )  # fmt: skip
    m.inscrit(monde, "Ailleurs", academie=m.RATTACHEE, etablissement=m.CFA)
    (ligne,) = exporter(lyon, genre)
    attendus = {
        "Civilité": "Madame", "Nom": "-Dupont", "Prénoms": "Léa", "Né le": "2005-04-09", "INE": "012345678AB",
        "Numéro de candidat": "91026000001", "UAI": m.LYCEE, "Division": "TS2", "Code postal": "01000",
        "Téléphone": "0600000001", "État": "Inscrite, à confirmer", "Académie": "Lyon",
    }  # fmt: skip
    assert {titre: ligne[titre] for titre in attendus} == attendus
    assert len(set(ligne)) == len(exports.COLONNES)
    assert ligne["Lieu de naissance"].lstrip("'") == "=1+1"


def test_chaque_sortie_est_consignee_avec_ses_filtres_et_son_nombre(monde: m.Monde, lyon: Client) -> None:
    m.inscrit(monde, "Un")
    m.inscrit(monde, "Deux", etablissement=m.VOISIN)
    exporter(lyon, "csv", etablissement=m.VOISIN)
    acte = Acte.objects.select_related("charge").get(acte="inscriptions.exporter")
    assert (acte.objet, acte.session, acte.perimetre) == ("session:ccst-2026", "ccst-2026", "academie:10")
    apres = json.loads(acte.charge.contenu)["apres"]
    assert apres == {"etablissement": m.VOISIN, "format": "csv", "liste": "candidats", "nombre": 1}
    assert lyon.head(reverse("inscriptions-candidats-exporter")).status_code == 200
    assert Acte.objects.filter(acte="inscriptions.exporter").count() == 1


def test_la_liste_s_imprime(monde: m.Monde, lyon: Client) -> None:
    m.inscrit(monde, "Un")
    page = lue(
        lyon.get(reverse("inscriptions-candidats-exporter"), {"format": "impression", "etat": "deposee"})
    )
    assert page.titres["h1"] == ["Liste à imprimer"]
    assert "État : Inscrite, à confirmer" in page.texte.replace("\u00a0", " ")
    assert "Un Léa 9 avril 2005" in page.texte
    assert Acte.objects.filter(acte="inscriptions.exporter").exists()


def test_les_documents_non_ouverts_s_exportent_et_ceux_a_remettre_sur_papier_a_part(
    monde: m.Monde, lyon: Client
) -> None:
    for nom, courriel in (("Joignable", "lea@exemple.invalid"), ("Sans", "")):
        confirmer.demander_la_confirmation(m.inscrit(monde, nom, courriel=courriel), par=m.LYON, le=m.PENDANT)
    lignes = exporter(lyon, "csv", liste="non_lus")
    assert {ligne["Nom"] for ligne in lignes} == {"Joignable", "Sans"}
    (papier,) = exporter(lyon, "ods", liste="papier")
    assert (papier["Nom"], papier["Document"]) == ("Sans", "Confirmation d'inscription à signer")
    assert papier["Remis le"] == "2025-11-03"


def test_une_liste_trop_longue_pour_le_format_dit_lequel_prendre(
    monde: m.Monde, lyon: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "LIGNES_D_UN_CLASSEUR", 1)
    m.inscrit(monde, "Un")
    m.inscrit(monde, "Deux")
    reponse = lyon.get(reverse("inscriptions-candidats-exporter"), {"format": "xlsx"}, follow=True)
    assert "ce format en porte 1 au plus" in reponse.content.decode().replace("\u00a0", " ")
    assert not Acte.objects.filter(acte="inscriptions.exporter").exists()
    assert len(exporter(lyon, "csv")) == 2


def test_ce_qui_n_existe_pas_est_absent(monde: m.Monde, lyon: Client) -> None:
    adresse = reverse("inscriptions-candidats-exporter")
    assert lyon.get(adresse, {"format": "exe"}).status_code == 404
    assert lyon.get(adresse, {"liste": "perdue"}).status_code == 404
    reponse = lyon.get(adresse, {"coches": "oui"}, follow=True)
    assert "Cochez au moins un candidat" in reponse.content.decode()


def test_un_publipostage_a_des_titres_uniques() -> None:
    for colonnes in (exports.COLONNES, exports.COLONNES_DE_DOCUMENT):
        titres = [t.casefold() for t in exports.titres(colonnes)]
        assert len(set(titres)) == len(titres)
        assert {"nom", "prénoms", "adresse", "code postal", "localité"} <= set(titres)


@pytest.mark.parametrize("genre", ["csv", "impression"])
def test_une_liste_emportee_ne_dit_pas_qui_a_demande_un_amenagement(
    monde: m.Monde, lyon: Client, genre: str
) -> None:
    objet = "Aménagements accordés, décision D-1"
    remettre(m.inscrit(monde), Notification.Genre.AMENAGEMENT, objet, le=m.PENDANT)
    demande = {"format": genre, "liste": "non_lus"}
    contenu = lyon.get(reverse("inscriptions-candidats-exporter"), demande).content.decode("utf-8-sig")
    assert "Décision à lire" in contenu
    assert "ménagement" not in contenu
