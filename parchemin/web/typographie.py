"""La typographie française des pages : espaces insécables et apostrophes, posées au moment d'écrire la réponse.

Les données gardent le texte officiel à la lettre ; seul ce qui s'affiche hors des balises est composé.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

INSECABLE = "\N{NO-BREAK SPACE}"
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
BALISE = re.compile(r"(<[^>]*>)")
# Ni le code ni le titre de la page : l'un se copie, l'autre se lit dans un onglet.
TEL_QUEL = frozenset({"code", "pre", "textarea", "title", "option", "script", "style"})
ESPACES = re.compile(
    r" (?=[:;?!»%])"
    r"|(?<=«) "
    r"|(?<=\d h) (?=\d\d\b)"
    r"|(?<=\d) (?=(?:h|min|px|points?|ans|mois|semaines|jours)\b)"
    r"|(?<=\bart\.) (?=[A-Z\d])"
    r"|(?<=[§°]) (?=\d)"
    r"|(?<=\d) (?=[×=] )"
    r"|(?<=[×=]) (?=\d)"
)


def composer(page: str) -> str:
    """Page dont le texte, hors des balises, a ses espaces insécables et ses apostrophes courbes."""
    morceaux = BALISE.split(page)
    intact = 0
    for rang, morceau in enumerate(morceaux):
        if rang % 2:
            nom = next(iter(morceau.strip("</>").split()), "").lower()
            if nom in TEL_QUEL:
                intact += -1 if morceau.startswith("</") else 1
        elif not intact and not morceau.isspace():
            apostrophes = morceau.replace("&#x27;", APOSTROPHE).replace("'", APOSTROPHE)
            morceaux[rang] = ESPACES.sub(INSECABLE, apostrophes)
    return "".join(morceaux)


class Typographie:
    """Compose chaque page HTML ; les autres réponses passent telles quelles."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, requete: HttpRequest) -> HttpResponse:
        """Réponse de la vue, composée si c'est une page."""
        reponse = self.suite(requete)
        if not reponse.streaming and reponse.headers.get("Content-Type", "").startswith("text/html"):
            reponse.content = composer(reponse.content.decode(reponse.charset)).encode(reponse.charset)
            if reponse.has_header("Content-Length"):
                reponse.headers["Content-Length"] = str(len(reponse.content))
        return reponse
