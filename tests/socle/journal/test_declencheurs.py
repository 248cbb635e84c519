"""La base refuse elle-même, quel que soit le chemin, de modifier, de supprimer ou d'intercaler un acte."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, models, transaction

from parchemin.socle.journal import declencheurs
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.chaine import EFFACER
from parchemin.socle.journal.models import Acte, Charge, Effacement
from parchemin.socle.journal.services import Fait, consigner, effacer_charges
from parchemin.socle.journal.verification import protections_absentes, verifier

SQLITE = connection.vendor == "sqlite"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cinq_actes(auteur: Auteur, le: datetime) -> None:
    """Trois actes, l'ordre d'effacer la charge du premier, puis un acte encore."""
    for rang in range(3):
        consigner("comptes.inviter", Fait(f"personne:{rang}"), par=auteur, le=le)
    effacer_charges([1], par=auteur, le=le, motif="terme")
    consigner("comptes.inviter", Fait("personne:5"), par=auteur, le=le)


def refuser(ordre: str, dit: str) -> None:
    """L'ordre SQL échoue avec cette phrase, et le journal est comme avant."""
    avant = [list(modele.objects.order_by("pk").values()) for modele in (Acte, Charge, Effacement)]
    with pytest.raises(IntegrityError, match=dit), transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(ordre)
    assert [list(modele.objects.order_by("pk").values()) for modele in (Acte, Charge, Effacement)] == avant
    assert verifier().est_intact


@pytest.mark.parametrize(
    ("ordre", "dit"),
    [
        ("UPDATE journal_acte SET objet = 'x' WHERE numero = 2", "Un acte du journal ne se modifie pas"),
        ("UPDATE journal_acte SET le = le", "Un acte du journal ne se modifie pas"),
        ("DELETE FROM journal_acte WHERE numero = 4", "Un acte du journal ne se supprime pas"),
        ("UPDATE journal_charge SET contenu = '{}'", "La charge d'un acte ne se modifie pas"),
        ("DELETE FROM journal_charge WHERE acte_id = 2", "ne s'efface que sur l'ordre d'un acte"),
        ("DELETE FROM journal_charge", "ne s'efface que sur l'ordre d'un acte"),
        ("UPDATE journal_effacement SET ordre_id = 3", "Un effacement ne se modifie pas"),
        ("DELETE FROM journal_effacement", "Un effacement ne se supprime pas"),
        (
            "INSERT INTO journal_effacement (acte_id, ordre_id) VALUES (2, 3)",
            "ordonné par un acte journal.effacer plus récent",
        ),
        (
            "INSERT INTO journal_effacement (acte_id, ordre_id) VALUES (5, 4)",
            "ordonné par un acte journal.effacer plus récent",
        ),
        (
            "INSERT INTO journal_effacement (acte_id, ordre_id) VALUES (4, 4)",
            "ordonné par un acte journal.effacer plus récent",
        ),
        (
            "INSERT INTO journal_charge (acte_id, sel, contenu) VALUES (1, 'x', '{}')",
            "déjà sa charge, ou elle a été effacée",
        ),
    ],
)
def test_un_ordre_sql_direct_est_refuse(ordre: str, dit: str) -> None:
    refuser(ordre, dit)


@pytest.mark.parametrize(
    "champs",
    [
        {"numero": 2}, {"numero": 8}, {"numero": 6, "precedente": "a" * 64}, {"numero": -1},
    ],
)  # fmt: skip
def test_un_acte_ne_s_intercale_pas(champs: dict[str, object]) -> None:
    dernier = Acte.objects.get(numero=5)
    neuf = {
        "acte": "x.y", "auteur": "a", "objet": "o", "le": dernier.le, "empreinte_charge": "b" * 64,
        "precedente": dernier.empreinte, "empreinte": "c" * 64,
    } | champs  # fmt: skip
    with pytest.raises(IntegrityError, match="ne suit pas le dernier"), transaction.atomic():
        Acte.objects.create(**neuf)


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL n'a pas INSERT OR REPLACE")
@pytest.mark.parametrize(
    ("ordre", "dit"),
    [
        (
            "INSERT OR REPLACE INTO journal_charge SELECT 2, sel, '{}' FROM journal_charge WHERE acte_id = 2",
            "déjà sa charge",
        ),
        ("UPDATE OR REPLACE journal_charge SET acte_id = 3 WHERE acte_id = 2", "ne se modifie pas"),
        ("REPLACE INTO journal_effacement (acte_id, ordre_id) VALUES (1, 4)", "Un effacement est ordonné"),
        (
            "INSERT OR REPLACE INTO journal_acte SELECT 6, le, acte, auteur, role, perimetre, objet, session, "
            "empreinte_charge, (SELECT empreinte FROM journal_acte WHERE numero = 5), empreinte "
            "FROM journal_acte WHERE numero = 2",
            "ne suit pas le dernier",
        ),
    ],
)
def test_remplacer_n_est_pas_un_chemin_detourne(ordre: str, dit: str) -> None:
    refuser(ordre, dit)


@pytest.mark.skipif(SQLITE, reason="SQLite ne connaît pas TRUNCATE")
@pytest.mark.parametrize("table", ["journal_charge", "journal_effacement", "journal_acte CASCADE"])
def test_une_table_ne_se_vide_pas(table: str) -> None:
    with connection.cursor() as curseur:
        # Les clés étrangères de cette transaction attendent sa fin : PostgreSQL ne viderait pas la table avant.
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refuser(f"TRUNCATE {table}", "Le journal ne se vide pas")


@pytest.mark.parametrize("modele", [Acte, Charge, Effacement])
def test_l_orm_est_refuse_aussi(modele: type[models.Model]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        modele._default_manager.all().delete()
    ligne = modele._default_manager.order_by("-pk")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        ligne.save()


def test_un_ordre_d_effacer_garde_sa_charge() -> None:
    assert Acte.objects.get(numero=4).acte == EFFACER
    refuser("DELETE FROM journal_charge WHERE acte_id = 4", "ne s'efface que sur l'ordre")


def test_les_declencheurs_retires_se_voient_et_se_reposent() -> None:
    assert protections_absentes() == []
    declencheurs.retirer(connection)
    phrases = protections_absentes()
    assert len(phrases) == (9 if SQLITE else 12)
    assert "« journal_acte_fige » : elle laisserait modifier le journal" in " ".join(phrases)
    declencheurs.poser(connection)
    assert protections_absentes() == []
    refuser("DELETE FROM journal_acte WHERE numero = 4", "ne se supprime pas")


@pytest.mark.skipif(SQLITE, reason="SQLite ne désactive pas un déclencheur sans le retirer")
def test_un_declencheur_desactive_se_voit() -> None:
    with connection.cursor() as curseur:
        curseur.execute("ALTER TABLE journal_acte DISABLE TRIGGER journal_acte_fige")
    assert "journal_acte_fige" in protections_absentes()[0]
