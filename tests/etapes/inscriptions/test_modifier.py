"""Changer une candidature : la plume, la rectification, la voie, l'annulation ; jamais d'écrasement en silence."""

import pytest

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, Notification
from parchemin.etapes.inscriptions.services import confirmer, recevoir
from parchemin.etapes.inscriptions.services.modifier import annuler, changer_de_voie, completer
from parchemin.socle.organisation.refus import ActeRefuse, Conflit
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.traces import actes, casser_le_journal, confirmee

pytestmark = pytest.mark.django_db


def relu(inscription: Inscription) -> Inscription:
    return Inscription.objects.select_related("candidat", "academie").get(pk=inscription.pk)


def test_completer_change_la_version_et_laisse_une_trace_par_acte() -> None:
    inscription = m.inscrit(m.batir())
    lu = champs.etat(inscription)
    for _ in range(2):
        completer(inscription, {"telephone": "0600000000"}, lu=lu, par=m.PROVISEUR, le=m.PENDANT)
    assert relu(inscription).candidat.telephone == "0600000000"
    assert relu(inscription).version == inscription.version + 1
    assert actes(inscription.code) == ["inscrire", "completer"]


def test_le_candidat_complete_la_sienne_et_aucune_autre() -> None:
    monde = m.batir()
    sienne, autre = m.inscrit(monde, "Une"), m.inscrit(monde, "Autre")
    completer(sienne, {"division": "TS1"}, lu=champs.etat(sienne), par=m.candidat(sienne), le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="n'est pas la vôtre"):
        completer(autre, {"division": "TS1"}, lu=champs.etat(autre), par=m.candidat(sienne), le=m.PENDANT)
    assert actes(autre.code) == ["inscrire"]


def test_deux_personnes_changent_le_meme_champ_la_seconde_lit_le_conflit_champ_par_champ() -> None:
    inscription = m.inscrit(m.batir())
    lu = champs.etat(inscription)
    completer(inscription, {"division": "TS1", "localite": "Lyon"}, lu=lu, par=m.PROVISEUR, le=m.PENDANT)
    with pytest.raises(Conflit) as conflit:
        completer(
            inscription, {"division": "TS3", "localite": "Bron", "telephone": "0611111111"}, lu=lu,
            par=m.LYON, le=m.PENDANT,
        )  # fmt: skip
    assert {e.libelle: (e.lu, e.actuel, e.saisi) for e in conflit.value.ecarts} == {
        "Division de classe": ("TS2", "TS1", "TS3"), "Localité": ("", "Lyon", "Bron"),
    }  # fmt: skip
    assert relu(inscription).candidat.telephone == ""


def test_deux_champs_differents_ne_se_genent_pas() -> None:
    inscription = m.inscrit(m.batir())
    lu = champs.etat(inscription)
    completer(inscription, {"division": "TS1"}, lu=lu, par=m.PROVISEUR, le=m.PENDANT)
    completer(inscription, {"telephone": "0611111111"}, lu=lu, par=m.LYON, le=m.PENDANT)
    assert (relu(inscription).division, relu(inscription).candidat.telephone) == ("TS1", "0611111111")


def test_le_meme_changement_demande_deux_fois_n_est_pas_un_conflit() -> None:
    inscription = m.inscrit(m.batir())
    lu = champs.etat(inscription)
    completer(inscription, {"division": "TS1"}, lu=lu, par=m.PROVISEUR, le=m.PENDANT)
    assert completer(inscription, {"division": " TS1 "}, lu=lu, par=m.LYON, le=m.PENDANT).division == "TS1"
    assert actes(inscription.code) == ["inscrire", "completer"]


