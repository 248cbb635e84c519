"""Le nombre de requêtes d'une page ne dépend ni du rôle, ni du nombre de candidats."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.etapes.inscriptions.models import VueEnregistree
from parchemin.socle.comptes.models import Personne
from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.models import Academie
from tests.etapes.inscriptions import monde as m
from tests.socle.organisation.navigateurs import Ouvrir

PLAFOND = 12
Plafond = Callable[..., Any]
PAGES = (
    ("inscriptions", ""),
    ("inscriptions-candidats", ""),
    (
        "inscriptions-candidats",
        "?mot=fictif&cas=pieces&etablissement=9991001J&tri=etablissement&candidat={un}",
    ),
    ("inscriptions-non-lus", ""),
)


@pytest.fixture
def roles(
    ouvrir: Ouvrir, national: Client, pilote: Client, lyon: Client, proviseur: Client
) -> dict[str, Client]:
    inspection = ouvrir(Role.INSPECTEUR, Academie.objects.get(pk=m.PILOTE))
    return {
        "national": national, "pilote": pilote, "lyon": lyon, "direction": proviseur, "inspection": inspection,
    }  # fmt: skip


@pytest.mark.parametrize(("page", "filtres"), PAGES)
def test_chaque_page_tient_en_douze_requetes(
    monde: m.Monde, roles: dict[str, Client], page: str, filtres: str, django_assert_max_num_queries: Plafond
) -> None:
    inscrits = [m.inscrit(monde, f"Fictif{'abcdefghij'[n]}") for n in range(6)]
    m.inscrit(monde, "Autre", academie=m.RATTACHEE, etablissement=m.CFA)
    VueEnregistree.objects.create(personne=Personne.objects.earliest("pk"), nom="Une", filtres="etat=deposee")
    adresse = reverse(page) + filtres.format(un=inscrits[0].pk)
    for navigateur in roles.values():
        navigateur.get(adresse)
        with django_assert_max_num_queries(PLAFOND):
            assert navigateur.get(adresse).status_code == 200
