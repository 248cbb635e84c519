"""Les papiers d'une candidature : ce qu'ils disent, à quelle heure, pour qui, et leur trace."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.urls import reverse

from parchemin.etapes.inscriptions.documents import Matiere, Papier, imprimer, preparer
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.queries.fiche import lire as lire_la_fiche
from parchemin.etapes.inscriptions.services import modifier
from parchemin.socle.comptes.models import Habilitation
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.models import Echeance
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fiche.conftest import Bureau, adresse, clair, envoyer
from tests.etapes.inscriptions.fiche.test_fiche import riche
from tests.socle.comptes.monde import entrer
from tests.web.pages.lecture import lue

pytestmark = pytest.mark.django_db
LE = datetime(2025, 11, 15, 23, 30, tzinfo=UTC)


def matiere(i: Inscription) -> Matiere:
    lu = lire_la_fiche(Portee(partout=True), i.pk)
    assert lu
    return Matiere(lu.dossier, lu.connaissances, lu.en_vigueur)


def pages(octets: bytes) -> int:
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        return len(pdf.pages)


def editions() -> int:
    return Acte.objects.filter(acte="inscriptions.editer").count()


def test_le_papier_dit_la_candidature_a_l_heure_de_l_academie(bureau: Bureau) -> None:
    prete = preparer(matiere(riche(bureau)), le=LE)
    assert prete.etablie_le == "16 novembre 2025, 0 h 30 (Europe/Paris, UTC+1)"
    par_code = {e.code: e for e in prete.epreuves}
    e4 = par_code["E4"]
    assert (e4.sort.value, e4.note, e4.session, e4.raison) == ("note conservée", "12,5", 2024, "note de U3")
    assert (par_code["E2"].langue, par_code["E1"].langue) == ("anglais", "")
    assert "Temps majoré : 1/3 de la durée, épreuves écrites" in prete.amenagements
    assert prete.cadre.academie_d_origine == "Grenoble"
    assert prete.cadre.academie_pilote == "Lyon"
    assert {e.choix for e in prete.effets} >= {"Note conservée", "Forme globale choisie"}
    assert (prete.mineur, prete.etat_civil.feminin) == (False, True)
    lettre = next(p for p in prete.pieces if p.libelle == "Lettre fictive")
    assert str(lettre.remise_le) == "2025-11-03"
    assert prete.retour
    assert prete.retour.adresse[0] == "Lycée fictif 9990801S"


def test_le_retour_et_la_minorite_suivent_le_calendrier(bureau: Bureau) -> None:
    Echeance.objects.create(
        session=bureau.monde.session, code="retour-des-confirmations", libelle="Retour",
        le=datetime(2025, 12, 5, 16, tzinfo=UTC),
    )  # fmt: skip
    mineure = m.inscrit(bureau.monde, "Jeune", ne_le="2008-01-01", civilite="", etablissement=m.LYCEE)
    prete = preparer(matiere(mineure), le=LE)
    assert prete.retour
    assert prete.retour.avant == "5 décembre 2025, 17 h (Europe/Paris, UTC+1)"
    assert (prete.mineur, prete.etat_civil.feminin) == (True, None)


@pytest.mark.parametrize("papier", list(Papier))
def test_chaque_papier_se_compose(bureau: Bureau, papier: Papier) -> None:
    octets = imprimer(papier, [matiere(riche(bureau))], le=LE)
    assert pages(octets) >= 1


def test_la_vue_sert_le_papier_et_consigne_les_officiels(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    for genre, attendues in (("recapitulatif", 0), ("confirmation", 1), ("attestation", 2)):
        reponse = bureau.proviseur.get(adresse("document", i.pk, genre))
        assert (reponse.status_code, reponse.headers["Content-Type"]) == (200, "application/pdf")
        assert reponse.headers["X-Content-Type-Options"] == "nosniff"
        assert reponse.content.startswith(b"%PDF-")
        assert editions() == attendues
    assert bureau.lyon.head(adresse("document", i.pk, "attestation")).status_code == 200
    assert editions() == 2
    assert bureau.lyon.get(adresse("document", i.pk, "diplome")).status_code == 404
    assert bureau.grenoble.get(adresse("document", i.pk, "attestation")).status_code == 404
    assert "Document remis" in clair(lue(bureau.lyon.get(adresse("", i.pk))))


def test_le_candidat_ouvre_ses_papiers_et_pas_ceux_d_un_autre(bureau: Bureau) -> None:
    i, autre = m.inscrit(bureau.monde), m.inscrit(bureau.monde, "Autre")
    tenue: Habilitation = bureau.personne(Role.CANDIDAT, str(i.pk))
    assert tenue.perimetre == i.code
    client = entrer(tenue.personne)
    assert client.get(adresse("document", i.pk, "recapitulatif")).status_code == 200
    assert client.get(adresse("document", autre.pk, "recapitulatif")).status_code == 404
    assert client.get(adresse("", i.pk)).status_code == 403


def test_une_attestation_ne_se_delivre_que_deposee_et_en_vie(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde)
    modifier.annuler(i, motif="Doublon", par=m.LYON, le=m.PENDANT)
    reponse = bureau.lyon.get(adresse("document", i.pk, "attestation"))
    assert reponse.status_code == 422
    assert "est annulée : ce papier ne se délivre plus" in clair(lue(reponse))
    Inscription.objects.update(etat="brouillon")
    reponse = bureau.lyon.get(adresse("document", i.pk, "attestation"))
    assert "n'est pas encore déposée" in clair(lue(reponse))
    assert editions() == 0


def test_un_nom_qui_ne_s_imprime_pas_est_dit(bureau: Bureau) -> None:
    i = m.inscrit(bureau.monde, "Иванов")
    with pytest.raises(ActeRefuse, match=f"Candidature {i.pk}, nom"):
        imprimer(Papier.CONFIRMATION, [matiere(i)], le=LE)
    assert bureau.lyon.get(adresse("document", i.pk, "confirmation")).status_code == 422
    assert editions() == 0


def test_toutes_les_confirmations_d_un_etablissement_en_un_fichier(bureau: Bureau) -> None:
    prets = [m.inscrit(bureau.monde, nom) for nom in ("Zélande", "Éole", "abel")]
    m.inscrit(bureau.monde, "Incomplet", langue_obligatoire="")
    confirmee = m.inscrit(bureau.monde, "Confirmé")
    envoyer(bureau.lyon, adresse("papier", confirmee.pk), {"version": "1"})
    page = clair(lue(bureau.proviseur.get(reverse("inscriptions-confirmations", args=[m.LYCEE]))))
    assert "3 confirmations à imprimer" in page
    assert "Incomplet Léa : 1 point à régler" in page
    assert "Confirmé Léa" not in page
    ou = reverse("inscriptions-confirmations-pdf", args=[m.LYCEE])
    reponse = bureau.proviseur.get(ou)
    assert (reponse.status_code, pages(reponse.content) >= len(prets)) == (200, True)
    assert editions() == 3
    assert bureau.grenoble.get(ou).status_code == 404
    assert bureau.proviseur.get(reverse("inscriptions-confirmations", args=[m.VOISIN])).status_code == 404
    assert bureau.lyon.get(reverse("inscriptions-confirmations-pdf", args=[m.VOISIN])).status_code == 404
