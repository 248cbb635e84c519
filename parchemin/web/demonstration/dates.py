"""Les jours de la session de démonstration : une année plausible, l'heure de chaque territoire, le journal dans l'ordre."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from django.db.models import F

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.heures import PARIS, instant
from parchemin.socle.organisation.models import Academie, Rattachement, SessionExamen
from parchemin.socle.organisation.services import calendrier

# Le récit s'arrête un 18 janvier, et ce jour est aujourd'hui : la session se montre en marche, jamais finie.
FIN_DU_RECIT = (0, 1, 18)
RENTREE = (-1, 9, 15)
Limite = tuple[int, int, int, int]
# Jour et heure de chaque opération, à l'horloge du lieu ; l'année est comptée depuis celle de la session.
LIMITES: Mapping[Operation, Limite] = {
    Operation.OUVERTURE: (-1, 10, 13, 8),
    Operation.CLOTURE: (0, 1, 23, 17),
    Operation.CONFIRMATIONS: (0, 2, 6, 17),
    Operation.PIECES: (0, 2, 20, 17),
    Operation.TRANSFERT: (0, 2, 27, 8),
    Operation.EPREUVES: (0, 5, 11, 8),
    Operation.DELIBERATION: (0, 7, 2, 9),
}
# Les académies rattachées ont clos plus tôt, et transféré leurs candidatures ; sauf celles-ci, en retard.
EN_AVANCE: Mapping[Operation, Limite] = {
    Operation.CLOTURE: (-1, 11, 21, 17),
    Operation.CONFIRMATIONS: (-1, 12, 12, 17),
    Operation.TRANSFERT: (0, 1, 12, 8),
}
EN_RETARD = frozenset({"33", "70"})
# Ce qui se ferme le soir à l'heure de chacun ; le reste a lieu partout au même instant, ou au matin de chacun.
A_L_HEURE_DU_LIEU = (Operation.CLOTURE, Operation.CONFIRMATIONS, Operation.PIECES)
REFERENCE = "Calendrier fictif de la démonstration"


def rentree(session: int, *, le: datetime) -> datetime:
    """Instant UTC de la rentrée du récit, pour qu'il finisse au jour `le`."""
    decalage = timedelta(days=max(0, (le - _instant(session, *FIN_DU_RECIT)).days))
    return _instant(session, *RENTREE) + decalage


def jour(session: SessionExamen, annee: int, mois: int, quantieme: int, heure: int = 9) -> datetime:
    """Instant UTC de ce jour du récit ; `annee` : écart à celle de la session."""
    return _instant(session.annee, annee, mois, quantieme, heure) + _decalage(session)


def fixer_le_calendrier(session: SessionExamen, *, par: Auteur, le: datetime) -> None:
    """Écrit les échéances communes, puis celles des académies en avance, ou dont l'heure n'est pas celle de Paris."""
    for operation, limite in LIMITES.items():
        _fixer(session, operation, limite, par=par, le=le)
    rattaches = Rattachement.objects.filter(session=session, jusque=None).exclude(
        academie=F("regroupement__pilote")
    )
    en_avance = set(rattaches.values_list("academie_id", flat=True)) - EN_RETARD
    for academie in Academie.objects.all():
        propres = dict(EN_AVANCE) if academie.pk in en_avance else {}
        if academie.fuseau != PARIS:
            propres = {o: LIMITES[o] for o in A_L_HEURE_DU_LIEU} | propres
        for operation, limite in propres.items():
            _fixer(session, operation, limite, academie, par=par, le=le)


def _fixer(
    session: SessionExamen, operation: Operation, dite: Limite, academie: Academie | None = None,
    *, par: Auteur, le: datetime,
) -> None:  # fmt: skip
    locale = (_instant(session.annee, *dite) + _decalage(session)).replace(tzinfo=None)
    limite = instant(locale, academie.fuseau if academie else PARIS)
    decidee = calendrier.Operation(operation.value, operation.libelle, limite, academie, REFERENCE)
    calendrier.fixer_echeance(session, decidee, lu={}, par=par, le=le)


def _instant(session: int, annee: int, mois: int, quantieme: int, heure: int = 9) -> datetime:
    return datetime(session + annee, mois, quantieme, heure, tzinfo=UTC)


def _decalage(session: SessionExamen) -> timedelta:
    """De combien le récit est déplacé : la session s'est ouverte à sa rentrée."""
    return session.ouverte_le - _instant(session.annee, *RENTREE)


def a_la_suite(debut: datetime, fin: datetime, nombre: int) -> Iterator[datetime]:
    """`nombre` instants régulièrement espacés, du premier au dernier exclu : le journal ne remonte jamais le temps."""
    pas = (fin - debut) / max(nombre, 1)
    return (
        debut + pas * rang - timedelta(microseconds=(debut + pas * rang).microsecond)
        for rang in range(nombre)
    )
