"""La commande `parchemin servir` : les pages, sur cette machine, devant la session de démonstration."""

import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from parchemin.moteurs.decision import DiplomeAChoisir, reglement_de_session
from parchemin.moteurs.tableurs import EcritureImpossible
from parchemin.moteurs.tableurs.systeme import dire_erreur
from parchemin.web.commande.saisies import diplome_demande
from parchemin.web.demonstration.modele import SansDemonstration, lire_chiffres
from parchemin.web.demonstration.session import DossierOccupe, fichiers_de, jouer

MACHINE = "127.0.0.1"
PORT = 8000
GRAINE = 1
ARRET_S = 5  # secondes laissées à une demande en cours quand on arrête
EPILOGUE = """\b
Exemples :
  parchemin servir
  parchemin servir --port 8080 --dossier essai
"""


@click.command("servir", epilog=EPILOGUE)
@click.option(
    "--dossier", type=click.Path(path_type=Path), metavar="DOSSIER", default=Path("demonstration"), show_default=True,
    help="Où se trouve la session de démonstration ; elle y est écrite si elle manque.",
)  # fmt: skip
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    default=PORT,
    show_default=True,
    help="Port d'écoute.",
)
def commande(dossier: Path, port: int) -> None:
    """Sert les pages à cette seule machine, devant la session de démonstration.

    Les personnes et les notes montrées sont fictives. Ctrl+C arrête le serveur.
    """
    try:
        preparer(dossier)
    except (DossierOccupe, SansDemonstration, EcritureImpossible, DiplomeAChoisir) as refus:
        _renoncer(str(refus))
    except OSError as erreur:
        _renoncer(f"{erreur.filename or dossier} : {dire_erreur(erreur)}.")
    servir(dossier, port)


def preparer(dossier: Path) -> None:
    """Écrit la session de démonstration dans le dossier si un de ses fichiers manque."""
    chiffres = lire_chiffres(diplome_demande(None, None).code)
    fichiers = fichiers_de(dossier, chiffres.session)
    if all(f.is_file() for f in (fichiers.tableau, fichiers.decisions, fichiers.explications)):
        return
    click.echo("La session de démonstration manque : elle s'écrit…", err=True)
    reglement = reglement_de_session(chiffres.session)
    jouer(dossier, chiffres, chiffres.offre, reglement, nombre=chiffres.candidats, graine=GRAINE)


def servir(dossier: Path, port: int = PORT) -> None:
    """Met la base à jour, dit l'adresse et sert jusqu'à Ctrl+C ; sort avec 2 si le port est pris."""
    if not _est_libre(port):
        _renoncer(
            f"Le port {port} est déjà pris sur cette machine. En choisir un autre : {_autre(dossier, port + 1)}"
        )
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("PARCHEMIN_MODE", "demonstration")
    # Une erreur montre la page que verra le public, jamais le code.
    os.environ.setdefault("PARCHEMIN_DEBUG", "non")
    os.environ["PARCHEMIN_DEMONSTRATION"] = str(dossier.resolve())
    _mettre_la_base_a_jour()
    click.echo("\nDémonstration, personnes fictives.")
    _dire_les_comptes(dossier)
    click.echo(f"\n  Ouvrir http://{MACHINE}:{port}/ ; Ctrl+C arrête le serveur.")
    with _ouvrier_a_cote():
        _ecouter(port)


def _commande(reste: str) -> str:
    """Commande à taper depuis ici, même si l'environnement n'est pas activé."""
    binaire = Path(sys.executable).with_name("parchemin")
    ici = binaire.relative_to(Path.cwd()) if binaire.is_relative_to(Path.cwd()) else binaire
    return f"{ici} {reste}"


def _autre(dossier: Path, port: int) -> str:
    return f"parchemin servir --dossier {shlex.quote(str(dossier))} --port {port}"


def _est_libre(port: int) -> bool:
    with socket.socket() as prise:
        return prise.connect_ex((MACHINE, port)) != 0


def _mettre_la_base_a_jour() -> None:
    # Django n'est lu qu'ici : l'aide et les refus ne l'attendent pas.
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    Path(str(settings.DATABASES["default"]["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def _dire_les_comptes(dossier: Path) -> None:
    """Écrit la session fictive et ses candidats en base s'ils manquent, et dit avec quels comptes entrer."""
    from django.utils import timezone

    from parchemin.web.demonstration.comptes import MOT_DE_PASSE, SECRET_LISIBLE, peupler

    chiffres = lire_chiffres(code := diplome_demande(None, None).code)
    if sys.stderr.isatty():
        click.echo("Les candidats s'écrivent en base, une seule fois : une demi-minute…", err=True)
    comptes = peupler(chiffres, code, fichiers_de(dossier, chiffres.session).tableau, le=timezone.now())
    click.echo("  Comptes, un par rôle :")
    largeur = max(len(compte.identifiant) for compte in comptes)
    for compte in comptes:
        click.echo(f"    {compte.identifiant:<{largeur}}  {compte.role.label}, {compte.perimetre}")
    click.echo(f"  Mot de passe de tous : {MOT_DE_PASSE}")
    click.echo(f"  Code à six chiffres du moment : {_commande('compte code')}")
    click.echo(f"  (ou le secret {SECRET_LISIBLE} dans une application de codes)")


def _ecouter(port: int) -> None:
    """Sert par granian ; là où il ne s'installe pas, par le serveur de Django, plus lent."""
    from django.db import connections

    try:
        from granian import Granian
        from granian.constants import Interfaces
        from granian.log import LogLevels
    except ImportError:
        from django.core.management import call_command

        call_command("runserver", f"{MACHINE}:{port}", use_reloader=False, verbosity=0)
        return
    # Une connexion à la base ne survit pas à la naissance d'un autre processus : chacun ouvre la sienne.
    connections.close_all()
    Granian(
        "config.wsgi:application", address=MACHINE, port=port, interface=Interfaces.WSGI, websockets=False,
        blocking_threads=4, log_level=LogLevels.error, workers_kill_timeout=ARRET_S,
    ).serve()  # fmt: skip


@contextmanager
def _ouvrier_a_cote() -> Iterator[None]:
    """Fait avancer les travaux longs dans un processus à part, le temps du bloc.

    Un fil partagerait le serveur : un long calcul y ralentirait les pages, et mourrait sans recours avec lui. Ce
    processus n'entend pas le Ctrl+C du terminal, c'est le serveur qui l'arrête ; si le serveur est tué net, il le voit.
    """
    ordre = [sys.executable, "-m", "parchemin", "travaux", "faire", "--parent", str(os.getpid())]
    with subprocess.Popen(ordre, stdin=subprocess.DEVNULL, start_new_session=True) as processus:  # noqa: S603 : nos mots
        try:
            yield
        finally:
            processus.terminate()
            try:
                processus.wait(ARRET_S)
            except subprocess.TimeoutExpired:
                # Rien ne se perd : le paquet en cours se défait, et sera refait.
                processus.kill()


def _renoncer(phrase: str) -> NoReturn:
    click.echo(phrase, err=True)
    raise click.exceptions.Exit(2)
