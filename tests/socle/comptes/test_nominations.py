"""Confier, déléguer, retirer : qui le peut, dans quel périmètre, jusqu'à quand ; une seule fois, et tracé."""

from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

from parchemin.socle.comptes.controle import auteur_de
from parchemin.socle.comptes.models import Habilitation, Jeton, Personne
from parchemin.socle.comptes.nomination import lire_perimetre
from parchemin.socle.comptes.queries import portee_de
from parchemin.socle.comptes.roles import Nature, Role
from parchemin.socle.comptes.services.entrees import DUREES
from parchemin.socle.comptes.services.nominations import (
    Identite,
    Mission,
    Nommant,
    deleguer,
    emettre_code_papier,
    nommer,
    nommer_le_premier,
    renvoyer_l_invitation,
    retirer,
)
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation.refus import ActeRefuse
from tests.socle.comptes import monde as m
from tests.socle.comptes.monde import Monde, habiliter, personne, titulaire

SITE = "https://examens.exemple.invalid"
ADA = Identite("Fictive", "Ada", "ada@exemple.invalid")


def nommant(habilitation: Habilitation) -> Nommant:
    return Nommant(habilitation, portee_de(habilitation), auteur_de(habilitation.personne, habilitation))


def mission(monde: Monde, role: Role, nature: Nature, cle: str, jours: int = 50) -> Mission:
    return Mission(role, lire_perimetre(nature, cle, m.LYON), monde.le + timedelta(days=jours))


def confier(monde: Monde, par: Habilitation, voulue: Mission, a: Identite = ADA) -> Habilitation:
    return nommer(a, voulue, par=nommant(par), le=monde.le, site=SITE)


