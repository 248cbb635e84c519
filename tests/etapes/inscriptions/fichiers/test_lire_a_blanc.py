"""Lire à blanc : ce que chaque ligne ferait de la base, et rien d'écrit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parchemin.etapes.inscriptions.imports.application import appliquer
from parchemin.etapes.inscriptions.models import Candidat, FichierRecu, Inscription
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import Phase
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fichiers import depot as d

pytestmark = pytest.mark.django_db


def test_un_candidat_nouveau_est_un_ajout_et_rien_n_est_ecrit() -> None:
    monde = m.batir()
    fichier = d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB")))
    assert d.genres(fichier) == ["ajout"]
    assert d.une(fichier).apres["forme"] == "globale"
    assert (fichier.etat, fichier.academie_id, fichier.format) == ("lu", m.PILOTE, "modele")
    assert not (Candidat.objects.exists())
    assert not (Inscription.objects.exists())
    assert not (Acte.objects.exists())


def test_le_meme_fichier_relu_par_la_meme_personne_n_est_qu_un_fichier() -> None:
    monde = m.batir()
    un, autre = (d.lire(monde, d.modele(d.ligne())) for _ in range(2))
    assert un.pk == autre.pk
    assert FichierRecu.objects.count() == 1
    assert len(d.genres(autre)) == 1


def test_par_ine_et_naissance_le_changement_se_dit_champ_par_champ() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, "Dupont", ine="123456789AB")
    fichier = d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB", division="TS3")))
    lue = d.une(fichier)
    assert (lue.genre, lue.inscription_id) == ("changement", inscription.pk)
    assert (lue.avant, lue.apres) == ({"division": "TS2"}, {"division": "TS3"})


def test_par_numero_de_candidat() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, "Dupont")
    fichier = d.lire(monde, d.modele(d.ligne("Durand", numero=inscription.numero)))
    assert (d.une(fichier).genre, d.une(fichier).apres) == ("changement", {"nom": "Durand"})


def test_par_nom_prenoms_et_naissance_sans_accents_ni_casse() -> None:
    monde = m.batir()
    m.inscrit(monde, "Labbé", prenoms="Léa")
    fichier = d.lire(monde, d.modele(d.ligne("LABBE", prenoms="LEA")))
    assert d.genres(fichier) == ["inchangee"]


def test_des_accents_en_plus_sont_un_changement() -> None:
    monde = m.batir()
    m.inscrit(monde, "LABBE")
    fichier = d.lire(monde, d.modele(d.ligne("Labbé")))
    assert d.une(fichier).apres == {"nom": "Labbé"}


def test_une_case_vide_ne_change_rien() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", telephone="0612345678")
    assert d.genres(d.lire(monde, d.modele(d.ligne("Dupont", division="", voie="")))) == ["inchangee"]


def test_l_ine_d_un_autre_se_tranche() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", ine="123456789AB")
    candidat = Candidat.objects.get()
    fichier = d.lire(monde, d.modele(d.ligne("Durand", ine="123456789AB", ne_le="01/02/2004")))
    assert d.genres(fichier) == ["conflit"]
    assert d.codes(d.une(fichier).homonymes) == [f"meme:{candidat.pk}", "autre", "laisser"]
    assert "cet INE est celui d'un candidat né un autre jour" in d.dits(fichier)


def test_un_homonyme_d_ine_different_se_tranche_et_un_premier_prenom_commun_aussi() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", ine="123456789AB", prenoms="Léa Marie")
    fichier = d.lire(
        monde,
        d.modele(
            d.ligne("Dupont", ine="987654321AB", prenoms="Léa Marie"),
            d.ligne("Dupont", prenoms="Léa", division="TS9"),
            d.ligne("Dupont", prenoms="Lucie"),
        ),
    )
    assert d.genres(fichier) == ["conflit", "conflit", "ajout"]


def test_un_doublon_identique_est_laisse_et_un_doublon_qui_dit_autre_chose_se_tranche() -> None:
    monde = m.batir()
    fichier = d.lire(monde, d.modele(d.ligne(), d.ligne(), d.ligne(division="TS3")))
    assert d.genres(fichier) == ["ajout", "ecartee", "conflit"]
    premiere = d.une(fichier).numero
    assert d.codes(d.une(fichier, 2).homonymes) == [f"ligne:{premiere}", "autre", "laisser"]


def test_ce_que_le_droit_interdit_est_refuse_avec_l_article() -> None:
    monde = m.batir()
    fichier = d.lire(monde, d.modele(d.ligne(forme="progressive", unites="U1"), d.ligne("Autre")))
    assert d.genres(fichier) == ["refusee", "ajout"]
    assert "La forme progressive n'est pas ouverte à la voie" in d.dits(fichier)
    assert "art." in d.dits(fichier)


def test_ce_que_le_droit_interdit_a_un_changement_est_refuse_aussi() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont")
    valeurs = d.ligne("Dupont", facultatives="EF1,EF2", langue_facultative="espagnol")
    fichier = d.lire(monde, d.modele(valeurs))
    assert d.genres(fichier) == ["refusee"]
    assert "EF1 et EF2 ne peuvent pas être présentées ensemble" in d.dits(fichier)


def test_la_lecture_bloque_une_ligne_sans_arreter_les_autres() -> None:
    fichier = d.lire(m.batir(), d.modele(d.ligne(ne_le="31/02/2005"), d.ligne("Autre")))
    assert d.genres(fichier) == ["refusee", "ajout"]
    assert "Date de naissance" in d.dits(fichier)


def test_sortant_autre_specialite_et_hors_perimetre_sont_laisses_de_cote() -> None:
    monde = m.batir()
    octets = d.modele(
        d.ligne("Sorti", sortie_le="01/10/2025"), d.ligne("Autre", specialite="31212"),
        d.ligne("Ailleurs", uai=m.AILLEURS), d.ligne("Ici"),
    )  # fmt: skip
    assert d.genres(d.lire(monde, octets)) == ["ecartee", "ecartee", "ecartee", "ajout"]
    avertie = d.lire(monde, octets, autres="avertir")
    assert d.genres(avertie) == ["ecartee", "ajout", "ecartee", "ajout"]
    assert "autre formation" in d.dits(avertie, 1)


def test_un_proviseur_n_importe_que_son_lycee() -> None:
    monde = m.batir()
    octets = d.modele(d.ligne("Ici", uai=""), d.ligne("Voisin", uai=m.VOISIN))
    fichier = d.lire(monde, octets, par=m.PROVISEUR, portee=d.DU_LYCEE)
    assert d.genres(fichier) == ["ajout", "ecartee"]
    assert (fichier.etablissement_id, fichier.academie_id) == (m.LYCEE, m.PILOTE)
    with pytest.raises(ActeRefuse, match="n'est pas votre établissement"):
        d.lire(monde, octets, par=m.PROVISEUR, portee=d.DU_LYCEE, etablissement=m.VOISIN)


def test_l_etablissement_du_fichier_borne_ses_lignes() -> None:
    fichier = d.lire(m.batir(), d.modele(d.ligne(), d.ligne("Voisin", uai=m.VOISIN)), etablissement=m.LYCEE)
    assert d.genres(fichier) == ["ajout", "ecartee"]


def test_avant_le_transfert_le_pilote_ne_change_rien_chez_la_rattachee() -> None:
    monde = m.batir()
    octets = d.modele(d.ligne("Dupont", uai=d.centre_d_apprentis(), voie="apprentissage"))
    fichier = d.lire(monde, octets, par=monde.pilote, portee=d.REGROUPEMENT)
    assert d.genres(fichier) == ["refusee"]
    assert "l'académie d'origine (Grenoble) tient la plume" in d.dits(fichier)


def test_le_candidat_deja_inscrit_ailleurs_est_refuse_sans_dire_ou() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", ine="123456789AB", etablissement=m.VOISIN)
    octets = d.modele(d.ligne("Dupont", ine="123456789AB"))
    fichier = d.lire(monde, octets, par=m.PROVISEUR, portee=d.DU_LYCEE)
    assert d.genres(fichier) == ["refusee"]
    assert "hors de votre périmètre" in d.dits(fichier)
    assert m.VOISIN not in str(d.une(fichier).diagnostics)


def test_la_voie_se_deduit_ou_se_demande() -> None:
    monde = m.batir()
    octets = d.modele(d.ligne(voie=""))
    assert "voie" in d.dits(d.lire(monde, octets)).lower()
    assert d.genres(d.lire(monde, octets)) == ["refusee"]
    choisie = d.lire(monde, octets, voie="scolaire")
    assert d.genres(choisie) == ["ajout"]
    assert d.une(choisie).apres["voie"] == "scolaire"


def test_un_changement_de_voie_ne_se_fait_pas_en_passant() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont")
    fichier = d.lire(monde, d.modele(d.ligne("Dupont", voie="apprentissage", division="TS3")))
    assert d.une(fichier).apres == {"division": "TS3"}
    assert "changez la voie sur la fiche" in d.dits(fichier)


def test_apres_la_cloture_il_faut_un_motif() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont")
    octets = d.modele(d.ligne("Dupont", division="TS3"), d.ligne("Tardif"))
    assert d.genres(d.lire(monde, octets, le=m.APRES)) == ["refusee", "refusee"]
    assert d.genres(d.lire(monde, octets, le=m.APRES, motif="Dossiers égarés")) == ["changement", "ajout"]


def test_ce_qu_un_humain_a_change_depuis_le_dernier_fichier_de_la_source_se_tranche() -> None:
    monde = m.batir()
    premier = d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB")))
    appliquer(premier, par=m.LYON, le=m.PENDANT)
    inscription = Inscription.objects.get()
    Inscription.objects.filter(pk=inscription.pk).update(division="TS7")
    fichier = d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB", telephone="0612345678")))
    assert d.genres(fichier) == ["conflit"]
    assert d.codes(d.une(fichier).homonymes) == ["base", "fichier", "laisser"]


def test_une_candidature_annulee_ne_revient_pas_toute_seule() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, "Dupont", ine="123456789AB")
    Inscription.objects.filter(pk=inscription.pk).update(etat="annulee")
    fichier = d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB")))
    assert d.genres(fichier) == ["conflit"]
    assert d.codes(d.une(fichier).homonymes) == ["nouvelle", "laisser"]


def test_qui_n_importe_pas_et_session_fermee() -> None:
    monde = m.batir()
    with pytest.raises(ActeRefuse, match="revient aux établissements"):
        d.lire(monde, d.modele(d.ligne()), par=m.auteur(Role.NATIONAL, "national"))
    monde.session.phase = Phase.PREPARATION
    with pytest.raises(ActeRefuse, match="ne sont pas ouvertes"):
        d.lire(monde, d.modele(d.ligne()))


def test_aucune_requete_par_ligne() -> None:
    monde = m.batir()
    octets = d.modele(*(d.ligne(f"Fictif {rang}", ine=f"{rang:09}AB") for rang in range(300)))
    with CaptureQueriesContext(connection) as requetes:
        d.lire(monde, octets)
    assert len(requetes) <= 60
