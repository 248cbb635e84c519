"""Consigner un acte, effacer une charge à son terme : rien d'autre n'écrit dans le journal."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.chaine import (
    EFFACER,
    ORIGINE,
    Maillon,
    canonicaliser,
    ecrire_instant,
    empreinte_acte,
    empreinte_charge,
)
from parchemin.socle.journal.controle import intervalles
from parchemin.socle.journal.models import LONGUEUR, Acte, Charge, Effacement

JOURNAL: Final = "journal"
"""Code d'objet des actes qui portent sur le journal lui-même."""
VERROU = 0x7061726368656D69
"""Clé du verrou consultatif de PostgreSQL qui range les écrivains l'un derrière l'autre."""
_CODE = re.compile(rf"[A-Za-z0-9_.:/@-]{{0,{LONGUEUR}}}")
_ACTE = re.compile(r"[a-z0-9_]{1,39}\.[a-z0-9_]{1,40}")
_DERNIER = "SELECT numero, empreinte FROM journal_acte ORDER BY numero DESC LIMIT 1"
_INSERER_ACTE = (
    "INSERT INTO journal_acte (numero, le, acte, auteur, role, perimetre, objet, session, empreinte_charge, "
    "precedente, empreinte) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_INSERER_CHARGE = "INSERT INTO journal_charge (acte_id, sel, contenu) VALUES (%s, %s, %s)"


class HorsTransaction(RuntimeError):
    """Un acte se consigne dans la transaction qui le fait, pour tenir ou tomber avec elle."""


class EffacementImpossible(Exception):
    """Une charge demandée n'existe pas, est déjà effacée ou ne s'efface jamais ; rien n'a été effacé."""


@dataclass(frozen=True, slots=True)
class Fait:
    """Ce qui s'est passé : sur quoi, ce qui valait avant, ce qui vaut après, pourquoi."""

    objet: str
    """Code, sans nom de personne : « etablissement:0010856A »."""
    nom_objet: str = ""
    session: str = ""
    avant: Mapping[str, object] | None = None
    apres: Mapping[str, object] | None = None
    motif: str = ""


def consigner(acte: str, fait: Fait, *, par: Auteur, le: datetime) -> Acte:
    """Consigne un acte à la suite du journal, dans la transaction en cours, et le rend.

    `acte` nomme le service : « comptes.inviter ». Lève `HorsTransaction` hors d'une transaction, `ValueError` pour une
    date sans fuseau ou un code mal formé, `ValeurRefusee` pour une valeur sans écriture canonique.
    """
    if not connection.in_atomic_block:
        raise HorsTransaction(f"« {acte} » doit être consigné dans la transaction qui le fait.")
    _verifier_les_codes(acte, fait, par)
    charge, sel = canonicaliser(_charge(fait, par)), secrets.token_hex(32)
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU])
        curseur.execute(_DERNIER)
        numero, precedente = curseur.fetchone() or (0, ORIGINE)
        maillon = Maillon(
            numero + 1, ecrire_instant(le), acte, par.code, par.role, par.perimetre, fait.objet, fait.session,
            empreinte_charge(sel, charge), precedente,
        )  # fmt: skip
        empreinte = empreinte_acte(maillon)
        # Deux INSERT plutôt que deux objets créés par l'ORM : cette écriture accompagne toutes les autres.
        instant = connection.ops.adapt_datetimefield_value(le)
        curseur.execute(_INSERER_ACTE, [maillon.numero, instant, *maillon[2:], empreinte])
        curseur.execute(_INSERER_CHARGE, [maillon.numero, sel, charge])
    return Acte(**{**maillon._asdict(), "le": le, "empreinte": empreinte})


@transaction.atomic
def effacer_charges(numeros: Iterable[int], *, par: Auteur, le: datetime, motif: str) -> Acte:
    """Efface à leur terme les charges de ces actes, et rend l'acte qui l'ordonne ; la chaîne reste entière.

    Cet acte liste les numéros dans sa propre charge, qui ne s'effacera jamais : son motif ne doit nommer personne.
    Lève `EffacementImpossible`, et n'efface alors rien.
    """
    etendues = intervalles(numeros)
    if not etendues:
        raise EffacementImpossible("Aucun acte n'est désigné : il n'y a rien à effacer.")
    fait = Fait(objet=JOURNAL, apres={"numeros": [list(etendue) for etendue in etendues]}, motif=motif)
    sans_nom = Auteur(par.code, "", par.role, par.perimetre)
    ordre = consigner(EFFACER, fait, par=sans_nom, le=le)
    for debut, fin in etendues:
        visees = Charge.objects.filter(acte__numero__range=(debut, fin)).exclude(acte__acte=EFFACER)
        effacements = [Effacement(acte_id=n, ordre=ordre) for n in visees.values_list("acte_id", flat=True)]
        if len(effacements) != fin - debut + 1:
            raise EffacementImpossible(_pourquoi(debut, fin))
        Effacement.objects.bulk_create(effacements, batch_size=10_000)
    Charge.objects.filter(acte__effacement__ordre=ordre).delete()
    return ordre


@transaction.atomic
def tracer_un_export(genre: str, filtres: Mapping[str, object], *, par: Auteur, le: datetime) -> Acte:
    """Consigne qu'une copie du journal sort du système, sous quel format et avec quels filtres ; rend l'acte."""
    retenus = {nom: valeur for nom, valeur in filtres.items() if valeur}
    return consigner("journal.exporter", Fait(JOURNAL, apres={"format": genre, **retenus}), par=par, le=le)


def _pourquoi(debut: int, fin: int) -> str:
    ou = f"L'acte {debut}" if debut == fin else f"Un acte de {debut} à {fin}"
    return (
        f"{ou} n'existe pas, a déjà perdu sa charge, ou est un effacement, dont la charge se garde toujours."
    )


def _charge(fait: Fait, par: Auteur) -> dict[str, object]:
    """Tout ce qui est personnel, sans les cases vides."""
    cases = {
        "nom_auteur": par.nom, "nom_objet": fait.nom_objet, "avant": fait.avant, "apres": fait.apres,
        "motif": fait.motif,
    }  # fmt: skip
    return {cle: valeur for cle, valeur in cases.items() if valeur not in ("", None)}


def _verifier_les_codes(acte: str, fait: Fait, par: Auteur) -> None:
    """Les codes restent pour toujours : une écriture étroite empêche d'y glisser un nom."""
    if not _ACTE.fullmatch(acte):
        raise ValueError(f"« {acte} » n'est pas un code d'acte. Exemple : « comptes.inviter ».")
    obligatoires = {"auteur": par.code, "objet": fait.objet}
    codes = {**obligatoires, "rôle": par.role, "périmètre": par.perimetre, "session": fait.session}
    for nom, code in codes.items():
        if not _CODE.fullmatch(code) or (nom in obligatoires and not code):
            raise ValueError(
                f"{nom} : code mal formé. Attendu : « genre:clé », sans espace ni accent, {LONGUEUR} signes au plus."
            )
