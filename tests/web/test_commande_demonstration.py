"""`parchemin demonstration` : de vraies proportions, chaque cas rare, toujours les mêmes candidats, rien d'abîmé."""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from parchemin.droit.delivrance import Decision
from parchemin.droit.notes import Etat, lire_resultat
from parchemin.droit.regimes import Regime, Voie
from parchemin.moteurs.decision import reglement_de_session
from parchemin.moteurs.decision.session import seul_diplome
from parchemin.web.demonstration.modele import Cas, lire_cas, lire_chiffres, repartir
from tests.web.lancement import executer, lancer, refuser

CHIFFRES = lire_chiffres(seul_diplome())
REGLEMENT = reglement_de_session(CHIFFRES.session)
CAS = {cas.titre: cas for cas in lire_cas(REGLEMENT.diplome)}
EPREUVES = [e.code for e in REGLEMENT.diplome.obligatoires]
FACULTATIVES = [e.code for e in REGLEMENT.diplome.facultatives]
CONTROLE = [f"C_{d.code}" for d in REGLEMENT.diplome.disciplines]
POUR_CENT = Fraction(1, 100)


@dataclass(frozen=True)
class Jouee:
    """Une démonstration jouée : ce qui s'est affiché, les candidats et leurs décisions."""

    texte: str
    candidats: list[dict[str, str]]
    decisions: dict[str, dict[str, str]]


def lire(chemin: Path) -> list[dict[str, str]]:
    with chemin.open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux, delimiter=";"))


def jouer(dossier: Path, *arguments: object) -> Jouee:
    issue = lancer("demonstration", "--dossier", dossier, *arguments)
    assert (issue.exit_code, issue.stderr) == (0, ""), issue.stderr
    decisions = {d["numero"]: d for d in lire(dossier / "decisions_2026.csv")}
    return Jouee(issue.stdout, lire(dossier / "session_2026.csv"), decisions)


@pytest.fixture(scope="module")
def nationale(tmp_path_factory: pytest.TempPathFactory) -> Jouee:
    return jouer(tmp_path_factory.mktemp("nationale"))


def part(candidats: list[dict[str, str]], titre: str, *valeurs: str) -> Fraction:
    return Fraction(sum(c[titre] in valeurs for c in candidats), len(candidats))


# --- Les proportions.


def test_la_session_a_la_taille_et_la_carte_du_pays(nationale: Jouee) -> None:
    assert len(nationale.candidats) == len(nationale.decisions) == 5000
    assert len({c["_academie"] for c in nationale.candidats}) == 29
    assert len({c["_uai"] for c in nationale.candidats} - {""}) == 193


def test_les_voies_et_l_outre_mer_sont_en_proportion(nationale: Jouee) -> None:
    candidats = nationale.candidats
    initiaux = [c for c in candidats if c["voie"] in ("scolaire", "apprentissage")]
    assert abs(part(initiaux, "voie", "scolaire") - Fraction(2744, 4978)) < POUR_CENT
    for voie, pour_mille in CHIFFRES.parts.items():
        assert abs(part(candidats, "voie", voie.value) - Fraction(pour_mille, 1000)) < POUR_CENT
    outre_mer = [a.nom for a in CHIFFRES.academies if a.outre_mer]
    assert abs(part(candidats, "_academie", *outre_mer) - 4 * POUR_CENT) < POUR_CENT


def test_chaque_academie_a_sa_part_des_places(nationale: Jouee) -> None:
    places = Counter[str]()
    for ligne in CHIFFRES.offre:
        places[ligne.academie.nom] += ligne.places
    assert (places.total(), len(CHIFFRES.offre)) == (4978, 244)
    effectifs = Counter(c["_academie"] for c in nationale.candidats)
    for academie, nombre in places.items():
        assert abs(Fraction(effectifs[academie], 5000) - Fraction(nombre, 4978)) < POUR_CENT


def test_la_reussite_est_plausible(nationale: Jouee) -> None:
    decisions = Counter(d["decision"] for d in nationale.decisions.values())
    assert 75 * POUR_CENT <= Fraction(decisions["ADMIS"], 5000) <= 89 * POUR_CENT
    assert set(decisions) == {d.value for d in Decision}


