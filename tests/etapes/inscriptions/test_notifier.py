"""Ce qui est remis à un candidat : qui l'ouvre, qui en accuse réception, qui est relancé, une fois par jour."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from parchemin.etapes.inscriptions.models import Inscription, Notification
from parchemin.etapes.inscriptions.services.confirmer import demander_la_confirmation
from parchemin.etapes.inscriptions.services.notifier import accuser, escalader, ouvrir, relancer, remettre
from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.models import Academie
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.traces import actes, casser_le_journal, deux_fois

pytestmark = pytest.mark.django_db
SITE = "https://parchemin.invalid"
JOUR = timedelta(days=1)


def remise(inscription: Inscription) -> Notification:
    """Confirmation à signer, remise au candidat."""
    demander_la_confirmation(inscription, par=m.LYON, le=m.PENDANT)
    return Notification.objects.select_related("inscription").get(inscription=inscription)


def test_le_candidat_ouvre_et_accuse_une_fois() -> None:
    avis = remise(m.inscrit(m.batir()))
    lui = m.candidat(avis.inscription)
    assert deux_fois(lambda: ouvrir(avis, par=lui, le=m.PENDANT)).ouverte_le == m.PENDANT
    assert deux_fois(lambda: accuser(avis, par=lui, le=m.APRES)).accusee_le == m.APRES
    assert Notification.objects.get().ouverte_le == m.PENDANT
    assert actes(avis.inscription.code)[2:] == ["ouvrir_notification", "accuser_reception"]


def test_accuser_sans_avoir_ouvert_ouvre_du_meme_coup() -> None:
    avis = remise(m.inscrit(m.batir()))
    accusee = accuser(avis, par=m.candidat(avis.inscription), le=m.APRES)
    assert (accusee.ouverte_le, accusee.accusee_le) == (m.APRES, m.APRES)


def test_personne_d_autre_n_ouvre_ni_n_accuse() -> None:
    monde = m.batir()
    avis, autre = remise(m.inscrit(monde, "Une")), m.inscrit(monde, "Autre")
    meme_perimetre = m.auteur(Role.DIRECTION, avis.inscription.code)
    for qui in (m.LYON, m.PROVISEUR, m.candidat(autre), meme_perimetre):
        for acte in (ouvrir, accuser):
            with pytest.raises(ActeRefuse, match="la preuve de lecture est la sienne"):
                acte(avis, par=qui, le=m.PENDANT)
    assert Notification.objects.get().ouverte_le is None


def test_une_relance_part_une_fois_par_jour() -> None:
    avis = remise(m.inscrit(m.batir()))
    assert [relancer([avis], par=m.PROVISEUR, le=m.PENDANT, site=SITE) for _ in range(2)] == [1, 0]
    assert relancer([avis], par=m.LYON, le=m.PENDANT + JOUR, site=SITE) == 1
    assert Notification.objects.get().relances == 2
    assert actes(avis.inscription.code).count("relancer") == 2


def test_le_jour_d_une_relance_est_celui_du_lieu() -> None:
    avis = remise(m.inscrit(m.batir()))
    Academie.objects.filter(pk=m.PILOTE).update(fuseau="Pacific/Tahiti")
    # 3 novembre, 13 h puis 15 h à Papeete : la date change à Greenwich, pas là-bas.
    assert relancer([avis], par=m.LYON, le=datetime(2025, 11, 3, 23, tzinfo=UTC), site=SITE) == 1
    assert relancer([avis], par=m.LYON, le=datetime(2025, 11, 4, 1, tzinfo=UTC), site=SITE) == 0


def test_le_courriel_ne_part_qu_une_fois_l_acte_en_base_et_ne_dit_rien_de_l_examen(
    django_capture_on_commit_callbacks: Any,
) -> None:
    avis = remise(m.inscrit(m.batir(), "Dupont"))
    with django_capture_on_commit_callbacks(execute=True):
        relancer([avis], par=m.PROVISEUR, le=m.PENDANT, site=SITE)
        assert mail.outbox == []
    (envoye,) = mail.outbox
    assert envoye.to == ["lea@exemple.invalid"]
    assert SITE in envoye.body
    for secret in ("U1", "anglais", "scolaire", avis.inscription.numero, "aménagement"):
        assert secret not in envoye.body


def test_sans_adresse_la_relance_est_comptee_pour_etre_donnee_sur_papier() -> None:
    avis = remise(m.inscrit(m.batir(), courriel=""))
    assert relancer([avis], par=m.PROVISEUR, le=m.PENDANT, site=SITE) == 1
    assert mail.outbox == []


def test_ce_qui_est_ouvert_ou_sans_objet_ne_se_relance_pas() -> None:
    monde = m.batir()
    ouvert, perime = remise(m.inscrit(monde, "Ouvert")), remise(m.inscrit(monde, "Périmé"))
    ouvrir(ouvert, par=m.candidat(ouvert.inscription), le=m.PENDANT)
    Notification.objects.filter(pk=perime.pk).update(sans_objet_le=m.PENDANT)
    assert relancer([ouvert, perime], par=m.LYON, le=m.APRES, site=SITE) == 0
    assert escalader([ouvert, perime], par=m.LYON, le=m.APRES, site=SITE) == 0


def test_on_ne_relance_que_les_siens_et_tout_ou_rien() -> None:
    monde = m.batir()
    sien, autre = remise(m.inscrit(monde, "Une")), remise(m.inscrit(monde, "Autre", etablissement=m.VOISIN))
    with pytest.raises(ActeRefuse, match="n'est pas dans votre périmètre"):
        relancer([sien, autre], par=m.PROVISEUR, le=m.PENDANT, site=SITE)
    assert set(Notification.objects.values_list("relances", flat=True)) == {0}
    assert relancer([sien, autre], par=m.LYON, le=m.PENDANT, site=SITE) == 2
    for qui in (m.candidat(sien.inscription), m.auteur(Role.INSPECTEUR, "academie:10")):
        with pytest.raises(ActeRefuse, match="revient à son établissement ou au service des examens"):
            relancer([sien], par=qui, le=m.APRES, site=SITE)
    with pytest.raises(ActeRefuse, match="n'est pas dans votre périmètre"):
        escalader([sien], par=m.TOULOUSE, le=m.APRES, site=SITE)


def test_l_etablissement_est_prevenu_une_fois_et_seulement_s_il_y_en_a_un() -> None:
    monde = m.batir()
    avis = remise(m.inscrit(monde, "Une"))
    seul = remise(
        m.inscrit(monde, "Seul", voie="distance", etablissement="", division="", preparation_suivie="oui")
    )
    assert [escalader([avis, seul], par=m.LYON, le=m.APRES, site=SITE) for _ in range(2)] == [1, 0]
    avis.refresh_from_db()
    seul.refresh_from_db()
    assert (avis.escaladee_le, seul.escaladee_le) == (m.APRES, None)
    assert actes(avis.inscription.code)[-1] == "escalader"


def test_une_confirmation_remplace_celle_qui_n_etait_pas_lue_mais_chaque_modification_reste_a_lire() -> None:
    inscription = m.inscrit(m.batir())
    for genre in (Notification.Genre.CONFIRMATION, Notification.Genre.MODIFICATION):
        for rang in range(2):
            remettre(inscription, genre, f"{genre.label} {rang}", le=m.PENDANT)
    restent = Notification.objects.filter(sans_objet_le=None).values_list("objet", flat=True)
    assert sorted(restent) == [
        "Confirmation d'inscription à signer 1", "Modification de la candidature 0",
        "Modification de la candidature 1",
    ]  # fmt: skip


def test_un_objet_tres_long_tient_dans_sa_colonne() -> None:
    inscription = m.inscrit(m.batir())
    avis = remettre(inscription, Notification.Genre.TITRE, "é" * 500, le=m.PENDANT)
    avis.refresh_from_db()
    assert len(avis.objet) == 200


def test_un_acte_qui_echoue_ne_laisse_aucune_trace_et_n_envoie_rien(monkeypatch: pytest.MonkeyPatch) -> None:
    monde = m.batir()
    deux = [remise(m.inscrit(monde, "Une")), remise(m.inscrit(monde, "Deux"))]
    casser_le_journal(monkeypatch, "notifier")
    with pytest.raises(RuntimeError):
        relancer(deux, par=m.LYON, le=m.PENDANT, site=SITE)
    with pytest.raises(RuntimeError):
        ouvrir(deux[0], par=m.candidat(deux[0].inscription), le=m.PENDANT)
    assert list(Notification.objects.values_list("relances", "ouverte_le")) == [(0, None), (0, None)]
    assert mail.outbox == []
    assert Inscription.objects.count() == 2


def test_un_courriel_ne_dit_pas_qu_un_amenagement_a_ete_demande(
    django_capture_on_commit_callbacks: Any,
) -> None:
    avis = remettre(
        m.inscrit(m.batir()),
        Notification.Genre.AMENAGEMENT,
        "Aménagements accordés, décision D-1",
        le=m.PENDANT,
    )
    with django_capture_on_commit_callbacks(execute=True):
        relancer([avis], par=m.PROVISEUR, le=m.PENDANT, site=SITE)
    corps = str(mail.outbox[0].body)
    assert "Décision à lire" in corps
    assert "ménagement" not in corps
