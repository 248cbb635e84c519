#!/usr/bin/env python3
"""Parchemin : installer, essayer et vérifier, avec Python seul.

usage : python3 amorce.py COMMANDE [arguments…]

commandes :
  installer   crée l'environnement .venv et y installe tout ce qu'il faut
  demo        lance la démonstration et la sert    (arguments : parchemin demonstration)
  tester      lance les essais                     (arguments : ceux de pytest)
  verifier    style, types, architecture, réglages, puis les essais sur SQLite et PostgreSQL
  mesurer     mesure les vitesses annoncées        (arguments : python -m mesures)

Toute commande installe d'abord ce qui manque, et ne refait pas ce qui est déjà fait.
"""

# Ce fichier doit rester lisible par un vieux Python 3 (ni f-string, ni annotation de variable) :
# sans cela, on verrait une erreur de syntaxe au lieu de la phrase qui dit quelle version il faut.
import hashlib
import io
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

VERSION_REQUISE = (3, 11)

if sys.version_info < VERSION_REQUISE:
    sys.exit(
        "Parchemin demande Python 3.11 ou plus récent ; celui-ci est le {}.{}.\n"
        "Installez-en un, puis relancez, par exemple : python3.11 amorce.py {}".format(
            sys.version_info[0], sys.version_info[1], " ".join(sys.argv[1:]) or "installer"
        )
    )

RACINE = Path(__file__).resolve().parent
ENVIRONNEMENT = RACINE / ".venv"
BINAIRES = ENVIRONNEMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BINAIRES / ("python.exe" if os.name == "nt" else "python")
TEMOIN = ENVIRONNEMENT / "parchemin.empreinte"
PAQUETS = RACINE / "requirements" / "dev.txt"
PAQUETS_DES_MESURES = RACINE / "requirements" / "mesures.txt"


class Echec(Exception):
    """Arrêt attendu : le message dit quoi faire, le code est celui du processus."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def dire(message: str) -> None:
    """Écrit une ligne tout de suite, pour que l'ordre reste celui des faits même dans un tube."""
    print(message, flush=True)


def executer(commande: "list[str]", **variables: str) -> int:
    """Lance une commande depuis la racine du dépôt et renvoie son code de sortie."""
    return subprocess.call(commande, cwd=str(RACINE), env=dict(os.environ, **variables))


def empreinte_attendue() -> str:
    """Condensé de ce dont dépend l'installation : paquets, projet, Python et place du dépôt.

    La place compte : l'installation modifiable y renvoie, une copie du dépôt doit refaire la sienne.
    """
    condense = hashlib.sha256()
    for fichier in (PAQUETS, RACINE / "pyproject.toml"):
        condense.update(fichier.read_bytes())
    condense.update("{} {}".format(sys.version, RACINE).encode())
    return condense.hexdigest()


def environnement_utilisable() -> bool:
    """Vrai si .venv répond, du même Python, et n'a pas été déplacé : ses commandes portent leur chemin."""
    configuration = ENVIRONNEMENT / "pyvenv.cfg"
    if not PYTHON.exists() or not configuration.exists():
        return False
    if str(ENVIRONNEMENT) not in configuration.read_text(encoding="utf-8"):
        return False
    demande = "import sys, pip; print(sys.version)"
    reponse = subprocess.run(
        [str(PYTHON), "-c", demande],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        text=True,
    )
    return reponse.stdout.strip() == sys.version


def creer_environnement() -> None:
    """Crée .venv, ou le recrée s'il est incomplet, d'un autre Python ou venu d'ailleurs."""
    if environnement_utilisable():
        return
    dire("Création de l'environnement .venv (Python {}.{}.{})…".format(*sys.version_info[:3]))
    if executer([sys.executable, "-m", "venv", "--clear", str(ENVIRONNEMENT)]) != 0:
        raise Echec(
            "Python n'a pas pu créer .venv. Sous Debian ou Ubuntu : apt install python3-venv, puis relancez."
        )


def installer_paquets(liste: Path) -> bool:
    """Installe une liste de paquets, empreintes vérifiées : par uv s'il est là, sinon par pip."""
    uv = shutil.which("uv")
    if uv:
        dire("Installation des paquets de {} par uv, empreintes vérifiées…".format(liste.name))
        if (
            executer([uv, "pip", "install", "--python", str(PYTHON), "--require-hashes", "-r", str(liste)])
            == 0
        ):
            return True
        # uv ne lit pas les réglages de pip : derrière un miroir, lui seul peut échouer.
        dire("uv n'a pas abouti ; pip prend la suite.")
    dire(
        "Installation des paquets de {} par pip, empreintes vérifiées (une à deux minutes)…".format(
            liste.name
        )
    )
    options = ["--disable-pip-version-check", "-qq", "--require-hashes"]
    return executer([str(PYTHON), "-m", "pip", "install", *options, "-r", str(liste)]) == 0


