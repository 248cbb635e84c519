"""Appliquer un lot : tout ou rien, une seule fois, et jamais par-dessus quelqu'un d'autre."""

import pytest

from parchemin.droit.regimes import Voie
from parchemin.socle.journal.models import Acte, Charge
from parchemin.socle.organisation.imports import lots
from parchemin.socle.organisation.imports.corrige import rendre_avec_diagnostics
from parchemin.socle.organisation.imports.lots import abandonner, appliquer, releve_du_lot, relire
from parchemin.socle.organisation.models import Etablissement, LotImporte, Offre, Phase, SessionExamen
from parchemin.socle.organisation.portee import Portee
from parchemin.socle.organisation.refus import ActeRefuse, Conflit
from parchemin.socle.organisation.services.etablissements import (
    Preparation,
    ajouter_offre,
    enregistrer_etablissement,
)
from tests.socle.organisation.conftest import DE_LYON, LE, NATIONAL, deux_fois, uai
from tests.socle.organisation.imports.fichiers import PARTOUT, csv, lire

pytestmark = pytest.mark.django_db
TITRES = "uai;statut;capacite"
LYON = Portee(academies=frozenset({"10"}))


def test_la_lecture_a_blanc_n_ecrit_que_le_lot(session: SessionExamen, lycee: Etablissement) -> None:
    avant = Acte.objects.count()
    lot = deux_fois(lambda: lire(csv(TITRES, f"{lycee.pk};scolaire;24"), "offre", session))
    assert (lot.etat, LotImporte.objects.count(), Offre.objects.count()) == ("lu", 1, 0)
    assert Acte.objects.count() == avant
    assert len(lot.condense) == 64


def test_un_lot_s_applique_une_seule_fois_et_laisse_sa_trace(
    session: SessionExamen, lycee: Etablissement
) -> None:
    lignes = [f"{lycee.pk};scolaire;24", f"{uai('0690009')};apprentissage;"]
    lot = lire(csv(TITRES, *lignes), "offre", session)
    applique = deux_fois(lambda: appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE))
    assert (applique.etat, applique.applique_le) == ("applique", LE)
    offres = [(o.etablissement_id, o.voie, o.capacite) for o in Offre.objects.all()]
    assert offres == [(lycee.pk, "scolaire", 24), (uai("0690009"), "apprentissage", None)]
    acte = Acte.objects.get(acte="organisation.appliquer_import")
    contenu = Charge.objects.get(acte=acte).contenu
    assert (acte.objet, acte.session) == (f"import:{lot.pk}", "ccst-2026")
    assert '"ajoutes":3' in contenu
    assert lot.condense in contenu
    assert Acte.objects.filter(objet=f"etablissement:{lycee.pk}").count() == 1


def test_une_seule_faute_et_rien_n_est_ecrit(session: SessionExamen, lycee: Etablissement) -> None:
    lot = lire(csv(TITRES, f"{lycee.pk};scolaire;24", "0690009Q;scolaire;24"), "offre", session)
    with pytest.raises(ActeRefuse, match=r"Des fautes bloquent ce fichier \(1\)"):
        appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE)
    lot.refresh_from_db()
    assert (lot.etat, Offre.objects.count()) == ("lu", 0)


def test_un_fichier_qui_ne_change_rien_le_dit(
    session: SessionExamen, lycee: Etablissement, offre_du_lycee: None
) -> None:
    lot = lire(csv(TITRES, f"{lycee.pk};scolaire;24"), "offre", session)
    with pytest.raises(ActeRefuse, match="ne change rien"):
        appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE)


def test_la_base_changee_depuis_la_lecture_est_un_conflit_que_la_relecture_leve(
    session: SessionExamen, lycee: Etablissement, offre_du_lycee: None
) -> None:
    lot = lire(csv(TITRES, f"{lycee.pk};scolaire;30", f"{lycee.pk};fpc;6"), "offre", session)
    ajouter_offre(lycee, Preparation(session, Voie.SCOLAIRE, 28), lu={"capacite": "24"}, par=NATIONAL, le=LE)
    with pytest.raises(Conflit) as conflit:
        appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE)
    assert [e.phrase for e in conflit.value.ecarts] == [
        f"Ligne 2, offre {lycee.pk}, scolaire, Capacité : vous aviez lu « 24 », c'est maintenant « 28 » ; "
        "vous demandiez « 30 »."
    ]
    assert not Offre.objects.filter(voie="fpc").exists()
    relu = relire(lot, portee=PARTOUT, le=LE)
    assert releve_du_lot(relu).changements[0].avant == {"capacite": "28"}
    appliquer(relu, portee=PARTOUT, par=NATIONAL, le=LE)
    assert Offre.objects.get(voie="scolaire").capacite == 30


def test_ce_que_quelqu_un_a_deja_fait_a_l_identique_n_est_pas_un_conflit(
    session: SessionExamen, lycee: Etablissement
) -> None:
    lot = lire(csv(TITRES, f"{lycee.pk};scolaire;24", f"{lycee.pk};fpc;6"), "offre", session)
    ajouter_offre(lycee, Preparation(session, Voie.SCOLAIRE, 24), lu={}, par=NATIONAL, le=LE)
    appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE)
    assert Offre.objects.count() == 2


