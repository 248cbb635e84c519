"""Chaque acte depuis la fiche : fait une fois même envoyé deux fois, refusé avec une phrase, jamais une panne."""

from datetime import timedelta
from typing import Any

import pytest

from parchemin.etapes.inscriptions.models import (
    Benefice,
    DemandeAmenagement,
    Dispense,
    EtatInscription,
    Inscription,
    Notification,
)
from parchemin.etapes.inscriptions.services.pieces import deposer
from parchemin.socle.journal.models import Acte
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fiche.conftest import (
    Bureau,
    adresse,
    clair,
    envoyer,
    lire,
    refus,
    saisie_de,
)
from tests.etapes.inscriptions.fiche.test_fiche import codes_attendus
from tests.web.pages.lecture import lue

pytestmark = pytest.mark.django_db
NOTE = {"diplome": "ccst", "annee": "2024", "unite": "u3", "note": "12,5", "obtenue_le": "2024-07-04"}


def actes(code: str) -> int:
    return Acte.objects.filter(acte=f"inscriptions.{code}").count()


def confirmee(bureau: Bureau, nom: str = "Fictif") -> Inscription:
    """Candidature de Lyon, confirmée sur papier, toutes ses pièces vues."""
    i = m.inscrit(bureau.monde, nom)
    for code in codes_attendus(bureau, i):
        deposer(i, code, None, par=m.LYON, le=m.PENDANT)
    envoyer(bureau.lyon, adresse("papier", i.pk), {"version": "1"})
    i.refresh_from_db()
    return i


