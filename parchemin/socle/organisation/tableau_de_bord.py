"""Ce que montre l'accueil de l'organisation : les nombres qui comptent, et la liste que chacun ouvre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from parchemin.socle.organisation import queries
from parchemin.socle.organisation.heures import PARIS, HeureLocale
from parchemin.socle.organisation.models import VOIES, Echeance, Etablissement, SessionExamen
from parchemin.socle.organisation.portee import Portee

PROCHAINES = 5


@dataclass(frozen=True, slots=True)
class Chiffre:
    """Un nombre, ce qu'il compte, et la liste qu'il ouvre."""

    nombre: int
    quoi: str
    adresse: str


@dataclass(frozen=True, slots=True)
class TableauDeBord:
    """Les nombres de la session, ce qui reste à faire, les prochaines échéances."""

    chiffres: Sequence[Chiffre]
    a_faire: Sequence[Chiffre]
    prochaines: Sequence[tuple[Echeance, HeureLocale]]


def tableau_de_bord(portee: Portee, session: SessionExamen, *, le: datetime) -> TableauDeBord:
    """Tableau de bord de la session, pour ce que la personne en voit."""
    return TableauDeBord(
        [c for c in _chiffres(portee, session) if c.nombre],
        [c for c in _a_faire(portee, session) if c.nombre],
        _prochaines(portee, session, le),
    )


def _chiffres(portee: Portee, session: SessionExamen) -> list[Chiffre]:
    offertes = queries.offres(portee, session)
    libelles, s = dict(VOIES), {"session": session.code}
    par_voie = [
        Chiffre(
            nombre, f"offre{_s(nombre)}, {libelles[voie].lower()}", _liste("etablissements", **s, voie=voie)
        )
        for voie, nombre in queries.compte_par_voie(offertes)
    ]
    offrants = offertes.values("etablissement").distinct().count()
    regroupements = (
        queries.regroupements(portee, session).filter(rattachements__jusque=None).distinct().count()
    )
    centres = queries.centres(portee, session).filter(ferme_le=None).count()
    return [
        Chiffre(
            offrants,
            f"établissement{_s(offrants)} avec une offre",
            _liste("etablissements", **s, offre="oui"),
        ),
        *par_voie,
        Chiffre(regroupements, f"regroupement{_s(regroupements)}", _liste("regroupements", **s)),
        Chiffre(centres, f"centre{_s(centres)} d'examen", _liste("centres", **s)),
    ]


def _a_faire(portee: Portee, session: SessionExamen) -> list[Chiffre]:
    """Ce qui manque, le plus lourd de conséquences d'abord."""
    s = {"session": session.code}
    secteur = queries.offres(portee, session).filter(etablissement__secteur=Etablissement.Secteur.INCONNU)
    sans_secteur = secteur.values("etablissement").distinct().count()
    sans_places = queries.offres(portee, session).filter(capacite=None).count()
    seules = queries.academies_sans_regroupement(session).filter(pk__in=queries.academies(portee)).count()
    adresse = _liste("etablissements", **s, offre="oui", secteur=Etablissement.Secteur.INCONNU)
    return [
        Chiffre(
            seules, f"académie{_s(seules)} sans regroupement : à rattacher, ou à dire autonome{_s(seules)}",
            _liste("regroupements", **s),
        ),
        Chiffre(
            sans_secteur, f"établissement{_s(sans_secteur)} au secteur à renseigner : leur régime en dépend", adresse
        ),
        Chiffre(
            sans_places, f"offre{_s(sans_places)} dont les places ne sont pas connues",
            _liste("etablissements", **s, offre="sans_places"),
        ),
    ]  # fmt: skip


def _prochaines(portee: Portee, session: SessionExamen, le: datetime) -> list[tuple[Echeance, HeureLocale]]:
    a_venir = queries.echeances(portee, session).filter(le__gte=le)[:PROCHAINES]
    return [(e, HeureLocale(e.le, e.academie.fuseau if e.academie else PARIS)) for e in a_venir]


def _liste(nom: str, **filtres: str) -> str:
    return f"{reverse(f'organisation-{nom}')}?{urlencode(filtres)}"


def _s(nombre: int) -> str:
    return "s" if nombre > 1 else ""
