"""Lire tout ce que montre la fiche d'un candidat, en peu de requêtes et toujours les mêmes.

Ce qu'une candidature n'a pas ne se cherche pas : la première lecture dit ce qui existe.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import Dossier
from parchemin.etapes.inscriptions.models import (
    Anterieure,
    Benefice,
    DemandeAmenagement,
    Dispense,
    EtatDemande,
    Experience,
    Inscription,
    MesureAccordee,
    Notification,
    PieceDemandee,
    PieceDeposee,
)
from parchemin.etapes.inscriptions.plume import Regroupements
from parchemin.etapes.inscriptions.queries.candidatures import visibles
from parchemin.socle.journal.faits import ActeRaconte, raconter
from parchemin.socle.journal.queries import historique
from parchemin.socle.organisation.models import Academie, Rattachement
from parchemin.socle.organisation.portee import Portee

LIEES = ("session", "candidat", "academie", "etablissement__academie")
DE_LA_DEMANDE = (
    "pk", "etat", "demandee_le", "avis_le", "decidee_le", "reference", "remplacee_le",
)  # fmt: skip
DE_LA_MESURE = ("genre", "champ", "precision", "numerateur", "denominateur")
Ligne = TypeVar("Ligne", bound=Model)


@dataclass(frozen=True, slots=True)
class Amenagement:
    """Une demande d'aménagement et les mesures de sa décision."""

    demande: DemandeAmenagement
    mesures: Sequence[MesureAccordee]


@dataclass(frozen=True, slots=True)
class Lecture:
    """Une candidature et tout ce qui s'y rattache, lus en base ; les demandes retirées y sont aussi."""

    inscription: Inscription
    connaissances: Connaissances
    dossier: Dossier
    benefices: Sequence[Benefice]
    dispenses: Sequence[Dispense]
    amenagements: Sequence[Amenagement]
    deposees: Sequence[PieceDeposee]
    demandees: Sequence[PieceDemandee]
    notifications: Sequence[Notification]
    actes: Sequence[ActeRaconte]

    @property
    def pilote(self) -> Academie | None:
        """Académie pilote de celle de la candidature ; `None` si elle n'est d'aucun regroupement."""
        return self.connaissances.regroupements.pilote(self.inscription.academie_id)

    @property
    def en_vigueur(self) -> list[PieceDeposee]:
        """Pièces remises, sans celles qu'une autre a remplacées."""
        return [p for p in self.deposees if p.remplacee_le is None]


def lire(portee: Portee, numero: int) -> Lecture | None:
    """Lecture de la candidature visible de ce numéro interne ; `None` si elle ne l'est pas."""
    lien = Rattachement.objects.filter(
        session=OuterRef("session"), academie=OuterRef("academie"), jusque=None
    )
    complements = {
        "a_benefices": Benefice, "a_dispenses": Dispense, "a_amenagements": DemandeAmenagement,
        "a_anterieures": Anterieure, "a_experiences": Experience, "a_demandees": PieceDemandee,
    }  # fmt: skip
    trouvees = visibles(portee).select_related(*LIEES).annotate(
        pilote_code=Subquery(lien.values("regroupement__pilote_id")[:1]),
        pilote_nom=Subquery(lien.values("regroupement__pilote__nom")[:1]),
        regroupement_numero=Subquery(lien.values("regroupement_id")[:1]),
        **{nom: Exists(_de(modele)) for nom, modele in complements.items()},
    )  # fmt: skip
    inscription = trouvees.filter(pk=numero).first()
    return _completer(inscription) if inscription else None


def _de(modele: type[Model]) -> "QuerySet[Model]":
    return modele._default_manager.filter(inscription=OuterRef("pk"))


def _completer(i: Inscription) -> Lecture:
    connaissances = Connaissances(i.session)
    connaissances.regroupements = _regroupements(i)
    benefices = _lues(i, "a_benefices", i.benefices.all())
    dispenses = _lues(i, "a_dispenses", i.dispenses.all())
    amenagements = _amenagements(i) if getattr(i, "a_amenagements", True) else []
    anterieures = _lues(i, "a_anterieures", i.anterieures.filter(retiree_le=None))
    experiences = _lues(i, "a_experiences", i.experiences.filter(retiree_le=None))
    dossier = Dossier(
        i, [b for b in benefices if b.etat != EtatDemande.RETIREE],
        [d for d in dispenses if d.etat != EtatDemande.RETIREE], _accordees(amenagements), anterieures, experiences,
    )  # fmt: skip
    return Lecture(
        i, connaissances, dossier, benefices, dispenses, amenagements, list(i.pieces_deposees.all()),
        _lues(i, "a_demandees", i.pieces_demandees.filter(close_le=None)), list(i.notifications.all()),
        [raconter(acte) for acte in historique(i.code)],
    )  # fmt: skip


def _lues(inscription: Inscription, drapeau: str, lignes: "QuerySet[Ligne]") -> list[Ligne]:
    return list(lignes) if getattr(inscription, drapeau, True) else []


def _regroupements(i: Inscription) -> Regroupements:
    """Le seul regroupement qui compte ici, lu avec la candidature."""
    code, nom, numero = (getattr(i, n) for n in ("pilote_code", "pilote_nom", "regroupement_numero"))
    if code is None:
        return Regroupements({}, {})
    pilote = i.academie if code == i.academie_id else Academie(code=code, nom=nom)
    return Regroupements({i.academie_id: pilote}, {i.academie_id: numero})


def _amenagements(i: Inscription) -> list[Amenagement]:
    """Demandes et mesures, lues d'un coup ; la demande en vigueur d'abord, puis de la plus récente à la plus ancienne."""
    colonnes = [*DE_LA_DEMANDE, *(f"mesures__{c}" for c in DE_LA_MESURE)]
    lues: dict[int, tuple[DemandeAmenagement, list[MesureAccordee]]] = {}
    ordre = ("-demandee_le", "-pk", "mesures__genre", "mesures__champ")
    for ligne in i.amenagements.order_by(*ordre).values_list(*colonnes):
        de_la_demande, de_la_mesure = ligne[: len(DE_LA_DEMANDE)], ligne[len(DE_LA_DEMANDE) :]
        if ligne[0] not in lues:
            demande = DemandeAmenagement(
                inscription=i, **dict(zip(DE_LA_DEMANDE, de_la_demande, strict=True))
            )
            lues[ligne[0]] = (demande, [])
        if de_la_mesure[0]:
            mesure = MesureAccordee(**dict(zip(DE_LA_MESURE, de_la_mesure, strict=True)))
            lues[ligne[0]][1].append(mesure)
    rangees = [Amenagement(demande, mesures) for demande, mesures in lues.values()]
    return sorted(rangees, key=lambda a: not est_en_vigueur(a.demande))


def est_en_vigueur(demande: DemandeAmenagement) -> bool:
    """Vrai si rien ne l'a remplacée et que personne ne l'a retirée."""
    return demande.remplacee_le is None and demande.etat != DemandeAmenagement.Etat.RETIREE


def _accordees(amenagements: Iterable[Amenagement]) -> list[MesureAccordee]:
    accordee = DemandeAmenagement.Etat.ACCORDEE
    return [
        mesure for a in amenagements if est_en_vigueur(a.demande) and a.demande.etat == accordee for mesure in a.mesures
    ]  # fmt: skip
