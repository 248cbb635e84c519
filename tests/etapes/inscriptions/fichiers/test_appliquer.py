"""Appliquer un fichier : ce qui est écrit, ce qui est laissé, ce qui ne se fait qu'une fois."""

import pytest

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.imports import application
from parchemin.etapes.inscriptions.imports.application import appliquer, en_rester_la, faire_un_paquet
from parchemin.etapes.inscriptions.imports.choix import trancher
from parchemin.etapes.inscriptions.imports.reception import abandonner
from parchemin.etapes.inscriptions.models import Candidat, FichierRecu, Inscription
from parchemin.etapes.inscriptions.services.modifier import completer
from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.taches.models import Travail
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fichiers import depot as d

pytestmark = pytest.mark.django_db


def faire(fichier: FichierRecu) -> FichierRecu:
    return appliquer(fichier, par=m.LYON, le=m.PENDANT)


def test_ajouts_et_changements_sont_faits_un_acte_pour_chacun() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", ine="123456789AB")
    octets = d.modele(
        d.ligne("Dupont", ine="123456789AB", division="TS3", telephone="0612345678"),
        d.ligne("Nouveau", numero="01234567890"), d.ligne("Autre", ine="987654321AB"),
    )  # fmt: skip
    fichier = faire(d.lire(monde, octets))
    assert d.etats(fichier) == ["faite"] * 3
    assert (fichier.etat, fichier.applique_le) == ("applique", m.PENDANT)
    dupont = Inscription.objects.get(candidat__nom="Dupont")
    assert (dupont.division, dupont.candidat.telephone, dupont.version) == ("TS3", "0612345678", 2)
    assert set(Inscription.objects.exclude(pk=dupont.pk).values_list("numero", "regime")) == {
        ("01234567890", "A"), ("91026000002", "A"),
    }  # fmt: skip
    actes = list(Acte.objects.order_by("numero").values_list("acte", flat=True))
    assert sorted(actes[1:-1]) == ["inscriptions.completer", "inscriptions.inscrire", "inscriptions.inscrire"]
    assert actes[-1] == "inscriptions.appliquer_fichier"


def test_le_deuxieme_clic_ne_fait_rien_de_plus() -> None:
    monde = m.batir()
    fichier = faire(d.lire(monde, d.modele(d.ligne())))
    actes = Acte.objects.count()
    assert faire(fichier).etat == "applique"
    assert (Acte.objects.count(), Inscription.objects.count()) == (actes, 1)


def test_renvoye_le_meme_fichier_ne_change_rien() -> None:
    monde = m.batir()
    octets = d.modele(d.ligne("Un", ine="123456789AB"), d.ligne("Deux"))
    faire(d.lire(monde, octets))
    encore = d.lire(monde, octets)
    assert d.genres(encore) == ["inchangee", "inchangee"]
    with pytest.raises(ActeRefuse, match="ne change rien"):
        faire(encore)


def test_une_ligne_depassee_depuis_la_lecture_est_laissee_et_les_autres_passent() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, "Dupont", ine="123456789AB")
    octets = d.modele(
        d.ligne("Dupont", ine="123456789AB", division="TS3"), d.ligne("Pris", ine="987654321AB"), d.ligne("Libre"),
    )  # fmt: skip
    fichier = d.lire(monde, octets)
    completer(inscription, {"division": "TS8"}, lu={"division": "TS2"}, par=m.PROVISEUR, le=m.PENDANT)
    m.inscrit(monde, "Pris", ine="987654321AB")
    faire(fichier)
    assert d.etats(fichier) == ["refusee", "refusee", "faite"]
    assert "vous aviez lu « TS2 », c'est maintenant « TS8 »" in d.dits(fichier)
    assert "ce candidat a maintenant la candidature" in d.dits(fichier, 1)
    inscription.refresh_from_db()
    assert inscription.division == "TS8"
    assert fichier.etat == "lu"
    fichier.refresh_from_db()
    assert fichier.etat == "applique"


def test_deux_fichiers_lus_ensemble_ne_font_pas_deux_candidatures() -> None:
    monde = m.batir()
    un = d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB")))
    autre = d.lire(
        monde,
        d.modele(d.ligne("Dupont", ine="123456789AB"), d.ligne("Autre")),
        par=m.PROVISEUR,
        portee=d.DU_LYCEE,
    )
    faire(un)
    appliquer(autre, par=m.PROVISEUR, le=m.PENDANT)
    assert d.etats(autre) == ["refusee", "faite"]
    assert Inscription.objects.count() == 2


