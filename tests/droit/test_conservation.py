"""La conservation des documents : délais au jour près, élimination, communication."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.droit.conservation import (
    Communicabilite,
    Conservation,
    DelaisDeDemande,
    Demandeur,
    DocumentConserve,
    EtatDeConservation,
    Evenement,
    GenreInconnu,
    communiquer,
    conserver,
    genres,
    suivre_demande,
)
from parchemin.droit.parametres import HorsValidite
from tests.droit.lecture_des_cas import sujet
from tests.droit.lisible import est_lisible

CAS = sujet("conservation")
AUJOURD_HUI = date(2026, 7, 10)


def lire_document(d: dict[str, Any]) -> DocumentConserve:
    evenements = {Evenement(nom): jour for nom, jour in d.get("evenements", {}).items()}
    return DocumentConserve(**{**d, "evenements": evenements})


def resoudre(cas: dict[str, Any]) -> Conservation | Communicabilite | DelaisDeDemande:
    if cas["question"] == "conserver":
        return conserver(lire_document(cas["document"]), le=cas["le"])
    if cas["question"] == "communiquer":
        return communiquer(lire_document(cas["document"]), Demandeur(cas["demandeur"]), le=cas["le"])
    return suivre_demande(cas["le"])


@pytest.mark.parametrize("cas", CAS, ids=[c["titre"] for c in CAS])
def test_cas(cas: dict[str, Any]) -> None:
    resultat = resoudre(cas)
    assert all(est_lisible(m) for m in resultat.motifs)
    constat: dict[str, Any] = {"codes": [m.code for m in resultat.motifs]}
    match resultat:
        case Conservation():
            constat |= {
                "etat": resultat.etat.value, "echeance": resultat.echeance, "detenteur": resultat.detenteur,
            }  # fmt: skip
        case Communicabilite():
            constat |= {"communicable": resultat.est_communicable, "libre_le": resultat.libre_le}
        case DelaisDeDemande():
            constat |= {
                "refus_implicite_le": resultat.refus_implicite_le,
                "saisine_jusqu_au": resultat.saisine_jusqu_au,
            }
    assert {cle: constat[cle] for cle in cas["attendu"]} == cas["attendu"]


def test_phrases() -> None:
    copies = DocumentConserve("copies", {Evenement.RESULTATS_DEFINITIFS: AUJOURD_HUI})
    assert conserver(copies, le=AUJOURD_HUI).motifs[0].phrase == (
        "Copies d'écrit : à garder jusqu'au 10/07/2027 compris, 12 mois après les résultats définitifs."
    )
    ccf = DocumentConserve("fiches_ccf", {Evenement.JURY_SESSION_SUIVANTE: date(2027, 7, 8)})
    assert conserver(ccf, le=AUJOURD_HUI).motifs[0].phrase == (
        "Fiches d'évaluation du contrôle en cours de formation : à garder jusqu'au 08/07/2027 compris, "
        "jour fixé par le jury de délibération de la session suivante."
    )


def test_genre_inconnu() -> None:
    with pytest.raises(GenreInconnu, match=r"sujets.*connus : copies"):
        conserver(DocumentConserve("sujets"), le=AUJOURD_HUI)


def test_hors_validite() -> None:
    with pytest.raises(HorsValidite):
        conserver(DocumentConserve("copies"), le=date(2010, 1, 1))


GENRES = st.sampled_from(sorted(genres(le=AUJOURD_HUI)))
JOURS = st.dates(date(2023, 1, 1), date(2060, 1, 1))
DOCUMENTS = st.builds(
    DocumentConserve,
    GENRES,
    st.dictionaries(st.sampled_from(Evenement), JOURS),
    st.none() | JOURS,
    st.booleans(),
    st.booleans(),
)


@given(DOCUMENTS, JOURS)
def test_rien_ne_s_elimine_sans_delai_echu_ni_accord(document: DocumentConserve, le: date) -> None:
    sort = conserver(document, le=le)
    if sort.etat is EtatDeConservation.ELIMINABLE:
        assert sort.echeance is not None
        assert le > sort.echeance
        assert document.accord_des_archives
        assert not document.recours_pendant


@given(DOCUMENTS, JOURS, st.integers(0, 5000))
def test_un_delai_echu_le_reste(document: DocumentConserve, le: date, jours: int) -> None:
    en_cours = (EtatDeConservation.A_CONSERVER, EtatDeConservation.EVENEMENT_ATTENDU)
    if conserver(document, le=le).etat not in en_cours:
        assert conserver(document, le=le + timedelta(jours)).etat not in en_cours


@given(DOCUMENTS, JOURS)
def test_ce_qui_s_ouvre_au_tiers_s_ouvre_a_l_interesse(document: DocumentConserve, le: date) -> None:
    if communiquer(document, Demandeur.TIERS, le=le).est_communicable:
        assert communiquer(document, Demandeur.INTERESSE, le=le).est_communicable
