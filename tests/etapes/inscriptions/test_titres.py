"""Conserver une note, être dispensé, faire valoir une validation d'acquis : ce que le droit permet, et qui décide."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.etapes.inscriptions.models import Benefice, Dispense, EtatDemande, Inscription, Notification
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.services.modifier import annuler, completer
from parchemin.etapes.inscriptions.services.titres import (
    NoteAConserver,
    TitreProduit,
    decider_un_benefice,
    decider_une_dispense,
    demander_un_benefice,
    demander_une_dispense,
    renoncer_a_un_benefice,
    renoncer_a_une_dispense,
)
from parchemin.socle.journal.faits import raconter
from parchemin.socle.journal.queries import historique
from parchemin.socle.organisation.models import Echeance
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.traces import actes, casser_le_journal, deux_fois

pytestmark = pytest.mark.django_db
DEUT = TitreProduit(GenreDeTitre.DUT, "DUT fictif", est_justifie=True)
VAE = TitreProduit(GenreDeTitre.VAE, "Décision fictive", est_justifie=True)
AUTRE_BTS = NoteAConserver("BTS fictif", 2024, "U1", 25, date(2024, 7, 3))


def par_benefice(note: NoteAConserver | None = AUTRE_BTS, *, est_justifie: bool = True) -> TitreProduit:
    """Le bénéfice de l'unité d'un autre BTS, avec cette note."""
    return TitreProduit(GenreDeTitre.BENEFICE_AUTRE_BTS, est_justifie=est_justifie, note=note)


def note(
    unite: str = "U1", annee: int = 2025, demi_points: int = 24, diplome: str = "ccst"
) -> NoteAConserver:
    """Note obtenue le 2 juillet de sa session."""
    return NoteAConserver(diplome, annee, unite, demi_points, date(annee, 7, 2))


def acquises(inscription: Inscription) -> set[str]:
    return set(dossier(inscription).acquises)


def test_une_note_se_demande_s_accorde_et_l_unite_ne_se_presente_plus() -> None:
    inscription = m.inscrit(m.batir())
    lui = m.candidat(inscription)
    demande = deux_fois(lambda: demander_un_benefice(inscription, note(), par=lui, le=m.PENDANT))
    assert (demande.unites, demande.fin, demande.etat) == ("U1", date(2030, 7, 2), "demandee")
    assert acquises(inscription) == set()
    deux_fois(lambda: decider_un_benefice(demande, accorder=True, par=m.LYON, le=m.PENDANT))
    assert acquises(inscription) == {"U1"}
    assert actes(inscription.code) == ["inscrire", "demander_benefice", "accorder_benefice"]
    assert Notification.objects.get().objet == "Accordée : note conservée, U1"
    inscription.refresh_from_db()
    assert inscription.version == 3


@pytest.mark.parametrize("annee", [2023, 2024, 2025])
def test_une_note_de_chaque_session_du_diplome_se_conserve(annee: int) -> None:
    inscription = m.inscrit(m.batir())
    # Jusqu'en 2024, la langue écrite était U21.
    unite = "U21" if annee < 2025 else "U2"
    demande = demander_un_benefice(inscription, note(unite, annee), par=m.LYON, le=m.PENDANT)
    assert (demande.unites, demande.fin) == ("U2", date(annee + 5, 7, 2))


def test_une_note_de_l_ancien_diplome_traverse_les_correspondances() -> None:
    inscription = m.inscrit(m.batir())
    ancienne = note("U2", 2022, diplome="technico_commercial")
    demande = demander_un_benefice(inscription, ancienne, par=m.LYON, le=m.PENDANT)
    assert demande.unites == "U2,U3"
    assert any("annexe VI" in phrase for phrase in demande.motifs)


def test_une_note_de_2021_vaut_ou_non_selon_le_jour_du_jury() -> None:
    """Cinq ans de quantième à quantième, au jour de la délibération : le 2 juillet 2026 est le dernier."""
    monde, ancienne = m.batir(), note("U1", 2021, diplome="technico_commercial")
    inscription, autre = m.inscrit(monde), m.inscrit(monde, "Autre")
    assert demander_un_benefice(inscription, ancienne, par=m.LYON, le=m.PENDANT).fin == date(2026, 7, 2)
    Echeance.objects.filter(code="deliberation-du-jury").update(le=m.DELIBERATION.replace(month=7, day=3))
    with pytest.raises(
        ActeRefuse, match=r"valait jusqu'au 02/07/2026 compris ; elle ne vaut plus le 03/07/2026 \("
    ):
        demander_un_benefice(autre, ancienne, par=m.LYON, le=m.PENDANT)
    assert actes(autre.code) == ["inscrire"]


@pytest.mark.parametrize(
    ("demandee", "phrase"),
    [
        (note(demi_points=19), r"9,5 est inférieur à 10 : la note ne se conserve pas \(.*art\. "),
        (note("U6", 2022, diplome="technico_commercial"), "n'a pas de suite"),
        (note("U9"), "U9"),
        (note("U1", 2026), "Rien à conserver"),
        (note("U1", 2025, diplome="inconnu"), "Rien à conserver"),
        (note("UF1", 2025), "UF1"),
        (
            NoteAConserver("ccst", 2025, "U1", 24, date(2025, 7, 2), renoncee=True),
            "la renonciation est définitive",
        ),
        (note(demi_points=41), "une note va de 0 à 20"),
        (note(demi_points=-1), "une note va de 0 à 20"),
    ],
)
def test_une_note_qui_ne_se_conserve_pas_est_refusee_article_a_l_appui(
    demandee: NoteAConserver, phrase: str
) -> None:
    inscription = m.inscrit(m.batir())
    with pytest.raises(ActeRefuse, match=phrase):
        demander_un_benefice(inscription, demandee, par=m.LYON, le=m.PENDANT)
    assert actes(inscription.code) == ["inscrire"]
    assert not Benefice.objects.exists()


def test_sous_dix_une_note_se_garde_en_forme_progressive() -> None:
    inscription = m.inscrit(m.batir(), voie="fpc", forme="progressive", unites="U4")
    assert demander_un_benefice(inscription, note(demi_points=15), par=m.LYON, le=m.PENDANT).unites == "U1"


def test_une_autre_valeur_de_la_meme_note_se_dit() -> None:
    inscription = m.inscrit(m.batir())
    demander_un_benefice(inscription, note(), par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match=r"Une autre note de U1 \(2025\) est déjà demandée"):
        demander_un_benefice(inscription, note(demi_points=30), par=m.LYON, le=m.PENDANT)


def test_un_refus_se_motive_et_la_decision_revient_au_service() -> None:
    inscription = m.inscrit(m.batir())
    demande = demander_un_benefice(inscription, note(), par=m.PROVISEUR, le=m.PENDANT)
    for qui in (m.PROVISEUR, m.candidat(inscription)):
        with pytest.raises(ActeRefuse, match="revient au service des examens"):
            decider_un_benefice(demande, accorder=True, par=qui, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="Donnez un motif : le candidat doit pouvoir comprendre"):
        decider_un_benefice(demande, accorder=False, par=m.LYON, le=m.PENDANT)
    refusee = decider_un_benefice(
        demande, accorder=False, motif="Relevé illisible.", par=m.LYON, le=m.PENDANT
    )
    assert (refusee.etat, refusee.motifs) == ("refusee", ["Relevé illisible."])
    assert Notification.objects.get().corps == "Relevé illisible."


def test_renoncer_rend_l_epreuve_et_ne_se_decide_plus() -> None:
    inscription = m.inscrit(m.batir())
    demande = demander_un_benefice(inscription, note(), par=m.LYON, le=m.PENDANT)
    decider_un_benefice(demande, accorder=True, par=m.LYON, le=m.PENDANT)
    lui = m.candidat(inscription)
    deux_fois(lambda: renoncer_a_un_benefice(demande, par=lui, le=m.PENDANT))
    assert acquises(inscription) == set()
    assert actes(inscription.code)[-1] == "renoncer_benefice"
    with pytest.raises(ActeRefuse, match="La demande a été retirée"):
        decider_un_benefice(demande, accorder=True, par=m.LYON, le=m.PENDANT)
    # Renoncer n'empêche pas une nouvelle demande, saisie par erreur puis reprise.
    assert demander_un_benefice(inscription, note(), par=m.LYON, le=m.PENDANT).pk != demande.pk


def test_une_meme_unite_ne_vient_pas_de_deux_decisions() -> None:
    inscription = m.inscrit(m.batir())
    conservee = demander_un_benefice(inscription, note(), par=m.LYON, le=m.PENDANT)
    dispense = demander_une_dispense(inscription, "U1", DEUT, par=m.LYON, le=m.PENDANT)
    decider_un_benefice(conservee, accorder=True, par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="U1 : le candidat a déjà cette unité par une autre décision"):
        decider_une_dispense(dispense, accorder=True, par=m.LYON, le=m.PENDANT)


def test_une_dispense_se_demande_s_accorde_et_se_notifie() -> None:
    inscription = m.inscrit(m.batir())
    lui = m.candidat(inscription)
    demande = deux_fois(lambda: demander_une_dispense(inscription, "U1", DEUT, par=lui, le=m.PENDANT))
    deux_fois(lambda: decider_une_dispense(demande, accorder=True, par=m.LYON, le=m.PENDANT))
    assert acquises(inscription) == {"U1"}
    assert actes(inscription.code) == ["inscrire", "demander_dispense", "accorder_dispense"]
    assert Notification.objects.get().objet == "Accordée : dispense, U1"


def test_une_demande_sans_justificatif_attend_la_piece() -> None:
    inscription = m.inscrit(m.batir())
    avant = inscription.pieces_manquantes
    sans = TitreProduit(GenreDeTitre.DUT, "DUT fictif")
    demande = demander_une_dispense(inscription, "U1", sans, par=m.LYON, le=m.PENDANT)
    assert "produire le justificatif" in demande.motifs[0]
    inscription.refresh_from_db()
    assert inscription.pieces_manquantes == avant + 1


@pytest.mark.parametrize("unite", ["U5", "U6", "U7", "U8"])
def test_une_epreuve_professionnelle_ne_se_dispense_que_par_validation_d_acquis(unite: str) -> None:
    inscription = m.inscrit(m.batir())
    with pytest.raises(ActeRefuse, match=rf"{unite} est professionnelle : seule la validation .*\(.*art\. "):
        demander_une_dispense(inscription, unite, DEUT, par=m.LYON, le=m.PENDANT)
    demande = demander_une_dispense(inscription, unite, VAE, par=m.LYON, le=m.PENDANT)
    decider_une_dispense(demande, accorder=True, par=m.LYON, le=m.PENDANT)
    assert acquises(inscription) == {unite}


@pytest.mark.parametrize(
    ("unite", "titre", "phrase"),
    [
        ("UF1", DEUT, "est facultative : il suffit de ne pas la présenter"),
        ("U4", DEUT, "il faut avoir validé l'unité d'enseignement"),
        ("U1", TitreProduit(GenreDeTitre.AUTRE_TITRE, est_justifie=True), "aucune dispense n'est prévue"),
        (
            "U1",
            TitreProduit(GenreDeTitre.DIPLOME_NATIONAL, niveau=4, est_justifie=True),
            "de niveau 5 ou plus",
        ),
        ("U99", DEUT, r"« U99 » n'est pas une unité de cette session \(U1, "),
    ],
)
def test_une_dispense_que_le_texte_ne_prevoit_pas_est_refusee(
    unite: str, titre: TitreProduit, phrase: str
) -> None:
    inscription = m.inscrit(m.batir())
    with pytest.raises(ActeRefuse, match=phrase):
        demander_une_dispense(inscription, unite, titre, par=m.LYON, le=m.PENDANT)
    assert not Dispense.objects.exists()


def test_le_benefice_de_l_unite_d_un_autre_bts_dispense_tant_qu_il_vaut() -> None:
    inscription = m.inscrit(m.batir())
    lui = m.candidat(inscription)
    sans = par_benefice(est_justifie=False)
    demande = deux_fois(lambda: demander_une_dispense(inscription, "U1", sans, par=lui, le=m.PENDANT))
    assert "produire le justificatif" in demande.motifs[0]
    assert demande.origine == "12,5, U1 de la session 2024, BTS fictif"
    decidee = deux_fois(lambda: decider_une_dispense(demande, accorder=True, par=m.LYON, le=m.PENDANT))
    assert decidee.fin == date(2029, 7, 3)
    assert decidee.motifs[0].startswith("U1 : dispense accordée (bénéfice de l'unité d'un autre BTS) (")
    assert acquises(inscription) == {"U1"}
    acte = next(
        raconter(a) for a in historique(inscription.code) if a.acte == "inscriptions.demander_dispense"
    )
    dits = {c.nom: c.apres for c in acte.changements}
    assert (dits["diplome_d_origine"], dits["unite_d_origine"], dits["annee"]) == ("BTS fictif", "U1", "2024")
    assert (dits["demi_points"], dits["obtenue_le"]) == ("25", "2024-07-03")


@pytest.mark.parametrize("est_justifie", [True, False])
@pytest.mark.parametrize(
    ("unite", "note_produite", "phrase"),
    [
        ("U1", replace(AUTRE_BTS, annee=2020, obtenue_le=date(2020, 7, 3)), "du 03/07/2020 au 03/07/2025 compris"),
        ("U1", replace(AUTRE_BTS, demi_points=19), r"suppose une note d'au moins 10 \("),
        ("U1", replace(AUTRE_BTS, demi_points=41), "une note va de 0 à 20"),
        ("U1", replace(AUTRE_BTS, annee=2026), "d'une session d'avant 2026"),
        ("U1", replace(AUTRE_BTS, diplome="bts technico-commercial"), "demandez à la conserver"),
        ("U1", replace(AUTRE_BTS, diplome="CCST"), "demandez à la conserver"),
        ("U1", None, "U1 : donnez la note de l'autre BTS : diplôme, session, unité d'origine, note, jour"),
        ("U2", AUTRE_BTS, "U2 : aucune dispense n'est prévue pour ce titre"),
        ("U5", AUTRE_BTS, "U5 est professionnelle"),
    ],
)  # fmt: skip
def test_le_benefice_d_un_autre_bts_refuse_se_dit_justificatif_ou_non(
    unite: str, note_produite: NoteAConserver | None, phrase: str, *, est_justifie: bool
) -> None:
    inscription = m.inscrit(m.batir())
    titre = par_benefice(note_produite, est_justifie=est_justifie)
    with pytest.raises(ActeRefuse, match=phrase):
        demander_une_dispense(inscription, unite, titre, par=m.LYON, le=m.PENDANT)
    assert actes(inscription.code) == ["inscrire"]
    assert not Dispense.objects.exists()


def test_la_note_perimee_d_ici_la_decision_ne_s_accorde_plus() -> None:
    inscription = m.inscrit(m.batir())
    limite = replace(AUTRE_BTS, annee=2021, obtenue_le=date(2021, 7, 2))
    demande = demander_une_dispense(inscription, "U1", par_benefice(limite), par=m.LYON, le=m.PENDANT)
    assert demande.fin == date(2026, 7, 2)
    Echeance.objects.filter(code="deliberation-du-jury").update(le=m.DELIBERATION.replace(month=7, day=3))
    with pytest.raises(ActeRefuse, match="au 02/07/2026 compris"):
        decider_une_dispense(demande, accorder=True, par=m.LYON, le=m.PENDANT)


def test_une_seule_note_d_un_autre_bts_a_la_fois_et_jamais_avec_un_autre_titre() -> None:
    inscription = m.inscrit(m.batir())
    demander_une_dispense(inscription, "U1", par_benefice(), par=m.LYON, le=m.PENDANT)
    autre = par_benefice(replace(AUTRE_BTS, demi_points=30))
    with pytest.raises(ActeRefuse, match="déjà demandée pour une autre note : retirez-la d'abord"):
        demander_une_dispense(inscription, "U1", autre, par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="seul le bénéfice de l'unité d'un autre BTS se fonde sur une note"):
        demander_une_dispense(inscription, "U2", replace(DEUT, note=AUTRE_BTS), par=m.LYON, le=m.PENDANT)


@pytest.mark.parametrize(
    "change",
    [
        {"note_annee": None}, {"note_diplome": ""}, {"note_unite": ""}, {"note_demi_points": None},
        {"note_demi_points": 41}, {"note_obtenue_le": None}, {"fin": None}, {"genre": "dut"},
    ],
)  # fmt: skip
def test_la_base_garde_la_note_entiere_et_pour_ce_titre_seul(change: dict[str, object]) -> None:
    inscription = m.inscrit(m.batir())
    demande = demander_une_dispense(inscription, "U1", par_benefice(), par=m.LYON, le=m.PENDANT)
    with pytest.raises(IntegrityError, match="note_du_benefice_d_un_autre_bts"), transaction.atomic():
        Dispense.objects.filter(pk=demande.pk).update(**change)


def test_un_autre_titre_pour_la_meme_unite_attend_le_retrait_du_premier() -> None:
    inscription = m.inscrit(m.batir())
    lui = m.candidat(inscription)
    premiere = demander_une_dispense(inscription, "U1", DEUT, par=lui, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="déjà demandée à un autre titre : retirez-la d'abord"):
        demander_une_dispense(inscription, "U1", VAE, par=lui, le=m.PENDANT)
    deux_fois(lambda: renoncer_a_une_dispense(premiere, par=lui, le=m.PENDANT))
    assert demander_une_dispense(inscription, "U1", VAE, par=lui, le=m.PENDANT).pk
    assert actes(inscription.code) == [
        "inscrire", "demander_dispense", "renoncer_dispense", "demander_dispense",
    ]  # fmt: skip
    with pytest.raises(ActeRefuse, match="La demande a été retirée"):
        decider_une_dispense(premiere, accorder=True, par=m.LYON, le=m.PENDANT)


def test_une_demande_refusee_ne_revient_pas_devant_une_plus_recente() -> None:
    inscription = m.inscrit(m.batir())
    premiere = demander_une_dispense(inscription, "U1", DEUT, par=m.LYON, le=m.PENDANT)
    decider_une_dispense(premiere, accorder=False, motif="Titre non produit.", par=m.LYON, le=m.PENDANT)
    demander_une_dispense(inscription, "U1", VAE, par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="Une demande plus récente vise U1"):
        decider_une_dispense(premiere, accorder=True, par=m.LYON, le=m.PENDANT)
    assert Dispense.objects.get(pk=premiere.pk).etat == EtatDemande.REFUSEE


def test_rien_ne_se_decide_sur_une_candidature_annulee() -> None:
    inscription = m.inscrit(m.batir())
    conservee = demander_un_benefice(inscription, note(), par=m.LYON, le=m.PENDANT)
    dispense = demander_une_dispense(inscription, "U1", DEUT, par=m.LYON, le=m.PENDANT)
    annuler(inscription, motif="Renonce", par=m.LYON, le=m.PENDANT)
    for acte in (
        lambda: decider_un_benefice(conservee, accorder=True, par=m.LYON, le=m.PENDANT),
        lambda: decider_une_dispense(dispense, accorder=True, par=m.LYON, le=m.PENDANT),
        lambda: renoncer_a_un_benefice(conservee, par=m.LYON, le=m.PENDANT),
        lambda: renoncer_a_une_dispense(dispense, par=m.LYON, le=m.PENDANT),
        lambda: demander_un_benefice(inscription, note("U4"), par=m.LYON, le=m.PENDANT),
        lambda: demander_une_dispense(inscription, "U2", DEUT, par=m.LYON, le=m.PENDANT),
    ):
        with pytest.raises(ActeRefuse, match="est annulée : plus rien n'y change"):
            acte()


def test_l_autre_lycee_et_l_autre_academie_ne_demandent_rien() -> None:
    inscription = m.inscrit(m.batir())
    for qui, phrase in (
        (m.DIRECTION_DU_CFA, "n'est pas de votre établissement"),
        (m.TOULOUSE, "ni de votre"),
    ):
        with pytest.raises(ActeRefuse, match=phrase):
            demander_un_benefice(inscription, note(), par=qui, le=m.PENDANT)
        with pytest.raises(ActeRefuse, match=phrase):
            demander_une_dispense(inscription, "U1", DEUT, par=qui, le=m.PENDANT)
    assert actes(inscription.code) == ["inscrire"]


def test_un_acte_qui_echoue_ne_laisse_aucune_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    inscription = m.inscrit(m.batir())
    casser_le_journal(monkeypatch, "titres")
    with pytest.raises(RuntimeError):
        demander_un_benefice(inscription, note(), par=m.LYON, le=m.PENDANT)
    with pytest.raises(RuntimeError):
        demander_une_dispense(inscription, "U1", DEUT, par=m.LYON, le=m.PENDANT)
    assert (Benefice.objects.count(), Dispense.objects.count()) == (0, 0)
    inscription.refresh_from_db()
    assert inscription.version == 1


def test_une_note_sous_dix_ne_suit_pas_un_retour_a_la_forme_globale() -> None:
    """Accordée en forme progressive, elle ne se garde pas en forme globale : on ne l'y emmène pas."""
    inscription = m.inscrit(m.batir(), voie="fpc", forme="progressive", unites="U4")
    gardee = demander_un_benefice(inscription, note(demi_points=15), par=m.LYON, le=m.PENDANT)
    decider_un_benefice(gardee, accorder=True, par=m.LYON, le=m.PENDANT)
    globale = {"forme": "globale", "unites": ""}
    lu = {"forme": "progressive", "unites": "U4"}
    with pytest.raises(ActeRefuse, match=r"U1, session 2025 : .*7,5 est inférieur à 10"):
        completer(inscription, globale, lu=lu, par=m.LYON, le=m.PENDANT)
    renoncer_a_un_benefice(gardee, par=m.LYON, le=m.PENDANT)
    assert completer(inscription, globale, lu=lu, par=m.LYON, le=m.PENDANT).forme == "globale"


def test_registres_clos_seul_le_service_demande_une_note_ou_une_dispense() -> None:
    inscription = m.inscrit(m.batir())
    for qui in (m.PROVISEUR, m.candidat(inscription)):
        with pytest.raises(ActeRefuse, match="revient au service des examens"):
            demander_un_benefice(inscription, note(), par=qui, le=m.APRES)
        with pytest.raises(ActeRefuse, match="revient au service des examens"):
            demander_une_dispense(inscription, "U1", VAE, par=qui, le=m.APRES)
    assert demander_un_benefice(inscription, note(), par=m.LYON, le=m.APRES).pk
