"""Les rôles pendant que l'on s'en sert : retirés, changés dans un autre onglet, délégués puis repris."""

from datetime import timedelta

from parchemin.socle.comptes.models import Habilitation, Personne
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.models import Acte
from tests.socle.comptes.monde import LYCEE, Monde, entrer, habiliter, personne, titulaire


def test_un_role_retire_en_pleine_session_ferme_la_page_suivante(monde: Monde) -> None:
    tenue = titulaire(Role.DIRECTION, monde)
    client = entrer(tenue.personne)
    assert client.get("/droits/").status_code == 200
    Habilitation.objects.filter(pk=tenue.pk).update(retiree_le=monde.le)
    avant = Acte.objects.count()
    reponse = client.post(
        "/droits/inviter/", {"role": "enseignant", "nom": "Fictif", "courriel": "eve@exemple.invalid"}
    )
    assert reponse.status_code == 403
    assert "Cette page ne vous est pas ouverte" in reponse.content.decode()
    assert Acte.objects.count() == avant
    assert not Personne.objects.filter(identifiant="eve@exemple.invalid").exists()
    assert "Aucun rôle ne vous est confié" in client.get("/mon-espace/").content.decode()


def test_un_enseignant_reprend_sa_delegation_et_pas_celle_d_un_autre(monde: Monde) -> None:
    tenue, autre = titulaire(Role.ENSEIGNANT, monde), titulaire(Role.DDFPT, monde)
    remplacante = personne("remplacante", le=monde.le)
    client = entrer(tenue.personne)
    envoi = {"identifiant": remplacante.identifiant, "fin": f"{monde.le + timedelta(days=9):%Y-%m-%d}"}
    assert client.post("/droits/deleguer/", envoi).status_code == 302
    deleguee = tenue.delegations.get()
    assert "remplacante Fictif" in client.get("/droits/deleguer/").content.decode()
    assert entrer(autre.personne).post(f"/droits/{deleguee.pk}/reprendre/").status_code == 404
    assert entrer(remplacante).get("/droits/deleguer/").status_code == 200
    assert client.post(f"/droits/{deleguee.pk}/reprendre/").status_code == 302
    deleguee.refresh_from_db()
    assert deleguee.retiree_le is not None
    assert entrer(remplacante).get("/droits/deleguer/").status_code == 403
    assert Acte.objects.filter(acte="comptes.retirer").count() == 1


def test_prendre_le_role_d_un_autre_n_existe_pas(monde: Monde) -> None:
    sien, autre = titulaire(Role.DIRECTION, monde), titulaire(Role.NATIONAL, monde)
    client = entrer(sien.personne)
    for forge in (str(autre.pk), "0", "-1", "abc", ""):
        assert client.post("/mon-espace/role/", {"habilitation": forge}).status_code == 404
    assert client.post("/mon-espace/role/", {"habilitation": str(sien.pk)}).status_code == 302


def test_deux_onglets_et_deux_roles_ne_se_melangent_pas(monde: Monde) -> None:
    sien = titulaire(Role.DIRECTION, monde)
    autre = habiliter(sien.personne, Role.RATTACHEMENT, "10", monde=monde, session=monde.session)
    client = entrer(sien.personne)
    client.post("/mon-espace/role/", {"habilitation": str(sien.pk)})
    page = client.get("/droits/inviter/?role=enseignant").content.decode()
    assert f'name="_role" value="{sien.pk}"' in page
    client.post("/mon-espace/role/", {"habilitation": str(autre.pk)})
    envoi = {
        "_role": str(sien.pk), "role": "enseignant", "nom": "Fictive", "courriel": "eve@exemple.invalid",
        "perimetre": LYCEE, "fin": f"{monde.le + timedelta(days=20):%Y-%m-%d}",
    }  # fmt: skip
    reponse = client.post("/droits/inviter/", envoi)
    assert reponse.status_code == 409
    assert "Vous avez changé de rôle" in reponse.content.decode()
    assert not Personne.objects.filter(identifiant="eve@exemple.invalid").exists()
    client.post("/mon-espace/role/", {"habilitation": str(sien.pk)})
    assert client.post("/droits/inviter/", envoi).status_code == 302
    assert Personne.objects.filter(identifiant="eve@exemple.invalid").exists()
