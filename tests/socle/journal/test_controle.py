"""Le contrôle nomme l'acte en cause et ce qui ne va pas ; il dit aussi ce qu'il ne peut pas voir."""

from collections.abc import Callable

import pytest

from parchemin.socle.journal.chaine import EFFACER, ActeLu, Maillon, empreinte_acte, empreinte_charge
from parchemin.socle.journal.controle import PHRASES_GARDEES, controler, intervalles
from parchemin.socle.journal.tetes import Tete
from tests.socle.journal.fabrique import acte, enchainer, journal, lignes, verificateur

Actes = list[ActeLu]


def tete(actes: Actes) -> Tete:
    return Tete.lire(str(Tete(actes[-1].maillon.numero, actes[-1].empreinte)))


def phrases(actes: Actes, *tetes: Tete) -> str:
    return "\n".join(map(str, controler(actes, tetes).anomalies))


def changer(rang: int, **champs: str) -> Callable[[Actes], Actes]:
    def alterer(actes: Actes) -> Actes:
        maillon = Maillon(**{**actes[rang - 1].maillon._asdict(), **champs})
        return [*actes[: rang - 1], actes[rang - 1]._replace(maillon=maillon), *actes[rang:]]

    return alterer


def test_un_journal_intact_l_est() -> None:
    actes = journal(9)
    bilan = controler(actes, [tete(actes)])
    assert bilan.est_intact
    assert (bilan.nombre, bilan.dernier_prouve, bilan.remarques) == (9, 9, ())
    assert bilan.tete == Tete(9, actes[-1].empreinte)


def test_un_journal_vide_est_intact_sauf_si_une_tete_en_a_ete_gardee() -> None:
    assert controler([]).est_intact
    assert controler([]).tete is None
    assert "n'a plus son acte" in phrases([], tete(journal(5)))


@pytest.mark.parametrize(
    ("alterer", "dit"),
    [
        (changer(4, objet="copie:9"), "Acte 4 : sa date, ses codes ou son rang"),
        (changer(4, le="2026-06-09T08:00:00.000000Z"), "Acte 4 : sa date"),
        (lambda a: [*a[:3], a[3]._replace(charge='{"motif":"autre"}'), *a[4:]], "Acte 4 : ses noms, ses valeurs"),
        (lambda a: [*a[:3], a[3]._replace(sel="0" * 64), *a[4:]], "Acte 4 : ses noms, ses valeurs"),
        (lambda a: [*a[:3], a[3]._replace(sel=None, charge=None), *a[4:]], "Acte 4 : la charge manque"),
        (lambda a: [*a[:4], a[4]._replace(sel=None, charge=None), *a[5:]], "Acte 5 : la charge manque"),
        (lambda a: [*a[:3], *a[4:]], "Acte 5 : l'acte 4 était attendu"),
        (lambda a: [*a[:4], *a[3:]], "Acte 4 : l'acte 5 était attendu"),
        (lambda a: [*a[:3], a[4], a[3], *a[5:]], "Acte 5 : l'acte 4 était attendu"),
        (lambda a: a[1:], "Acte 2 : l'acte 1 était attendu"),
        (lambda a: a[:-1], "Acte 9 : la tête gardée « acte 9 : "),
        (lambda a: enchainer(changer(4, objet="copie:9")(a), depuis=3), "Acte 9 : ne répond pas à la tête gardée"),
        (lambda a: enchainer(changer(4, objet="copie:9")(a), depuis=3)[:4] + a[4:], "Acte 5 : l'empreinte précédente"),
    ],
)  # fmt: skip
def test_une_alteration_est_nommee(alterer: Callable[[Actes], Actes], dit: str) -> None:
    actes = journal(9)
    assert dit in phrases(alterer(actes), tete(actes))


def test_une_alteration_ne_noie_pas_les_suivantes() -> None:
    actes = changer(7, objet="x")(changer(4, objet="x")(journal(9)))
    assert [constat.numero for constat in controler(actes).anomalies] == [4, 7]


def test_sans_tete_gardee_une_reecriture_entiere_ou_une_coupe_ne_se_voient_pas() -> None:
    actes = journal(9)
    assert controler(enchainer(changer(4, objet="copie:9")(actes))).est_intact
    assert controler(actes[:6]).est_intact
    assert controler(actes[:6]).dernier_prouve == 0


