"""Vérifier la base : ce qui a été changé sous l'application se voit, et l'export dit la même chose qu'elle."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from parchemin.socle.journal import declencheurs, verification
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.controle import Controle
from parchemin.socle.journal.export import ENTETE, lignes_json, pages_csv, par_blocs, verificateur
from parchemin.socle.journal.queries import SANS_FILTRE, Filtres, Regard, actes_visibles
from parchemin.socle.journal.services import Fait, consigner, effacer_charges, tracer_un_export
from parchemin.socle.journal.tetes import Tete
from parchemin.socle.journal.verification import derniere_tete, nombre_d_actes, parcourir, verifier
from tests.socle.journal import fabrique

pytestmark = pytest.mark.django_db
TOUT = Regard(None)
AUTONOME = fabrique.verificateur()


@pytest.fixture
def journal(auteur: Auteur, le: datetime) -> Tete:
    """Sept actes, dont un dont la charge est effacée ; rend la dernière tête."""
    for rang in range(1, 7):
        par = Auteur(auteur.code, auteur.nom, auteur.role, f"academie:{10 + rang % 2}")
        fait = Fait(
            f"copie:{rang}", f"=Copie n° {rang}", str(2025 + rang % 2), apres={"note": rang}, motif="« é »"
        )
        consigner("notation.saisir", fait, par=par, le=le + timedelta(days=rang))
    effacer_charges([3], par=auteur, le=le + timedelta(days=7), motif="terme")
    tete = derniere_tete()
    assert tete is not None
    return tete


def test_un_journal_vide_n_a_pas_de_tete() -> None:
    assert derniere_tete() is None
    assert nombre_d_actes() == 0
    assert verifier().est_intact
    assert list(lignes_json()) == []


def test_la_base_repond_a_sa_tete(journal: Tete) -> None:
    bilan = verifier([Tete.lire(str(journal))])
    assert (bilan.est_intact, bilan.dernier_prouve, bilan.tete, bilan.nombre) == (True, 7, journal, 7)


@pytest.mark.parametrize(
    ("ordre", "dit"),
    [
        ("UPDATE journal_acte SET objet = 'copie:9' WHERE numero = 2", "Acte 2 : sa date, ses codes"),
        (
            "UPDATE journal_acte SET le = (SELECT le FROM journal_acte WHERE numero = 5) WHERE numero = 2",
            "Acte 2",
        ),
        ("UPDATE journal_charge SET contenu = '{}' WHERE acte_id = 2", "Acte 2 : ses noms, ses valeurs"),
        ("DELETE FROM journal_charge WHERE acte_id = 7", "Acte 7 : la charge manque"),
        (
            "UPDATE journal_acte SET precedente = empreinte_charge WHERE numero = 6",
            "Acte 6 : l'empreinte précédente",
        ),
    ],
)
def test_ce_qu_on_change_sous_l_application_se_voit(journal: Tete, ordre: str, dit: str) -> None:
    declencheurs.retirer(connection)
    with connection.cursor() as curseur:
        curseur.execute(ordre)
    assert dit in " ".join(map(str, verifier().anomalies))
    tete = AUTONOME.lire_tete(str(journal))
    assert AUTONOME.verifier(par_lignes(), [tete]).anomalies


def par_lignes() -> io.BytesIO:
    return io.BytesIO(b"".join(par_blocs(lignes_json())))


def test_l_export_se_verifie_sans_parchemin(journal: Tete) -> None:
    verification_autonome = AUTONOME.verifier(par_lignes(), [AUTONOME.lire_tete(str(journal))])
    assert (verification_autonome.anomalies, verification_autonome.nombre) == ([], 7)
    lues = [json.loads(ligne) for ligne in par_lignes()]
    assert [ligne["charge"] is None for ligne in lues] == [n == 3 for n in range(1, 8)]
    assert lues[-1]["empreinte"] == journal.empreinte


def test_la_lecture_par_pages_n_oublie_ni_ne_repete(journal: Tete, monkeypatch: pytest.MonkeyPatch) -> None:
    for taille in (1, 3, 7, 8):
        monkeypatch.setattr(verification, "PAR_PAGE", taille)
        controle = Controle([journal])
        assert list(parcourir(controle))[-1] == 7
        assert controle.conclure().est_intact


def test_une_charge_effacee_pendant_la_lecture_ne_fait_pas_une_fausse_alerte(
    journal: Tete, monkeypatch: pytest.MonkeyPatch, auteur: Auteur, le: datetime
) -> None:
    monkeypatch.setattr(verification, "PAR_PAGE", 2)
    controle = Controle()
    for rang, lu in enumerate(verification.actes_lus()):
        if rang == 3:
            effacer_charges([1, 6], par=auteur, le=le, motif="terme")
        controle.lire(lu)
    bilan = controle.conclure()
    assert bilan.est_intact
    assert bilan.nombre == 8


def test_le_nombre_de_requetes_ne_depend_que_des_pages(
    journal: Tete, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator] # fixture sans annotation
        verifier()


def lire_csv(regard: Regard, filtres: Filtres = SANS_FILTRE) -> list[dict[str, str]]:
    texte = b"".join(par_blocs(pages_csv(regard, filtres))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte), delimiter=";"))


def test_le_csv_se_lit_au_tableur_sans_formule(journal: Tete) -> None:
    lignes = lire_csv(TOUT)
    assert list(lignes[0]) == list(ENTETE)
    assert [ligne["numéro"] for ligne in lignes] == ["1", "2", "3", "4", "5", "6", "7"]
    assert lignes[0]["objet"] == "'=Copie n° 1"
    assert (lignes[0]["après"], lignes[0]["motif"]) == ("note : 1", "« é »")
    assert (lignes[2]["auteur"], lignes[2]["charge effacée par l'acte"]) == ("", "7")


@pytest.mark.parametrize(
    ("blanc", "signe"), [("", s) for s in "=+-@"] + [("\t", "="), ("\r", "="), ("\n", "@")]
)
def test_aucune_case_ne_commence_comme_une_formule(
    blanc: str, signe: str, auteur: Auteur, le: datetime
) -> None:
    consigner("x.y", Fait("o", f"{blanc}{signe}1+1", motif=f"{blanc}{signe}cmd|1"), par=auteur, le=le)
    (ligne,) = lire_csv(TOUT)
    for case, dit in (("objet", "1+1"), ("motif", "cmd|1")):
        assert ligne[case].lstrip().startswith("'")
        assert ligne[case].replace("'", "", 1) == f"{blanc}{signe}{dit}"


def test_le_csv_suit_le_regard_et_les_filtres(journal: Tete) -> None:
    regard = Regard(frozenset({"academie:11"}))
    assert [ligne["numéro"] for ligne in lire_csv(regard)] == ["1", "3", "5"]
    assert [ligne["numéro"] for ligne in lire_csv(regard, Filtres(objet="copie:5"))] == ["5"]
    assert lire_csv(Regard()) == []


@pytest.mark.parametrize(
    ("filtres", "numeros"),
    [
        (SANS_FILTRE, [7, 6, 5, 4, 3, 2, 1]),
        (Filtres(acte="journal"), [7]),
        (Filtres(acte="journal.effacer"), [7]),
        (Filtres(acte="jour"), []),
        (Filtres(objet="copie:2"), [2]),
        (Filtres(auteur="personne:12", session="2026"), [5, 3, 1]),
        (Filtres(du=date(2026, 6, 7)), [7, 6, 5]),
        (Filtres(du=date(2026, 6, 3), au=date(2026, 6, 4)), [2, 1]),
    ],
)
def test_les_filtres_se_cumulent(journal: Tete, filtres: Filtres, numeros: list[int]) -> None:
    assert [acte.numero for acte in actes_visibles(TOUT, filtres)] == numeros


@pytest.mark.parametrize(
    ("regard", "numeros"),
    [
        (Regard(), []),
        (Regard(frozenset()), []),
        (Regard(frozenset({"academie:99"})), []),
        (Regard(frozenset({"academie:10", "academie:11"})), [7, 6, 5, 4, 3, 2, 1]),
        (Regard(None, "2026"), [7, 5, 3, 1]),
        (Regard(frozenset({"academie:10"}), "2027"), [7]),
    ],
)
def test_le_regard_borne_ce_qui_se_voit(journal: Tete, regard: Regard, numeros: list[int]) -> None:
    assert [acte.numero for acte in actes_visibles(regard)] == numeros
    assert not regard.est_entier
    assert TOUT.est_entier


def test_un_export_se_consigne(auteur: Auteur, le: datetime) -> None:
    trace = tracer_un_export(
        "csv", {"objet": "copie:2", "du": date(2026, 6, 3), "au": None}, par=auteur, le=le
    )
    (ligne,) = lire_csv(TOUT)
    assert (trace.acte, trace.objet) == ("journal.exporter", "journal")
    assert ligne["après"] == "du : 2026-06-03 ; format : csv ; objet : copie:2"


def test_le_verificateur_remis_est_celui_du_depot() -> None:
    assert verificateur() == fabrique.SCRIPT.read_bytes()


def test_les_instants_relus_sont_en_utc(journal: Tete) -> None:
    assert all(lu.maillon.le.endswith("Z") for lu in verification.actes_lus())
    assert actes_visibles(TOUT).last().le.tzinfo is UTC  # type: ignore[union-attr] # le journal n'est pas vide
