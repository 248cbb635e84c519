"""Ce que chaque page sait : où l'on est, comment l'on veut lire, si c'est une démonstration."""

from django.conf import settings
from django.http import HttpRequest

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
THEMES = ("auto", "clair", "sombre")


def enveloppe(requete: HttpRequest) -> dict[str, object]:
    """Navigation, examen, thème et contraste choisis (témoins de connexion), bandeau de démonstration."""
    trouvee = requete.resolver_match
    theme = requete.COOKIES.get("theme", "auto")
    return {
        "navigation": NAVIGATION,
        "page_courante": trouvee.url_name.partition("-")[0] if trouvee and trouvee.url_name else "",
        "examen": edition(""),
        "theme": theme if theme in THEMES else "auto",
        "contraste_fort": requete.COOKIES.get("contraste") == "fort",
        "sans_raccourcis": requete.COOKIES.get("raccourcis") == "non",
        "est_une_demonstration": settings.MODE != "service",
    }
