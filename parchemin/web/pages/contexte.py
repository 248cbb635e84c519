"""Ce que chaque page sait : où l'on est, comment l'on veut lire, si c'est une démonstration."""

from django.conf import settings
from django.http import HttpRequest

from parchemin.socle.comptes.contexte import NAVIGATION as NAVIGATION_DU_ROLE
from parchemin.web.pages.reglements import edition

NAVIGATION = (
    ("accueil", "Accueil"),
    ("que_dois_je_passer", "Que dois-je passer ?"),
    ("reglement", "Règlement"),
    ("referentiel", "Référentiel"),
    ("calendrier", "Calendrier"),
    ("decisions", "Décisions"),
    ("parametres", "Valeurs légales"),
)
DE_DEMONSTRATION = frozenset({"decisions"})
THEMES = ("auto", "clair", "sombre")


def enveloppe(requete: HttpRequest) -> dict[str, object]:
    """Navigation, examen, thème et contraste choisis (témoins de connexion), bandeau de démonstration."""
    trouvee = requete.resolver_match
    # Par TLS, le navigateur ne prend un témoin « __Host- » que de cet hôte : les mêmes noms que pose parchemin.js.
    prefixe = "__Host-" if requete.is_secure() else ""
    theme = requete.COOKIES.get(f"{prefixe}theme", "auto")
    return {
        "navigation": navigation(),
        "page_courante": page_courante(trouvee.url_name or "") if trouvee else "",
        "examen": edition(""),
        "theme": theme if theme in THEMES else "auto",
        "contraste_fort": requete.COOKIES.get(f"{prefixe}contraste") == "fort",
        "sans_raccourcis": requete.COOKIES.get(f"{prefixe}raccourcis") == "non",
        "est_une_demonstration": est_une_demonstration(),
    }


def page_courante(route: str) -> str:
    """Page de la navigation où se tient cette route : elle-même si elle y est, sinon celle dont son nom est la suite."""
    return route if route in dict(NAVIGATION_DU_ROLE) else route.partition("-")[0]


def est_une_demonstration() -> bool:
    """Vrai partout sauf en service : ce que l'on montre est alors fictif."""
    return bool(settings.MODE != "service")


def navigation() -> list[tuple[str, str]]:
    """Pages principales (route, libellé) ; en service, sans celles de la démonstration."""
    return [
        (nom, libelle)
        for nom, libelle in NAVIGATION
        if nom not in DE_DEMONSTRATION or est_une_demonstration()
    ]
