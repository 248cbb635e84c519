"""Ce qui reste à faire dans un établissement, par division puis par candidat, et avant quelle date."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.text import slugify

from parchemin.etapes.inscriptions.calendrier import Calendrier, Operation
from parchemin.etapes.inscriptions.limites import Limite, limite_du_calendrier, limite_du_jour
from parchemin.etapes.inscriptions.models import EtatInscription, Inscription, Notification
from parchemin.etapes.inscriptions.queries.etablissement import Releve

SANS_DIVISION = "Sans division"


@dataclass(frozen=True, slots=True)
class Chose:
    """Une chose à faire, son genre (pour compter), et sa date limite."""

    genre: str
    texte: str
    limite: Limite | None = None


@dataclass(frozen=True, slots=True)
class CandidatEnRetard:
    """Un candidat et tout ce qui lui reste à faire, par date."""

    inscription: Inscription
    choses: tuple[Chose, ...]

    @property
    def nom(self) -> str:
        """Le candidat, tel qu'il est rangé."""
        return str(self.inscription.candidat)


@dataclass(frozen=True, slots=True)
class Division:
    """Une classe, et ceux de ses candidats à qui il reste quelque chose."""

    nom: str
    candidats: tuple[CandidatEnRetard, ...]

    @property
    def ancre(self) -> str:
        """Ancre de sa section."""
        return slugify(self.nom) or "division"

    @property
    def legende(self) -> str:
        """« 12 candidats à qui il reste quelque chose »."""
        nombre = len(self.candidats)
        return f"{nombre} candidat{'s' if nombre > 1 else ''} à qui il reste quelque chose"


@dataclass(frozen=True, slots=True)
class Relance:
    """Qui relancer d'un clic : un document chacun, et ceux que le courriel ne joindra pas."""

    notifications: tuple[Notification, ...]
    sans_adresse: tuple[Inscription, ...]
    deja: int

    @property
    def nombre(self) -> int:
        """Candidats que la relance touche aujourd'hui."""
        return len(self.notifications)


@dataclass(frozen=True, slots=True)
class ResteAFaire:
    """La page : les divisions, ce que l'on compte en tête, qui relancer, qui n'a pas d'accès."""

    divisions: tuple[Division, ...]
    chiffres: tuple[tuple[str, int], ...]
    relance: Relance
    candidats: int
    a_inviter: int
    sans_acces: int

    @property
    def dit_l_acces(self) -> str:
        """Combien de candidats entrent déjà, et combien attendent un accès."""
        ouverts = self.candidats - self.sans_acces
        return f"{ouverts} sur {self.candidats} ont un compte ; {self.sans_acces} n'en ont pas encore."

    @property
    def dit_la_relance(self) -> str:
        """Ce que fera le bouton, au nombre près."""
        return f"Relancer les {self.relance.nombre}" if self.relance.nombre > 1 else "Relancer le candidat"

    @property
    def dit_ceux_d_aujourd_hui(self) -> str:
        """Ceux qui ont déjà été relancés ce jour ; vide s'il n'y en a pas."""
        deja = self.relance.deja
        if not deja:
            return ""
        return f"{deja} candidat{'s' if deja > 1 else ''} déjà relancé{'s' if deja > 1 else ''} aujourd'hui."


GENRES = (
    ("completer", "à compléter"), ("confirmer", "à confirmer"), ("piece", "pièces manquantes"),
    ("lire", "documents non ouverts"), ("connaitre", "décisions à connaître"),
)  # fmt: skip