def test_un_refus_au_milieu_d_un_paquet_n_arrete_pas_les_ajouts() -> None:
    monde = m.batir()
    fichier = d.lire(monde, d.modele(d.ligne("Un"), d.ligne("Deux"), d.ligne("Trois")))
    lue = d.une(fichier, 1)
    lue.valeurs = lue.valeurs | {"forme": "progressive", "unites": "U1"}
    lue.save()
    faire(fichier)
    assert d.etats(fichier) == ["faite", "refusee", "faite"]
    assert "forme progressive" in d.dits(fichier, 1)
    assert Candidat.objects.count() == 2


def repondre(fichier: FichierRecu, rang: int, reponse: str) -> None:
    trancher(fichier, {d.une(fichier, rang).numero: reponse}, portee=d.LYON, par=m.LYON, le=m.PENDANT)


def test_la_meme_personne_ou_une_autre() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", prenoms="Léa Marie", telephone="0600000000")
    candidat = Candidat.objects.get()
    octets = d.modele(d.ligne("Dupont", prenoms="Léa", division="TS9"))
    fichier = d.lire(monde, octets)
    repondre(fichier, 0, f"meme:{candidat.pk}")
    assert d.une(fichier).apres == {"division": "TS9"}
    repondre(fichier, 0, "autre")
    assert d.une(fichier).inscription is None
    faire(fichier)
    assert d.etats(fichier) == ["faite"]
    assert Candidat.objects.count() == 2


def test_la_meme_personne_est_changee() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, "Dupont", prenoms="Léa Marie")
    fichier = d.lire(monde, d.modele(d.ligne("Dupont", prenoms="Léa", division="TS9")))
    repondre(fichier, 0, f"meme:{inscription.candidat_id}")
    faire(fichier)
    inscription.refresh_from_db()
    assert (inscription.division, inscription.candidat.prenoms) == ("TS9", "Léa Marie")


def test_une_autre_personne_qui_avait_l_ine_d_un_autre_est_inscrite_sans_lui() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", ine="123456789AB")
    fichier = d.lire(monde, d.modele(d.ligne("Durand", ine="123456789AB", ne_le="01/02/2004")))
    repondre(fichier, 0, "autre")
    faire(fichier)
    assert Candidat.objects.get(nom="Durand").ine == ""


def test_un_doublon_complete_la_premiere_ligne() -> None:
    monde = m.batir()
    fichier = d.lire(monde, d.modele(d.ligne(), d.ligne(division="TS3", telephone="0612345678")))
    repondre(fichier, 1, f"ligne:{d.une(fichier).numero}")
    faire(fichier)
    assert d.etats(fichier) == ["faite", "faite"]
    inscription = Inscription.objects.get()
    assert (inscription.division, inscription.candidat.telephone) == ("TS3", "0612345678")


def test_sans_reponse_ou_laissee_la_ligne_ne_fait_rien() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", ine="123456789AB")
    fichier = d.lire(monde, d.modele(d.ligne("Durand", ine="123456789AB", ne_le="01/02/2004")))
    repondre(fichier, 0, "laisser")
    with pytest.raises(ActeRefuse, match="reste à trancher"):
        faire(fichier)


def test_une_reponse_qui_n_est_pas_proposee_est_refusee() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", ine="123456789AB")
    fichier = d.lire(monde, d.modele(d.ligne("Durand", ine="123456789AB", ne_le="01/02/2004")))
    with pytest.raises(ActeRefuse, match="choisissez une des réponses proposées"):
        repondre(fichier, 0, "meme:999")


def test_garder_ce_qui_est_enregistre_prend_le_reste_de_la_ligne() -> None:
    monde = m.batir()
    faire(d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB"))))
    Inscription.objects.update(division="TS7")
    fichier = d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB", telephone="0612345678")))
    repondre(fichier, 0, "base")
    faire(fichier)
    inscription = Inscription.objects.get()
    assert (inscription.division, inscription.candidat.telephone) == ("TS7", "0612345678")


def test_une_candidature_annulee_est_reprise_si_on_le_dit() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", ine="123456789AB")
    Inscription.objects.update(etat="annulee")
    fichier = d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB")))
    repondre(fichier, 0, "nouvelle")
    faire(fichier)
    assert Inscription.objects.filter(etat="deposee").count() == 1
    assert Candidat.objects.count() == 1


def test_un_candidat_d_une_session_passee_est_reconnu_et_mis_a_jour() -> None:
    monde = m.batir()
    Candidat.objects.create(
        nom="Dupont", prenoms="Léa", ne_le="2005-04-09", ine="123456789AB", telephone="0600000000"
    )
    fichier = d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB", telephone="0612345678")))
    assert d.genres(fichier) == ["ajout"]
    faire(fichier)
    candidat = Candidat.objects.get()
    assert (candidat.telephone, candidat.inscriptions.count()) == ("0612345678", 1)
    assert (d.une(fichier).avant or {})["telephone"] == "0600000000"


def test_un_grand_fichier_passe_par_la_file_et_s_arrete_ou_on_veut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "TOUT_DE_SUITE", 2)
    monkeypatch.setattr(application, "PAQUET", 2)
    monde = m.batir()
    fichier = d.lire(monde, d.modele(*(d.ligne(f"Fictif {rang}") for rang in range(5))))
    fichier = faire(fichier)
    faire(fichier)
    assert (fichier.etat, Travail.objects.count(), Travail.objects.get().total) == ("en_cours", 1, 5)
    assert faire_un_paquet(fichier, par=m.LYON, le=m.PENDANT) == 2
    with pytest.raises(ActeRefuse, match="application en cours"):
        abandonner(fichier)
    assert en_rester_la(fichier, par=m.LYON, le=m.PENDANT).etat == "applique"
    assert sorted(d.etats(fichier)) == ["a_faire"] * 3 + ["faite"] * 2