def test_apres_la_derniere_tete_gardee_une_reecriture_ne_se_voit_pas() -> None:
    actes = journal(9)
    gardee = tete(actes[:6])
    assert controler(enchainer(changer(8, objet="copie:9")(actes), depuis=7), [gardee]).est_intact
    assert controler(enchainer([*actes, acte(10)], depuis=9), [gardee]).est_intact


def test_la_derniere_tete_voit_ce_qu_une_ancienne_ne_voit_pas() -> None:
    actes = journal(9)
    reecrits = enchainer(changer(8, objet="copie:9")(actes), depuis=7)
    assert "Acte 9 : ne répond pas" in phrases(reecrits, tete(actes[:6]), tete(actes))


def test_une_horloge_qui_recule_est_une_remarque() -> None:
    actes = enchainer(changer(4, le="2026-01-01T00:00:00.000000Z")(journal(9)))
    bilan = controler(actes)
    assert bilan.est_intact
    assert [str(r) for r in bilan.remarques] == [
        "Acte 4 : daté du 2026-01-01T00:00:00.000000Z, avant l'acte précédent (2026-06-04T08:00:00.000003Z) : "
        "une horloge a reculé."
    ]


def test_une_charge_ordonnee_effacee_et_encore_la_est_une_remarque() -> None:
    actes = journal(9)
    remis = [*actes[:2], actes[2]._replace(sel=acte(3).sel, charge=acte(3).charge), *actes[3:]]
    bilan = controler(remis)
    assert bilan.est_intact
    assert "Acte 3 : sa charge devait être effacée (acte 5)" in str(bilan.remarques[0])


@pytest.mark.parametrize(
    "charge",
    [
        '{"apres":{"numeros":"tous"}}', '{"apres":{"numeros":[[3]]}}', '{"apres":{"numeros":[["3","3"]]}}',
        '{"apres":{"numeros":[[3.0,3.0]]}}', '{"apres":{"numeros":[[true,3]]}}', '{"apres":null}', "[]", "pas du JSON",
        '{"apres":{"numeros":' + "[" * 9_999 + "]" * 9_999 + "}}",
    ],
)  # fmt: skip
def test_un_ordre_mal_ecrit_n_efface_rien(charge: str) -> None:
    actes = journal(9)
    scellee = empreinte_charge(actes[4].sel or "", charge)
    ordre = actes[4]._replace(charge=charge, maillon=actes[4].maillon._replace(empreinte_charge=scellee))
    refaits = enchainer([*actes[:4], ordre, *actes[5:]])
    assert "Acte 3 : la charge manque" in phrases(refaits)
    assert any("Acte 3" in phrase for phrase in verificateur().verifier(lignes(refaits)).anomalies)


def test_un_ordre_demesure_ne_retient_pas_le_controle() -> None:
    ordre = acte(5, apres={"numeros": [[-(10**15), 10**15]]})
    ordre = ordre._replace(maillon=ordre.maillon._replace(acte=EFFACER))
    actes = journal(9)
    actes = enchainer([*actes[:4], ordre, *actes[5:]])
    assert controler(actes).est_intact
    assert [constat.numero for constat in controler(actes).remarques] == [1, 2, 4]
    assert len(verificateur().verifier(lignes(actes)).remarques) == 3


def test_un_trou_dans_les_numeros_se_voit_meme_si_la_chaine_tient() -> None:
    actes = journal(9)
    maillon = actes[8].maillon._replace(numero=10)
    troue = [*actes[:8], actes[8]._replace(maillon=maillon, empreinte=empreinte_acte(maillon))]
    assert (
        phrases(troue)
        == "Acte 10 : l'acte 9 était attendu : un acte manque, est répété ou a changé de place."
    )
    (phrase,) = verificateur().verifier(lignes(troue)).anomalies
    assert "l'acte 9 était attendu" in phrase


def test_les_anomalies_au_dela_du_maximum_sont_comptees() -> None:
    actes = [a._replace(empreinte="f" * 64) for a in journal(150)]
    bilan = controler(actes)
    assert len(bilan.anomalies) == PHRASES_GARDEES
    assert bilan.nombre_d_anomalies > 150


def test_les_numeros_qui_se_suivent_se_reunissent() -> None:
    assert intervalles([7, 3, 1, 2, 3]) == [(1, 3), (7, 7)]
    assert intervalles([]) == []