def installer_projet() -> None:
    """Installe Parchemin en mode modifiable, sans réseau : son constructeur vient des paquets."""
    dire("Installation de Parchemin lui-même…")
    options = ["--disable-pip-version-check", "-qq", "--no-index", "--no-deps", "--no-build-isolation"]
    if executer([str(PYTHON), "-m", "pip", "install", *options, "--editable", str(RACINE)]) != 0:
        raise Echec(
            "Le projet n'a pas pu être installé dans .venv : le message de pip ci-dessus dit pourquoi."
        )


def preparer() -> bool:
    """Met .venv en état, ou reprend ce qui a été interrompu ; faux s'il n'y avait rien à faire."""
    attendue = empreinte_attendue()
    if TEMOIN.exists() and TEMOIN.read_text(encoding="utf-8") == attendue and PYTHON.exists():
        return False
    debut = time.monotonic()
    creer_environnement()
    TEMOIN.unlink(missing_ok=True)
    if not installer_paquets(PAQUETS):
        raise Echec(
            "Les paquets n'ont pas pu être installés. Vérifiez l'accès au registre, ou le réglage de pip vers"
            " votre miroir, puis relancez : ce qui est déjà installé n'est pas refait."
        )
    installer_projet()
    # Écrit en dernier : une installation interrompue avant cette ligne sera reprise.
    TEMOIN.write_text(attendue, encoding="utf-8")
    dire("Prêt en {:.0f} s : {}".format(time.monotonic() - debut, BINAIRES / "parchemin"))
    return True


def installer(arguments: "list[str]") -> int:
    """Met .venv en état et le dit ; n'admet aucun argument."""
    if arguments:
        raise Echec("« installer » n'admet pas d'argument : {}.".format(" ".join(arguments)), code=2)
    if not preparer():
        dire("Tout est déjà installé dans .venv.")
    return 0


def demo(arguments: "list[str]") -> int:
    """Lance la démonstration, arguments transmis, puis sert les pages (sauf « --sans-servir »)."""
    return executer(
        [str(PYTHON), "-m", "parchemin", "demonstration", "--servir", *arguments],
        PARCHEMIN_MODE="demonstration",
    )


def tester(arguments: "list[str]", **variables: str) -> int:
    """Lance pytest, arguments et variables transmis ; sur deux processus, sauf avis contraire."""
    partage = (
        [] if any(argument.startswith(("-n", "--numprocesses")) for argument in arguments) else ["-n", "2"]
    )
    return executer([str(PYTHON), "-m", "pytest", *partage, *arguments], **variables)


def mesurer(arguments: "list[str]") -> int:
    """Lance les mesures, arguments transmis ; OpenFisca-core n'y sert qu'à une comparaison."""
    if PAQUETS_DES_MESURES.exists() and not installer_paquets(PAQUETS_DES_MESURES):
        dire("OpenFisca-core ne s'installe pas ici : la comparaison sera omise, le reste est mesuré.")
    return executer([str(PYTHON), "-m", "mesures", *arguments])


def lignes_avec_adresse(dossier: Path) -> "list[str]":
    """Lignes des listes de paquets qui portent l'adresse d'un registre : « fichier:ligne: texte ».

    Le projet doit s'installer de la même façon derrière n'importe quel miroir.
    """
    interdits = ("http://", "https://", "--index-url", "--extra-index-url", "--find-links")
    return [
        "{}:{}: {}".format(fichier.name, numero, ligne.strip())
        for fichier in sorted(dossier.glob("*.txt"))
        for numero, ligne in enumerate(fichier.read_text(encoding="utf-8").splitlines(), start=1)
        if any(interdit in ligne for interdit in interdits)
    ]


def verifier_adresses() -> int:
    """Renvoie 1, et montre les lignes, si une liste de paquets porte une adresse."""
    fautives = lignes_avec_adresse(RACINE / "requirements")
    for ligne in fautives:
        dire(ligne)
    return 1 if fautives else 0


