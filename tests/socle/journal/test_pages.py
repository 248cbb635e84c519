"""Les pages du journal : chacun n'y voit que son périmètre, chaque export laisse sa trace, chaque limite est dite."""

import html
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from parchemin.socle.journal import declencheurs, suivi
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.models import Acte, Charge
from parchemin.socle.journal.services import Fait, consigner, effacer_charges
from parchemin.socle.journal.tetes import EXEMPLE
from parchemin.socle.journal.verification import derniere_tete, verifier
from tests.socle.journal import fabrique
from tests.socle.journal.portee_d_essai import AUTEUR, PorteeDEssai

pytestmark = pytest.mark.django_db
AUTONOME = fabrique.verificateur()


@pytest.fixture(autouse=True)
def controle_d_essai(settings: Settings) -> None:
    essai = f"{PorteeDEssai.__module__}.{PorteeDEssai.__name__}"
    settings.MIDDLEWARE = [
        essai if intergiciel.endswith(".ControleDesAcces") else intergiciel
        for intergiciel in settings.MIDDLEWARE
    ]


@pytest.fixture
def tout() -> Client:
    return Client(headers={"portee": "tout"})


@pytest.fixture
def academie() -> Client:
    return Client(headers={"portee": "academie:10"})


@pytest.fixture(autouse=True)
def quatre_actes(auteur: Auteur, le: datetime) -> None:
    """Trois actes de l'académie 10, dont le premier a perdu sa charge ; un de l'académie 11."""
    ailleurs = Auteur("personne:14", "Zoé Fictive", "gestionnaire", "academie:11")
    consigner("comptes.inviter", Fait("personne:1", "Efface Fictif"), par=auteur, le=le)
    changement = Fait(
        "copie:2", "<b>Copie</b> n° 2", "2026", avant={"note": "11,5"}, apres={"note": "11,0"}, motif="Barème"
    )  # fmt: skip
    consigner("notation.corriger", changement, par=auteur, le=le)
    consigner("comptes.inviter", Fait("personne:3", "Yan Fictif"), par=ailleurs, le=le)
    effacer_charges([1], par=auteur, le=le, motif="terme")


def lire(reponse: Any) -> str:
    """Texte d'une page, apostrophes et espaces insécables remis à plat."""
    octets = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return html.unescape(octets.decode()).replace("\N{NO-BREAK SPACE}", " ").replace("’", "'")


def numeros(page: str) -> list[int]:
    return [n for n in range(10) if f'href="/journal/actes/{n}/"' in page]


def test_la_liste_montre_les_actes_et_la_tete(tout: Client) -> None:
    page = lire(tout.get("/journal/"))
    assert numeros(page) == [1, 2, 3, 4]
    assert str(derniere_tete()) in page
    assert "Sans tête gardée ailleurs, un journal réécrit en entier, ou coupé à la fin, paraît intact" in page
    assert "Exporter tout le journal" in page


def test_chacun_ne_voit_que_son_perimetre(academie: Client) -> None:
    page = lire(academie.get("/journal/"))
    assert numeros(page) == [1, 2, 4]
    assert "Zoé" not in page
    assert "Yan" not in page
    assert "Exporter tout le journal" not in page
    assert academie.get("/journal/actes/3/").status_code == 404
    assert numeros(lire(academie.get("/journal/?objet=personne:3"))) == []


def test_chacun_voit_aussi_ce_qui_est_fait_a_son_perimetre(academie: Client, le: datetime) -> None:
    ailleurs = Auteur("personne:15", "Léo Fictif", "national", "national")
    consigner("organisation.rattacher", Fait("academie:10", "Lyon"), par=ailleurs, le=le)
    consigner("organisation.rattacher", Fait("academie:11", "Ailleurs"), par=ailleurs, le=le)
    assert numeros(lire(academie.get("/journal/"))) == [1, 2, 4, 5]
    assert academie.get("/journal/actes/6/").status_code == 404


def test_la_session_borne_aussi(tout: Client) -> None:
    assert numeros(lire(tout.get("/journal/", headers={"session": "2026"}))) == [1, 2, 3, 4]
    assert numeros(lire(tout.get("/journal/", headers={"session": "2027"}))) == [1, 3, 4]
    assert tout.get("/journal/actes/2/", headers={"session": "2027"}).status_code == 404
    assert tout.get("/journal/export/", headers={"session": "2026"}).status_code == 403


