"""Une épreuve se lit entière de son fichier, et une faute y est nommée à sa place."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES, lire_diplome
from parchemin.droit.epreuves import (
    Domaine,
    Evaluation,
    FormeEpreuve,
    Nature,
    Phase,
    Situation,
    lire_discipline,
    lire_epreuve,
    lire_exclusion,
)
from parchemin.droit.parametres import HorsValidite, ValeurInvalide
from parchemin.droit.references import Reference, Source, Statut, Texte

TEXTES = {"essai": Texte("essai", "Texte d'essai", "Texte d'essai")}
SOURCE: dict[str, Any] = {"texte": "essai", "article": "art. 1", "lu_le": date(2026, 1, 1), "statut": "lu"}
FORME: dict[str, Any] = {
    "regimes": ["A"], "evaluation": "ccf", "nature": "orale", "duree": 30, "preparation": 10,
    "periode": "au printemps", "remarque": "Sans calculatrice.",
    "phase": [{"libelle": "Exposé", "duree": 10}, {"libelle": "Entretien"}],
    "situation": [{"libelle": "Première", "competences": ["C1", "C2"], "poids": "0.4"}, {"libelle": "Seconde"}],
}  # fmt: skip
EPREUVE: dict[str, Any] = {
    **SOURCE, "code": "X1", "unite": "V1", "intitule": "Essai", "domaine": "professionnelle", "coefficient": "2.5",
    "bloc": "1", "non_valide": True, "support": "Un dossier", "forme": [FORME, {**FORME, "regimes": ["B", "C"]}],
}  # fmt: skip


def sans(donnees: dict[str, Any], cle: str) -> dict[str, Any]:
    return {c: v for c, v in donnees.items() if c != cle}


def test_une_epreuve_garde_tout_ce_que_dit_son_fichier() -> None:
    lue = lire_epreuve(EPREUVE, "essai", TEXTES)
    source = Source(Reference(TEXTES["essai"], "art. 1"), date(2026, 1, 1), Statut.LU)
    assert (lue.code, lue.unite, lue.intitule, lue.bloc) == ("X1", "V1", "Essai", "1")
    assert (lue.domaine, lue.coefficient) == (Domaine.PROFESSIONNELLE, Decimal("2.5"))
    assert (lue.non_valide, lue.dispense, lue.source) == (True, False, source)
    assert lue.forme("A") == FormeEpreuve(
        regimes=frozenset({"A"}), evaluation=Evaluation.CCF, nature=Nature.ORALE, duree=30, preparation=10,
        phases=(Phase("Exposé", 10), Phase("Entretien", None)),
        situations=(Situation(1, "Première", ("C1", "C2"), Decimal("0.4")), Situation(2, "Seconde", (), Decimal(1))),
        nombre_situations=2, periode="au printemps", support="Un dossier", remarque="Sans calculatrice.",
        source=source,
    )  # fmt: skip
    assert lue.forme("B") is lue.forme("C")


def test_ce_que_le_texte_ne_dit_pas_reste_vide() -> None:
    nue = {"regimes": ["A"], "evaluation": "ccf", "nature": "orale"}
    tue = {c: v for c, v in EPREUVE.items() if c not in ("support", "bloc", "non_valide")}
    lue = lire_epreuve({**tue, "forme": [nue]}, "essai", TEXTES)
    assert (lue.non_valide, lue.dispense) == (False, False)
    forme = lue.forme("A")
    assert (forme.duree, forme.preparation, forme.phases, forme.situations) == (None, None, (), ())
    assert (forme.nombre_situations, forme.periode, forme.support, forme.remarque, lue.bloc) == (
        0,
        "",
        "",
        "",
        "",
    )


def test_une_forme_peut_avoir_son_support_et_sa_source() -> None:
    propre = {**FORME, "support": "Une fiche", "article": "art. 2", "statut": "deduit", "situations": 3}
    forme = lire_epreuve({**EPREUVE, "forme": [propre]}, "essai", TEXTES).forme("A")
    assert (forme.support, forme.source.reference.subdivision) == ("Une fiche", "art. 2")
    assert (forme.source.statut, forme.source.lu_le) == (Statut.DEDUIT, date(2026, 1, 1))
    assert forme.nombre_situations == 3


@pytest.mark.parametrize(
    ("forme", "message"),
    [
        ({"situation": [{"libelle": "Une", "poid": 2}]}, "situation n° 1 : clé inconnue « poid »."),
        ({"situation": [{"libelle": "Une"}, {}]}, "situation n° 2 : il manque « libelle »."),
        ({"phase": [{"libelle": "Une", "dure": 2}]}, "phase n° 1 : clé inconnue « dure »."),
        ({"phase": [{"libelle": "Une"}, {}]}, "phase n° 2 : il manque « libelle »."),
    ],
)
def test_une_phase_ou_une_situation_fautive_dit_ou_et_quoi(forme: dict[str, Any], message: str) -> None:
    with pytest.raises(ValeurInvalide) as faute:
        lire_epreuve({**EPREUVE, "forme": [{**FORME, **forme}]}, "essai", TEXTES)
    assert str(faute.value) == f"essai, forme n° 1, {message}"


@pytest.mark.parametrize(
    ("changements", "message"),
    [
        ({"statut": "su"}, "statut « su » inconnu (attendu : lu, deduit, a_confirmer)."),
        ({"evaluation": "écrit"}, "evaluation « écrit » inconnu (attendu : ponctuelle, ccf)."),
        ({"nature": "oral"}, "nature « oral » inconnu (attendu : ecrite, orale, ecrite_ou_orale)."),
        ({"dure": 20}, "clé inconnue « dure »."),
    ],
)
def test_une_forme_fautive_dit_ou_et_quoi(changements: dict[str, Any], message: str) -> None:
    with pytest.raises(ValeurInvalide) as faute:
        lire_epreuve({**EPREUVE, "forme": [FORME, {**FORME, **changements}]}, "essai", TEXTES)
    assert str(faute.value) == f"essai, forme n° 2 : {message}"


@pytest.mark.parametrize("cle", ["regimes", "evaluation", "nature"])
def test_une_forme_incomplete_dit_ce_qui_manque(cle: str) -> None:
    with pytest.raises(ValeurInvalide, match=rf"^essai, forme n° 1 : il manque « {cle} »\.$"):
        lire_epreuve({**EPREUVE, "forme": [sans(FORME, cle)]}, "essai", TEXTES)


@pytest.mark.parametrize("cle", ["code", "unite", "intitule", "domaine", "forme", "coefficient"])
def test_une_epreuve_incomplete_dit_ce_qui_manque(cle: str) -> None:
    with pytest.raises(ValeurInvalide, match=rf"^essai : il manque « {cle} »\.$"):
        lire_epreuve(sans(EPREUVE, cle), "essai", TEXTES)


def test_un_domaine_inconnu_est_refuse() -> None:
    attendu = r"^essai : domaine « pro » inconnu \(attendu : generale, professionnelle, facultative\)\.$"
    with pytest.raises(ValeurInvalide, match=attendu):
        lire_epreuve({**EPREUVE, "domaine": "pro"}, "essai", TEXTES)


def test_un_diplome_peut_n_avoir_aucune_epreuve_de_controle(tmp_path: Path) -> None:
    copie = tmp_path / "ccst"
    shutil.copytree(DOSSIER_DES_DIPLOMES / "ccst", copie)
    fichier = copie / "epreuves_2024.toml"
    contenu = fichier.read_text(encoding="utf-8")
    fichier.write_text(contenu[: contenu.index("[[discipline]]")], encoding="utf-8")
    lu = lire_diplome(copie, 2026)
    assert (lu.disciplines, lu.exclusions) == ((), ())


@pytest.mark.parametrize("coefficient", ["trois", "0", "-1", "NaN", "Infinity"])
def test_un_coefficient_est_un_nombre_positif(coefficient: str) -> None:
    attendu = rf"^essai : coefficient « {coefficient} » ; un nombre positif est attendu\.$"
    with pytest.raises(ValeurInvalide, match=attendu):
        lire_epreuve({**EPREUVE, "coefficient": coefficient}, "essai", TEXTES)


DISCIPLINE = {**SOURCE, "code": "D", "intitule": "D", "epreuves": ["X1"], "duree": 10, "preparation": 5}
EXCLUSION = {**SOURCE, "epreuves": ["X1", "X2"]}


@pytest.mark.parametrize(
    ("lire", "donnees"), [(lire_epreuve, EPREUVE), (lire_discipline, DISCIPLINE), (lire_exclusion, EXCLUSION)]
)
def test_sans_source_rien_ne_se_lit(lire: Callable[..., object], donnees: dict[str, Any]) -> None:
    assert lire(donnees, "ici", TEXTES)
    manque = r"^ici : il manque « article » ; une valeur légale sans source est refusée\.$"
    with pytest.raises(ValeurInvalide, match=manque):
        lire(sans(donnees, "article"), "ici", TEXTES)


def test_une_valeur_du_diplome_se_lit_au_jour_ou_a_sa_session(tmp_path: Path) -> None:
    dater = 'nom = "essai.dates"\nvaleur = 3\nunite = "u"\nlibelle = "L"\neffet = "E."\ndu = 2026-01-01\n'
    fonder = 'texte = "circulaire_2026"\narticle = "§ 1"\nlu_le = 2026-01-01\nstatut = "lu"\n'
    copie = tmp_path / "ccst"
    shutil.copytree(DOSSIER_DES_DIPLOMES / "ccst", copie)
    (copie / "essai.toml").write_text(f"[[parametre]]\n{dater}{fonder}", encoding="utf-8")
    lu = lire_diplome(copie, 2026)
    assert lu.valeur("essai.dates", le=date(2026, 1, 1)).valeur == 3
    with pytest.raises(HorsValidite, match="31/12/2025"):
        lu.valeur("essai.dates", le=date(2025, 12, 31))
    sans_unite = dater.replace('unite = "u"\n', "")
    (copie / "essai.toml").write_text(f"[[parametre]]\n{sans_unite}{fonder}", encoding="utf-8")
    with pytest.raises(ValeurInvalide, match=r"^ccst/essai\.toml, valeur n° 1 : il manque « unite »"):
        lire_diplome(copie, 2026)
