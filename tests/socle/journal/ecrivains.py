"""Plusieurs écrivains à la fois sur une base en fichier : lancé à part, car la base des essais est en mémoire.

usage : python -m tests.socle.journal.ecrivains, avec PARCHEMIN_BASE pour base ; écrit le bilan de la vérification.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

ECRIVAINS = 4
ACTES_PAR_ECRIVAIN = 25


def ecrire_a_plusieurs() -> None:
    """Chaque écrivain consigne ses actes, un par transaction, dans son fil et sur sa connexion."""
    with ThreadPoolExecutor(ECRIVAINS) as fils:
        list(fils.map(_ecrire, range(ECRIVAINS)))


def _ecrire(rang: int) -> None:
    from django.db import connection, transaction

    from parchemin.socle.journal.auteurs import Auteur
    from parchemin.socle.journal.services import Fait, consigner

    auteur, le = Auteur(f"personne:{rang}", "Fictif"), datetime(2026, 6, 2, tzinfo=UTC)
    try:
        for numero in range(ACTES_PAR_ECRIVAIN):
            with transaction.atomic():
                consigner("notation.saisir", Fait(f"copie:{rang}-{numero}"), par=auteur, le=le)
    finally:
        connection.close()


def principal() -> int:
    """Prépare la base, écrit à plusieurs et vérifie ; renvoie 0 si la chaîne est droite et complète."""
    import django

    django.setup()
    from django.core.management import call_command

    from parchemin.socle.journal.verification import verifier

    call_command("migrate", "journal", verbosity=0)
    ecrire_a_plusieurs()
    bilan = verifier()
    print(bilan.nombre, *map(str, bilan.anomalies))  # noqa: T201 : lu par l'essai qui lance ce module
    return 0 if bilan.est_intact and bilan.nombre == ECRIVAINS * ACTES_PAR_ECRIVAIN else 1


if __name__ == "__main__":
    sys.exit(principal())
