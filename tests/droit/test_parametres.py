"""Les valeurs légales : fondées, datées, sans chevauchement, toutes illustrées par un cas."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES, codes_des_diplomes, diplome, sessions_connues
from parchemin.droit.parametres import (
    DERNIERE_DATE,
    PREMIERE_DATE,
    HorsValidite,
    Registre,
    Valeur,
    ValeurInvalide,
    charger,
    parametre,
    registre,
)
from parchemin.droit.references import Texte
from parchemin.droit.valeurs import toutes_les_valeurs
from tests.droit.lecture_des_cas import CasInvalide, lire, sujet, titre, tous

JOUR = timedelta(days=1)
TEXTES = {"essai": Texte("essai", "Texte d'essai", "Texte d'essai")}
MODELE = {
    "nom": '"seuil"', "valeur": "10", "unite": '"points"', "libelle": '"Un seuil"', "effet": '"Change tout."',
    "du": "2020-01-01", "texte": '"essai"', "article": '"art. 1"', "lu_le": "2026-01-01", "statut": '"lu"',
}  # fmt: skip


def registres() -> list[Registre]:
    derniere = {code: sessions_connues(code)[-1] for code in codes_des_diplomes()}
    return [registre(), *(diplome(code, session=s).registre for code, s in derniere.items())]


VALEURS = [valeur for r in registres() for valeur in r]


def ecrire(dossier: Path, *valeurs: dict[str, str | None]) -> Path:
    """Un fichier de valeurs : le modèle, modifié ; `None` retire la clé."""
    blocs = []
    for changements in valeurs:
        champs = {**MODELE, **changements}
        blocs.append("[[parametre]]\n" + "\n".join(f"{k} = {v}" for k, v in champs.items() if v is not None))
    (dossier / "essai.toml").write_text("\n\n".join(blocs), encoding="utf-8")
    return dossier


def test_le_modele_se_charge(tmp_path: Path) -> None:
    lu = charger(ecrire(tmp_path, {}), TEXTES)
    assert lu.valeur("seuil", le=date(2026, 7, 1)).valeur == 10
    assert lu.noms() == ["seuil"]


@pytest.mark.parametrize("cle", ["nom", "valeur", "unite", "libelle", "effet", "article", "lu_le", "statut"])
def test_une_valeur_incomplete_est_refusee(tmp_path: Path, cle: str) -> None:
    with pytest.raises(ValeurInvalide, match=cle):
        charger(ecrire(tmp_path, {cle: None}), TEXTES)


@pytest.mark.parametrize(
    ("changements", "message"),
    [
        ({"texte": '"autre"'}, "autre"),
        ({"statut": '"peut-être"'}, "peut-être"),
        ({"lu_le": '"hier"'}, "date"),
        ({"couleur": '"bleu"'}, "couleur"),
        ({"du": None}, "sessions"),
        ({"sessions": "[2025, 2026]"}, "sessions"),
        ({"du": None, "sessions": "[2026, 2025]"}, "première"),
        ({"au": "2019-12-31"}, "avant de commencer"),
        ({"article": '""'}, "article"),
    ],
)
def test_une_valeur_mal_fondee_est_refusee(
    tmp_path: Path, changements: dict[str, str | None], message: str
) -> None:
    with pytest.raises(ValeurInvalide, match=message):
        charger(ecrire(tmp_path, changements), TEXTES)


@pytest.mark.parametrize(
    ("premiere", "seconde", "accepte"),
    [
        ({"au": "2020-12-31"}, {"du": "2021-01-01"}, True),
        ({"au": "2021-01-01"}, {"du": "2021-01-01"}, False),
        ({}, {"du": "2021-01-01"}, False),
        ({"du": None, "sessions": "[2023, 2024]"}, {"du": None, "sessions": "[2025, 2026]"}, True),
        ({"du": None, "sessions": "[2023, 2025]"}, {"du": None, "sessions": "[2025, 2026]"}, False),
        ({}, {"du": None, "sessions": "[2025, 2026]"}, False),
    ],
)
def test_deux_periodes_ne_se_chevauchent_pas(
    tmp_path: Path, premiere: dict[str, str | None], seconde: dict[str, str | None], accepte: bool
) -> None:
    dossier = ecrire(tmp_path, premiere, seconde)
    if accepte:
        assert len(list(charger(dossier, TEXTES))) == 2
    else:
        with pytest.raises(ValeurInvalide, match="seuil"):
            charger(dossier, TEXTES)


def test_un_nom_inconnu_refuse() -> None:
    with pytest.raises(HorsValidite, match="n'existe pas"):
        parametre("seuil.imaginaire", le=date(2026, 7, 1))


def _valeur(valeur: Valeur, **demande: Any) -> Valeur | None:
    """La valeur du même nom, dans le registre qui la porte."""
    porteur = next(r for r in registres() if valeur.nom in r.noms())
    try:
        return porteur.valeur(valeur.nom, **demande)
    except HorsValidite:
        return None


@pytest.mark.parametrize("valeur", VALEURS, ids=lambda v: f"{v.nom} {v.periode}")
def test_une_valeur_ne_vaut_que_dans_sa_periode(valeur: Valeur) -> None:
    if valeur.sessions:
        premiere, derniere = valeur.sessions
        assert _valeur(valeur, session=premiere) == valeur
        assert _valeur(valeur, session=derniere) == valeur
        assert _valeur(valeur, session=premiere - 1) != valeur
        assert _valeur(valeur, session=derniere + 1) != valeur
        assert _valeur(valeur, le=date(premiere, 7, 1)) is None
    else:
        assert _valeur(valeur, le=valeur.du) == valeur
        assert _valeur(valeur, le=valeur.au) == valeur
        assert _valeur(valeur, session=2026) is None
        if valeur.du > PREMIERE_DATE:
            assert _valeur(valeur, le=valeur.du - JOUR) != valeur
        if valeur.au < DERNIERE_DATE:
            assert _valeur(valeur, le=valeur.au + JOUR) != valeur


@pytest.mark.parametrize("valeur", VALEURS, ids=lambda v: f"{v.nom} {v.periode}")
def test_une_valeur_se_lit(valeur: Valeur) -> None:
    assert valeur.libelle[0].isupper()
    assert valeur.effet.endswith(".")
    assert valeur.unite
    assert valeur.reference.libelle
    assert valeur.source.statut.libelle
    assert valeur.periode.startswith(("du ", "depuis ", "session"))


@pytest.mark.parametrize("cas", sujet("valeurs"), ids=titre)
def test_cas(cas: dict[str, Any]) -> None:
    session = cas["session"]
    lue = registre().valeur(cas["parametres"][0], le=date(session, 7, 1), session=session).valeur
    assert (list(lue) if isinstance(lue, tuple) else lue) == cas["valeur"]


def test_chaque_valeur_legale_est_illustree_par_un_cas() -> None:
    cites = {nom for cas in tous() for nom in cas["parametres"]}
    connues = {valeur.nom for valeur in VALEURS}
    assert sorted(connues - cites) == [], "Valeurs sans cas dans tests/droit/cas"
    assert sorted(cites - connues) == [], "Cas qui citent une valeur inconnue"


def test_toutes_les_valeurs_reunit_les_sessions() -> None:
    par_nom: dict[str, list[Valeur]] = {}
    for valeur in toutes_les_valeurs():
        par_nom.setdefault(valeur.nom, []).append(valeur)
    # Même valeur, mais le règlement de 2025 reste à confirmer : deux lignes.
    assert [(v.sessions, v.source.statut.value) for v in par_nom["ccst.E5.coefficient"]] == [
        ((2025, 2025), "a_confirmer"),
        ((2026, 2026), "lu"),
    ]
    assert [v.sessions for v in par_nom["ccst.U4.coefficient"]] == [(2023, 2024)]
    assert {v.nom for v in registre()} <= set(par_nom)


def test_chaque_contradiction_de_l_etude_est_resolue_en_commentaire() -> None:
    """Les trente contradictions entre les sources (C1 à C30) : laquelle, et pourquoi, à côté de la donnée."""
    dossiers = (DOSSIER_DES_DIPLOMES, DOSSIER_DES_DIPLOMES.parent / "textes")
    textes = "\n".join(f.read_text(encoding="utf-8") for d in dossiers for f in sorted(d.rglob("*.toml")))
    commentaires = "\n".join(re.findall(r"#.*", textes))
    assert [f"C{n}" for n in range(1, 31) if not re.search(rf"\bC{n}\b", commentaires)] == []


@pytest.mark.parametrize("cle", ["titre", "texte", "parametres"])
def test_un_cas_incomplet_est_refuse(tmp_path: Path, cle: str) -> None:
    champs = {"titre": '"T"', "texte": '"X"', "parametres": '["p"]'}
    champs.pop(cle)
    fichier = tmp_path / "essai.toml"
    fichier.write_text("[[cas]]\n" + "\n".join(f"{k} = {v}" for k, v in champs.items()), encoding="utf-8")
    with pytest.raises(CasInvalide, match=cle):
        lire(fichier)
