"""Les travaux qu'une personne voit : ceux qu'elle a demandés, ou tous si son rôle couvre tout."""

from datetime import datetime

from django.db.models import Max, QuerySet

from parchemin.socle.journal.auteurs import Auteur
from parchemin.socle.journal.queries import Regard
from parchemin.socle.taches.faits import Suivi, suivre
from parchemin.socle.taches.models import OUVERTS, Ouvrier, Travail


def travaux(auteur: Auteur, regard: Regard) -> QuerySet[Travail]:
    """Travaux visibles, du plus récent au plus ancien."""
    tous = Travail.objects.order_by("-cree_le", "-pk")
    return tous if regard.est_entier else tous.filter(demandeur=auteur.code)


def travaux_ouverts() -> QuerySet[Travail]:
    """Travaux qui n'ont pas pris fin, du plus ancien au plus récent ; pour qui tient le service."""
    return Travail.objects.filter(etat__in=OUVERTS).order_by("cree_le", "pk")


def dernier_travail(genre: str, objet: str) -> Travail | None:
    """Dernier travail de ce genre sur cet objet ; pour une page qui a déjà vérifié qu'on peut voir l'objet."""
    return Travail.objects.filter(genre=genre, objet=objet).order_by("-cree_le", "-pk").first()


def ouvrier_vu_le() -> datetime | None:
    """Dernier instant où un ouvrier a dit qu'il était là ; rien si aucun ne tourne depuis son dernier arrêt."""
    vu: datetime | None = Ouvrier.objects.aggregate(vu=Max("vu_le"))["vu"]
    return vu


def suivi(travail: Travail, *, le: datetime) -> Suivi:
    """Le travail tel qu'il se montre à cet instant, et si un ouvrier est là pour lui."""
    return suivre(travail, ouvrier_vu_le=ouvrier_vu_le(), le=le)
