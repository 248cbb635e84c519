"""La mise en loge : qu'aucun territoire n'apprenne le sujet d'un autre avant de composer.

Circulaire n° 2011-072 (entrée et sortie des salles) ; circulaire nationale
d'organisation, § 1.2 et § 2.3. Un candidat qui sort connaît le sujet ; un candidat
qui peut encore entrer peut l'apprendre. La règle tenue est donc : nulle part une
sortie définitive avant que l'entrée ne soit close partout. Elle s'obtient de deux façons :
retenir en salle ceux qui ont fini, au plus jusqu'à la fin de l'épreuve ; et, pour
un territoire qui commence encore plus tard, isoler ses candidats avant leur début.

Tous les calculs sont en temps universel : une durée ne dépend d'aucune heure d'été.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from parchemin.droit.parametres import registre
from parchemin.droit.references import Motif

NULLE = timedelta(0)


class HeureImpossible(ValueError):
    """Heure locale qui n'existe pas ou existe deux fois, zone inconnue : dit laquelle et le remède."""


@dataclass(frozen=True, slots=True)
class Depart:
    """Le début d'une épreuve dans un territoire : instant avec fuseau, et zone IANA où l'afficher."""

    territoire: str
    zone: str
    debut: datetime

    def __post_init__(self) -> None:
        """Refuse un début sans fuseau : il ne désigne aucun instant."""
        if self.debut.utcoffset() is None:
            raise HeureImpossible(f"{self.territoire} : l'heure de début doit porter un fuseau.")


@dataclass(frozen=True, slots=True)
class EpreuveEnLoge:
    """Une épreuve écrite commune à plusieurs territoires.

    `annexe_1` : temps minimal de présence par territoire, en minutes depuis le
    début ; `majoration` : plus grande majoration de temps accordée, en part de la durée.
    """

    duree_minutes: int
    departs: tuple[Depart, ...]
    annexe_1: Mapping[str, int] = field(default_factory=dict, hash=False)
    majoration: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class LogeDuTerritoire:
    """Ce qu'un territoire doit tenir ; instants en temps universel, durées exactes.

    `sortie` : première sortie définitive ; `fermeture` : dernier instant où un
    candidat peut encore entrer ; `loge_avant` : isolement avant le début ;
    `maintien_apres` : retenue après la fin de l'épreuve.
    """

    territoire: str
    zone: str
    debut: datetime
    fin: datetime
    fin_majoree: datetime
    sortie: datetime
    fermeture: datetime
    motifs: tuple[Motif, ...]

    @property
    def loge_avant(self) -> timedelta:
        """Durée pendant laquelle les candidats sont isolés avant leur début."""
        return max(NULLE, self.debut - self.fermeture)

    @property
    def maintien_apres(self) -> timedelta:
        """Durée pendant laquelle ceux qui ont fini restent après la fin."""
        return max(NULLE, self.sortie - self.fin)

    def heure_locale(self, instant: datetime) -> datetime:
        """L'instant à l'heure du territoire."""
        return instant.astimezone(ZoneInfo(self.zone))


def instant_local(jour: date, heure: time, zone: str, *, seconde_fois: bool | None = None) -> datetime:
    """Instant universel d'une heure locale.

    Le jour d'un changement d'heure, lève `HeureImpossible` si l'heure n'existe pas,
    ou si elle existe deux fois sans que `seconde_fois` dise laquelle.
    """
    try:
        fuseau = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise HeureImpossible(
            f"« {zone} » n'est pas une zone horaire connue (exemple : Indian/Reunion)."
        ) from None
    premiere = datetime.combine(jour, heure.replace(fold=0), fuseau)
    seconde = premiere.replace(fold=1)
    lisible = f"{jour:%d/%m/%Y} à {heure:%H h %M} ({zone})"
    if premiere.astimezone(UTC).astimezone(fuseau).replace(tzinfo=None) != premiere.replace(tzinfo=None):
        raise HeureImpossible(f"Le {lisible} n'existe pas : changement d'heure ce jour-là.")
    if premiere.utcoffset() != seconde.utcoffset() and seconde_fois is None:
        raise HeureImpossible(f"Le {lisible} existe deux fois : dire si c'est la première ou la seconde.")
    return (seconde if seconde_fois else premiere).astimezone(UTC)


