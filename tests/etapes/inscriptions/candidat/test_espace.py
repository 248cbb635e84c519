"""L'espace du candidat : sa candidature et rien d'autre ; à faire, en attente, décidé, chacun avec sa date."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parchemin.etapes.inscriptions.espace import espace
from parchemin.etapes.inscriptions.models import Inscription, MesureAccordee, Notification
from parchemin.etapes.inscriptions.queries.candidat import Sienne
from parchemin.etapes.inscriptions.rangement import FichierDePiece
from parchemin.etapes.inscriptions.services import amenager, confirmer, pieces
from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.models import Academie, Echeance, Etablissement, Rattachement, Regroupement
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.candidat import espace as e
from tests.etapes.inscriptions.traces import actes

PAGES = (
    "ma-candidature", "ma-candidature-epreuves", "ma-candidature-publication", "ma-candidature-renoncer",
    "ma-candidature-confirmer", "ma-candidature-pieces", "ma-candidature-demandes",
)  # fmt: skip


def lire(client: Client, route: str, *arguments: object) -> str:
    reponse = client.get(reverse(route, args=arguments))
    assert reponse.status_code == 200, route
    return e.texte(reponse)


def amenage(inscription: Inscription) -> Notification:
    """Décision d'aménagement remise au candidat."""
    le = timezone.now()
    demande = amenager.demander(inscription, par=m.LYON, le=le)
    amenager.recevoir_l_avis(demande, rendu_le=le.date(), par=m.LYON, le=le)
    tiers = amenager.Mesure(MesureAccordee.Genre.TEMPS_MAJORE, part=Fraction(1, 3))
    amenager.decider(demande, amenager.Decision(True, "2026-7", [tiers]), par=m.LYON, le=le)
    return inscription.notifications.get(genre=Notification.Genre.AMENAGEMENT)


@pytest.mark.parametrize("route", PAGES)
def test_chaque_page_se_lit(route: str, horloge: e.Horloge) -> None:
    assert "<h1>" in lire(e.entre(e.inscrit(horloge)), route)


def test_qui_n_est_pas_candidat_n_entre_pas(horloge: e.Horloge) -> None:
    e.inscrit(horloge)
    lycee = e.directeur(m.LYCEE, horloge.monde)
    assert lycee.get(reverse("ma-candidature")).status_code == 403


