"""La liste des pièces d'une académie : la liste par défaut, ce que l'académie y change, et le texte qui le permet."""

from collections.abc import Iterable
from dataclasses import dataclass

from parchemin.droit.pieces import ConditionDePiece, PieceDInscription, pieces_du_diplome
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.services.listes import LigneDeListe
from parchemin.socle.organisation.models import Academie, SessionExamen


@dataclass(frozen=True, slots=True)
class LigneMontree:
    """Une pièce de la liste : pour qui, dans quels cas, sur quel fondement, et ce que l'académie en fait."""

    code: str
    libelle: str
    voies: str
    cas: str
    reference: str
    est_demandee: bool
    est_de_l_academie: bool
    est_au_defaut: bool


def liste_montree(session: SessionExamen, academie: Academie) -> list[LigneMontree]:
    """Liste de l'académie : les pièces par défaut, puis celles qu'elle ajoute."""
    connaissances = Connaissances(session)
    defaut = pieces_du_diplome(connaissances.regles.diplome)
    changee = connaissances.listes_de_pieces.get(academie.pk)
    ajoutees = {p.code: p for p in changee.ajoutees} if changee else {}
    retirees = changee.retirees if changee else frozenset()
    codes = {p.code for p in defaut}
    return [
        *(
            _ligne(ajoutees.get(p.code, p), demandee=p.code not in retirees, change=p.code in ajoutees, defaut=True)
            for p in defaut
        ),
        *(
            _ligne(p, demandee=True, change=True, defaut=False)
            for code, p in ajoutees.items() if code not in codes
        ),
    ]  # fmt: skip


def ne_pas_demander(code: str) -> LigneDeListe:
    """Ligne qui dit que l'académie ne demande pas cette pièce."""
    return LigneDeListe(code, est_retiree=True)


def _ligne(piece: PieceDInscription, *, demandee: bool, change: bool, defaut: bool) -> LigneMontree:
    return LigneMontree(
        piece.code, piece.libelle, _voies(piece.voies), _cas(piece.conditions), piece.reference.libelle, demandee,
        est_de_l_academie=not defaut, est_au_defaut=demandee and not change,
    )  # fmt: skip


def _voies(voies: Iterable[Voie]) -> str:
    retenues = set(voies)
    if len(retenues) == len(Voie):
        return "toutes"
    return ", ".join(v.libelle for v in Voie if v in retenues)


def _cas(conditions: Iterable[ConditionDePiece]) -> str:
    retenues = set(conditions)
    return " ou ".join(f"le candidat {c.libelle}" for c in ConditionDePiece if c in retenues) or "toujours"
