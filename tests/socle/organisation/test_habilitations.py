"""L'habilitation CCF, et le régime qui la suit."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from parchemin.droit.regimes import Regime, Voie
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.faits import regime_constate
from parchemin.socle.organisation.models import Etablissement, HabilitationCCF
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.services.habilitations import (
    Decision,
    habiliter_ccf,
    remplacer_habilitation,
)
from tests.socle.organisation.conftest import LE, NATIONAL, deux_fois

pytestmark = pytest.mark.django_db
JUILLET = date(2026, 7, 1)
DECISION = Decision(
    "ccst",
    Voie.APPRENTISSAGE,
    date(2024, 9, 1),
    date(2026, 8, 31),
    etendue=False,
    reference="Arrêté fictif 12",
)


def regime(etablissement: Etablissement, voie: Voie, le: date = JUILLET) -> str:
    constate = regime_constate(etablissement, "ccst", voie, etablissement.habilitations_ccf.all(), le=le)
    return constate.regime.value if constate.regime else "?"


def test_le_regime_suit_l_habilitation_du_jour(cfa: Etablissement) -> None:
    assert regime(cfa, Voie.APPRENTISSAGE) == "C"
    habiliter_ccf(cfa, DECISION, par=NATIONAL, le=LE)
    assert regime(cfa, Voie.APPRENTISSAGE) == "A"
    assert [regime(cfa, Voie.APPRENTISSAGE, jour) for jour in (DECISION.debut, DECISION.fin)] == ["A", "A"]
    assert regime(cfa, Voie.APPRENTISSAGE, date(2026, 9, 1)) == "C"
    assert regime(cfa, Voie.DISTANCE) == "C"


@pytest.mark.parametrize(
    ("secteur", "voie", "attendu"),
    [
        ("public", Voie.SCOLAIRE, "A"),
        ("prive_sous_contrat", Voie.SCOLAIRE, "A"),
        ("prive_hors_contrat", Voie.SCOLAIRE, "C"),
        ("public", Voie.APPRENTISSAGE, "A"),
        ("public", Voie.FPC, "A"),
        ("prive_hors_contrat", Voie.FPC, "C"),
        ("consulaire", Voie.APPRENTISSAGE, "C"),
        ("inconnu", Voie.SCOLAIRE, "?"),
        ("inconnu", Voie.DISTANCE, "C"),
    ],
)
def test_le_regime_suit_le_secteur_et_la_voie(
    cfa: Etablissement, secteur: str, voie: Voie, attendu: str
) -> None:
    cfa.secteur = secteur
    assert regime(cfa, voie) == attendu


def test_le_ccf_etendu_donne_le_regime_b(lycee: Etablissement) -> None:
    etendue = replace(DECISION, voie=Voie.FPC, etendue=True)
    habiliter_ccf(lycee, etendue, par=NATIONAL, le=LE)
    constate = regime_constate(lycee, "ccst", Voie.FPC, lycee.habilitations_ccf.all(), le=JUILLET)
    assert constate.regime is Regime.B
    assert constate.motifs[0].reference.libelle == "Code de l'éducation, art. D643-20"
    assert constate.habilitation is not None


def test_un_regime_indecidable_dit_pourquoi(cfa: Etablissement) -> None:
    cfa.secteur = "inconnu"
    constate = regime_constate(cfa, "ccst", Voie.SCOLAIRE, [], le=JUILLET)
    assert (constate.libelle, constate.obstacles) == (
        "à déterminer",
        ("Le secteur de l'établissement est à renseigner : le régime en dépend.",),
    )
    cfa.secteur = "consulaire"
    assert "à confirmer" in regime_constate(cfa, "ccst", Voie.APPRENTISSAGE, [], le=JUILLET).reserve
    cfa.secteur = "public"
    (obstacle,) = regime_constate(cfa, "ccst", Voie.SCOLAIRE, [], le=date(2040, 1, 1)).obstacles
    assert "Périodes connues" in obstacle


def test_une_habilitation_ne_s_inscrit_qu_une_fois(cfa: Etablissement) -> None:
    assert habiliter_ccf(cfa, DECISION, par=NATIONAL, le=LE) == habiliter_ccf(
        cfa, DECISION, par=NATIONAL, le=LE
    )
    assert Acte.objects.count() == 1


@pytest.mark.parametrize(
    ("changement", "mot"),
    [
        ({"fin": date(2024, 9, 1)}, "avant d'avoir commencé"),
        ({"voie": Voie.SCOLAIRE}, "n'existe pas pour la voie"),
        ({"voie": Voie.FPC, "etendue": True}, "n'existe pas pour la voie"),
        ({"reference": ""}, "Référence de la décision"),
        ({"debut": date(2040, 1, 1), "fin": date(2041, 1, 1)}, "Périodes connues"),
    ],
)
def test_une_habilitation_que_les_textes_n_admettent_pas_est_refusee(
    cfa: Etablissement, changement: dict[str, object], mot: str
) -> None:
    with pytest.raises(ActeRefuse, match=mot):
        habiliter_ccf(cfa, replace(DECISION, **changement), par=NATIONAL, le=LE)  # type: ignore[arg-type]  # valeurs de l'essai
    assert not HabilitationCCF.objects.exists()


def test_un_secteur_a_renseigner_laisse_inscrire_ce_qu_une_categorie_admet(cfa: Etablissement) -> None:
    Etablissement.objects.filter(pk=cfa.pk).update(secteur="inconnu")
    assert habiliter_ccf(cfa, DECISION, par=NATIONAL, le=LE).pk


def test_deux_habilitations_ne_se_chevauchent_pas(cfa: Etablissement) -> None:
    habiliter_ccf(cfa, DECISION, par=NATIONAL, le=LE)
    chevauche = replace(DECISION, debut=date(2026, 8, 31), fin=date(2026, 12, 1))
    with pytest.raises(ActeRefuse, match="court déjà du 01/09/2024 au 31/08/2026"):
        habiliter_ccf(cfa, chevauche, par=NATIONAL, le=LE)
    assert habiliter_ccf(cfa, replace(chevauche, debut=date(2026, 9, 1)), par=NATIONAL, le=LE).pk


def test_une_habilitation_remplacee_reste_lisible_et_ne_compte_plus(cfa: Etablissement) -> None:
    ancienne = habiliter_ccf(cfa, DECISION, par=NATIONAL, le=LE)
    ecourtee = replace(DECISION, fin=date(2026, 6, 30), reference="Arrêté fictif 13")
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        remplacer_habilitation(ancienne, ecourtee, motif="", par=NATIONAL, le=LE)
    nouvelle = deux_fois(
        lambda: remplacer_habilitation(ancienne, ecourtee, motif="Retrait du recteur", par=NATIONAL, le=LE)
    )
    ancienne.refresh_from_db()
    assert (ancienne.remplacee_le, nouvelle.remplacee_le) == (LE, None)
    assert regime(cfa, Voie.APPRENTISSAGE) == "C"
    assert Acte.objects.filter(acte="organisation.remplacer_habilitation").count() == 1
    with pytest.raises(ActeRefuse, match="déjà été remplacée par quelqu'un d'autre"):
        remplacer_habilitation(ancienne, replace(ecourtee, etendue=True), motif="Autre", par=NATIONAL, le=LE)


def test_la_base_refuse_une_periode_a_l_envers(cfa: Etablissement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        HabilitationCCF.objects.create(
            etablissement=cfa, diplome="ccst", voie="apprentissage", debut=JUILLET, fin=JUILLET, reference="X"
        )
