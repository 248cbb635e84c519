"""Les valeurs légales : fondées, datées, sans chevauchement, toutes illustrées par un cas."""

import re
from dataclasses import replace
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
from parchemin.droit.references import Reference, Source, Statut, Texte
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


def test_une_faute_dit_le_fichier_le_rang_et_le_nom(tmp_path: Path) -> None:
    dossier = ecrire(tmp_path, {"nom": '"premier"'}, {"nom": '"second"', "unite": None})
    with pytest.raises(
        ValeurInvalide, match=r"^essai\.toml, valeur n° 2 « second » : il manque « unite »\.$"
    ):
        charger(dossier, TEXTES)
    with pytest.raises(
        ValeurInvalide, match=r"^essai\.toml, valeur n° 1 « sans nom » : il manque « nom »\.$"
    ):
        charger(ecrire(tmp_path, {"nom": None}), TEXTES)


@pytest.mark.parametrize(
    ("changements", "message"),
    [
        ({"article": None}, "il manque « article » ; une valeur légale sans source est refusée."),
        ({"texte": '"autre"'}, "le texte « autre » n'est pas dans _textes.toml."),
        ({"statut": '"su"'}, "statut « su » inconnu (attendu : lu, deduit, a_confirmer)."),
        ({"lu_le": '"hier"'}, "« lu_le » doit être une date (AAAA-MM-JJ, sans guillemets)."),
        ({"lu_le": "2026-01-01T10:00:00"}, "« lu_le » doit être une date (AAAA-MM-JJ, sans guillemets)."),
        ({"couleur": '"bleu"', "age": "3"}, "clé inconnue « age »."),
        ({"du": None}, "donner soit « du » (et « au »), soit « sessions »."),
        ({"du": None, "sessions": "[2026]"}, "« sessions » s'écrit [première, dernière]."),
        ({"au": "2019-12-31"}, "la période finit avant de commencer."),
    ],
)
def test_une_faute_dit_le_remede(tmp_path: Path, changements: dict[str, str | None], message: str) -> None:
    with pytest.raises(ValeurInvalide) as faute:
        charger(ecrire(tmp_path, changements), TEXTES)
    assert str(faute.value) == f"essai.toml, valeur n° 1 « seuil » : {message}"


def test_un_dossier_porte_ses_propres_textes(tmp_path: Path) -> None:
    """Le texte d'une valeur est, sauf mention contraire, celui que nomme son fichier."""
    textes = '[essai]\ntitre = "Essai"\nintitule = "Essai entier"\nnor = "ABCD0000000A"\n'
    (tmp_path / "_textes.toml").write_text(textes, encoding="utf-8")
    lue = charger(ecrire(tmp_path, {"texte": None})).valeur("seuil", le=date(2026, 7, 1))
    assert lue.reference == Reference(Texte("essai", "Essai", "Essai entier", "ABCD0000000A"), "art. 1")


def test_une_valeur_garde_tout_ce_que_dit_son_fichier(tmp_path: Path) -> None:
    changements: dict[str, str | None] = {
        "valeur": "{ a = [1.50, 2] }", "au": "2026-12-31", "regle": '"R-1"', "alternatives": '["b", "c"]',
    }  # fmt: skip
    (lue,) = charger(ecrire(tmp_path, changements), TEXTES)
    assert repr(lue.valeur) == "{'a': (Decimal('1.50'), 2)}"  # exact, jamais un flottant
    assert (lue.nom, lue.unite, lue.libelle, lue.effet) == ("seuil", "points", "Un seuil", "Change tout.")
    assert lue.source == Source(Reference(TEXTES["essai"], "art. 1"), date(2026, 1, 1), Statut.LU, "R-1")
    assert (lue.du, lue.au, lue.sessions) == (date(2020, 1, 1), date(2026, 12, 31), None)
    assert lue.alternatives == ("b", "c")


def test_une_valeur_peut_ne_valoir_qu_un_jour(tmp_path: Path) -> None:
    lu = charger(ecrire(tmp_path, {"au": "2020-01-01"}), TEXTES)
    assert lu.valeur("seuil", le=date(2020, 1, 1)).valeur == 10
    with pytest.raises(HorsValidite):
        lu.valeur("seuil", le=date(2020, 1, 2))


def test_une_valeur_lue_ne_se_modifie_pas(tmp_path: Path) -> None:
    lue = charger(ecrire(tmp_path, {"valeur": "[[1, 2], [3]]"}), TEXTES).valeur("seuil", le=date(2026, 7, 1))
    assert lue.valeur == ((1, 2), (3,))


def test_les_periodes_se_lisent() -> None:
    modele = VALEURS[0]
    ecrites = [
        (replace(modele, sessions=(2025, 2026)), "sessions 2025 à 2026"),
        (replace(modele, sessions=(2026, 2026)), "session 2026"),
        (
            replace(modele, sessions=None, du=date(2022, 6, 5), au=date(2026, 12, 31)),
            "du 05/06/2022 au 31/12/2026",
        ),
        (replace(modele, sessions=None, du=date(2022, 6, 5), au=DERNIERE_DATE), "depuis le 05/06/2022"),
    ]
    assert [valeur.periode for valeur, _ in ecrites] == [attendue for _, attendue in ecrites]


def test_hors_validite_dit_la_demande_et_les_periodes_connues() -> None:
    with pytest.raises(HorsValidite) as refus:
        registre().valeur("fac.max", session=2022)
    assert str(refus.value) == (
        "« fac.max » n'a pas de valeur pour la session 2022. "
        "Périodes connues : sessions 2023 à 2024 ; sessions 2025 à 2026."
    )
    with pytest.raises(HorsValidite, match=r"« unite\.note_minimale » n'a pas de valeur le 01/01/2027\."):
        parametre("unite.note_minimale", le=date(2027, 1, 1))


def test_la_valeur_nue_se_lit_au_jour_ou_a_la_session() -> None:
    assert parametre("unite.note_minimale", le=date(2026, 7, 1)) == 10
    assert (parametre("fac.max", session=2024), parametre("fac.max", session=2026)) == (3, 2)


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