@pytest.mark.parametrize(
    "adresse", ["/journal/", "/journal/actes/1/", "/journal/export/", "/journal/export/?format=csv"]
)
def test_sans_controle_des_acces_rien_ne_se_lit(adresse: str) -> None:
    reponse = Client().get(adresse)
    assert reponse.status_code == 403
    assert "Ada" not in lire(reponse)
    assert Acte.objects.count() == 4


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        ("acte=comptes", [1, 3]), ("acte=notation.corriger", [2]), ("objet=copie:2", [2]), ("auteur=personne:14", [3]),
        ("session=2026", [2]), ("du=2026-06-03", []), ("du=2026-06-02&au=2026-06-02", [1, 2, 3, 4]),
        ("page=99", [1, 2, 3, 4]),
    ],
)  # fmt: skip
def test_les_filtres_sont_dans_l_adresse(tout: Client, filtre: str, attendus: list[int]) -> None:
    assert numeros(lire(tout.get(f"/journal/?{filtre}"))) == attendus


def test_une_date_mal_ecrite_est_dite_et_ne_filtre_pas(tout: Client) -> None:
    page = lire(tout.get("/journal/?du=demain&objet=copie:2"))
    assert "Saisissez une date valide" in page
    assert numeros(page) == [2]


def test_les_pages_gardent_les_filtres(tout: Client, auteur: Auteur, le: datetime) -> None:
    for rang in range(60):
        consigner("notation.corriger", Fait(f"copie:{rang}"), par=auteur, le=le)
    page = lire(tout.get("/journal/?acte=notation"))
    assert "Page 1 sur 2" in page
    assert 'href="?acte=notation&page=2"' in page


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_actes(
    tout: Client, auteur: Auteur, le: datetime, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(4):
        tout.get("/journal/")
    for rang in range(60):
        consigner("notation.corriger", Fait(f"copie:{rang}"), par=auteur, le=le)
    with django_assert_num_queries(4):
        tout.get("/journal/")


def test_un_acte_montre_avant_apres_motif_et_sceau(tout: Client) -> None:
    page = lire(tout.get("/journal/actes/2/"))
    for dit in (
        "11,5",
        "11,0",
        "Barème",
        "Ada Fictive",
        "2026-06-02 09:02:00.123456",
        Acte.objects.get(numero=2).empreinte,
    ):
        assert dit in page
    assert "&lt;b&gt;Copie" in tout.get("/journal/actes/2/").content.decode()


def test_une_charge_effacee_dit_par_quel_acte(tout: Client) -> None:
    page = lire(tout.get("/journal/actes/1/"))
    assert "La charge de cet acte a été effacée" in page
    assert "Efface Fictif" not in page
    assert numeros(page) == [4]


def test_une_charge_qui_manque_sans_ordre_alerte(tout: Client) -> None:
    declencheurs.retirer(connection)
    Charge.objects.filter(acte=2).delete()
    assert "La charge de cet acte manque" in lire(tout.get("/journal/actes/2/"))


@pytest.mark.parametrize("numero", [0, 5, 10**30])
def test_un_acte_qui_n_existe_pas_donne_404(tout: Client, numero: int) -> None:
    assert tout.get(f"/journal/actes/{numero}/").status_code == 404


@pytest.mark.parametrize(
    "adresse", ["/journal/", "/journal/actes/1/", "/journal/export/", "/journal/verificateur/"]
)
def test_le_journal_ne_recoit_rien(tout: Client, adresse: str) -> None:
    for methode in (tout.post, tout.put, tout.patch, tout.delete):
        assert methode(adresse).status_code == 405
    assert Acte.objects.count() == 4


def test_l_export_entier_se_verifie_et_laisse_sa_trace(tout: Client) -> None:
    reponse = tout.get("/journal/export/")
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="journal_acte_5.jsonl"'
    fichier = io.BytesIO(b"".join(reponse))
    tete = derniere_tete()
    verification = AUTONOME.verifier(fichier, [AUTONOME.lire_tete(str(tete))])
    assert (verification.anomalies, verification.nombre) == ([], 5)
    trace = Acte.objects.get(numero=5)
    assert (trace.acte, trace.auteur, trace.objet) == ("journal.exporter", AUTEUR.code, "journal")
    assert verifier().est_intact


def test_le_csv_ne_porte_que_le_perimetre_et_les_filtres(academie: Client) -> None:
    reponse = academie.get("/journal/export/?format=csv&acte=comptes")
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="journal_acte_5.csv"'
    texte = lire(reponse)
    assert [ligne.split(";")[0] for ligne in texte.splitlines()] == ["\ufeffnuméro", "1"]
    assert '"acte":"comptes"' in Charge.objects.get(acte=5).contenu


def test_le_journal_entier_ne_sort_que_pour_qui_le_voit_tout(academie: Client) -> None:
    assert academie.get("/journal/export/").status_code == 403
    assert academie.get("/journal/export/?format=jsonl").status_code == 403
    assert Acte.objects.count() == 4


def test_un_format_inconnu_ou_une_simple_question_ne_consigne_rien(tout: Client) -> None:
    assert tout.get("/journal/export/?format=xls").status_code == 404
    assert tout.head("/journal/export/").status_code == 200
    assert Acte.objects.count() == 4


def test_verifier_explique_avant_d_agir(tout: Client) -> None:
    page = lire(tout.get("/journal/verifier/"))
    assert "python3 verifier_journal.py" in page
    assert "Vérifier sans nous" in page


def test_verifier_avec_une_tete_prouve(tout: Client) -> None:
    page = lire(tout.post("/journal/verifier/", {"tetes": f"\n {derniere_tete()} \n"}))
    assert "Le journal est intact" in page
    assert "Prouvé jusqu'à l'acte 4" in page


def test_verifier_sans_tete_dit_seulement_coherent(tout: Client) -> None:
    page = lire(tout.post("/journal/verifier/"))
    assert "Le journal est cohérent" in page
    assert "vous n'avez donné aucune tête" in page


def test_verifier_nomme_l_acte_altere(tout: Client) -> None:
    declencheurs.retirer(connection)
    Acte.objects.filter(numero=2).update(objet="copie:3")
    page = lire(tout.post("/journal/verifier/"))
    assert "Le journal est altéré" in page
    assert "Acte 2 : sa date, ses codes ou son rang" in page
    assert "La base n'a plus le déclencheur" in page


def test_une_tete_mal_copiee_est_expliquee(tout: Client) -> None:
    reponse = tout.post(
        "/journal/verifier/", {"tetes": EXEMPLE.replace("acier", "acierr") + "\nn'importe quoi"}
    )
    page = lire(reponse)
    assert "« acierr » n'est pas un mot des têtes de journal ; est-ce « acier » ?" in page
    assert "« n'importe quoi » n'est pas une tête de journal" in page
    assert "Anomalies" not in page


def test_trop_de_tetes_sont_refusees(tout: Client) -> None:
    assert "51 têtes sont données" in lire(tout.post("/journal/verifier/", {"tetes": f"{EXEMPLE}\n" * 51}))


def test_un_long_journal_se_verifie_a_mesure(tout: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suivi, "D_UN_SEUL_ENVOI", 0)
    monkeypatch.setattr(suivi, "PAS", 4)
    reponse = tout.post("/journal/verifier/", {"tetes": str(derniere_tete())})
    assert reponse.streaming
    assert reponse.headers["Content-Encoding"] == "identity"
    morceaux = [morceau.decode() for morceau in reponse]
    assert len(morceaux) == 4
    assert "actes relus sur" in morceaux[1]
    assert "Le journal est intact" in morceaux[2]
    assert morceaux[0].lstrip().startswith("<!DOCTYPE html>")
    assert morceaux[3].rstrip().endswith("</html>")


def test_le_verificateur_se_telecharge_en_texte(tout: Client) -> None:
    reponse = tout.get("/journal/verificateur/")
    assert reponse.content == fabrique.SCRIPT.read_bytes()
    assert reponse.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="verifier_journal.py"'
