"""Ce que passe chaque candidat, épreuve par épreuve, et l'effet de chaque absence, dit avant qu'il signe."""

from datetime import date

import pytest

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.epreuves import EpreuveDuCandidat, Situation, effets, epreuves_du_candidat
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.services.titres import (
    NoteAConserver,
    TitreProduit,
    decider_un_benefice,
    decider_une_dispense,
    demander_un_benefice,
    demander_une_dispense,
)
from tests.etapes.inscriptions import monde as m

pytestmark = pytest.mark.django_db


def lignes(inscription: Inscription) -> dict[str, EpreuveDuCandidat]:
    relue = Inscription.objects.select_related("candidat", "academie", "etablissement").get(pk=inscription.pk)
    regles, lu = Connaissances(inscription.session).regles, dossier(relue)
    return {e.code: e for e in epreuves_du_candidat(lu, regles.examiner(lu), regles)}


def test_un_scolaire_de_lycee_public_passe_tout_et_aucune_facultative() -> None:
    lues = lignes(m.inscrit(m.batir()))
    assert list(lues) == ["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "EF1", "EF2", "EF3"]
    assert {lues[c].situation for c in list(lues)[:8]} == {Situation.PRESENTEE}
    assert {lues[c].situation for c in list(lues)[8:]} == {Situation.NON_CHOISIE}
    assert all(e.intitule and e.reference and (e.coefficient or not e.est_obligatoire) for e in lues.values())
    assert {e.modalite.startswith("CCF") for e in lues.values() if e.est_presentee} == {True, False}


def test_une_facultative_choisie_se_presente() -> None:
    lues = lignes(m.inscrit(m.batir(), facultatives="EF3"))
    assert (lues["EF3"].situation, lues["EF3"].est_presentee) == (Situation.PRESENTEE, True)


def test_sans_regime_la_forme_reste_a_dire() -> None:
    lues = lignes(m.inscrit(m.batir(), etablissement="", preparation_suivie="oui"))
    assert {(e.modalite, e.duree) for e in lues.values()} == {("forme à déterminer", "")}


def test_une_note_une_dispense_et_une_validation_accordees_sortent_l_epreuve_et_disent_pourquoi() -> None:
    inscription = m.inscrit(m.batir())
    signe = {"par": m.LYON, "le": m.PENDANT}
    note = NoteAConserver("ccst", 2025, "U1", 25, date(2025, 7, 2))
    dut = TitreProduit(GenreDeTitre.DUT, "DUT fictif", est_justifie=True)
    vae = TitreProduit(GenreDeTitre.VAE, est_justifie=True)
    conservee = demander_un_benefice(inscription, note, **signe)  # type: ignore[arg-type]
    demandes = [
        demander_une_dispense(inscription, unite, titre, **signe)  # type: ignore[arg-type]
        for unite, titre in (("U2", dut), ("U8", vae))
    ]
    # Demandées seulement : rien ne change encore.
    assert {lignes(inscription)[c].situation for c in ("E1", "E2", "E8")} == {Situation.PRESENTEE}
    decider_un_benefice(conservee, accorder=True, **signe)  # type: ignore[arg-type]
    for demande in demandes:
        decider_une_dispense(demande, accorder=True, **signe)  # type: ignore[arg-type]
    lues = lignes(inscription)
    assert (lues["E1"].situation, lues["E1"].raison) == (
        Situation.CONSERVEE, "12,5, U1 de la session 2025, jusqu'au 02/07/2030",
    )  # fmt: skip
    assert (lues["E2"].situation, lues["E2"].raison) == (Situation.DISPENSEE, "DUT fictif")
    assert (lues["E8"].situation, lues["E8"].raison) == (
        Situation.ACQUISE, "Validation des acquis de l'expérience",
    )  # fmt: skip
    assert not any(lues[c].est_presentee for c in ("E1", "E2", "E8"))


def test_en_forme_progressive_le_reste_attend_une_autre_session() -> None:
    lues = lignes(m.inscrit(m.batir(), voie="fpc", forme="progressive", unites="U1,U4"))
    assert [c for c, e in lues.items() if e.est_presentee] == ["E1", "E4"]
    assert (lues["E5"].situation, lues["E5"].raison) == (
        Situation.NON_PRESENTEE, "unité laissée à une autre session",
    )  # fmt: skip


def test_l_effet_de_chaque_choix_est_dit_avec_son_texte() -> None:
    inscription = m.inscrit(m.batir(), facultatives="EF3")
    regles, lu = Connaissances(inscription.session).regles, dossier(inscription)
    dits = effets(lu, list(lignes(inscription).values()), regles)
    assert [e.quoi for e in dits] == [
        "Absence non justifiée à une épreuve obligatoire", "Absence pour force majeure, dûment constatée",
        "Absence non justifiée à une situation d'évaluation de CCF", "Absence à une épreuve facultative choisie",
        "Épreuve facultative présentée", "Forme globale choisie",
    ]  # fmt: skip
    assert all(e.effet.endswith(".") and e.reference for e in dits)


def test_chaque_situation_a_son_mot() -> None:
    assert len({s.libelle for s in Situation}) == len(Situation)
