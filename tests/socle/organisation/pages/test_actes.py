"""Les actes faits depuis les pages : faits une fois, refusés avec une phrase, jamais par-dessus quelqu'un."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import (
    Academie,
    Centre,
    Echeance,
    Etablissement,
    HabilitationCCF,
    Offre,
    Phase,
    Rattachement,
    Regroupement,
    Salle,
    SessionExamen,
)
from parchemin.socle.organisation.services.centres import FicheCentre, creer_centre
from parchemin.socle.organisation.services.regroupements import creer_regroupement
from tests.socle.organisation.conftest import LE, NATIONAL
from tests.socle.organisation.navigateurs import Ouvrir
from tests.socle.organisation.pages.envois import Saisie, envoyer, refus, saisie_de
from tests.web.pages.lecture import lue

pytestmark = pytest.mark.django_db


def test_le_national_ouvre_une_session_par_un_double_clic(national: Client) -> None:
    for _ in range(2):
        page = envoyer(national, "sessions", {"diplome": "ccst", "annee": "2026"})
        assert page.titres["h1"] == ["CCST, session 2026"]
    assert Acte.objects.filter(acte="organisation.ouvrir_session").count() == 1
    assert "Sélectionnez un choix valide" in refus(national, "sessions", {"diplome": "ccst", "annee": "2099"})


def test_la_phase_avance_et_ne_recule_pas_sans_motif(national: Client, session: SessionExamen) -> None:
    avance = {"vers": "inscriptions", "lue": "preparation"}
    assert "La phase est changée" in envoyer(national, "session-phase", avance, session.code).texte
    recul = {"vers": "preparation", "lue": "inscriptions", "motif": ""}
    assert "Donnez un motif" in refus(national, "session-phase", recul, session.code)
    saut = {"vers": "close", "lue": "inscriptions"}
    assert "on ne passe pas à « Close »" in refus(national, "session-phase", saut, session.code)
    assert "c'est maintenant « Inscriptions »" in refus(
        national, "session-phase", {"vers": "epreuves", "lue": "preparation"}, session.code
    )
    assert SessionExamen.objects.get().phase == Phase.INSCRIPTIONS


def test_la_page_dit_quelle_phase_est_passee_en_cours_ou_a_venir(
    national: Client, session: SessionExamen
) -> None:
    avance = {"vers": "inscriptions", "lue": "preparation"}
    texte = " ".join(envoyer(national, "session-phase", avance, session.code).texte.split())
    assert "Préparation passée Inscriptions en cours Épreuves à venir" in texte


def test_les_regroupements_se_composent_depuis_la_page(national: Client, session: SessionExamen) -> None:
    page = envoyer(national, "regroupement-creer", {"session": session.code, "pilote": "10"})
    assert "Académie autonome" in page.texte
    de_lyon = Regroupement.objects.get()
    assert "est rattachée" in envoyer(national, "rattacher", {"academie": "08:"}, de_lyon.pk).texte
    assert "est rattachée" in envoyer(national, "rattacher", {"academie": "08:"}, de_lyon.pk).texte
    assert Rattachement.objects.count() == 2
    de_lille = creer_regroupement(session, Academie.objects.get(pk="09"), par=NATIONAL, le=LE)
    assert "c'est maintenant « Lyon »" in refus(
        national, "rattacher", {"academie": "08:", "motif": "M"}, de_lille.pk
    )
    assert "Donnez un motif" in refus(national, "rattacher", {"academie": f"08:{de_lyon.pk}"}, de_lille.pk)
    for forgee in ("", "99:", "08:x"):
        refus(national, "rattacher", {"academie": forgee, "motif": ""}, de_lille.pk)
    assert "enregistré" in envoyer(national, "pilote-sujets", {"academie": "70", "lu": ""}, de_lyon.pk).texte
    assert "c'est maintenant « Normandie »" in refus(
        national, "pilote-sujets", {"academie": "09", "lu": ""}, de_lyon.pk
    )


def test_deux_onglets_sur_la_meme_fiche_montrent_un_conflit_puis_s_accordent(
    lyon: Client, lycee: Etablissement
) -> None:
    premier, second = saisie_de(lycee, nom="Lycée Premier"), saisie_de(lycee, commune="Bourg-Second")
    assert "La fiche est enregistrée" in envoyer(lyon, "etablissement-modifier", premier, lycee.pk).texte
    reponse = lyon.post(reverse("organisation-etablissement-modifier", args=[lycee.pk]), second)
    texte = lue(reponse).texte.replace("\u00a0", " ").replace("’", "'")
    assert "Nom : vous aviez lu « Lycée Fictif des Brumes », c'est maintenant « Lycée Premier »" in texte
    assert 'value="Bourg-Second"' in reponse.content.decode()
    assert Etablissement.objects.get(pk=lycee.pk).commune == "Villefictive"
    formulaire = reponse.context["form"]
    relu = {**second, "lu": formulaire["lu"].value(), "nom": "Lycée Premier"}
    envoyer(lyon, "etablissement-modifier", relu, lycee.pk)
    lycee.refresh_from_db()
    assert (lycee.nom, lycee.commune) == ("Lycée Premier", "Bourg-Second")


@pytest.mark.parametrize("lu", ["", "[]", "{", '"x"', "[" * 5000])
def test_une_lecture_forgee_ou_perdue_n_ecrase_rien(lyon: Client, lycee: Etablissement, lu: str) -> None:
    texte = refus(lyon, "etablissement-modifier", {**saisie_de(lycee, nom="Forcé"), "lu": lu}, lycee.pk)
    assert "rien n'a été écrasé" in texte or "rechargez-la" in texte
    lycee.refresh_from_db()
    assert lycee.nom == "Lycée Fictif des Brumes"


def test_une_academie_ne_peut_ni_prendre_ni_donner_un_etablissement(
    lyon: Client, lycee: Etablissement, cfa: Etablissement
) -> None:
    assert "Sélectionnez un choix valide" in refus(
        lyon, "etablissement-modifier", saisie_de(lycee, academie="16"), lycee.pk
    )
    for nom, saisie in (
        ("etablissement-modifier", saisie_de(cfa, nom="Pris")), ("offre-ajouter", {"voie": "fpc"}), ("habilitation-ccf", {}),
    ):  # fmt: skip
        assert lyon.post(reverse(f"organisation-{nom}", args=[cfa.pk]), saisie).status_code == 404
    assert Acte.objects.count() == 0


def test_l_offre_s_ajoute_change_et_se_retire(
    lyon: Client, session: SessionExamen, lycee: Etablissement
) -> None:
    base: Saisie = {"session": session.code, "voie": "scolaire"}
    assert (
        "L’offre est enregistrée"
        in envoyer(lyon, "offre-ajouter", {**base, "capacite": "24", "lu": "{}"}, lycee.pk).texte
    )
    assert "vous aviez lu une case vide" in refus(
        lyon, "offre-ajouter", {**base, "capacite": "30", "lu": "{}"}, lycee.pk
    )
    vu = json.dumps({"scolaire": {"capacite": "24"}})
    envoyer(lyon, "offre-ajouter", {**base, "capacite": "30", "lu": vu}, lycee.pk)
    assert Offre.objects.get().capacite == 30
    assert "supérieure ou égale à 0" in refus(
        lyon, "offre-ajouter", {**base, "capacite": "-1", "lu": vu}, lycee.pk
    )
    numero = Offre.objects.get().pk
    assert "Donnez un motif" in refus(lyon, "offre-retirer", {"motif": " "}, lycee.pk, numero)
    envoyer(lyon, "offre-retirer", {"motif": "Section fermée"}, lycee.pk, numero)
    assert Offre.objects.get().retiree_le is not None


def test_une_habilitation_s_inscrit_et_change_le_regime_montre(
    lyon: Client, session: SessionExamen, lycee: Etablissement
) -> None:
    Etablissement.objects.update(secteur="prive_hors_contrat")
    envoyer(
        lyon,
        "offre-ajouter",
        {"session": session.code, "voie": "apprentissage", "capacite": "", "lu": "{}"},
        lycee.pk,
    )
    decision = {
        "session": session.code, "voie": "apprentissage", "debut": "2024-09-01", "fin": "2026-08-31",
        "reference": "Arrêté fictif",
    }  # fmt: skip
    page = envoyer(lyon, "habilitation-ccf", decision, lycee.pk)
    assert "Régime A" in page.texte.replace("\u00a0", " ")
    autre = {**decision, "fin": "2026-06-30", "remplace": HabilitationCCF.objects.get().pk}
    assert "Donnez un motif" in refus(lyon, "habilitation-ccf", autre, lycee.pk)
    page = envoyer(lyon, "habilitation-ccf", {**autre, "motif": "Retrait"}, lycee.pk)
    assert "Régime C" in page.texte.replace("\u00a0", " ")
    assert "n'existe pas pour la voie" in refus(
        lyon, "habilitation-ccf", {**decision, "voie": "fpc"}, lycee.pk
    )


def test_un_centre_s_ouvre_recoit_des_salles_et_se_ferme(
    lyon: Client, session: SessionExamen, lycee: Etablissement, cfa: Etablissement
) -> None:
    saisie: Saisie = {
        "session": session.code,
        "nom": "Centre des Brumes",
        "academie": "10",
        "etablissement": lycee.pk.lower(),
    }
    assert "Aucun établissement" in refus(lyon, "centre-creer", {**saisie, "etablissement": cfa.pk})
    assert "Sélectionnez un choix valide" in refus(lyon, "centre-creer", {**saisie, "academie": "16"})
    assert "Ce fuseau n'est pas connu" in refus(lyon, "centre-creer", {**saisie, "fuseau": "Mars/Olympus"})
    assert envoyer(lyon, "centre-creer", saisie).titres["h1"] == ["Centre des Brumes"]
    centre = Centre.objects.get()
    salle: Saisie = {"nom": "A 101", "capacite": "18", "accessible": "on", "lu": "{}"}
    assert "18 places" in envoyer(lyon, "salle-ajouter", salle, centre.pk).texte
    assert "vous aviez lu une case vide" in refus(
        lyon, "salle-ajouter", {**salle, "capacite": "20"}, centre.pk
    )
    trouvee = Salle.objects.get()
    envoyer(lyon, "salle-retirer", {"motif": "Dégât des eaux"}, centre.pk, trouvee.pk)
    assert "Donnez un motif" in refus(lyon, "centre-fermer", {}, centre.pk)
    page = envoyer(lyon, "centre-fermer", {"motif": "Travaux"}, centre.pk)
    assert "Centre fermé" in page.texte
    assert "Enregistrer la salle" not in page.texte


def test_la_salle_d_un_autre_centre_n_est_pas_retiree(
    lyon: Client, ouvrir: Ouvrir, session: SessionExamen, lycee: Etablissement, cfa: Etablissement
) -> None:
    mien, autre = (
        creer_centre(session, FicheCentre(e.nom, e.academie, e), par=NATIONAL, le=LE) for e in (lycee, cfa)
    )
    salle = Salle.objects.create(centre=autre, nom="B 1", capacite=3)
    for centre in (mien, autre):
        adresse = reverse("organisation-salle-retirer", args=[centre.pk, salle.pk])
        assert lyon.post(adresse, {"motif": "Pris"}).status_code == 404
    chef = ouvrir(Role.CENTRE, mien)
    assert chef.post(reverse("organisation-centre-fermer", args=[mien.pk]), {"motif": "X"}).status_code == 403
    assert (
        "enregistrée"
        in envoyer(chef, "salle-ajouter", {"nom": "C", "capacite": "2", "lu": "{}"}, mien.pk).texte
    )


def test_une_echeance_se_fixe_a_l_heure_du_lieu_et_se_remplace(
    national: Client, session: SessionExamen
) -> None:
    saisie: Saisie = {
        "libelle": "Dépôt des notes",
        "academie": "41",
        "limite": "2026-06-09T08:00",
        "reference": "",
        "motif": "",
        "lu": "{}",
    }
    envoyer(national, "calendrier", {**saisie, "session": session.code})
    assert Echeance.objects.get().le.isoformat() == "2026-06-09T18:00:00+00:00"
    assert "vous aviez lu une case vide" in refus(
        national, "calendrier", {**saisie, "limite": "2026-06-10T08:00"}
    )
    lu = national.get(reverse("organisation-calendrier")).context["form"]["lu"].value()
    remplace: Saisie = {**saisie, "lu": lu, "limite": "10/06/2026 08:00", "motif": "Grève"}
    page = envoyer(national, "calendrier", remplace)
    assert "Échéances remplacées" in page.texte
    assert Echeance.objects.filter(remplacee_le=None).get().le - Echeance.objects.exclude(
        remplacee_le=None
    ).get().le == timedelta(days=1)
    sautee = {**saisie, "academie": "", "limite": "2026-03-29T02:30"}
    assert "sautent 2 h 30" in refus(national, "calendrier", sautee)


def test_une_academie_ne_fixe_que_ses_echeances(lyon: Client, session: SessionExamen) -> None:
    saisie: Saisie = {"libelle": "Dépôt", "limite": "2026-06-09T08:00", "lu": "{}"}
    for academie in ("", "16"):
        refus(lyon, "calendrier", {**saisie, "academie": academie})
    envoyer(lyon, "calendrier", {**saisie, "academie": "10"})
    assert Echeance.objects.get().academie_id == "10"
