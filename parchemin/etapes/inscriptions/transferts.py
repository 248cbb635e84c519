"""Les transferts au pilote, académie par académie : combien, à quelle date, ce qui s'y oppose (circulaire, § 1.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.fiche_suivi import rebours
from parchemin.etapes.inscriptions.models import EN_VIE, EtatInscription, Inscription
from parchemin.etapes.inscriptions.plume import ACADEMIQUES
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.organisation.heures import HeureLocale
from parchemin.socle.organisation.models import Academie, SessionExamen
from parchemin.socle.organisation.portee import Portee


@dataclass(frozen=True, slots=True)
class Transfert:
    """Où en est le transfert d'une académie ; `obstacles` vide : il peut se faire maintenant."""

    academie: Academie
    pilote: str
    restent: int
    transferees: int
    en_saisie: int
    jour: date | None
    quand: str
    rebours: str
    obstacles: tuple[str, ...]


def transferts(session: SessionExamen, portee: Portee, *, par: Auteur, le: datetime) -> list[Transfert]:
    """Transferts des académies que couvre la personne et qui ont un autre pilote, par nom."""
    connaissances = Connaissances(session)
    nombres = _nombres(session)
    faits = []
    for academie in _rattachees(connaissances, portee):
        restent, transferees, en_saisie = nombres.get(academie.pk, (0, 0, 0))
        limite = connaissances.calendrier.limite(Operation.TRANSFERT, academie)
        jour = connaissances.calendrier.jour(Operation.TRANSFERT, academie)
        aujourd_hui = HeureLocale(le, academie.fuseau).locale.date()
        pilote = connaissances.regroupements.pilotes[academie.pk]
        faits.append(
            Transfert(
                academie, pilote.nom, restent, transferees, en_saisie, jour,
                HeureLocale(limite, academie.fuseau).complete if limite else "",
                rebours(jour, le=aujourd_hui) if jour and jour > aujourd_hui else "",
                tuple(_obstacles(connaissances, academie, par, restent=restent, aujourd_hui=aujourd_hui)),
            )
        )  # fmt: skip
    return faits


def _rattachees(connaissances: Connaissances, portee: Portee) -> Iterable[Academie]:
    pilotes = connaissances.regroupements.pilotes
    siennes = [
        a for a in connaissances.academies.values()
        if (portee.partout or a.pk in portee.academies) and a.pk in pilotes and pilotes[a.pk].pk != a.pk
    ]  # fmt: skip
    return sorted(siennes, key=lambda a: a.nom)


def _nombres(session: SessionExamen) -> dict[str, tuple[int, int, int]]:
    """Par académie : à transférer, déjà transférées, encore en saisie."""
    vivantes = Inscription.objects.filter(session=session, etat__in=EN_VIE).order_by()
    saisie = Q(etat=EtatInscription.BROUILLON)
    comptees = vivantes.values("academie").annotate(
        restent=Count("pk", filter=Q(transferee_le=None) & ~saisie),
        transferees=Count("pk", filter=Q(transferee_le__isnull=False)),
        en_saisie=Count("pk", filter=saisie),
    )  # fmt: skip
    return {n["academie"]: (n["restent"], n["transferees"], n["en_saisie"]) for n in comptees}


def _obstacles(
    connaissances: Connaissances, academie: Academie, par: Auteur, *, restent: int, aujourd_hui: date
) -> Iterable[str]:
    jour = connaissances.calendrier.jour(Operation.TRANSFERT, academie)
    if jour is None:
        yield "Le calendrier ne fixe pas la date du transfert : fixez-la d'abord."
    elif aujourd_hui < jour:
        yield f"Le transfert se fait à la date du calendrier, le {jour:%d/%m/%Y}."
    if not restent:
        yield "Rien ne reste à transférer."
    if par.role not in ACADEMIQUES or connaissances.regroupements.role(academie.pk, par) is None:
        yield "Le transfert revient aux deux académies ; vous lisez."
