"""Les aménagements : des mesures, jamais leur raison ; un tiers de temps en plus, davantage si l'avis le motive."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.db import models

from parchemin.droit.formes import Amenagement
from parchemin.droit.inscription import SituationReconnue
from parchemin.etapes.inscriptions.models import DemandeAmenagement, Inscription, MesureAccordee, Notification
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.services.amenager import (
    Decision,
    Mesure,
    decider,
    demander,
    en_vigueur,
    recevoir_l_avis,
    remplacer,
    retirer,
)
from parchemin.etapes.inscriptions.services.modifier import annuler
from parchemin.socle.journal.models import Charge
from parchemin.socle.organisation.models import Academie
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.traces import actes, casser_le_journal, deux_fois

pytestmark = pytest.mark.django_db
Genre, Champ = MesureAccordee.Genre, MesureAccordee.Champ
TIERS = Mesure(Genre.TEMPS_MAJORE, Champ.ECRITS, part=Fraction(1, 3))
SALLE = Mesure(Genre.SALLE_A_PART, precision="salle au rez-de-chaussée")
ACCORD = Decision(accordee=True, reference="D-2026-12", mesures=(TIERS, SALLE))
REFUS = Decision(accordee=False, reference="D-2026-13")


def instruite(monde: m.Monde) -> DemandeAmenagement:
    """Demande dont l'avis est rendu."""
    demande = demander(m.inscrit(monde), par=m.PROVISEUR, le=m.PENDANT)
    return recevoir_l_avis(demande, rendu_le=date(2025, 11, 2), par=m.LYON, le=m.PENDANT)


def test_de_la_demande_a_la_decision_notifiee() -> None:
    inscription = m.inscrit(m.batir())
    demande = deux_fois(lambda: demander(inscription, par=m.candidat(inscription), le=m.PENDANT))
    jour = date(2025, 11, 2)
    deux_fois(lambda: recevoir_l_avis(demande, rendu_le=jour, par=m.LYON, le=m.PENDANT))
    decidee = deux_fois(lambda: decider(demande, ACCORD, par=m.LYON, le=m.PENDANT))
    assert (decidee.etat, decidee.avis_le, decidee.reference) == ("accordee", jour, "D-2026-12")
    assert actes(inscription.code) == [
        "inscrire", "demander_amenagement", "recevoir_avis", "decider_amenagement",
    ]  # fmt: skip
    temps = decidee.mesures.get(genre=Genre.TEMPS_MAJORE)
    assert (temps.numerateur, temps.denominateur, temps.champ) == (1, 3, "ecrits")
    assert Notification.objects.get().objet == "Aménagements accordés, décision D-2026-12"
    inscription.refresh_from_db()
    assert inscription.version == 2


def test_aucune_colonne_ne_recoit_une_raison_medicale() -> None:
    textes = {
        f.name
        for modele in (DemandeAmenagement, MesureAccordee)
        for f in modele._meta.fields
        if isinstance(f, models.CharField | models.TextField) and not f.choices
    }
    assert textes == {"reference", "precision"}


@pytest.mark.parametrize(
    "precision",
    [
        "candidat dyslexique",
        "Diabète",
        "suivi médical",
        "TDAH",
        "épilepsie",
        "trouble de l'attention",
        "HANDICAP",
    ],
)
def test_une_precision_qui_dit_la_raison_est_refusee_et_n_est_ecrite_nulle_part(precision: str) -> None:
    demande = instruite(m.batir())
    decision = Decision(
        accordee=True, reference="D-1", mesures=(Mesure(Genre.MATERIEL, precision=precision),)
    )
    with pytest.raises(ActeRefuse, match="n'écrivez que la mesure, jamais sa raison"):
        decider(demande, decision, par=m.LYON, le=m.PENDANT)
    assert not MesureAccordee.objects.exists()
    assert not any(precision.encode() in bytes(str(c.contenu), "utf-8") for c in Charge.objects.all())


@pytest.mark.parametrize(
    "precision",
    [
        "agrandissement A3",
        "ordinateur sans réseau",
        "pause de 10 minutes",
        "ordinateur avec traitement de texte",
    ],
)
def test_une_precision_pratique_passe(precision: str) -> None:
    decision = Decision(
        accordee=True, reference="D-1", mesures=(Mesure(Genre.MATERIEL, precision=precision),)
    )
    decidee = decider(instruite(m.batir()), decision, par=m.LYON, le=m.PENDANT)
    assert decidee.mesures.get().precision == precision


