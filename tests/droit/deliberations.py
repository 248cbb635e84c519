"""Lit un dossier du cahier de cas, délibère, et dit le résultat dans les mots du cahier."""

from typing import Any

from parchemin.droit.delivrance import Dossier, Reglement
from parchemin.droit.diplome import diplome
from parchemin.droit.formes import Amenagement, Forme
from parchemin.droit.notes import Resultat, lire_resultat
from parchemin.droit.redaction import Trace


def reglement(session: int) -> Reglement:
    """Règlement du diplôme à cette session, lu à son jour de référence."""
    edition = diplome("ccst", session=session)
    return Reglement(edition, edition.jour_de_reference)


def _lire_suite(texte: str) -> tuple[Resultat | None, ...]:
    mots = texte.split() or ["-"] * 3
    assert len(mots) == 3
    return tuple(None if mot == "-" else lire_resultat(mot) for mot in mots)


def lire_dossier(cas: dict[str, Any]) -> Dossier:
    """Dossier d'un cas : `notes`, `facultatives`, `controle`, `forme`, `amenagements`."""
    return Dossier(
        tuple(map(lire_resultat, cas["notes"].split())),
        _lire_suite(cas.get("facultatives", "")),
        _lire_suite(cas.get("controle", "")),
        Forme(cas.get("forme", "globale")),
        frozenset(map(Amenagement, cas.get("amenagements", ()))),
    )


def constater(regles: Reglement, dossier: Dossier, trace: Trace | None = None) -> dict[str, Any]:
    """Champs refusés s'il y en a, sinon décision, motifs, unités acquises et toutes les sommes."""
    if anomalies := regles.anomalies(dossier):
        return {"refus": [a.champ for a in anomalies]}
    proposition = regles.deliberer(dossier, trace)
    return proposition.calcul.lus | {
        "decision": proposition.decision.value,
        "motifs": " ".join(m.code for m in proposition.motifs),
        "unites": " ".join(proposition.unites_acquises),
    }
