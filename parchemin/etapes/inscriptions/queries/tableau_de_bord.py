"""Où en est la session pour ce que chacun en voit : ce qui attend, le registre, les échéances, ce qui s'est passé."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.plume import ACADEMIQUES, D_ETABLISSEMENT
from parchemin.etapes.inscriptions.queries.candidatures import cas, codes, sous_la_plume, visibles
from parchemin.etapes.inscriptions.queries.modifications import Modification, modifications
from parchemin.etapes.inscriptions.queries.registre import (
    COLONNES,
    TRANSFERES,
    Colonne,
    LigneDeRegistre,
    Regard,
    Registre,
    lire_le_registre,
    regard,
)
from parchemin.etapes.inscriptions.queries.taches import Tache, taches
from parchemin.socle.comptes.roles import Role
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.libelles import libelle
from parchemin.socle.journal.models import Acte
from parchemin.socle.organisation import queries
from parchemin.socle.organisation.heures import PARIS
from parchemin.socle.organisation.models import SessionExamen
from parchemin.socle.organisation.mots import milliers
from parchemin.socle.organisation.portee import Portee

PROCHAINES = 5
# Comptés une candidature après l'autre : le registre ne les dit pas.
HORS_REGISTRE = ("a_controler", "amenagement", "titres", "non_lus", "signales")
AGISSENT = ACADEMIQUES | D_ETABLISSEMENT
AXES: Mapping[str, str] = {
    "academie": "Académie",
    "etablissement": "Établissement",
    "division": "Division",
}


@dataclass(frozen=True, slots=True)
class TableauDeBord:
    """Ce que montre l'accueil des inscriptions."""

    regard: Regard
    taches: Sequence[Tache]
    registre: Registre
    prochaines: Sequence[queries.EcheanceDite]
    depuis_hier: Sequence[tuple[str, int]]
    modifications: Sequence[Modification]

    @property
    def phrase(self) -> str:
        """Combien de points demandent quelqu'un."""
        if self.regard.role not in AGISSENT | {Role.NATIONAL}:
            return "Vous lisez ; les académies, les établissements et les candidats agissent."
        nombre = len(self.taches)
        if not nombre:
            return "Rien ne demande quelqu'un aujourd'hui."
        debut = "Un point demande" if nombre == 1 else f"{nombre} points demandent"
        return f"{debut} quelqu'un aujourd'hui ; tout le reste avance seul."

    @property
    def axe(self) -> str:
        """Titre de la première colonne du registre."""
        return AXES[self.regard.axe]

    @property
    def transferts(self) -> bool:
        """Vrai si une ligne du registre a des candidatures à transférer à un pilote."""
        return any(ligne.se_transfere for ligne in self.registre.lignes)

    @property
    def colonnes(self) -> list[Colonne]:
        """Colonnes du registre ; sans celle des transferts quand rien ne se transfère."""
        return [c for c in COLONNES if c is not TRANSFERES or self.transferts]

    @property
    def rangees(self) -> list[tuple[LigneDeRegistre, list[tuple[int | None, str]]]]:
        """Lignes du registre, avec leurs nombres et la liste que chacun ouvre."""
        return [(ligne, ligne.nombres(self.colonnes)) for ligne in self.registre.lignes]

    @property
    def ensemble(self) -> list[tuple[int | None, str]]:
        """Nombres de l'ensemble, dans l'ordre des colonnes."""
        adresse = f"{reverse('inscriptions-candidats')}?session={self.regard.session.code}"
        return LigneDeRegistre("Ensemble", adresse, self.registre.total, True).nombres(self.colonnes)

    @property
    def legende(self) -> str:
        """Légende du registre."""
        inscrits = self.registre.total.inscrits
        s = "s" if inscrits > 1 else ""
        return f"{milliers(inscrits)} candidature{s} déposée{s}, sans les rejets ni les annulations"


def tableau_de_bord(
    portee: Portee, session: SessionExamen, auteur: Auteur, *, le: datetime, entier: bool = False
) -> TableauDeBord:
    """Tableau de bord de la session pour cette personne ; `entier` montre aussi les lignes achevées du registre."""
    vu = regard(portee, session, auteur)
    echeances = list(queries.echeances(portee, session, vu.lieu))
    if vu.lieu is None:
        # Qui voit tout le territoire lit la règle commune ; les exceptions sont au calendrier.
        echeances = [e for e in echeances if e.academie_id is None]
    lu = lire_le_registre(vu, entier=entier)
    changees = modifications(vu)
    comptes = _comptes(vu, lu, changees)
    limites = {e.code: e.le for e in echeances}
    return TableauDeBord(
        vu, _taches(vu, comptes, limites, le=le), lu,
        [queries.dire_l_echeance(e, vu.lieu) for e in echeances if e.le >= le][:PROCHAINES],
        depuis(portee, session, le - timedelta(days=1)), changees,
    )  # fmt: skip


def depuis(portee: Portee, session: SessionExamen, quand: datetime) -> list[tuple[str, int]]:
    """Actes faits depuis cet instant sur les candidatures visibles : libellé et nombre, le plus nombreux d'abord."""
    actes = Acte.objects.filter(le__gte=quand, session=session.code, acte__startswith="inscriptions.")
    if not portee.partout:
        actes = actes.filter(objet__in=codes(visibles(portee).filter(session=session)))
    comptes = (
        actes.order_by().values_list("acte").annotate(nombre=Count("numero")).order_by("-nombre", "acte")
    )
    return [(libelle(acte), nombre) for acte, nombre in comptes]


def _comptes(vu: Regard, lu: Registre, changees: Sequence[Modification]) -> dict[str, int]:
    """Nombre de candidatures par genre de tâche ; rien pour qui n'agit pas."""
    if vu.role == Role.NATIONAL:
        return {"en_retard": lu.a_transferer}
    if vu.role not in AGISSENT:
        return {}
    siennes = visibles(vu.portee).filter(session=vu.session)
    sien = lu.total
    if vu.role == Role.PILOTE_ORGANISATION:
        siennes, sien = siennes.filter(sous_la_plume(vu.session)), lu.plume
    autres: dict[str, int] = siennes.aggregate(
        **{code: Count("pk", filter=cas(code)) for code in HORS_REGISTRE}
    )
    return autres | {
        "sans_regime": sien.sans_regime, "a_deposer": sien.brouillons, "a_completer": sien.a_completer,
        "a_confirmer": sien.inscrits - sien.confirmes, "pieces": sien.pieces, "a_recevoir": sien.a_recevoir,
        "a_transferer": lu.a_transferer, "modifications": len({m.numero for m in changees}),
    }  # fmt: skip


def _taches(
    vu: Regard, comptes: Mapping[str, int], limites: Mapping[str, datetime], *, le: datetime
) -> list[Tache]:
    garde = {"session": vu.session.code}
    if vu.role == Role.PILOTE_ORGANISATION:
        garde["plume"] = "oui"
    if vu.role == Role.NATIONAL:
        # Il n'agit pas : seule une date passée l'appelle.
        limite = limites.get(Operation.TRANSFERT)
        comptes = comptes if limite and limite < le else {}
    return taches(vu.role, comptes, limites, vu.lieu.fuseau if vu.lieu else PARIS, le=le, garde=garde)