@pytest.mark.parametrize("part", [Fraction(1, 2), Fraction(34, 100), Fraction(1)])
def test_au_dela_d_un_tiers_il_faut_une_situation_exceptionnelle(part: Fraction) -> None:
    demande = instruite(m.batir())
    mesures = (Mesure(Genre.TEMPS_MAJORE, part=part),)
    with pytest.raises(ActeRefuse, match=r"dépasse 1/3 : .* \(Code de l'éducation, art\. D613-27"):
        decider(demande, Decision(accordee=True, reference="D-1", mesures=mesures), par=m.LYON, le=m.PENDANT)
    motivee = Decision(accordee=True, reference="D-1", mesures=mesures, exceptionnelle=True)
    temps = decider(demande, motivee, par=m.LYON, le=m.PENDANT).mesures.get()
    assert Fraction(temps.numerateur, temps.denominateur) == part


@pytest.mark.parametrize(
    ("decision", "phrase"),
    [
        (Decision(accordee=True, reference=" ", mesures=(SALLE,)), "Référence de la décision"),
        (Decision(accordee=True, reference="D-1"), "accorde au moins une mesure"),
        (Decision(accordee=True, reference="D-1", mesures=(Mesure(Genre.TEMPS_MAJORE),)), "donnez la part"),
        (
            Decision(
                accordee=True,
                reference="D-1",
                exceptionnelle=True,
                mesures=(Mesure(Genre.TEMPS_MAJORE, part=Fraction(3, 2)),),
            ),
            "ferait plus que doubler la durée",
        ),
        (
            Decision(accordee=True, reference="D-1", mesures=(Mesure(Genre.PAUSES, part=Fraction(1, 3)),)),
            "elle ne vaut que pour lui",
        ),
    ],
)
def test_une_decision_mal_formee_est_refusee(decision: Decision, phrase: str) -> None:
    demande = instruite(m.batir())
    with pytest.raises(ActeRefuse, match=phrase):
        decider(demande, decision, par=m.LYON, le=m.PENDANT)
    demande.refresh_from_db()
    assert demande.etat == "avis_rendu"
    assert not Notification.objects.exists()


def test_une_mesure_deux_fois_pour_les_memes_epreuves_se_dit() -> None:
    demande = instruite(m.batir())
    double = Decision(accordee=True, reference="D-1", mesures=(SALLE, Mesure(Genre.SALLE_A_PART)))
    with pytest.raises(ActeRefuse, match="Salle à part : une seule mesure pour les mêmes épreuves"):
        decider(demande, double, par=m.LYON, le=m.PENDANT)


def test_un_refus_se_notifie_aussi_et_n_accorde_rien() -> None:
    decidee = decider(instruite(m.batir()), REFUS, par=m.LYON, le=m.PENDANT)
    assert (decidee.etat, decidee.mesures.count()) == ("refusee", 0)
    assert Notification.objects.get().objet == "Aménagements refusés, décision D-2026-13"


def test_une_decision_prise_se_remplace_avec_son_motif_et_reste_lisible() -> None:
    demande = decider(instruite(m.batir()), ACCORD, par=m.LYON, le=m.PENDANT)
    autre = Decision(accordee=True, reference="D-2026-40", mesures=(SALLE,))
    with pytest.raises(ActeRefuse, match="une nouvelle la remplace, avec son motif"):
        decider(demande, autre, par=m.LYON, le=m.APRES)
    with pytest.raises(ActeRefuse, match="Donnez un motif"):
        remplacer(demande, autre, motif="", par=m.LYON, le=m.APRES)
    nouvelle = deux_fois(lambda: remplacer(demande, autre, motif="Situation changée", par=m.LYON, le=m.APRES))
    demande.refresh_from_db()
    assert (demande.remplacee_le, demande.mesures.count()) == (m.APRES, 2)
    assert en_vigueur(demande.inscription) == nouvelle
    assert nouvelle.mesures.get().genre == "salle_a_part"
    assert actes(demande.inscription.code).count("remplacer_amenagement") == 1
    # La première décision n'a plus à être lue : seule la nouvelle l'attend.
    assert [n.objet for n in Notification.objects.filter(sans_objet_le=None)] == [
        "Aménagements accordés, décision D-2026-40"
    ]
    with pytest.raises(ActeRefuse, match="n'est plus en vigueur"):
        remplacer(demande, REFUS, motif="Trop tard", par=m.LYON, le=m.APRES)


def test_qui_demande_et_qui_decide() -> None:
    monde = m.batir()
    inscription, autre = m.inscrit(monde, "Une"), m.inscrit(monde, "Autre")
    for qui in (m.candidat(autre), m.DIRECTION_DU_CFA, m.TOULOUSE):
        with pytest.raises(ActeRefuse, match="n'est pas dans votre périmètre"):
            demander(inscription, par=qui, le=m.PENDANT)
    demande = demander(inscription, par=m.PROVISEUR, le=m.PENDANT)
    for qui in (m.PROVISEUR, m.candidat(inscription)):
        with pytest.raises(ActeRefuse, match="revient au service des examens"):
            recevoir_l_avis(demande, rendu_le=date(2025, 11, 2), par=qui, le=m.PENDANT)
        with pytest.raises(ActeRefuse, match="revient au service des examens"):
            decider(demande, ACCORD, par=qui, le=m.PENDANT)


