"""Ce qui attend une personne, selon le rôle qu'elle tient : la phrase, l'échéance du calendrier, la liste à ouvrir."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from parchemin.etapes.inscriptions.calendrier import Operation
from parchemin.etapes.inscriptions.plume import ACADEMIQUES, D_ETABLISSEMENT
from parchemin.socle.comptes.roles import Role
from parchemin.socle.organisation.heures import PARIS, HeureLocale

BIENTOT = timedelta(days=7)
RATTACHEES = frozenset({Role.RATTACHEMENT, Role.VICE_RECTORAT})
ADRESSE_DES_MODIFICATIONS = "#modifications"


@dataclass(frozen=True, slots=True)
class Genre:
    """Un genre de tâche : qui la fait, comment elle se dit, quelle opération du calendrier la presse."""

    code: str
    roles: frozenset[Role]
    un: str
    plusieurs: str
    explication: str
    bouton: str
    operation: Operation | None = None
    route: str = "inscriptions-candidats"
    cas: str = ""

    def phrase(self, nombre: int) -> str:
        """La phrase, sans son nombre."""
        return self.plusieurs if nombre > 1 else self.un


@dataclass(frozen=True, slots=True)
class Tache:
    """Ce qui attend : combien, quoi, jusqu'à quand, et la liste qui l'ouvre."""

    nombre: int
    phrase: str
    explication: str
    bouton: str
    adresse: str
    mot: str
    forme: str
    quand: str


# Dans l'ordre de ce qui bloque le plus, à échéance égale.
GENRES: tuple[Genre, ...] = (
    Genre("sans_regime", ACADEMIQUES, "candidat n'a pas de régime", "candidats n'ont pas de régime",
          "Le secteur ou l'habilitation de l'établissement n'est pas connu : les épreuves en dépendent.",
          "Voir lesquels", Operation.TRANSFERT),
    Genre("a_deposer", D_ETABLISSEMENT, "candidature en cours de saisie reste à déposer",
          "candidatures en cours de saisie restent à déposer", "Non déposée, elle n'inscrit personne.",
          "Terminer la saisie", Operation.CLOTURE),
    Genre("a_completer", ACADEMIQUES | D_ETABLISSEMENT, "candidature est incomplète",
          "candidatures sont incomplètes", "Il y manque un choix que le règlement demande ; la liste dit combien.",
          "Compléter", Operation.CLOTURE),
    Genre("a_confirmer", ACADEMIQUES | D_ETABLISSEMENT, "candidat n'a pas confirmé son inscription",
          "candidats n'ont pas confirmé leur inscription",
          "Demandée, elle se signe en ligne ou sur papier ; sans elle, rien ne se contrôle.",
          "Voir lesquels", Operation.CONFIRMATIONS),
    Genre("pieces", ACADEMIQUES | D_ETABLISSEMENT, "dossier attend une pièce", "dossiers attendent une pièce",
          "Réclamée, elle porte sa date limite, et le candidat la voit.", "Voir les dossiers", Operation.PIECES),
    Genre("a_controler", ACADEMIQUES, "dossier a des pièces à contrôler", "dossiers ont des pièces à contrôler",
          "Une pièce refusée l'est avec sa raison, que le candidat lit.", "Contrôler", Operation.TRANSFERT),
    Genre("a_recevoir", ACADEMIQUES, "candidature confirmée et complète attend votre décision",
          "candidatures confirmées et complètes attendent votre décision",
          "Rien n'y manque : elles peuvent être déclarées recevables ensemble.", "Décider", Operation.TRANSFERT),
    Genre("amenagement", ACADEMIQUES, "candidat attend une décision d'aménagement",
          "candidats attendent une décision d'aménagement",
          "La décision se notifie ; les mesures suivent le candidat jusqu'à ses épreuves.", "Décider",
          Operation.EPREUVES),
    Genre("titres", ACADEMIQUES, "candidat attend une décision sur une note conservée ou une dispense",
          "candidats attendent une décision sur une note conservée ou une dispense",
          "Leurs épreuves en dépendent.", "Décider", Operation.EPREUVES),
    Genre("a_transferer", RATTACHEES, "candidature reste à transférer à l'académie pilote",
          "candidatures restent à transférer à l'académie pilote",
          "Le transfert se fait à la date du calendrier ; ensuite, vous et le pilote écrivez.", "Transférer",
          Operation.TRANSFERT, "inscriptions-transferts"),
    Genre("en_retard", frozenset({Role.NATIONAL}), "candidature n'est pas transférée à son pilote",
          "candidatures ne sont pas transférées à leur pilote",
          "La date du calendrier est passée : l'académie d'origine doit le faire.", "Voir lesquelles",
          Operation.TRANSFERT, cas="a_transferer"),
    Genre("modifications", ACADEMIQUES, "candidature changée par l'autre académie est à lire",
          "candidatures changées par l'autre académie sont à lire",
          "L'avant et l'après de chaque champ sont plus bas, avec qui l'a changé.", "Comparer"),
    Genre("signales", D_ETABLISSEMENT, "candidat n'a pas ouvert un document que l'académie vous signale",
          "candidats n'ont pas ouvert un document que l'académie vous signale",
          "Prévenez-les : un délai peut courir.", "Voir lesquels"),
    Genre("non_lus", ACADEMIQUES | D_ETABLISSEMENT, "candidat n'a pas ouvert un document remis",
          "candidats n'ont pas ouvert un document remis",
          "Le rappel part par courriel ; qui n'a pas d'adresse le reçoit sur papier.", "Relancer",
          None, "inscriptions-non-lus"),
)  # fmt: skip


def taches(
    role: Role, comptes: Mapping[str, int], limites: Mapping[str, datetime], lieu: str, *, le: datetime,
    garde: Mapping[str, str],
) -> list[Tache]:  # fmt: skip
    """Tâches de ce rôle, l'échéance la plus proche d'abord, puis celles qui n'en ont pas.

    `lieu` : fuseau où dire les heures ; `garde` : ce que chaque adresse porte de plus (session, plume).
    """
    siennes = [g for g in GENRES if role in g.roles and comptes.get(g.code)]
    datees = [(limites.get(_operation(g, role) or ""), g) for g in siennes]
    datees.sort(key=lambda paire: (paire[0] is None, paire[0] or le))
    return [_tache(g, comptes[g.code], limite, lieu, le=le, garde=garde) for limite, g in datees]


def _operation(genre: Genre, role: Role) -> Operation | None:
    """Ce qui borne la tâche : un pilote ne transfère rien, c'est le début des épreuves qui l'attend."""
    if role is Role.PILOTE_ORGANISATION and genre.operation is Operation.TRANSFERT:
        return Operation.EPREUVES
    return genre.operation


def _tache(
    genre: Genre, nombre: int, limite: datetime | None, lieu: str, *, le: datetime, garde: Mapping[str, str]
) -> Tache:
    mot, forme, quand = _urgence(limite, lieu, le=le)
    bouton = f"{genre.bouton} les {nombre}" if genre.code == "non_lus" and nombre > 1 else genre.bouton
    return Tache(
        nombre, genre.phrase(nombre), genre.explication, bouton, _adresse(genre, garde), mot, forme, quand
    )


def _urgence(limite: datetime | None, lieu: str, *, le: datetime) -> tuple[str, str, str]:
    if limite is None:
        return "À faire", "info", "sans échéance au calendrier"
    heure = HeureLocale(limite, lieu)
    texte = heure.texte if lieu == PARIS else f"{heure.texte} ({heure.decalage})"
    if limite < le:
        return "En retard", "bloquant", f"depuis le {texte}"
    urgente = limite - le <= BIENTOT
    return (
        "Urgent" if urgente else "À faire",
        "attention" if urgente else "cours",
        f"avant le {texte}",
    )


def _adresse(genre: Genre, garde: Mapping[str, str]) -> str:
    if genre.code == "modifications":
        return ADRESSE_DES_MODIFICATIONS
    try:
        debut = reverse(genre.route)
    except NoReverseMatch:
        debut = reverse("inscriptions-candidats")
    filtres = {"cas": genre.cas or genre.code} if debut == reverse("inscriptions-candidats") else {}
    return f"{debut}?{urlencode(filtres | dict(garde))}"
