"""Le règlement d'examen comme données : fondé à la bonne session, jamais plus sûr que ce qui a été lu, sans clé perdue."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES, diplome, lire_diplome
from parchemin.droit.parametres import ValeurInvalide, parametre, registre
from parchemin.droit.references import Source, Statut
from parchemin.droit.regimes import Regime
from tests.droit.lecture_des_cas import sujet, titre

CAS = sujet("epreuves")


@pytest.mark.parametrize("cas", [c for c in CAS if "discipline" in c], ids=titre)
def test_oral_de_controle(cas: dict[str, Any]) -> None:
    disciplines = {d.code: d for d in diplome("ccst", session=cas["session"]).disciplines}
    lue = disciplines[cas["discipline"]]
    assert (lue.duree, lue.preparation) == (cas["oral"], cas["preparation"])


@pytest.mark.parametrize("cas", [c for c in CAS if "reference" in c], ids=titre)
def test_fondement_a_la_session(cas: dict[str, Any]) -> None:
    session, (nom,) = cas["session"], cas["parametres"]
    lue = registre().valeur(nom, le=date(session, 7, 1), session=session)
    assert (str(lue.reference), lue.source.statut.value) == (cas["reference"], cas["statut"])


def sources(session: int) -> list[Source]:
    lu = diplome("ccst", session=session)
    des_epreuves = [s for e in lu.epreuves for s in (e.source, *(f.source for f in e.formes))]
    return [*des_epreuves, *(d.source for d in lu.disciplines), *(x.source for x in lu.exclusions)]


def test_rien_n_est_plus_certain_que_la_numerotation() -> None:
    assert {s.statut for s in sources(2025)} == {Statut.A_CONFIRMER}
    assert {s.statut for s in sources(2026)} == {Statut.LU, Statut.DEDUIT, Statut.A_CONFIRMER}
    assert {s.statut for s in sources(2024)} == {Statut.LU, Statut.A_CONFIRMER}


def test_une_forme_qui_depend_du_regime_est_deduite_en_2026() -> None:
    """L'annexe IV c de 2024 n'a pas été lue : seules les épreuves de même forme pour tous sont certaines."""
    for epreuve in diplome("ccst", session=2026).epreuves:
        certaines = [f for f in epreuve.formes if f.source.statut is Statut.LU]
        assert bool(certaines) is (len(epreuve.formes) == 1), epreuve.code


@pytest.mark.parametrize("session", [2025, 2026])
def test_la_valeur_et_le_reglement_disent_le_meme_nombre_de_situations(session: int) -> None:
    forme = diplome("ccst", session=session).epreuve("U1").forme(Regime.B)
    assert forme.nombre_situations == parametre("e1.ccf_situations", session=session)


def test_une_forme_herite_la_source_de_son_epreuve_sauf_mention_contraire() -> None:
    e1 = diplome("ccst", session=2026).epreuve("E1")
    assert e1.forme("A").source.reference == e1.source.reference
    assert str(e1.forme("B").source.reference) == "Arrêté du 8 juillet 2024, annexe IV c"
    assert e1.forme("B").source.lu_le == e1.source.lu_le


REGLEMENT, FICHE = "epreuves_2024.toml", "diplome.toml"


def alterer(tmp_path: Path, fichier: str, avant: str, apres: str) -> Path:
    copie = tmp_path / "ccst"
    shutil.copytree(DOSSIER_DES_DIPLOMES / "ccst", copie)
    contenu = (copie / fichier).read_text(encoding="utf-8")
    assert avant in contenu
    (copie / fichier).write_text(contenu.replace(avant, apres, 1), encoding="utf-8")
    return copie


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "message"),
    [
        # Une clé mal écrite effacerait une règle sans bruit.
        (
            REGLEMENT,
            "non_valide = true",
            "non_valid = true",
            "ccst/epreuves_2024.toml, épreuve E5 : clé inconnue « non_valid »",
        ),
        (REGLEMENT, "remarque =", "remarques =", "épreuve E1, forme n° 1 : clé inconnue « remarques »"),
        (REGLEMENT, "[[discipline]]", "[[disciplines]]", "epreuves_2024.toml : clé inconnue « disciplines »"),
        (REGLEMENT, 'epreuves = ["E1"]', 'epreuve = ["E1"]', "discipline CGE : clé inconnue « epreuve »"),
        (
            REGLEMENT,
            'epreuves = ["EF1", "EF2"]',
            'epreuve = ["EF1", "EF2"]',
            "exclusion : clé inconnue « epreuve »",
        ),
        (FICHE, "sigle =", "sigles =", "diplome.toml : clé inconnue « sigles »"),
        # Ce qui manque est nommé.
        (REGLEMENT, 'unite = "U1"\n', "", "épreuve E1 : il manque « unite »"),
        (REGLEMENT, 'coefficient = "3"\n', "", "épreuve E1 : il manque « coefficient »"),
        (REGLEMENT, 'code = "E1"\n', "", r"^ccst/epreuves_2024\.toml, épreuve \? : il manque « code »"),
        (REGLEMENT, 'code = "CGE"\n', "", r"^ccst/epreuves_2024\.toml, discipline \? : il manque « code »"),
        (FICHE, 'article = "§ 2.5 et § 3.1"\n', "", r"^ccst/diplome\.toml : il manque « article »"),
        (REGLEMENT, 'evaluation = "ponctuelle"\n', "", "forme n° 1 : il manque « evaluation »"),
        (
            REGLEMENT,
            "duree = 20\npreparation = 20\ntexte",
            "preparation = 20\ntexte",
            "discipline CGE : il manque « duree »",
        ),
        (REGLEMENT, 'epreuves = ["EF1", "EF2"]\n', "", "exclusion : il manque « epreuves »"),
        (FICHE, 'sigle = "BTS CCST"\n', "", "diplome.toml : il manque « sigle »"),
        # Un choix inconnu donne ceux qui sont attendus.
        (
            REGLEMENT,
            'domaine = "generale"',
            'domaine = "général"',
            "domaine « général » inconnu .attendu : generale, professionnelle, facultative.",
        ),
        (
            REGLEMENT,
            'evaluation = "ccf"',
            'evaluation = "CCF"',
            "evaluation « CCF » inconnu .attendu : ponctuelle, ccf.",
        ),
        (
            REGLEMENT,
            'nature = "orale"',
            'nature = "oral"',
            "nature « oral » inconnu .attendu : ecrite, orale, ecrite_ou_orale.",
        ),
        # Un coefficient est un nombre positif, et seulement pour une obligatoire.
        (REGLEMENT, 'coefficient = "3"', 'coefficient = "trois"', "coefficient « trois »"),
        (REGLEMENT, 'coefficient = "3"', 'coefficient = "0"', "coefficient « 0 »"),
        (REGLEMENT, 'coefficient = "3"', 'coefficient = "-3"', "coefficient « -3 »"),
        (REGLEMENT, 'coefficient = "3"', 'coefficient = "Infinity"', "coefficient « Infinity »"),
        (
            REGLEMENT,
            'domaine = "facultative"',
            'domaine = "facultative"\ncoefficient = "1"',
            "épreuve EF1 : une facultative n'a pas de coefficient",
        ),
        # Les codes et les épreuves citées se tiennent.
        (REGLEMENT, 'unite = "U2"', 'unite = "U1"', "épreuve U1 écrite deux fois"),
        (REGLEMENT, 'unite = "U2"', 'unite = "E1"', "épreuve E1 écrite deux fois"),
        (
            REGLEMENT,
            'epreuves = ["E1"]',
            'epreuves = ["E5"]',
            "session 2026 : E5 est citée, ce n'est pas une épreuve générale",
        ),
        (
            REGLEMENT,
            'epreuves = ["E1"]',
            'epreuves = ["EF1"]',
            "EF1 est citée, ce n'est pas une épreuve générale",
        ),
        (
            REGLEMENT,
            'epreuves = ["EF1", "EF2"]',
            'epreuves = ["EF1", "E2"]',
            "E2 est citée, ce n'est pas une épreuve facultative",
        ),
    ],
)
def test_un_reglement_fautif_dit_ou_et_quoi(
    tmp_path: Path, fichier: str, avant: str, apres: str, message: str
) -> None:
    with pytest.raises(ValeurInvalide, match=message):
        lire_diplome(alterer(tmp_path, fichier, avant, apres), 2026)


def test_une_ligne_hors_de_ses_sessions_ne_s_applique_pas(tmp_path: Path) -> None:
    """L'exclusion EF1, EF2, bornée à 2025, disparaît en 2026 et vaut en 2025."""
    borne = 'epreuves = ["EF1", "EF2"]\nsessions = [2025, 2025]'
    copie = alterer(tmp_path, REGLEMENT, 'epreuves = ["EF1", "EF2"]', borne)
    assert [len(lire_diplome(copie, session).exclusions) for session in (2025, 2026)] == [1, 0]


def test_un_reglement_sans_epreuve_est_refuse(tmp_path: Path) -> None:
    copie = tmp_path / "ccst"
    shutil.copytree(DOSSIER_DES_DIPLOMES / "ccst", copie)
    (copie / REGLEMENT).write_text("", encoding="utf-8")
    with pytest.raises(ValeurInvalide, match=r"^ccst/epreuves_2024\.toml : il manque « epreuve »\.$"):
        lire_diplome(copie, 2026)
