"""Qui tient la plume, candidature par candidature : une table, chaque rôle, avant et après le transfert."""

import pytest

from parchemin.droit.modifications import RoleAcademique
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription
from parchemin.etapes.inscriptions.plume import (
    SYSTEME,
    Regroupements,
    exiger_la_plume,
    exiger_le_perimetre,
    exiger_le_service,
    refus_d_ecrire,
)
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.refus import ActeRefuse
from tests.etapes.inscriptions import monde as m

pytestmark = pytest.mark.django_db
ETAT = EtatInscription


def de_grenoble(etat: EtatInscription = ETAT.DEPOSEE, *, transferee: bool = False) -> Inscription:
    """Candidature de l'académie rattachée, sans passer par un acte."""
    inscription = Inscription(
        pk=7, academie_id=m.RATTACHEE, etablissement_id=m.CFA, etat=etat,
        transferee_le=m.TRANSFERT if transferee else None,
    )  # fmt: skip
    inscription.session = SessionExamen.objects.get()
    return inscription


def refus(qui: Auteur, inscription: Inscription) -> str:
    return refus_d_ecrire(inscription, qui, Regroupements.de(inscription.session))


def test_avant_le_transfert_la_rattachee_ecrit_et_le_pilote_lit() -> None:
    monde = m.batir()
    assert refus(m.RATTACHE, de_grenoble()) == ""
    assert "Avant le transfert, l'académie d'origine (Grenoble) tient la plume" in refus(
        monde.pilote, de_grenoble()
    )
    assert refus(monde.pilote, de_grenoble(transferee=True)) == ""
    assert refus(m.RATTACHE, de_grenoble(transferee=True)) == ""


def test_le_pilote_ecrit_toujours_chez_lui() -> None:
    monde = m.batir()
    inscription = de_grenoble()
    inscription.academie_id = m.PILOTE
    assert refus(monde.pilote, inscription) == refus(m.LYON, inscription) == ""


def test_l_etablissement_et_le_candidat_ecrivent_jusqu_a_la_confirmation() -> None:
    m.batir()
    lui = m.candidat(de_grenoble())
    ddfpt = m.auteur(Role.DDFPT, f"etablissement:{m.CFA}")
    for qui in (m.DIRECTION_DU_CFA, ddfpt, lui):
        assert refus(qui, de_grenoble(ETAT.BROUILLON)) == refus(qui, de_grenoble()) == ""
        assert "n'est plus à compléter (confirmée, à contrôler)" in refus(qui, de_grenoble(ETAT.CONFIRMEE))
        assert "n'est plus à compléter (recevable)" in refus(qui, de_grenoble(ETAT.RECEVABLE))


@pytest.mark.parametrize(
    ("qui", "phrase"),
    [
        (m.TOULOUSE, "ni de votre académie, ni de votre regroupement"),
        (m.LYON, "ni de votre académie, ni de votre regroupement"),
        (m.auteur(Role.PILOTE_ORGANISATION, "regroupement:9999"), "ni de votre académie"),
        (m.PROVISEUR, "n'est pas de votre établissement"),
        (m.auteur(Role.CANDIDAT, "candidature:8"), "n'est pas la vôtre"),
        (m.auteur(Role.NATIONAL, "national"), "Votre rôle lit les candidatures"),
        (m.auteur(Role.INSPECTEUR, "academie:08"), "Votre rôle lit les candidatures"),
        (m.auteur(Role.AUDITEUR, "national"), "Votre rôle lit les candidatures"),
        (m.auteur(Role.ENSEIGNANT, f"etablissement:{m.CFA}"), "Votre rôle lit les candidatures"),
        (m.auteur(Role.MEMBRE_DE_JURY, "jury:1"), "Votre rôle lit"),
    ],
)
def test_qui_n_ecrit_pas_sait_pourquoi(qui: Auteur, phrase: str) -> None:
    m.batir()
    inscription = de_grenoble(transferee=True)
    assert phrase in refus(qui, inscription)
    with pytest.raises(ActeRefuse, match=phrase):
        exiger_la_plume(inscription, qui, Regroupements.de(inscription.session))


def test_seul_un_role_connu_ecrit() -> None:
    """Tout rôle qui n'est pas d'une académie, d'un établissement ou le candidat est refusé."""
    m.batir()
    inscription = de_grenoble(transferee=True)
    ecrivains = {
        role for role in Role
        for perimetre in (f"academie:{m.RATTACHEE}", f"etablissement:{m.CFA}", inscription.code, "national",
                          f"regroupement:{Regroupements.de(inscription.session).numeros[m.RATTACHEE]}")
        if not refus(m.auteur(role, perimetre), inscription)
    }  # fmt: skip
    assert ecrivains == {
        Role.PILOTE_ORGANISATION, Role.RATTACHEMENT, Role.VICE_RECTORAT, Role.DIRECTION, Role.DDFPT, Role.CANDIDAT,
    }  # fmt: skip


def test_le_service_et_le_perimetre_sont_deux_exigences() -> None:
    monde = m.batir()
    inscription = de_grenoble(ETAT.CONFIRMEE)
    regroupements = Regroupements.de(inscription.session)
    exiger_le_service(inscription, m.RATTACHE, regroupements)
    for qui in (m.DIRECTION_DU_CFA, m.candidat(inscription)):
        with pytest.raises(ActeRefuse, match="revient au service des examens"):
            exiger_le_service(inscription, qui, regroupements)
    # La plume n'est pas demandée pour remettre une pièce : le pilote lit, et peut le faire.
    for qui in (
        m.RATTACHE,
        monde.pilote,
        m.DIRECTION_DU_CFA,
        m.candidat(inscription),
        Auteur(SYSTEME, "Import"),
    ):
        exiger_le_perimetre(inscription, qui, regroupements)
    for qui in (m.TOULOUSE, m.PROVISEUR, m.auteur(Role.AUDITEUR, inscription.code)):
        with pytest.raises(ActeRefuse, match="n'est pas dans votre périmètre"):
            exiger_le_perimetre(inscription, qui, regroupements)


def test_un_candidat_individuel_n_est_d_aucun_etablissement() -> None:
    m.batir()
    inscription = de_grenoble()
    inscription.etablissement_id = None
    assert "n'est pas de votre établissement" in refus(m.DIRECTION_DU_CFA, inscription)
    assert refus(m.candidat(inscription), inscription) == ""


def test_le_pilote_et_les_academies_en_cause() -> None:
    m.batir()
    regroupements = Regroupements.de(SessionExamen.objects.get())
    assert getattr(regroupements.pilote(m.RATTACHEE), "pk", None) == m.PILOTE
    assert regroupements.pilote("28") is None
    assert regroupements.en_cause(m.RATTACHEE) == frozenset(RoleAcademique)
    assert regroupements.en_cause(m.AUTONOME) == regroupements.en_cause("28") == {RoleAcademique.RATTACHEE}