# --- Les cas rares.


@pytest.mark.parametrize("cas", CAS.values(), ids=lambda cas: cas.titre)
def test_chaque_cas_rare_est_decide_comme_prevu(cas: Cas, nationale: Jouee) -> None:
    (candidat,) = [c for c in nationale.candidats if c["_cas"] == cas.titre]
    decision = nationale.decisions[candidat["numero"]]
    assert (decision["decision"], decision["motifs"]) == (cas.decision.value, "|".join(cas.motifs))


def cas_avec(titre: str) -> set[str]:
    return {cas.cellules.get(titre, "") for cas in CAS.values()} - {""}


def test_les_cas_rares_montrent_chaque_code_chaque_decision_et_chaque_motif() -> None:
    cellules = {cas.cellules.get(titre, "") for cas in CAS.values() for titre in EPREUVES}
    assert {lire_resultat(cellule).etat for cellule in cellules} == set(Etat)
    assert {cas.decision for cas in CAS.values()} == set(Decision)
    assert {motif for cas in CAS.values() for motif in cas.motifs} == {
        "ADM_MOYENNE", "ADM_CONTROLE", "ADM_VAE", "CTRL_ACCES", "CTRL_SANS_EPREUVE", "CAS_A_EXAMINER",
        "MOYENNE_INSUFFISANTE", "MOYENNE_PRO_INSUFFISANTE", "FRAUDE_EN_COURS", "NOTE_RESERVEE",
        "EPREUVE_ANNULEE", "ABSENCE_NON_JUSTIFIEE", "NON_VALIDE", "UNITES_RESTANTES",
    }  # fmt: skip


def test_les_cas_rares_montrent_chaque_situation() -> None:
    assert cas_avec("voie") == {voie.value for voie in Voie}
    assert cas_avec("regime") == {regime.value for regime in Regime}
    assert cas_avec("etablissement") == {"public", "prive_sous_contrat", "prive_hors_contrat"}
    assert cas_avec("habilitation") == {"oui", "non", "etendue"}
    assert cas_avec("forme") == {"progressive"}
    assert cas_avec("amenagement") == {"conservation", "etalement", "conservation|etalement"}
    assert all(cas_avec(titre) for titre in FACULTATIVES)


def test_un_controle_est_reussi_dans_chaque_discipline_et_y_porte_chaque_code() -> None:
    reussis = [cas.cellules for cas in CAS.values() if cas.motifs == ("ADM_CONTROLE",)]
    assert {titre for cellules in reussis for titre in CONTROLE if titre in cellules} == set(CONTROLE)
    assert {"AB", "AN", "FR"} <= {cellule for titre in CONTROLE for cellule in cas_avec(titre)}


@pytest.mark.parametrize(
    ("titre", "moyenne", "professionnelle"),
    [
        ("moyenne exactement à 10", "10,00", "10,00"),
        ("moyenne de 9,99", "9,99", "10,00"),
        ("moyenne exactement à 8", "8,00", "10,06"),
        ("un demi-point sous 8", "7,97", "10,06"),
        ("moyenne professionnelle un demi-point sous 10", "9,58", "9,90"),
        ("contrôle réussi, 10 exactement par la culture générale", "10,00", "10,00"),
    ],
)
def test_les_seuils_sont_touches_exactement(
    titre: str, moyenne: str, professionnelle: str, nationale: Jouee
) -> None:
    (candidat,) = [c for c in nationale.candidats if c["_cas"] == titre]
    decision = nationale.decisions[candidat["numero"]]
    assert (decision["moyenne"], decision["moyenne_professionnelle"]) == (moyenne, professionnelle)


# --- Les personnes et les fichiers.


