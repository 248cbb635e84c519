"""Le rapport à la même règle écrite pour OpenFisca-core, s'il s'installe."""

import json
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from mesures.releve import RACINE, Mesure, Releves, dossier_temporaire
from mesures.tables import ecrire_table
from parchemin.moteurs.decision import decider, reglement_de_session
from parchemin.moteurs.decision.candidats import LecteurDeCandidats
from parchemin.moteurs.decision.colonnes import lire_titres
from parchemin.moteurs.decision.fautes import SuiviDesFautes
from parchemin.moteurs.tableurs import lire_tableau

CANDIDATS = 180_000
SESSION = 2026
REGLE = Path(__file__).parent / "regle_openfisca.py"
PAQUETS = RACINE / "requirements" / "mesures.txt"


def mesurer() -> Releves:
    """Les deux temps et leur rapport : la règle seule, puis du CSV lu au CSV écrit."""
    with dossier_temporaire() as dossier:
        python = python_avec_openfisca(dossier)
        if python is None:
            yield "OpenFisca-core ne s'installe pas ici : le rapport n'est pas mesuré."
            return
        entree = ecrire_table(dossier / "session.csv", CANDIDATS, rares=False)
        ailleurs, ici = dossier / "openfisca.csv", dossier / "parchemin.csv"
        lu = subprocess.run(
            [python, str(REGLE), str(entree), str(ailleurs)], check=True, capture_output=True, text=True
        )
        temps = json.loads(lu.stdout)
        chaine = chronometrer(lambda: decider(entree, ici, reglement_de_session(SESSION), signaler=print))
        regle = regle_seule(entree)
        ecarts = sum(a != b for a, b in zip(_decisions(ailleurs, 0), _decisions(ici, 1), strict=True))
        yield Mesure("OpenFisca-core, la règle seule", temps["regle"], "s")
        yield Mesure("Parchemin, la règle seule, motifs compris", regle, "s")
        yield Mesure("rapport Parchemin / OpenFisca-core, règle seule", regle / temps["regle"], "fois")
        yield Mesure("OpenFisca-core, du CSV lu au CSV écrit", temps["chaine"], "s")
        yield Mesure("Parchemin, du CSV lu au CSV écrit, contrôles compris", chaine, "s")
        yield Mesure("rapport Parchemin / OpenFisca-core, toute la chaîne", chaine / temps["chaine"], "fois")
        yield Mesure("décisions différentes", ecarts, f"sur {CANDIDATS}", 0)


def python_avec_openfisca(dossier: Path) -> str | None:
    """Un Python qui a OpenFisca-core : celui-ci, ou un environnement jetable ; `None` à défaut."""
    if find_spec("openfisca_core"):
        return sys.executable
    venv.create(dossier / "venv", with_pip=True)
    python = str(dossier / "venv" / "bin" / "python")
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    commande = [python, "-m", "pip", "install", *options, "-r", str(PAQUETS)]
    return python if subprocess.run(commande, check=False, capture_output=True).returncode == 0 else None


def chronometrer(travail: Callable[[], object]) -> float:
    """Secondes que prend un travail."""
    debut = time.perf_counter()
    travail()
    return time.perf_counter() - debut


def regle_seule(entree: Path) -> float:
    """Secondes de la délibération de dossiers déjà lus."""
    reglement, tableau, suivi = reglement_de_session(SESSION), lire_tableau(entree), SuiviDesFautes(print)
    lecteur = LecteurDeCandidats(reglement, lire_titres(tableau.entete, entree, reglement.diplome, suivi))
    lus = [candidat for rangee in tableau.rangees() if (candidat := lecteur.lire(rangee, []))]
    return chronometrer(lambda: [reglement.deliberer(candidat.dossier) for candidat in lus])


def _decisions(fichier: Path, titres: int) -> list[str]:
    lignes = fichier.read_text(encoding="utf-8").splitlines()[titres:]
    return [ligne.split(";")[1] for ligne in lignes]
