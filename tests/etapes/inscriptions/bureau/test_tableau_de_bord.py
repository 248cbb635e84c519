"""Le tableau de bord : ce qui attend chacun, dans l'ordre des échéances, et rien de ce qui n'attend personne."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.etapes.inscriptions import champs
from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription
from parchemin.etapes.inscriptions.queries.tableau_de_bord import TableauDeBord, tableau_de_bord
from parchemin.etapes.inscriptions.services import amenager, confirmer
from parchemin.etapes.inscriptions.services.connaissance import prendre_connaissance
from parchemin.etapes.inscriptions.services.modifier import completer
from parchemin.etapes.inscriptions.services.recevoir import transferer
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import Academie, Echeance
from parchemin.socle.organisation.portee import Portee
from tests.etapes.inscriptions import monde as m
from tests.web.pages.lecture import visiter

PORTEES = {
    m.LYON.code: Portee(academies=frozenset({m.PILOTE})),
    m.RATTACHE.code: Portee(academies=frozenset({m.RATTACHEE})),
    m.PROVISEUR.code: Portee(etablissements=frozenset({m.LYCEE})),
}
NATIONAL = m.auteur(Role.NATIONAL, "", 9)


def bord(monde: m.Monde, par: Auteur, *, le: datetime = m.PENDANT) -> TableauDeBord:
    portees = PORTEES | {
        monde.pilote.code: Portee(academies=frozenset({m.PILOTE, m.RATTACHEE})), NATIONAL.code: Portee(partout=True)
    }  # fmt: skip
    return tableau_de_bord(portees[par.code], monde.session, par, le=le)


def points(lu: TableauDeBord) -> dict[str, int]:
    """Nombre de chaque tâche, par le filtre ou la page qu'elle ouvre."""
    return {t.adresse.partition("cas=")[2].partition("&")[0] or t.adresse: t.nombre for t in lu.taches}


def grenoble(monde: m.Monde) -> Inscription:
    return m.inscrit(monde, "Degrenoble", academie=m.RATTACHEE, etablissement=m.CFA)


@pytest.mark.django_db
def test_rien_n_est_affiche_de_ce_qui_n_attend_personne() -> None:
    monde = m.batir()
    lu = bord(monde, m.LYON)
    assert lu.taches == []
    assert lu.phrase == "Rien ne demande quelqu'un aujourd'hui."
    inscription = m.inscrit(monde)
    Inscription.objects.filter(pk=inscription.pk).update(
        pieces_manquantes=0, etat=EtatInscription.RECEVABLE, confirmee_le=m.PENDANT, confirmee_par="papier",
        decidee_le=m.PENDANT,
    )  # fmt: skip
    lu = bord(monde, m.LYON)
    assert lu.taches == []
    assert (lu.registre.lignes, lu.registre.achevees, lu.registre.total.recevables) == ([], 1, 1)


@pytest.mark.django_db
def test_chaque_role_a_ses_taches() -> None:
    monde = m.batir()
    m.inscrit(monde, "Dulycee", langue_obligatoire="", par=m.PROVISEUR)
    grenoble(monde)
    un = m.inscrit(monde, "Amenage")
    amenager.demander(un, par=m.LYON, le=m.PENDANT)
    assert points(bord(monde, m.LYON)) == {"a_completer": 1, "a_confirmer": 2, "pieces": 2, "amenagement": 1}
    assert points(bord(monde, m.PROVISEUR)) == {"a_completer": 1, "a_confirmer": 2, "pieces": 2}
    rattachee = points(bord(monde, m.RATTACHE))
    assert (rattachee["a_confirmer"], rattachee["pieces"]) == (1, 1)
    assert rattachee[f"{reverse('inscriptions-transferts')}?session=ccst-2026"] == 1
    # Avant le transfert le pilote ne fait que lire ce qui vient de Grenoble.
    pilote = bord(monde, monde.pilote)
    assert points(pilote)["a_confirmer"] == 2
    assert all("plume=oui" in t.adresse for t in pilote.taches)
    assert [ligne.nom for ligne in pilote.registre.lignes] == ["Grenoble", "Lyon"]
    assert points(bord(monde, NATIONAL)) == {}


@pytest.mark.django_db
def test_le_plus_presse_d_abord_dans_l_heure_du_lieu() -> None:
    monde = m.batir()
    m.inscrit(monde, "Un", langue_obligatoire="")
    Echeance.objects.create(
        session=monde.session, code=Operation.CONFIRMATIONS.value, libelle="Retour", academie_id=m.PILOTE,
        le=m.PENDANT - timedelta(days=1),
    )  # fmt: skip
    taches = bord(monde, m.LYON).taches
    assert [(t.mot, t.quand) for t in taches] == [
        ("En retard", "depuis le 2 novembre 2025, 10 h"),
        ("À faire", "avant le 21 novembre 2025, 18 h"),
        ("À faire", "sans échéance au calendrier"),
    ]
    assert [t.mot for t in bord(monde, m.LYON, le=m.CLOTURE - timedelta(days=2)).taches][1] == "Urgent"
    Academie.objects.filter(pk=m.PILOTE).update(fuseau="Pacific/Tahiti")
    assert "21 novembre 2025, 7 h (UTC−10)" in bord(monde, m.LYON).taches[1].quand