def test_personne_ne_peut_prendre_un_candidat_pour_une_vraie_personne(nationale: Jouee) -> None:
    assert all(c["_nom"].startswith("FICTIF-") and c["_prenom"] for c in nationale.candidats)
    assert all(c["_uai"].startswith("999") for c in nationale.candidats if c["_uai"])
    numeros = [c["numero"] for c in nationale.candidats]
    assert len(set(numeros)) == len(numeros)
    assert all(numero.startswith("0") for numero in numeros)


def test_la_meme_graine_refait_les_memes_fichiers(tmp_path: Path) -> None:
    for dossier in ("un", "deux", "un"):
        jouer(tmp_path / dossier, "--candidats", 300, "--graine", 7)
    jouer(tmp_path / "autre", "--candidats", 300, "--graine", 8)
    contenus = {d.name: [f.read_bytes() for f in sorted(d.iterdir())] for d in tmp_path.iterdir()}
    assert contenus["un"] == contenus["deux"]
    assert contenus["un"][2] != contenus["autre"][2]
    assert len(contenus["un"]) == 3


@pytest.mark.parametrize("graine", range(2, 6))
def test_toute_graine_fait_un_tableau_que_le_droit_accepte(graine: int, tmp_path: Path) -> None:
    assert len(jouer(tmp_path, "--graine", graine, "--candidats", 2000).decisions) == 2000


def test_le_texte_compte_explique_et_dit_la_suite(nationale: Jouee) -> None:
    texte = nationale.texte.replace("\n", " ", 1)
    admis = sum(d["decision"] == "ADMIS" for d in nationale.decisions.values())
    assert "5 000 candidats fictifs, 29 académies, 193 établissements" in texte
    assert re.search(rf"  ADMIS +{admis // 1000}\s{admis % 1000:03} ", texte)
    for cas in CAS.values():
        assert (f"Cas : {cas.titre}." in texte) is cas.explique
    assert sum(cas.explique for cas in CAS.values()) == 3
    assert texte.count("[Code de") > 10
    assert "parchemin decider " in texte
    assert max(map(len, nationale.texte.partition("Écrit")[0].splitlines())) <= 80


def test_le_tableau_se_decide_comme_tout_autre(tmp_path: Path) -> None:
    jouer(tmp_path, "--candidats", 300)
    sortie = tmp_path / "encore.csv"
    issue = executer("decider", tmp_path / "session_2026.csv", "--sortie", sortie)
    assert issue.returncode == 0, issue.stderr
    assert sortie.read_bytes() == (tmp_path / "decisions_2026.csv").read_bytes()


