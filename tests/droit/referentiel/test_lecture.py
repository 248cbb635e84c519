"""Le référentiel transcrit : rien ne manque, tout se relie, tout se retrouve."""

from pathlib import Path

import pytest

from parchemin.droit.diplome import DOSSIER_DES_DIPLOMES, diplome
from parchemin.droit.parametres import ValeurInvalide
from parchemin.droit.referentiel.lecture import Referentiel, lire_referentiel


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
     ("sous_competence", 88), ("critere", 52), ("unite", 19), ("epreuve", 11), ("reglement", 11),
     ("savoir", 114), ("limite", 171), ("annexe_circulaire", 29), ("correspondance", 9)],
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
    enseignements = [e.horaires for e in referentiel.genre("horaire") if e.compte == "enseignement"]
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
    competences = {e.code for e in referentiel.lies("E5.S2") if e.genre == "competence"}
    assert competences == {"C1.2", "C1.4", "C1.5"}
    assert {"IV-d.E4.6", "CIRC.E5.6", "CIRC.A8"} <= {e.code for e in referentiel.lies("E5.S2")}


def test_chaque_critere_mene_a_un_bloc_ou_a_une_facultative(referentiel: Referentiel) -> None:
    epreuves = {"U4": "E5", "U5": "E6", "U61": "E7", "U62": "E8", "UF2": "EF2", "UF3": "EF3"}
    for critere in referentiel.genre("critere"):
        (unite,) = critere.liens
        liees = {e.code for e in referentiel.lies(unite) if e.genre == "epreuve"}
        assert liees == {epreuves[unite]}
        assert referentiel.element(critere.parent).genre in {"bloc", "section"}


def test_les_deux_numerotations_des_unites_se_rejoignent(referentiel: Referentiel) -> None:
    for epreuve in diplome("ccst", session=2026).epreuves:
        if epreuve.code.startswith("EF"):
            continue
        unite = referentiel.element(f"{epreuve.unite}-2024")
        assert unite.parent == epreuve.code
        (ancienne,) = unite.liens
        assert ancienne in referentiel.element(epreuve.code).liens


def test_l_arrete_se_lit_dans_son_ordre(referentiel: Referentiel) -> None:
    annexes = [e.code for e in referentiel.enfants("ARRETE") if e.genre == "annexe"]
    assert annexes == ["I", "II", "III", "IV", "V", "VI"]
    assert [e.code for e in referentiel.chemin("V-b.8")] == ["ARRETE", "V", "V-b", "V-b.3", "V-b.6"]


def test_chaque_limite_est_en_face_d_un_savoir(referentiel: Referentiel) -> None:
    parents = {e.code: referentiel.element(e.parent) for e in referentiel.genre("limite")}
    au_bloc = {code for code, parent in parents.items() if parent.genre == "section"}
    assert {code.split(".")[0] for code in au_bloc} == {"S4"}
    assert "elles restent au bloc" in referentiel.element("S4").remarque


def test_les_epreuves_sont_celles_du_reglement(referentiel: Referentiel) -> None:
    reglement = {e.code: e.intitule for e in diplome("ccst", session=2026).epreuves}
    assert {e.code: e.libelle for e in referentiel.genre("epreuve")} == reglement


def test_les_situations_du_reglement_citent_les_competences_du_referentiel(referentiel: Referentiel) -> None:
    for epreuve in diplome("ccst", session=2026).epreuves:
        for forme in epreuve.formes:
            for situation in forme.situations:
                if situation.competences:
                    lies = referentiel.lies(f"{epreuve.code}.S{situation.rang}")
                    competences = {e.code for e in lies if e.genre == "competence"}
                    assert competences == set(situation.competences)


def test_la_recherche_ignore_accents_et_casse(referentiel: Referentiel) -> None:
    assert referentiel.rechercher("NEGOCIATION risque")
    assert referentiel.rechercher("négociation risque") == referentiel.rechercher("NEGOCIATION RISQUE")
    premiere = referentiel.rechercher("oeuvre expert")[0]
    assert "œuvre de l'expertise" in premiere.element.libelle


def test_la_recherche_classe_code_libelle_texte(referentiel: Referentiel) -> None:
    assert referentiel.rechercher("c1.3")[0].element.code == "C1.3"
    trouvees = referentiel.rechercher("perfectionnement")
    assert "V-b" in [e.code for t in trouvees for e in t.chemin]
    corps = [t for t in referentiel.rechercher("dictionnaire unilingue") if t.extrait]
    assert "nilingue" in corps[0].extrait
    longs = [t.extrait for t in referentiel.rechercher("modification paramètres capacité") if t.extrait]
    assert longs
    assert all(len(extrait.split()) <= 38 for extrait in longs)
    assert referentiel.rechercher("   ") == []
    assert referentiel.rechercher("zzzzz") == []


