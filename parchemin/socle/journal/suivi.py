"""La page d'une vérification, envoyée à mesure : un long journal se voit avancer, et la connexion ne s'endort pas."""

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse

from parchemin.socle.journal.controle import Controle
from parchemin.socle.journal.tetes import Tete
from parchemin.socle.journal.verification import nombre_d_actes, parcourir, protections_absentes

D_UN_SEUL_ENVOI: Final = 50_000
"""Nombre d'actes vérifiés en une seconde environ : au-delà, la page part par morceaux."""
PAS: Final = 50_000
_SUITE: Final = "[la suite vient ici]"


def page_de_verification(requete: HttpRequest, tetes: tuple[Tete, ...]) -> HttpResponseBase:
    """Réponse qui vérifie le journal et dit ce qu'elle a trouvé."""
    morceaux = _morceaux(requete, tetes)
    if nombre_d_actes() <= D_UN_SEUL_ENVOI:
        return HttpResponse("".join(morceaux))
    # Comprimée ou retenue par un mandataire, la page n'avancerait plus à l'écran.
    sans_retenue = {"Content-Encoding": "identity", "X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingHttpResponse(morceaux, headers=sans_retenue)


def _morceaux(requete: HttpRequest, tetes: tuple[Tete, ...]) -> Iterator[str]:
    page = {
        "suite": _SUITE,
        "ariane": [("Journal", reverse("journal")), ("Vérifier", reverse("journal-verifier"))],
    }
    debut, fin = render_to_string("journal/bilan.html", page, requete).split(_SUITE)
    yield debut
    controle, total = Controle(tetes), nombre_d_actes()
    for lus in parcourir(controle):
        if lus % PAS == 0:
            yield render_to_string("journal/_avancement.html", {"lus": lus, "total": total})
    contexte = {"bilan": controle.conclure(), "protections": protections_absentes()}
    yield render_to_string("journal/_bilan.html", contexte, requete)
    yield fin
