"""D'une candidature en base à ce que le droit examine : régime expliqué, expérience, antériorité, pièces dues."""

from datetime import date

import pytest

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.droit.pieces import ConditionDePiece
from parchemin.droit.regimes import Regime
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import Dossier, codes, ecrire_codes
from parchemin.etapes.inscriptions.models import (
    Anterieure,
    EtatInscription,
    Experience,
    Inscription,
    MesureAccordee,
)
from parchemin.etapes.inscriptions.queries.dossiers import dossier, dossiers
from parchemin.etapes.inscriptions.services.amenager import (
    Decision,
    Mesure,
    decider,
    demander,
    recevoir_l_avis,
)
from parchemin.etapes.inscriptions.services.examen import reexaminer
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
from parchemin.etapes.inscriptions.services.titres import (
    NoteAConserver,
    TitreProduit,
    demander_un_benefice,
    demander_une_dispense,
)
from parchemin.socle.organisation.models import Etablissement
from tests.etapes.inscriptions import monde as m

pytestmark = pytest.mark.django_db


def brouillon(monde: m.Monde, **autres: str) -> Inscription:
    demande = Demande(m.PILOTE, m.valeurs(**autres), etat=EtatInscription.BROUILLON)
    return inscrire(monde.session, demande, par=m.LYON, le=m.PENDANT)


def points(inscription: Inscription) -> list[str]:
    """Codes de ce que le droit relève dans la candidature, telle qu'elle est en base."""
    relue = Inscription.objects.select_related("candidat", "academie", "etablissement").get(pk=inscription.pk)
    examen = reexaminer(relue, Connaissances(inscription.session))
    return [p.code for p in examen.points]


def test_les_codes_s_ecrivent_dans_l_ordre_du_reglement_les_inconnus_a_la_fin() -> None:
    assert codes(" U3, U1 ,,U1") == {"U1", "U3"}
    assert ecrire_codes({"X", "U2", "U1", "A"}, ["U1", "U2"]) == "U1,U2,A,X"
    assert ecrire_codes([], ["U1"]) == ""


@pytest.mark.parametrize(
    ("secteur", "voie", "regime"),
    [
        ("public", "scolaire", "A"),
        ("prive_sous_contrat", "scolaire", "A"),
        ("prive_hors_contrat", "scolaire", "C"),
    ],
)
def test_le_regime_vient_de_la_voie_et_de_l_etablissement_motifs_a_l_appui(
    secteur: str, voie: str, regime: str
) -> None:
    monde = m.batir()
    Etablissement.objects.filter(pk=m.LYCEE).update(secteur=secteur)
    inscription = m.inscrit(monde, voie=voie)
    constate = Connaissances(monde.session).regles.regime(inscription)
    assert (inscription.regime, constate.regime) == (regime, Regime(regime))
    assert constate.motifs
    assert all(motif.reference.libelle for motif in constate.motifs)


def test_l_apprenti_d_un_cfa_non_habilite_est_au_regime_c() -> None:
    inscription = m.inscrit(m.batir(), academie=m.RATTACHEE, etablissement=m.CFA, voie="apprentissage")
    assert inscription.regime == "C"


def test_sans_etablissement_la_voie_decide_seule() -> None:
    seul = m.inscrit(m.batir(), voie="distance", etablissement="", preparation_suivie="oui")
    assert seul.regime == "C"


def test_une_voie_scolaire_sans_etablissement_reste_a_determiner() -> None:
    inscription = m.inscrit(m.batir(), etablissement="", preparation_suivie="oui")
    assert inscription.regime == ""
    assert [a["code"] for a in inscription.anomalies] == ["REGIME"]


def test_l_experience_se_compte_la_veille_des_epreuves() -> None:
    individuel = brouillon(m.batir(), voie="experience", etablissement="", division="")
    assert points(individuel) == ["EXPERIENCE_INSUFFISANTE"]
    # Douze mois moins un jour, puis douze, à la veille du 18 mai 2026.
    periode = Experience.objects.create(
        inscription=individuel, debut=date(2025, 5, 19), fin=date(2026, 12, 31), emploi="Vendeur fictif"
    )
    assert points(individuel) == ["EXPERIENCE_INSUFFISANTE"]
    periode.debut = date(2025, 5, 18)
    periode.save()
    assert points(individuel) == []
    periode.dans_le_domaine = False
    periode.save()
    assert points(individuel) == ["EXPERIENCE_INSUFFISANTE"]
    Experience.objects.update(dans_le_domaine=True, retiree_le=m.PENDANT)
    assert points(individuel) == ["EXPERIENCE_INSUFFISANTE"]


