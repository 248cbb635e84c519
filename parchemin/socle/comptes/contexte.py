"""Ce que chaque page sait de la personne qui la lit."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest

from parchemin.socle.comptes.acces import TABLE, Situation, Verdict, juger
from parchemin.socle.comptes.controle import DemandeIdentifiee, situation_de

NAVIGATION = (
    ("mon_espace", "Mon espace"),
    ("ma-candidature", "Ma candidature"),
    ("inscriptions", "Inscriptions"),
    ("inscriptions-candidats", "Candidats"),
    ("organisation", "Organisation"),
    ("droits", "Droits"),
    ("journal", "Journal"),
)


class Permissions:
    """« peut.droits_inviter » : vrai si la personne verrait cette page, ou pourrait y agir ; lu par les gabarits."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation

    def __getitem__(self, nom: str) -> bool:
        """Verdict pour la route dont le nom s'écrit ici avec des « _ » au lieu des « - »."""
        route = next((r for r in TABLE if r.replace("-", "_") == nom), None)
        if route is None:
            raise KeyError(nom)
        methodes = ("POST",) if TABLE[route].ecriture is not None else ("GET",)
        return any(juger(TABLE[route], methode, self.situation) is Verdict.ADMIS for methode in methodes)


def personne(requete: HttpRequest) -> dict[str, object]:
    """Personne reconnue, rôle tenu, ce qu'elle peut, et secondes d'inactivité admises ; rien pour un visiteur."""
    # Sans témoin de session, rien n'est lu : les pages publiques ne touchent pas la base. Une demande refusée en chemin
    # n'a pas encore de personne.
    qui = (
        getattr(requete, "user", None)
        if getattr(getattr(requete, "session", None), "session_key", None)
        else None
    )
    if qui is None or not qui.is_authenticated or not hasattr(requete, "habilitation"):
        return {"personne": None, "peut": {}, "navigation_du_role": []}
    situation = situation_de(cast(DemandeIdentifiee, requete))
    return {
        "personne": qui,
        "habilitation": getattr(requete, "habilitation", None) or None,
        "peut": Permissions(situation),
        "navigation_du_role": [
            (nom, libelle)
            for nom, libelle in NAVIGATION
            if juger(TABLE.get(nom), "GET", situation) is Verdict.ADMIS
        ],
        "inactivite_s": settings.INACTIVITE_S,
    }
