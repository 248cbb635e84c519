"""`parchemin journal` : vérifier, exporter, dire la tête ; des codes de sortie, des phrases, aucune trace d'exécution."""

from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection, transaction

from parchemin.socle.journal import declencheurs
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.models import Acte, Charge
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.journal.tetes import EXEMPLE, Tete
from tests.socle.journal.fabrique import verificateur
from tests.web.lancement import executer, lancer, refuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def tete(auteur: Auteur, le: datetime) -> Tete:
    """Tête d'un journal de trois actes."""
    actes = [consigner("comptes.inviter", Fait(f"personne:{n}"), par=auteur, le=le) for n in range(3)]
    return Tete(3, actes[-1].empreinte)


def test_la_tete_s_ecrit_en_mots_puis_entiere(tete: Tete) -> None:
    issue = lancer("journal", "tete")
    assert (issue.exit_code, issue.stdout) == (0, f"{tete}\n{tete.entiere}\n")


def test_un_journal_vide_n_a_pas_de_tete() -> None:
    assert "Le journal est vide" in refuser("journal", "tete")


def test_verifier_sans_tete_ne_dit_que_coherent(tete: Tete) -> None:
    issue = lancer("journal", "verifier")
    assert issue.exit_code == 0
    assert "Actes relus : 3\n" in issue.stdout
    assert "Journal cohérent ; aucune tête gardée n'a été donnée." in issue.stdout
    assert "sans tête gardée ailleurs" in issue.stdout
    assert issue.stderr == ""


def test_verifier_avec_une_tete_prouve(tete: Tete) -> None:
    issue = lancer("journal", "verifier", "--tete", str(tete).upper(), "--tete", tete.entiere)
    assert issue.exit_code == 0
    assert "Journal intact, prouvé jusqu'à l'acte 3." in issue.stdout


def test_un_journal_altere_sort_avec_un_et_dit_ou(tete: Tete) -> None:
    declencheurs.retirer(connection)
    Acte.objects.filter(numero=2).update(objet="personne:9")
    issue = lancer("journal", "verifier", "--tete", str(tete))
    assert issue.exit_code == 1
    assert "- Acte 2 : sa date, ses codes ou son rang" in issue.stdout
    assert "Remarque : La base n'a plus le déclencheur « journal_acte_fige »" in issue.stdout
    assert "Journal ALTÉRÉ." in issue.stdout


def test_une_tete_d_un_autre_journal_est_une_anomalie(tete: Tete) -> None:
    issue = lancer("journal", "verifier", "--tete", EXEMPLE)
    assert issue.exit_code == 1
    assert "Acte 1234 : la tête gardée" in issue.stdout


def test_une_tete_illisible_est_refusee(tete: Tete) -> None:
    assert "n'est pas une tête de journal. Exemple" in refuser("journal", "verifier", "--tete", "acte 3")


def test_la_progression_se_montre_a_la_demande(tete: Tete) -> None:
    assert lancer("journal", "verifier", "--progression").stderr == "3 actes relus sur 3\n"


def test_exporter_ecrit_un_journal_verifiable_qui_porte_son_export(tete: Tete, tmp_path: Path) -> None:
    fichier = tmp_path / "journal.jsonl"
    issue = lancer("journal", "exporter", fichier)
    assert issue.exit_code == 0
    assert f"Écrit : {fichier}" in issue.stdout
    autonome = verificateur()
    verification = autonome.verifier(fichier.read_bytes().splitlines(), [autonome.lire_tete(str(tete))])
    assert (verification.anomalies, verification.nombre) == ([], 4)
    assert (verification.dernier["acte"], verification.dernier["auteur"]) == ("journal.exporter", "systeme")


def test_un_export_impossible_ne_laisse_ni_fichier_ni_acte(tete: Tete, tmp_path: Path) -> None:
    assert "le dossier n'existe pas" in refuser("journal", "exporter", tmp_path / "absent" / "journal.jsonl")
    assert Acte.objects.count() == 3


def test_l_aide_est_en_francais() -> None:
    aide = lancer("journal", "--help").stdout
    assert "Commandes" in aide
    assert "verifier" in aide


@pytest.mark.parametrize(
    ("base", "dit"),
    [
        ("absente.sqlite3", "ne s'ouvre pas"),
        ("vide.sqlite3", "n'a pas de journal"),
        ("texte", "ne s'ouvre pas"),
    ],
)
def test_une_base_qui_n_en_est_pas_une_est_refusee(base: str, dit: str, tmp_path: Path) -> None:
    (tmp_path / "vide.sqlite3").touch()
    (tmp_path / "texte").write_text("Ceci n'est pas une base de données, mais un texte assez long.\n" * 20)
    variables = {
        "PARCHEMIN_MODE": "demonstration", "PARCHEMIN_BASE": str(tmp_path / base),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    issue = executer("journal", "tete", variables=variables)
    assert (issue.returncode, issue.stdout) == (2, "")
    assert dit in issue.stderr
    assert not (tmp_path / "absente.sqlite3").exists()


def test_un_acte_annule_n_est_pas_dans_l_export(
    tete: Tete, auteur: Auteur, le: datetime, tmp_path: Path
) -> None:
    with transaction.atomic():
        consigner("comptes.inviter", Fait("personne:99"), par=auteur, le=le)
        transaction.set_rollback(True)
    lancer("journal", "exporter", tmp_path / "j.jsonl")
    assert "personne:99" not in (tmp_path / "j.jsonl").read_text("utf-8")


def test_effacer_dit_d_abord_combien_puis_efface_sans_rompre_la_chaine(tete: Tete) -> None:
    demande = ("journal", "effacer", "--avant", "2026-06-03", "--motif", "Terme atteint")
    assert "À effacer : 3 actes, du n° 1 au n° 3. Rien n'est encore effacé" in lancer(*demande).stdout
    assert Charge.objects.count() == 3
    assert (
        "Effacé : 3 actes, du n° 1 au n° 3, sur l'ordre de l'acte 4."
        in lancer(*demande, "--appliquer").stdout
    )
    assert list(Charge.objects.values_list("acte_id", flat=True)) == [4]
    assert lancer("journal", "verifier", "--tete", str(tete)).exit_code == 0
    assert (
        "Rien à effacer" in lancer("journal", "effacer", "--avant", "2026-06-03", "--motif", "Encore").stdout
    )


def test_effacer_veut_un_jour_et_un_motif() -> None:
    assert "--motif" in refuser("journal", "effacer", "--avant", "2026-06-03")
    assert "2026-31-31" in refuser("journal", "effacer", "--avant", "2026-31-31", "--motif", "x")
