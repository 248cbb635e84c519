"""Un travail avance par paquets, se met en pause, s'arrête et se relance ; la base refuse l'impossible."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from parchemin.socle.taches import execution, services
from parchemin.socle.taches.genres import GenreInconnu, Paquet, TravailRefuse, genre, genres
from parchemin.socle.taches.models import EtatTravail, Travail
from parchemin.socle.taches.ouvrier import ouvrier
from tests.socle.taches.chantier import GENRE, Chantier, RefusDuMetier
from tests.socle.taches.conftest import LE, PAR
from tests.socle.taches.gestes import (
    lance,
    objets_consignes,
    relu,
    tranches_d_un_paquet,
    une_tranche,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chantier")]


def test_un_travail_avance_paquet_par_paquet_jusqu_a_sa_fin(chantier: Chantier) -> None:
    travail = lance()
    assert (travail.etat, travail.fait, travail.demandeur) == ("en_attente", 0, PAR.code)
    assert ouvrier(une_fois=True) == 1
    travail = relu(travail)
    assert (travail.etat, travail.fait, travail.total) == ("fini", 35, 35)
    assert travail.message == "Jusqu'à la ligne 35."
    assert travail.fini_le is not None
    assert travail.tache is None
    assert [appel.fait for appel in chantier.appels] == [0, 10, 20, 30]
    assert {appel.auteur for appel in chantier.appels} == {PAR}
    assert chantier.appels[0].cle == "12"
    assert objets_consignes() == [f"ligne:{rang}" for rang in range(35)]


def test_apres_une_tranche_la_suite_retourne_en_file_et_les_autres_avancent(
    monkeypatch: pytest.MonkeyPatch, chantier: Chantier
) -> None:
    tranches_d_un_paquet(monkeypatch)
    lance("lot:1", total=20)
    lance("lot:2", total=20)
    assert ouvrier(une_fois=True) == 4
    assert [appel.objet for appel in chantier.appels] == ["lot:1", "lot:2", "lot:1", "lot:2"]


def test_un_double_clic_est_le_meme_travail() -> None:
    premier = lance()
    assert lance() == premier
    assert DBTaskResult.objects.count() == 1
    assert services.lancer(GENRE, "lot:13", par=PAR, le=LE) != premier


def test_un_travail_fini_laisse_en_lancer_un_autre() -> None:
    premier = lance()
    ouvrier(une_fois=True)
    assert lance() != premier


def test_lancer_tombe_avec_l_acte_qui_le_demande() -> None:
    def acte_qui_echoue() -> None:
        with transaction.atomic():
            lance()
            raise RefusDuMetier

    with pytest.raises(RefusDuMetier):
        acte_qui_echoue()
    assert not Travail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_un_genre_inconnu_ne_se_lance_pas() -> None:
    with pytest.raises(GenreInconnu, match=r"« essais\.rien »"):
        services.lancer("essais.rien", "lot:1", par=PAR, le=LE)


def test_un_genre_ne_s_inscrit_pas_deux_fois() -> None:
    with pytest.raises(ValueError, match="inscrit deux fois"):
        genre(GENRE, "Un autre")(lambda avancee: Paquet(0, reste=False))
    assert GENRE in {inscrit.code for inscrit in genres()}


@pytest.mark.parametrize("faits", [0, -1])
def test_un_paquet_qui_n_avance_pas_ne_dit_pas_qu_il_en_reste(faits: int) -> None:
    with pytest.raises(ValueError, match="n'avance pas"):
        Paquet(faits, reste=True)
    assert Paquet(0, reste=False).faits == 0


def test_la_pause_retient_le_travail_et_la_reprise_le_continue(monkeypatch: pytest.MonkeyPatch) -> None:
    tranches_d_un_paquet(monkeypatch)
    travail = lance()
    une_tranche()
    assert relu(travail).fait == 10
    assert services.mettre_en_pause(travail).etat == EtatTravail.EN_PAUSE
    assert services.mettre_en_pause(travail).etat == EtatTravail.EN_PAUSE
    ouvrier(une_fois=True)
    assert relu(travail).fait == 10
    assert lance() == travail, "un travail en pause reste le travail de cet objet"
    services.reprendre(travail)
    assert services.reprendre(travail).etat == EtatTravail.EN_ATTENTE
    ouvrier(une_fois=True)
    assert (relu(travail).etat, relu(travail).fait) == ("fini", 35)
    assert objets_consignes() == [f"ligne:{rang}" for rang in range(35)]


def test_ce_qui_a_pris_fin_ne_se_met_plus_en_pause(chantier: Chantier) -> None:
    travail = lance()
    ouvrier(une_fois=True)
    for acte in (services.mettre_en_pause, services.reprendre, services.relancer):
        with pytest.raises(TravailRefuse, match="« Compte d'essai » : ce travail est fini, il n'y a"):
            acte(travail)
    with pytest.raises(TravailRefuse, match="plus rien à arrêter"):
        services.arreter(travail, le=LE)


def test_l_arret_garde_ce_qui_est_fait_et_se_relance(monkeypatch: pytest.MonkeyPatch) -> None:
    tranches_d_un_paquet(monkeypatch)
    travail = lance()
    une_tranche()
    arrete = services.arreter(travail, le=LE)
    assert services.arreter(travail, le=LE + timedelta(days=1)).fini_le == LE
    assert (arrete.etat, arrete.fait) == ("arrete", 10)
    ouvrier(une_fois=True)
    assert len(objets_consignes()) == 10
    services.relancer(travail)
    ouvrier(une_fois=True)
    assert (relu(travail).etat, len(objets_consignes())) == ("fini", 35)


def test_on_ne_relance_pas_si_un_autre_court_pour_le_meme_objet() -> None:
    ancien = services.arreter(lance(), le=LE)
    lance()
    with pytest.raises(TravailRefuse, match="Un autre travail court déjà"):
        services.relancer(ancien)
    assert relu(ancien).etat == EtatTravail.ARRETE


def test_relancer_ce_qui_court_ne_change_rien() -> None:
    travail = lance()
    assert services.relancer(travail).tache == travail.tache


def test_un_total_depasse_suit_ce_qui_est_fait() -> None:
    travail = lance()
    Travail.objects.filter(pk=travail.pk).update(fait=34)
    execution._noter(travail := relu(travail), Paquet(3, reste=True, total=36), le=LE)
    assert (travail.fait, travail.total) == (37, 37)


def test_les_travaux_finis_s_oublient_a_leur_terme_les_autres_non() -> None:
    lance("lot:1")
    ouvrier(une_fois=True)
    fini, ouvert = services.arreter(lance("lot:2"), le=LE), services.mettre_en_pause(lance("lot:3"))
    services.oublier_les_anciens(le=LE + timedelta(days=89))
    assert relu(fini).fini_le == LE
    services.oublier_les_anciens(le=LE + timedelta(days=91))
    assert relu(ouvert).etat == EtatTravail.EN_PAUSE
    assert not Travail.objects.filter(pk=fini.pk).exists()
    assert not DBTaskResult.objects.finished().exists()


@pytest.mark.parametrize(
    ("valeurs", "contrainte"),
    [
        ({"etat": "perdu"}, "travail_"),
        ({"fait": 36}, "travail_pas_plus_fait_que_le_total"),
        ({"tache": None}, "travail_une_tache_s_il_court"),
        ({"etat": "fini", "tache": None}, "travail_date_s_il_a_pris_fin"),
        ({"etat": "en_cours"}, "travail_commence_s_il_est_en_cours"),
        ({"objet": "lot:13"}, "travail_un_seul_par_objet|UNIQUE"),
    ],
)
def test_la_base_refuse_un_travail_impossible(valeurs: dict[str, object], contrainte: str) -> None:
    travail = lance()
    lance("lot:13")
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        Travail.objects.filter(pk=travail.pk).update(**valeurs)