def loges(epreuve: EpreuveEnLoge, *, le: date) -> tuple[LogeDuTerritoire, ...]:
    """Sortie, fermeture des entrées et isolement de chaque territoire, dans l'ordre reçu.

    `le` : date à laquelle lire les règles. Lève `ValueError` pour une épreuve plus
    courte que le temps minimal de présence, `HorsValidite` hors des périodes connues.
    """
    retard = _minutes("retard.max_min", le)
    if timedelta(minutes=epreuve.duree_minutes) < _minutes("loge.sortie_minimale", le):
        raise ValueError("Une épreuve avec loge dure au moins le temps minimal de présence en salle.")
    debuts = [d.debut.astimezone(UTC) for d in epreuve.departs]
    sorties = _sorties(epreuve, debuts, le)
    resultats = []
    for rang, depart in enumerate(epreuve.departs):
        fermeture = min([debuts[rang] + retard, *_autres(sorties, rang)])
        fin = debuts[rang] + timedelta(minutes=epreuve.duree_minutes)
        ajout = timedelta(minutes=epreuve.duree_minutes) * epreuve.majoration.numerator
        fin_majoree = fin + ajout / epreuve.majoration.denominator
        motifs = tuple(_motifs(epreuve, rang, debuts, sorties[rang], fermeture, le))
        resultats.append(
            LogeDuTerritoire(
                depart.territoire,
                depart.zone,
                debuts[rang],
                fin,
                fin_majoree,
                sorties[rang],
                fermeture,
                motifs,
            )
        )
    return tuple(resultats)


def _minutes(nom: str, le: date) -> timedelta:
    return timedelta(minutes=registre().valeur(nom, le=le).valeur)


def _autres(instants: Sequence[datetime], rang: int) -> list[datetime]:
    return [instant for n, instant in enumerate(instants) if n != rang]


def _sorties(epreuve: EpreuveEnLoge, debuts: Sequence[datetime], le: date) -> list[datetime]:
    """Première sortie de chaque territoire : entrées closes ailleurs, au plus tard à la fin de l'épreuve."""
    minimale, retard = _minutes("loge.sortie_minimale", le), _minutes("retard.max_min", le)
    sorties = []
    for rang, depart in enumerate(epreuve.departs):
        presence = timedelta(minutes=epreuve.annexe_1.get(depart.territoire, 0))
        au_plus_tot = debuts[rang] + max(minimale, retard, presence)
        entrees_closes = max((d + retard for d in _autres(debuts, rang)), default=au_plus_tot)
        fin = debuts[rang] + timedelta(minutes=epreuve.duree_minutes)
        sorties.append(max(au_plus_tot, min(fin, entrees_closes)))
    return sorties


def _motifs(
    epreuve: EpreuveEnLoge,
    rang: int,
    debuts: Sequence[datetime],
    sortie: datetime,
    fermeture: datetime,
    le: date,
) -> Iterator[Motif]:
    """Pourquoi ces heures ; chaque heure est celle du territoire."""
    depart, debut = epreuve.departs[rang], debuts[rang]
    fuseau = ZoneInfo(depart.zone)
    valeurs = {
        "territoire": depart.territoire,
        "sortie": ecrire_instant(sortie, fuseau), "fermeture": ecrire_instant(fermeture, fuseau),
        "debut": ecrire_instant(debut, fuseau), "duree": ecrire_duree(debut - fermeture),
    }  # fmt: skip
    minimale, loge = registre().valeur("loge.sortie_minimale", le=le), registre().valeur("loge", le=le)
    gabarit = "{territoire} : aucune sortie définitive avant le {sortie}."
    retenu = sortie > debut + _minutes("loge.sortie_minimale", le)
    yield Motif("LOGE_SORTIE", gabarit, loge.reference if retenu else minimale.reference, valeurs)
    if depart.territoire not in epreuve.annexe_1:
        gabarit = "{territoire} : temps de loge de l'annexe 1 non saisi ; heures à confronter à cette annexe."
        yield Motif("LOGE_ANNEXE_1_ABSENTE", gabarit, loge.reference, valeurs)
    if fermeture < debut:
        gabarit = (
            "{territoire} : mise en loge le {fermeture}, soit {duree} avant le début du {debut} ; "
            "nul n'entre ensuite."
        )
        yield Motif("LOGE_AVANT", gabarit, loge.reference, valeurs)
    elif fermeture < debut + _minutes("retard.max_min", le):
        gabarit = (
            "{territoire} : aucune entrée après le {fermeture}, car ailleurs des candidats peuvent sortir."
        )
        yield Motif(
            "LOGE_RETARD_REDUIT", gabarit, registre().valeur("retard.max_min", le=le).reference, valeurs
        )
    fin = debut + timedelta(minutes=epreuve.duree_minutes)
    if sortie > fin:
        gabarit = "{territoire} : ceux qui ont fini restent en loge {duree} après la fin."
        valeurs = valeurs | {"duree": ecrire_duree(sortie - fin)}
        yield Motif("LOGE_APRES", gabarit, loge.reference, valeurs)


