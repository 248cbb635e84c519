"""La ligne de commande elle-même : en français, immédiate, sans trace d'exécution, complétée par le terminal."""

import ast
import gettext
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from parchemin.web import commande
from tests.architecture.arbre import RACINE
from tests.web.lancement import LANGUE, REFUSE, executer, lancer, refuser

ANGLAIS = re.compile(
    r"\b(Usage|Show|Error|Missing|Invalid|Try|No such|default:|TEXT|INTEGER|PATH|FILENAME)\b"
)
CATALOGUE = LANGUE / "fr" / "LC_MESSAGES"


@pytest.mark.parametrize("arguments", [(), *((nom,) for nom in commande.COMMANDES)])
def test_l_aide_est_en_francais_et_tient_en_80_colonnes(arguments: tuple[str, ...]) -> None:
    issue = lancer(*arguments, "--help")
    assert (issue.exit_code, issue.stderr) == (0, "")
    assert issue.stdout.startswith("Emploi : parchemin")
    assert not ANGLAIS.search(issue.stdout), issue.stdout
    # Un exemple se copie : il reste sur sa ligne.
    assert max(map(len, issue.stdout.partition("Exemples :")[0].splitlines())) <= 80


def test_l_aide_nomme_chaque_commande_et_chaque_commande_existe() -> None:
    aide = lancer("--help").stdout
    for nom in commande.COMMANDES:
        assert f"  {nom} " in aide
        assert lancer(nom, "--help").exit_code == 0


def test_sans_argument_on_lit_l_aide() -> None:
    issue = lancer()
    assert issue.exit_code == REFUSE
    assert "Commandes:" in issue.stderr


def test_la_version_est_celle_du_projet() -> None:
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    assert lancer("--version").stdout == f"parchemin, version {projet['project']['version']}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("decide",), "La commande 'decide' n'existe pas. Vouliez-vous dire 'decider' ?"),
        (("zzz",), "La commande 'zzz' n'existe pas."),
        (("--bidule",), "L'option '--bidule' n'existe pas."),
        (("reglement", "--regim", "A"), "Vouliez-vous dire '--regime' ?"),
        (("reglement", "--regime"), "L'option '--regime' attend une valeur."),
        (("reglement", "--regime", "D"), "'D' n'est aucune de ces valeurs : 'A', 'B', 'C'."),
        (("decider",), "Il manque l'argument 'ENTREE'."),
        (("decider", "session.csv"), "Il manque l'option '--sortie'."),
        (("parametres", "trop"), "Argument en trop (trop)"),
        (("parametres", "--a-confirmer=oui"), "L'option '--a-confirmer' n'attend pas de valeur."),
    ],
)
def test_une_faute_de_frappe_se_dit_en_francais(arguments: tuple[str, ...], message: str) -> None:
    erreur = refuser(*arguments)
    assert message in erreur
    assert not ANGLAIS.search(erreur), erreur


def test_le_francais_ne_depend_pas_de_la_langue_du_poste() -> None:
    issue = executer("decide", variables={"LC_ALL": "en_US.UTF-8", "LANG": "en_US.UTF-8", "LANGUAGE": "en"})
    assert issue.returncode == REFUSE
    assert "La commande 'decide' n'existe pas." in issue.stderr


