"""L'offre de formation : ce que chaque ligne demande, et ce qui ne va pas dans les autres."""

import pytest

from parchemin.socle.organisation.imports.lots import releve_du_lot
from parchemin.socle.organisation.models import Etablissement, SessionExamen
from parchemin.socle.organisation.portee import Portee
from tests.socle.organisation.conftest import uai
from tests.socle.organisation.imports.fichiers import csv, demandes, lire, phrases, xlsx

pytestmark = pytest.mark.django_db
TITRES = "rentree;session;uai;statut;capacite;voeux_confirmes;mefstat11;departement"
NOUVEAU = uai("0690009")
CORSE = uai("6200001")
TAHITI = uai("9840002")


def ligne(code: str = NOUVEAU, statut: str = "scolaire", places: str = "24", **autres: str) -> str:
    """Une ligne de l'offre de la session 2026."""
    session, mef = autres.get("session", "2026"), autres.get("mef", "32211031216")
    return f"2024;{session};{code};{statut};{places};99;{mef};{autres.get('departement', '069')}"


def test_un_etablissement_inconnu_est_cree_avec_son_offre(session: SessionExamen) -> None:
    lot = lire(csv(TITRES, ligne()), "offre", session)
    assert demandes(lot) == [
        ("etablissement", NOUVEAU, {"nom": "À renseigner", "academie": "10"}),
        ("offre", f"{NOUVEAU}|scolaire", {"capacite": "24"}),
    ]
    assert phrases(lot) == []
    assert lot.lignes["inutiles"] == ["voeux_confirmes"]


def test_un_etablissement_connu_garde_sa_fiche(session: SessionExamen, lycee: Etablissement) -> None:
    lot = lire(csv(TITRES, ligne(lycee.pk), ligne(lycee.pk, "apprentissage", "12")), "offre", session)
    assert [cle for _, cle, _ in demandes(lot)] == [f"{lycee.pk}|scolaire", f"{lycee.pk}|apprentissage"]


def test_la_meme_offre_est_inchangee_une_autre_capacite_la_modifie(
    session: SessionExamen, lycee: Etablissement, offre_du_lycee: None
) -> None:
    assert releve_du_lot(lire(csv(TITRES, ligne(lycee.pk)), "offre", session)).inchanges == 1
    (changement,) = releve_du_lot(
        lire(csv(TITRES, ligne(lycee.pk, places="30")), "offre", session)
    ).changements
    assert (changement.avant, changement.apres) == ({"capacite": "24"}, {"capacite": "30"})


def test_les_autres_sessions_sont_laissees_de_cote_et_comptees(session: SessionExamen) -> None:
    lot = lire(csv(TITRES, ligne(), ligne(session="2025"), ligne(session="2024")), "offre", session)
    assert releve_du_lot(lot).ignorees == {"autre session": 2}


@pytest.mark.parametrize(
    ("code", "departement", "academie"),
    [
        (CORSE, "", "27"),
        (CORSE, "02A", "27"),
        (TAHITI, "984", "41"),
        (TAHITI, "987", "41"),
        (NOUVEAU, "69", "10"),
    ],
)
def test_l_academie_vient_du_departement_ou_du_debut_de_l_uai(
    session: SessionExamen, code: str, departement: str, academie: str
) -> None:
    lot = lire(csv(TITRES, ligne(code, departement=departement)), "offre", session)
    assert demandes(lot)[0][2]["academie"] == academie
    assert phrases(lot) == []


def test_les_zeros_manges_par_un_tableur_sont_remis(session: SessionExamen) -> None:
    code = uai("0010002")
    octets = xlsx(TITRES.split(";"), [2024, 2026, code.lstrip("0"), "scolaire", 24, 99, 32211031216, 1])
    lot = lire(octets, "offre", session)
    assert demandes(lot)[0] == ("etablissement", code, {"nom": "À renseigner", "academie": "10"})
    assert phrases(lot) == [
        f"avertissement : ligne 2, colonne uai : « {code[2:]} » lu, « {code} » attendu ; "
        "rien à faire, l'écriture a été rétablie."
    ]


@pytest.mark.parametrize(
    ("fautive", "mot"),
    [
        (ligne("0690009Q"), "colonne uai : « 0690009Q » lu, un UAI exact attendu"),
        (ligne("0690009" + ("A" if NOUVEAU[7] != "A" else "B")), "ne convient pas à ses chiffres"),
        (ligne(""), "colonne uai : rien lu"),
        (
            ligne(statut="stage"),
            "colonne statut : « stage » lu, scolaire, apprentissage, fpc ou distance attendu",
        ),
        (ligne(places="beaucoup"), "colonne capacite : « beaucoup » lu"),
        (ligne(places="12,5"), "colonne capacite"),
        (ligne(places="-4"), "colonne capacite"),
        (ligne(places="10000"), "colonne capacite"),
        (ligne(departement="096"), "colonne departement : « 096 » lu, un département français"),
        (ligne(session="l'an prochain"), "colonne session"),
        (ligne(uai("0990001"), departement=""), "un UAI dont le début désigne une académie"),
        (ligne(uai("0690010"), mef="32211031213"), "une seule spécialité dans le fichier, « …31216 »"),
    ],
)
def test_chaque_faute_dit_sa_ligne_sa_colonne_et_son_remede(
    session: SessionExamen, fautive: str, mot: str
) -> None:
    lot = lire(csv(TITRES, ligne(uai("0690011")), fautive), "offre", session)
    (phrase,) = phrases(lot)
    assert phrase.startswith("bloquant : ligne 3")
    assert mot in phrase


def test_une_capacite_vide_ou_un_departement_surprenant_avertit_sans_bloquer(session: SessionExamen) -> None:
    lot = lire(csv(TITRES, ligne(places=""), ligne(uai("0690012"), departement="038")), "offre", session)
    assert [p.split(" : ")[0] for p in phrases(lot)] == ["avertissement", "avertissement"]
    assert "l'académie retenue est Grenoble" in phrases(lot)[1]


def test_une_repetition_avertit_une_contradiction_bloque(session: SessionExamen) -> None:
    repetee = lire(csv(TITRES, ligne(), ligne()), "offre", session)
    assert "une seule ligne pour" in phrases(repetee)[0]
    assert phrases(repetee)[0].startswith("avertissement : ligne 3")
    contraire = lire(csv(TITRES, ligne(), ligne(places="30")), "offre", session)
    assert "« 24 » comme à la ligne 2" in phrases(contraire)[0]
    assert phrases(contraire)[0].startswith("bloquant : ligne 3")


def test_une_academie_ne_reprend_que_ses_etablissements(
    session: SessionExamen, cfa: Etablissement, lycee: Etablissement
) -> None:
    lyon = Portee(academies=frozenset({"10"}))
    octets = csv(TITRES, ligne(lycee.pk), ligne(cfa.pk, departement="069"), ligne(TAHITI, departement=""))
    lot = lire(octets, "offre", session, portee=lyon)
    assert [cle for _, cle, _ in demandes(lot)] == [f"{lycee.pk}|scolaire"]
    assert releve_du_lot(lot).ignorees == {"établissement hors de votre périmètre": 2}