def ecrire_instant(instant: datetime, fuseau: ZoneInfo) -> str:
    """Instant écrit à l'heure du lieu : « 18/05/2026 à 6 h 00 »."""
    local = instant.astimezone(fuseau)
    return f"{local:%d/%m/%Y} à {local.hour} h {local:%M}"


def ecrire_duree(duree: timedelta) -> str:
    """Durée écrite en heures et minutes : « 2 h 00 »."""
    heures, minutes = divmod(duree // timedelta(minutes=1), 60)
    return f"{heures} h {minutes:02}"


@dataclass(frozen=True, slots=True)
class AvisDeSalle:
    """Un mouvement est-il permis, et pourquoi."""

    est_permis: bool
    motifs: tuple[Motif, ...]


def entree_permise(
    retard_minutes: int, *, cause_independante: bool, sortie_deja_faite: bool, le: date
) -> AvisDeSalle:
    """Dit si un candidat peut entrer `retard_minutes` après l'ouverture des enveloppes, sans temps ajouté.

    Le chef de centre décide : l'avis dit seulement ce que le texte lui permet.
    """
    regle = registre().valeur("retard.max_min", le=le)
    refus = []
    if retard_minutes > 0 and not cause_independante:
        phrase = "Nul n'entre après l'ouverture des enveloppes, sauf événement indépendant de sa volonté."
        refus.append(Motif("RETARD_SANS_CAUSE", phrase, regle.reference))
    if retard_minutes > regle.valeur:
        gabarit = "Retard de {retard} minutes ; {maximum} au plus."
        valeurs = {"retard": retard_minutes, "maximum": regle.valeur}
        refus.append(Motif("RETARD_TROP_LONG", gabarit, regle.reference, valeurs))
    if sortie_deja_faite:
        phrase = "Un candidat est déjà sorti : nul n'entre plus."
        refus.append(Motif("RETARD_APRES_SORTIE", phrase, regle.reference))
    if refus:
        return AvisDeSalle(False, tuple(refus))
    phrase = (
        "Entrée possible sur décision du chef de centre, sans temps ajouté."
        if retard_minutes > 0
        else "À l'heure."
    )
    return AvisDeSalle(True, (Motif("ENTREE_PERMISE", phrase, regle.reference),))


def sortie_permise(
    minutes_depuis_le_debut: int, *, temps_de_loge_minutes: int = 0, necessite_absolue: bool = False, le: date
) -> AvisDeSalle:
    """Dit si un candidat peut sortir ; avant l'heure, par nécessité absolue, accompagné, et pour revenir."""
    regle = registre().valeur("loge.sortie_minimale", le=le)
    minimum = max(regle.valeur, temps_de_loge_minutes)
    valeurs = {"minimum": minimum}
    if minutes_depuis_le_debut >= minimum:
        return AvisDeSalle(
            True, (Motif("SORTIE_PERMISE", "Temps minimal de présence accompli.", regle.reference),)
        )
    if necessite_absolue:
        phrase = "Nécessité absolue : sortie accompagnée, sans communication possible, et pour revenir."
        return AvisDeSalle(True, (Motif("SORTIE_ACCOMPAGNEE", phrase, regle.reference),))
    gabarit = "Aucune sortie, même provisoire, avant {minimum} minutes."
    return AvisDeSalle(False, (Motif("SORTIE_TROP_TOT", gabarit, regle.reference, valeurs),))
