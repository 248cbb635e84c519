"""Effacer une charge à son terme : le nom disparaît, l'acte reste, la chaîne tient."""

from datetime import datetime

import pytest
from django.db import connection

from parchemin.socle.journal import declencheurs
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.faits import raconter
from parchemin.socle.journal.models import Acte, Charge, Effacement
from parchemin.socle.journal.queries import avec_leur_charge
from parchemin.socle.journal.services import (
    EffacementImpossible,
    Fait,
    consigner,
    effacer_charges,
)
from parchemin.socle.journal.verification import verifier

MOTIF = "Terme de conservation atteint"


@pytest.fixture
def six_actes(auteur: Auteur, le: datetime) -> None:
    for rang in range(1, 7):
        consigner("comptes.inviter", Fait(f"personne:{rang}", f"Bob Fictif {rang}"), par=auteur, le=le)


def sans_charge() -> list[int]:
    return sorted(
        set(Acte.objects.values_list("numero", flat=True)) - set(Charge.objects.values_list("pk", flat=True))
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("six_actes")
def test_les_noms_disparaissent_et_la_chaine_tient(auteur: Auteur, le: datetime) -> None:
    ordre = effacer_charges([5, 1, 2, 3, 2], par=auteur, le=le, motif=MOTIF)
    assert sans_charge() == [1, 2, 3, 5]
    assert set(Effacement.objects.values_list("acte_id", "ordre_id")) == {
        (n, ordre.numero) for n in (1, 2, 3, 5)
    }
    restes = "".join(Charge.objects.values_list("contenu", flat=True))
    assert [n for n in (1, 2, 3, 4, 5, 6) if f"Fictif {n}" in restes] == [4, 6]
    bilan = verifier()
    assert bilan.est_intact
    assert bilan.nombre == 7


@pytest.mark.django_db
@pytest.mark.usefixtures("six_actes")
def test_l_ordre_liste_les_actes_sans_nommer_personne(auteur: Auteur, le: datetime) -> None:
    ordre = effacer_charges([1, 2, 5], par=auteur, le=le, motif=MOTIF)
    charge = Charge.objects.get(acte=ordre.numero).contenu
    assert charge == '{"apres":{"numeros":[[1,2],[5,5]]},"motif":"Terme de conservation atteint"}'
    assert Acte.objects.get(numero=ordre.numero).auteur == "personne:12"


@pytest.mark.django_db
@pytest.mark.usefixtures("six_actes")
def test_un_acte_efface_se_lit_encore_et_dit_par_quoi(auteur: Auteur, le: datetime) -> None:
    effacer_charges([2], par=auteur, le=le, motif=MOTIF)
    lu = raconter(avec_leur_charge([2]).get())
    assert (lu.nom_objet, lu.nom_auteur, lu.objet, lu.efface_par, lu.a_sa_charge) == (
        "",
        "",
        "personne:2",
        7,
        False,
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("six_actes")
@pytest.mark.parametrize(
    ("numeros", "dit"),
    [([], "rien à effacer"), ([8], "L'acte 8 n'existe pas"), ([1, 2, 3], "Un acte de 1 à 3"), ([7], "est un effacement")],
)  # fmt: skip
def test_un_effacement_impossible_n_efface_rien(
    numeros: list[int], dit: str, auteur: Auteur, le: datetime
) -> None:
    effacer_charges([2], par=auteur, le=le, motif=MOTIF)
    avant = Acte.objects.count(), Charge.objects.count(), Effacement.objects.count()
    with pytest.raises(EffacementImpossible, match=dit):
        effacer_charges(numeros, par=auteur, le=le, motif=MOTIF)
    assert (Acte.objects.count(), Charge.objects.count(), Effacement.objects.count()) == avant
    assert verifier().est_intact


@pytest.mark.django_db
@pytest.mark.usefixtures("six_actes")
def test_une_charge_supprimee_sans_ordre_se_voit() -> None:
    declencheurs.retirer(connection)
    Charge.objects.filter(acte__in=(2, 3, 6)).delete()
    assert [str(constat) for constat in verifier().anomalies] == [
        "Acte 2 : jusqu'à l'acte 3, la charge manque, et aucun acte journal.effacer n'ordonne de l'effacer.",
        "Acte 6 : la charge manque, et aucun acte journal.effacer n'ordonne de l'effacer.",
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("six_actes")
def test_une_ligne_d_effacement_ne_vaut_pas_un_ordre(auteur: Auteur, le: datetime) -> None:
    ordre = effacer_charges([2], par=auteur, le=le, motif=MOTIF)
    Effacement.objects.create(acte_id=3, ordre=ordre)
    Charge.objects.filter(acte=3).delete()
    assert "Acte 3 : la charge manque" in str(verifier().anomalies[0])
