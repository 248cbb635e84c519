"""Ce qu'aucune demande honnête ne contient est refusé avant toute lecture en base."""

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware

NUL = "\0"


class DemandeLisible(CommonMiddleware):
    """Les règles communes de Django, et deux refus : une demande trop grosse, un caractère nul (PostgreSQL l'ignore)."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """Lève `RequestDataTooBig` avant de lire un envoi trop gros, fichiers compris, que Django écrirait sur le disque.

        Lève `BadRequest` si l'adresse ou un filtre porte un caractère nul ; les formulaires le refusent déjà.
        """
        longueur = request.META.get("CONTENT_LENGTH") or "0"
        if not longueur.isdecimal() or int(longueur) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        valeurs = (valeur for cle in request.GET for valeur in (cle, *request.GET.getlist(cle)))
        if NUL in request.path or any(NUL in valeur for valeur in valeurs):
            raise BadRequest("caractère nul")
        return super().process_request(request)
