"""Redemander au droit ce qu'il dit d'une candidature, et le garder pour les listes ; ce n'est pas un acte."""

from collections.abc import Iterable
from datetime import datetime

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import HORS_REGISTRES, Dossier, Examen, Point
from parchemin.etapes.inscriptions.models import Inscription, PieceDeposee
from parchemin.etapes.inscriptions.queries.dossiers import dossier as lire_dossier
from parchemin.socle.organisation.refus import ActeRefuse

EXAMINES = ("regime", "anomalies", "a_completer", "pieces_manquantes")


def examiner(dossier: Dossier, connaissances: Connaissances, deposees: Iterable[PieceDeposee] = ()) -> Examen:
    """Examen de la candidature ; pose sur elle ce que les listes en montrent, sans rien enregistrer."""
    i = dossier.inscription
    examen = connaissances.regles.examiner(dossier)
    i.regime = examen.regime.regime.value if examen.regime.regime else ""
    obstacles = [
        {"champ": "etablissement", "code": "REGIME", "phrase": o, "reference": "", "se_complete": True}
        for o in examen.regime.obstacles
    ]
    i.anomalies = [
        *({"champ": p.champ, "code": p.code, "phrase": p.phrase, "reference": p.reference,
           "se_complete": p.se_complete} for p in examen.points),
        *obstacles,
    ]  # fmt: skip
    i.a_completer = len(i.anomalies)
    i.pieces_manquantes = len(connaissances.pieces(dossier, deposees).manquantes)
    return examen


def reexaminer(inscription: Inscription, connaissances: Connaissances) -> Examen:
    """Relit tout le dossier, l'examine et enregistre ce que les listes en montrent."""
    deposees = list(inscription.pieces_deposees.filter(remplacee_le=None)) if inscription.pk else []
    examen = examiner(lire_dossier(inscription), connaissances, deposees)
    inscription.save(update_fields=EXAMINES)
    return examen


def marquer(inscription: Inscription, *, le: datetime) -> None:
    """Fait de la candidature une nouvelle version : qui allait signer l'ancienne devra relire."""
    inscription.version += 1
    inscription.changee_le = le
    inscription.save(update_fields=["version", "changee_le"])


def refuser_les_interdits(
    examen: Examen, *, deja: Iterable[Point] = (), hors_registres: bool = False
) -> None:
    """Lève `ActeRefuse`, article à l'appui, pour tout ce que le droit interdit et qui n'était pas déjà là.

    `hors_registres` : une inscription tardive, autorisée avec un motif, n'est pas arrêtée par la clôture.
    """
    connus = {(p.champ, p.code) for p in deja}
    nouveaux = [
        p for p in examen.interdits
        if (p.champ, p.code) not in connus and not (hors_registres and p.code == HORS_REGISTRES)
    ]  # fmt: skip
    if nouveaux:
        raise ActeRefuse(*(p.complet for p in nouveaux))