def test_un_acte_refuse_au_milieu_defait_tout(session: SessionExamen, lycee: Etablissement) -> None:
    lot = lire(csv(TITRES, f"{uai('0690009')};scolaire;24", f"{lycee.pk};scolaire;24"), "offre", session)
    Etablissement.objects.filter(pk=lycee.pk).update(ferme_le="2025-08-31")
    with pytest.raises(ActeRefuse, match=r"Ligne 3 : .* est fermé"):
        appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE)
    assert not Offre.objects.exists()
    assert not Etablissement.objects.filter(pk=uai("0690009")).exists()
    assert not Acte.objects.filter(objet=f"etablissement:{uai('0690009')}").exists()


def test_une_portee_perdue_depuis_la_lecture_arrete_tout(
    session: SessionExamen, lycee: Etablissement, cfa: Etablissement
) -> None:
    lot = lire(csv(TITRES, f"{cfa.pk};apprentissage;24"), "offre", session)
    with pytest.raises(ActeRefuse, match="plus dans votre périmètre"):
        appliquer(lot, portee=LYON, par=DE_LYON, le=LE)
    fiche = lire(csv("uai;nom;academie", f"{lycee.pk};Lycée Pris;16"), "annuaire")
    with pytest.raises(ActeRefuse, match="plus dans votre périmètre"):
        appliquer(fiche, portee=LYON, par=DE_LYON, le=LE)


def test_un_lot_abandonne_ne_s_applique_plus_et_un_applique_ne_s_abandonne_pas(
    session: SessionExamen, lycee: Etablissement
) -> None:
    octets = csv(TITRES, f"{lycee.pk};scolaire;24")
    abandonne = abandonner(lire(octets, "offre", session))
    with pytest.raises(ActeRefuse, match="a été abandonné"):
        appliquer(abandonne, portee=PARTOUT, par=NATIONAL, le=LE)
    applique = appliquer(lire(octets, "offre", session), portee=PARTOUT, par=NATIONAL, le=LE)
    with pytest.raises(ActeRefuse, match="déjà appliqué"):
        abandonner(applique)
    assert relire(applique, portee=PARTOUT, le=LE).etat == "applique"


def test_une_session_close_refuse_le_lot(session: SessionExamen, lycee: Etablissement) -> None:
    lot = lire(csv(TITRES, f"{lycee.pk};scolaire;24"), "offre", session)
    SessionExamen.objects.update(phase=Phase.CLOSE)
    with pytest.raises(ActeRefuse, match="est close"):
        appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE)


def test_un_fichier_qui_changerait_trop_est_a_decouper(
    session: SessionExamen, lycee: Etablissement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lots, "CHANGEMENTS_MAXIMUM", 1)
    with pytest.raises(ActeRefuse, match="changerait 2 fiches"):
        lire(csv(TITRES, f"{lycee.pk};scolaire;24", f"{lycee.pk};fpc;6"), "offre", session)
    assert not LotImporte.objects.exists()


@pytest.mark.parametrize(
    ("genre", "mot"), [("photos", "pas un genre de fichier connu"), ("offre", "choisissez la session")]
)
def test_un_genre_inconnu_ou_sans_session_est_refuse(lycee: Etablissement, genre: str, mot: str) -> None:
    with pytest.raises(ActeRefuse, match=mot):
        lire(csv(TITRES, f"{lycee.pk};scolaire;24"), genre)


def test_l_annuaire_puis_une_main_se_heurtent_sur_le_meme_champ(lycee: Etablissement) -> None:
    lot = lire(csv("uai;nom;commune", f"{lycee.pk};Lycée Lu;Bourg-Lu"), "annuaire")
    enregistrer_etablissement(lycee.pk, {"nom": "Lycée Saisi"}, lu={"nom": lycee.nom}, par=NATIONAL, le=LE)
    with pytest.raises(Conflit, match="c'est maintenant « Lycée Saisi »"):
        appliquer(lot, portee=PARTOUT, par=NATIONAL, le=LE)


def test_le_fichier_revient_avec_ses_diagnostics_et_se_relit_une_fois_corrige(
    session: SessionExamen, lycee: Etablissement
) -> None:
    lot = lire(
        csv(f"{TITRES};note", f"{lycee.pk};stage;24;=HYPERLINK(1)", f"{lycee.pk};fpc;6;rien"),
        "offre",
        session,
    )
    corrige = rendre_avec_diagnostics(lot)
    assert corrige.splitlines()[0] == "_ligne;_niveau;_diagnostic;uai;statut;capacite;note"
    assert corrige.splitlines()[2] == f"3;;;{lycee.pk};fpc;6;rien"
    assert ";'=HYPERLINK(1)" in corrige
    assert '2;bloquant;"statut : scolaire, apprentissage' in corrige
    repris = lire(corrige.replace("stage", "scolaire").encode(), "offre", session)
    assert releve_du_lot(repris).diagnostics == []
    assert len(releve_du_lot(repris).changements) == 2
    assert rendre_avec_diagnostics(repris).splitlines()[0] == corrige.splitlines()[0]