def test_apres_la_cloture_c_est_une_rectification_du_service_avec_un_motif_et_le_candidat_la_lit() -> None:
    inscription = m.inscrit(m.batir())
    lu = champs.etat(inscription)
    with pytest.raises(ActeRefuse, match="revient au service des examens"):
        completer(inscription, {"nom": "Rectifié"}, lu=lu, motif="Faute", par=m.PROVISEUR, le=m.APRES)
    with pytest.raises(ActeRefuse, match="Donnez un motif : les registres sont clos"):
        completer(inscription, {"nom": "Rectifié"}, lu=lu, par=m.LYON, le=m.APRES)
    completer(inscription, {"nom": "Rectifié"}, lu=lu, motif="Faute de frappe", par=m.LYON, le=m.APRES)
    assert actes(inscription.code) == ["inscrire", "rectifier"]
    (avis,) = Notification.objects.filter(inscription=inscription)
    assert (avis.genre, avis.objet) == ("modification", "Changé dans votre candidature : nom de famille")


def test_confirmee_la_candidature_ne_se_complete_plus_par_le_lycee() -> None:
    inscription = confirmee(m.batir())
    with pytest.raises(ActeRefuse, match=r"n'est plus à compléter .*demandez la correction à l'académie"):
        completer(
            inscription, {"division": "TS1"}, lu=champs.etat(inscription), par=m.PROVISEUR, le=m.PENDANT
        )


def test_apres_le_transfert_le_pilote_rectifie_la_candidature_de_la_rattachee() -> None:
    monde = m.batir()
    inscription = m.inscrit(monde, academie=m.RATTACHEE, etablissement=m.CFA)
    lu = champs.etat(inscription)
    with pytest.raises(ActeRefuse, match="Avant le transfert"):
        completer(inscription, {"nom": "Vu"}, lu=lu, motif="Faute", par=monde.pilote, le=m.TRANSFERT)
    recevoir.transferer(monde.session, inscription.academie, par=m.RATTACHE, le=m.TRANSFERT)
    completer(inscription, {"nom": "Vu"}, lu=lu, motif="Faute", par=monde.pilote, le=m.TRANSFERT)
    # L'autre académie l'a sous les yeux aussitôt, et continue d'écrire.
    lu = champs.etat(relu(inscription))
    assert lu["nom"] == "Vu"
    completer(inscription, {"nom": "Revu"}, lu=lu, motif="Autre faute", par=m.RATTACHE, le=m.TRANSFERT)
    assert actes(inscription.code) == ["inscrire", "transferer", "rectifier", "rectifier"]


@pytest.mark.parametrize("champ", ["voie", "academie"])
def test_un_champ_qui_a_son_acte_ne_se_change_pas_en_passant(champ: str) -> None:
    inscription = m.inscrit(m.batir())
    with pytest.raises(ActeRefuse, match="a son propre acte"):
        completer(inscription, {champ: "x"}, lu={}, par=m.LYON, le=m.PENDANT)


@pytest.mark.parametrize(
    ("demande", "phrase"),
    [
        ({"forme": "progressive", "unites": "U1"}, "n'est pas ouverte à la voie « scolaire »"),
        ({"facultatives": "EF1,EF2", "langue_facultative": "espagnol"}, "EF1 et EF2 ne peuvent pas"),
        ({"facultatives": "EF1", "langue_facultative": "Anglais"}, "« Anglais » est déjà la langue obligatoire"),
        ({"facultatives": "EF9"}, "EF9 : pas de facultative de ce nom"),
        ({"unites": "U1,U2"}, "En forme globale, toutes les unités se présentent"),
        ({"etablissement": m.AILLEURS}, "est de l'académie Toulouse, pas de celle de la candidature"),
        ({"ne_le": "31/02/2005"}, "n'est pas une date"),
        ({"redoublant": "peut-être"}, "écrivez « oui » ou « non »"),
    ],
)  # fmt: skip
def test_ce_que_le_droit_interdit_est_refuse_et_rien_ne_change(demande: dict[str, str], phrase: str) -> None:
    inscription = m.inscrit(m.batir())
    avant = champs.etat(inscription)
    with pytest.raises(ActeRefuse, match=phrase):
        completer(inscription, demande, lu=avant, par=m.LYON, le=m.PENDANT)
    assert champs.etat(relu(inscription)) == avant
    assert actes(inscription.code) == ["inscrire"]


