"""Le référentiel transcrit : rien ne manque, tout se relie, tout se retrouve."""

import time
from pathlib import Path

import pytest

from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES, diplome
from parchemin.droit.parametres import ValeurInvalide
from parchemin.droit.referentiel.lecture import Referentiel, lire_referentiel

SEUIL_DE_RECHERCHE = 0.05


@pytest.fixture(scope="module")
def referentiel() -> Referentiel:
    return lire_referentiel(DOSSIER_DES_DIPLOMES / "ccst")


@pytest.mark.parametrize(
    ("unite", "nombre"), [("U4", 10), ("U5", 13), ("U61", 12), ("U62", 9), ("UF2", 4), ("UF3", 4)]
)
def test_chaque_unite_a_ses_criteres(referentiel: Referentiel, unite: str, nombre: int) -> None:
    criteres = [e for e in referentiel.genre("critere") if unite in e.liens]
    assert len(criteres) == nombre
    assert [e.code for e in criteres] == [f"CR-{unite}-{rang:02d}" for rang in range(1, nombre + 1)]


@pytest.mark.parametrize(
    ("genre", "nombre"),
    [("article", 7), ("pole", 4), ("activite", 16), ("tache", 63), ("bloc", 4), ("competence", 17),
     ("unite", 11), ("epreuve", 11), ("annexe_circulaire", 29), ("correspondance", 9)],
)  # fmt: skip
def test_rien_ne_manque(referentiel: Referentiel, genre: str, nombre: int) -> None:
    assert len(referentiel.genre(genre)) == nombre


@pytest.mark.parametrize(("bloc", "nombre"), [("B1", 5), ("B2", 4), ("B3", 4), ("B4", 4)])
def test_chaque_bloc_a_ses_competences(referentiel: Referentiel, bloc: str, nombre: int) -> None:
    competences = [e for e in referentiel.enfants(bloc) if e.genre == "competence"]
    assert len(competences) == nombre
    assert all(referentiel.enfants(c.code) for c in competences)


def test_la_grille_horaire_se_recompte(referentiel: Referentiel) -> None:
    lignes = {e.libelle: e.horaires for e in referentiel.genre("horaire")}
    enseignements = [
        h for libelle, h in lignes.items() if not libelle.startswith(("TOTAL", "Travail", "Enseign"))
    ]
    assert len(enseignements) == 7
    for annee, (total, professeurs, annuel, annuel_professeurs) in enumerate(
        [(31, 35, 1116, 1260), (27, 32, 972, 1152)]
    ):
        eleve, enseignant = lignes["TOTAL ELEVE"][annee], lignes["TOTAL ENSEIGNANT"][annee]
        somme = [sum(getattr(h[annee], champ) for h in enseignements) for champ in ("total", "annuel")]
        assert somme == [eleve.total, eleve.annuel] == [total, annuel]
        division = sum(h[annee].division + h[annee].coenseignement_division for h in enseignements)
        demi = sum(h[annee].demi_division + h[annee].coenseignement_demi for h in enseignements)
        assert (division, demi) == (enseignant.division, enseignant.demi_division)
        assert (enseignant.total, enseignant.annuel) == (professeurs, annuel_professeurs)
        assert eleve.division + eleve.demi_division == eleve.total


def test_un_critere_mene_a_son_epreuve_et_aux_situations(referentiel: Referentiel) -> None:
    assert "U4" in [e.code for e in referentiel.lies("CR-U4-01")]
    assert {"B1", "E5"} <= {e.code for e in referentiel.lies("U4")}
    assert [e.code for e in referentiel.lies("C1.3")] == ["E5.S1"]
    assert {e.code for e in referentiel.lies("E5.S2")} == {"C1.2", "C1.4", "C1.5"}


def test_les_epreuves_sont_celles_du_reglement(referentiel: Referentiel) -> None:
    reglement = {e.code: e.intitule for e in diplome("ccst", session=2026).epreuves}
    assert {e.code: e.libelle for e in referentiel.genre("epreuve")} == reglement


def test_les_situations_du_reglement_citent_les_competences_du_referentiel(referentiel: Referentiel) -> None:
    for epreuve in diplome("ccst", session=2026).epreuves:
        for forme in epreuve.formes:
            for situation in forme.situations:
                if situation.competences:
                    lies = {e.code for e in referentiel.lies(f"{epreuve.code}.S{situation.rang}")}
                    assert lies == set(situation.competences)


def test_la_recherche_ignore_accents_et_casse(referentiel: Referentiel) -> None:
    assert referentiel.rechercher("NEGOCIATION risque")
    assert referentiel.rechercher("négociation risque") == referentiel.rechercher("NEGOCIATION RISQUE")
    assert referentiel.rechercher("oeuvre expert")[0].element.libelle.startswith(
        ("Mise en œuvre", "Mettre en œuvre", "PÔLE D'ACTIVITÉS N° 4")
    )


def test_la_recherche_classe_code_libelle_texte(referentiel: Referentiel) -> None:
    assert referentiel.rechercher("c1.3")[0].element.code == "C1.3"
    trouvees = referentiel.rechercher("perfectionnement")
    assert "V-b" in [e.code for t in trouvees for e in t.chemin]
    corps = [t for t in referentiel.rechercher("dictionnaire unilingue") if t.extrait]
    assert "nilingue" in corps[0].extrait
    assert referentiel.rechercher("   ") == []
    assert referentiel.rechercher("zzzzz") == []


def test_la_recherche_est_prompte(referentiel: Referentiel) -> None:
    referentiel.rechercher("client")
    debut = time.perf_counter()
    for _ in range(20):
        referentiel.rechercher("client solution")
    assert (time.perf_counter() - debut) / 20 < SEUIL_DE_RECHERCHE


def test_une_adresse_erronee_propose_les_plus_proches(referentiel: Referentiel) -> None:
    assert referentiel.plus_proches("a1.1t1")[0].code == "A1.1.T1"
    assert referentiel.plus_proches("???") == []


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        ('texte = "inconnu"\n[[item]]\n', "inconnu"),
        ('texte = "crpa"\n[[item]]\ncode = "A"\ngenre = "tache"\nou = "x"\n', "libelle"),
        ('texte = "crpa"\n[[item]]\ncode = "A"\ngenre = "fée"\nou = "x"\nlibelle = "L"\n', "fée"),
        ('texte = "crpa"\n[[item]]\ncode = "A"\ngenre = "tache"\nou = "x"\nlibelle = "L"\nparent = "B"\n', "B"),
        ('texte = "crpa"\n[[item]]\ncode = "A"\ngenre = "tache"\nou = "x"\nlibelle = "L"\n' * 1
         + '[[item]]\ncode = "A"\ngenre = "tache"\nou = "x"\nlibelle = "M"\n', "deux fois"),
    ],
)  # fmt: skip
def test_un_referentiel_fautif_est_refuse(tmp_path: Path, contenu: str, message: str) -> None:
    (tmp_path / "referentiel").mkdir()
    (tmp_path / "referentiel" / "essai.toml").write_text(contenu, encoding="utf-8")
    with pytest.raises(ValeurInvalide, match=message):
        lire_referentiel(tmp_path)
