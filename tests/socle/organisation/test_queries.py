"""Chacun ne voit que sa portée."""

import pytest

from parchemin.droit.regimes import Voie
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.models import Academie, Centre, Etablissement, LotImporte, SessionExamen
from parchemin.socle.organisation.portee import NULLE, Portee
from parchemin.socle.organisation.queries import Filtres
from parchemin.socle.organisation.services.centres import FicheCentre, creer_centre
from parchemin.socle.organisation.services.etablissements import Preparation, ajouter_offre
from parchemin.socle.organisation.services.regroupements import creer_regroupement, rattacher
from parchemin.socle.organisation.services.sessions import ouvrir_session
from tests.socle.organisation.conftest import DE_LYON, LE, NATIONAL

pytestmark = pytest.mark.django_db

PARTOUT = Portee(partout=True)
LYON = Portee(academies=frozenset({"10"}))


@pytest.fixture
def monde(session: SessionExamen, lycee: Etablissement, cfa: Etablissement) -> dict[str, object]:
    """Deux académies, chacune avec son établissement, son centre et son regroupement."""
    monde: dict[str, object] = {}
    for etablissement, voie in ((lycee, Voie.SCOLAIRE), (cfa, Voie.APPRENTISSAGE)):
        nom = etablissement.academie.nom
        ajouter_offre(etablissement, Preparation(session, voie, 20), lu={}, par=NATIONAL, le=LE)
        fiche = FicheCentre(f"Centre {nom}", etablissement.academie, etablissement)
        monde[f"centre {nom}"] = creer_centre(session, fiche, par=NATIONAL, le=LE)
        monde[f"regroupement {nom}"] = creer_regroupement(
            session, etablissement.academie, par=NATIONAL, le=LE
        )
    return monde


def du_lycee(lycee: Etablissement) -> Portee:
    return Portee(etablissements=frozenset({lycee.pk}))


def vus(portee: Portee, session: SessionExamen) -> dict[str, list[str]]:
    """Tout ce qu'une portée voit, en mots."""
    return {
        "academies": [a.nom for a in queries.academies(portee)],
        "etablissements": [e.pk for e in queries.etablissements(portee)],
        "offres": [o.etablissement_id for o in queries.offres(portee, session)],
        "centres": [c.nom for c in queries.centres(portee, session)],
        "regroupements": [r.pilote.nom for r in queries.regroupements(portee, session)],
    }


def test_le_national_voit_tout(session: SessionExamen, monde: dict[str, object]) -> None:
    vu = vus(PARTOUT, session)
    assert {nom: len(lignes) for nom, lignes in vu.items()} == {
        "academies": 35, "etablissements": 2, "offres": 2, "centres": 2, "regroupements": 2,
    }  # fmt: skip


def test_une_academie_ne_voit_que_la_sienne(
    session: SessionExamen, lycee: Etablissement, monde: dict[str, object]
) -> None:
    assert vus(LYON, session) == {
        "academies": ["Lyon"], "etablissements": [lycee.pk], "offres": [lycee.pk],
        "centres": ["Centre Lyon"], "regroupements": ["Lyon"],
    }  # fmt: skip


def test_un_etablissement_ne_voit_que_lui_et_son_academie(
    session: SessionExamen, lycee: Etablissement, monde: dict[str, object]
) -> None:
    assert vus(du_lycee(lycee), session) == vus(LYON, session)
    assert not queries.academies_entieres(du_lycee(lycee)).exists()


def test_un_centre_voit_son_centre_sans_les_etablissements(
    session: SessionExamen, monde: dict[str, object]
) -> None:
    centre = monde["centre Lyon"]
    assert isinstance(centre, Centre)
    vu = vus(Portee(centres=frozenset({centre.pk})), session)
    assert (vu["centres"], vu["etablissements"], vu["academies"]) == (["Centre Lyon"], [], ["Lyon"])


def test_une_portee_nulle_ne_voit_rien(session: SessionExamen, monde: dict[str, object]) -> None:
    assert not any(vus(NULLE, session).values())


def test_un_role_borne_a_une_autre_session_ne_voit_rien_de_celle_ci(
    session: SessionExamen, monde: dict[str, object]
) -> None:
    autre = ouvrir_session("ccst", 2025, par=NATIONAL, le=LE)
    portee = Portee(partout=True, session=autre.pk)
    vu = vus(portee, session)
    assert (vu["offres"], vu["centres"], vu["regroupements"]) == ([], [], [])
    assert list(queries.sessions(portee)) == [autre]
    assert queries.session_courante(portee) == autre
    assert queries.session_courante(PARTOUT) == session
    assert not queries.echeances(portee, session).exists()


def test_une_academie_rattachee_voit_le_regroupement_qui_la_tient(
    session: SessionExamen, monde: dict[str, object]
) -> None:
    grenoble = Academie.objects.get(nom="Grenoble")
    de_lyon = queries.regroupements(PARTOUT, session).get(pilote__nom="Lyon")
    rattacher(grenoble, de_lyon, lu=None, par=NATIONAL, le=LE)
    portee = Portee(academies=frozenset({grenoble.pk}))
    assert vus(portee, session)["regroupements"] == ["Lyon"]
    assert grenoble not in queries.academies_sans_regroupement(session)
    assert Academie.objects.get(nom="Lille") in queries.academies_sans_regroupement(session)


@pytest.mark.parametrize(
    ("mot", "attendus"),
    [
        ("lycee fictif", 1),
        ("BRUMES Lycée", 1),
        ("saint irreel", 1),
        ("0690001", 1),
        ("brumes toulouse", 0),
        ("", 2),
    ],
)
def test_la_recherche_ignore_accents_casse_et_ordre(
    session: SessionExamen, monde: dict[str, object], mot: str, attendus: int
) -> None:
    assert queries.chercher_etablissements(PARTOUT, session, Filtres(mot)).count() == attendus


def test_les_filtres_se_cumulent(
    session: SessionExamen, lycee: Etablissement, monde: dict[str, object]
) -> None:
    def trouves(**filtres: str) -> list[str]:
        return [e.pk for e in queries.chercher_etablissements(PARTOUT, session, Filtres(**filtres))]

    assert trouves(voie="scolaire") == [lycee.pk]
    assert trouves(academie="10", secteur="public", voie="scolaire") == [lycee.pk]
    assert trouves(academie="16", voie="scolaire") == []
    assert trouves(academie="' OR 1=1 --") == []


def test_un_fichier_importe_n_est_vu_que_de_qui_l_a_lu(session: SessionExamen) -> None:
    lot = LotImporte.objects.create(
        genre="offre", nom_du_fichier="offre.csv", condense="0" * 64, lignes={}, lu_le=LE, lu_par=DE_LYON.code
    )
    assert list(queries.lots(LYON, DE_LYON)) == [lot]
    assert list(queries.lots(LYON, Auteur("personne:9", "Autre Fictif"))) == []
    assert list(queries.lots(PARTOUT, NATIONAL)) == [lot]
