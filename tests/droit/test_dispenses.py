"""Les dispenses d'unités : chaque cas du cahier, et leurs propriétés."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.droit.benefices import NoteAnterieure
from parchemin.droit.diplome import diplome
from parchemin.droit.dispenses import (
    DemandeDeDispense,
    GenreDeTitre,
    IssueDeDispense,
    ReglesDesDispenses,
    Titre,
)
from parchemin.droit.epreuves import Domaine
from parchemin.droit.notes import Etat, lire_note
from parchemin.droit.parametres import HorsValidite, Registre, ValeurInvalide
from tests.droit.lecture_des_cas import sujet
from tests.droit.lisible import est_lisible

CAS = sujet("dispenses")
LE = date(2026, 7, 1)
DIPLOME = diplome("ccst", session=2026)


def lire_demande(cas: dict[str, Any]) -> DemandeDeDispense:
    t = cas["titre_presente"]
    b = t.get("benefice")
    titre = Titre(
        genre=GenreDeTitre(t["genre"]),
        niveau=t.get("niveau"),
        enseignements=frozenset(t.get("enseignements", ())),
        benefice=NoteAnterieure("autre_bts", b["session"], "U1", lire_note(b["note"]), b["obtenue_le"])
        if b
        else None,
        est_justifie=t.get("est_justifie", True),
    )
    return DemandeDeDispense(
        cas["unite"],
        titre,
        LE,
        cas.get("delibere_le", LE),
        cas.get("est_demandee", True),
        cas.get("decision"),
    )


@pytest.mark.parametrize("cas", CAS, ids=lambda c: c["titre"])
def test_cas(cas: dict[str, Any]) -> None:
    examinee = ReglesDesDispenses(diplome("ccst", session=cas["session"]), le=LE).examiner(lire_demande(cas))
    assert all(est_lisible(m) for m in examinee.motifs)
    constat = {"issue": examinee.issue.value, "codes": [m.code for m in examinee.motifs]}
    if examinee.resultat:
        constat["resultat"] = examinee.resultat.texte
    assert constat == cas["attendu"]


def demande(unite: str, titre: Titre, *, decision: bool | None = None) -> DemandeDeDispense:
    return DemandeDeDispense(unite, titre, LE, LE, decision=decision)


def test_phrases_et_references() -> None:
    regles = ReglesDesDispenses(DIPLOME, le=LE)
    (accord,) = regles.examiner(demande("E1", Titre(GenreDeTitre.DUT))).motifs
    assert (accord.phrase, accord.reference.libelle) == (
        "U1 : dispense accordée (DUT).",
        "Arrêté du 8 juillet 2024, annexe IV b",
    )
    (refus,) = regles.examiner(demande("U7", Titre(GenreDeTitre.DUT))).motifs
    assert refus.reference.libelle == "Arrêté du 24 juin 2005, art. 1"


def test_unite_inconnue() -> None:
    with pytest.raises(KeyError):
        ReglesDesDispenses(DIPLOME, le=LE).examiner(demande("U21", Titre(GenreDeTitre.DUT)))


def test_hors_validite() -> None:
    with pytest.raises(HorsValidite):
        ReglesDesDispenses(DIPLOME, le=date(2027, 1, 1))


def test_un_diplome_etranger_admis_suit_la_regle_du_diplome_national() -> None:
    regles = ReglesDesDispenses(DIPLOME, le=LE)
    regles.lues["diplomes_etrangers"] = replace(regles.lues["diplomes_etrangers"], valeur=True)
    issues = [
        regles.examiner(demande("U1", Titre(GenreDeTitre.DIPLOME_ETRANGER, niveau))).issue
        for niveau in (4, 5)
    ]
    assert issues == [IssueDeDispense.REFUSEE, IssueDeDispense.ACCORDEE]


def test_une_regle_qui_dispense_d_une_professionnelle_est_refusee() -> None:
    valeurs = [
        replace(v, valeur=v.valeur | {"unites": ("U5",)}) if v.nom == "dispense.cge" else v
        for v in DIPLOME.registre
    ]
    with pytest.raises(ValeurInvalide, match="dispense de U5"):
        ReglesDesDispenses(replace(DIPLOME, registre=Registre(valeurs)), le=LE)


def test_une_regle_dont_la_decision_est_inconnue_est_refusee() -> None:
    valeurs = [
        replace(v, valeur=v.valeur | {"decision": "automatique"}) if v.nom == "dispense.lv" else v
        for v in DIPLOME.registre
    ]
    with pytest.raises(ValeurInvalide, match="« decision » vaut l'un de de_droit, manuelle"):
        ReglesDesDispenses(replace(DIPLOME, registre=Registre(valeurs)), le=LE)


def test_un_autre_diplome_suit_ses_propres_donnees() -> None:
    """Aucun dossier ne porte ce code : les règles ne lisent que les données du diplôme."""
    regles = ReglesDesDispenses(replace(DIPLOME, code="fictif"), le=LE)
    assert regles.examiner(demande("U1", Titre(GenreDeTitre.DUT))).issue is IssueDeDispense.ACCORDEE


TITRES = st.builds(
    Titre,
    st.sampled_from([g for g in GenreDeTitre if g is not GenreDeTitre.VAE]),
    st.none() | st.integers(1, 8),
    st.frozensets(st.sampled_from(["droit_economie_management", "langues"])),
)
UNITES = st.sampled_from([e.unite for e in DIPLOME.obligatoires])


@given(UNITES, TITRES, st.sampled_from([None, False, True]))
def test_ni_epreuve_professionnelle_ni_langue_d_office(
    unite: str, titre: Titre, decision: bool | None
) -> None:
    examinee = ReglesDesDispenses(DIPLOME, le=LE).examiner(demande(unite, titre, decision=decision))
    accordee = examinee.issue is IssueDeDispense.ACCORDEE
    assert (examinee.resultat is not None and examinee.resultat.etat is Etat.DISPENSE) == accordee
    if accordee:
        assert DIPLOME.epreuve(unite).domaine is Domaine.GENERALE
        assert decision or unite not in ("U2", "U3")


@given(UNITES, TITRES, st.integers(1, 8))
def test_un_titre_de_plus_haut_niveau_ne_perd_jamais(unite: str, titre: Titre, niveau: int) -> None:
    regles = ReglesDesDispenses(DIPLOME, le=LE)
    bas, haut = sorted((niveau, titre.niveau or 0))

    def accorde(n: int) -> bool:
        examinee = regles.examiner(demande(unite, replace(titre, niveau=n), decision=True))
        return examinee.issue is IssueDeDispense.ACCORDEE

    assert accorde(bas) <= accorde(haut)
