"""Des adresses et des envois abîmés, sur toutes les routes de la fiche : une réponse, jamais une panne, rien d'écrit."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from parchemin.etapes.inscriptions.urls import fiche
from parchemin.socle.comptes.acces import TABLE
from parchemin.socle.journal.models import Acte
from tests.etapes.inscriptions import monde as m
from tests.etapes.inscriptions.fiche.conftest import Bureau
from tests.etapes.inscriptions.fiche.test_fiche import riche

pytestmark = pytest.mark.django_db
ENORME = 10**30
ABIMES: list[dict[str, Any]] = [
    {},
    {"lu": "\x00", "motif": "\x00" * 10, "version": str(ENORME), "nom": "\N{GRINNING FACE}" * 500},
    {"lu": "{" * 10_000, "unites": ["U1"] * 500, "voie": "\u202e", "sens": ["accordee", "refusee"], "note": "½"},
    {"annee": "-1", "niveau": str(ENORME), "pour_le": "9999-99-99", "rendu_le": "0000-00-00", "code": "../x",
     "remedes": "x"},
]  # fmt: skip


def adresses(valeurs: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Chaque route de la fiche, avec ces valeurs à la place de ses arguments."""
    for motif in fiche.urlpatterns:
        nom = str(motif.name)
        arguments = {a: valeurs[a] for a in motif.pattern.converters}
        if nom.startswith(("inscriptions-pieces-", "inscriptions-transferts-")):
            arguments["code"] = valeurs["academie"]
        yield nom, reverse(nom, kwargs=arguments)


@pytest.mark.parametrize("abime", range(len(ABIMES)))
def test_un_envoi_abime_recoit_une_reponse_et_n_ecrit_rien(bureau: Bureau, abime: int) -> None:
    i = riche(bureau)
    demande, depot = i.amenagements.get().pk, i.pieces_deposees.get().pk
    valeurs = {
        "numero": i.pk, "groupe": "choix", "code": "lettre", "genre": "dispense", "titre": i.dispenses.get().pk,
        "demande": demande, "depot": depot, "ligne": 1, "uai": m.CFA,
        "academie": m.RATTACHEE,
    }  # fmt: skip
    avant = set(Acte.objects.values_list("acte", flat=True))
    for nom, adresse in adresses(valeurs):
        if TABLE[nom].ecriture is None:
            continue
        reponse = bureau.grenoble.post(adresse, ABIMES[abime])
        assert reponse.status_code < 500, (nom, reponse.status_code)
    # Un envoi vide suffit à ce qui se confirme d'un bouton ; rien d'autre ne passe.
    nouveaux = set(Acte.objects.values_list("acte", flat=True)) - avant
    assert nouveaux <= {"inscriptions.demander_confirmation", "inscriptions.renoncer_dispense"}, nouveaux


@pytest.mark.parametrize("numero", [0, ENORME])
def test_un_numero_qui_n_existe_pas_est_introuvable(bureau: Bureau, numero: int) -> None:
    valeurs = dict.fromkeys(("numero", "titre", "demande", "depot", "ligne"), numero)
    textes = {
        "groupe": "identite",
        "code": "a" * 200,
        "genre": "confirmation",
        "uai": "\u00e9" * 50,
        "academie": "9é9",
    }
    for nom, adresse in adresses({**valeurs, **textes}):
        for methode in ("get", "post"):
            reponse = getattr(bureau.grenoble, methode)(adresse)
            assert reponse.status_code in {200, 404, 405}, (nom, methode, reponse.status_code)
            assert reponse.status_code == 404 or nom in {"inscriptions-transferts", "inscriptions-pieces"} or (
                reponse.status_code == 405
            )  # fmt: skip


def test_sous_une_vraie_candidature_un_objet_qui_n_existe_pas_est_introuvable(bureau: Bureau) -> None:
    i = bureau.de_grenoble()
    objets = dict.fromkeys(("titre", "demande", "depot", "ligne"), ENORME)
    textes = {"groupe": "identite", "code": "identite", "genre": "experience", "uai": m.CFA, "academie": "08"}
    for nom, adresse in adresses({"numero": i.pk, **objets, **textes}):
        if str(ENORME) in adresse:
            for methode in ("get", "post"):
                reponse = getattr(bureau.grenoble, methode)(adresse)
                assert reponse.status_code in {404, 405}, (nom, methode, reponse.status_code)
