"""La conformité des dossiers : pièces, contenus, délais, et leurs conséquences."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.droit.conformite import Conformite, DossierDepose, ResultatDeConformite, controler_dossier
from parchemin.droit.diplome import Diplome, diplome
from parchemin.droit.epreuves import Evaluation
from parchemin.droit.notes import Etat
from parchemin.droit.parametres import Registre
from parchemin.droit.references import Statut
from tests.droit.lecture_des_cas import sujet
from tests.droit.lisible import est_lisible

CAS = sujet("conformite")
DIPLOME = diplome("ccst", session=2026)
CONTENUS = ("marche", "environnement", "solution", "performance", "formation")


def lire_dossier(d: dict[str, Any]) -> DossierDepose:
    evaluation, contenus = Evaluation(d["evaluation"]), frozenset(d.get("contenus", ()))
    return DossierDepose(**{**d, "evaluation": evaluation, "contenus": contenus})


@pytest.mark.parametrize("cas", CAS, ids=[c["titre"] for c in CAS])
def test_cas(cas: dict[str, Any]) -> None:
    resultat = controler_dossier(lire_dossier(cas["dossier"]), diplome("ccst", session=cas["session"]))
    constat = {
        "conformite": resultat.conformite.value,
        "etat": resultat.etat.value if resultat.etat else None,
        "interroge": resultat.peut_avoir_lieu,
        "diplome_possible": resultat.diplome_possible,
        "motifs": [m.code for m in resultat.motifs],
        "avertissements": [m.code for m in resultat.avertissements],
    }
    attendu = {"etat": None, **cas["attendu"]}
    assert {cle: constat[cle] for cle in attendu} == attendu
    assert all(est_lisible(m) for m in resultat.motifs + resultat.avertissements)


def test_phrases() -> None:
    dossier = DossierDepose(
        "U8", Evaluation.CCF, {"dossier": 1, "fiche_descriptive": 1}, frozenset(CONTENUS[1:]), pages=21
    )
    resultat = controler_dossier(dossier, DIPLOME)
    assert resultat.motifs[0].phrase == (
        "Le dossier ne traite pas : le marché ou le secteur d'activité de l'entreprise de référence choisie."
    )
    assert resultat.avertissements[0].phrase == "Dossier de 21 pages hors annexes ; 20 au plus."
    assert Conformite.AVERTISSEMENT.libelle == "conforme, avec avertissement"


def test_les_epreuves_controlees_sont_celles_du_reglement() -> None:
    """La table des supports et le règlement d'examen disent les mêmes épreuves « non valide »."""
    for session in (2023, 2024, 2025, 2026):
        reglement = diplome("ccst", session=session)
        controlees = {s["unite"] for s in reglement.valeur("conformite.supports").valeur if s["controle"]}
        assert controlees == {e.unite for e in reglement.epreuves if e.non_valide}


def test_les_inconnues_sont_a_confirmer() -> None:
    for nom in (
        "nv.motifs",
        "nv.plus_de_20_pages",
        "nv.delai_regularisation_j",
        "conformite.fiches_de_langue",
    ):
        assert DIPLOME.valeur(nom).source.statut is Statut.A_CONFIRMER


def avec(nom: str, valeur: object) -> Diplome:
    """Le diplôme si un texte encore inconnu fixait cette valeur."""
    valeurs = [replace(v, valeur=valeur) if v.nom == nom else v for v in DIPLOME.registre]
    return replace(DIPLOME, registre=Registre(valeurs))


COMPLET = DossierDepose(
    "U8", Evaluation.CCF, {"dossier": 1, "fiche_descriptive": 1}, frozenset(CONTENUS),
    depose_le=date(2026, 5, 20), date_limite=date(2026, 5, 5), pages=21,
)  # fmt: skip


