"""Mesure le journal : consigner des actes un par un, puis vérifier un million d'actes, ici et sans Parchemin."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mesures.releve import RACINE, Mesure, Releves, dossier_temporaire, executer

UN_PAR_UN = 3_000
MILLION = 1_000_000
SECONDES_POUR_MILLE = 1.0
SECONDES_POUR_UN_MILLION = 60.0
MEMOIRE = 300.0
VERIFICATEUR = RACINE / "scripts" / "verifier_journal.py"
DEBUT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def mesurer() -> Releves:
    """Sur une base SQLite en fichier, réglée comme en service : WAL, et chaque transaction sur le disque."""
    with dossier_temporaire() as dossier:
        variables = {"PARCHEMIN_MODE": "demonstration", "PARCHEMIN_BASE": str(dossier / "base.sqlite3")}
        os.environ.update(variables | {"DJANGO_SETTINGS_MODULE": "config.settings"})
        yield from _un_par_un(dossier)
        yield from _un_million(dossier)


def _un_par_un(dossier: Path) -> Iterator[Mesure]:
    nues, actes = _validations_nues(dossier / "nue.sqlite3"), float(_a_part("consigner", UN_PAR_UN))
    mille = 1_000 * actes / UN_PAR_UN
    yield Mesure("1 000 actes, chacun dans sa transaction", mille, "s", SECONDES_POUR_MILLE)
    yield Mesure("soit, par seconde", UN_PAR_UN / actes, "actes")
    yield Mesure("rapport à une ligne nue, validée seule", actes / nues, "fois")


def _un_million(dossier: Path) -> Iterator[Mesure]:
    _a_part("remplir", MILLION - UN_PAR_UN)
    parchemin, export = [sys.executable, "-m", "parchemin", "journal"], dossier / "journal.jsonl"
    ici = executer([*parchemin, "verifier"])
    yield Mesure("vérifier un million d'actes dans la base", ici.secondes, "s", SECONDES_POUR_UN_MILLION)
    yield Mesure("  mémoire au plus haut", ici.megaoctets, "Mo", MEMOIRE)
    yield Mesure("exporter un million d'actes", executer([*parchemin, "exporter", str(export)]).secondes, "s")
    seul = executer([sys.executable, str(VERIFICATEUR), str(export)])
    yield Mesure("vérifier l'export sans Parchemin", seul.secondes, "s", SECONDES_POUR_UN_MILLION)
    yield Mesure("  mémoire au plus haut", seul.megaoctets, "Mo", MEMOIRE)


def _validations_nues(chemin: Path) -> float:
    """Secondes pour autant de transactions d'une seule ligne : ce que coûte le disque, et rien d'autre."""
    base = sqlite3.connect(chemin, isolation_level=None)
    base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE nue (valeur TEXT)")
    debut = time.perf_counter()
    for _ in range(UN_PAR_UN):
        base.execute("BEGIN IMMEDIATE")
        base.execute("INSERT INTO nue VALUES ('acte')")
        base.execute("COMMIT")
    duree = time.perf_counter() - debut
    base.close()
    return duree


def _a_part(travail: str, nombre: int) -> str:
    """Ce qu'écrit ce module lancé à part : Django ne se règle qu'une fois par processus."""
    commande = [sys.executable, "-m", "mesures.journal", travail, str(nombre)]
    return subprocess.run(commande, cwd=RACINE, check=True, capture_output=True, text=True).stdout


def consigner(nombre: int) -> None:
    """Consigne des actes, un par transaction, et écrit la durée en secondes."""
    from django.core.management import call_command
    from django.db import transaction

    from parchemin.socle.journal.auteurs import Auteur
    from parchemin.socle.journal.services import Fait, consigner

    call_command("migrate", "journal", verbosity=0)
    auteur = Auteur("personne:12", "Ada Fictive", "correcteur", "academie:10")
    debut = time.perf_counter()
    for rang in range(nombre):
        fait = Fait(
            f"copie:{rang}", f"Copie {rang}", "2026", {"note": "11,5"}, {"note": "12,0"}, "Harmonisation"
        )
        with transaction.atomic():
            consigner("notation.corriger", fait, par=auteur, le=DEBUT + timedelta(seconds=rang))
    print(time.perf_counter() - debut)


def remplir(nombre: int) -> None:
    """Prolonge le journal d'autant d'actes, en une transaction : de quoi mesurer sa vérification."""
    from django.db import transaction

    with transaction.atomic():
        _ecrire_la_suite(nombre)


def _ecrire_la_suite(nombre: int) -> None:
    from django.db import connection

    from parchemin.socle.journal.chaine import (
        Maillon,
        canonicaliser,
        ecrire_instant,
        empreinte_acte,
        empreinte_charge,
    )
    from parchemin.socle.journal.verification import derniere_tete

    tete = derniere_tete()
    dernier, precedente = (tete.numero, tete.empreinte) if tete else (0, "0" * 64)
    with connection.cursor() as curseur:
        for rang in range(dernier + 1, dernier + nombre + 1):
            charge = canonicaliser(
                {"nom_auteur": "Ada Fictive", "apres": {"note": rang}, "motif": "Harmonisation"}
            )
            le, sel = DEBUT + timedelta(seconds=rang), hashlib.sha256(str(rang).encode()).hexdigest()
            maillon = Maillon(
                rang, ecrire_instant(le), "notation.corriger", f"personne:{rang % 500}", "correcteur", "academie:10",
                f"copie:{rang}", "2026", empreinte_charge(sel, charge), precedente,
            )  # fmt: skip
            precedente = empreinte_acte(maillon)
            instant = connection.ops.adapt_datetimefield_value(le)
            curseur.execute(
                "INSERT INTO journal_acte (numero, le, acte, auteur, role, perimetre, objet, session, empreinte_charge, "
                "precedente, empreinte) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [rang, instant, *maillon[2:], precedente],
            )
            curseur.execute("INSERT INTO journal_charge VALUES (%s, %s, %s)", [rang, sel, charge])


if __name__ == "__main__":
    import django

    django.setup()
    {"consigner": consigner, "remplir": remplir}[sys.argv[1]](int(sys.argv[2]))
