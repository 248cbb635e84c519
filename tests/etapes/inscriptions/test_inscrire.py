"""Inscrire un candidat : qui le peut, ce que le droit interdit, ce qu'un double envoi ne fait pas."""

import pytest

from parchemin.etapes.inscriptions.models import Candidat, EtatInscription, Inscription
from parchemin.etapes.inscriptions.services.inscrire import Demande, inscrire
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m

pytestmark = pytest.mark.django_db


def test_une_candidature_nait_avec_son_numero_son_regime_et_son_acte() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, "Dupont", par=m.PROVISEUR)
    assert inscription.numero == "91026000001"
    assert (inscription.regime, inscription.etat) == ("A", EtatInscription.DEPOSEE)
    assert inscription.a_completer == 0
    assert inscription.pieces_manquantes > 0
    acte = Acte.objects.get(objet=inscription.code)
    assert (acte.acte, acte.session) == ("inscriptions.inscrire", "ccst-2026")


def test_envoyer_deux_fois_ne_fait_qu_une_candidature() -> None:
    monde = m.batir()
    demande = Demande(m.PILOTE, m.valeurs("Dupont", ine="123456789AB"))
    une = inscrire(monde.session, demande, par=m.LYON, le=m.PENDANT)
    autre = inscrire(monde.session, demande, par=m.LYON, le=m.PENDANT)
    assert une.pk == autre.pk
    assert (Candidat.objects.count(), Inscription.objects.count(), Acte.objects.count()) == (1, 1, 1)


def test_sans_ine_un_double_envoi_ne_fait_qu_un_candidat_et_un_homonyme_se_dit() -> None:
    monde = m.batir()
    une = m.inscrit(monde, "Dupont")
    assert m.inscrit(monde, "Dupont").pk == une.pk
    with pytest.raises(ActeRefuse, match="Si c'est une autre personne"):
        m.inscrit(monde, "Dupont", etablissement=m.VOISIN)
    jumelle = Demande(m.PILOTE, m.valeurs("Dupont", etablissement=m.VOISIN), autre_personne=True)
    assert inscrire(monde.session, jumelle, par=m.LYON, le=m.PENDANT).candidat_id != une.candidat_id


def test_la_forme_progressive_est_refusee_a_la_voie_scolaire_article_a_l_appui() -> None:
    with pytest.raises(
        ActeRefuse, match=r"La forme progressive n'est pas ouverte à la voie « scolaire ».*\(.*art\."
    ):
        m.inscrit(m.batir(), forme="progressive", unites="U1")
    assert not Inscription.objects.exists()
    assert not Acte.objects.exists()


def test_ef1_avec_ef2_est_refuse() -> None:
    with pytest.raises(ActeRefuse, match="EF1 et EF2 ne peuvent pas être présentées ensemble"):
        m.inscrit(m.batir(), facultatives="EF1,EF2", langue_facultative="espagnol")


def test_apres_la_cloture_il_faut_un_motif_et_un_service_d_examens() -> None:
    monde = m.batir()
    demande = Demande(m.PILOTE, m.valeurs())
    with pytest.raises(ActeRefuse, match="registres sont ouverts du 13/10/2025 au 21/11/2025"):
        inscrire(monde.session, demande, par=m.LYON, le=m.APRES)
    with pytest.raises(ActeRefuse, match="registres"):
        inscrire(monde.session, demande, motif="Dossier égaré", par=m.PROVISEUR, le=m.APRES)
    assert inscrire(monde.session, demande, motif="Dossier égaré", par=m.LYON, le=m.APRES).pk


def test_un_etablissement_n_inscrit_que_chez_lui() -> None:
    with pytest.raises(ActeRefuse, match="n'est pas de votre établissement"):
        m.inscrit(m.batir(), etablissement=m.VOISIN, par=m.PROVISEUR)


def test_avant_le_transfert_le_pilote_n_inscrit_pas_pour_la_rattachee() -> None:
    monde = m.batir()
    demande = Demande(m.RATTACHEE, m.valeurs(etablissement=m.CFA))
    with pytest.raises(ActeRefuse, match="l'académie d'origine \\(Grenoble\\) tient la plume"):
        inscrire(monde.session, demande, par=monde.pilote, le=m.PENDANT)
    assert inscrire(monde.session, demande, par=m.RATTACHE, le=m.PENDANT).regime == "A"


def test_un_ine_deja_porte_par_quelqu_un_d_autre_est_refuse() -> None:
    monde = m.batir()
    m.inscrit(monde, ine="123456789AB")
    with pytest.raises(ActeRefuse, match="déjà celui d'un candidat né un autre jour"):
        m.inscrit(monde, "Autre", ine="123456789AB", ne_le="2004-01-01")


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("ine", "1,23457E+11", "INE : Cet INE n'a pas la bonne forme"),
        ("ne_le", "31/02/2005", "n'est pas une date"),
        ("etablissement", "9999999Z", "n'est pas enregistré"),
        ("courriel", "pas une adresse", "Adresse électronique"),
        ("voie", "vélo", "Voie"),
    ],
)
def test_une_valeur_qui_ne_convient_pas_est_dite_et_rien_n_est_ecrit(
    champ: str, valeur: str, phrase: str
) -> None:
    monde, demande = m.batir(), Demande(m.PILOTE, m.valeurs() | {champ: valeur})
    with pytest.raises(ActeRefuse, match=phrase):
        inscrire(monde.session, demande, par=m.LYON, le=m.PENDANT)
    assert not Candidat.objects.exists()


def test_un_ine_ou_un_numero_deja_pris_se_dit_et_rien_n_est_ecrit() -> None:
    monde = m.batir()
    une = m.inscrit(monde, "Une", ine="123456789AB")
    autre = Candidat.objects.create(nom="Autre", prenoms="Luc", ne_le="2004-01-01")
    valeurs = m.valeurs("Autre", prenoms="Luc", ne_le="2004-01-01")
    demande = Demande(m.PILOTE, valeurs | {"ine": "123456789AB"}, candidat=autre)
    with pytest.raises(ActeRefuse, match="INE : un autre candidat a déjà celui-ci"):
        inscrire(monde.session, demande, par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="Ce numéro de candidat, ou ce candidat, a déjà une candidature"):
        inscrire(monde.session, Demande(m.PILOTE, valeurs, numero=une.numero), par=m.LYON, le=m.PENDANT)
    assert Inscription.objects.count() == Acte.objects.count() == 1


@pytest.mark.parametrize("ine", ["123456789AB", ""])
def test_hors_du_perimetre_une_candidature_deja_la_ne_dit_ni_son_numero_ni_son_academie(ine: str) -> None:
    monde = m.batir()
    deja = m.inscrit(monde, ine=ine)
    ailleurs = Demande(m.AUTONOME, m.valeurs(ine=ine, etablissement=m.AILLEURS))
    with pytest.raises(ActeRefuse, match="hors de votre périmètre") as refus:
        inscrire(monde.session, ailleurs, par=m.TOULOUSE, le=m.PENDANT)
    assert deja.numero not in str(refus.value)
    assert "Lyon" not in str(refus.value)
