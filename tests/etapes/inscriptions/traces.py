"""Ce que les essais d'un acte demandent : ses traces au journal, un dossier complet, des fichiers de pièce."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from parchemin.etapes.inscriptions.models import Inscription
from parchemin.etapes.inscriptions.rangement import FichierDePiece
from parchemin.etapes.inscriptions.services import confirmer, pieces
from parchemin.socle.journal.models import Acte
from tests.etapes.inscriptions import monde as m

Rendu = TypeVar("Rendu")
PDF = FichierDePiece("identite.pdf", b"%PDF-1.7 piece fictive")
AUTRE_PDF = FichierDePiece("identite.pdf", b"%PDF-1.7 autre piece fictive")


def actes(code: str) -> list[str]:
    """Verbes des actes du journal sur cet objet, du premier au dernier, sans leur domaine."""
    lus = Acte.objects.filter(objet=code).order_by("numero").values_list("acte", flat=True)
    return [acte.partition(".")[2] for acte in lus]


def deux_fois(acte: Callable[[], Rendu]) -> Rendu:
    """Ce que rend le second clic d'un double clic."""
    acte()
    return acte()


def casser_le_journal(monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    """Fait échouer l'écriture au journal de ce service, après tout le reste de l'acte."""

    def refuser(*_: object, **__: object) -> None:
        raise RuntimeError("journal indisponible")

    monkeypatch.setattr(f"parchemin.etapes.inscriptions.services.{service}.consigner", refuser)


def confirmee(monde: m.Monde, nom: str = "Fictif") -> Inscription:
    """Candidature de Lyon confirmée sur papier."""
    inscription = m.inscrit(monde, nom)
    papier = Inscription.Confirmation.PAPIER
    return confirmer.confirmer(inscription, papier, version=inscription.version, par=m.LYON, le=m.PENDANT)


def complete(monde: m.Monde, nom: str = "Fictif") -> Inscription:
    """Candidature confirmée dont toutes les pièces ont été vues sur papier par le service."""
    inscription = confirmee(monde, nom)
    for code in ("identite", "certificat_scolarite"):
        pieces.deposer(inscription, code, None, par=m.LYON, le=m.PENDANT)
    inscription.refresh_from_db()
    return inscription
