"""Les actes groupés : l'aperçu dit ce que l'acte dira, un refus n'arrête pas les autres, refaire ne change rien."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, Notification, PieceDemandee
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.services import confirmer, pieces
from parchemin.socle.journal.models import Acte
from tests.etapes.inscriptions import monde as m
from tests.web.pages.lecture import Page, lue, visiter

PAPIER, RECEVOIR, DEMANDER = "confirmer_sur_papier", "declarer_recevables", "demander_la_confirmation"


def apercu(navigateur: Client, acte: str, *choisis: Inscription, **autres: str) -> Page:
    demande: dict[str, Any] = {"acte": acte, "c": [i.pk for i in choisis], **autres}
    return lue(navigateur.get(reverse("inscriptions-candidats-groupe"), demande))


def envoyer(navigateur: Client, acte: str, *choisis: Inscription, **autres: str) -> Page:
    choix = ",".join(f"{i.pk}.{i.version}" for i in choisis)
    saisie: dict[str, Any] = {"acte": acte, "choix": choix, **autres}
    return lue(navigateur.post(reverse("inscriptions-candidats-groupe"), saisie))


def complet(monde: m.Monde, nom: str) -> Inscription:
    """Candidature confirmée, dont toutes les pièces sont vues."""
    inscription = confirmer.confirmer(
        m.inscrit(monde, nom), Inscription.Confirmation.PAPIER, version=1, par=m.LYON, le=m.PENDANT
    )
    connaissances = Connaissances(monde.session)
    connaissances.rattacher(inscription)
    for piece in connaissances.pieces(dossier(inscription), ()).manquantes:
        pieces.deposer(inscription, piece.code, None, par=m.LYON, le=m.PENDANT)
    inscription.refresh_from_db()
    return inscription


def test_l_apercu_n_ecrit_rien_et_dit_le_refus_de_chacun(monde: m.Monde, lyon: Client) -> None:
    pret, incomplet = complet(monde, "Pret"), m.inscrit(monde, "Incomplet")
    actes = Acte.objects.count()
    page = apercu(lyon, RECEVOIR, pret, incomplet)
    assert "Déclarer recevable le candidat" in page.texte
    assert "elle se contrôle une fois confirmée" in page.texte
    assert "ne passera pas" in page.texte
    pret.refresh_from_db()
    assert (pret.etat, Acte.objects.count()) == (EtatInscription.CONFIRMEE, actes)


def test_un_refus_n_arrete_pas_les_autres_et_refaire_ne_change_rien(monde: m.Monde, lyon: Client) -> None:
    premier, refuse, second = complet(monde, "Premier"), m.inscrit(monde, "Refusé"), complet(monde, "Second")
    compte_rendu = envoyer(lyon, RECEVOIR, premier, refuse, second)
    assert "Compte rendu, candidat par candidat" in compte_rendu.texte
    assert "Faits 2 Refusés 1 Rien à faire 0" in compte_rendu.texte
    assert set(Inscription.objects.filter(etat=EtatInscription.RECEVABLE)) == {premier, second}
    actes = Acte.objects.count()
    assert "Faits 0 Refusés 1 Rien à faire 2" in envoyer(lyon, RECEVOIR, premier, refuse, second).texte
    assert Acte.objects.count() == actes


def test_une_confirmation_sur_papier_ne_vaut_que_pour_la_version_lue(monde: m.Monde, lyon: Client) -> None:
    lu, change = m.inscrit(monde, "Lu"), m.inscrit(monde, "Change")
    Inscription.objects.filter(pk=change.pk).update(version=2)
    page = envoyer(lyon, PAPIER, lu, change)
    assert "Faits 1 Refusés 1" in page.texte
    assert "vous aviez lu « 1 », c’est maintenant « 2 »" in page.texte.replace("\u00a0", " ")
    assert Inscription.objects.get(etat=EtatInscription.CONFIRMEE) == lu


def test_tout_ce_que_les_filtres_trouvent(monde: m.Monde, lyon: Client) -> None:
    for nom in ("Un", "Deux"):
        m.inscrit(monde, nom)
    m.inscrit(monde, "Ailleurs", academie=m.RATTACHEE, etablissement=m.CFA)
    page = apercu(lyon, DEMANDER, tout="oui", etat="deposee")
    assert "Demander leur confirmation aux 2 candidats" in page.texte
    assert "Ailleurs" not in page.texte
    assert "Aucun candidat n’est choisi" in apercu(lyon, DEMANDER).texte


def test_ce_qui_est_hors_du_perimetre_n_est_ni_montre_ni_touche(monde: m.Monde, grenoble: Client) -> None:
    ailleurs = m.inscrit(monde, "Ailleurs")
    assert "Ailleurs" not in apercu(grenoble, DEMANDER, ailleurs).texte
    page = envoyer(grenoble, DEMANDER, ailleurs)
    assert "n’est pas, ou plus, dans votre périmètre" in page.texte
    assert not Notification.objects.exists()


def test_l_etablissement_ne_demande_que_ce_qui_lui_revient(monde: m.Monde, proviseur: Client) -> None:
    sien = m.inscrit(monde, "Sien", par=m.PROVISEUR)
    assert "Faits 1" in envoyer(proviseur, DEMANDER, sien).texte
    for acte in (RECEVOIR, PAPIER, "inconnu", ""):
        reponse = proviseur.get(reverse("inscriptions-candidats-groupe"), {"acte": acte, "c": str(sien.pk)})
        assert reponse.status_code == 422
        reponse = proviseur.post(
            reverse("inscriptions-candidats-groupe"), {"acte": acte, "choix": f"{sien.pk}.1"}
        )
        assert reponse.status_code == 422


@pytest.mark.parametrize(
    "choix", ["", "x", "1", "1.", "1.1,", "1.1;2.2", "9" * 40 + ".1", ",".join(["1.1"] * 501)]
)
def test_un_choix_illisible_ne_fait_rien(monde: m.Monde, lyon: Client, choix: str) -> None:
    m.inscrit(monde)
    reponse = lyon.post(reverse("inscriptions-candidats-groupe"), {"acte": PAPIER, "choix": choix})
    assert reponse.status_code == 422
    assert "Rien n’a été fait" in reponse.content.decode()
    assert not Inscription.objects.filter(etat=EtatInscription.CONFIRMEE).exists()


def test_reclamer_une_piece_demande_laquelle_et_pour_quand(monde: m.Monde, lyon: Client) -> None:
    un = m.inscrit(monde, "Un")
    page = apercu(lyon, "reclamer_une_piece", un)
    assert "dites d’abord ce que vous réclamez" in page.texte
    connaissances = Connaissances(monde.session)
    connaissances.rattacher(un)
    code = connaissances.pieces(dossier(un), ()).manquantes[0].code
    jour = {"piece": code, "pour_le": "2999-01-09"}
    page = apercu(lyon, "reclamer_une_piece", un, **jour)
    assert "Réclamer la pièce au candidat" in page.texte
    assert not PieceDemandee.objects.exists()
    assert "Faits 1" in envoyer(lyon, "reclamer_une_piece", un, **jour).texte
    assert "Rien à faire 1" in envoyer(lyon, "reclamer_une_piece", un, **jour).texte
    assert PieceDemandee.objects.get().code == code
    passe = apercu(lyon, "reclamer_une_piece", un, piece=code, pour_le="2001-01-01")
    assert "est déjà passé" in passe.texte
    assert "Écrivez une date" in apercu(lyon, "reclamer_une_piece", un, piece=code, pour_le="demain").texte


def test_relancer_ecrit_a_qui_a_une_adresse_et_dit_qui_n_en_a_pas(
    monde: m.Monde, lyon: Client, django_capture_on_commit_callbacks: Any
) -> None:
    joignable, sans = m.inscrit(monde, "Joignable"), m.inscrit(monde, "Sans", courriel="")
    for inscription in (joignable, sans):
        confirmer.demander_la_confirmation(inscription, par=m.LYON, le=m.PENDANT)
    page = apercu(lyon, "relancer", joignable, sans)
    assert "Relancer les 2 candidats" in page.texte
    assert "remettez-le-lui sur papier" in page.texte
    with django_capture_on_commit_callbacks(execute=True):
        assert "Faits 2" in envoyer(lyon, "relancer", joignable, sans).texte
    assert [message.to for message in mail.outbox] == [["lea@exemple.invalid"]]
    assert "Rien à faire 2" in envoyer(lyon, "relancer", joignable, sans).texte
    assert "Faits 2" in envoyer(lyon, "prevenir", joignable, sans).texte
    assert Notification.objects.exclude(escaladee_le=None).count() == 2


def test_exporter_les_coches_mene_a_l_export(monde: m.Monde, lyon: Client) -> None:
    un = m.inscrit(monde, "Un")
    m.inscrit(monde, "Deux")
    groupe = reverse("inscriptions-candidats-groupe")
    reponse = lyon.get(groupe, {"acte": "exporter_csv", "c": str(un.pk)}, follow=True)
    assert "Un;" in reponse.content.decode("utf-8-sig")
    assert "Deux;" not in reponse.content.decode("utf-8-sig")
    assert lyon.get(groupe, {"acte": "exporter_csv"}).status_code == 422
    assert "Agir, exporter" in visiter(lyon, reverse("inscriptions-candidats")).texte