def test_un_autre_tableau_du_meme_nom_n_est_pas_ecrase(tmp_path: Path) -> None:
    tableau = tmp_path / "session_2026.csv"
    tableau.write_text("numero;note\n1;12\n", encoding="utf-8")
    assert "n'est pas une démonstration" in refuser("demonstration", "--dossier", tmp_path)
    assert tableau.read_text(encoding="utf-8") == "numero;note\n1;12\n"
    assert list(tmp_path.iterdir()) == [tableau]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--candidats", "50"), "50 candidats ne suffisent pas"),
        (("--candidats", "0"), "« 0 » n'est pas un entier de 1 à"),
        (("--candidats", "1e3"), "« 1e3 » n'est pas un entier de 1 à"),
        (("--graine", "-1"), "« -1 » n'est pas un entier de 0 à"),
        (("--diplome", "zz"), "le diplôme « zz » n'existe pas"),
    ],
)
def test_un_refus_dit_ce_qui_est_attendu(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    assert message in refuser("demonstration", "--dossier", tmp_path / "d", *arguments)
    assert not (tmp_path / "d").exists()


def test_un_fichier_ne_fait_pas_un_dossier(tmp_path: Path) -> None:
    fichier = tmp_path / "fichier"
    fichier.touch()
    assert f"{fichier} n'est pas un dossier" in refuser("demonstration", "--dossier", fichier)


# --- L'offre réelle.

ENTETE = "rentree,session,uai,statut,capacite,voeux_confirmes,departement\n"
OFFRE = ENTETE + (
    "2024,2026,0590001A,scolaire,30,9,059\n"
    "2024,2026,0590001A,apprentissage,10,9,59\n"
    "2024,2026,9740001B,scolaire,60,,974\n"
    "2023,2025,0010001C,apprentissage,,9,001\n"
)


def ecrire_offre(dossier: Path, texte: str) -> Path:
    offre = dossier / "offre.csv"
    offre.write_text(texte, encoding="utf-8")
    return offre


@pytest.mark.parametrize(
    "texte", [OFFRE, OFFRE.replace(",", ";"), "\ufeff" + OFFRE, OFFRE.replace("\n", "\r\n")]
)
def test_une_offre_reelle_donne_ses_proportions(texte: str, tmp_path: Path) -> None:
    jouee = jouer(tmp_path / "d", "--offre", ecrire_offre(tmp_path, texte), "--candidats", 1000)
    assert {c["_uai"] for c in jouee.candidats} == {"", "0590001A", "9740001B"}
    assert {c["_academie"] for c in jouee.candidats} == {"Lille", "La Réunion"}
    inscrits = [c for c in jouee.candidats if c["voie"] in ("scolaire", "apprentissage")]
    assert abs(part(inscrits, "_uai", "9740001B") - 60 * POUR_CENT) < POUR_CENT
    assert abs(part(inscrits, "voie", "apprentissage") - 10 * POUR_CENT) < 2 * POUR_CENT


@pytest.mark.parametrize(
    ("texte", "messages"),
    [
        ("", ["colonnes absentes : session, uai, statut, capacite, departement"]),
        ("session,uai\n2026,0590001A\n", ["colonnes absentes : statut, capacite, departement"]),
        (
            ENTETE + "2024,2026,59,apprenti,-3,9,00Z\n",
            [
                "ligne 2, colonne uai : « 59 » ; attendu : sept chiffres et une lettre.",
                "ligne 2, colonne statut : « apprenti » ; attendu : scolaire ou apprentissage.",
                "ligne 2, colonne capacite : « -3 » ; attendu : un nombre de places",
                "ligne 2, colonne departement : « 00Z » ; attendu : un département français",
            ],
        ),
        (ENTETE + "2024,2026\n", ["ligne 2, colonne uai : «  » ; attendu"]),
        (ENTETE, ["aucune place à la session 2026 (sessions du fichier : aucune)."]),
        (
            OFFRE.replace("2026", "2024"),
            ["aucune place à la session 2026 (sessions du fichier : 2024, 2025)."],
        ),
        (ENTETE + "2024,2026,0590001A,scolaire,0,9,059\n", ["aucune place à la session 2026"]),
        (ENTETE + '2024,2026,"0590001A\n', ["CSV illisible (un guillemet sans son pareil ?)."]),
        (ENTETE + "2024,2026,59,scolaire,3,9,059\n" * 30, ["… et 10 autres fautes."]),
    ],
)
def test_une_offre_fautive_dit_ou_et_quoi(texte: str, messages: list[str], tmp_path: Path) -> None:
    offre = ecrire_offre(tmp_path, texte)
    erreur = refuser("demonstration", "--dossier", tmp_path / "d", "--offre", offre)
    assert erreur.startswith(str(offre))
    assert [m for m in messages if m not in erreur] == []
    assert not (tmp_path / "d").exists()


def test_une_offre_illisible_ou_absente_se_dit(tmp_path: Path) -> None:
    binaire = tmp_path / "offre.xlsx"
    binaire.write_bytes(b"PK\x03\x04\xff\xfe")
    assert "ce n'est pas du texte UTF-8" in refuser("demonstration", "--offre", binaire)
    assert f"{tmp_path}/rien.csv : " in refuser("demonstration", "--offre", tmp_path / "rien.csv")
    assert f"{tmp_path} : c'est un dossier" in refuser("demonstration", "--offre", tmp_path)


def test_le_partage_est_exact_et_sert_les_plus_forts_restes() -> None:
    assert repartir(10, [1, 1, 1]) == [4, 3, 3]
    assert repartir(7, [0, 5, 2]) == [0, 5, 2]
    assert repartir(3, []) == []
    assert sum(repartir(4999, [17, 3, 3, 1])) == 4999