def test_un_avis_ne_vient_ni_de_demain_ni_apres_la_decision() -> None:
    monde = m.batir()
    demande = demander(m.inscrit(monde), par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="Le 04/11/2025 n'est pas encore venu"):
        recevoir_l_avis(demande, rendu_le=date(2025, 11, 4), par=m.LYON, le=m.PENDANT)
    # À Nouméa, il est déjà le 4 quand Greenwich est au 3.
    Academie.objects.filter(pk=m.PILOTE).update(fuseau="Pacific/Noumea")
    soir = datetime(2025, 11, 3, 22, tzinfo=UTC)
    recevoir_l_avis(demande, rendu_le=date(2025, 11, 4), par=m.LYON, le=soir)
    decider(demande, REFUS, par=m.LYON, le=m.APRES)
    with pytest.raises(ActeRefuse, match="l'avis vient avant la décision"):
        recevoir_l_avis(demande, rendu_le=date(2025, 11, 3), par=m.LYON, le=m.APRES)


def test_une_demande_se_retire_tant_qu_elle_n_est_pas_decidee() -> None:
    monde = m.batir()
    demande = demander(m.inscrit(monde), par=m.PROVISEUR, le=m.PENDANT)
    deux_fois(lambda: retirer(demande, par=m.PROVISEUR, le=m.PENDANT))
    assert actes(demande.inscription.code) == ["inscrire", "demander_amenagement", "retirer_amenagement"]
    with pytest.raises(ActeRefuse, match="a été retirée"):
        decider(demande, ACCORD, par=m.LYON, le=m.PENDANT)
    seconde = demander(demande.inscription, par=m.PROVISEUR, le=m.PENDANT)
    decider(seconde, ACCORD, par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="elle ne se retire pas"):
        retirer(seconde, par=m.PROVISEUR, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="Une décision existe déjà"):
        demander(demande.inscription, par=m.PROVISEUR, le=m.PENDANT)


def test_rien_ne_se_decide_sur_une_candidature_annulee() -> None:
    demande = instruite(m.batir())
    annuler(demande.inscription, motif="Renonce", par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match="est annulée"):
        decider(demande, ACCORD, par=m.LYON, le=m.PENDANT)


def test_un_etalement_laisse_choisir_ses_unites_et_ouvre_la_situation() -> None:
    mesures = (Mesure(Genre.ETALEMENT), Mesure(Genre.CONSERVATION))
    demande = decider(
        instruite(m.batir()),
        Decision(accordee=True, reference="D-1", mesures=mesures),
        par=m.LYON,
        le=m.PENDANT,
    )
    lu = dossier(Inscription.objects.get(pk=demande.inscription_id))
    assert lu.amenagements == {Amenagement.ETALEMENT, Amenagement.CONSERVATION}
    assert lu.situations == {SituationReconnue.HANDICAP}
    # Il lui reste à dire ce qu'il présente cette année.
    assert [p["code"] for p in lu.inscription.anomalies] == ["UNITES_A_PRECISER"]


def test_un_acte_qui_echoue_ne_laisse_aucune_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    demande = instruite(m.batir())
    casser_le_journal(monkeypatch, "amenager")
    with pytest.raises(RuntimeError):
        decider(demande, ACCORD, par=m.LYON, le=m.PENDANT)
    demande.refresh_from_db()
    assert (demande.etat, demande.reference) == ("avis_rendu", "")
    assert not MesureAccordee.objects.exists()
    assert not Notification.objects.exists()


def test_ni_la_reference_ni_le_motif_d_un_remplacement_ne_disent_la_raison() -> None:
    """L'une se lit dans les listes et les exports, l'autre au journal."""
    demande = instruite(m.batir())
    medicale = Decision(accordee=True, reference="Dyslexie, dossier 12", mesures=(SALLE,))
    with pytest.raises(ActeRefuse, match=r"Référence de la décision : .*jamais sa raison"):
        decider(demande, medicale, par=m.LYON, le=m.PENDANT)
    decider(demande, ACCORD, par=m.LYON, le=m.PENDANT)
    with pytest.raises(ActeRefuse, match=r"Motif : .*jamais sa raison"):
        remplacer(demande, REFUS, motif="Nouveau diagnostic", par=m.LYON, le=m.PENDANT)
    demande.refresh_from_db()
    assert demande.remplacee_le is None