def test_un_ine_deja_pris_se_dit_sans_erreur() -> None:
    monde = m.batir()
    m.inscrit(monde, "Une", ine="123456789AB")
    inscription = m.inscrit(monde, "Autre", ne_le="2004-01-01")
    with pytest.raises(ActeRefuse, match="un autre candidat a déjà celui-ci"):
        completer(inscription, {"ine": "123456789AB"}, lu=champs.etat(inscription), par=m.LYON, le=m.PENDANT)
    assert relu(inscription).version == 1


def test_changer_de_voie_change_le_regime_et_la_forme() -> None:
    inscription = m.inscrit(m.batir())
    assert inscription.regime == "A"
    voulu = {
        "voie": "distance",
        "etablissement": "",
        "division": "",
        "forme": "progressive",
        "unites": "U1,U4",
    }
    voulu["preparation_suivie"] = "oui"
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        changer_de_voie(inscription, voulu, lu=champs.etat(inscription), motif=" ", par=m.LYON, le=m.PENDANT)
    changee = changer_de_voie(
        inscription, voulu, lu=champs.etat(inscription), motif="Part à l'étranger", par=m.LYON, le=m.PENDANT
    )
    assert (changee.regime, changee.forme, changee.voie) == ("C", "progressive", "distance")
    assert relu(inscription).regime == "C"
    assert actes(inscription.code) == ["inscrire", "changer_de_voie"]
    assert changee.notifications.get().genre == "modification"


def test_changer_de_voie_revient_au_service_et_refuse_une_academie_inconnue() -> None:
    inscription = m.inscrit(m.batir())
    lu = champs.etat(inscription)
    with pytest.raises(ActeRefuse, match="revient au service des examens"):
        changer_de_voie(inscription, {"voie": "fpc"}, lu=lu, motif="Embauche", par=m.PROVISEUR, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="« zz » n'est le code d'aucune académie"):
        changer_de_voie(inscription, {"academie": "zz"}, lu=lu, motif="Départ", par=m.LYON, le=m.PENDANT)


def test_annuler_demande_un_motif_et_rien_n_attend_plus_le_candidat() -> None:
    inscription = m.inscrit(m.batir())
    confirmer.demander_la_confirmation(inscription, par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        annuler(inscription, motif="", par=m.LYON, le=m.PENDANT)
    for _ in range(2):
        annuler(inscription, motif="Renonce", par=m.candidat(inscription), le=m.PENDANT)
    assert relu(inscription).etat == EtatInscription.ANNULEE
    assert actes(inscription.code) == ["inscrire", "demander_confirmation", "annuler"]
    assert not Notification.objects.filter(sans_objet_le=None).exists()
    with pytest.raises(ActeRefuse, match="est annulée : plus rien n'y change"):
        completer(inscription, {"division": "TS1"}, lu={}, par=m.LYON, le=m.PENDANT)


def test_une_candidature_rejetee_ne_s_annule_pas() -> None:
    inscription = m.inscrit(m.batir())
    recevoir.rejeter(inscription, recevoir.Rejet(["Hors délai."], "Recours."), par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="est rejetée : plus rien n'y change"):
        annuler(inscription, motif="Renonce", par=m.LYON, le=m.PENDANT)


def test_un_acte_qui_echoue_ne_laisse_aucune_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    inscription = m.inscrit(m.batir())
    avant = champs.etat(inscription)
    casser_le_journal(monkeypatch, "modifier")
    with pytest.raises(RuntimeError):
        completer(inscription, {"nom": "Perdu"}, lu=avant, motif="Faute", par=m.LYON, le=m.APRES)
    assert (champs.etat(relu(inscription)), relu(inscription).version) == (avant, 1)
    assert not Notification.objects.exists()