def test_nommer_cree_le_compte_invite_et_trace(
    monde: Monde, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    pilote = titulaire(Role.PILOTE_ORGANISATION, monde)
    with django_capture_on_commit_callbacks(execute=True):
        faite = confier(monde, pilote, mission(monde, Role.DIRECTION, Nature.ETABLISSEMENT, m.LYCEE))
    assert (faite.perimetre, faite.academie_id, faite.session) == (
        f"etablissement:{m.LYCEE}",
        m.LYON,
        monde.session,
    )
    assert faite.personne.activee_le is None
    assert not faite.personne.has_usable_password()
    acte = Acte.objects.get(acte="comptes.nommer")
    assert (acte.auteur, acte.role, acte.objet) == (
        pilote.personne.code,
        "pilote_organisation",
        faite.personne.code,
    )
    [courriel] = mail.outbox
    assert courriel.to == ["ada@exemple.invalid"]
    jeton = Jeton.objects.get(personne=faite.personne)
    assert jeton.expire_le - jeton.cree_le == DUREES[Jeton.Genre.INVITATION]
    assert f"{SITE}/connexion/lien/" in str(courriel.body)
    assert jeton.condense not in str(courriel.body)


def test_un_double_envoi_ne_nomme_qu_une_fois(
    monde: Monde, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    pilote = titulaire(Role.PILOTE_ORGANISATION, monde)
    voulue = mission(monde, Role.DIRECTION, Nature.ETABLISSEMENT, m.LYCEE)
    with django_capture_on_commit_callbacks(execute=True):
        premiere, seconde = (confier(monde, pilote, voulue) for _ in range(2))
    assert premiere == seconde
    assert Acte.objects.filter(acte="comptes.nommer").count() == 1
    assert len(mail.outbox) == 1


def test_qui_a_deja_un_compte_recoit_un_role_de_plus(
    monde: Monde, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ada = personne("ada", le=monde.le)
    with django_capture_on_commit_callbacks(execute=True):
        confier(
            monde, titulaire(Role.NATIONAL, monde), mission(monde, Role.AUDITEUR, Nature.NATIONAL, ""),
            Identite("Autre", "Nom", "ADA@exemple.invalid"),
        )  # fmt: skip
    assert ada.habilitations.get().role == "auditeur"
    assert Personne.objects.get(pk=ada.pk).nom == "Fictif"
    assert [courriel.subject for courriel in mail.outbox] == ["Parchemin : un rôle vous est confié"]
    assert not ada.jetons.exists()


@pytest.mark.parametrize(
    ("par", "role", "nature", "cle", "phrase"),
    [
        (Role.DIRECTION, Role.DIRECTION, Nature.ETABLISSEMENT, m.LYCEE, "Votre rôle ne nomme pas : Direction"),
        (Role.ENSEIGNANT, Role.ENSEIGNANT, Nature.ETABLISSEMENT, m.LYCEE, "Votre rôle ne nomme pas"),
        (Role.DIRECTION, Role.ENSEIGNANT, Nature.ETABLISSEMENT, m.VOISIN, "Ce périmètre n'est pas dans le vôtre"),
        (Role.RATTACHEMENT, Role.DIRECTION, Nature.ETABLISSEMENT, m.AILLEURS, "Ce périmètre n'est pas dans le vôtre"),
        (Role.PILOTE_ORGANISATION, Role.RATTACHEMENT, Nature.ACADEMIE, m.TOULOUSE, "Ce périmètre n'est pas dans le vôtre"),
        (Role.RATTACHEMENT, Role.NATIONAL, Nature.NATIONAL, "", "Votre rôle ne nomme pas : Administration nationale"),
        (Role.NATIONAL, Role.DIRECTION, Nature.ACADEMIE, m.LYON, "ne se tient pas pour : académie"),
        (Role.AUDITEUR, Role.AUDITEUR, Nature.NATIONAL, "", "Votre rôle ne nomme pas"),
    ],
)  # fmt: skip
def test_ce_qui_n_est_pas_de_son_ressort_est_refuse(
    monde: Monde, par: Role, role: Role, nature: Nature, cle: str, phrase: str
) -> None:
    tenue = titulaire(par, monde)
    with pytest.raises(ActeRefuse, match=phrase):
        confier(monde, tenue, mission(monde, role, nature, cle))
    assert not Personne.objects.filter(identifiant="ada@exemple.invalid").exists()
    assert not Acte.objects.exists()


def test_un_pilote_nomme_dans_les_academies_rattachees_et_plus_apres_le_depart(monde: Monde) -> None:
    pilote = titulaire(Role.PILOTE_ORGANISATION, monde)
    voulue = mission(monde, Role.RATTACHEMENT, Nature.ACADEMIE, m.GRENOBLE)
    assert confier(monde, pilote, voulue).academie_id == m.GRENOBLE
    monde.regroupement.rattachements.filter(academie=m.GRENOBLE).update(
        jusque=monde.le + timedelta(seconds=1)
    )
    with pytest.raises(ActeRefuse, match="pas dans le vôtre"):
        confier(monde, pilote, voulue, Identite("Autre", "Bob", "bob@exemple.invalid"))


@pytest.mark.parametrize(
    ("jours", "phrase"),
    [(-1, "déjà passé"), (400, "un an au plus"), (200, "ne peut pas le dépasser")],
)
def test_le_terme_est_borne(monde: Monde, jours: int, phrase: str) -> None:
    tenue = titulaire(Role.DIRECTION, monde)
    with pytest.raises(ActeRefuse, match=phrase):
        confier(monde, tenue, mission(monde, Role.ENSEIGNANT, Nature.ETABLISSEMENT, m.LYCEE, jours))


@pytest.mark.parametrize("cle", ["0690000X", "'; DROP TABLE", "-1", "999999999999999999999999"])
def test_un_perimetre_forge_ne_dit_pas_s_il_existe(monde: Monde, cle: str) -> None:
    for nature in (Nature.ETABLISSEMENT, Nature.CENTRE, Nature.REGROUPEMENT, Nature.ACADEMIE):
        with pytest.raises(ActeRefuse, match="n'est pas dans votre périmètre"):
            lire_perimetre(nature, cle)


def test_une_delegation_ne_va_ni_au_dela_ni_plus_loin(monde: Monde) -> None:
    tenue = titulaire(Role.DIRECTION, monde)
    auteur, bob, eve = (
        auteur_de(tenue.personne, tenue),
        personne("bob", le=monde.le),
        personne("eve", le=monde.le),
    )
    with pytest.raises(ActeRefuse, match="ne pas dépasser"):
        deleguer(tenue, bob, fin=tenue.fin + timedelta(days=1), par=auteur, le=monde.le, site=SITE)
    with pytest.raises(ActeRefuse, match="à soi-même"):
        deleguer(tenue, tenue.personne, fin=tenue.fin, par=auteur, le=monde.le, site=SITE)
    faite = deleguer(tenue, bob, fin=tenue.fin, par=auteur, le=monde.le, site=SITE)
    assert (faite.role, faite.perimetre, faite.deleguee_de) == (tenue.role, tenue.perimetre, tenue)
    with pytest.raises(ActeRefuse, match="ne se délègue pas à son tour"):
        deleguer(faite, eve, fin=faite.fin, par=auteur_de(bob, faite), le=monde.le, site=SITE)
    with pytest.raises(ActeRefuse, match="reçu par délégation"):
        confier(monde, faite, mission(monde, Role.ENSEIGNANT, Nature.ETABLISSEMENT, m.LYCEE))


def test_un_role_delegue_ne_tire_pas_de_code_et_n_invite_pas(monde: Monde) -> None:
    tenue, bob = titulaire(Role.DIRECTION, monde), personne("bob", le=monde.le)
    faite = deleguer(tenue, bob, fin=tenue.fin, par=auteur_de(tenue.personne, tenue), le=monde.le, site=SITE)
    enseignant = sans_adresse(titulaire(Role.ENSEIGNANT, monde))
    with pytest.raises(ActeRefuse, match="ne donne pas de code"):
        emettre_code_papier(enseignant, par=nommant(faite), le=monde.le)
    with pytest.raises(ActeRefuse, match="n'invite pas"):
        renvoyer_l_invitation(enseignant, par=nommant(faite), le=monde.le, site=SITE)
    assert not enseignant.personne.jetons.exists()


def test_un_pilote_ne_nomme_pas_pour_une_autre_session(monde: Monde) -> None:
    pilote = titulaire(Role.PILOTE_ORGANISATION, monde)
    faite = confier(monde, pilote, mission(monde, Role.CENTRE, Nature.CENTRE, str(monde.centre.pk)))
    assert faite.session == monde.session
    with pytest.raises(ActeRefuse, match="pas dans le vôtre"):
        confier(monde, pilote, mission(monde, Role.CENTRE, Nature.CENTRE, str(monde.centre_d_hier.pk)))


def test_retirer_emporte_les_delegations_et_ne_se_fait_qu_une_fois(
    monde: Monde, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    tenue = titulaire(Role.DIRECTION, monde)
    bob = personne("bob", le=monde.le)
    faite = deleguer(tenue, bob, fin=tenue.fin, par=auteur_de(tenue.personne, tenue), le=monde.le, site=SITE)
    pilote = nommant(titulaire(Role.PILOTE_ORGANISATION, monde))
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            retirer(tenue.pk, par=pilote, motif="Mutation", le=monde.le)
    faite.refresh_from_db()
    assert faite.retiree_le == monde.le
    assert Acte.objects.filter(acte="comptes.retirer").count() == 2
    assert sorted(courriel.to[0] for courriel in mail.outbox) == [
        "bob@exemple.invalid",
        "direction@exemple.invalid",
    ]
    assert all("Mutation" in str(courriel.body) for courriel in mail.outbox)


def test_un_retrait_sans_motif_est_refuse(monde: Monde) -> None:
    tenue = titulaire(Role.DIRECTION, monde)
    with pytest.raises(ActeRefuse, match="Dites pourquoi"):
        retirer(tenue.pk, par=nommant(titulaire(Role.NATIONAL, monde)), motif="  ", le=monde.le)
    tenue.refresh_from_db()
    assert tenue.retiree_le is None


def test_le_dernier_compte_national_ne_se_retire_pas(monde: Monde) -> None:
    tenue = titulaire(Role.NATIONAL, monde)
    with pytest.raises(ActeRefuse, match="dernier compte"):
        retirer(tenue.pk, par=nommant(tenue), motif="Départ", le=monde.le)
    habiliter(personne("second", le=monde.le), Role.NATIONAL, "", monde=monde, nature=Nature.NATIONAL)
    assert retirer(tenue.pk, par=nommant(tenue), motif="Départ", le=monde.le).retiree_le == monde.le


def test_un_role_echu_se_confie_de_nouveau(monde: Monde) -> None:
    pilote = titulaire(Role.PILOTE_ORGANISATION, monde)
    voulue = mission(monde, Role.DIRECTION, Nature.ETABLISSEMENT, m.LYCEE)
    ancienne = confier(monde, pilote, voulue)
    Habilitation.objects.filter(pk=ancienne.pk).update(
        debut=monde.le - timedelta(days=10), fin=monde.le - timedelta(days=1)
    )
    assert confier(monde, pilote, voulue) != ancienne


def test_un_compte_ferme_ne_recoit_plus_de_role(monde: Monde) -> None:
    Personne.objects.filter(pk=personne("ada", le=monde.le).pk).update(fermee_le=monde.le)
    with pytest.raises(ActeRefuse, match="fermé"):
        confier(monde, titulaire(Role.NATIONAL, monde), mission(monde, Role.AUDITEUR, Nature.NATIONAL, ""))


def test_le_premier_compte_ne_s_ouvre_qu_une_fois(monde: Monde) -> None:
    premiere, secret = nommer_le_premier(ADA, le=monde.le)
    assert premiere.role == Role.NATIONAL
    assert len(secret) > 40
    with pytest.raises(ActeRefuse, match="existe déjà"):
        nommer_le_premier(Identite("Autre", "", "autre@exemple.invalid"), le=monde.le)
    assert not Personne.objects.filter(identifiant="autre@exemple.invalid").exists()


def sans_adresse(tenue: Habilitation) -> Habilitation:
    tenue.personne.courriel = ""
    tenue.personne.save()
    return tenue


def test_un_code_papier_ne_prend_pas_le_compte_de_quelqu_un_de_plus_haut(monde: Monde) -> None:
    # La direction confie un rôle à une personne qui en tient un autre, puis tire le code de son compte.
    direction = nommant(titulaire(Role.DIRECTION, monde))
    for role, ouverte in ((Role.NATIONAL, None), (Role.PILOTE_ORGANISATION, None), (Role.NATIONAL, monde.le)):
        visee = personne(f"visee-{role}-{int(ouverte is None)}", le=monde.le)
        Personne.objects.filter(pk=visee.pk).update(activee_le=ouverte, courriel="")
        cle = {Role.NATIONAL: "", Role.PILOTE_ORGANISATION: str(monde.regroupement.pk)}[role]
        habiliter(visee, role, cle, monde=monde)
        visee.refresh_from_db()
        enseignant = habiliter(visee, Role.ENSEIGNANT, m.LYCEE, monde=monde)
        with pytest.raises(ActeRefuse, match="pas de votre ressort"):
            emettre_code_papier(enseignant, par=direction, le=monde.le)
        assert not visee.jetons.exists()


def test_un_code_papier_n_est_pas_pour_un_compte_ouvert_qui_a_une_adresse(monde: Monde) -> None:
    enseignant = titulaire(Role.ENSEIGNANT, monde)
    with pytest.raises(ActeRefuse, match="demande elle-même"):
        emettre_code_papier(enseignant, par=nommant(titulaire(Role.DIRECTION, monde)), le=monde.le)
    assert emettre_code_papier(
        sans_adresse(enseignant), par=nommant(habilitation_de("direction")), le=monde.le
    )


def habilitation_de(role: str) -> Habilitation:
    return Habilitation.objects.get(role=role)


def test_une_delegation_echue_se_donne_de_nouveau(monde: Monde) -> None:
    tenue, bob = titulaire(Role.DIRECTION, monde), personne("bob", le=monde.le)
    auteur = auteur_de(tenue.personne, tenue)
    ancienne = deleguer(tenue, bob, fin=tenue.fin, par=auteur, le=monde.le, site=SITE)
    Habilitation.objects.filter(pk=ancienne.pk).update(
        debut=monde.le - timedelta(days=10), fin=monde.le - timedelta(days=1)
    )
    nouvelle = deleguer(tenue, bob, fin=tenue.fin, par=auteur, le=monde.le, site=SITE)
    assert nouvelle != ancienne
    assert nouvelle.est_en_vigueur(le=monde.le)


def test_le_code_papier_precedent_ne_vaut_plus(monde: Monde) -> None:
    jure = sans_adresse(titulaire(Role.MEMBRE_PROFESSIONNEL, monde))
    par = nommant(titulaire(Role.RATTACHEMENT, monde))
    codes = [emettre_code_papier(jure, par=par, le=monde.le) for _ in range(2)]
    assert len(set(codes)) == 2
    assert jure.personne.jetons.filter(utilise_le=None).count() == 1
    with pytest.raises(ActeRefuse, match="ne donne pas de code"):
        emettre_code_papier(jure, par=nommant(titulaire(Role.DIRECTION, monde)), le=monde.le)


def test_une_invitation_se_renvoie_tant_que_le_compte_n_est_pas_ouvert(
    monde: Monde, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    pilote = titulaire(Role.PILOTE_ORGANISATION, monde)
    faite = confier(monde, pilote, mission(monde, Role.DIRECTION, Nature.ETABLISSEMENT, m.LYCEE))
    with django_capture_on_commit_callbacks(execute=True):
        renvoyer_l_invitation(faite, par=nommant(pilote), le=monde.le, site=SITE)
    assert [courriel.to for courriel in mail.outbox] == [["ada@exemple.invalid"]]
    assert faite.personne.jetons.filter(utilise_le=None).count() == 1
    assert Acte.objects.filter(acte="comptes.renvoyer_invitation").count() == 1
    with pytest.raises(ActeRefuse, match="n'invite pas"):
        renvoyer_l_invitation(faite, par=nommant(titulaire(Role.DDFPT, monde)), le=monde.le, site=SITE)
    faite.personne.activee_le = monde.le
    with pytest.raises(ActeRefuse, match="pas d'invitation"):
        renvoyer_l_invitation(faite, par=nommant(pilote), le=monde.le, site=SITE)