def test_une_adresse_erronee_propose_les_plus_proches(referentiel: Referentiel) -> None:
    assert referentiel.plus_proches("a1.1t1")[0].code == "A1.1.T1"
    assert referentiel.plus_proches("???") == []


ENTETE = 'texte = "crpa"\nordre = 1\n'


def item(code: str = "A", genre: str = "tache", **champs: str) -> str:
    autres = "".join(f"{cle} = {valeur}\n" for cle, valeur in champs.items())
    return f'[[item]]\ncode = "{code}"\ngenre = "{genre}"\nou = "x"\nlibelle = "L"\n{autres}'


def grille(*lignes: tuple[str, str]) -> str:
    rangees = (item(f"H{n}", "horaire", cellules=c, compte=f'"{k}"') for n, (c, k) in enumerate(lignes))
    return ENTETE + "".join(rangees)


COURS = '["4", "2", "2*", "144", "3", "3", "", "108"]'
ELEVES = '["4", "2", "2", "144", "3", "3", "0", "108"]'


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        ('texte = "inconnu"\nordre = 1\n[[item]]\n', "essai.toml.*inconnu"),
        ('texte = "crpa"\n[[item]]\n', "essai.toml.*ordre"),
        (ENTETE, "essai.toml.*aucun élément"),
        ("texte = \n", "essai.toml.*TOML"),
        (ENTETE + '[[item]]\ncode = "A"\ngenre = "tache"\nou = "x"\n', "essai.toml, A.*libelle"),
        (ENTETE + item(genre="fée"), "essai.toml, A.*fée"),
        (ENTETE + item(code="É1"), "essai.toml, É1.*sans accent"),
        (ENTETE + item(code="A/1"), "essai.toml, A/1.*lettres"),
        (ENTETE + item(couleur='"bleu"'), "essai.toml, A.*couleur"),
        (ENTETE + item(texte='"seul"'), "essai.toml, A.*une liste"),
        (ENTETE + item(liens="[3]"), "essai.toml, A.*une liste"),
        (ENTETE + item(parent='["B"]'), "essai.toml, A.*un texte"),
        (ENTETE + item(parent='"B"'), "essai.toml, A.*B, qui n'existe pas"),
        (ENTETE + item(liens='["B"]'), "essai.toml, A.*B, qui n'existe pas"),
        (ENTETE + item(parent='"A"'), "essai.toml, A.*son propre ancêtre"),
        (ENTETE + item(parent='"B"') + item("B", parent='"A"'), "son propre ancêtre"),
        (ENTETE + item() + item("a"), "essai.toml.*a est écrit deux fois"),
        (grille((COURS, "fée")), "essai.toml, H0.*fée"),
        (grille(('["4"]', "enseignement")), "essai.toml, H0.*1 cases au lieu de 8"),
        (grille((COURS.replace("2*", "deux"), "enseignement")), "essai.toml, H0.*deux"),
        (grille((COURS, "enseignement"), (COURS, "total_enseignants")), "enseignants, première année.*total"),
        (grille((COURS.replace("108", "99"), "enseignement"), (ELEVES, "total_eleves")), "élèves, deuxième.*annuel"),
        (grille((COURS, "enseignement"), (COURS.replace('"4"', '"5"'), "total_eleves")), "nombre|total"),
    ],
)  # fmt: skip
def test_un_referentiel_fautif_est_refuse(tmp_path: Path, contenu: str, message: str) -> None:
    (tmp_path / "referentiel").mkdir()
    (tmp_path / "referentiel" / "essai.toml").write_text(contenu, encoding="utf-8")
    with pytest.raises(ValeurInvalide, match=message):
        lire_referentiel(tmp_path)


def test_une_grille_juste_est_lue(tmp_path: Path) -> None:
    (tmp_path / "referentiel").mkdir()
    contenu = grille(
        (COURS, "enseignement"), (ELEVES, "total_eleves"), ('["9", "", "", "", "", "", "", ""]', "hors_total")
    )
    (tmp_path / "referentiel" / "essai.toml").write_text(contenu, encoding="utf-8")
    premiere, deuxieme = lire_referentiel(tmp_path).element("H0").horaires
    assert (premiere.demi_division, premiere.coenseignement_demi) == (2, 1)
    assert (deuxieme.demi_division, deuxieme.annuel) == (0, 108)


def test_un_dossier_sans_referentiel_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(ValeurInvalide, match="aucun fichier"):
        lire_referentiel(tmp_path)