def test_completer_par_le_lycee_puis_rectifier_par_le_service_seul_avec_un_motif(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    ou = adresse("modifier", i.pk, "choix")
    assert "Compléter" in lire(bureau.proviseur, ou)
    envoyer(bureau.proviseur, ou, saisie_de(bureau.proviseur, ou, division="TS1", facultatives=["EF2"]))
    i.refresh_from_db()
    assert (i.division, i.facultatives, actes("completer")) == ("TS1", "EF2", 1)
    bureau.clore()
    assert "demandez la correction à l'académie" in lire(bureau.proviseur, ou)
    assert "Modifier" not in lire(bureau.proviseur, adresse("", i.pk))
    saisie = saisie_de(bureau.proviseur, ou, division="TS9", motif="Erreur")
    assert "Cet acte revient au service des examens" in refus(bureau.proviseur, ou, saisie)
    saisie = saisie_de(bureau.lyon, ou, division="TS9")
    assert "Donnez un motif" in refus(bureau.lyon, ou, saisie)
    envoyer(bureau.lyon, ou, {**saisie, "motif": "Erreur du lycée"})
    i.refresh_from_db()
    assert (i.division, actes("rectifier")) == ("TS9", 1)
    assert i.notifications.filter(genre=Notification.Genre.MODIFICATION).count() == 1


def test_ce_que_le_droit_interdit_est_dit_avec_son_article_et_la_saisie_reste(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    ou = adresse("modifier", i.pk, "choix")
    saisie = saisie_de(bureau.lyon, ou, forme="progressive", unites=["U1"], division="Gardée")
    reponse = bureau.lyon.post(ou, saisie)
    texte = clair(lue(reponse))
    assert reponse.status_code == 422
    assert "La forme progressive n'est pas ouverte à la voie « scolaire »" in texte
    assert "art. D643-14" in texte
    assert 'value="Gardée"' in reponse.content.decode()
    i.refresh_from_db()
    assert (i.forme, i.division) == ("globale", "TS2")


@pytest.mark.parametrize(
    ("groupe", "champ", "valeur", "phrase"),
    [
        ("identite", "ine", "1,23457E+11", "INE : Cet INE n'a pas la bonne forme"),
        ("identite", "ne_le", "31/02/2005", "Donnez un jour"),
        ("identite", "nom", "N" * 81, "au plus 80 caractères"),
        ("identite", "nom", "Du\x00pont", "nul"),
        ("coordonnees", "courriel", "pas une adresse", "adresse"),
        ("choix", "etablissement", "9999999Z", "Sélectionnez un choix valide"),
        ("choix", "unites", ["U99"], "U99"),
        ("situation", "positionnement", "peut-être", "Sélectionnez un choix valide"),
    ],
)
def test_une_mauvaise_valeur_est_dite_et_rien_n_est_ecrit(
    bureau: Bureau, groupe: str, champ: str, valeur: Any, phrase: str
) -> None:
    i = m.inscrit(bureau.monde)
    ou = adresse("modifier", i.pk, groupe)
    avant = Acte.objects.count()
    assert phrase in refus(bureau.lyon, ou, saisie_de(bureau.lyon, ou, **{champ: valeur}))
    assert Acte.objects.count() == avant


def test_sportif_et_positionnement_se_notent(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    ou = adresse("modifier", i.pk, "situation")
    envoyer(bureau.lyon, ou, saisie_de(bureau.lyon, ou, sportif_haut_niveau="on", positionnement="accorde"))
    i.refresh_from_db()
    assert (i.sportif_haut_niveau, i.positionnement) == (True, "accorde")
    envoyer(bureau.lyon, ou, saisie_de(bureau.lyon, ou, sportif_haut_niveau=False))
    i.refresh_from_db()
    assert not i.sportif_haut_niveau


def test_changer_de_voie_montre_d_abord_ce_que_cela_change(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    ou = adresse("voie", i.pk)
    saisie = saisie_de(bureau.lyon, ou, voie="distance", etablissement="", motif="Départ du lycée")
    reponse = bureau.lyon.post(ou, saisie)
    texte = clair(lue(reponse))
    assert reponse.status_code == 200
    assert "A : contrôle en cours de formation partiel devient C : épreuves ponctuelles" in texte
    assert "CCF, 2 situations d'évaluation" in texte
    assert actes("changer_de_voie") == 0
    renvoi = {c.name: c.value() for c in reponse.context["form"] if c.value()}
    # L'aperçu d'autres valeurs ne vaut pas pour celles-ci.
    autre = bureau.lyon.post(ou, {**renvoi, "voie": "experience"})
    assert (autre.status_code, actes("changer_de_voie")) == (200, 0)
    for _ in range(2):
        envoyer(bureau.lyon, ou, renvoi)
    i.refresh_from_db()
    assert (i.voie, i.etablissement_id, i.regime, actes("changer_de_voie")) == ("distance", None, "C", 1)


def test_changer_de_voie_sans_motif_ou_contre_le_droit_est_refuse(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    ou = adresse("voie", i.pk)
    assert "Donnez un motif" in refus(
        bureau.lyon, ou, saisie_de(bureau.lyon, ou, voie="distance", etablissement="")
    )
    interdite = saisie_de(bureau.lyon, ou, forme="progressive", unites=["U1"], motif="Essai")
    reponse = bureau.lyon.post(ou, interdite)
    assert "Le droit s'y oppose" in clair(lue(reponse))
    renvoi = {c.name: c.value() for c in reponse.context["form"] if c.value()}
    assert "n'est pas ouverte à la voie « scolaire »" in refus(bureau.lyon, ou, renvoi)
    assert bureau.proviseur.get(ou).status_code == 403
    assert actes("changer_de_voie") == 0


def test_la_confirmation_sur_papier_vaut_pour_la_version_signee(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    ou = adresse("papier", i.pk)
    assert "c'est maintenant « 1 »" in refus(bureau.lyon, ou, {"version": "7"})
    for mauvaise in ("", "trois", "0", "99999999999999999999"):
        refus(bureau.lyon, ou, {"version": mauvaise})
    for _ in range(2):
        envoyer(bureau.lyon, ou, {"version": "1"})
    i.refresh_from_db()
    assert (i.etat, i.confirmee_par, actes("confirmer")) == (EtatInscription.CONFIRMEE, "papier", 1)


def test_demander_la_confirmation_la_remet_une_fois(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    for _ in range(2):
        envoyer(bureau.proviseur, adresse("demander", i.pk))
    assert (actes("demander_confirmation"), i.notifications.count()) == (1, 1)
    assert "Demander la confirmation" not in lire(bureau.proviseur, adresse("", i.pk))


def test_recevable_quand_tout_est_la_et_pas_avant(bureau: Bureau) -> None:
    incomplete = m.inscrit(bureau.monde, "Incomplète")
    assert "elle se contrôle une fois confirmée" in refus(bureau.lyon, adresse("recevable", incomplete.pk))
    envoyer(bureau.lyon, adresse("papier", incomplete.pk), {"version": "1"})
    assert "Pièces manquantes" in refus(bureau.lyon, adresse("recevable", incomplete.pk))
    i = confirmee(bureau, "Complète")
    for _ in range(2):
        envoyer(bureau.lyon, adresse("recevable", i.pk))
    i.refresh_from_db()
    assert (i.etat, actes("declarer_recevable")) == (EtatInscription.RECEVABLE, 1)


def test_rejeter_propose_ses_raisons_et_demande_les_remedes(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde, langue_obligatoire="")
    ou = adresse("rejet", i.pk)
    texte = lire(bureau.lyon, ou)
    assert "Pièce non remise" in texte
    assert "clôture des registres" in texte
    assert "code de justice administrative, art. R421-1" in texte
    assert "Un rejet donne ses raisons" in refus(bureau.lyon, ou, {"remedes": "Contester."})
    assert "Dites au candidat ce qu'il peut faire" in refus(
        bureau.lyon, ou, {"autres": "Dossier vide", "remedes": " "}
    )
    form = bureau.lyon.get(ou).context["form"]
    raison = form.fields["raisons"].choices[0][0]
    saisie = {"raisons": [raison], "autres": "Hors délai (art. 3)\n", "remedes": "Contester sous deux mois."}
    for _ in range(2):
        envoyer(bureau.lyon, ou, saisie)
    i.refresh_from_db()
    assert (i.etat, actes("rejeter")) == (EtatInscription.REJETEE, 1)
    assert raison in lire(bureau.lyon, adresse("", i.pk))


def test_annuler_demande_un_motif_et_ne_se_fait_qu_une_fois(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    ou = adresse("annulation", i.pk)
    assert "Donnez un motif" in refus(bureau.lyon, ou, {"motif": "  "})
    for _ in range(2):
        envoyer(bureau.lyon, ou, {"motif": "À la demande du candidat"})
    i.refresh_from_db()
    assert (i.etat, actes("annuler")) == (EtatInscription.ANNULEE, 1)
    modifier = adresse("modifier", i.pk, "coordonnees")
    assert "plus rien n'y change" in refus(bureau.lyon, modifier, {"localite": "X", "lu": "{}", "motif": "M"})


def test_une_note_a_conserver_se_demande_se_decide_et_s_abandonne(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    demander = adresse("benefice", i.pk)
    assert "12,3" in refus(bureau.lyon, demander, {**NOTE, "note": "12,3"})
    assert "art. D643-15" in refus(bureau.lyon, demander, {**NOTE, "note": "7"})
    for _ in range(2):
        envoyer(bureau.lyon, demander, NOTE)
    benefice = Benefice.objects.get()
    assert (benefice.unites, benefice.demi_points, actes("demander_benefice")) == ("U4", 25, 1)
    decider = adresse("titre-decider", i.pk, "benefice", benefice.pk)
    assert "Donnez un motif" in refus(bureau.lyon, decider, {"sens": "refusee", "motif": ""})
    for _ in range(2):
        envoyer(bureau.lyon, decider, {"sens": "accordee", "motif": ""})
    assert actes("accorder_benefice") == 1
    renoncer = adresse("titre-renoncer", i.pk, "benefice", benefice.pk)
    for _ in range(2):
        envoyer(bureau.lyon, renoncer, {"motif": "Le candidat repasse U4"})
    assert actes("renoncer_benefice") == 1
    assert "Note conservée abandonnée. Motif : Le candidat repasse U4" in lire(bureau.lyon, adresse("", i.pk))


def test_une_dispense_se_demande_se_decide_et_s_abandonne(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    demander = adresse("dispense", i.pk)
    titre = {"unite": "U1", "genre": "bts_autre_specialite", "intitule": "BTS fictif", "est_justifie": "on"}
    assert "art." in refus(bureau.lyon, demander, {**titre, "unite": "U5"})
    for _ in range(2):
        envoyer(bureau.lyon, demander, titre)
    dispense = Dispense.objects.get()
    decider = adresse("titre-decider", i.pk, "dispense", dispense.pk)
    for _ in range(2):
        envoyer(bureau.lyon, decider, {"sens": "accordee"})
    assert (actes("demander_dispense"), actes("accorder_dispense")) == (1, 1)
    assert "Dispensée" in lire(bureau.lyon, adresse("", i.pk))
    for _ in range(2):
        envoyer(bureau.lyon, adresse("titre-renoncer", i.pk, "dispense", dispense.pk))
    assert actes("renoncer_dispense") == 1
    for genre, numero in (("benefice", dispense.pk), ("autre", dispense.pk), ("dispense", 999)):
        assert bureau.lyon.get(adresse("titre-decider", i.pk, genre, numero)).status_code == 404


def test_la_dispense_par_l_unite_d_un_autre_bts_se_demande_avec_sa_note(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    demander = adresse("dispense", i.pk)
    titre = {"unite": "U1", "genre": "benefice_autre_bts", "est_justifie": "on"}
    note = {
        "note_diplome": "BTS fictif", "note_annee": "2024", "note_unite": "u1", "note": "12,5",
        "note_obtenue_le": "2024-07-03",
    }  # fmt: skip
    assert refus(bureau.lyon, demander, titre).count("À donner : le bénéfice") == len(note)
    assert refus(bureau.lyon, demander, {**titre, **note, "genre": "dut"}).count("À vider : seul") == len(
        note
    )
    assert "À donner : le bénéfice" not in refus(bureau.lyon, demander, {**titre, **note, "note": "douze"})
    assert "note d'au moins 10" in refus(bureau.lyon, demander, {**titre, **note, "note": "9,5"})
    for _ in range(2):
        envoyer(bureau.lyon, demander, {**titre, **note})
    decider = adresse("titre-decider", i.pk, "dispense", Dispense.objects.get().pk)
    assert "dispense de U1, 12,5, U1 de la session 2024, BTS fictif" in lire(bureau.lyon, decider)
    envoyer(bureau.lyon, decider, {"sens": "accordee"})
    page = lire(bureau.lyon, adresse("", i.pk))
    assert "12,5, U1 de la session 2024, BTS fictif, jusqu'au 03/07/2029" in page
    assert "valable jusqu'au 3 juillet 2029" in page
    assert "Diplôme d'origine" in page


MESURES = {
    "sens": "accordee", "reference": "AM-12", "m_temps_majore": "ecrits", "part_temps_majore": "1/3",
    "m_temps_majore_bis": "oraux", "part_temps_majore_bis": "1/4", "m_materiel": "toutes",
    "p_materiel": "ordinateur sans réseau",
}  # fmt: skip


def test_les_amenagements_de_la_demande_a_la_decision_remplacee(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    for _ in range(2):
        envoyer(bureau.proviseur, adresse("amenagement", i.pk))
    demande = DemandeAmenagement.objects.get()
    avis, decider = (adresse(f"amenagement-{n}", i.pk, demande.pk) for n in ("avis", "decider"))
    assert bureau.proviseur.get(decider).status_code == 403
    demain = (bureau.le + timedelta(days=2)).date().isoformat()
    assert "pas encore venu" in refus(bureau.lyon, avis, {"rendu_le": demain})
    for _ in range(2):
        envoyer(bureau.lyon, avis, {"rendu_le": "2025-11-02"})
    assert "jamais sa raison" in refus(bureau.lyon, decider, {**MESURES, "p_materiel": "car dyslexie"})
    assert "donnez la part" in refus(bureau.lyon, decider, {**MESURES, "part_temps_majore": ""})
    assert "dépasse 1/3" in refus(bureau.lyon, decider, {**MESURES, "part_temps_majore": "1/2"})
    assert "au moins une mesure" in refus(bureau.lyon, decider, {"sens": "accordee", "reference": "AM-12"})
    assert not i.amenagements.exclude(pk=demande.pk).exists()
    for _ in range(2):
        envoyer(bureau.lyon, decider, MESURES)
    assert (actes("recevoir_avis"), actes("decider_amenagement"), demande.mesures.count()) == (1, 1, 3)
    texte = lire(bureau.lyon, adresse("", i.pk))
    assert "1/3 de la durée, épreuves écrites" in texte
    assert "1/4 de la durée, épreuves orales, préparation comprise" in texte
    remplacer = adresse("amenagement-remplacer", i.pk, demande.pk)
    nouvelle = {"sens": "accordee", "reference": "AM-13", "m_salle_a_part": "ecrits"}
    page = bureau.lyon.get(remplacer).context["form"]
    assert (page["m_temps_majore_bis"].value(), page["part_temps_majore_bis"].value()) == ("oraux", "1/4")
    assert page["p_materiel"].value() == "ordinateur sans réseau"
    assert "Donnez un motif" in refus(bureau.lyon, remplacer, {**nouvelle, "motif": ""})
    for _ in range(2):
        envoyer(bureau.lyon, remplacer, {**nouvelle, "motif": "Nouvelle demande"})
    assert actes("remplacer_amenagement") == 1
    assert "Remplacée" in lire(bureau.lyon, adresse("", i.pk))


def test_une_demande_d_amenagement_se_retire_avant_d_etre_decidee(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    envoyer(bureau.proviseur, adresse("amenagement", i.pk))
    demande = DemandeAmenagement.objects.get()
    for _ in range(2):
        envoyer(bureau.proviseur, adresse("amenagement-retirer", i.pk, demande.pk))
    assert actes("retirer_amenagement") == 1
    assert bureau.lyon.get(adresse("amenagement-decider", i.pk, 999)).status_code == 404


def test_le_parcours_se_declare_et_se_retire(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde, voie="experience", etablissement="", division="")
    experience = adresse("experience", i.pk)
    periode = {"debut": "2019-01-01", "fin": "2024-12-31", "emploi": "Vente", "dans_le_domaine": "on"}
    assert "avant de commencer" in refus(bureau.lyon, experience, {**periode, "fin": "2018-01-01"})
    for _ in range(2):
        envoyer(bureau.lyon, experience, periode)
    assert actes("declarer_experience") == 1
    anterieure = adresse("anterieure", i.pk)
    passee = {"annee": "2024", "voie": "distance", "forme": "globale", "achevee": "on"}
    refus(bureau.lyon, anterieure, {**passee, "annee": "2026"})
    for _ in range(2):
        envoyer(bureau.lyon, anterieure, passee)
    assert actes("declarer_anterieure") == 1
    retirer = adresse("parcours-retirer", i.pk, "experience", i.experiences.get().pk)
    for _ in range(2):
        envoyer(bureau.lyon, retirer)
    assert actes("retirer_experience") == 1
    envoyer(bureau.lyon, adresse("parcours-retirer", i.pk, "anterieure", i.anterieures.get().pk))
    assert bureau.lyon.post(adresse("parcours-retirer", i.pk, "autre", 1)).status_code == 404
