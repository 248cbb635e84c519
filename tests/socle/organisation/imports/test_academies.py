"""La table des académies et l'annexe des regroupements."""

from datetime import timedelta

import pytest

from parchemin.socle.organisation.imports.lots import appliquer, releve_du_lot
from parchemin.socle.organisation.models import Academie, Rattachement, Regroupement, SessionExamen
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse
from tests.socle.organisation.conftest import LE, NATIONAL
from tests.socle.organisation.imports.fichiers import PARTOUT, csv, demandes, lire, phrases

pytestmark = pytest.mark.django_db
TITRES = "departement;libelle_departement;code_academie;academie;code_region;region"
LYON = Portee(academies=frozenset({"10"}))


def test_la_table_publique_ne_change_rien_a_ce_qui_est_livre() -> None:
    lot = lire(
        csv(
            TITRES, "001;Ain;10;Lyon;84;Auvergne-Rhône-Alpes", "093;Seine-St-Denis;24;Créteil;11;Île-de-France",
            "988;Nouvelle Calédonie;40;Nouvelle Calédonie;00;Tom et Collectivités territoriales",
            ";;54;Service interacadémique des examens et concours ile de France;99;Sans objet",
            ";;05;Caen;28;Normandie", ";;#;Non recensée;99;Sans objet", "990;Autre pays;99;Non définie;99;Sans objet",
        ),
        "academies",
    )  # fmt: skip
    assert (demandes(lot), phrases(lot)) == ([], [])
    ignorees = {"académie qui n'existe plus": 1, "code qui ne désigne pas une académie": 2}
    assert releve_du_lot(lot).ignorees == ignorees


def test_un_departement_change_d_academie_et_une_academie_nouvelle_demande_son_fuseau() -> None:
    titres = f"{TITRES};fuseau"
    lot = lire(csv(titres, "1;Ain;8;Grenoble;84;Auvergne-Rhône-Alpes;"), "academies")
    assert demandes(lot) == [("departement", "001", {"academie": "08"})]
    appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE)
    assert Academie.objects.get(pk="08").departements.filter(pk="001").exists()
    sans_fuseau = lire(csv(titres, ";;72;Atlantide;;Abysses;"), "academies")
    assert "le fuseau horaire de cette académie nouvelle attendu" in phrases(sans_fuseau)[0]
    nouvelle = lire(csv(titres, ";;72;Atlantide;;Abysses;Atlantic/Azores"), "academies")
    appliquer(nouvelle, portee=PARTOUT, par=NATIONAL, le=LE)
    assert Academie.objects.get(pk="72").fuseau == "Atlantic/Azores"


@pytest.mark.parametrize(
    ("fautive", "mot"),
    [
        ("001;Ain;ABC;Lyon;84;Ici;", "un code d'académie à deux chiffres"),
        ("001;Ain;10;;84;Ici;", "le nom de l'académie"),
        ("001;;10;Lyon;84;Ici;", "le nom du département"),
        (f"001;Ain;10;{'L' * 61};84;Ici;", "60 caractères au plus"),
        ("001;Ain;10;Lyon;84;Ici;Lyon/Presquile", "un fuseau horaire IANA"),
    ],
)
def test_une_ligne_fautive_bloque(fautive: str, mot: str) -> None:
    (phrase,) = phrases(lire(csv(f"{TITRES};fuseau", fautive), "academies"))
    assert phrase.startswith("bloquant : ligne 2")
    assert mot in phrase


@pytest.mark.parametrize("genre", ["academies", "regroupements"])
def test_seul_qui_couvre_tout_reprend_ce_qui_touche_toutes_les_academies(
    session: SessionExamen, genre: str
) -> None:
    with pytest.raises(ActeRefuse, match="hors de votre périmètre"):
        lire(csv(TITRES, "001;Ain;10;Lyon;84;Ici"), genre, session, portee=LYON)


def composition(session: SessionExamen) -> dict[str, list[str]]:
    """Académies en cours de chaque regroupement, par pilote."""
    en_cours = Rattachement.objects.filter(session=session, jusque=None).select_related("academie")
    return {
        r.pilote.nom: sorted(x.academie.nom for x in en_cours if x.regroupement_id == r.pk)
        for r in Regroupement.objects.filter(session=session).select_related("pilote")
    }


def test_l_annexe_des_regroupements_s_applique_puis_se_recompose(session: SessionExamen) -> None:
    premiere = csv("academie;pilote;pilote_sujets", "Grenoble;Lyon;Normandie", "Dijon;10;", "Lille;;Caen")
    lot = lire(premiere, "regroupements", session)
    assert phrases(lot) == [
        "avertissement : ligne 4, colonne pilote_sujets : « Caen » lu, Normandie attendu ; "
        "vérifiez que c'est bien elle que le texte désigne."
    ]
    appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE)
    assert composition(session) == {"Lille": ["Lille"], "Lyon": ["Dijon", "Grenoble", "Lyon"]}
    assert Regroupement.objects.get(pilote="10").pilote_sujets_id == "70"
    seconde = csv("academie;pilote", "Lyon;Grenoble", "Dijon;Grenoble", "Lille;Lille")
    appliquer(
        lire(seconde, "regroupements", session), portee=PARTOUT, par=NATIONAL, le=LE + timedelta(days=1)
    )
    assert composition(session) == {"Grenoble": ["Dijon", "Grenoble", "Lyon"], "Lille": ["Lille"], "Lyon": []}
    assert releve_du_lot(lire(seconde, "regroupements", session)).changements == []


def test_une_academie_sous_deux_pilotes_est_une_contradiction(session: SessionExamen) -> None:
    lot = lire(csv("academie;pilote", "Grenoble;Lyon", "Grenoble;Dijon"), "regroupements", session)
    assert "« 10 » comme à la ligne 2, pour 08 attendu" in phrases(lot)[0]
    pilote_ailleurs = lire(csv("academie;pilote", "Grenoble;Lyon", "Lyon;Dijon"), "regroupements", session)
    assert any(p.startswith("bloquant : ligne 3") for p in phrases(pilote_ailleurs))


@pytest.mark.parametrize(
    "fautive", ["Atlantide;Lyon;", "Grenoble;Atlantide;", "Grenoble;Lyon;Atlantide", ";Lyon;"]
)
def test_une_academie_inconnue_bloque(session: SessionExamen, fautive: str) -> None:
    lot = lire(csv("academie;pilote;pilote_sujets", fautive), "regroupements", session)
    assert "le code ou le nom d'une académie attendu" in phrases(lot)[0]