def test_une_candidature_qui_n_existe_plus_pour_lui_est_introuvable(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    client = e.entre(inscription)
    Inscription.objects.filter(pk=inscription.pk).delete()
    assert client.get(reverse("ma-candidature")).status_code == 404


def test_il_ne_voit_rien_de_celle_d_un_autre(horloge: e.Horloge) -> None:
    sienne, autre = e.inscrit(horloge), e.inscrit(horloge, "Voisin", prenoms="Adam", courriel="")
    message, le = amenage(autre), timezone.now()
    piece = pieces.deposer(
        autre, "identite", FichierDePiece("a.pdf", b"%PDF-1.7"), par=m.candidat(autre), le=le
    )
    client = e.entre(sienne)
    for route, numero in (("message", message.pk), ("fichier", piece.pk)):
        assert client.get(reverse(f"ma-candidature-{route}", args=[numero])).status_code == 404
    for route in ("message", "accuser"):
        assert client.post(reverse(f"ma-candidature-{route}", args=[message.pk])).status_code == 404
    assert client.post(reverse("ma-candidature-retirer", args=["amenagement", 1])).status_code == 404
    assert client.get(reverse("inscriptions-inscrire-etape", args=[autre.pk, "identite"])).status_code == 404
    assert "Voisin" not in lire(client, "ma-candidature")
    message.refresh_from_db()
    assert message.ouverte_le is None


def test_a_faire_vient_par_date_et_dit_ou_agir(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    e.fixer(horloge.monde.session, "depot-des-pieces", horloge.cloture + timedelta(days=9))
    confirmer.demander_la_confirmation(inscription, par=m.LYON, le=timezone.now())
    faits = espace(Sienne(inscription), le=timezone.now()).a_faire
    assert [d.titre for d in faits] == [
        "Confirmer votre inscription", "Remettre : Certificat de scolarité de l'année de l'examen",
        "Remettre : Pièce d'identité en cours de validité", "Lire : Confirmation d'inscription à signer",
    ]  # fmt: skip
    assert faits[0].limite is not None
    assert faits[0].limite.instant == horloge.cloture
    assert faits[-1].limite is None


def test_une_date_passee_se_voit(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    faits = espace(Sienne(inscription), le=horloge.cloture + timedelta(minutes=1)).a_faire
    assert (faits[0].mot, faits[0].forme) == ("Date passée", "bloquant")


def test_a_papeete_la_date_est_a_l_heure_de_la_bas_et_de_paris(horloge: e.Horloge) -> None:
    monde, le = horloge.monde, timezone.now()
    tahiti = Academie.objects.get(pk="41")
    regroupement = Regroupement.objects.create(session=monde.session, code="41", pilote=tahiti)
    Rattachement.objects.create(regroupement=regroupement, session=monde.session, academie=tahiti, depuis=le)
    Etablissement.objects.create(uai="9999841P", nom="Lycée fictif", academie=tahiti, secteur="public")
    limite = datetime(2027, 1, 9, 3, 30, tzinfo=UTC)
    Echeance.objects.filter(session=monde.session, code="cloture-des-registres").update(le=limite)
    par = m.auteur(Role.VICE_RECTORAT, "academie:41", 41)
    client = e.entre(m.inscrit(monde, academie="41", etablissement="9999841P", par=par, le=le))
    page = lire(client, "ma-candidature")
    # Le même instant n'est pas le même jour : dix heures de retard sur UTC, une heure d'avance à Paris.
    assert "8 janvier 2027, 17 h 30" in page
    assert "9 janvier 2027, 4" in page
    assert "UTC−10" in page


def test_en_metropole_l_heure_de_paris_ne_se_dit_qu_une_fois(horloge: e.Horloge) -> None:
    page = lire(e.entre(e.inscrit(horloge)), "ma-candidature")
    assert "heure de Paris" in page
    assert "à Paris" not in page


def test_lire_un_message_ne_s_inscrit_que_quand_on_l_ouvre(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    message = amenage(inscription)
    client = e.entre(inscription)
    assert "2026-7" not in lire(client, "ma-candidature-message", message.pk)
    message.refresh_from_db()
    assert message.ouverte_le is None
    adresse = reverse("ma-candidature-message", args=[message.pk])
    for _ in range(2):
        assert client.post(adresse).status_code == 302
    page = lire(client, "ma-candidature-message", message.pk)
    assert "2026-7" in page
    assert "1/3 de la durée" in page
    assert actes(inscription.code).count("ouvrir_notification") == 1


def test_accuser_reception_d_une_decision_d_amenagement(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge)
    message = amenage(inscription)
    client = e.entre(inscription)
    client.post(reverse("ma-candidature-message", args=[message.pk]))
    assert "Accuser réception" in lire(client, "ma-candidature")
    for _ in range(2):
        client.post(reverse("ma-candidature-accuser", args=[message.pk]))
    assert "Accuser réception" not in lire(client, "ma-candidature")
    assert actes(inscription.code).count("accuser_reception") == 1


def test_l_effet_de_chaque_option_et_de_chaque_absence_est_dit_avec_son_article(horloge: e.Horloge) -> None:
    inscription = e.inscrit(horloge, facultatives="EF1", langue_facultative="espagnol")
    page = lire(e.entre(inscription), "ma-candidature-epreuves")
    for dit in (
        "Absence non justifiée à une épreuve obligatoire", "art. D643-24, al. 1", "Le zéro compte dans la moyenne",
        "Épreuve facultative présentée", "jamais de baisse", "sauf si vous changez de voie", "EF1 Langue vivante",
    ):  # fmt: skip
        assert dit in page, dit
    assert "EF3" not in page


@pytest.mark.parametrize(("route", "plafond"), [("ma-candidature", 17), ("ma-candidature-confirmer", 14)])
def test_une_page_lit_la_base_un_nombre_borne_de_fois(
    route: str, plafond: int, horloge: e.Horloge, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    inscription = e.inscrit(horloge)
    amenage(inscription)
    client = e.entre(inscription)
    lire(client, route)  # la première page prolonge la session
    with django_assert_max_num_queries(plafond):
        lire(client, route)
