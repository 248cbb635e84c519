"""Des journaux fictifs, sans base : de quoi les altérer de toutes les façons."""

import hashlib
import importlib.util
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from parchemin.socle.journal.chaine import (
    EFFACER,
    ORIGINE,
    ActeLu,
    Maillon,
    canonicaliser,
    ecrire_ligne,
    empreinte_acte,
    empreinte_charge,
)

RACINE = Path(__file__).resolve().parents[3]
SCRIPT = RACINE / "scripts" / "verifier_journal.py"


def verificateur() -> ModuleType:
    """Le vérificateur autonome, lu par son chemin : il n'est pas du paquet."""
    fiche = importlib.util.spec_from_file_location("verifier_journal", SCRIPT)
    assert fiche is not None
    assert fiche.loader is not None
    module = importlib.util.module_from_spec(fiche)
    fiche.loader.exec_module(module)
    return module


def acte(rang: int, **champs: object) -> ActeLu:
    """Un acte fictif, pas encore enchaîné."""
    sel = hashlib.sha256(f"sel {rang}".encode()).hexdigest()
    contenu = {"nom_auteur": f"Fictif n° {rang}", "apres": {"note": rang}, "motif": "« é\n\t\\"} | champs
    charge = canonicaliser(contenu)
    return ActeLu(
        Maillon(
            rang, f"2026-06-{1 + rang % 28:02d}T08:00:00.{rang:06d}Z", "notation.saisir", f"personne:{rang}",
            "correcteur", "academie:10", f"copie:{rang}", "2026", empreinte_charge(sel, charge), ORIGINE,
        ),
        "", sel, charge,
    )  # fmt: skip


def enchainer(actes: Iterable[ActeLu], depuis: int = 0) -> list[ActeLu]:
    """Les actes renumérotés et scellés l'un après l'autre à partir de ce rang ; ceux d'avant restent tels quels."""
    suite = list(actes)
    for rang in range(depuis, len(suite)):
        precedente = suite[rang - 1].empreinte if rang else ORIGINE
        maillon = suite[rang].maillon._replace(numero=rang + 1, precedente=precedente)
        suite[rang] = suite[rang]._replace(maillon=maillon, empreinte=empreinte_acte(maillon))
    return suite


def journal(nombre: int) -> list[ActeLu]:
    """Un journal de ce nombre d'actes, au moins cinq ; le troisième a perdu sa charge sur l'ordre du cinquième."""
    actes = [acte(rang) for rang in range(1, nombre + 1)]
    ordre = acte(5, apres={"numeros": [[3, 3]]})
    actes[4] = ordre._replace(maillon=ordre.maillon._replace(acte=EFFACER))
    actes[2] = actes[2]._replace(sel=None, charge=None)
    return enchainer(actes)


def lignes(actes: Sequence[ActeLu]) -> list[bytes]:
    """Le journal tel qu'il s'exporte."""
    return [ecrire_ligne(a).encode() + b"\n" for a in actes]