def test_un_fichier_abandonne_ne_s_applique_plus() -> None:
    monde = m.batir()
    fichier = abandonner(d.lire(monde, d.modele(d.ligne())))
    with pytest.raises(ActeRefuse, match="renvoyez-le"):
        faire(fichier)


def test_ce_que_le_lot_ecrit_est_ce_que_l_acte_seul_ecrirait() -> None:
    monde = m.batir()
    un, autre = m.inscrit(monde, "Un"), m.inscrit(monde, "Deux")
    voulu = {"facultatives": "EF1", "langue_facultative": "espagnol", "localite": "Nice"}
    completer(un, voulu, lu=champs.etat(un), par=m.LYON, le=m.PENDANT)
    faire(d.lire(monde, d.modele(d.ligne("Deux", **voulu))))
    un, autre = (Inscription.objects.get(pk=i.pk) for i in (un, autre))
    memes = (
        "regime",
        "anomalies",
        "a_completer",
        "pieces_manquantes",
        "version",
        "facultatives",
        "changee_le",
    )
    assert [getattr(un, c) for c in memes] == [getattr(autre, c) for c in memes]
    assert un.candidat.localite == autre.candidat.localite


def test_une_question_tranchee_apres_coup_s_applique_a_son_tour() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dupont", ine="123456789AB")
    octets = d.modele(d.ligne("Durand", ine="123456789AB", ne_le="01/02/2004"), d.ligne("Sûr"))
    fichier = faire(d.lire(monde, octets))
    assert d.etats(fichier) == ["a_faire", "faite"]
    repondre(fichier, 0, "autre")
    assert faire(fichier).etat == "applique"
    assert d.etats(fichier) == ["faite", "faite"]


def test_un_fichier_qui_change_de_lycee_emporte_l_acces_du_candidat() -> None:
    """L'ancien lycée ne peut plus lui donner de code pour entrer à sa place."""
    monde = m.batir()
    inscription = m.inscrit(monde, "Dupont", ine="123456789AB")
    personne = Personne.objects.create(identifiant=inscription.numero, nom="Dupont", creee_le=m.PENDANT)
    acces = Habilitation.objects.create(
        personne=personne, role=Role.CANDIDAT, nature=Nature.CANDIDATURE, perimetre=inscription.code,
        objet=inscription.code, academie_id=m.PILOTE, etablissement_id=m.LYCEE, debut=m.PENDANT, fin=m.EPREUVES,
        accordee_par="systeme",
    )  # fmt: skip
    faire(d.lire(monde, d.modele(d.ligne("Dupont", ine="123456789AB", uai=m.VOISIN))))
    inscription.refresh_from_db()
    acces.refresh_from_db()
    assert (inscription.etablissement_id, acces.etablissement_id) == (m.VOISIN, m.VOISIN)


def test_un_numero_venu_d_un_fichier_n_arrete_pas_la_numerotation_de_l_academie() -> None:
    """Un numéro de notre forme que le compteur n'a pas atteint : il le saute, au lieu de s'y heurter pour toujours."""
    monde = m.batir()
    octets = d.modele(d.ligne("Venu", numero="91026000002"), d.ligne("Un"), d.ligne("Deux"))
    assert d.etats(faire(d.lire(monde, octets))) == ["faite"] * 3
    assert m.inscrit(monde, "Suivant").numero == "91026000004"
    faire(d.lire(monde, d.modele(d.ligne("Autre", numero="91026000005"))))
    assert m.inscrit(monde, "Dernier").numero == "91026000006"
