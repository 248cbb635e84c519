"""Prendre une candidature pour la changer : la session, puis elle et son candidat, toujours dans cet ordre."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.models import Inscription
from parchemin.socle.organisation.refus import ActeRefuse
from parchemin.socle.organisation.services.sessions import verrouiller_ouverte

LIEES = ("candidat", "academie", "etablissement", "session")


def verrouiller(inscription: Inscription) -> tuple[Inscription, Connaissances]:
    """Candidature relue et verrouillée jusqu'à la fin de la transaction, et ce qu'on sait de sa session.

    Lève `ActeRefuse` si la session est close.
    """
    session = verrouiller_ouverte(inscription.session)
    (relue,) = verrouiller_plusieurs([inscription.pk])
    connaissances = Connaissances(session)
    connaissances.rattacher(relue)
    return relue, connaissances


def verrouiller_plusieurs(cles: Iterable[int]) -> list[Inscription]:
    """Candidatures relues et verrouillées, dans l'ordre de leur numéro interne."""
    retenues = Inscription.objects.select_for_update(no_key=True, of=("self", "candidat"))
    return list(retenues.select_related(*LIEES).filter(pk__in=list(cles)).order_by("pk"))


def jour_local(inscription: Inscription, le: datetime) -> date:
    """Jour de cet instant à l'horloge de l'académie d'origine."""
    return le.astimezone(ZoneInfo(inscription.academie.fuseau)).date()


def exiger_en_vie(inscription: Inscription) -> None:
    """Lève `ActeRefuse` si la candidature est rejetée ou annulée."""
    if not inscription.est_en_vie:
        raise ActeRefuse(
            f"La candidature n° {inscription.numero} est {inscription.get_etat_display().lower()} : plus rien n'y change."
        )
