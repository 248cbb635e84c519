"""Une identité prouvée n'ouvre que le compte qui lui revient, et n'en crée jamais."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from parchemin.socle.comptes.entrees_refusees import COLLISION, FERME, INCONNUE
from parchemin.socle.comptes.models import Habilitation, Personne
from tests.socle.comptes.oidc.conftest import inviter
from tests.socle.comptes.oidc.fournisseur_d_essai import FournisseurDEssai
from tests.socle.comptes.oidc.navigation import entrer


def test_une_personne_inconnue_n_a_pas_de_compte_cree(
    client: Client, fournisseur: FournisseurDEssai, refuse: Callable[..., None]
) -> None:
    fournisseur.conduite.agent["email"] = "inconnue@exemple.invalid"
    refuse(INCONNUE)
    texte = entrer(client).content.decode()  # type: ignore[attr-defined]  # une page entière
    assert "Votre identité est reconnue, mais aucun rôle ne vous est confié" in texte
    assert "demandez une invitation" in texte


@pytest.mark.parametrize(
    "infos", [{"email": None}, {"email": ""}, {"email": "claire"}, {"email": ["claire.fictive@exemple.invalid"]},
              {"email": "claire.fictive@exemple.invalid\x00"}, {"email_verified": False}, {"email_verified": "non"}],
)  # fmt: skip
def test_sans_adresse_sure_personne_n_est_relie(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], infos: dict[str, Any]
) -> None:
    inviter("")
    fournisseur.conduite.infos = infos
    refuse(INCONNUE)


def test_une_adresse_ne_vaut_pas_un_identifiant_de_convocation(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], claire: Personne
) -> None:
    Personne.objects.filter(pk=claire.pk).update(identifiant="convocation-12", courriel="")
    fournisseur.conduite.agent["email"] = "convocation-12"
    refuse(INCONNUE)


def test_une_adresse_deja_reliee_a_une_autre_identite_est_refusee(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], claire: Personne
) -> None:
    Personne.objects.filter(pk=claire.pk).update(identite_externe="agent-ancien")
    refuse(COLLISION)


def test_l_adresse_d_une_autre_ne_change_pas_qui_l_on_est(
    client: Client, fournisseur: FournisseurDEssai, claire: Personne
) -> None:
    entrer(client)
    inviter("basile.fictif@exemple.invalid")
    fournisseur.conduite.agent["email"] = "basile.fictif@exemple.invalid"
    entrer(client)
    assert client.session["_auth_user_id"] == str(claire.pk)
    assert Personne.objects.get(identifiant="basile.fictif@exemple.invalid").identite_externe is None


def test_une_invitee_dont_le_role_a_pris_fin_ou_a_ete_retire_n_est_pas_reliee(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], claire: Personne
) -> None:
    inviter("basile.fictif@exemple.invalid")
    les_siennes = Habilitation.objects.filter(personne=claire)
    les_siennes.update(retiree_le=claire.creee_le)
    refuse(INCONNUE)
    les_siennes.update(retiree_le=None, fin=claire.creee_le + timedelta(days=100))
    refuse(INCONNUE)


def test_un_compte_ferme_ne_s_ouvre_ni_ne_se_relie(
    fournisseur: FournisseurDEssai, refuse: Callable[..., None], claire: Personne
) -> None:
    Personne.objects.filter(pk=claire.pk).update(fermee_le=claire.creee_le)
    refuse(FERME)
    Personne.objects.filter(pk=claire.pk).update(identite_externe="agent-1")
    refuse(FERME)
