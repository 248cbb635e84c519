"""Ce qu'une personne voit du journal : les actes des périmètres qu'elle couvre, filtrés comme elle le demande."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from parchemin.socle.journal.chaine import EFFACER
from parchemin.socle.journal.models import Acte, Charge


@dataclass(frozen=True, slots=True)
class Regard:
    """Jusqu'où porte le regard d'une personne ; sans argument, nulle part."""

    perimetres: frozenset[str] | None = frozenset()
    """Codes de périmètre qu'elle couvre ; `None` : tous."""
    session: str = ""
    """Seule session qu'elle voit ; vide : toutes."""

    @property
    def est_entier(self) -> bool:
        """Dit si tout le journal se voit : lui seul peut être vérifié d'un bout à l'autre."""
        return self.perimetres is None and not self.session


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce que la personne cherche ; un champ vide ne filtre pas."""

    acte: str = ""
    """Code entier, ou son début avant le point : « comptes » trouve « comptes.inviter »."""
    objet: str = ""
    auteur: str = ""
    session: str = ""
    du: date | None = None
    """Premier jour, en UTC."""
    au: date | None = None
    """Dernier jour compris, en UTC."""


SANS_FILTRE = Filtres()


def actes_visibles(regard: Regard, filtres: Filtres = SANS_FILTRE) -> QuerySet[Acte]:
    """Actes que la personne voit, du plus récent au plus ancien."""
    actes = Acte.objects.order_by("-numero")
    if regard.perimetres is not None:
        # Ce qui a été fait depuis ces périmètres, et ce qui a été fait à ces périmètres, par qui que ce soit.
        actes = actes.filter(Q(perimetre__in=regard.perimetres) | Q(objet__in=regard.perimetres))
    if regard.session:
        # Un acte d'aucune session (une nomination, un établissement) se lit sous toutes.
        actes = actes.filter(session__in=("", regard.session))
    return actes.filter(_condition(filtres))


def avec_leur_charge(numeros: Iterable[int]) -> QuerySet[Acte]:
    """Ces actes, du plus récent au plus ancien, avec leur charge et leur effacement.

    Une page se lit ainsi en deux temps, ses numéros puis ses actes : la base ne trie pas les charges de tout le journal.
    """
    visibles = Acte.objects.select_related("charge", "effacement").filter(numero__in=[*numeros])
    return visibles.order_by("-numero")


def historique(objet: str) -> QuerySet[Acte]:
    """Actes faits sur cet objet, du plus ancien au plus récent ; pour une page qui a déjà vérifié qu'on peut le voir."""
    return Acte.objects.select_related("charge", "effacement").filter(objet=objet).order_by("numero")


def charges_avant(le: datetime) -> list[int]:
    """Numéros des actes inscrits avant cet instant et qui ont encore une charge effaçable, dans l'ordre."""
    anciens = Charge.objects.filter(acte__le__lt=le).exclude(acte__acte=EFFACER)
    return list(anciens.order_by("acte_id").values_list("acte_id", flat=True))


def _condition(filtres: Filtres) -> Q:
    condition = Q()
    if filtres.acte:
        condition &= Q(acte=filtres.acte) | Q(acte__startswith=f"{filtres.acte}.")
    for champ in ("objet", "auteur", "session"):
        if cherche := getattr(filtres, champ):
            condition &= Q(**{champ: cherche})
    if filtres.du:
        condition &= Q(le__gte=_minuit(filtres.du))
    if filtres.au:
        condition &= Q(le__lt=_minuit(filtres.au) + timedelta(days=1))
    return condition


def _minuit(jour: date) -> datetime:
    return datetime.combine(jour, time.min, UTC)
