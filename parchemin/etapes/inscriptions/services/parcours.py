"""Le parcours qui fonde une candidature : périodes d'expérience (CE, art. D643-16), sessions passées (art. D643-14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from parchemin.droit.formes import Forme
from parchemin.droit.regimes import Voie
from parchemin.etapes.inscriptions.connaissances import Connaissances
from parchemin.etapes.inscriptions.faits import Point
from parchemin.etapes.inscriptions.models import Anterieure, EtatInscription, Experience, Inscription
from parchemin.etapes.inscriptions.queries.dossiers import dossier
from parchemin.etapes.inscriptions.services.examen import marquer, reexaminer, refuser_les_interdits
from parchemin.etapes.inscriptions.services.modifier import exiger_qui_complete
from parchemin.etapes.inscriptions.services.verrous import exiger_en_vie, verrouiller
from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.services import Fait, consigner
from parchemin.socle.organisation.refus import ActeRefuse

PREMIERE_SESSION = 1960


@dataclass(frozen=True, slots=True)
class Periode:
    """Une période d'activité, bornes comprises."""

    debut: date
    fin: date
    emploi: str
    employeur: str = ""
    dans_le_domaine: bool = True


@dataclass(frozen=True, slots=True)
class SessionPassee:
    """Une inscription à une session passée ; `achevee` : sa préparation a été menée à son terme."""

    annee: int
    voie: Voie
    forme: Forme
    achevee: bool = True


def declarer_experience(
    inscription: Inscription, periode: Periode, *, par: Auteur, le: datetime
) -> Experience:
    """Période déclarée ; déjà là, telle quelle. Lève `ActeRefuse` si elle finit avant de commencer ou n'a pas d'emploi."""
    if periode.fin < periode.debut:
        raise ActeRefuse(
            f"La période finit le {periode.fin:%d/%m/%Y}, avant de commencer le {periode.debut:%d/%m/%Y} : "
            "vérifiez les deux dates."
        )
    if not periode.emploi.strip():
        raise ActeRefuse("Emploi : dites lequel, il permet de juger du rapport avec la spécialité.")
    with transaction.atomic():
        prise = _prendre(inscription, par, le=le)
        valeurs = {
            "debut": periode.debut, "fin": periode.fin, "emploi": periode.emploi.strip()[:120],
            "employeur": periode.employeur.strip()[:120], "dans_le_domaine": periode.dans_le_domaine,
        }  # fmt: skip
        if deja := prise.inscription.experiences.filter(retiree_le=None, **valeurs).first():
            return deja
        declaree = Experience.objects.create(inscription=prise.inscription, **valeurs)
        apres = {c: v.isoformat() if isinstance(v, date) else v for c, v in valeurs.items()}
        _finir(prise, "inscriptions.declarer_experience", apres, par=par, le=le)
    return declaree


def retirer_experience(experience: Experience, *, par: Auteur, le: datetime) -> Experience:
    """Période retirée, encore lisible. Lève `ActeRefuse` si la personne n'a pas la plume."""
    with transaction.atomic():
        prise = _prendre(experience.inscription, par, le=le)
        experience = Experience.objects.select_for_update(no_key=True).get(pk=experience.pk)
        if experience.retiree_le:
            return experience
        experience.retiree_le = le
        experience.save(update_fields=["retiree_le"])
        _finir(prise, "inscriptions.retirer_experience", {"retiree": str(experience)}, par=par, le=le)
    return experience


def declarer_anterieure(
    inscription: Inscription, passee: SessionPassee, *, par: Auteur, le: datetime
) -> Anterieure:
    """Session passée déclarée ; déjà là, telle quelle.

    Lève `ActeRefuse` si elle n'est pas passée, si une autre est déclarée pour la même année, ou si le droit interdit alors
    la forme choisie.
    """
    with transaction.atomic():
        prise = _prendre(inscription, par, le=le)
        if not PREMIERE_SESSION <= passee.annee < prise.inscription.session.annee:
            raise ActeRefuse(f"Session : donnez une année passée, avant {prise.inscription.session.annee}.")
        valeurs = {
            "voie": passee.voie.value,
            "forme": passee.forme.value,
            "preparation_achevee": passee.achevee,
        }
        if deja := prise.inscription.anterieures.filter(retiree_le=None, annee=passee.annee).first():
            if all(getattr(deja, c) == v for c, v in valeurs.items()):
                return deja
            raise ActeRefuse(f"La session {passee.annee} est déjà déclarée autrement : retirez-la d'abord.")
        declaree = Anterieure.objects.create(inscription=prise.inscription, annee=passee.annee, **valeurs)
        apres = {"session": passee.annee, **valeurs}
        _finir(prise, "inscriptions.declarer_anterieure", apres, par=par, le=le)
    return declaree


def retirer_anterieure(anterieure: Anterieure, *, par: Auteur, le: datetime) -> Anterieure:
    """Session passée retirée, encore lisible. Lève `ActeRefuse` si la personne n'a pas la plume."""
    with transaction.atomic():
        prise = _prendre(anterieure.inscription, par, le=le)
        anterieure = Anterieure.objects.select_for_update(no_key=True).get(pk=anterieure.pk)
        if anterieure.retiree_le:
            return anterieure
        anterieure.retiree_le = le
        anterieure.save(update_fields=["retiree_le"])
        _finir(prise, "inscriptions.retirer_anterieure", {"session": anterieure.annee}, par=par, le=le)
    return anterieure


def noter_l_etape(inscription: Inscription, etape: int) -> None:
    """Retient jusqu'où la saisie est allée, pour la reprendre là ; elle ne recule jamais. Ce n'est pas un acte."""
    en_saisie = Inscription.objects.filter(pk=inscription.pk, etat=EtatInscription.BROUILLON)
    en_saisie.filter(etape__lt=etape).update(etape=etape)


@dataclass(frozen=True, slots=True)
class _Prise:
    """La candidature verrouillée, ce qu'on sait de sa session, et ce que le droit y relevait déjà."""

    inscription: Inscription
    connaissances: Connaissances
    points: tuple[Point, ...]


def _prendre(inscription: Inscription, par: Auteur, *, le: datetime) -> _Prise:
    inscription, connaissances = verrouiller(inscription)
    exiger_en_vie(inscription)
    exiger_qui_complete(inscription, par, connaissances, le=le)
    points = connaissances.regles.examiner(dossier(inscription)).points
    return _Prise(inscription, connaissances, points)


def _finir(prise: _Prise, acte: str, apres: Mapping[str, object], *, par: Auteur, le: datetime) -> None:
    inscription = prise.inscription
    examen = reexaminer(inscription, prise.connaissances)
    if inscription.etat != EtatInscription.BROUILLON:
        refuser_les_interdits(examen, deja=prise.points)
    marquer(inscription, le=le)
    consigner(
        acte,
        Fait(inscription.code, str(inscription.candidat), inscription.session.code, None, apres),
        par=par,
        le=le,
    )