@pytest.mark.parametrize(("delai", "admis"), [(14, False), (15, True), (16, True)])
def test_delai_de_regularisation_d_une_academie(delai: int, *, admis: bool) -> None:
    resultat = controler_dossier(COMPLET, avec("nv.delai_regularisation_j", delai))
    assert resultat.peut_avoir_lieu is admis
    if admis:
        assert resultat.avertissements[0].phrase == (
            "Dossier remis le 20/05/2026, après la date limite du 05/05/2026, "
            "dans le délai de régularisation."
        )


def test_un_dossier_trop_long_pourrait_etre_non_valide() -> None:
    a_l_heure = replace(COMPLET, depose_le=COMPLET.date_limite)
    assert controler_dossier(a_l_heure, DIPLOME).peut_avoir_lieu
    assert controler_dossier(a_l_heure, avec("nv.plus_de_20_pages", "non_valide")).etat is Etat.NON_VALIDE


def test_un_defaut_hors_de_la_liste_n_est_qu_un_avertissement() -> None:
    resultat = controler_dossier(COMPLET, avec("nv.motifs", ()))
    assert resultat.conformite is Conformite.AVERTISSEMENT
    assert [m.code for m in resultat.avertissements] == ["CONFORMITE_HORS_DELAI", "CONFORMITE_TROP_LONG"]


DOSSIERS = st.builds(
    DossierDepose,
    st.sampled_from(["U3", "U5", "U6", "U7", "U8", "UF2", "UF3"]),
    st.sampled_from(Evaluation),
    st.dictionaries(
        st.sampled_from(
            ["fiche_descriptive", "annexes", "dossier", "support", "fiche_engagement", "fiches_situation"]
        ),
        st.integers(0, 4),
    ),
    st.frozensets(st.sampled_from(CONTENUS)),
    st.none() | st.dates(date(2026, 4, 1), date(2026, 6, 1)),
    st.just(date(2026, 5, 5)),
    st.none() | st.integers(0, 60),
    st.none() | st.booleans(),
    st.none() | st.booleans(),
    st.booleans(),
)
RANG = {Conformite.CONFORME: 0, Conformite.AVERTISSEMENT: 1, Conformite.NON_CONFORME: 2}


def coherent(resultat: ResultatDeConformite) -> bool:
    non_valide = resultat.etat is Etat.NON_VALIDE
    return (
        resultat.diplome_possible is not non_valide
        and not (non_valide and resultat.peut_avoir_lieu)
        and (resultat.conformite is Conformite.NON_CONFORME) is not resultat.peut_avoir_lieu
        and bool(resultat.motifs)
    )


@given(DOSSIERS)
def test_non_valide_seulement_aux_epreuves_controlees(dossier: DossierDepose) -> None:
    resultat = controler_dossier(dossier, DIPLOME)
    assert coherent(resultat)
    if not DIPLOME.epreuve(dossier.unite).non_valide:
        assert resultat.diplome_possible


@given(DOSSIERS, st.sampled_from(["fiche_descriptive", "annexes", "dossier", "support", "fiche_engagement"]))
def test_une_piece_de_plus_n_aggrave_jamais(dossier: DossierDepose, piece: str) -> None:
    avant = controler_dossier(dossier, DIPLOME)
    pieces = {**dossier.pieces, piece: dossier.pieces.get(piece, 0) + 1}
    apres = controler_dossier(replace(dossier, pieces=pieces), DIPLOME)
    assert RANG[apres.conformite] <= RANG[avant.conformite]


@given(st.integers(-40, 40))
def test_la_date_limite_se_juge_au_jour(ecart: int) -> None:
    limite = date(2026, 5, 5)
    dossier = DossierDepose(
        "U7", Evaluation.CCF, {"fiche_descriptive": 1, "annexes": 1},
        depose_le=limite + timedelta(ecart), date_limite=limite,
    )  # fmt: skip
    assert controler_dossier(dossier, DIPLOME).peut_avoir_lieu is (ecart <= 0)
