"""Centres et salles d'une session."""

import pytest
from django.db import IntegrityError, transaction

from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import Academie, Centre, Etablissement, Phase, Salle, SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse, Conflit
from parchemin.socle.organisation.services.centres import (
    FicheCentre,
    FicheSalle,
    ajouter_salle,
    creer_centre,
    fermer_centre,
    retirer_salle,
)
from tests.socle.organisation.conftest import LE, NATIONAL, deux_fois

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(session: SessionExamen, lycee: Etablissement) -> Centre:
    return creer_centre(session, FicheCentre(lycee.nom, lycee.academie, lycee), par=NATIONAL, le=LE)


def test_un_centre_ne_se_cree_qu_une_fois(
    session: SessionExamen, lycee: Etablissement, centre: Centre
) -> None:
    fiche = FicheCentre(lycee.nom, lycee.academie, lycee)
    assert creer_centre(session, fiche, par=NATIONAL, le=LE) == centre
    assert centre.code == lycee.pk.lower()
    assert Acte.objects.filter(acte="organisation.creer_centre").count() == 1


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({"nom": "Autre centre"}, "est déjà celui du centre"),
        ({"code": "autre", "academie": "16"}, "est de l'académie de Lyon, pas de Toulouse"),
        ({"code": "autre", "fuseau": "Lyon/Presquile"}, "n'est pas un fuseau horaire connu"),
        ({"code": "deux mots"}, "Code : "),
        ({"code": "autre", "nom": " "}, "Nom : "),
    ],
)
def test_un_centre_qui_ne_convient_pas_est_refuse(
    session: SessionExamen, lycee: Etablissement, centre: Centre, champs: dict[str, str], mot: str
) -> None:
    fiche = FicheCentre(
        nom=champs.get("nom", lycee.nom), academie=Academie.objects.get(pk=champs.get("academie", "10")),
        etablissement=lycee, fuseau=champs.get("fuseau", ""), code=champs.get("code", ""),
    )  # fmt: skip
    with pytest.raises(ActeRefuse, match=mot):
        creer_centre(session, fiche, par=NATIONAL, le=LE)
    assert Centre.objects.count() == 1


def test_un_centre_des_marquises_a_son_heure(session: SessionExamen) -> None:
    fiche = FicheCentre(
        "Centre fictif de Nuku Hiva", Academie.objects.get(pk="41"), fuseau="Pacific/Marquesas"
    )
    centre = creer_centre(session, fiche, par=NATIONAL, le=LE)
    assert (centre.code, centre.fuseau_local) == ("centre-fictif-de-nuk", "Pacific/Marquesas")
    centre.fuseau = ""
    assert centre.fuseau_local == "Pacific/Tahiti"


def test_un_centre_ferme_reste_lisible_et_ses_salles_ne_changent_plus(centre: Centre) -> None:
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        fermer_centre(centre, motif=" ", par=NATIONAL, le=LE)
    for _ in range(2):
        assert fermer_centre(centre, motif="Travaux", par=NATIONAL, le=LE).ferme_le == LE
    assert Acte.objects.filter(acte="organisation.fermer_centre").count() == 1
    with pytest.raises(ActeRefuse, match="est fermé"):
        ajouter_salle(centre, FicheSalle("A1", 20), lu={}, par=NATIONAL, le=LE)


def test_une_salle_s_ajoute_se_modifie_se_retire_et_revient(centre: Centre) -> None:
    salle = deux_fois(lambda: ajouter_salle(centre, FicheSalle("A 101", 20), lu={}, par=NATIONAL, le=LE))
    with pytest.raises(Conflit, match="vous aviez lu une case vide, c'est maintenant « 20 »"):
        ajouter_salle(centre, FicheSalle("A 101", 30), lu={}, par=NATIONAL, le=LE)
    lu = {"capacite": "20", "accessible": "non"}
    assert ajouter_salle(
        centre, FicheSalle("A 101", 24, accessible=True), lu=lu, par=NATIONAL, le=LE
    ).accessible
    for _ in range(2):
        assert retirer_salle(salle, motif="Dégât des eaux", par=NATIONAL, le=LE).retiree_le == LE
    assert ajouter_salle(centre, FicheSalle("A 101", 18), lu={}, par=NATIONAL, le=LE).retiree_le is None
    assert Salle.objects.count() == 1
    assert Acte.objects.filter(objet=f"centre:{centre.pk}").count() == 5


@pytest.mark.parametrize("capacite", [0, -3, 40_000])
def test_une_salle_a_une_place_au_moins(centre: Centre, capacite: int) -> None:
    with pytest.raises(ActeRefuse, match="Capacité : "):
        ajouter_salle(centre, FicheSalle("A 101", capacite), lu={}, par=NATIONAL, le=LE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Salle.objects.create(centre=centre, nom="A 101", capacite=0)


def test_une_session_close_ne_change_plus_de_centres(session: SessionExamen, centre: Centre) -> None:
    SessionExamen.objects.update(phase=Phase.CLOSE)
    with pytest.raises(ActeRefuse, match="est close"):
        fermer_centre(centre, motif="Travaux", par=NATIONAL, le=LE)