def etapes_de_verification() -> "list[tuple[str, list[str], str]]":
    """Nom, commande et commande de réparation de chaque vérification, dans l'ordre."""
    python = str(PYTHON)
    django = [python, "-W", "error", "manage.py"]
    etapes = [
        ("mise en forme", [python, "-m", "ruff", "format", "--check"], ".venv/bin/ruff format"),
        ("style", [python, "-m", "ruff", "check"], ".venv/bin/ruff check --fix"),
        ("types", [python, "-m", "mypy"], ".venv/bin/mypy"),
        ("étages", [str(BINAIRES / "lint-imports"), "--no-logo"], ".venv/bin/lint-imports"),
    ]
    if any(RACINE.glob("parchemin/**/templates/**/*.html")):
        djlint = [python, "-m", "djlint", "parchemin", "--quiet"]
        etapes += [
            ("gabarits, forme", [*djlint, "--check"], ".venv/bin/djlint parchemin --reformat"),
            ("gabarits, règles", [*djlint, "--lint"], ".venv/bin/djlint parchemin --lint"),
        ]
    return [
        *etapes,
        ("adresses", [python, "amorce.py", "--adresses"], "refaire requirements/*.txt (voir prod.in)"),
        (
            "réglages",
            [*django, "check", "--fail-level", "WARNING"],
            "PARCHEMIN_MODE=essai .venv/bin/python manage.py check",
        ),
        (
            "migrations",
            [*django, "makemigrations", "--check", "--dry-run"],
            "PARCHEMIN_MODE=essai .venv/bin/python manage.py makemigrations",
        ),
    ]


def adresse_de_postgresql() -> str:
    """Adresse du PostgreSQL des essais, d'après PARCHEMIN_BASE_POSTGRESQL ; vide s'il n'y en a pas."""
    return os.environ.get("PARCHEMIN_BASE_POSTGRESQL", "").strip()


def essayer_sur_chaque_base(arguments: "list[str]") -> "list[tuple[str, str]]":
    """Lance les essais sur SQLite, puis sur PostgreSQL s'il y en a un ; renvoie les fautes et leur réparation.

    Le compte de PostgreSQL doit pouvoir créer des bases : pytest en fait une par processus.
    """
    fautes = []
    dire("\n== essais sur SQLite")
    # Vide : une base posée pour autre chose ne doit pas se glisser sous ces essais-ci.
    if tester(arguments, PARCHEMIN_BASE=""):
        fautes.append(("essais sur SQLite", "python3 amorce.py tester --last-failed"))
    dire("\n== essais sur PostgreSQL")
    adresse = adresse_de_postgresql()
    if not adresse:
        dire("   NON FAITS : PARCHEMIN_BASE_POSTGRESQL n'est pas posée. Pour les faire : .ci/run")
    elif tester(arguments, PARCHEMIN_BASE=adresse):
        fautes.append(
            ("essais sur PostgreSQL", "PARCHEMIN_BASE=postgresql://… python3 amorce.py tester --last-failed")
        )
    return fautes


def verifier(arguments: "list[str]") -> int:
    """Fait toutes les vérifications, sans s'arrêter à la première faute, et résume à la fin."""
    fautes = []
    for nom, commande, reparation in etapes_de_verification():
        debut = time.monotonic()
        dire("\n== {}".format(nom))
        code = executer(commande, PARCHEMIN_MODE="essai")
        dire("   {} en {:.1f} s".format("bon" if code == 0 else "FAUTE", time.monotonic() - debut))
        if code:
            fautes.append((nom, reparation))
    fautes += essayer_sur_chaque_base(arguments)
    if not fautes:
        dire("\nTout est vérifié{}.".format("" if adresse_de_postgresql() else ", mais sur SQLite seulement"))
        return 0
    dire("\nÀ reprendre :")
    for nom, reparation in fautes:
        dire("  {:<22} {}".format(nom, reparation))
    return 1


COMMANDES = {
    "installer": installer,
    "demo": demo,
    "tester": tester,
    "verifier": verifier,
    "mesurer": mesurer,
}


def principal(arguments: "list[str]") -> int:
    """Point d'entrée ; renvoie le code de sortie."""
    if not arguments or arguments[0] in ("-h", "--help", "aide"):
        dire(str(__doc__).strip())
        return 0 if arguments else 2
    nom, reste = arguments[0], arguments[1:]
    if nom == "--adresses":
        return verifier_adresses()
    if nom not in COMMANDES:
        raise Echec("« {} » n'est pas une commande ; il y a : {}.".format(nom, ", ".join(COMMANDES)), code=2)
    if nom != "installer":
        preparer()
    return COMMANDES[nom](reste)


if __name__ == "__main__":
    for flux in (sys.stdout, sys.stderr):
        # Une console qui ne sait pas écrire un accent ne doit pas arrêter l'installation.
        if isinstance(flux, io.TextIOWrapper):
            flux.reconfigure(errors="replace")
    try:
        sys.exit(principal(sys.argv[1:]))
    except Echec as echec:
        print(echec, file=sys.stderr)
        sys.exit(echec.code)
    except KeyboardInterrupt:
        print("\nInterrompu. Relancez la même commande : elle reprendra où elle en était.", file=sys.stderr)
        sys.exit(130)
