"""Commissions, examinateurs et jury : compositions régulières, incompatibilités, parité."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.droit.commissions import (
    Commission,
    Membre,
    Presence,
    ProfilInconnu,
    composition_requise,
    verifier_commission,
)
from parchemin.droit.diplome import diplome
from parchemin.droit.epreuves import Evaluation
from parchemin.droit.examinateurs import (
    Examen,
    Lien,
    Rencontre,
    Structure,
    avis_sur_examinateur,
    avis_sur_examinateur_de_controle,
)
from parchemin.droit.jury import Jury, MembreDuJury, Qualite, verifier_jury
from parchemin.droit.parametres import Registre
from parchemin.droit.references import Motif
from tests.droit.lecture_des_cas import sujet
from tests.droit.lisible import est_lisible

CAS = sujet("commissions")
DIPLOME = diplome("ccst", session=2026)
LE = date(2026, 6, 1)


def codes(motifs: tuple[Motif, ...]) -> list[str]:
    assert all(est_lisible(m) for m in motifs)
    return [m.code for m in motifs]


def constater_commission(cas: dict[str, Any]) -> dict[str, Any]:
    commission = Commission(
        cas["unite"],
        Evaluation(cas["evaluation"]),
        tuple(Membre(m["nom"], frozenset(m["profils"])) for m in cas["membres"]),
        cas.get("a_l_etranger", False),
        frozenset(cas.get("carences", ())),
    )
    avis = verifier_commission(commission, diplome("ccst", session=cas["session"]))
    return {
        "reguliere": avis.est_reguliere,
        "motifs": codes(avis.motifs),
        "avertissements": codes(avis.avertissements),
    }


def constater_examinateur(cas: dict[str, Any]) -> dict[str, Any]:
    rencontre = Rencontre(
        Examen(cas["examen"]),
        frozenset(Lien(lien) for lien in cas["liens"]),
        cas.get("langue"),
        frozenset(cas.get("langues_enseignees", ())),
    )
    avis = avis_sur_examinateur(rencontre, diplome("ccst", session=cas["session"]), le=LE)
    return {
        "peut": avis.peut_examiner,
        "motifs": codes(avis.motifs),
        "avertissements": codes(avis.avertissements),
        "a_confirmer": avis.a_confirmer,
    }


def constater_controle(cas: dict[str, Any]) -> dict[str, Any]:
    avis = avis_sur_examinateur_de_controle(
        frozenset(cas["disciplines"]), cas["discipline"], Structure(cas["structure"]),
        diplome("ccst", session=cas["session"]),
    )  # fmt: skip
    return {"peut": avis.peut_examiner, "motifs": codes(avis.motifs)}


def constater_jury(cas: dict[str, Any]) -> dict[str, Any]:
    nommes = tuple(
        MembreDuJury(m["nom"], Qualite(m["qualite"]), m.get("preside", False)) for m in cas["nommes"]
    )
    avis = verifier_jury(
        Jury(nommes, frozenset(cas["presents"]), frozenset(cas["empeches_avant"])), le=cas["le"]
    )
    return {
        "peut": avis.peut_deliberer,
        "motifs": codes(avis.motifs),
        "avertissements": codes(avis.avertissements),
    }


CONSTATS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "commission": constater_commission,
    "examinateur": constater_examinateur,
    "controle": constater_controle,
    "jury": constater_jury,
}


@pytest.mark.parametrize("cas", CAS, ids=[c["titre"] for c in CAS])
def test_cas(cas: dict[str, Any]) -> None:
    constat = CONSTATS[cas["objet"]](cas)
    assert {cle: constat[cle] for cle in cas["attendu"]} == cas["attendu"]


def test_phrases() -> None:
    commission = Commission("U5", Evaluation.CCF, (Membre("Alix Essai", frozenset({"professeur_sti"})),))
    avis = verifier_commission(commission, DIPLOME)
    assert avis.motifs[0].phrase == "Il manque à la commission : un professeur d'économie et gestion."
    assert avis.avertissements[0].phrase == (
        "Absent : un professionnel. La commission peut néanmoins procéder à l'évaluation."
    )
    refus = avis_sur_examinateur(Rencontre(Examen.PONCTUEL, frozenset({Lien.PARENTE})), DIPLOME, le=LE)
    assert refus.motifs[0].phrase.endswith("Règle par défaut, à confirmer : aucun texte lu ne l'écrit.")


def test_un_membre_en_trop_peut_n_etre_que_signale() -> None:
    """L'autre réponse à la question que les textes laissent ouverte."""
    nom = "commission.membres_en_trop"
    autres = [replace(v, valeur="signale") if v.nom == nom else v for v in DIPLOME.registre]
    tolerant = replace(DIPLOME, registre=Registre(autres))
    noms = ("professeur_economie_gestion", "professeur_sti", "professionnel")
    membres = tuple(Membre(nom, frozenset({nom})) for nom in noms)
    avis = verifier_commission(Commission("U8", Evaluation.CCF, membres), tolerant)
    assert avis.est_reguliere
    assert codes(avis.avertissements) == ["COMMISSION_MEMBRE_EN_TROP"]