def reste_a_faire(releves: Sequence[Releve], calendrier: Calendrier, *, le: datetime) -> ResteAFaire:
    """Ce qui reste à faire pour ces candidatures, données par division puis par nom."""
    tous = [CandidatEnRetard(r.inscription, tuple(_par_date(_choses(r, calendrier, le=le)))) for r in releves]
    en_retard = [c for c in tous if c.choses]
    divisions = [
        Division(nom or SANS_DIVISION, tuple(siens))
        for nom, siens in groupby(en_retard, key=lambda c: c.inscription.division)
    ]
    presents = [{chose.genre for chose in c.choses} for c in en_retard]
    chiffres = [(libelle, sum(genre in p for p in presents)) for genre, libelle in GENRES]
    sans_acces = [r.inscription for r in releves if r.inscription.candidat.compte is None]
    return ResteAFaire(
        tuple(divisions), tuple(chiffres), relance(releves, le=le), len(releves),
        sum(bool(i.candidat.courriel) for i in sans_acces), len(sans_acces),
    )  # fmt: skip


def relance(releves: Iterable[Releve], *, le: datetime) -> Relance:
    """Candidats à relancer : le document le plus pressé de chacun, pas plus d'un courriel par jour."""
    retenues, sans_adresse, deja = [], [], 0
    for releve in releves:
        non_ouverts = [n for n in releve.a_lire if n.ouverte_le is None]
        if not non_ouverts:
            continue
        if any(n.relancee_le and n.relancee_le.date() == le.date() for n in releve.a_lire):
            deja += 1
            continue
        retenues.append(
            min(non_ouverts, key=lambda n: (n.pour_le is None, n.pour_le or n.remise_le.date(), n.pk))
        )
        if not releve.inscription.candidat.courriel:
            sans_adresse.append(releve.inscription)
    return Relance(tuple(retenues), tuple(sans_adresse), deja)


def _par_date(choses: Iterable[Chose]) -> list[Chose]:
    return sorted(choses, key=lambda c: (c.limite is None, c.limite.instant.timestamp() if c.limite else 0))


def _choses(releve: Releve, calendrier: Calendrier, *, le: datetime) -> Iterator[Chose]:
    i = releve.inscription
    cloture = limite_du_calendrier(calendrier, Operation.CLOTURE, i.academie, le=le)
    if i.etat == EtatInscription.BROUILLON:
        yield Chose("completer", "Saisie à terminer et à déposer", cloture)
    elif i.a_completer and i.etat == EtatInscription.DEPOSEE:
        for point in i.anomalies:
            phrase = str(point["phrase"])
            yield Chose("completer", f"À compléter : {phrase}", cloture)
    elif i.etat == EtatInscription.DEPOSEE:
        limite = limite_du_calendrier(calendrier, Operation.CONFIRMATIONS, i.academie, le=le)
        yield Chose("confirmer", "Confirmation à signer", limite or cloture)
    yield from _pieces(releve, calendrier, le=le)
    yield from _a_lire(releve, le=le)


def _pieces(releve: Releve, calendrier: Calendrier, *, le: datetime) -> Iterator[Chose]:
    if not releve.manquantes:
        return
    academie = releve.inscription.academie
    reclamees = [p.pour_le for p in releve.reclamees]
    limite = limite_du_jour(min(reclamees, default=None), academie, le=le)
    texte = f"À remettre : {' ; '.join(releve.manquantes)}"
    yield Chose("piece", texte, limite or limite_du_calendrier(calendrier, Operation.PIECES, academie, le=le))


def _a_lire(releve: Releve, *, le: datetime) -> Iterator[Chose]:
    """La liste s'imprime et s'affiche : elle ne dit jamais de quoi parle une décision."""
    academie = releve.inscription.academie
    decisions = [n for n in releve.a_lire if n.genre == Notification.Genre.AMENAGEMENT]
    autres = [n for n in releve.a_lire if n not in decisions]
    if autres:
        jours = [n.pour_le for n in autres if n.pour_le]
        nombre = "1 document" if len(autres) == 1 else f"{len(autres)} documents"
        yield Chose("lire", f"{nombre} à ouvrir", limite_du_jour(min(jours, default=None), academie, le=le))
    if decisions:
        yield Chose("connaitre", "Décision à connaître, réception à accuser", None)
