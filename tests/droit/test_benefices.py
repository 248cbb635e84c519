"""Les notes conservées et l'attestation de blocs : chaque cas du cahier, et leurs propriétés."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.droit import benefices
from parchemin.droit.attestations import UniteObtenue, attester
from parchemin.droit.benefices import DossierDeBenefices, NoteAnterieure, ReglesDesBenefices
from parchemin.droit.correspondances import correspondances, lire_correspondances
from parchemin.droit.delivrance import Decision, ValeurNonPriseEnCharge
from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES, diplome
from parchemin.droit.formes import Amenagement, Forme
from parchemin.droit.notes import Etat, Resultat, lire_note
from parchemin.droit.parametres import HorsValidite, Registre, ValeurInvalide, registre
from tests.droit.lecture_des_cas import sujet
from tests.droit.lisible import est_lisible

CAS = sujet("benefices")
LE = date(2026, 7, 1)
DIPLOME = diplome("ccst", session=2026)


def lire_dossier(cas: dict[str, Any]) -> DossierDeBenefices:
    notes = (
        NoteAnterieure(
            n["diplome"], n["session"], n["unite"], lire_note(n["note"]), n["obtenue_le"],
            n.get("demandee", True), n.get("renoncee", False),
        )
        for n in cas["notes"]
    )  # fmt: skip
    return DossierDeBenefices(
        tuple(notes),
        cas["demande_le"],
        cas["delibere_le"],
        Forme(cas.get("forme", "globale")),
        frozenset(Amenagement(a) for a in cas.get("amenagements", ())),
    )


@pytest.mark.parametrize("cas", [c for c in CAS if "notes" in c], ids=lambda c: c["titre"])
def test_cas_de_benefice(cas: dict[str, Any]) -> None:
    regles = ReglesDesBenefices(diplome("ccst", session=cas["session"]), le=LE)
    examines = regles.examiner(lire_dossier(cas))
    assert all(est_lisible(m) for e in examines for m in e.motifs)
    constat: dict[str, Any] = {
        "accordees": [e.unite for e in examines if e.est_accorde],
        "refusees": [[e.unite or "", e.motifs[-1].code] for e in examines if not e.est_accorde],
        "valables_jusqu_au": [e.valable_jusqu_au for e in examines],
    }
    assert {cle: constat[cle] for cle in cas["attendu"]} == cas["attendu"]
    accordes = [e for e in examines if e.est_accorde]
    assert [e.resultat for e in accordes] == [Resultat(Etat.BENEFICE, e.note.demi_points) for e in accordes]
    assert all(e.resultat is None for e in examines if not e.est_accorde)


@pytest.mark.parametrize("cas", [c for c in CAS if "decision" in c], ids=lambda c: c["titre"])
def test_cas_d_attestation(cas: dict[str, Any]) -> None:
    obtenues = [UniteObtenue(o["unite"], o["session"], o["obtenue_le"]) for o in cas["obtenues"]]
    attestation = attester(
        Decision(cas["decision"]), obtenues, diplome("ccst", session=cas["session"]), le=LE
    )
    assert all(est_lisible(m) for m in attestation.motifs)
    assert {
        "est_due": attestation.est_due,
        "unites": [[u.unite, u.bloc, u.valable_jusqu_au] for u in attestation.unites],
        "codes": [m.code for m in attestation.motifs],
    } == cas["attendu"]


def test_une_facultative_ne_s_atteste_pas() -> None:
    with pytest.raises(KeyError):
        attester(Decision.AJOURNE, [UniteObtenue("UF1", 2026, LE)], DIPLOME, le=LE)


def test_phrases() -> None:
    note = NoteAnterieure("ccst", 2024, "U61", 25, date(2024, 7, 5))
    regles = ReglesDesBenefices(DIPLOME, le=LE)
    (examine,) = regles.examiner(DossierDeBenefices((note,), LE, LE))
    assert [m.phrase for m in examine.motifs] == [
        "L'unité U61 donne U7 dans le règlement suivant.",
        "U7 : 12,5 conservé jusqu'au 05/07/2029 compris, au moins égal à 10.",
    ]
    assert [m.reference.libelle for m in examine.motifs] == [
        "Arrêté du 8 juillet 2024, annexes IV a et IV c",
        "Code de l'éducation, art. D643-15",
    ]


@pytest.mark.parametrize(
    ("nom", "valeur", "attendus"),
    [
        ("benefice.renonciation_definitive", False, [("U1", True), ("U1", True)]),
        ("benefice.demande", False, [("U1", False), ("U1", True)]),
        ("benefice.usage", "demande", [("U1", False), ("U1", True)]),
        ("benefice.date", "session", [("U1", False), ("U1", True)]),
        ("forme.progressive.garde_lt10", False, [("U1", False), ("U1", False)]),
    ],
)
def test_chaque_autre_choix_change_ce_qu_il_annonce(
    nom: str, valeur: Any, attendus: list[tuple[str, bool]]
) -> None:
    """Les valeurs à confirmer peuvent changer : le code suit la donnée."""
    anciennes = {
        "benefice.renonciation_definitive": (20, 24, {"renoncee": True}),
        "benefice.demande": (20, 24, {"demandee": False}),
        "benefice.usage": (20, 24, {}),
        "benefice.date": (20, 24, {}),
        "forme.progressive.garde_lt10": (20, 18, {}),
    }
    premiere, seconde, plus = anciennes[nom]
    notes = (
        NoteAnterieure("ccst", 2023, "U1", premiere, date(2023, 7, 5), **plus),
        NoteAnterieure("ccst", 2024, "U1", seconde, date(2024, 7, 5), **plus),
    )
    expire = date(2029, 7, 6) if nom in ("benefice.usage", "benefice.date") else LE
    dossier = DossierDeBenefices(notes, LE, expire, Forme.PROGRESSIVE)
    regles = ReglesDesBenefices(DIPLOME, le=LE)
    droit_commun = [e.est_accorde for e in regles.examiner(dossier)]
    regles.lues[nom] = replace(regles.lues[nom], valeur=valeur)
    constat = [(e.unite, e.est_accorde) for e in regles.examiner(dossier)]
    assert constat == attendus
    assert [a for _, a in constat] != droit_commun


def test_fin_de_session_selon_l_autre_choix() -> None:
    regles = ReglesDesBenefices(DIPLOME, le=LE)
    regles.lues["benefice.date"] = replace(regles.lues["benefice.date"], valeur="session")
    assert regles.fin_de_validite(date(2022, 7, 6), 2022) == date(2027, 12, 31)


@pytest.mark.parametrize("nom", ["benefice.date", "benefice.usage"])
def test_un_choix_que_le_code_ignore_est_refuse(nom: str, monkeypatch: pytest.MonkeyPatch) -> None:
    valeurs = [replace(v, valeur="jury") if v.nom == nom else v for v in registre()]
    monkeypatch.setattr(benefices, "registre", lambda: Registre(valeurs))
    with pytest.raises(ValeurNonPriseEnCharge, match=f"« {nom} » vaut 'jury'"):
        ReglesDesBenefices(DIPLOME, le=LE)


@pytest.mark.parametrize("le", [date(2022, 6, 4), date(2027, 1, 1)])
def test_hors_validite(le: date) -> None:
    with pytest.raises(HorsValidite):
        ReglesDesBenefices(DIPLOME, le=le)
    with pytest.raises(HorsValidite):
        attester(Decision.AJOURNE, [], DIPLOME, le=le)


JOURS = st.dates(date(2015, 1, 1), date(2026, 12, 31))


@given(JOURS)
def test_cinq_ans_tombent_le_meme_quantieme(jour: date) -> None:
    fin = ReglesDesBenefices(DIPLOME, le=LE).fin_de_validite(jour, jour.year)
    assert fin.year == jour.year + 5
    assert (fin.month, fin.day) == ((2, 28) if (jour.month, jour.day) == (2, 29) else (jour.month, jour.day))


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from(Forme), st.integers(0, 2500))
def test_une_note_plus_haute_ne_perd_jamais_son_benefice(a: int, b: int, forme: Forme, jours: int) -> None:
    regles = ReglesDesBenefices(DIPLOME, le=LE)
    obtenue = date(2024, 7, 5)

    def accorde(demi_points: int) -> bool:
        note = NoteAnterieure("ccst", 2024, "U4", demi_points, obtenue)
        (examine,) = regles.examiner(DossierDeBenefices((note,), LE, obtenue + timedelta(jours), forme))
        return examine.est_accorde

    assert accorde(min(a, b)) <= accorde(max(a, b))


# Tables de correspondance.


def ecrire(dossier: Path, remplacer: tuple[str, str]) -> Path:
    """Copie du dossier du diplôme, une chose changée dans ses correspondances."""
    copie = dossier / "ccst"
    copie.mkdir()
    for fichier in (DOSSIER_DES_DIPLOMES / "ccst").glob("*.toml"):
        texte = fichier.read_text("utf-8")
        if fichier.name == "correspondances.toml":
            assert remplacer[0] in texte
            texte = texte.replace(remplacer[0], remplacer[1], 1)
        (copie / fichier.name).write_text(texte, "utf-8")
    return copie


LIGNE_U62 = 'unite = "U62"\nvers = "2024"\ndonne = ["U8"]'


@pytest.mark.parametrize(
    ("remplacer", "message"),
    [
        (('donne = ["U21", "U22"]', 'donne = ["U2"]'), "« U2 » n'est pas une unité de « 2020 »"),
        ((LIGNE_U62, LIGNE_U62.replace("U62", "U6")), "« U6 » n'est pas une unité de « 2020 »"),
        ((LIGNE_U62, LIGNE_U62.replace("U62", "U61")), "une ligne, et une seule, par unité"),
        ((LIGNE_U62, LIGNE_U62.replace("U8", "U7")), "« U7 » viendrait de deux unités"),
        ((LIGNE_U62, LIGNE_U62.replace("2024", "2030")), "règlement « 2030 » inconnu"),
        ((LIGNE_U62, 'unite = "U62"\nvers = "2020"\ndonne = []'), "un seul règlement peut suivre"),
        (('code = "technico_commercial_2006"', 'code = "2024"'), "deux règlements portent le même code"),
        (('statut = "lu"', 'statut = "sûr"'), "statut « sûr » inconnu"),
        (('article = "annexe VI"', 'article = ""'), "il manque « article »"),
    ],
)
def test_une_table_fautive_est_refusee(tmp_path: Path, remplacer: tuple[str, str], message: str) -> None:
    with pytest.raises(ValeurInvalide, match=message):
        lire_correspondances(ecrire(tmp_path, remplacer))


def test_des_reglements_qui_se_suivent_en_rond_sont_refuses(tmp_path: Path) -> None:
    retour = "".join(
        f'[[ligne]]\nde = "2024"\nunite = "U{n}"\nvers = "2020"\ndonne = []\n'
        'texte = "arrete_2020_11_25"\narticle = "annexe VI"\nlu_le = 2026-11-22\nstatut = "lu"\n'
        for n in range(1, 9)
    )
    marque = "# C8 : l'annexe écrit"
    with pytest.raises(ValeurInvalide, match="se suivent en rond"):
        lire_correspondances(ecrire(tmp_path, (marque, retour + marque)))


def test_sans_fichier_les_numerotations_restent_sans_passage(tmp_path: Path) -> None:
    copie = ecrire(tmp_path, ("", ""))
    (copie / "correspondances.toml").unlink()
    tables = lire_correspondances(copie)
    assert [r.code for r in tables.reglements] == ["2020", "2024"]
    note = NoteAnterieure("ccst", 2024, "U1", 30, date(2024, 7, 5))
    regles = ReglesDesBenefices(DIPLOME, le=LE, tables=tables)
    (examine,) = regles.examiner(DossierDeBenefices((note,), LE, LE))
    assert [m.code for m in examine.motifs] == ["BENEFICE_UNITE"]


@given(st.sampled_from(correspondances("ccst").reglements), st.sampled_from(["2020", "2024"]))
def test_deux_unites_ne_donnent_jamais_la_meme(depart: Any, vers: str) -> None:
    if (depart.code, vers) == ("2024", "2020"):
        return
    tables = correspondances("ccst")
    donnees = [u for unite in depart.unites for u in tables.suivre(depart, unite, vers).unites]
    assert len(donnees) == len(set(donnees))