@pytest.mark.django_db
def test_le_registre_se_tient_par_academie_par_etablissement_ou_par_division() -> None:
    monde = m.batir()
    m.inscrit(monde, "Un", division="TS1")
    m.inscrit(monde, "Deux", division="TS2")
    m.inscrit(monde, "Trois", etablissement=m.VOISIN)
    grenoble(monde)
    assert [ligne.nom for ligne in bord(monde, NATIONAL).registre.lignes] == ["Grenoble", "Lyon"]
    de_lyon = bord(monde, m.LYON).registre
    assert [(ligne.nom, ligne.avancement.inscrits) for ligne in de_lyon.lignes] == [
        (f"Lycée fictif {m.LYCEE}", 2), (f"Lycée fictif {m.VOISIN}", 1),
    ]  # fmt: skip
    assert [ligne.nom for ligne in bord(monde, m.PROVISEUR).registre.lignes] == ["TS1", "TS2"]
    assert de_lyon.a_transferer == 0
    assert bord(monde, m.RATTACHE).registre.a_transferer == 1


@pytest.mark.django_db
def test_le_national_n_est_appele_que_par_un_transfert_en_retard() -> None:
    monde = m.batir()
    grenoble(monde)
    assert bord(monde, NATIONAL).taches == []
    (tache,) = bord(monde, NATIONAL, le=m.TRANSFERT + timedelta(days=1)).taches
    assert (tache.nombre, tache.mot) == (1, "En retard")


@pytest.mark.django_db
def test_ce_que_l_autre_academie_a_change_depuis_le_transfert_se_lit_avant_et_apres() -> None:
    monde = m.batir()
    inscription = grenoble(monde)
    changer = {"prenoms": "Zoé"}
    completer(inscription, {"localite": "Avant"}, lu=champs.etat(inscription), par=m.RATTACHE, le=m.PENDANT)
    transferer(monde.session, Academie.objects.get(pk=m.RATTACHEE), par=m.RATTACHE, le=m.TRANSFERT)
    inscription.refresh_from_db()
    apres = m.TRANSFERT + timedelta(days=2)
    completer(
        inscription, changer, lu=champs.etat(inscription), motif="Acte de naissance", par=m.RATTACHE, le=apres
    )
    vu = bord(monde, monde.pilote, le=apres)
    (modification,) = vu.modifications
    assert (modification.auteur, modification.titre) == (m.RATTACHE.nom, "Académie de rattachement, Grenoble")
    assert [(c.nom, c.avant, c.apres) for c in modification.changements] == [("Prénoms", "Léa", "Zoé")]
    assert points(vu)["#modifications"] == 1
    assert bord(monde, m.RATTACHE, le=apres).modifications == []
    prendre_connaissance(inscription, par=monde.pilote, le=apres)
    assert bord(monde, monde.pilote, le=apres).modifications == []


@pytest.mark.django_db
def test_ce_qui_s_est_passe_depuis_hier_se_compte_dans_le_perimetre() -> None:
    monde = m.batir()
    le = datetime.now(UTC)
    un = m.inscrit(monde)
    confirmer.demander_la_confirmation(un, par=m.LYON, le=le)
    grenoble(monde)
    assert bord(monde, m.LYON, le=le).depuis_hier == [("Confirmation remise au candidat", 1)]
    assert bord(monde, m.RATTACHE, le=le).depuis_hier == []
    assert bord(monde, NATIONAL, le=m.PENDANT + timedelta(hours=1)).depuis_hier[0] == ("Candidat inscrit", 2)


def test_chaque_chiffre_ouvre_sa_liste(monde: m.Monde, pilote: Client) -> None:
    m.inscrit(monde, "Delyon")
    grenoble(monde)
    page = visiter(pilote, reverse("inscriptions"))
    assert "À traiter aujourd’hui" in page.texte
    (liste,) = [a for a in page.propositions if "cas=a_confirmer" in a]
    ouverte = visiter(pilote, liste)
    assert "1 candidat sous ces filtres" in ouverte.texte
    assert "que vous pouvez changer" in ouverte.texte


def test_chaque_nombre_du_registre_ouvre_autant_de_candidats(
    monde: m.Monde, pilote: Client, lyon: Client, proviseur: Client
) -> None:
    m.inscrit(monde, "Individuel", etablissement="", voie="distance", division="", preparation_suivie="oui")
    m.inscrit(monde, "Sansdivision", division="")
    m.inscrit(monde, "Delyon", langue_obligatoire="")
    un = m.inscrit(monde, "Confirme")
    confirmer.confirmer(un, Inscription.Confirmation.PAPIER, version=un.version, par=m.LYON, le=m.PENDANT)
    grenoble(monde)
    Inscription.objects.filter(academie=m.RATTACHEE).update(transferee_le=m.PENDANT)
    brouillon = m.inscrit(monde, "Brouillon")
    Inscription.objects.filter(pk=brouillon.pk).update(etat=EtatInscription.BROUILLON)
    for navigateur, inscrits in ((pilote, 5), (lyon, 4), (proviseur, 3)):
        lu = navigateur.get(reverse("inscriptions")).context["bord"]
        assert lu.ensemble[0][0] == inscrits
        for nombre, adresse in [couple for _, nombres in lu.rangees for couple in nombres] + lu.ensemble:
            assert nombre is None or navigateur.get(adresse).context["nombre"] == nombre


def test_sans_session_la_page_le_dit(ouvrir: object, monde: m.Monde, national: Client) -> None:
    Echeance.objects.all().delete()
    for lien in (monde.regroupement, monde.autonome):
        lien.rattachements.all().delete()
        lien.delete()
    monde.session.delete()
    for page in ("inscriptions", "inscriptions-candidats", "inscriptions-non-lus"):
        assert "Aucune session n’est encore ouverte" in visiter(national, reverse(page)).texte
