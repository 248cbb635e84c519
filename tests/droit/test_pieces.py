"""Les pièces de l'inscription : chaque cas du cahier, la liste de l'académie, et leurs propriétés."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.droit.diplome import diplome
from parchemin.droit.parametres import Registre, ValeurInvalide
from parchemin.droit.pieces import (
    ConditionDePiece,
    ListeAcademique,
    PieceInconnue,
    examiner_pieces,
    piece_academique,
    pieces_du_diplome,
)
from parchemin.droit.regimes import Voie
from tests.droit.lecture_des_cas import sujet
from tests.droit.lisible import est_lisible

CAS = sujet("pieces")
DIPLOME = diplome("ccst", session=2026)


def lire_liste(donnees: dict[str, Any]) -> ListeAcademique:
    ajoutees = tuple(
        piece_academique(
            a["code"], a["libelle"], DIPLOME,
            voies=[Voie(v) for v in a["voies"]] if "voies" in a else tuple(Voie),
            conditions=[ConditionDePiece(c) for c in a.get("conditions", ())],
        )
        for a in donnees.get("ajoutees", ())
    )  # fmt: skip
    return ListeAcademique(ajoutees, frozenset(donnees.get("retirees", ())))


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c["titre"])
def test_cas(cas: dict[str, Any]) -> None:
    examinees = examiner_pieces(
        Voie(cas["voie"]),
        [ConditionDePiece(c) for c in cas["conditions"]],
        cas["remises"],
        diplome("ccst", session=cas["session"]),
        lire_liste(cas["academie"]) if "academie" in cas else None,
    )
    assert all(est_lisible(p.motif) for p in examinees.attendues)
    assert {
        "attendues": [p.code for p in examinees.attendues],
        "manquantes": [p.code for p in examinees.manquantes],
        "non_demandees": list(examinees.non_demandees),
    } == cas["attendu"]


def test_phrases_et_references() -> None:
    examinees = examiner_pieces(Voie.FPC, [ConditionDePiece.BENEFICE], ["confirmation"], DIPLOME)
    assert [(p.motif.phrase, p.motif.reference.libelle) for p in examinees.attendues] == [
        (
            "Pièce manquante : Attestation d'inscription en formation continue "
            "(voie : formation professionnelle continue).",
            "Code de l'éducation, art. D643-16",
        ),
        (
            "Pièce remise : Confirmation d'inscription signée (tous les candidats).",
            "Circulaire nationale d'organisation, session 2026, § 1.1",
        ),
        (
            "Pièce manquante : Pièce d'identité en cours de validité (tous les candidats).",
            "Arrêté du 25 novembre 2020, art. 3, al. 3",
        ),
        (
            "Pièce manquante : Relevé de notes de la session d'origine "
            "(le candidat demande à conserver une note).",
            "Code de l'éducation, art. D643-23",
        ),
    ]


def test_une_piece_academique_se_fonde_sur_le_pouvoir_du_recteur() -> None:
    piece = piece_academique("photo", "Photographie d'identité", DIPLOME)
    assert piece.reference.libelle == "Arrêté du 25 novembre 2020, art. 3, al. 3, et art. 6"


def test_retirer_une_piece_inconnue_est_refuse() -> None:
    liste = ListeAcademique(retirees=frozenset({"photo"}))
    with pytest.raises(PieceInconnue, match="« photo » n'est pas dans la liste"):
        examiner_pieces(Voie.FPC, [], [], DIPLOME, liste)


@pytest.mark.parametrize("champ", ["voies", "si"])
def test_une_voie_ou_un_cas_inconnu_est_refuse(champ: str) -> None:
    valeurs = [
        replace(v, valeur=v.valeur | {champ: ("inconnu",)}) if v.nom == "piece.identite" else v
        for v in DIPLOME.registre
    ]
    with pytest.raises(ValeurInvalide, match=r"« piece\.identite » : 'inconnu'"):
        pieces_du_diplome(replace(DIPLOME, registre=Registre(valeurs)))


VOIES = st.sampled_from(Voie)
CONDITIONS = st.frozensets(st.sampled_from(ConditionDePiece))
CODES = st.frozensets(st.sampled_from([p.code for p in pieces_du_diplome(DIPLOME)]))


@given(VOIES, CONDITIONS, CODES, CODES)
def test_remettre_davantage_ne_fait_jamais_manquer(
    voie: Voie, conditions: frozenset[ConditionDePiece], remises: frozenset[str], de_plus: frozenset[str]
) -> None:
    def manquantes(codes: frozenset[str]) -> set[str]:
        return {p.code for p in examiner_pieces(voie, conditions, codes, DIPLOME).manquantes}

    assert manquantes(remises | de_plus) <= manquantes(remises)
    assert not manquantes(remises) & remises


@given(VOIES, CONDITIONS, CONDITIONS)
def test_demander_davantage_n_allege_jamais(
    voie: Voie, moins: frozenset[ConditionDePiece], plus: frozenset[ConditionDePiece]
) -> None:
    def dues(conditions: frozenset[ConditionDePiece]) -> set[str]:
        return {p.code for p in examiner_pieces(voie, conditions, (), DIPLOME).attendues}

    assert dues(moins) <= dues(moins | plus)


@given(VOIES)
def test_chaque_voie_doit_prouver_sa_preparation_ou_son_experience(voie: Voie) -> None:
    propres = [p for p in pieces_du_diplome(DIPLOME) if p.voies == {voie} and not p.conditions]
    assert len(propres) == 1