def test_profil_inconnu() -> None:
    commission = Commission("U5", Evaluation.CCF, (Membre("Alix Essai", frozenset({"sorcier"})),))
    with pytest.raises(ProfilInconnu, match=r"Alix Essai.*« sorcier »"):
        verifier_commission(commission, DIPLOME)


@pytest.mark.parametrize("session", [2023, 2024, 2025, 2026])
def test_les_donnees_ne_citent_que_des_profils_et_des_unites_connus(session: int) -> None:
    reglement = diplome("ccst", session=session)
    profils = set(reglement.valeur("commission.profils").valeur)
    unites = {e.unite for e in reglement.epreuves}
    for ligne in reglement.valeur("commission.compositions").valeur:
        assert ligne["unite"] in unites
        for siege in ligne["sieges"]:
            assert profils.issuperset(siege["profils"])
            assert siege.get("prefere", siege["profils"][0]) in profils


UNITES = st.sampled_from([e.unite for e in DIPLOME.epreuves])
PROFILS = st.frozensets(st.sampled_from(sorted(DIPLOME.valeur("commission.profils").valeur)), max_size=4)
MEMBRES = st.lists(st.builds(Membre, st.sampled_from(["A", "B", "C", "D"]), PROFILS), max_size=4).map(tuple)
COMMISSIONS = st.builds(Commission, UNITES, st.sampled_from(Evaluation), MEMBRES, st.booleans(), PROFILS)


@given(COMMISSIONS, st.randoms())
def test_l_ordre_des_membres_est_sans_effet(commission: Commission, hasard: Any) -> None:
    melange = list(commission.membres)
    hasard.shuffle(melange)
    autre = Commission(
        commission.unite, commission.evaluation, tuple(melange), commission.a_l_etranger, commission.carences
    )
    assert (
        verifier_commission(autre, DIPLOME).est_reguliere
        == verifier_commission(commission, DIPLOME).est_reguliere
    )


@given(COMMISSIONS)
def test_une_commission_reguliere_a_tous_ses_sieges_requis_et_nul_autre(commission: Commission) -> None:
    avis = verifier_commission(commission, DIPLOME)
    composition = composition_requise(
        commission.unite, commission.evaluation, DIPLOME, a_l_etranger=commission.a_l_etranger
    )
    assis = [o for o in avis.occupants if o is not None]
    if not composition.sieges:
        assert avis.est_reguliere
        return
    pourvus = all(
        occupant is not None or siege.presence is not Presence.REQUISE
        for siege, occupant in zip(composition.sieges, avis.occupants, strict=True)
    )
    assert avis.est_reguliere is (pourvus and len(assis) == len(commission.membres))
    for siege, occupant in zip(composition.sieges, avis.occupants, strict=True):
        if occupant is not None:
            assert occupant.profils & {*siege.profils, *siege.replis}


@given(st.sampled_from(Examen), st.frozensets(st.sampled_from(Lien)), st.sampled_from(Lien))
def test_un_lien_de_plus_ne_rend_jamais_acceptable(
    examen: Examen, liens: frozenset[Lien], de_plus: Lien
) -> None:
    avant = avis_sur_examinateur(Rencontre(examen, liens), DIPLOME, le=LE)
    apres = avis_sur_examinateur(Rencontre(examen, liens | {de_plus}), DIPLOME, le=LE)
    assert avant.peut_examiner or not apres.peut_examiner
