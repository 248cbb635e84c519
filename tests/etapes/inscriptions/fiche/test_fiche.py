"""La fiche d'un candidat : ce qu'elle dit à chaque rôle, ce qu'elle tait, en combien de requêtes."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parchemin.droit.dispenses import GenreDeTitre
from parchemin.droit.formes import Forme
from parchemin.droit.parametres import registre
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import Inscription, MesureAccordee, PieceAcademique
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.rangement import FichierDePiece
from parchemin.etapes.inscriptions.services import amenager, modifier, parcours, pieces, titres
from parchemin.etapes.inscriptions.services.recevoir import Rejet, rejeter
from parchemin.socle.comptes.roles import Role
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fiche.conftest import Bureau, adresse, clair, lire
from tests.web.pages.lecture import visiter

pytestmark = pytest.mark.django_db
PLAFOND = 12
# Ce que coûte de reconnaître la personne et son périmètre : toute page le paie.
DE_LA_PERSONNE = (
    "django_session", "comptes_", "organisation_rattachement\".\"academie_id\" AS",
    "SELECT \"organisation_etablissement\".\"uai\" AS \"pk\"",
    "SELECT \"organisation_centre\".\"id\" AS \"pk\"", "SAVEPOINT",
)  # fmt: skip


def riche(bureau: Bureau) -> Inscription:
    """Une candidature où tout ce qui peut exister existe."""
    i, par, le = bureau.de_grenoble("Comblée"), m.RATTACHE, m.PENDANT
    passee = parcours.SessionPassee(2024, Voie.SCOLAIRE, Forme.GLOBALE)
    parcours.declarer_anterieure(i, passee, par=par, le=le)
    note = titres.NoteAConserver("ccst", 2024, "U3", 25, date(2024, 7, 4))
    benefice = titres.demander_un_benefice(i, note, par=par, le=le)
    titres.decider_un_benefice(benefice, accorder=True, par=par, le=le)
    titre = titres.TitreProduit(GenreDeTitre.BTS_AUTRE_SPECIALITE, "BTS fictif")
    titres.demander_une_dispense(i, "U1", titre, par=par, le=le)
    mesures = [
        amenager.Mesure(MesureAccordee.Genre.TEMPS_MAJORE, MesureAccordee.Champ.ECRITS, part=Fraction(1, 3)),
        amenager.Mesure(MesureAccordee.Genre.SALLE_A_PART, MesureAccordee.Champ.ECRITS),
    ]
    decision = amenager.Decision(accordee=True, reference="AM-2026-12", mesures=mesures)
    amenager.decider(amenager.demander(i, par=par, le=le), decision, par=par, le=le)
    PieceAcademique.objects.create(
        session=bureau.monde.session,
        academie_id=m.RATTACHEE,
        code="lettre",
        libelle="Lettre fictive",
        depuis=le,
    )
    pieces.deposer(i, "lettre", FichierDePiece("lettre.pdf", b"%PDF-1.7 fictif"), par=par, le=le)
    pour_le = (bureau.le + timedelta(days=9)).date()
    pieces.demander(i, "identite", pour_le=pour_le, motif="Illisible", par=par, le=le)
    return i


def codes_attendus(bureau: Bureau, i: Inscription) -> list[str]:
    """Codes des pièces que la liste demande à cette candidature."""
    ici = Inscription.objects.select_related("etablissement", "academie", "session").get(pk=i.pk)
    return [p.code for p in Connaissances(bureau.monde.session).pieces(dossier(ici), ()).attendues]


def test_la_fiche_dit_tout_de_la_candidature(bureau: Bureau) -> None:
    i = riche(bureau)
    texte = lire(bureau.grenoble, adresse("", i.pk))
    for dit in (
        "Comblée Léa", i.numero, "Inscrite, à confirmer", "Déposée le 03/11/2025", "9 avril 2005, Lyon",
        "Grenoble, académie d'origine, tient la plume ; Lyon, pilote, lit jusqu'au transfert, prévu le 12/01/2026",
        "Régime A : contrôle en cours de formation partiel", "Code de l'éducation, art. D643-19",
        "Établissement privé hors contrat : régime C, épreuves ponctuelles", "Culture générale et expression",
        "12,5, U3 de la session 2024, jusqu'au 04/07/2029", "U3 de la session 2024 : 12,5", "donne U4",
        "Dispense de U1 : BTS d'une autre spécialité, BTS fictif", "Temps majoré", "1/3 de la durée, épreuves écrites",
        "Salle à part", "décision AM-2026-12", "Lettre fictive", "À contrôler", "Réclamée", "Illisible", "encore 9 jours",
        "Pas encore ouverte", "Session d'origine : 2024", "Candidat inscrit",
        "Personne fictive 3, Académie de rattachement, Grenoble",
    ):  # fmt: skip
        assert dit in texte, (dit, texte)


def test_au_plus_douze_requetes_meme_pour_la_candidature_la_plus_riche(bureau: Bureau) -> None:
    riches, simple = riche(bureau), bureau.de_grenoble("Simple")
    for client in (bureau.grenoble, bureau.pilote):
        assert [compter(client, adresse("", i.pk)) <= PLAFOND for i in (riches, simple)] == [True, True]


def compter(client: Client, ou: str) -> int:
    """Requêtes de la page, sans celles qui reconnaissent la personne."""
    with CaptureQueriesContext(connection) as lues:
        assert client.get(ou).status_code == 200
    siennes = [q["sql"] for q in lues if not any(signe in q["sql"][:200] for signe in DE_LA_PERSONNE)]
    assert siennes
    return len(siennes)


def test_chacun_ne_voit_que_ses_candidatures(bureau: Bureau) -> None:
    i = bureau.de_grenoble()
    toulouse = bureau.entrer(Role.RATTACHEMENT, m.AUTONOME, m.AUTONOME)
    for client in (toulouse, bureau.lyon, bureau.proviseur):
        assert client.get(adresse("", i.pk)).status_code == 404
        assert client.post(adresse("annulation", i.pk), {"motif": "Pris"}).status_code in {403, 404}
    for client in (bureau.grenoble, bureau.pilote, bureau.entrer(Role.NATIONAL)):
        assert client.get(adresse("", i.pk)).status_code == 200
    assert bureau.grenoble.get(adresse("", 999_999)).status_code == 404


@pytest.mark.parametrize("role", [Role.INSPECTEUR, Role.AUDITEUR, Role.DELEGUE])
def test_qui_regarde_lit_la_fiche_sans_bouton_ni_fichier(bureau: Bureau, role: Role) -> None:
    i, regard = riche(bureau), bureau.entrer(role, m.RATTACHEE, m.RATTACHEE)
    page = visiter(regard, adresse("", i.pk))
    assert page.statut == 200
    for acte in ("Rejeter", "Changer de voie", "Modifier", "Décider", "Renoncer", "Ouvrir Lettre"):
        assert acte not in page.texte, acte
    depot = i.pieces_deposees.get().pk
    assert regard.get(adresse("piece-fichier", i.pk, depot)).status_code == 403


def test_avant_le_transfert_le_pilote_lit_et_sait_pourquoi(bureau: Bureau) -> None:
    i = bureau.de_grenoble()
    texte = lire(bureau.pilote, adresse("", i.pk))
    assert "Avant le transfert, l'académie d'origine (Grenoble) tient la plume" in texte
    assert "Rejeter" not in texte
    refuse = lire(bureau.pilote, adresse("rejet", i.pk))
    assert "Vous ne pouvez pas le faire ici" in refuse
    bureau.transferer()
    texte = lire(bureau.pilote, adresse("", i.pk))
    assert "Grenoble et Lyon tiennent la plume ensemble depuis le transfert du 12 janvier 2026" in texte
    assert "Rejeter" in texte


def test_l_etablissement_lit_les_roles_et_non_les_noms(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde, par=m.LYON)
    texte = lire(bureau.proviseur, adresse("", i.pk))
    assert "Académie de rattachement, Lyon" in texte
    assert "Personne fictive 5" not in texte
    assert "Personne fictive 5" in lire(bureau.lyon, adresse("", i.pk))


def test_les_points_menent_au_champ_a_corriger(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde, langue_obligatoire="", par=m.LYON)
    page = visiter(bureau.lyon, adresse("", i.pk))
    assert "À compléter avant la confirmation" in clair(page)
    assert f"{adresse('modifier', i.pk, 'choix')}#id_langue_obligatoire" in page.propositions
    par_experience = m.inscrit(
        bureau.monde, "Aguerri", voie="experience", etablissement="", division="", par=m.LYON
    )
    page = visiter(bureau.lyon, adresse("", par_experience.pk))
    assert adresse("parcours", par_experience.pk) in page.propositions


def test_une_candidature_rejetee_ou_annulee_se_lit_encore(bureau: Bureau) -> None:
    rejetee, annulee = m.inscrit(bureau.monde, "Rejetée"), m.inscrit(bureau.monde, "Annulée")
    rejeter(rejetee, Rejet(["Dossier vide."], "Contester."), par=m.LYON, le=m.PENDANT)
    modifier.annuler(annulee, motif="Doublon", par=m.LYON, le=m.PENDANT)
    for i, dit in ((rejetee, "Rejetée le 3 novembre 2025"), (annulee, "Annulée le 3 novembre 2025")):
        page = visiter(bureau.lyon, adresse("", i.pk))
        assert (page.statut, dit in clair(page)) == (200, True)
        assert not [a for a in page.propositions if "rejet" in a or "modifier" in a]


def test_un_etablissement_au_secteur_inconnu_laisse_le_regime_a_determiner(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    etablissement = i.etablissement
    assert etablissement
    etablissement.secteur = "inconnu"
    etablissement.save()
    texte = lire(bureau.lyon, adresse("", i.pk))
    assert "Régime à déterminer" in texte
    assert "Le secteur de l'établissement est à renseigner" in texte
    assert "Forme à déterminer" in texte


def test_la_page_est_saine(bureau: Bureau) -> None:
    page = visiter(bureau.grenoble, adresse("", riche(bureau).pk))
    assert len(page.titres["h1"]) == 1
    assert page.en_ligne == []
    assert len(page.ids) == len(set(page.ids))


def test_la_page_du_parcours_dit_l_experience_que_le_droit_exige(bureau: Bureau) -> None:
    exigee = registre().valeur("inscription.experience_mois", le=date(2026, 7, 1))
    texte = lire(bureau.grenoble, adresse("parcours", bureau.de_grenoble("Un").pk))
    assert f"{exigee.valeur} mois dans le domaine fondent la candidature par l'expérience." in texte.replace(
        "’", "'"
    )