def test_une_forme_choisie_une_fois_est_definitive_sauf_changement_de_voie() -> None:
    inscription = m.inscrit(m.batir(), voie="fpc")
    passee = Anterieure.objects.create(inscription=inscription, annee=2025, voie="fpc", forme="progressive")
    assert points(inscription) == ["FORME_DEFINITIVE"]
    Anterieure.objects.filter(pk=passee.pk).update(voie="distance")
    assert points(inscription) == []


def test_une_preparation_deja_menee_a_son_terme_dispense_d_une_autre() -> None:
    seul = brouillon(m.batir(), voie="distance", etablissement="", division="")
    assert points(seul) == ["PREPARATION_MANQUANTE"]
    passee = Anterieure.objects.create(inscription=seul, annee=2025, voie="distance", forme="globale")
    assert points(seul) == []
    Anterieure.objects.filter(pk=passee.pk).update(preparation_achevee=False)
    assert points(seul) == ["PREPARATION_MANQUANTE"]


def test_la_meme_langue_deux_fois_se_releve_et_une_langue_manquante_se_complete() -> None:
    monde = m.batir()
    double = brouillon(monde, facultatives="EF1", langue_facultative="ANGLAIS")
    assert points(double) == ["LANGUE_IDENTIQUE"]
    sans = m.inscrit(monde, "Autre", langue_obligatoire="")
    assert (points(sans), [p["se_complete"] for p in sans.anomalies]) == (["LANGUE_MANQUANTE"], [True])


def test_chaque_cas_demande_ses_pieces() -> None:
    monde = m.batir()
    inscription = m.inscrit(
        monde, voie="fpc", forme="progressive", unites="U4,U5", facultatives="EF3", sportif_haut_niveau="oui"
    )
    ancienne = NoteAConserver("ccst", 2025, "U1", 24, date(2025, 7, 2))
    demander_un_benefice(inscription, ancienne, par=m.LYON, le=m.PENDANT)
    dut = TitreProduit(GenreDeTitre.DUT, enseignements="droit_economie_management", est_justifie=True)
    demander_une_dispense(inscription, "U2", dut, par=m.LYON, le=m.PENDANT)
    vae = TitreProduit(GenreDeTitre.VAE, est_justifie=True)
    demander_une_dispense(inscription, "U8", vae, par=m.LYON, le=m.PENDANT)
    regles = Connaissances(monde.session).regles
    tous = set(ConditionDePiece) - {ConditionDePiece.ETALEMENT, ConditionDePiece.HANDICAP}
    assert regles.conditions(dossier(inscription)) == tous
    assert regles.conditions(Dossier(m.inscrit(monde, "Ordinaire"))) == set()


def test_lire_cent_dossiers_ne_demande_pas_plus_de_requetes_qu_un_seul(
    django_assert_num_queries: object,
) -> None:
    monde = m.batir()
    inscriptions = [m.inscrit(monde, f"Fictif {rang}") for rang in range(4)]
    for quelques in (inscriptions[:1], inscriptions):
        with django_assert_num_queries(5):  # type: ignore[operator]
            assert len(dossiers(quelques)) == len(quelques)


def test_la_decision_d_amenagement_prise_ici_n_est_pas_une_piece_a_fournir() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde)
    avant = inscription.pieces_manquantes
    demande = recevoir_l_avis(
        demander(inscription, par=m.LYON, le=m.PENDANT), rendu_le=date(2025, 11, 2), par=m.LYON, le=m.PENDANT
    )
    mesure = Mesure(MesureAccordee.Genre.SALLE_A_PART)
    decider(demande, Decision(accordee=True, reference="D-1", mesures=(mesure,)), par=m.LYON, le=m.PENDANT)
    relue = Inscription.objects.select_related("academie", "etablissement").get(pk=inscription.pk)
    examinees = Connaissances(monde.session).pieces(dossier(relue), ())
    assert [p.est_remise for p in examinees.attendues if p.code == "decision_amenagement"] == [True]
    assert relue.pieces_manquantes == avant
