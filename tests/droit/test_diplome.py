"""Le diplôme comme données : coefficients, formes et durées de chaque session ; fichiers fautifs refusés."""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from parchemin.droit.diplome import (
    DOSSIER_DES_DIPLOMES,
    codes_des_diplomes,
    diplome,
    lire_diplome,
    sessions_connues,
)
from parchemin.droit.epreuves import Domaine, FormeEpreuve
from parchemin.droit.parametres import HorsValidite, ValeurInvalide
from parchemin.droit.references import Statut
from parchemin.droit.regimes import Regime
from tests.droit.lecture_des_cas import sujet, titre


def decrire(forme: FormeEpreuve) -> str:
    temps = ["-" if t is None else str(t) for t in (forme.duree, forme.preparation)]
    return " ".join([forme.evaluation.value, *temps, str(forme.nombre_situations)])


@pytest.mark.parametrize("cas", sujet("diplome"), ids=titre)
def test_cas(cas: dict[str, Any]) -> None:
    epreuve = diplome("ccst", session=cas["session"]).epreuve(cas["epreuve"])
    lu = "facultative" if epreuve.coefficient is None else str(epreuve.coefficient).replace(".", ",")
    assert lu == cas["coefficient"]
    assert {r.value: decrire(epreuve.forme(r)) for r in Regime} == {r.value: cas[r.value] for r in Regime}


@pytest.mark.parametrize("session", sessions_connues("ccst"))
def test_les_coefficients_font_vingt_cinq(session: int) -> None:
    lu = diplome("ccst", session=session)
    assert lu.total_coefficients == Decimal(25)
    professionnels = [e.coefficient for e in lu.obligatoires if e.domaine is Domaine.PROFESSIONNELLE]
    assert sum(c for c in professionnels if c) == Decimal(16)


@pytest.mark.parametrize("session", sessions_connues("ccst"))
def test_le_regime_a_garde_trois_epreuves_ponctuelles(session: int) -> None:
    """Code de l'éducation, art. D643-19 : au moins trois épreuves ponctuelles."""
    lu = diplome("ccst", session=session)
    assert sum(e.forme("A").evaluation == "ponctuelle" for e in lu.obligatoires) >= 3


def test_les_phases_d_une_epreuve_font_sa_duree() -> None:
    for session in sessions_connues("ccst"):
        for epreuve in diplome("ccst", session=session).epreuves:
            for forme in epreuve.formes:
                durees = [p.duree for p in forme.phases if p.duree is not None]
                if durees and forme.duree is not None:
                    assert sum(durees) == forme.duree, epreuve.code


def test_la_session_2025_reste_a_confirmer() -> None:
    assert diplome("ccst", session=2025).numerotation_source.statut is Statut.A_CONFIRMER
    assert diplome("ccst", session=2026).numerotation_source.statut is Statut.LU


@pytest.mark.parametrize("session", [2022, 2027])
def test_hors_des_sessions_connues_le_diplome_refuse(session: int) -> None:
    with pytest.raises(HorsValidite) as refus:
        diplome("ccst", session=session)
    assert str(refus.value) == (
        f"Le diplôme « ccst » n'a pas de session {session} (connues : 2023, 2024, 2025, 2026)."
    )


def test_la_fiche_du_diplome() -> None:
    lu = diplome("ccst", session=2026)
    assert (lu.code, lu.sigle, lu.intitule) == (
        "ccst", "BTS CCST", "Conseil et commercialisation de solutions techniques",
    )  # fmt: skip
    assert [diplome("ccst", session=s).numerotation for s in sessions_connues("ccst")] == [
        "2020", "2020", "2024", "2024",
    ]  # fmt: skip
    assert (
        str(lu.numerotation_source.reference)
        == "Circulaire nationale d'organisation, session 2026, § 2.5 et § 3.1"
    )


def test_un_regime_inconnu_n_a_pas_de_forme() -> None:
    with pytest.raises(KeyError, match="Z"):
        diplome("ccst", session=2026).obligatoires[0].forme("Z")


def test_codes_des_diplomes() -> None:
    assert codes_des_diplomes() == ["ccst"]


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "message"),
    [
        ("epreuves_2024.toml", 'coefficient = "6"', 'coefficient = "5"', "font 24"),
        ("epreuves_2024.toml", 'code = "E2"', 'code = "E1"', "écrite deux fois"),
        ("epreuves_2024.toml", 'regimes = ["A", "B"]', 'regimes = ["A"]', "une forme, et une seule"),
        ("epreuves_2024.toml", 'epreuves = ["E1"]', 'epreuves = ["E9"]', "E9"),
        ("epreuves_2024.toml", 'lu_le = 2026-11-22', "", "lu_le"),
        ("epreuves_2024.toml", 'intitule = "Culture générale et expression"\ndomaine', "domaine", "intitule"),
        ("epreuves_2024.toml", 'texte = "circulaire_2026"', 'texte = "inconnu"', "inconnu"),
    ],
)  # fmt: skip
def test_un_reglement_fautif_est_refuse(
    tmp_path: Path, fichier: str, avant: str, apres: str, message: str
) -> None:
    copie = tmp_path / "ccst"
    shutil.copytree(DOSSIER_DES_DIPLOMES / "ccst", copie)
    contenu = (copie / fichier).read_text(encoding="utf-8")
    assert avant in contenu
    (copie / fichier).write_text(contenu.replace(avant, apres, 1), encoding="utf-8")
    with pytest.raises(ValeurInvalide, match=message):
        lire_diplome(copie, 2026)
