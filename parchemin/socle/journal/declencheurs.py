"""Les déclencheurs : la base elle-même refuse de modifier, de supprimer ou d'intercaler un acte.

Ils arrêtent l'erreur, l'outil maladroit et l'application détournée. Qui administre la base peut les retirer : la chaîne
et les têtes gardées ailleurs servent contre lui.
"""

from dataclasses import dataclass
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from parchemin.socle.journal.chaine import EFFACER, ORIGINE

TOUJOURS: Final = "1 = 1"


@dataclass(frozen=True, slots=True)
class Declencheur:
    """Ce que la base refuse : un événement sur une table, sous une condition que SQLite et PostgreSQL lisent."""

    nom: str
    table: str
    evenement: str
    refus: str
    condition: str = TOUJOURS


DECLENCHEURS: Final = (
    Declencheur(
        "journal_acte_suite", "journal_acte", "INSERT",
        "Le journal se continue par la fin : cet acte ne suit pas le dernier.",
        "NEW.numero <> (SELECT COALESCE(MAX(numero), 0) + 1 FROM journal_acte) OR NEW.precedente <> COALESCE("
        "(SELECT empreinte FROM journal_acte ORDER BY numero DESC LIMIT 1), :origine) "
        # « INSERT OR REPLACE » de SQLite supprime la ligne en double sans passer par le refus de supprimer.
        "OR EXISTS (SELECT 1 FROM journal_acte WHERE empreinte = NEW.empreinte)",
    ),
    Declencheur("journal_acte_fige", "journal_acte", "UPDATE", "Un acte du journal ne se modifie pas."),
    Declencheur("journal_acte_garde", "journal_acte", "DELETE", "Un acte du journal ne se supprime pas."),
    Declencheur(
        "journal_charge_unique", "journal_charge", "INSERT",
        "Cet acte a déjà sa charge, ou elle a été effacée.",
        "EXISTS (SELECT 1 FROM journal_charge WHERE acte_id = NEW.acte_id) "
        "OR EXISTS (SELECT 1 FROM journal_effacement WHERE acte_id = NEW.acte_id)",
    ),
    Declencheur(
        "journal_charge_figee", "journal_charge", "UPDATE", "La charge d'un acte ne se modifie pas."
    ),
    Declencheur(
        "journal_charge_gardee", "journal_charge", "DELETE",
        "La charge d'un acte ne s'efface que sur l'ordre d'un acte du journal.",
        "NOT EXISTS (SELECT 1 FROM journal_effacement WHERE acte_id = OLD.acte_id)",
    ),
    Declencheur(
        "journal_effacement_ordonne", "journal_effacement", "INSERT",
        f"Un effacement est ordonné par un acte {EFFACER} plus récent, et ne porte pas sur un tel acte.",
        "EXISTS (SELECT 1 FROM journal_effacement WHERE acte_id = NEW.acte_id) "
        "OR NEW.acte_id >= NEW.ordre_id "
        "OR NOT EXISTS (SELECT 1 FROM journal_acte WHERE numero = NEW.ordre_id AND acte = :effacer) "
        "OR EXISTS (SELECT 1 FROM journal_acte WHERE numero = NEW.acte_id AND acte = :effacer)",
    ),
    Declencheur(
        "journal_effacement_fige", "journal_effacement", "UPDATE", "Un effacement ne se modifie pas."
    ),
    Declencheur(
        "journal_effacement_garde", "journal_effacement", "DELETE", "Un effacement ne se supprime pas."
    ),
    Declencheur("journal_acte_vide", "journal_acte", "TRUNCATE", "Le journal ne se vide pas."),
    Declencheur("journal_charge_vide", "journal_charge", "TRUNCATE", "Le journal ne se vide pas."),
    Declencheur("journal_effacement_vide", "journal_effacement", "TRUNCATE", "Le journal ne se vide pas."),
)  # fmt: skip


def poser(connexion: BaseDatabaseWrapper) -> None:
    """Pose les déclencheurs, ou les repose à neuf ; SQLite ou PostgreSQL."""
    retirer(connexion)
    with connexion.cursor() as curseur:
        for declencheur in _de(connexion):
            for ordre in _creer(declencheur, connexion.vendor):
                curseur.execute(ordre)


def retirer(connexion: BaseDatabaseWrapper) -> None:
    """Retire les déclencheurs : pour défaire la migration, ou vider la base d'un essai."""
    with connexion.cursor() as curseur:
        for declencheur in _de(connexion):
            if connexion.vendor == "postgresql":
                curseur.execute(f"DROP TRIGGER IF EXISTS {declencheur.nom} ON {declencheur.table}")
                curseur.execute(f"DROP FUNCTION IF EXISTS {declencheur.nom}()")
            else:
                curseur.execute(f"DROP TRIGGER IF EXISTS {declencheur.nom}")


def absents(connexion: BaseDatabaseWrapper) -> list[str]:
    """Noms des déclencheurs que la base n'a pas, ou qu'on y a désactivés."""
    demande = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connexion.vendor == "postgresql":
        demande = "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    with connexion.cursor() as curseur:
        curseur.execute(demande)
        poses = {nom for (nom,) in curseur.fetchall()}
    return [declencheur.nom for declencheur in _de(connexion) if declencheur.nom not in poses]


def _de(connexion: BaseDatabaseWrapper) -> list[Declencheur]:
    # SQLite ne sait pas vider une table autrement que par DELETE.
    return [d for d in DECLENCHEURS if d.evenement != "TRUNCATE" or connexion.vendor == "postgresql"]


def _creer(declencheur: Declencheur, base: str) -> tuple[str, ...]:
    nom, refus = declencheur.nom, declencheur.refus.replace("'", "''")
    condition = declencheur.condition.replace(":origine", f"'{ORIGINE}'").replace(":effacer", f"'{EFFACER}'")
    quand = f"BEFORE {declencheur.evenement} ON {declencheur.table}"
    if base != "postgresql":
        return (
            f"CREATE TRIGGER {nom} {quand} FOR EACH ROW WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{refus}'); END",
        )
    portee = "STATEMENT" if declencheur.evenement == "TRUNCATE" else "ROW"
    return (
        f"CREATE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{refus}'; END IF; "
        f"RETURN {'OLD' if declencheur.evenement == 'DELETE' else 'NEW'}; END $$",
        f"CREATE TRIGGER {nom} {quand} FOR EACH {portee} EXECUTE FUNCTION {nom}()",
    )