def test_une_console_en_ascii_recoit_de_l_utf_8() -> None:
    issue = executer("--help", variables={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (issue.returncode, issue.stderr) == (0, "")
    assert "légales" in issue.stdout


# Ce que l'aide ne doit pas lire : chacun coûte plus que toute l'aide.
LOURDS = ("django", "openpyxl", "hypothesis", "parchemin.droit", "parchemin.moteurs")


def test_l_aide_ne_lit_rien_de_lourd() -> None:
    code = (
        "import sys\nfrom parchemin.web.commande import groupe\n"
        "try: groupe(['--help'], prog_name='parchemin')\nexcept SystemExit: pass\n"
        "print([m for m in sys.argv[1:] if m in sys.modules], file=sys.stderr)"
    )
    issue = subprocess.run(
        [sys.executable, "-c", code, *LOURDS], capture_output=True, text=True, check=True, cwd=RACINE
    )
    assert issue.stderr == "[]\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="ce système n'a pas de disque toujours plein")
@pytest.mark.parametrize("arguments", [["--help"], ["parametres", "--format", "csv"]])
def test_une_sortie_pleine_se_dit(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as plein:
        issue = subprocess.run(
            [sys.executable, "-m", "parchemin", *arguments],
            stdout=plein, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert issue.returncode == REFUSE
    assert issue.stderr == "Sortie : il n'y a plus de place sur le disque.\n"


@pytest.mark.skipif(os.name == "nt", reason="les tubes de Windows ne se ferment pas ainsi")
@pytest.mark.parametrize("sortie", ["texte", "json", "csv"])
def test_un_tube_ferme_par_son_lecteur_ne_dit_rien(sortie: str) -> None:
    processus = subprocess.Popen(
        [sys.executable, "-m", "parchemin", "parametres", "--format", sortie],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert processus.stdout is not None
    processus.stdout.close()
    assert processus.communicate(timeout=60)[1] == b""


def test_un_defaut_du_programme_ne_montre_pas_de_trace(tmp_path: Path) -> None:
    code = (
        "import parchemin.web.commande as c\n"
        "def casser(*a, **k): raise TypeError('interne')\n"
        "c.groupe.main = casser\nc.principal()"
    )
    issue = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=RACINE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert issue.returncode == REFUSE
    assert "Traceback" not in issue.stderr
    (rapport,) = tmp_path.iterdir()
    assert str(rapport) in issue.stderr
    assert "TypeError: interne" in rapport.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("terminal", "marque"), [("bash", "complete "), ("zsh", "#compdef"), ("fish", "complete ")]
)
def test_le_script_de_completion_dit_ou_le_ranger(terminal: str, marque: str) -> None:
    issue = lancer("completion", terminal)
    assert issue.exit_code == 0
    assert marque in issue.stdout
    assert "_PARCHEMIN_COMPLETE" in issue.stdout
    assert "À ranger dans" in issue.stderr


def test_la_completion_propose_commandes_options_et_valeurs() -> None:
    def proposer(mots: str, rang: int) -> list[str]:
        issue = executer(
            variables={"_PARCHEMIN_COMPLETE": "bash_complete", "COMP_WORDS": mots, "COMP_CWORD": str(rang)}
        )
        return [ligne.split(",")[1] for ligne in issue.stdout.splitlines()]

    assert proposer("parchemin de", 1) == ["decider", "demonstration"]
    assert proposer("parchemin reglement --r", 2) == ["--regime"]
    assert proposer("parchemin reglement --regime ", 3) == ["A", "B", "C"]


def entrees(catalogue: str) -> Iterator[tuple[str, str, list[str]]]:
    """Singulier, pluriel (vide s'il n'y en a pas) et traductions de chaque entrée d'un catalogue."""
    for bloc in catalogue.split("\n\n"):
        lus = re.findall(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', bloc, re.MULTILINE)
        textes = [(cle, ast.literal_eval(texte)) for cle, texte in lus]
        par_cle = dict(textes)
        if par_cle.get("msgid"):
            traductions = [texte for cle, texte in textes if cle.startswith("msgstr")]
            yield par_cle["msgid"], par_cle.get("msgid_plural", ""), traductions


def test_le_catalogue_compile_est_celui_qui_se_lit() -> None:
    with (CATALOGUE / "messages.mo").open("rb") as flux:
        compile_ = gettext.GNUTranslations(flux)
    lues = list(entrees((CATALOGUE / "messages.po").read_text(encoding="utf-8")))
    assert len(lues) > 30
    for singulier, pluriel, traductions in lues:
        if pluriel:
            assert [compile_.ngettext(singulier, pluriel, n) for n in (1, 2)] == traductions
        else:
            assert [compile_.gettext(singulier)] == traductions


def test_le_catalogue_ne_traduit_que_ce_que_la_bibliotheque_dit_encore() -> None:
    dites = {
        noeud.value
        for module in Path(click.__file__).parent.glob("*.py")
        for noeud in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str)
    }
    lues = entrees((CATALOGUE / "messages.po").read_text(encoding="utf-8"))
    assert [singulier for singulier, *_ in lues if singulier not in dites] == []
